//! Barrier layers: who is turned away from the nearest street, and what the result says of it.

use std::path::Path;

use serde_json::{Value, json};
use walkshed::crs::gcj02;

use super::city::{City, STUDY, collection, square};

/// Metres of a degree of longitude and latitude at 38.48° north.
const DEGREE_M: [f64; 2] = [87_257.0, 111_006.0];

/// Around R1's south and west; the street in the north is 200 m away.
const CORNER: [[f64; 2]; 3] = [[106.2015, 38.4810], [106.2015, 38.4801], [106.2025, 38.4801]];

fn barrier(kind: &str, coordinates: Value) -> Value {
    json!({"type": "Feature", "properties": {"barrier": "wall"},
           "geometry": {"type": kind, "coordinates": coordinates}})
}

fn corner() -> Value {
    barrier("LineString", json!(CORNER))
}

/// An area with its corners `half` degrees from a place.
fn box_around([lon, lat]: [f64; 2], half: f64) -> Value {
    let area = square(lon - half, lat - half, lon + half, lat + half);
    barrier("Polygon", area["coordinates"].clone())
}

fn city(features: Vec<Value>) -> City {
    let study = STUDY.replace("[inputs]\n", "[inputs]\nbarriers = \"walls.geojson\"\n");
    City::new().with("walls.geojson", collection(features).to_string()).with("study.toml", study)
}

fn turned(city: &City) -> Value {
    city.json("out/summary.json")["barriers"].clone()
}

fn residents(turned: usize, people: f64, lost: usize, people_lost: f64) -> Value {
    json!({"turned_away": turned, "turned_away_population": people,
           "unsnapped": lost, "unsnapped_population": people_lost})
}

#[test]
fn a_wall_sends_its_home_to_the_next_street() {
    let plain = City::new();
    plain.done(&[]);
    assert_eq!(turned(&plain), Value::Null);
    let before = plain.by("residents", "id");

    let city = city(vec![corner()]);
    let ran = city.done(&["--strict"]);
    assert_eq!(turned(&city)["residents"], residents(1, 100.0, 0, 0.0));
    assert_eq!(turned(&city)["facilities"], json!({"turned_away": 0, "unsnapped": 0}));
    let input = city.input("barriers");
    assert_eq!(
        (&input["read"], &input["used"], &input["rejected"]),
        (&json!(1), &json!(1), &json!(0))
    );
    assert_eq!(input["sha256"].as_str().unwrap().len(), 64);
    assert!(ran.stderr.contains("1 resident points (100 people) have a barrier"), "{}", ran.stderr);

    // North to the street, west, south along the western street, and back east to F4.
    let [x_m, y_m] = DEGREE_M;
    let leg = 0.0018 * y_m;
    let walk = leg + 0.002 * x_m + 0.002 * y_m + 0.001 * x_m + 0.0001 * y_m;
    let after = city.by("residents", "id");
    let close = |found: &Value, metres: f64| (found.as_f64().unwrap() - metres).abs() < 0.5;
    assert!(close(&before["R1"]["snap_m"], 0.0002 * y_m), "{}", before["R1"]);
    assert!(close(&before["R1"]["fitness_m"], 0.0003 * y_m + 0.001 * x_m), "{}", before["R1"]);
    assert!(close(&after["R1"]["snap_m"], leg), "{}", after["R1"]);
    assert!(close(&after["R1"]["fitness_m"], walk), "{} {walk}", after["R1"]);
    assert_eq!(after["R1"]["fitness-10"], false);
    assert_eq!([plain.covered("fitness-10"), city.covered("fitness-10")], [450.0, 350.0]);
    // Nobody else walks otherwise.
    for (id, row) in before.iter().filter(|(id, _)| *id != "R1") {
        assert_eq!(row, &after[id]);
    }
}

