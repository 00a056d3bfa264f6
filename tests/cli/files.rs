//! Files that cannot be used as a whole: each with its own message and a mend.

use std::io::Write;

use serde_json::json;

use super::city::{City, FACILITIES, RESIDENTS, districts, streets};

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Writes a file, names it on the command line, and expects these words.
fn refused(flag: &str, name: &str, bytes: &[u8], says: &[&str]) {
    let says = [&[name], says].concat();
    City::new().with(name, bytes).fails(&[flag, name], &says);
}

#[test]
fn empty_files() {
    for flag in ["--residents", "--facilities", "--districts", "--entrances"] {
        refused(flag, "f.csv", b"", &["is empty"]);
        refused(flag, "f.csv", b"\xef\xbb\xbf \n", &["is empty"]);
        refused(flag, "f.geojson", b"", &["is empty"]);
        let none = br#"{"type":"FeatureCollection","features":[]}"#;
        refused(flag, "f.geojson", none, &["holds no records"]);
    }
    for flag in ["--residents", "--facilities", "--entrances"] {
        refused(flag, "f.csv", b"id,lon,lat,category\n", &["holds no records"]);
    }
    refused("--network", "f.geojson", b"", &["is empty"]);
    let none = br#"{"type":"FeatureCollection","features":[]}"#;
    refused("--network", "f.geojson", none, &["holds no records"]);
    refused("--network", "f.osm.pbf", b"", &["empty"]);
    refused("--residents", "f.csv.gz", &gz(b""), &["is empty"]);
}

