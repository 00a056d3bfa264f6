//! The files of a result: all there, with the names that styles and scripts depend on, and valid.

use std::collections::BTreeSet;

use serde_json::Value;

use super::city::{City, FACILITIES, RESIDENTS, STUDY, files};

fn names(feature: &Value) -> BTreeSet<&str> {
    feature["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

fn set(words: &str) -> BTreeSet<&str> {
    words.split_whitespace().collect()
}

#[test]
fn every_file_of_the_contract_and_no_other() {
    let city = City::new();
    city.done(&[]);
    let there = files(&city.path("out"));
    let expected = "T1_indicators.csv T2_facility_coverage.csv T3_blind_spots.csv T4_facilities.csv \
         T5_provision_gaps.csv T6_capacity_gaps.csv T7_siting.csv T8_run_record.csv \
         districts.geojson facilities.geojson indicators.csv rejects.csv report.html \
         residents.geojson \
        service_area_convenience-15_canteen.geojson service_area_convenience-15_childcare.geojson \
        service_area_convenience-15_clinic.geojson service_area_convenience-15_fitness.geojson \
        service_area_fitness-10_fitness.geojson summary.json tables.xlsx \
         walkshed.gpkg walkshed.qgz \
        zones_convenience-15.geojson zones_fitness-10.geojson";
    assert_eq!(there.keys().map(String::as_str).collect::<BTreeSet<_>>(), set(expected));
}

#[test]
fn residents_carry_their_answers() {
    let city = City::new();
    city.done(&[]);
    let layer = city.layer("residents");
    assert_eq!(layer.len(), 6);
    for feature in &layer {
        assert_eq!(
            names(feature),
            set("id name pop pop60 pop0_3 households district_code district_name snap_m \
                 clinic_m clinic_min clinic_facility canteen_m canteen_min canteen_facility \
                 childcare_m childcare_min childcare_facility fitness_m fitness_min \
                 fitness_facility fitness-10 convenience-15 why method")
        );
    }
    let by_id = city.by("residents", "id");
    let r4 = &by_id["R4"];
    assert_eq!((&r4["fitness-10"], &r4["convenience-15"]), (&false.into(), &true.into()));
    assert_eq!((&r4["why"], &r4["district_code"]), (&"distance".into(), &"640105".into()));
    assert_eq!(r4["fitness_facility"], "F4", "the nearest that runs");
    // 0.011 degrees of longitude at 38.48° north, and 11 m and 22 m from the street.
    assert!((r4["fitness_m"].as_f64().unwrap() - 993.1).abs() < 0.3, "{}", r4["fitness_m"]);
    assert_eq!(by_id["R1"]["why"], "covered");
    assert!(by_id["R6"]["district_code"].is_null());
    let text = city.text("out/residents.geojson");
    let metres: Vec<&str> = text.split("\"fitness_m\":").skip(1).collect();
    for rest in metres {
        let number = &rest[..rest.find(',').unwrap()];
        assert_eq!(number.split_once('.').unwrap().1.len(), 2, "two decimals: {number}");
    }
}

#[test]
fn facilities_carry_their_catchment() {
    let city = City::new();
    city.done(&[]);
    for feature in &city.layer("facilities") {
        assert_eq!(
            names(feature),
            set("id name category status running capacity snap_m catchment_residents \
                 catchment_pop catchment_pop60 catchment_pop0_3 catchment_households method")
        );
    }
    let by_id = city.by("facilities", "id");
    assert_eq!(by_id["F4"]["catchment_pop"], 870);
    assert_eq!((&by_id["F5"]["running"], &by_id["F5"]["status"]), (&false.into(), &"停用".into()));
    assert_eq!(by_id["F5"]["catchment_residents"], 0);
}

#[test]
fn zones_carry_the_fields_of_the_contract() {
    let city = City::new();
    city.done(&[]);
    let layer = city.layer("zones_fitness-10");
    for feature in &layer {
        assert_eq!(
            names(feature),
            set("zone_id circle rank district_code district_name residents population pop60 \
                 pop0_3 households missing nearest_m_min nearest_m_median nearest_m_max \
                 shortfall_m_median straight_m_median detour cause nearest_facility area_m2 method")
        );
        assert_eq!(feature["geometry"]["type"], "MultiPolygon");
    }
    let people: Vec<&Value> = layer.iter().map(|z| &z["properties"]["population"]).collect();
    assert_eq!(people, [300, 70, 50], "by rank");
    let first = &layer[0]["properties"];
    assert_eq!((&first["rank"], &first["missing"]), (&1.into(), &"fitness".into()));
    assert_eq!((&first["cause"], &first["nearest_facility"]), (&"distance".into(), &"F4".into()));
    let missing = &city.by("zones_convenience-15", "zone_id")["convenience-15-1"]["missing"];
    assert_eq!(missing, "clinic;canteen;childcare;fitness");
}

#[test]
fn service_areas_are_lines_within_the_cutoff() {
    let city = City::new();
    city.done(&[]);
    let layer = city.layer("service_area_fitness-10_fitness");
    assert_eq!(layer.len(), 1, "one feature a facility that runs");
    assert_eq!(
        names(&layer[0]),
        set("circle category facility facility_name minutes cutoff_m length_m method")
    );
    assert_eq!(layer[0]["geometry"]["type"], "MultiLineString");
    let lines = layer[0]["geometry"]["coordinates"].as_array().unwrap();
    let east = lines.iter().flat_map(|l| l.as_array().unwrap()).map(|p| p[0].as_f64().unwrap());
    // 500 m less the 11 m to the street, east of 106.201.
    let end = east.fold(0.0, f64::max);
    assert!((end - 106.2066).abs() < 0.00002, "{end}");
}

#[test]
fn the_tables_have_their_columns() {
    let city = City::new().and("residents.csv", "R7,x,106.2,38.48,-1,1,1,1\n");
    city.done(&[]);
    let header = |name: &str| {
        let text = city.text(&format!("out/{name}.csv"));
        text.lines().next().unwrap().to_owned()
    };
    assert_eq!(
        header("indicators"),
        "\u{feff}indicator,circle,category,variant,level,district_code,district_name,denominator,\
         weight,covered,total,rate,target_id,target_op,target_value,target_kind,verdict,method,\
         profile,minutes,cutoff_m,facility_filter,data_date,note"
    );
    assert!(header("rejects").starts_with("\u{feff}file,record,line,field,value,reason,"));
    for row in city.table("indicators") {
        assert_eq!((&*row["method"], &*row["profile"]), ("network", "gb50180"));
        assert_eq!(row["facility_filter"], "running");
    }
}

#[test]
fn the_manifest_says_what_was_run_on_what() {
    let city = City::new();
    city.done(&[]);
    let summary = city.json("out/summary.json");
    for key in "walkshed title command method profile settings inputs rejects residents \
                facilities circles targets warnings timings_s"
        .split_whitespace()
    {
        assert!(!summary[key].is_null(), "{key}");
    }
    assert_eq!(summary["walkshed"], env!("CARGO_PKG_VERSION"));
    let roles: Vec<&Value> =
        summary["inputs"].as_array().unwrap().iter().map(|i| &i["role"]).collect();
    assert_eq!(roles, ["network", "residents", "facilities", "districts"]);
    for input in summary["inputs"].as_array().unwrap() {
        assert_eq!(input["sha256"].as_str().unwrap().len(), 64);
    }
    assert_eq!(summary["inputs"][1]["read"], 6);
    assert_eq!(summary["facilities"]["fitness"]["built"], 2);
    assert_eq!(summary["facilities"]["fitness"]["running"], 1);
}

/// Twice the signed area of a ring: positive when it runs counter-clockwise.
fn winding(ring: &[Value]) -> f64 {
    let at = |p: &Value| [p[0].as_f64().unwrap(), p[1].as_f64().unwrap()];
    let first = at(&ring[0]);
    ring.windows(2)
        .map(|pair| {
            let (a, b) = (at(&pair[0]), at(&pair[1]));
            (a[0] - first[0]) * (b[1] - first[1]) - (b[0] - first[0]) * (a[1] - first[1])
        })
        .sum()
}

fn positions(coordinates: &Value, check: &mut impl FnMut(&[Value])) {
    let list = coordinates.as_array().unwrap();
    match list.first() {
        Some(Value::Number(_)) => check(list),
        _ => list.iter().for_each(|inner| positions(inner, check)),
    }
}

/// RFC 7946: closed rings, outer ones counter-clockwise, holes clockwise, positions on the Earth
/// with at most seven decimals.
fn check_layers(city: &City) -> usize {
    let mut polygons = 0;
    for (name, bytes) in files(&city.path("out")) {
        let Some(layer) = name.strip_suffix(".geojson") else { continue };
        std::str::from_utf8(&bytes).expect("UTF-8");
        let json = city.json(&format!("out/{name}"));
        assert!(json.get("crs").is_none(), "{name}: RFC 7946 has no crs member");
        for feature in city.layer(layer) {
            assert_eq!(feature["type"], "Feature");
            let geometry = &feature["geometry"];
            positions(&geometry["coordinates"], &mut |position| {
                assert_eq!(position.len(), 2);
                for (number, limit) in position.iter().zip([180.0, 90.0]) {
                    assert!(number.as_f64().unwrap().abs() <= limit);
                    let text = number.to_string();
                    let decimals = text.split_once('.').map_or(0, |(_, end)| end.len());
                    assert!(decimals <= 7 && !text.contains('e'), "{name}: {text}");
                }
            });
            if geometry["type"] != "MultiPolygon" {
                continue;
            }
            for polygon in geometry["coordinates"].as_array().unwrap() {
                polygons += 1;
                for (i, ring) in polygon.as_array().unwrap().iter().enumerate() {
                    let ring = ring.as_array().unwrap();
                    assert!(ring.len() >= 4 && ring.first() == ring.last(), "{name}: closed");
                    assert_eq!(winding(ring) > 0.0, i == 0, "{name}: ring {i} winds wrongly");
                }
            }
        }
    }
    polygons
}

#[test]
fn every_layer_is_rfc_7946() {
    let city = City::new();
    city.done(&[]);
    assert_eq!(check_layers(&city), 7, "five zones, two districts");
    // A covered home amid uncovered ones makes a hole.
    let ring =
        (0..16).map(|i| f64::from(i) * std::f64::consts::PI / 8.0).enumerate().map(|(i, a)| {
            let (lon, lat) = (106.216 + 0.0012 * a.cos(), 38.482 + 0.00095 * a.sin());
            format!("Q{i},,{lon:.9},{lat:.9},10,4,2,1\n")
        });
    let city = city
        .and("residents.csv", &(ring.collect::<String>() + "C,,106.216,38.482,9,3,1,1\n"))
        .and("facilities.csv", "F6,,fitness,106.216,38.482,\n")
        .with(
            "study.toml",
            STUDY.replace("[settings]", "[settings]\ncircles = [\"near\"]")
                + "[circle.near]\nminutes = 0.5\ncategories = [\"fitness\"]\n",
        );
    city.done(&["--force"]);
    assert!(city.by("residents", "id")["C"]["near"] == true);
    check_layers(&city);
    let holes = city
        .layer("zones_near")
        .iter()
        .any(|z| z["geometry"]["coordinates"].as_array().unwrap().iter().any(|p| p[1].is_array()));
    assert!(holes, "the hole was tested");
}

#[test]
fn residents_given_as_clockwise_polygons_are_written_by_the_right_hand_rule() {
    let ring = [[106.2020, 38.4801], [106.2020, 38.4806], [106.2026, 38.4806], [106.2026, 38.4801]];
    let closed: Vec<_> = ring.iter().chain(&ring[..1]).collect();
    let layer = serde_json::json!({"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"id": "A", "pop": 5},
        "geometry": {"type": "Polygon", "coordinates": [closed]}}]});
    let city = City::new().with("r.geojson", layer.to_string());
    city.done(&["--residents", "r.geojson"]);
    assert_eq!(check_layers(&city), 3, "with two districts");
}

#[test]
fn a_city_without_gaps_has_empty_zones() {
    let near: String = RESIDENTS.lines().take(3).map(|l| l.to_owned() + "\n").collect();
    let city = City::new().with("residents.csv", near);
    let ran = city.done(&["--check-targets"]);
    assert!(ran.stdout.contains("100.0%"), "{}", ran.stdout);
    for circle in ["fitness-10", "convenience-15"] {
        let layer = city.json(&format!("out/zones_{circle}.geojson"));
        assert_eq!(layer["type"], "FeatureCollection");
        assert_eq!(layer["features"], Value::Array(Vec::new()), "{circle}");
    }
}

#[test]
fn names_with_quotes_commas_and_line_breaks_survive() {
    let name = "a \"b\", \\c\n\tç 小";
    let quoted = name.replace('"', "\"\"");
    let city = City::new()
        .and("residents.csv", &format!("R7,\"{quoted}\",106.2022,38.4802,1,1,1,1\n"))
        .with("facilities.csv", FACILITIES.replace("卫生站", &format!("\"{quoted}\"")));
    city.done(&[]);
    assert_eq!(city.by("residents", "id")["R7"]["name"], name);
    assert_eq!(city.by("facilities", "id")["F1"]["name"], name);
}
