//! `walkshed check`: what it says about doubtful inputs, and that it says nothing about sound ones.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use walkshed::crs::gcj02;

use super::city::{City, FACILITIES, RESIDENTS, Ran, STUDY, collection, district, files, square};
use super::frames::moved;

/// `walkshed check study.toml …`
fn check(city: &City, args: &[&str]) -> Ran {
    city.walkshed(&[&["check", "study.toml"], args].concat())
}

/// The report as JSON, whatever the exit code.
fn report(city: &City, args: &[&str]) -> Value {
    let ran = check(city, &[&["--json"], args].concat());
    let report: Value = serde_json::from_str(&ran.stdout).expect("stdout is one JSON object");
    assert_eq!(report["ok"], ran.code == 0, "{}", ran.stdout);
    report
}

fn findings<'a>(report: &'a Value, code: &str) -> Vec<&'a Value> {
    report["findings"].as_array().unwrap().iter().filter(|f| f["code"] == code).collect()
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo")
}

/// The demo study with some of its tables moved to GCJ-02, declared or not.
fn shifted(tables: &[&str], declared: bool) -> City {
    let mut study = "[inputs]\n".to_owned();
    let city = City::new();
    for (role, name) in [("network", "network.osm.pbf"), ("districts", "districts.geojson")] {
        study += &format!("{role} = {:?}\n", demo().join(name));
    }
    for role in ["residents", "facilities"] {
        let name = format!("{role}.csv");
        let plain = std::fs::read_to_string(demo().join(&name)).unwrap();
        let text = match tables.contains(&role) {
            true => moved(&plain, |_, at| gcj02::from_wgs84(at).map(|v| format!("{v:.7}"))),
            false => plain,
        };
        std::fs::write(city.path(&name), text).unwrap();
        study += &match tables.contains(&role) && declared {
            true => format!("{role} = {{ file = \"{name}\", crs = \"gcj02\" }}\n"),
            false => format!("{role} = \"{name}\"\n"),
        };
    }
    city.with("study.toml", study)
}

#[test]
fn the_demo_is_sound() {
    let report = report(&shifted(&[], false), &[]);
    assert_eq!((&report["ok"], findings(&report, "frame").len()), (&json!(true), 0));
    assert_eq!(report["frames"].as_array().unwrap().len(), 2, "both tables are tested");
    for test in report["frames"].as_array().unwrap() {
        let m = |i: usize| test["snap90_m"][i].as_f64().unwrap();
        assert!(m(0) < 25.0 && m(1) > 1.5 * m(0) && m(2) > 1.5 * m(0), "{test}");
    }
}

#[test]
fn tables_in_another_frame_are_found_with_the_figures() {
    let plain = report(&shifted(&[], false), &[]);
    for tables in [&["facilities"][..], &["residents"], &["residents", "facilities"]] {
        let report = report(&shifted(tables, false), &[]);
        let found = findings(&report, "frame");
        let roles: Vec<&str> = found.iter().map(|f| f["role"].as_str().unwrap()).collect();
        assert_eq!(roles, tables);
        for finding in found {
            let role = finding["role"].as_str().unwrap();
            let text = finding["text"]["en"].as_str().unwrap();
            assert!(text.starts_with(&format!("{role} look like GCJ-02: ")), "{text}");
            // Read as what they are, they lie where those of the plain demo lie.
            let own = plain["frames"].as_array().unwrap();
            let own = own.iter().find(|test| test["role"] == role).unwrap();
            let m = own["snap90_m"][0].as_f64().unwrap();
            assert!((finding["figures"]["snap90_m_gcj02"].as_f64().unwrap() - m).abs() < 0.1);
            assert!(text.contains(&format!("{m:.0} m as gcj02")), "{text}");
            let declared = finding["figures"]["snap90_m_wgs84"].as_f64().unwrap();
            assert!(text.contains(&format!("{declared:.0} m of a street as declared")), "{text}");
            let mend = finding["mend"]["en"].as_str().unwrap();
            let entry = format!("{role} = {{ file = \"{role}.csv\", crs = \"gcj02\" }}");
            assert!(mend.contains(&entry), "{mend}");
        }
    }
}

