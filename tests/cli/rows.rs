//! Rows that cannot be used: named in `rejects.csv` with place and reason, never counted, and with
//! `--strict` the end of the run.

use serde_json::{Value, json};

use super::city::{City, FACILITIES, RESIDENTS, collection, district, districts, square, streets};

/// A faulty row, and what is told of it: field, value, reason.
type Fault = (&'static str, &'static str, &'static str, &'static str);

const RESIDENT_FAULTS: [Fault; 21] = [
    ("R1,again,106.201,38.48,1,1,1,1", "id", "R1", "duplicate_id"),
    (",x,106.201,38.48,1,1,1,1", "id", "", "empty"),
    ("R7,x,106.201,38.48,,1,1,1", "pop", "", "empty"),
    ("R7,x,106.201,38.48,  ,1,1,1", "pop", "", "empty"),
    ("R7,x,106.201,38.48,1,1,,1", "pop60", "", "empty"),
    ("R7,x,106.201,38.48,-3,1,1,1", "pop", "-3", "negative"),
    ("R7,x,106.201,38.48,NaN,1,1,1", "pop", "NaN", "not_a_number"),
    ("R7,x,106.201,38.48,inf,1,1,1", "pop", "inf", "not_a_number"),
    ("R7,x,106.201,38.48,-inf,1,1,1", "pop", "-inf", "not_a_number"),
    ("R7,x,106.201,38.48,1e999,1,1,1", "pop", "1e999", "not_a_number"),
    ("R7,x,106.201,38.48,many,1,1,1", "pop", "many", "not_a_number"),
    ("R7,x,106.201,38.48,\"1,20\",1,1,1", "pop", "1,20", "not_a_number"),
    ("R7,x,106.201,38.48,1e308,1,1,1", "pop", "1e308", "too_large"),
    ("R7,x,,38.48,1,1,1,1", "lon", "", "empty"),
    ("R7,x,106.201,N38,1,1,1,1", "lat", "N38", "not_a_number"),
    ("R7,x,nan,38.48,1,1,1,1", "lon, lat", "NaN, 38.48", "out_of_range"),
    ("R7,x,36500000,4261000,1,1,1,1", "lon, lat", "36500000, 4261000", "out_of_range"),
    ("R7,x,38.48,106.201,1,1,1,1", "lon, lat", "38.48, 106.201", "out_of_range"),
    ("R7,x,106.201", "", "3 cells, the header has 8", "unreadable"),
    ("R7,x,106.201,38.48,1,1,1,1,9", "", "9 cells, the header has 8", "unreadable"),
    ("R7,x,106.201,38.48,=1+1,1,1,1", "pop", "'=1+1", "not_a_number"),
];

const FACILITY_FAULTS: [Fault; 6] = [
    ("F1,x,clinic,106.201,38.48,", "id", "F1", "duplicate_id"),
    ("F9,x,gym,106.201,38.48,", "category", "gym", "unknown_category"),
    ("F9,x,,106.201,38.48,", "category", "", "empty"),
    ("F9,x,clinic,106.201,38.48,perhaps", "status", "perhaps", "unknown_status"),
    ("F9,x,clinic,106.201,95,", "lon, lat", "106.201, 95", "out_of_range"),
    ("F9,x,clinic", "", "3 cells, the header has 6", "unreadable"),
];

fn check(file: &str, role: &str, rows: u64, faults: &[Fault]) {
    for &(row, field, value, reason) in faults {
        let city = City::new().and(file, &format!("{row}\n"));
        let says = [format!("--strict: {file}, record {rows}, line {}", rows + 1)];
        city.fails(&["--strict"], &says.each_ref().map(|s| &**s));
        let strict = city.run(&["--strict"]).stderr;
        assert!(field.is_empty() || strict.contains(&format!("field {field}")), "{strict}");

        city.done(&[]);
        let rejects = city.rejects();
        assert_eq!(rejects.len(), 1, "{row}: {rejects:?}");
        let got = |key: &str| rejects[0][key].clone();
        assert_eq!((got("file"), got("record")), (file.into(), rows.to_string()), "{row}");
        assert_eq!(got("line"), (rows + 1).to_string(), "{row}");
        assert_eq!([got("field"), got("value"), got("reason")], [field, value, reason], "{row}");
        assert!(!got("text").is_empty() && !got("text_zh").is_empty());
        let input = city.input(role);
        assert_eq!((&input["read"], &input["rejected"]), (&rows.into(), &1.into()), "{row}");
        // The others count as if the row were not there.
        assert_eq!(city.covered("fitness-10"), 450.0, "{row}");
    }
}

