//! `--district` and `batch`: the answers of the whole run, district by district.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::city::{City, Ran, files};

/// The features of a layer by id.
fn by_id(layer: &Path) -> BTreeMap<String, Value> {
    let layer: Value = serde_json::from_slice(&std::fs::read(layer).unwrap()).unwrap();
    let features = layer["features"].as_array().unwrap().clone();
    let id = |f: &Value| f["properties"]["id"].as_str().unwrap().to_owned();
    features.into_iter().map(|f| (id(&f), f)).collect()
}

fn batch(city: &City, args: &[&str]) -> Ran {
    city.walkshed(&[&["batch", "study.toml"], args].concat())
}

/// Rows of `comparison.csv`: `(code, state, circle)` -> row.
fn compared(city: &City) -> Vec<BTreeMap<String, String>> {
    city.table("comparison")
}

fn states(city: &City) -> BTreeMap<String, String> {
    let row = |r: BTreeMap<String, String>| (r["district_code"].clone(), r["state"].clone());
    compared(city).into_iter().map(row).collect()
}

/// Every home of every district of the demo: walks, facilities and verdicts of the whole city.
#[test]
fn a_district_has_the_answers_of_the_whole_run() {
    let city = City::new();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/study.toml");
    let demo = demo.to_str().unwrap();
    let ran = city.walkshed(&["run", demo, "--out", "whole", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let whole = by_id(&city.path("whole/residents.geojson"));
    let mut seen = 0;
    for code in ["990101", "990102", "990103", "990104"] {
        let args = ["run", demo, "--district", code, "--out", code, "--quiet"];
        let ran = city.walkshed(&args);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let own = by_id(&city.path(code).join("residents.geojson"));
        for (id, home) in &own {
            assert_eq!(home, &whole[id], "{id}");
            assert_eq!(home["properties"]["district_code"], code);
        }
        seen += own.len();
    }
    let inside = whole.values().filter(|f| !f["properties"]["district_code"].is_null()).count();
    assert_eq!(seen, inside, "every home of a district is in its run");
    assert!(seen > 1000);
}

#[test]
fn a_batch_writes_what_single_runs_write() {
    let city = City::new();
    let ran = batch(&city, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("3 done, 0 kept, 0 empty, 0 failed"), "{}", ran.stdout);
    for code in ["640104", "640105", "region"] {
        let district = ["--district", code];
        let district = if code == "region" { &[] } else { &district[..] };
        city.done(&[district, &["--out", "single", "--force"]].concat());
        let mut single = files(&city.path("single"));
        let mut one = files(&city.path("out").join(code));
        let summary = |files: &mut BTreeMap<String, Vec<u8>>| {
            let mut summary: Value =
                serde_json::from_slice(&files.remove("summary.json").unwrap()).unwrap();
            // When and how long it ran.
            for file in ["tables.xlsx", "T8_run_record.csv"] {
                files.remove(file).unwrap();
            }
            for differs in ["command", "timings_s"] {
                summary.as_object_mut().unwrap().remove(differs);
            }
            summary
        };
        assert_eq!(summary(&mut one), summary(&mut single));
        assert!(one == single, "{code}");
    }
    // The table says what the results say.
    let rows = compared(&city);
    assert_eq!(rows.len(), 6, "two districts and the region, two circles");
    for row in &rows {
        let summary = city.json(&format!("out/{}/summary.json", row["district_code"]));
        let circles = summary["circles"].as_array().unwrap();
        let circle = circles.iter().find(|c| c["name"] == row["circle"]).unwrap();
        assert_eq!(row["state"], "done");
        assert_eq!(row["residents"], summary["residents"]["points"].to_string());
        assert_eq!(row["zones"], circle["zones"]["count"].to_string());
        let figures = circle["figures"].as_array().unwrap();
        let people = figures
            .iter()
            .find(|f| f["category"].is_null() && f["denominator"] == "population")
            .unwrap();
        let [covered, population] =
            ["covered", "population"].map(|name| row[name].parse::<f64>().unwrap());
        assert_eq!(
            (covered, population),
            (people["covered"].as_f64().unwrap(), people["total"].as_f64().unwrap())
        );
        let rate: f64 = row["rate"].parse().unwrap();
        assert!((rate - covered / population).abs() < 1e-12);
        if let Ok(target) = row["target_value"].parse::<f64>() {
            let short: f64 = row["shortfall"].parse().unwrap();
            assert_eq!(row["verdict"] == "met", rate >= target);
            assert_eq!(short, (target * population - covered).max(0.0).ceil());
        }
    }
    assert!(rows.iter().any(|row| !row["target_value"].is_empty()));
}

#[test]
fn a_failed_district_is_named_and_the_others_go_on() {
    let city = City::new();
    std::fs::create_dir_all(city.path("out/640104")).unwrap();
    std::fs::write(city.path("out/640104/notes.txt"), "mine").unwrap();
    let ran = batch(&city, &["--force"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("walkshed: 640104 "), "{}", ran.stderr);
    assert!(ran.stderr.contains("holds no walkshed result\n  mend: "), "{}", ran.stderr);
    assert!(ran.stdout.contains("2 done, 0 kept, 0 empty, 1 failed"), "{}", ran.stdout);
    assert_eq!(city.text("out/640104/notes.txt"), "mine");
    let states = states(&city);
    assert_eq!((&*states["640104"], &*states["640105"]), ("failed", "done"));
    let failed = compared(&city).into_iter().find(|r| r["state"] == "failed").unwrap();
    assert!(failed["note"].contains("is not empty"), "{failed:?}");
}

#[test]
fn a_stopped_batch_goes_on() {
    let city = City::new();
    assert_eq!(batch(&city, &[]).code, 0);
    let before = files(&city.path("out/640104"));
    // Stopped before the second, and while it was written.
    std::fs::remove_dir_all(city.path("out/640105")).unwrap();
    std::fs::create_dir(city.path("out/.640105.partial-4194999")).unwrap();
    let ran = batch(&city, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("1 done, 2 kept"), "{}", ran.stdout);
    assert!(before == files(&city.path("out/640104")), "kept, down to its timings");
    assert!(city.path("out/640105/summary.json").exists());
    assert!(!city.path("out/.640105.partial-4194999").exists());
    let both = compared(&city);
    assert_eq!(both.len(), 6, "kept districts are in the table, too");

    // Other settings: never silently the old results, and replaced on request only.
    let ran = batch(&city, &["--profile", "elder"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("holds a result of other settings"), "{}", ran.stderr);
    assert!(before == files(&city.path("out/640104")));
    let ran = batch(&city, &["--profile", "elder", "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("3 done, 0 kept"), "{}", ran.stdout);
    // Other inputs, too.
    let city = city.and("residents.csv", "R7,x,106.2,38.48,1,1,1,1\n");
    let ran = batch(&city, &["--profile", "elder"]);
    assert_eq!(ran.code, 1);
}

#[test]
fn the_study_says_which_districts() {
    let city = City::new().and("study.toml", "\n[batch]\ndistricts = [\"640105\"]\n");
    let ran = batch(&city, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(states(&city).into_keys().collect::<Vec<_>>(), ["640105"]);
    assert!(!city.path("out/640104").exists());

    for (table, says) in [
        ("districts = [\"1\"]", "there is no district '1'"),
        ("level = \"moon\"", "no district has the level 'moon'"),
    ] {
        let city = City::new().and("study.toml", &format!("\n[batch]\n{table}\n"));
        let ran = batch(&city, &[]);
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains(says) && ran.stderr.contains("mend"), "{}", ran.stderr);
    }
    // A run does not mind.
    City::new().and("study.toml", "\n[batch]\ndistricts = [\"1\"]\n").done(&[]);
}