#[test]
fn missing_columns() {
    let says = |column: &str| [format!("line 1, field {column}: has no column '{column}'")];
    for (header, column) in [("lon,lat,pop", "id"), ("id,lat,pop", "lon"), ("id,lon,pop", "lat")] {
        let table = format!("{header}\n1,2,3\n");
        let says = says(column);
        refused("--residents", "f.csv", table.as_bytes(), &[&says[0], "columns here: "]);
    }
    let says = says("category");
    refused("--facilities", "f.csv", b"id,lon,lat\n1,2,3\n", &[&says[0], "类别"]);
    let points = json!({"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {"id": "F"}, "geometry": {"type": "Point", "coordinates": [106.2, 38.48]}}]});
    refused("--facilities", "f.geojson", points.to_string().as_bytes(), &["field category"]);
}

#[test]
fn two_columns_that_could_be_meant() {
    let table = RESIDENTS.replace("pop,households", "人口,常住人口");
    refused(
        "--residents",
        "f.csv",
        table.as_bytes(),
        &["field pop", "several columns could be meant: 人口, 常住人口"],
    );
}

#[test]
fn what_is_no_text() {
    let utf16: Vec<u8> = RESIDENTS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused("--residents", "f.csv", &utf16, &["line 1", "is not UTF-8 text"]);
    let latin = FACILITIES.as_bytes().iter().map(|&b| if b == b'F' { 0xe9 } else { b });
    refused("--facilities", "f.csv", &latin.collect::<Vec<_>>(), &["neither UTF-8 nor GB18030"]);
    // One row in GBK among rows in UTF-8 would make nonsense of the others.
    let mixed = [RESIDENTS.as_bytes(), b"R7,\xd0\xa1\xc7\xf8,106.2,38.48,1,1,1,1\n"].concat();
    refused("--residents", "f.csv", &mixed, &["line 8", "though other lines are"]);
}

#[test]
fn coordinate_systems_that_are_not_known() {
    let with = |crs: serde_json::Value| {
        let mut layer = districts();
        layer["crs"] = crs;
        layer.to_string()
    };
    let named = |name: &str| with(json!({"type": "name", "properties": {"name": name}}));
    for (name, says) in [
        ("urn:ogc:def:crs:EPSG::99999", "no coordinate system that walkshed knows"),
        ("EPSG:2380", "Xi'an 1980"),
        ("EPSG:2411", "Beijing 1954"),
    ] {
        refused("--districts", "f.geojson", named(name).as_bytes(), &["field crs", says]);
    }
    refused("--districts", "f.geojson", with(json!("mine")).as_bytes(), &["field crs"]);
    for name in ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4490"] {
        City::new().with("d.geojson", named(name)).done(&["--districts", "d.geojson"]);
    }
    City::new().with("d.geojson", with(json!(null))).done(&["--districts", "d.geojson"]);
}

#[test]
fn other_json() {
    let cases: [(&[u8], &str); 6] = [
        (b"{\"features\":[]}", "line 1: is not a GeoJSON FeatureCollection"),
        (b"[1, 2]", "is not a GeoJSON FeatureCollection"),
        (b"hello", "is not a GeoJSON FeatureCollection"),
        (b"{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}", "is a GeoJSON Feature,"),
        (b"{\"type\":\"Topology\",\"features\":[]}", "is a GeoJSON Topology,"),
        (b"{\"type\":\"FeatureCollection\",\n\"features\":[{]}", "line 2"),
    ];
    for (bytes, says) in cases {
        refused("--districts", "f.geojson", bytes, &[says]);
    }
    let cut = streets().to_string();
    refused("--network", "f.geojson", &cut.as_bytes()[..cut.len() / 2], &["EOF"]);
}

#[test]
fn damaged_archives() {
    let packed = gz(RESIDENTS.as_bytes());
    for cut in [3, 12, packed.len() / 2, packed.len() - 2] {
        refused("--residents", "f.csv.gz", &packed[..cut], &["unpacking", "cut short or damaged"]);
    }
    refused("--residents", "f.csv.gz", RESIDENTS.as_bytes(), &["unpacking"]);
    let mut flipped = packed.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    refused("--residents", "f.csv.gz", &flipped, &["unpacking"]);
}

#[test]
fn damaged_extracts() {
    let city = City::new();
    assert_eq!(city.walkshed(&["synth", "--compounds", "20", "--out", "c"]).code, 0);
    let whole = std::fs::read(city.path("c/network.osm.pbf")).unwrap();
    for cut in [3, 40, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        refused("--network", "n.osm.pbf", &whole[..cut], &["PBF", "again"]);
    }
    refused(
        "--network",
        "n.osm.pbf",
        b"<osm version=\"0.6\"></osm>",
        &["no OSM PBF file that can be read"],
    );
    refused("--network", "n.osm.pbf", &[0xff; 4096], &["no OSM PBF file that can be read"]);
    refused("--network", "n.osm.pbf", &[0; 4096], &["n.osm.pbf"]);
}

#[test]
fn no_street_to_walk_on() {
    let motorway = streets().to_string().replace("residential", "motorway");
    refused("--network", "f.geojson", motorway.as_bytes(), &["no walkable street (6 ways"]);
    let points = json!({"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {}, "geometry": {"type": "Point", "coordinates": [106.2, 38.48]}}]});
    refused("--network", "f.geojson", points.to_string().as_bytes(), &["no walkable street"]);
}

#[test]
fn streets_that_are_all_pruned() {
    let city = City::new();
    city.fails(
        &["--min-component", "9000"],
        &[
            "streets.geojson",
            "no connected piece of street is 9000 m long",
            "the longest: 6567 m",
            "--min-component",
        ],
    );
    city.done(&["--min-component", "6000"]);
    for line in [json!([]), json!([[106.2, 38.48]]), json!([[106.2, 38.48], [106.2, 38.48]])] {
        let layer = json!({"type": "FeatureCollection", "features": [{"type": "Feature",
            "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}]});
        refused("--network", "f.geojson", layer.to_string().as_bytes(), &["street"]);
    }
}

#[test]
fn folders_and_nothing_where_a_file_should_be() {
    for flag in ["--network", "--residents", "--facilities", "--districts", "--entrances"] {
        let city = City::new();
        city.fails(&[flag, "nowhere.geojson"], &["nowhere.geojson: reading", "check the path"]);
        std::fs::create_dir(city.path("d.geojson")).unwrap();
        // A folder could be one of Shapefiles.
        city.fails(&[flag, "d.geojson"], &["d.geojson", "holds no .shp"]);
    }
    let city = City::new();
    std::fs::remove_file(city.path("study.toml")).unwrap();
    city.fails(&[], &["study.toml: reading"]);
    std::fs::create_dir(city.path("study.toml")).unwrap();
    city.fails(&[], &["study.toml: reading", "give a file, not a folder"]);
}

#[test]
fn formats_that_are_not_read() {
    refused("--residents", "f.dwg", b"x", &["not a format that walkshed reads", ".csv"]);
    refused("--residents", "f.gpkg.gz", b"x", &["is packed", "gunzip"]);
    refused("--residents", "f.xls", b"x", &["is no workbook", "save it again"]);
    refused("--residents", "f.xlsx", b"x", &["is no workbook", "save it again"]);
    let damaged = include_bytes!("../fixtures/damaged.xlsx");
    refused("--residents", "f.xlsx", damaged, &["has a cell in column"]);
    refused("--network", "f.csv", b"x", &["not a street format", ".osm.pbf"]);
    refused("--network", "f.osm", b"x", &["not a street format"]);
}

#[test]
fn a_quote_that_is_never_closed_loses_no_rows_in_silence() {
    let first = RESIDENTS.replace("小区2", "\"小区2");
    refused("--residents", "f.csv", first.as_bytes(), &["line 3", "quote"]);
    let number = RESIDENTS.replace("50,30,6", "50,30,\"6");
    refused("--residents", "f.csv", number.as_bytes(), &["line 3", "quote"]);
    // In the last column nothing but the length of the name would tell.
    let last: String = FACILITIES.replace("name,", "").replace("status", "name");
    let rows: Vec<String> = last
        .lines()
        .enumerate()
        .map(|(i, line)| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if i > 0 {
                cells.remove(1);
                cells[4] = if i == 2 { "\"open" } else { "open" };
            }
            cells.join(",") + "\n"
        })
        .collect();
    refused("--facilities", "f.csv", rows.concat().as_bytes(), &["line 3", "quote"]);
    let literal = RESIDENTS.replace("小区6", "5\" pipe road");
    City::new().with("residents.csv", literal).done(&["--strict"]);
}

#[test]
fn one_home_on_the_other_side_of_the_earth_is_named() {
    City::new()
        .and("residents.csv", "R7,x,0,0,1,1,1,1\n")
        .fails(&[], &["residents.csv", "resident 'R7' at 0, 0", "check its coordinates"]);
}
