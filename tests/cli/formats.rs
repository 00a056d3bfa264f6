//! What inputs may look like.

use serde_json::{Value, json};

use super::city::{
    City, FACILITIES, RESIDENTS, STUDY, collection, district, districts, square, streets,
};
use super::files::gz;

fn metres(city: &City, id: &str) -> f64 {
    city.by("residents", "id")[id]["fitness_m"].as_f64().unwrap()
}

/// The same city in other clothes gives the same answers.
fn same(city: &City, args: &[&str]) {
    city.done(&[&["--strict"], args].concat());
    assert_eq!(city.covered("fitness-10"), 450.0);
    assert_eq!(city.covered("convenience-15"), 500.0);
    assert!((metres(city, "R4") - 993.1).abs() < 0.3);
    assert_eq!(city.by("residents", "id")["R2"]["name"], "小区2");
}

const CHINESE: &str = "编号,小区名称,经度,纬度,常住人口,总户数,60岁及以上人口,0-3岁人口\n";

fn chinese() -> String {
    CHINESE.to_owned() + RESIDENTS.split_once('\n').unwrap().1
}

#[test]
fn byte_order_marks_line_ends_and_quotes() {
    same(&City::new().with("residents.csv", "\u{feff}".to_owned() + RESIDENTS), &[]);
    same(&City::new().with("residents.csv", RESIDENTS.replace('\n', "\r\n")), &[]);
    same(&City::new().with("residents.csv", RESIDENTS.trim_end()), &[]);
    let quoted = RESIDENTS.replace(',', "\",\"").replace('\n', "\"\n\"");
    let quoted = format!("\"{}", quoted.strip_suffix('"').unwrap());
    same(&City::new().with("residents.csv", quoted), &[]);
    let layer = "\u{feff}".to_owned() + &streets().to_string();
    same(&City::new().with("streets.geojson", layer), &[]);
}

#[test]
fn chinese_headers() {
    same(&City::new().with("residents.csv", chinese()), &[]);
    let city = City::new().with("residents.csv", "\u{feff}".to_owned() + &chinese());
    let facilities = FACILITIES
        .replace("id,name,category,lon,lat,status", "编号,设施名称,设施类别,经度,纬度,运营状态");
    let city = city.with("facilities.csv", facilities);
    same(&city, &[]);
    assert_eq!(city.by("residents", "id")["R2"]["pop60"], 30);
    assert_eq!(city.by("residents", "id")["R2"]["households"], 50);
    assert_eq!(city.by("facilities", "id")["F5"]["running"], false);
}

#[test]
fn columns_in_any_order_with_others_between() {
    let rows: String = RESIDENTS
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells.reverse();
            cells.insert(3, "备注");
            cells.join(",") + "\n"
        })
        .collect();
    same(&City::new().with("residents.csv", rows), &[]);
}

#[test]
fn mapped_columns() {
    let header = "key,label,east,north,人数,常住人口,elders,babies\n";
    let mapping = "[columns.residents]\nid = \"key\"\nname = \"label\"\nlon = \"east\"\n\
                   lat = \"north\"\npop = \"人数\"\npop60 = \"elders\"\npop0_3 = \"babies\"\n";
    let city = City::new()
        .with("residents.csv", header.to_owned() + RESIDENTS.split_once('\n').unwrap().1)
        .with("study.toml", STUDY.to_owned() + mapping);
    same(&city, &[]);
    assert_eq!(city.by("residents", "id")["R5"]["pop60"], 60);
    let city = City::new()
        .with("facilities.csv", FACILITIES.replace("category", "kind of"))
        .with("study.toml", STUDY.to_owned() + "[columns.facilities]\ncategory = \"kind of\"\n");
    same(&city, &[]);
}

#[test]
fn a_mapping_of_residents_does_not_ask_weights_of_their_gates() {
    let mapping = "[columns.residents]\npop = \"people\"\nid = \"key\"\n";
    let table = RESIDENTS.replacen("id", "key", 1).replacen("pop", "people", 1);
    let city = City::new()
        .with("residents.csv", table)
        .with("gates.csv", "key,lon,lat\nR4,106.2035,38.4801\n")
        .with("study.toml", STUDY.to_owned() + mapping);
    city.done(&["--strict", "--entrances", "gates.csv"]);
    assert!(metres(&city, "R4") < 300.0);
}