#[test]
fn shut_in_is_unsnapped_like_any_other() {
    let r5 = [106.218, 38.4838];
    let f3 = [106.2012, 38.4801];
    let city = city(vec![box_around(r5, 5e-5), corner(), box_around(f3, 5e-5)]);
    let ran = city.done(&[]);
    assert_eq!(turned(&city)["residents"], residents(2, 400.0, 1, 300.0));
    assert_eq!(turned(&city)["facilities"], json!({"turned_away": 1, "unsnapped": 1}));
    let summary = city.json("out/summary.json");
    assert_eq!(summary["residents"]["unsnapped"], 1);
    assert_eq!(summary["residents"]["unsnapped_population"], 300.0);
    assert_eq!(summary["facilities"]["childcare"]["unsnapped"], 1);
    let homes = city.by("residents", "id");
    assert_eq!(homes["R5"]["why"], "unsnapped");
    assert_eq!(homes["R5"]["snap_m"], Value::Null);
    assert_eq!(homes["R4"]["childcare_m"], Value::Null);
    for says in [
        "2 resident points (400 people) have a barrier",
        "1 of them (300 people) have none",
        "1 facilities have a barrier",
        "no usable facility of category childcare",
    ] {
        assert!(ran.stderr.contains(says), "no {says:?} in {}", ran.stderr);
    }
    let zh = city.done(&["--force", "--lang", "zh"]).stderr;
    assert!(zh.contains("2 个居民点（400 人）与最近道路之间有阻隔"), "{zh}");
    assert!(zh.contains("1 个设施与最近道路之间有阻隔"), "{zh}");
}

