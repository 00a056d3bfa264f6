//! The result folder: written whole or not at all, and never over something else.

use super::city::{City, RESIDENTS, files};

#[test]
fn an_existing_result_needs_force() {
    let city = City::new();
    city.done(&[]);
    let before = files(&city.path("out"));
    let ran = city.run(&["--circle", "fitness-10"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("out: already holds a result\n  mend: add --force"),
        "{}",
        ran.stderr
    );
    assert!(files(&city.path("out")) == before);
    city.done(&["--circle", "fitness-10", "--force"]);
    let after = files(&city.path("out"));
    assert!(!after.contains_key("zones_convenience-15.geojson"), "nothing of the old one stays");
}

#[test]
fn a_failing_run_leaves_the_old_result_as_it_was() {
    let city = City::new();
    city.done(&[]);
    let before = files(&city.path("out"));
    let city = city.and("residents.csv", "R7,x,106.2,38.48,-1,1,1,1\n");
    for args in [
        &["--force", "--strict"][..],
        &["--force", "--residents", "nowhere.csv"],
        &["--force", "--network", "study.toml"],
        &["--force", "--district", "9"],
        &["--force", "--profile", "zzz"],
    ] {
        assert_eq!(city.run(args).code, 1, "{args:?}");
        assert!(files(&city.path("out")) == before, "{args:?}");
    }
}

#[test]
fn an_empty_folder_becomes_the_result_and_parents_are_made() {
    let city = City::new();
    std::fs::create_dir(city.path("out")).unwrap();
    city.done(&[]);
    city.done(&["--out", "a/b/c/"]);
    assert!(city.path("a/b/c/summary.json").exists());
    let names: Vec<_> = files_and_folders(&city, "a/b");
    assert_eq!(names, ["c"], "nothing is left beside it");
}

fn files_and_folders(city: &City, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(city.path(folder)).unwrap().map(Result::unwrap);
    let mut names: Vec<_> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A folder that is no result stays as it is, with and without `--force`.
fn kept(city: &City, says: &str) {
    let before = files(&city.path("out"));
    for args in [&[][..], &["--force"]] {
        let ran = city.run(args);
        assert_eq!(ran.code, 1, "{args:?} replaced {:?}", before.keys());
        assert!(ran.stderr.contains(says) && ran.stderr.contains("mend: "), "{}", ran.stderr);
        assert!(files(&city.path("out")) == before, "{args:?}");
    }
}

#[test]
fn force_never_replaces_a_folder_that_is_no_result() {
    let city = City::new();
    std::fs::create_dir(city.path("out")).unwrap();
    kept(&city.with("out/notes.txt", "mine"), "holds no walkshed result");

    // Other programs write a summary.json too.
    let city = City::new();
    std::fs::create_dir(city.path("out")).unwrap();
    kept(&city.with("out/summary.json", "{\"total\": {\"lines\": 1}}"), "holds no walkshed result");

    let city = City::new();
    std::fs::create_dir(city.path("out")).unwrap();
    kept(&city.with("out/summary.json", "not json"), "holds no walkshed result");
}

#[test]
fn force_never_takes_other_files_along() {
    let city = City::new();
    city.done(&[]);
    kept_beside(&city.with("out/styles.qgz", "mine"), "styles.qgz");
    let city = City::new();
    city.done(&[]);
    std::fs::create_dir(city.path("out/maps")).unwrap();
    let ran = city.run(&["--force"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("maps") && city.path("out/maps").exists(), "{}", ran.stderr);
}

fn kept_beside(city: &City, name: &str) {
    let before = files(&city.path("out"));
    let ran = city.run(&["--force"]);
    assert_eq!(ran.code, 1, "--force took {name} along");
    assert!(ran.stderr.contains(name) && ran.stderr.contains("move it"), "{}", ran.stderr);
    assert!(files(&city.path("out")) == before);
}

#[test]
fn places_that_cannot_be_a_result() {
    let city = City::new().with("file", "x");
    for (out, says) in [
        ("file", "is not a folder"),
        ("file/out", "file"),
        (".", "is not a folder name"),
        ("..", "is not a folder name"),
        ("/", "is not a folder name"),
    ] {
        city.fails(&["--force", "--out", out], &[says]);
    }
    assert_eq!(city.text("file"), "x");
    assert_eq!(city.text("residents.csv"), RESIDENTS);
}

#[test]
fn a_result_that_is_a_link_is_not_followed_into_ruin() {
    let city = City::new();
    city.done(&["--out", "first"]);
    std::os::unix::fs::symlink(city.path("first"), city.path("out")).unwrap();
    let before = files(&city.path("first"));
    let ran = city.run(&["--force"]);
    assert_eq!(ran.code, 1, "a link is somebody's arrangement");
    assert!(ran.stderr.contains("link"), "{}", ran.stderr);
    assert!(files(&city.path("first")) == before);
    assert!(city.path("out").is_symlink());
}