#[test]
fn a_mapping_of_residents_is_not_forced_upon_their_gates() {
    let mapping = "[columns.residents]\nlon = \"经度x\"\n";
    let city = City::new()
        .with("residents.csv", RESIDENTS.replacen("lon", "经度x", 1))
        .with("gates.csv", "id,lon,lat\nR4,106.2035,38.4801\n")
        .with("study.toml", STUDY.to_owned() + mapping);
    city.done(&["--strict", "--entrances", "gates.csv"]);
    assert!(metres(&city, "R4") < 300.0);
}

#[test]
fn gzipped_inputs() {
    let city = City::new()
        .with("r.csv.gz", gz(RESIDENTS.as_bytes()))
        .with("f.csv.gz", gz(FACILITIES.as_bytes()))
        .with("s.geojson.gz", gz(streets().to_string().as_bytes()))
        .with("d.GEOJSON.GZ", gz(super::city::districts().to_string().as_bytes()));
    same(
        &city,
        &[
            "--residents",
            "r.csv.gz",
            "--facilities",
            "f.csv.gz",
            "--network",
            "s.geojson.gz",
            "--districts",
            "d.GEOJSON.GZ",
        ],
    );
    // As `cat a.gz b.gz` makes them.
    let (head, tail) = RESIDENTS.split_at(100);
    let two = [gz(head.as_bytes()), gz(tail.as_bytes())].concat();
    same(&City::new().with("r.csv.gz", two), &["--residents", "r.csv.gz"]);
}

