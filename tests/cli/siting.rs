//! T7: the places for more facilities, shown by building there and walking again.

use std::collections::BTreeMap;

use super::city::City;
use super::figures;

type Row = BTreeMap<String, String>;

/// The rows of the table, by the first words of its headings.
fn places(city: &City) -> Vec<Row> {
    let short = |heading: String| heading.split(" (").next().unwrap().to_owned();
    let row = |row: Row| row.into_iter().map(|(heading, cell)| (short(heading), cell)).collect();
    city.table("T7_siting").into_iter().map(row).collect()
}

fn number(row: &Row, key: &str) -> f64 {
    row[key].parse().unwrap_or_else(|_| panic!("{key} in {row:?}"))
}

/// People (and points) with a walk to a category within so many metres, and all.
fn within(city: &City, category: &str, cutoff_m: f64) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for resident in city.layer("residents") {
        let properties = &resident["properties"];
        let people = properties["pop"].as_f64().unwrap();
        sums[2] += people;
        if properties[format!("{category}_m")].as_f64().is_some_and(|m| m <= cutoff_m) {
            sums[0] += people;
            sums[1] += 1.0;
        }
    }
    sums
}

#[test]
fn a_facility_built_there_covers_whom_the_table_says() {
    let city = figures::city();
    let rows = places(&city);
    let facilities = city.text("c/facilities.csv");
    let columns: Vec<&str> = facilities.lines().next().unwrap().split(',').collect();
    let mut checked = 0;
    for (circle, title, category, cutoff_m) in [
        ("10-minute fitness circle", "fitness area", "fitness", 500.0),
        ("15-minute convenience circle", "clinic", "clinic", 1000.0),
        ("15-minute convenience circle", "childcare", "childcare", 1000.0),
    ] {
        let own = rows.iter().filter(|r| r["circle"] == circle && r["category"] == title);
        let mut before = within(&city, category, cutoff_m);
        let mut built = facilities.clone();
        let mut added = f64::INFINITY;
        for row in own.take(3) {
            let value = |column: &&str| match *column {
                "id" => format!("new{}", row["order"]),
                "category" => category.to_owned(),
                "lon" => row["longitude"].clone(),
                "lat" => row["latitude"].clone(),
                _ => String::new(),
            };
            built += &(columns.iter().map(value).collect::<Vec<_>>().join(",") + "\n");
            let more = figures_with(&built);
            let after = within(&more, category, cutoff_m);
            assert_eq!(number(row, "people covered anew"), after[0] - before[0], "{row:?}");
            assert_eq!(number(row, "points covered anew"), after[1] - before[1], "{row:?}");
            let share = number(row, "coverage with all before");
            assert!((share - after[0] / after[2]).abs() < 1e-12, "{row:?}");
            let gain = after[0] - before[0];
            assert!(gain > 0.0 && gain <= added, "each adds no more than the one before: {row:?}");
            (before, added) = (after, gain);
            checked += 1;
        }
    }
    assert!(checked >= 6, "{checked}");
}

/// The city of `figures` with other facilities.
fn figures_with(facilities: &str) -> City {
    let city = figures::city().with("c/facilities.csv", facilities);
    let ran = city.walkshed(&["run", "c/study.toml", "--lang", "en", "--force", "--no-report"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    city
}

#[test]
fn the_place_that_covers_most_is_found() {
    // R5 (300 people) and R6 (70) live 130 m apart, far from everything; R4 (50) has all but fitness
    // within ten minutes.
    let city = City::new();
    city.done(&["--lang", "en"]);
    let rows = places(&city);
    let of = |circle: &str, category: &str| -> Vec<(&str, f64)> {
        let own = rows.iter().filter(|r| r["circle"] == circle && r["category"] == category);
        own.map(|r| (&*r["id"], number(r, "people covered anew"))).collect()
    };
    assert_eq!(of("10-minute fitness circle", "fitness area"), [("R5", 370.0), ("R4", 50.0)]);
    assert_eq!(of("15-minute convenience circle", "clinic"), [("R5", 370.0)]);
    let last = rows.iter().rfind(|r| r["category"] == "clinic").unwrap();
    assert_eq!(number(last, "coverage with all before"), 1.0);
    assert_eq!(number(last, "people of 60 and older covered anew"), 74.0);

    // By air the same.
    city.done(&["--lang", "en", "--force", "--profile", "radius"]);
    let by_air = places(&city);
    let clinic = by_air.iter().find(|r| r["category"] == "clinic").unwrap();
    assert_eq!((&*clinic["id"], number(clinic, "people covered anew")), ("R5", 370.0));
}

#[test]
fn how_many_are_looked_for() {
    let asking = |sites: &str| {
        let study =
            super::city::STUDY.replace("[settings]", &format!("[settings]\nsites = {sites}"));
        City::new().with("study.toml", study)
    };
    let city = asking("1");
    city.done(&["--lang", "en"]);
    assert!(places(&city).iter().all(|r| r["order"] == "1"));
    assert_eq!(places(&city).len(), 5, "one for each circle and category");
    let none = asking("0");
    none.done(&["--lang", "en"]);
    assert!(places(&none).is_empty());
    assert!(none.text("out/T8_run_record.csv").contains("sites = 0"), "and says why");
    asking("101").fails(&[], &["sites = 101", "0 (none) to 100"]);
}