#[test]
fn residents() {
    check("residents.csv", "residents", 7, &RESIDENT_FAULTS);
}

#[test]
fn facilities() {
    check("facilities.csv", "facilities", 6, &FACILITY_FAULTS);
}

#[test]
fn an_id_may_serve_two_categories() {
    let city = City::new().and("facilities.csv", "F1,x,fitness,106.201,38.48,\n");
    city.done(&["--strict"]);
}

#[test]
fn a_row_rejected_for_its_number_does_not_claim_its_id() {
    let city = City::new()
        .and("residents.csv", "R7,x,106.201,38.48,x,1,1,1\nR7,x,106.201,38.48,1,1,1,1\n");
    city.done(&[]);
    assert_eq!(city.rejects().len(), 1);
    assert_eq!(city.input("residents")["used"], 7);
}

#[test]
fn an_empty_number_is_never_read_as_zero_and_the_text_says_so_only_of_counts() {
    let city = City::new().and("residents.csv", "R7,x,,38.48,1,1,1,1\n");
    city.done(&[]);
    let text = &city.rejects()[0]["text"];
    assert!(text.contains("count"), "0 is no longitude: {text}");
}

/// Features among good ones: what is told of each.
#[test]
fn features() {
    let unclosed = json!({"type": "Polygon", "coordinates":
        [[[106.2, 38.47], [106.21, 38.47], [106.21, 38.48], [106.2, 38.48]]]});
    let far = square(36_500_000.0, 4_261_000.0, 36_501_000.0, 4_262_000.0);
    let flat = json!({"type": "Polygon", "coordinates":
        [[[106.2, 38.47], [106.21, 38.47], [106.2, 38.47]]]});
    let faults: [(Value, &str, &str); 12] = [
        (district("9", "x", unclosed), "coordinates", "bad_ring"),
        (district("9", "x", flat), "coordinates", "bad_ring"),
        (
            district("9", "x", json!({"type": "Polygon", "coordinates": []})),
            "geometry",
            "wrong_geometry",
        ),
        (district("9", "x", far), "coordinates", "out_of_range"),
        (
            district("9", "x", json!({"type": "Point", "coordinates": [106.2, 38.48]})),
            "geometry",
            "wrong_geometry",
        ),
        (
            district("9", "x", json!({"type": "LineString", "coordinates": [[1, 2], [3, 4]]})),
            "geometry",
            "wrong_geometry",
        ),
        (district("9", "x", Value::Null), "geometry", "wrong_geometry"),
        (
            district("9", "x", json!({"type": "Polygon", "coordinates": [[["a", 2]]]})),
            "",
            "unreadable",
        ),
        (district("", "x", square(106.0, 38.0, 106.1, 38.1)), "code", "empty"),
        (district("640104", "x", square(106.0, 38.0, 106.1, 38.1)), "code", "duplicate_id"),
        (json!({"type": "Feet"}), "", "unreadable"),
        (json!(7), "", "unreadable"),
    ];
    for (feature, field, reason) in faults {
        let mut layer = districts();
        layer["features"].as_array_mut().unwrap().insert(1, feature.clone());
        if reason == "duplicate_id" {
            layer["features"].as_array_mut().unwrap().swap(1, 2);
        }
        // One feature a line, the header before: the second feature stands on line 4.
        let features = layer["features"].as_array().unwrap().iter();
        let lines: Vec<String> = features.map(Value::to_string).collect();
        let text =
            format!("{{\"type\":\"FeatureCollection\",\n\"features\":[\n{}]}}", lines.join(",\n"));
        let record = if reason == "duplicate_id" { 3 } else { 2 };
        let city = City::new().with("districts.geojson", text);
        let place = format!("districts.geojson, record {record}, line {}", record + 2);
        city.fails(&["--strict"], &[&place]);
        city.done(&[]);
        let rejects = city.rejects();
        assert_eq!(rejects.len(), 1, "{feature}: {rejects:?}");
        let got = |key: &str| rejects[0][key].clone();
        assert_eq!([got("field"), got("reason")], [field, reason], "{feature}");
        assert_eq!((got("record"), got("line")), (record.to_string(), (record + 2).to_string()));
        assert!(!got("value").contains(" line "), "lines are the file's: {}", got("value"));
        assert_eq!(city.input("districts")["used"], 2);
    }
}