#[test]
fn several_facility_files() {
    let lines: Vec<&str> = FACILITIES.lines().collect();
    let table = |rows: &[usize]| {
        let rows = rows.iter().map(|&i| lines[i]);
        [lines[0]].into_iter().chain(rows).map(|l| l.to_owned() + "\n").collect::<String>()
    };
    let city = City::new().with("a.csv", table(&[1, 2, 3])).with("b.csv", table(&[4, 5]));
    same(&city, &["--facilities", "a.csv", "--facilities", "b.csv"]);
    let study = STUDY.replace("\"facilities.csv\"", "[\"a.csv\", \"b.csv\"]");
    let city = city.with("study.toml", study);
    same(&city, &["--force"]);
    let summary = city.json("out/summary.json");
    let read: Vec<&Value> = summary["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|i| i["role"] == "facilities")
        .map(|i| &i["read"])
        .collect();
    assert_eq!(read, [3, 2]);
    // The same site in both files is one too many, and the message names the second.
    let city = city.with("b.csv", table(&[3, 4]));
    let ran = city.run(&["--force", "--strict"]);
    assert!(ran.stderr.contains("b.csv, record 1, line 2, field id: 'F3'"), "{}", ran.stderr);
}

#[test]
fn categories_by_their_titles() {
    let titled = FACILITIES
        .replace(",clinic,", ",社区卫生,")
        .replace(",canteen,", ",elder-care canteen,")
        .replace(",fitness,", ",健身,");
    same(&City::new().with("t.csv", titled), &["--facilities", "t.csv"]);
}

#[test]
fn lines_that_do_not_say_what_they_are_are_walked_and_named() {
    let warned = |city: &City| city.done(&[]).stderr.contains("1 lines of the street file");
    let mut mixed = streets();
    mixed["features"][0]["properties"] = json!({"waterway": "river"});
    let city = City::new().with("streets.geojson", mixed.to_string());
    assert!(warned(&city));
    assert_eq!(city.covered("fitness-10"), 450.0);
    // A table without any `highway` is a plain table of streets.
    let mut plain = streets();
    for feature in plain["features"].as_array_mut().unwrap() {
        feature["properties"] = json!({});
    }
    assert!(!warned(&City::new().with("streets.geojson", plain.to_string())));
}

#[test]
fn districts_without_a_code_go_by_their_names() {
    let mut unnamed = districts();
    for feature in unnamed["features"].as_array_mut().unwrap() {
        feature["properties"].as_object_mut().unwrap().remove("code");
    }
    let city = City::new().with("districts.geojson", unnamed.to_string());
    city.done(&[]);
    assert_eq!(city.by("residents", "id")["R1"]["district_code"], "西区");
}

#[test]
fn gates_in_a_file_of_their_own_take_the_place_of_the_point() {
    let city =
        City::new().with("gates.csv", "id,lon,lat\nR4,106.2121,38.4801\nR4,106.2035,38.4801\n");
    city.done(&["--entrances", "gates.csv"]);
    // From the nearer gate: 0.0025 degrees of longitude, 11 m at both ends.
    assert!((metres(&city, "R4") - 240.3).abs() < 0.5, "{}", metres(&city, "R4"));
    assert!((metres(&city, "R1") - 120.6).abs() < 0.3, "others keep their point");
    assert_eq!(city.covered("fitness-10"), 500.0);
    assert_eq!(city.input("entrances")["used"], 2);
}

#[test]
fn gates_as_multipoint_residents() {
    let home = |id: &str, points: Value| {
        json!({"type": "Feature", "properties": {"id": id, "pop": 10},
               "geometry": {"type": "MultiPoint", "coordinates": points}})
    };
    let layer = collection(vec![
        home("two", json!([[106.2035, 38.4801], [106.2121, 38.4801]])),
        home("one", json!([[106.2121, 38.4801]])),
    ]);
    let city = City::new().with("r.geojson", layer.to_string());
    city.done(&["--residents", "r.geojson", "--strict"]);
    assert!((metres(&city, "two") - 240.3).abs() < 0.5);
    assert!((metres(&city, "one") - 990.7).abs() < 1.0, "{}", metres(&city, "one"));
}

#[test]
fn residents_as_polygons_give_land() {
    let home = |id: &str, west: f64, pop: u32| {
        json!({"type": "Feature", "properties": {"id": id, "pop": pop},
               "geometry": square(west, 38.4801, west + 0.001, 38.4806)})
    };
    let layer = collection(vec![home("near", 106.202, 10), home("far", 106.218, 30)]);
    let city = City::new().with("r.geojson", layer.to_string());
    city.done(&["--residents", "r.geojson", "--strict"]);
    for feature in city.layer("residents") {
        assert_eq!(feature["geometry"]["type"], "MultiPolygon");
        // 87.3 m by 55.5 m.
        let land = feature["properties"]["land_m2"].as_f64().unwrap();
        assert!((land - 4843.0).abs() < 10.0, "{land}");
    }
    let table = city.table("indicators");
    let land = table
        .iter()
        .find(|r| {
            r["circle"] == "fitness-10" && r["denominator"] == "land" && r["level"] == "total"
        })
        .unwrap();
    assert!((land["rate"].parse::<f64>().unwrap() - 0.5).abs() < 1e-6, "{land:?}");
    assert_eq!(city.covered("fitness-10"), 10.0);
    // A zone lies within the home's own outline.
    let zones = city.layer("zones_fitness-10");
    assert_eq!(zones.len(), 1);
    // One point among the polygons: there is no land to count, and points are drawn.
    let mut mixed = layer;
    mixed["features"].as_array_mut().unwrap().push(json!({"type": "Feature",
        "properties": {"id": "point", "pop": 1},
        "geometry": {"type": "Point", "coordinates": [106.203, 38.4801]}}));
    let city = city.with("r.geojson", mixed.to_string());
    city.done(&["--residents", "r.geojson", "--strict", "--force"]);
    assert!(city.layer("residents").iter().all(|r| r["geometry"]["type"] == "Point"));
}

#[test]
fn outlines_that_cross_are_rejected_and_parts_that_overlap_count_once() {
    let outline = |id: &str, geometry: Value| json!({"type": "Feature", "properties": {"id": id, "pop": 10}, "geometry": geometry});
    let (w, s, e, n) = (106.2020, 38.4801, 106.2026, 38.4806);
    let tie = json!({"type": "Polygon",
        "coordinates": [[[w, s], [e, n], [e, s], [w, n], [w, s]]]});
    let half = |from: f64, to: f64| json!([[[from, s], [to, s], [to, n], [from, n], [from, s]]]);
    let twice = json!({"type": "MultiPolygon",
        "coordinates": [half(w, w + 0.0004), half(w + 0.0002, e)]});
    let whole = json!({"type": "Polygon", "coordinates": half(w, e)});
    let layer = |features| City::new().with("r.geojson", collection(features).to_string());
    let city = layer(vec![outline("tie", tie), outline("whole", whole), outline("twice", twice)]);
    city.done(&["--residents", "r.geojson"]);
    assert_eq!(city.rejects()[0]["reason"], "crossing_rings");
    let land = city.by("residents", "id");
    let m2 = |id: &str| land[id]["land_m2"].as_f64().unwrap();
    assert!((m2("whole") - m2("twice")).abs() < 0.2, "{} {}", m2("whole"), m2("twice"));
}

#[test]
fn facilities_as_polygons_and_ids_as_numbers() {
    let park = json!({"type": "Feature", "id": 17, "properties": {"category": "fitness"},
        "geometry": square(106.2005, 38.4799, 106.2015, 38.4803)});
    let layer = collection(vec![park]);
    let city = City::new().with("f.geojson", layer.to_string());
    city.done(&["--facilities", "f.geojson", "--circle", "fitness-10", "--strict"]);
    assert_eq!(city.by("residents", "id")["R1"]["fitness_facility"], "17");
}

#[test]
fn districts_on_several_levels() {
    let level = |mut feature: Value, level: &str| {
        feature["properties"]["level"] = level.into();
        feature
    };
    let layer = collection(vec![
        level(district("640100", "全市", square(106.19, 38.47, 106.23, 38.49)), "city"),
        level(district("640104", "西区", square(106.199, 38.479, 106.2105, 38.485)), "county"),
        level(district("640105", "东区", square(106.2105, 38.479, 106.219, 38.485)), "county"),
    ]);
    let city = City::new().with("districts.geojson", layer.to_string());
    city.done(&["--strict"]);
    let table = city.table("indicators");
    let people = |level: &str, name: &str| -> Option<String> {
        table
            .iter()
            .find(|r| {
                r["circle"] == "fitness-10"
                    && r["category"].is_empty()
                    && r["variant"].is_empty()
                    && r["denominator"] == "population"
                    && r["level"] == level
                    && r["district_name"] == name
            })
            .map(|r| r["total"].clone())
    };
    assert_eq!(people("city", "全市").as_deref(), Some("870"));
    assert_eq!(people("county", "西区").as_deref(), Some("450"));
    assert_eq!(people("county", "未归属").as_deref(), Some("70"));
    assert_eq!(city.by("residents", "id")["R1"]["district_code"], "640104", "the finest level");
    let city = city.with("study.toml", STUDY.to_owned() + "district_level = \"city\"\n");
    city.done(&["--force"]);
    assert_eq!(city.by("residents", "id")["R6"]["district_code"], "640100");
    let city = city.with("study.toml", STUDY.to_owned() + "district_level = \"town\"\n");
    let ran = city.run(&["--force"]);
    assert!(ran.stderr.contains("mend: levels in the file: city, county"), "{}", ran.stderr);
}

#[test]
fn one_district_of_the_city_has_no_figures_of_others() {
    let city = City::new();
    city.done(&["--district", "640105"]);
    let codes: std::collections::BTreeSet<String> =
        city.table("indicators").into_iter().map(|row| row["district_code"].clone()).collect();
    assert_eq!(codes, ["", "640105"].map(str::to_owned).into());
}

#[test]
fn one_district_of_the_city() {
    let city = City::new();
    city.done(&["--district", "640105"]);
    let by_id = city.by("residents", "id");
    assert_eq!(by_id.keys().collect::<Vec<_>>(), ["R4", "R5"]);
    assert_eq!(by_id["R4"]["fitness_facility"], "F4", "facilities outside count");
    assert_eq!(city.covered("convenience-15"), 50.0);
    assert_eq!(city.json("out/summary.json")["settings"]["district"], "640105");
    let nobody = collection(vec![district("1", "荒", square(100.0, 30.0, 100.1, 30.1))]);
    let city = City::new().with("districts.geojson", nobody.to_string());
    city.fails(&["--district", "1"], &["district '1' holds no resident"]);
}

#[test]
fn without_districts() {
    let study = STUDY.replace("districts = \"districts.geojson\"\n", "");
    let city = City::new().with("study.toml", study);
    city.done(&["--lang", "zh"]);
    assert_eq!(city.covered("fitness-10"), 450.0);
    assert!(city.table("indicators").iter().all(|r| r["level"] == "total"));
}

#[test]
fn without_a_study_file() {
    let city = City::new();
    let ran = city.walkshed(&[
        "run",
        "--network",
        "streets.geojson",
        "--residents",
        "residents.csv",
        "--facilities",
        "facilities.csv",
        "--districts",
        "districts.geojson",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(city.covered("fitness-10"), 450.0);
}

#[test]
fn without_streets_it_is_a_screening_and_every_file_says_so() {
    let city = City::new();
    for args in [&["--profile", "radius"][..], &["--force"]] {
        if args == ["--force"] {
            let study = STUDY.replace("network = \"streets.geojson\"\n", "");
            std::fs::write(city.path("study.toml"), study).unwrap();
        }
        let ran = city.done(&[&["--lang", "zh"], args].concat());
        assert!(ran.stdout.contains("直线缓冲（筛查）"), "{}", ran.stdout);
        assert!(ran.stderr.contains("直线缓冲（筛查）"), "{}", ran.stderr);
        for layer in ["residents", "facilities", "zones_fitness-10", "zones_convenience-15"] {
            let features = city.layer(layer);
            assert!(!features.is_empty());
            assert!(features.iter().all(|f| f["properties"]["method"] == "radius"), "{layer}");
        }
        assert!(city.table("indicators").iter().all(|r| r["method"] == "radius"));
        let summary = city.json("out/summary.json");
        assert_eq!(summary["method"], "radius");
        assert_eq!(summary["method_text"], json!(["straight-line screening", "直线缓冲（筛查）"]));
        let by_id = city.by("residents", "id");
        // R5 by air: 0.017 degrees east, 0.0037 north; the common detour is 1.3.
        let factor = if args == ["--force"] { 1.3 } else { 1.0 };
        let air = (1483.4_f64.powi(2) + 410.7_f64.powi(2)).sqrt() * factor;
        let got = by_id["R5"]["fitness_m"].as_f64().unwrap();
        assert!((got - air).abs() < 3.0 * factor, "{got} instead of {air}");
    }
    let ran = City::new().done(&["--profile", "radius"]);
    assert!(ran.stdout.contains("straight-line screening"));
}

#[test]
fn another_profile_and_circles_of_ones_own() {
    let city = City::new();
    city.done(&["--profile", "plan80"]);
    // 80 m a minute: 800 m in ten, 1200 m in fifteen minutes.
    assert_eq!(city.by("residents", "id")["R4"]["fitness_min"], 12.41);
    assert!(city.table("indicators").iter().all(|r| r["profile"] == "plan80"));
    let rules = "[circle.any]\nminutes = 1\ncategories = [\"clinic\", \"fitness\"]\n\
                 combine = \"any\"\n[category.park]\n";
    let city = City::new()
        .with("study.toml", STUDY.to_owned() + rules)
        .and("facilities.csv", "P,公园,park,106.2,38.48,\n");
    city.done(&["--circle", "any", "--strict"]);
    assert!(city.path("out/zones_any.geojson").exists());
    assert!(!city.path("out/zones_fitness-10.geojson").exists());
    assert_eq!(city.by("facilities", "id")["P"]["category"], "park");
    let names = city.by("residents", "id")["R1"].as_object().unwrap().clone();
    assert!(names.contains_key("any") && !names.contains_key("canteen_m"), "{names:?}");
}
