//! Files in other coordinates and encodings give the answers of the plain ones.

use serde_json::{Value, json};
use walkshed::crs::{bd09, gcj02};

use super::city::{City, FACILITIES, RESIDENTS, STUDY, collection};

/// Eastings and northings of the residents and facilities in EPSG:4545, by PROJ 9.5.1 (pyproj
/// 3.7.2, `Transformer.from_crs(4326, 4545, always_xy=True)`).
const SURVEYED: [(&str, f64, f64); 11] = [
    ("R1", 343106.6871, 4262332.7949),
    ("R2", 343193.0866, 4262286.6836),
    ("R3", 343455.7528, 4262325.9842),
    ("R4", 343979.3509, 4262315.7965),
    ("R5", 344510.6862, 4262705.3073),
    ("R6", 344642.4381, 4262747.1813),
    ("F1", 343019.2037, 4262323.3982),
    ("F2", 343018.7698, 4262301.1946),
    ("F3", 343036.6570, 4262323.0571),
    ("F4", 343019.2037, 4262323.3982),
    ("F5", 344510.9011, 4262716.4091),
];

/// The table with other numbers in its two columns of coordinates.
pub fn moved(table: &str, place: impl Fn(&str, [f64; 2]) -> [String; 2]) -> String {
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let (x, y) = (
        header.iter().position(|h| *h == "lon").unwrap(),
        header.iter().position(|h| *h == "lat").unwrap(),
    );
    let mut lines = vec![header.join(",")];
    for line in table.lines().skip(1) {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        let at = [cells[x].parse().unwrap(), cells[y].parse().unwrap()];
        let [first, second] = place(&cells[0], at);
        (cells[x], cells[y]) = (first, second);
        lines.push(cells.join(","));
    }
    lines.join("\n") + "\n"
}

fn surveyed(table: &str, zone: f64, north_first: bool) -> String {
    moved(table, |id, _| {
        let (_, east, north) = SURVEYED.into_iter().find(|row| row.0 == id).unwrap();
        let pair = [format!("{:.4}", east + zone), format!("{north:.4}")];
        if north_first { [pair[1].clone(), pair[0].clone()] } else { pair }
    })
}

fn declared(role: &str, declaration: &str) -> String {
    STUDY.replace(
        &format!("{role} = \"{role}.csv\""),
        &format!("{role} = {{ file = \"{role}.csv\", {declaration} }}"),
    )
}

/// Metres of every resident and category.
fn walks(city: &City) -> Vec<f64> {
    let names = ["clinic", "canteen", "childcare", "fitness"].map(|name| format!("{name}_m"));
    city.by("residents", "id")
        .values()
        .flat_map(|row| names.iter().map(|name| row[name].as_f64().unwrap()).collect::<Vec<_>>())
        .collect()
}

/// The same coverage, and walks that differ by no more than the numbers were rounded by.
fn same(city: &City, slack_m: f64) {
    let plain = City::new();
    plain.done(&[]);
    city.done(&["--strict"]);
    assert_eq!(city.covered("fitness-10"), 450.0);
    assert_eq!(city.covered("convenience-15"), 500.0);
    for (found, expected) in walks(city).into_iter().zip(walks(&plain)) {
        assert!((found - expected).abs() <= slack_m, "{found} {expected}");
    }
}

#[test]
fn survey_coordinates_with_and_without_zone_in_both_orders() {
    let city = |crs: &str, zone, north_first| {
        City::new()
            .with("residents.csv", surveyed(RESIDENTS, zone, north_first))
            .with("study.toml", declared("residents", &format!("crs = \"{crs}\"")))
    };
    for (crs, zone) in
        [("EPSG:4545", 0.0), ("EPSG:4545", 36e6), ("EPSG:4524", 36e6), ("EPSG:4524", 0.0)]
    {
        for north_first in [false, true] {
            same(&city(crs, zone, north_first), 0.011);
        }
    }
    let ran = city("EPSG:4545", 36e6, true).done(&[]);
    assert!(ran.stderr.contains("residents.csv: X is north and Y is east"), "{}", ran.stderr);
    assert!(ran.stderr.contains("residents.csv: the eastings begin with zone 36"));
    city("EPSG:4544", 36e6, false).fails(&[], &["residents.csv", "zone 36", "EPSG:4545"]);
}

#[test]
fn shifted_frames_come_back_and_say_that_they_are_approximate() {
    let pair = |[lon, lat]: [f64; 2]| [lon.to_string(), lat.to_string()];
    let amap = moved(FACILITIES, |_, at| pair(gcj02::from_wgs84(at)));
    let baidu = moved(RESIDENTS, |_, at| pair(bd09::from_gcj02(gcj02::from_wgs84(at))));
    let study = declared("facilities", "crs = \"gcj02\"").replace(
        "residents = \"residents.csv\"",
        "residents = { file = \"residents.csv\", crs = \"bd09\" }",
    );
    let city = City::new()
        .with("facilities.csv", amap)
        .with("residents.csv", baidu)
        .with("study.toml", study);
    same(&city, 0.011);
    assert!(city.input("facilities")["crs"].as_str().unwrap().contains("近似转换"));
    let first = &city.by("residents", "id")["R1"];
    assert_eq!(first["source_crs"], "BD-09 (近似转换)");
    assert!((first["source_x"].as_f64().unwrap() - 106.2129).abs() < 0.001, "{first}");
    // Read as what they are not, the same files tell another story: 400 m is half a circle.
    let wrong = City::new().with("residents.csv", city.text("residents.csv"));
    wrong.done(&[]);
    assert_ne!(wrong.covered("fitness-10"), 450.0);
}