#[test]
fn declared_as_what_they_are_they_fit() {
    let report = report(&shifted(&["residents", "facilities"], true), &[]);
    assert_eq!(findings(&report, "frame"), Vec::<&Value>::new());
    for file in ["residents", "facilities"] {
        let files = report["files"].as_array().unwrap();
        let file = files.iter().find(|f| f["role"] == file).unwrap();
        assert_eq!(file["crs_from"], "study");
        assert!(file["crs"].as_str().unwrap().starts_with("GCJ-02"));
    }
}

#[test]
fn a_run_says_the_same_and_goes_on() {
    let city = shifted(&["facilities"], false);
    let ran = city.done(&[]);
    let said = "walkshed: warning: facilities look like GCJ-02: ";
    assert!(ran.stderr.lines().any(|line| line.starts_with(said)), "{}", ran.stderr);
    let warnings = city.json("out/summary.json")["warnings"].to_string();
    assert!(warnings.contains("look like GCJ-02"), "{warnings}");
    assert!(!warnings.contains("search horizon"), "notes are for the check: {warnings}");
}

/// GCJ-02 moves these homes out of their only district.
#[test]
fn when_nobody_counts_and_another_frame_fits_a_run_stops() {
    let mut homes = "id,lon,lat,pop\n".to_owned();
    for i in 0..40 {
        let at = [106.2 + 1e-4 * f64::from(i % 8), 38.48 + 1e-4 * f64::from(i / 8)];
        let [lon, lat] = gcj02::from_wgs84(at);
        homes += &format!("h{i},{lon:.7},{lat:.7},10\n");
    }
    let around = collection(vec![district("1", "社区", square(106.199, 38.479, 106.202, 38.482))]);
    let study = STUDY.replace("network = \"streets.geojson\"\n", "");
    let city = City::new()
        .with("residents.csv", homes)
        .with("districts.geojson", around.to_string())
        .with("study.toml", study);
    let report = report(&city, &[]);
    assert_eq!((&report["ok"], &report["counts"]["error"]), (&json!(false), &json!(1)));
    assert_eq!(findings(&report, "frame")[0]["severity"], "error");
    city.fails(&[], &["residents.csv: residents look like GCJ-02", "100.0 % as gcj02"]);
}

#[test]
fn an_invalid_district_is_named_with_its_place() {
    let root = std::env::var_os("WALKSHED_TEST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let layer = root.join("yinchuan/districts.geojson");
    if !layer.exists() {
        assert!(std::env::var_os("CI").is_none(), "no test data: set WALKSHED_TEST_DATA");
        eprintln!("NOT TESTED: no {}", layer.display());
        return;
    }
    let report = report(&City::new(), &["--districts", layer.to_str().unwrap()]);
    let found = findings(&report, "invalid_district");
    assert_eq!(found.len(), 1, "{found:?}");
    let text = &found[0]["text"];
    for (lang, parts) in
        [("en", ["灵武市 (640181)", "itself"]), ("zh", ["灵武市 (640181)", "自相"])]
    {
        assert!(parts.iter().all(|part| text[lang].as_str().unwrap().contains(part)), "{text}");
    }
    // The place is one of the county's.
    let (lon, lat) = (&found[0]["figures"]["lon"], &found[0]["figures"]["lat"]);
    assert!((106.0..107.2).contains(&lon.as_f64().unwrap()), "{lon}");
    assert!((37.5..38.6).contains(&lat.as_f64().unwrap()), "{lat}");
}

#[test]
fn overlapping_districts_are_both_named() {
    // The eastern one begins 0.0005 degrees of longitude (43.6 m) too far west.
    let layer = collection(vec![
        district("640104", "西区", square(106.199, 38.479, 106.2105, 38.485)),
        district("640105", "东区", square(106.21, 38.479, 106.219, 38.485)),
    ]);
    let city = City::new().with("districts.geojson", layer.to_string());
    let report = report(&city, &[]);
    let found = findings(&report, "overlapping_districts");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["examples"], json!(["640104", "640105"]));
    let m2 = found[0]["figures"]["area_m2"].as_f64().unwrap();
    // 0.0005 x 0.006 degrees, of 87 258 m and 111 008 m at this latitude.
    assert!((m2 / (0.0005 * 87_258.0 * 0.006 * 111_008.0) - 1.0).abs() < 0.001, "{m2}");
    assert!(findings(&self::report(&City::new(), &[]), "overlapping_districts").is_empty());
}