#[test]
fn several_files_in_their_own_frames_and_the_flag_before_the_study() {
    let moved = CORNER.map(gcj02::from_wgs84);
    let walls = |line: Value| collection(vec![barrier("LineString", line)]).to_string();
    let study =
        |entry: &str| STUDY.replace("[inputs]\n", &format!("[inputs]\nbarriers = {entry}\n"));
    let city = City::new()
        .with("a.geojson", walls(json!([[106.3, 38.4], [106.4, 38.4]])))
        .with("b.json", walls(json!(moved)))
        .with("study.toml", study("[\"a.geojson\", { file = \"b.json\", crs = \"gcj02\" }]"));
    city.done(&["--strict"]);
    assert_eq!(turned(&city)["residents"], residents(1, 100.0, 0, 0.0));
    let summary = city.json("out/summary.json");
    let files: Vec<&str> = summary["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|input| input["role"] == "barriers")
        .map(|input| input["file"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(files, ["a.geojson", "b.json"]);
    assert!(city.input("barriers")["crs"].as_str().unwrap().contains("WGS84"));

    city.done(&["--force", "--barriers", "a.geojson"]);
    assert_eq!(turned(&city)["residents"], residents(0, 0.0, 0, 0.0));
    let city = city.with("c.geojson", collection(vec![corner()]).to_string());
    city.done(&["--force", "--barriers", "a.geojson", "--barriers", "c.geojson"]);
    assert_eq!(turned(&city)["residents"], residents(1, 100.0, 0, 0.0));
}

#[test]
fn bad_features_are_rejected_and_the_rest_bars() {
    let open_ring = json!([[[106.2, 38.4], [106.3, 38.4], [106.3, 38.5], [106.2, 38.5]]]);
    for (feature, field, reason) in [
        (barrier("Point", json!([106.2, 38.48])), "geometry", "wrong_geometry"),
        (barrier("MultiPoint", json!([[106.2, 38.48]])), "geometry", "wrong_geometry"),
        (
            barrier("LineString", json!([[106.2, 95.0], [106.2, 38.48]])),
            "coordinates",
            "out_of_range",
        ),
        (
            barrier("LineString", json!([[106.2, 38.4], [106.2, 38.4]])),
            "coordinates",
            "wrong_geometry",
        ),
        (barrier("MultiLineString", json!([])), "coordinates", "wrong_geometry"),
        (barrier("Polygon", open_ring), "coordinates", "bad_ring"),
        (
            json!({"type": "Feature", "properties": {}, "geometry": null}),
            "geometry",
            "wrong_geometry",
        ),
        (
            json!({"type": "Feature", "properties": {}, "geometry": {"type": "Wall"}}),
            "",
            "unreadable",
        ),
    ] {
        let text = feature.to_string();
        let city = city(vec![feature, corner()]);
        city.fails(&["--strict"], &["walls.geojson, record 1, line 1"]);
        city.done(&[]);
        let rejects = city.rejects();
        assert_eq!(rejects.len(), 1, "{text}");
        let got = |key: &str| rejects[0][key].clone();
        assert_eq!((got("file"), got("record")), ("walls.geojson".into(), "1".into()), "{text}");
        assert_eq!([got("field"), got("reason")], [field, reason], "{text}");
        let input = city.input("barriers");
        assert_eq!([&input["read"], &input["used"]], [&json!(2), &json!(1)], "{text}");
        assert_eq!(turned(&city)["residents"]["turned_away"], 1, "{text}");
    }
}

#[test]
fn files_that_hold_no_barrier_stop() {
    let wrong = |bytes: &str| City::new().with("walls.geojson", bytes);
    let point = collection(vec![barrier("Point", json!([106.2, 38.48]))]).to_string();
    let flag = ["--barriers", "walls.geojson"];
    wrong(&point).fails(&flag, &["walls.geojson", "none of its 1 records"]);
    wrong(&collection(vec![]).to_string()).fails(&flag, &["walls.geojson", "holds no records"]);
    wrong("").fails(&flag, &["walls.geojson", "is empty"]);
    wrong("{}").fails(&flag, &["walls.geojson", "not a GeoJSON FeatureCollection"]);
    City::new()
        .fails(&["--barriers", "residents.csv"], &["residents.csv", "not a format", ".geojson"]);
    City::new().fails(&["--barriers", "none.geojson"], &["none.geojson", "reading"]);
    let typo = STUDY.replace("[inputs]\n", "[inputs]\nbarrier = \"walls.geojson\"\n");
    City::new().with("study.toml", typo).fails(&[], &["did you mean 'barriers'?"]);
}

#[test]
fn straight_lines_say_that_they_cannot_see_barriers() {
    let plain = City::new();
    plain.done(&["--profile", "radius"]);
    let city = city(vec![corner()]);
    for args in [&["--profile", "radius"][..], &["--profile", "radius", "--force", "--lang", "zh"]]
    {
        let ran = city.done(args);
        let says = if args.len() == 2 {
            "straight lines know no barriers"
        } else {
            "阻隔图层未使用"
        };
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
        assert_eq!(turned(&city), Value::Null);
        let summary = city.json("out/summary.json");
        let warnings = summary["warnings"].as_array().unwrap();
        let says = |w: &Value| w.as_str().unwrap().contains("barrier layer was not used");
        assert!(warnings.iter().any(says), "{warnings:?}");
        assert_eq!(city.by("residents", "id"), plain.by("residents", "id"));
    }
    // With streets nothing of the kind is said.
    assert!(!city.done(&["--force"]).stderr.contains("know no barriers"));
}

#[test]
fn in_the_demo_one_home_walled_in_is_one_home_less() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/study.toml");
    let city = City::new();
    let run = |out: &str, more: &[&str]| {
        let args = [&["run", demo.to_str().unwrap(), "--out", out], more].concat();
        let ran = city.walkshed(&args);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let layer = city.json(&format!("{out}/residents.geojson"));
        let rows = layer["features"].as_array().unwrap().clone();
        (rows, city.json(&format!("{out}/summary.json")))
    };
    let (before, plain) = run("plain", &[]);
    // The first home that is covered, in a box of two metres.
    let number = before.iter().position(|f| f["properties"]["fitness-10"] == true).unwrap();
    let home = &before[number];
    let at = [0, 1].map(|axis| home["geometry"]["coordinates"][axis].as_f64().unwrap());
    assert!(home["properties"]["snap_m"].as_f64().unwrap() > 2.0);
    let people = home["properties"]["pop"].as_f64().unwrap();
    std::fs::write(city.path("box.geojson"), collection(vec![box_around(at, 1e-5)]).to_string())
        .unwrap();
    let (after, walled) = run("walled", &["--barriers", "box.geojson"]);
    assert_eq!(walled["barriers"]["residents"], residents(1, people, 1, people));
    let unsnapped = |summary: &Value| summary["residents"]["unsnapped"].as_u64().unwrap();
    assert_eq!(unsnapped(&walled), unsnapped(&plain) + 1);
    let covered = |summary: &Value| {
        let figures = summary["circles"][0]["figures"].as_array().unwrap().clone();
        let people = figures.into_iter().find(|f| f["denominator"] == "population").unwrap();
        people["covered"].as_f64().unwrap()
    };
    assert_eq!(covered(&plain) - covered(&walled), people);
    for (i, (before, after)) in before.iter().zip(&after).enumerate() {
        if i == number {
            assert_eq!(after["properties"]["why"], "unsnapped");
        } else {
            assert_eq!(before, after);
        }
    }
}