#[test]
fn swapped_columns_are_found_and_named() {
    let swapped = moved(RESIDENTS, |_, [lon, lat]| [lat.to_string(), lon.to_string()]);
    let city = City::new().with("residents.csv", swapped);
    same(&city, 0.0);
    let said = city.done(&["--force", "--lang", "zh"]).stderr;
    assert!(said.contains("residents.csv：") || said.contains("经度列与纬度列互换"), "{said}");
}

#[test]
fn layers_in_the_system_that_they_name() {
    let places: Vec<Value> = RESIDENTS
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let (_, east, north) = SURVEYED.into_iter().find(|row| row.0 == cells[0]).unwrap();
            json!({"type": "Feature",
                "properties": {"id": cells[0], "name": cells[1], "pop": cells[4], "pop60": cells[6],
                    "pop0_3": cells[7], "households": cells[5]},
                "geometry": {"type": "Point", "coordinates": [east, north]}})
        })
        .collect();
    let mut layer = collection(places);
    layer["crs"] = json!({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4545"}});
    let city = City::new().with("r.geojson", layer.to_string());
    let study = STUDY.replace("\"residents.csv\"", "\"r.geojson\"");
    same(&city.with("study.toml", study), 0.011);
}

#[test]
fn encodings_and_separators() {
    // 小区 in GBK.
    let gbk: Vec<u8> = RESIDENTS
        .split("小区")
        .map(str::as_bytes)
        .collect::<Vec<_>>()
        .join(&b"\xd0\xa1\xc7\xf8"[..]);
    let utf16 = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
        [mark, &RESIDENTS.encode_utf16().flat_map(unit).collect::<Vec<_>>()].concat()
    };
    for (bytes, encoding) in [
        (gbk, "gb18030"),
        (utf16(b"\xff\xfe", u16::to_le_bytes), "UTF-16LE"),
        (utf16(b"\xfe\xff", u16::to_be_bytes), "UTF-16BE"),
        (RESIDENTS.replace(',', ";").into_bytes(), "UTF-8"),
        (RESIDENTS.replace(',', "\t").into_bytes(), "UTF-8"),
        (RESIDENTS.replace(',', "，").into_bytes(), "UTF-8"),
    ] {
        let city = City::new().with("residents.csv", bytes);
        same(&city, 0.0);
        assert_eq!(city.by("residents", "id")["R2"]["name"], "小区2");
        assert_eq!(city.input("residents")["encoding"], encoding);
    }
}

/// Written by openpyxl (tests/fixtures/make.py): a title over two rows, a note beside the table, a
/// second sheet.
#[test]
fn a_workbook_with_a_title_reads_like_the_plain_table() {
    let book = include_bytes!("../fixtures/residents.xlsx");
    let study = |entry: &str| STUDY.replace("\"residents.csv\"", entry);
    let city = City::new().with("居民点.xlsx", book).with("study.toml", study("\"居民点.xlsx\""));
    same(&city, 0.0);
    let read = city.input("residents");
    assert_eq!((&read["read"], &read["used"]), (&6.into(), &6.into()));
    let notes = read["notes"].to_string();
    assert!(notes.contains("the first of 2") && notes.contains("the header is row 3"), "{notes}");
    assert_eq!(city.by("residents", "id")["R2"]["pop60"], 30);
    // The residents' layer is that of the plain run, byte for byte.
    let plain = City::new();
    plain.done(&[]);
    assert_eq!(city.text("out/residents.geojson"), plain.text("out/residents.geojson"));

    let named = study("{ file = \"居民点.xlsx\", sheet = \"居民点\" }");
    let city = city.with("study.toml", named);
    let said = city.done(&["--force"]).stderr;
    assert!(!said.contains("the first of"), "{said}");
    let none = study("{ file = \"居民点.xlsx\", sheet = \"人口\" }");
    let city = City::new().with("居民点.xlsx", book).with("study.toml", none);
    city.fails(&[], &["has no sheet '人口'", "sheets here: 居民点, 说明"]);
    let notes = study("{ file = \"居民点.xlsx\", sheet = \"说明\" }");
    let city = City::new().with("居民点.xlsx", book).with("study.toml", notes);
    city.fails(&[], &["has no column 'id'"]);
}

#[test]
fn what_a_study_declares_is_checked() {
    for (declaration, says) in [
        ("crs = \"EPSG:4610\"", "Xi'an 1980"),
        ("crs = \"mars\"", "'mars' is no coordinate system"),
        ("encoding = \"klingon\"", "unknown encoding 'klingon'"),
        ("colour = \"red\"", "expected a file"),
    ] {
        let city = City::new().with("study.toml", declared("residents", declaration));
        city.fails(&[], &[says]);
    }
}
