//! The result does not depend on the number of threads.

use serde_json::Value;

use super::city::{City, files};
use super::tables::parts;

#[test]
fn one_and_four_threads_write_the_same_bytes() {
    let city = City::new();
    let made = city.walkshed(&["synth", "--compounds", "60", "--out", "c"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let results = ["1", "4"].map(|threads| {
        let formats = ["--format", "gpkg,fgb,parquet", "-q"];
        let run = ["run", "c/study.toml", "--threads", threads, "--out", threads];
        let ran = city.walkshed(&[&run[..], &formats].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let mut files = files(&city.path(threads));
        let summary = files.remove("summary.json").unwrap();
        let mut summary: Value = serde_json::from_slice(&summary).unwrap();
        for own in ["timings_s", "command"] {
            assert!(summary.as_object_mut().unwrap().remove(own).is_some(), "{own}");
        }
        // The record of the run has its time, and so has the workbook, sheet by sheet.
        assert!(files.remove("T8_run_record.csv").is_some());
        assert!(files.remove("tables.xlsx").is_some());
        let mut parts = parts(&city, threads);
        for own in ["xl/worksheets/sheet9.xml", "docProps/core.xml"] {
            assert!(parts.remove(own).is_some(), "{own}");
        }
        files.extend(parts.into_iter().map(|(name, text)| (name, text.into_bytes())));
        (files, summary)
    });
    assert!(results[0].0.len() > 8 && results[0].0["residents.geojson"].len() > 100_000);
    for name in ["walkshed.gpkg", "walkshed.qgz", "residents.fgb", "residents.parquet"] {
        assert!(results[0].0.contains_key(name), "{name}");
    }
    for (name, bytes) in &results[0].0 {
        assert!(results[1].0[name] == *bytes, "{name} differs");
    }
    assert_eq!(results[0], results[1]);
}