#[test]
fn doubles_strays_and_impossible_weights() {
    let city = City::new()
        .and("residents.csv", "R7,小区6,106.2195,38.4842,70,23,14,2\nR8,远,104.2,38.48,10,4,60,0\n")
        .and("facilities.csv", "F6,健身,fitness,106.201,38.4801,\n");
    let report = report(&city, &[]);
    let row = findings(&report, "duplicate_row");
    assert_eq!((row[0]["points"].as_u64(), row[0]["people"].as_f64()), (Some(1), Some(70.0)));
    assert_eq!(row[0]["examples"], json!(["R6 = R7 (小区6)"]));
    let place = findings(&report, "duplicate_place");
    assert_eq!(
        (&place[0]["role"], &place[0]["examples"]),
        (&json!("facilities"), &json!(["F4 = F6 (健身)"]))
    );
    let stray = findings(&report, "outlier");
    assert!(stray[0]["examples"][0].as_str().unwrap().starts_with("R8 (104.2, 38.48; 17"));
    let absurd = findings(&report, "absurd_weight");
    assert_eq!(absurd[0]["examples"], json!(["R8: pop60 60 > pop 10"]));
    let outside = findings(&report, "outside_districts");
    assert_eq!(
        (outside[0]["points"].as_u64(), outside[0]["people"].as_f64()),
        (Some(3), Some(150.0))
    );
}

#[test]
fn the_report_reconciles() {
    let city = City::new().and("residents.csv", "R7,x,106.2,38.48,-1,1,1,1\nR8,x,,38.48,1,1,1,1\n");
    let report = report(&city, &[]);
    let listed = report["findings"].as_array().unwrap();
    let of = |severity: &str| listed.iter().filter(|f| f["severity"] == severity).count() as u64;
    for severity in ["error", "warning", "note"] {
        assert_eq!(report["counts"][severity], of(severity), "{severity}");
    }
    let order = |f: &Value| ["error", "warning", "note"].iter().position(|s| f["severity"] == *s);
    assert!(listed.is_sorted_by_key(order), "worst first");
    for file in report["files"].as_array().unwrap() {
        let n = |key: &str| file[key].as_u64().unwrap();
        assert_eq!(n("read"), n("used") + n("rejected"), "{file}");
        let reasons = file["reasons"].as_object().unwrap();
        assert_eq!(reasons.values().map(|v| v.as_u64().unwrap()).sum::<u64>(), n("rejected"));
    }
    let residents = &report["files"][1];
    assert_eq!(residents["reasons"], json!({"empty": 1, "negative": 1}));
    assert!(residents["first_rejects"][0]["en"].as_str().unwrap().contains("line 8"));
    // Six residents stand somewhere, and all their people with them.
    let histogram = &report["snap_distances"][0];
    let sum = |key: &str| -> f64 {
        histogram["bins"].as_array().unwrap().iter().map(|b| b[key].as_f64().unwrap()).sum()
    };
    assert_eq!((sum("points"), sum("people")), (6.0, 870.0));
    // What a run says of the same is the same.
    let told = findings(&report, "not_running")[0]["text"]["en"].as_str().unwrap().to_owned();
    assert!(city.done(&[]).stderr.contains(&told), "{told}");
}