#[test]
fn a_broken_street_among_good_ones() {
    let mut layer = streets();
    let list = layer["features"].as_array_mut().unwrap();
    list.push(json!({"type": "Feature", "properties": {}, "geometry":
        {"type": "LineString", "coordinates": [[36_500_000.0, 4_261_000.0], [1, 2]]}}));
    list.push(json!({"type": "Feature", "properties": {}, "geometry": null}));
    let city = City::new().with("streets.geojson", layer.to_string());
    city.fails(&["--strict"], &["streets.geojson, record 7"]);
    city.done(&[]);
    let reasons: Vec<String> = city.rejects().iter().map(|r| r["reason"].clone()).collect();
    assert_eq!(reasons, ["out_of_range", "wrong_geometry"]);
    assert_eq!(city.input("network")["read"], 8);
    assert_eq!(city.covered("fitness-10"), 450.0);
}

#[test]
fn an_entrance_of_nobody() {
    let city = City::new().with("gates.csv", "id,lon,lat\nR1,106.202,38.48\nR99,106.2,38.48\n");
    city.fails(&["--entrances", "gates.csv", "--strict"], &["gates.csv, record 2, line 3"]);
    city.done(&["--entrances", "gates.csv"]);
    assert_eq!(city.rejects()[0]["reason"], "unknown_resident");
    assert_eq!(city.input("entrances")["rejected"], 1);
}

#[test]
fn every_fault_at_once_and_lines_after_line_breaks_in_cells() {
    let rows: String = RESIDENT_FAULTS.iter().map(|f| f.0.to_owned() + "\n").collect();
    let city =
        City::new().with("residents.csv", RESIDENTS.replace("小区1", "\"two\nlines\"") + &rows);
    city.done(&[]);
    let rejects = city.rejects();
    assert_eq!(rejects.len(), RESIDENT_FAULTS.len());
    for (i, (reject, fault)) in rejects.iter().zip(RESIDENT_FAULTS).enumerate() {
        assert_eq!(reject["record"], (7 + i).to_string());
        assert_eq!(reject["line"], (9 + i).to_string(), "one name took two lines");
        assert_eq!(reject["reason"], fault.3);
    }
    assert_eq!(city.covered("fitness-10"), 450.0);
}

#[test]
fn when_no_row_is_left_the_first_says_why() {
    let metres = "id,lon,lat,pop\nR1,343106.7,4262332.8,10\nR2,343193.1,4262286.7,10\n";
    City::new().with("residents.csv", metres).fails(
        &[],
        &["residents.csv, line 2", "lon, lat", "none of its 2 records", "column order"],
    );
    let gyms: String =
        FACILITIES.replace("clinic", "gym").replace("canteen", "gym").replace("childcare", "gym");
    City::new()
        .with("facilities.csv", gyms.replace("fitness", "gym"))
        .fails(&[], &["facilities.csv, line 2, field category", "none of its 5 records", "'gym'"]);
    let points = collection(vec![district(
        "1",
        "x",
        json!({"type": "Point",
        "coordinates": [106.2, 38.48]}),
    )]);
    City::new()
        .with("districts.geojson", points.to_string())
        .fails(&[], &["districts.geojson, line 1, field geometry", "none of its 1 records"]);
}
