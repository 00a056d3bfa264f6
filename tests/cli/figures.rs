//! Figures reconcile across the files of a result.

use std::collections::BTreeMap;

use serde_json::Value;

use super::city::City;

type Row = BTreeMap<String, String>;

fn number(row: &Row, key: &str) -> f64 {
    row[key].parse().unwrap_or_else(|_| panic!("{key} in {row:?}"))
}

/// A synthetic city with gaps, districts on several levels and people outside all of them.
pub fn city() -> City {
    let city = City::new();
    let made = city.walkshed(&["synth", "--compounds", "60", "--out", "c"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let study = city.text("c/study.toml").replace("out = \"out\"", "out = \"../out\"");
    let mut districts = city.json("c/districts.geojson");
    districts["features"].as_array_mut().unwrap().pop();
    let city = city.with("c/study.toml", study).with("c/districts.geojson", districts.to_string());
    let ran = city.walkshed(&["run", "c/study.toml", "--lang", "en"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    city
}

#[test]
fn districts_and_outsiders_add_up_to_the_total() {
    for city in [city(), {
        let c = City::new();
        c.done(&[]);
        c
    }] {
        let table = city.table("indicators");
        let mut outside = 0.0;
        let mut checked = 0;
        let totals = table.iter().filter(|r| r["level"] == "total" && !r["covered"].is_empty());
        for total in totals.filter(|r| r["denominator"] != "districts") {
            let parts: Vec<&Row> = table
                .iter()
                .filter(|r| r["level"] != "total" && !r["covered"].is_empty())
                .filter(|r| {
                    let same = ["circle", "category", "variant", "denominator", "weight"];
                    same.iter().all(|&k| r[k] == total[k])
                })
                .collect();
            let mut levels: Vec<&str> = parts.iter().map(|r| &*r["level"]).collect();
            levels.sort_unstable();
            levels.dedup();
            for level in levels {
                checked += 1;
                for key in ["covered", "total"] {
                    let sum: f64 =
                        parts.iter().filter(|r| r["level"] == level).map(|r| number(r, key)).sum();
                    let all = number(total, key);
                    assert!((sum - all).abs() <= 1e-9 * all.max(1.0), "{level} {key}: {total:?}");
                }
            }
            let is_outside = |r: &&&Row| r["district_name"] == "未归属";
            outside += parts.iter().filter(is_outside).map(|r| number(r, "total")).sum::<f64>();
        }
        assert!(checked > 4 && outside > 0.0, "{checked} sums, {outside} outside");
    }
}

#[test]
fn rates_are_ratios_of_what_stands_beside_them() {
    for row in city().table("indicators").iter().filter(|r| !r["rate"].is_empty()) {
        let rate = number(row, "covered") / number(row, "total");
        assert!((rate - number(row, "rate")).abs() < 1e-12, "{row:?}");
        assert!((0.0..=1.0).contains(&rate), "{row:?}");
        if let (false, Ok(target)) = (row["verdict"].is_empty(), row["target_value"].parse()) {
            assert_eq!(row["verdict"] == "met", number(row, "rate") >= target, "{row:?}");
        }
    }
}

#[test]
fn zones_hold_exactly_the_uncovered_district_by_district() {
    let city = city();
    let residents = city.layer("residents");
    for circle in ["fitness-10", "convenience-15"] {
        let mut uncovered: BTreeMap<String, [f64; 2]> = BTreeMap::new();
        for resident in residents.iter().map(|r| &r["properties"]) {
            if resident[circle] == false {
                let sums = uncovered.entry(resident["district_code"].to_string()).or_default();
                sums[0] += 1.0;
                sums[1] += resident["pop"].as_f64().unwrap();
            }
        }
        let mut zoned: BTreeMap<String, [f64; 2]> = BTreeMap::new();
        let zones = city.layer(&format!("zones_{circle}"));
        for (i, zone) in zones.iter().map(|z| &z["properties"]).enumerate() {
            assert_eq!(zone["rank"], i + 1);
            let sums = zoned.entry(zone["district_code"].to_string()).or_default();
            sums[0] += zone["residents"].as_f64().unwrap();
            sums[1] += zone["population"].as_f64().unwrap();
        }
        assert!(!zoned.is_empty(), "{circle} has gaps in this city");
        assert_eq!(zoned, uncovered, "{circle}");
        let people: Vec<f64> =
            zones.iter().map(|z| z["properties"]["population"].as_f64().unwrap()).collect();
        assert!(people.is_sorted_by(|a, b| a >= b), "ranked by people");
    }
}

#[test]
fn residents_flags_give_the_indicators() {
    let city = city();
    for circle in ["fitness-10", "convenience-15"] {
        let covered: f64 = city
            .layer("residents")
            .iter()
            .map(|r| &r["properties"])
            .filter(|r| r[circle] == true)
            .map(|r| r["pop"].as_f64().unwrap())
            .sum();
        assert_eq!(covered, city.covered(circle), "{circle}");
    }
    for resident in city.layer("residents").iter().map(|r| &r["properties"]) {
        let reached =
            |c: &str, m: f64| resident[&format!("{c}_m")].as_f64().is_some_and(|d| d <= m);
        // Two decimals are written; the verdict is taken unrounded.
        let all = ["clinic", "canteen", "childcare", "fitness"];
        let near = |edge: f64| {
            all.iter().any(|c| {
                resident[&format!("{c}_m")].as_f64().is_some_and(|d| (d - edge).abs() < 0.01)
            })
        };
        if !near(500.0) {
            assert_eq!(resident["fitness-10"], reached("fitness", 500.0), "{resident}");
        }
        if !near(1000.0) {
            let every = all.iter().all(|c| reached(c, 1000.0));
            assert_eq!(resident["convenience-15"], every, "{resident}");
        }
    }
}

#[test]
fn catchments_hold_everybody_who_reaches_anything() {
    let city = city();
    let residents = city.layer("residents");
    for facility in city.layer("facilities").iter().map(|f| &f["properties"]) {
        let category = facility["category"].as_str().unwrap();
        let own: Vec<&Value> = residents
            .iter()
            .map(|r| &r["properties"])
            .filter(|r| r[&format!("{category}_facility")] == facility["id"])
            .collect();
        assert_eq!(facility["catchment_residents"], own.len(), "{facility}");
        let people: f64 = own.iter().map(|r| r["pop"].as_f64().unwrap()).sum();
        assert_eq!(facility["catchment_pop"].as_f64().unwrap(), people, "{facility}");
    }
}

#[test]
fn read_is_used_and_rejected_file_by_file() {
    let city = City::new()
        .and("residents.csv", "R1,again,106.2,38.48,1,1,1,1\nR7,,106.2,38.48,x,1,1,1\n")
        .and("facilities.csv", "F9,,gym,106.2,38.48,\n");
    city.done(&[]);
    let rejects = city.rejects();
    let summary = city.json("out/summary.json");
    for input in summary["inputs"].as_array().unwrap() {
        let count = |key: &str| input[key].as_u64().unwrap();
        assert_eq!(count("read"), count("used") + count("rejected"), "{input}");
        let own = rejects.iter().filter(|r| r["file"] == input["file"].as_str().unwrap());
        assert_eq!(own.count() as u64, count("rejected"), "{input}");
    }
    assert_eq!(city.input("residents")["read"], 8);
    assert_eq!(city.input("residents")["used"], city.layer("residents").len());
    assert_eq!(city.input("facilities")["used"], city.layer("facilities").len());
    assert_eq!(summary["rejects"]["total"], 3);
    let reasons = &summary["rejects"]["by_reason"];
    for reason in ["duplicate_id", "not_a_number", "unknown_category"] {
        assert_eq!(reasons[reason], 1, "{reasons}");
    }
}