#[test]
fn one_report_names_every_file_that_cannot_be_used() {
    let city = City::new().with("residents.csv", "id,lat\n1,2\n").with("districts.geojson", "{");
    let ran = check(&city, &["--facilities", "nowhere.csv"]);
    assert_eq!(ran.code, 1);
    for part in
        ["residents.csv", "no column 'lon'", "nowhere.csv: reading failed", "districts.geojson"]
    {
        assert!(ran.stdout.contains(part), "no {part} in {}", ran.stdout);
    }
    assert_eq!(ran.stdout.matches("\n  mend: ").count(), 3, "{}", ran.stdout);
    assert!(ran.stdout.ends_with("a run would stop\n"));
    let report = report(&city, &["--facilities", "nowhere.csv"]);
    assert_eq!(report["counts"]["error"], 3);
    // What follows from a file that is not there is no finding of its own.
    assert!(findings(&report, "no_facility").is_empty());
    let strict = City::new().and("residents.csv", "R7,x,106.2,38.48,-1,1,1,1\n");
    assert_eq!(check(&strict, &["--strict"]).code, 1);
    assert_eq!(check(&strict, &[]).code, 0);
    assert_eq!(check(&City::new(), &["--district", "640199"]).code, 1);
    let none = City::new().with("study.toml", "[inputs]\n");
    let ran = check(&none, &[]);
    assert_eq!((ran.code, &*ran.stdout), (1, ""), "a study that says nothing cannot be checked");
    assert!(ran.stderr.contains("names no residents"), "{}", ran.stderr);
}

#[test]
fn nothing_is_written_and_the_same_is_said_again() {
    let city = City::new();
    let before = files(city.path("study.toml").parent().unwrap());
    let ran = check(&city, &[]);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stderr);
    assert_eq!(files(city.path("study.toml").parent().unwrap()), before);
    assert_eq!(check(&city, &["--threads", "1"]).stdout, check(&city, &["--threads", "4"]).stdout);
}

#[test]
fn flags_override_the_study_as_in_a_run() {
    let city = City::new();
    let with = |args: &[&str]| report(&city, args);
    let unsnapped = |report: &Value| findings(report, "unsnapped").len();
    assert_eq!((unsnapped(&with(&[])), unsnapped(&with(&["--snap-limit", "1"]))), (0, 1));
    assert_eq!(with(&["--profile", "radius"])["snap_distances"], json!([]), "no streets are read");
    let one = with(&["--district", "640104"]);
    assert!(findings(&one, "outside_districts").is_empty(), "only residents of the district");
    let few = City::new()
        .with("residents.csv", RESIDENTS)
        .with("facilities.csv", FACILITIES.replace("clinic", "fitness"));
    let lacking = |args: &[&str]| findings(&report(&few, args), "no_facility").len();
    assert_eq!((lacking(&[]), lacking(&["--circle", "fitness-10"])), (1, 0));
}

#[test]
fn the_report_speaks_both_languages() {
    let city = City::new();
    let zh = check(&city, &["--lang", "zh"]).stdout;
    for word in ["小城", "坐标系", "距道路", "警告：", "错误 0", "可以运行", "设施未运营"]
    {
        assert!(zh.contains(word), "{word}: {zh}");
    }
    let en = check(&city, &[]).stdout;
    for word in ["coordinates", "from a street", "warning: ", "0 errors", "a run would go on"] {
        assert!(en.contains(word), "{word}: {en}");
    }
    for text in [&zh, &en] {
        let lines: Vec<&str> = text.lines().collect();
        let rules: Vec<usize> = (0..lines.len()).filter(|&i| lines[i].starts_with('─')).collect();
        assert!(rules.len() >= 6 && rules.len().is_multiple_of(3), "{text}");
        for table in rules.chunks(3) {
            let width = super::terminal::columns(lines[table[0]]);
            for line in &lines[table[0]..=table[2]] {
                assert_eq!(super::terminal::columns(line), width, "{line}");
            }
        }
    }
}
