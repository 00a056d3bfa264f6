//! `--help`, `rules`, `completions` and `synth`.

use super::city::{City, files};

#[test]
fn help_shows_examples_and_exit_codes() {
    let city = City::new();
    for args in [&["--help"][..], &["run", "--help"]] {
        let ran = city.walkshed(args);
        assert_eq!(ran.code, 0);
        for part in ["Examples:", "walkshed run data/demo/study.toml", "Exit codes: 0 done"] {
            assert!(ran.stdout.contains(part), "{args:?}: no {part} in {}", ran.stdout);
        }
    }
    let flags = city.walkshed(&["run", "--help"]).stdout;
    for flag in "network residents facilities districts barriers profile circle district horizon snap-limit \
         min-component out force threads lang quiet json strict check-targets"
        .split_whitespace()
    {
        assert!(flags.contains(&format!("--{flag}")), "--{flag} is a contract");
    }
    assert!(city.walkshed(&["--version"]).stdout.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_know_the_commands_and_flags() {
    let city = City::new();
    for (shell, sign) in
        [("bash", "complete -F"), ("zsh", "#compdef walkshed"), ("fish", "complete -c walkshed")]
    {
        let ran = city.walkshed(&["completions", shell]);
        assert_eq!((ran.code, &*ran.stderr), (0, ""));
        assert!(ran.stdout.contains(sign), "{shell}");
        for word in ["check-targets", "synth"] {
            assert!(ran.stdout.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn printed_rules_can_be_used_in_a_study() {
    let city = City::new();
    let mut all = String::new();
    let kinds = [
        ("profiles", "profile"),
        ("circles", "circle"),
        ("targets", "target"),
        ("osm", "osm"),
        ("poi", "poi"),
        ("norms", "norm"),
    ];
    for (file, table) in kinds {
        let ran = city.walkshed(&["rules", file]);
        assert_eq!((ran.code, &*ran.stderr), (0, ""));
        let parsed: toml::Table = ran.stdout.parse().unwrap();
        assert!(parsed.contains_key(table), "{file}");
        all += &ran.stdout;
    }
    let before = city.done(&["--json"]).stdout;
    let study = city.text("study.toml").replace("[inputs]", "rules = [\"r.toml\"]\n[inputs]");
    let city = city.with("r.toml", all).with("study.toml", study);
    let after = city.done(&["--json", "--force"]).stdout;
    let circles = |text: &str| -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(text).unwrap()["circles"].clone()
    };
    assert_eq!(circles(&before), circles(&after), "the same rules once more change nothing");
}

#[test]
fn the_same_seed_makes_the_same_city_and_its_study_runs() {
    let city = City::new();
    let synth = |out: &str, seed: &str| {
        let ran = city.walkshed(&["synth", "--compounds", "20", "--seed", seed, "--out", out]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.contains(&format!("walkshed run {out}/study.toml")));
        files(&city.path(out))
    };
    let (a, b, c) = (synth("a", "7"), synth("b", "7"), synth("c", "8"));
    assert_eq!(
        a.keys().collect::<Vec<_>>(),
        ["districts.geojson", "facilities.csv", "network.osm.pbf", "residents.csv", "study.toml"]
    );
    assert!(a == b, "the same seed");
    assert!(a["residents.csv"] != c["residents.csv"], "another seed");
    let ran = city.walkshed(&["run", "a/study.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(city.path("a/out/summary.json").exists(), "paths of a study start at the study");
}

#[test]
fn streets_as_geojson_and_as_pbf_are_one_city() {
    let city = City::new();
    for format in ["pbf", "geojson"] {
        let ran = city.walkshed(&[
            "synth",
            "--compounds",
            "20",
            "--network-format",
            format,
            "--out",
            format,
        ]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let ran = city.walkshed(&["run", &format!("{format}/study.toml")]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    let tables = ["pbf", "geojson"].map(|f| city.text(&format!("{f}/out/indicators.csv")));
    assert_eq!(tables[0], tables[1]);
}

#[test]
fn synth_writes_into_no_folder_that_holds_something() {
    let city = City::new();
    std::fs::create_dir(city.path("full")).unwrap();
    let city = city.with("full/mine.txt", "mine");
    let ran = city.walkshed(&["synth", "--compounds", "20", "--out", "full"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("full: is not empty\n  mend: "), "{}", ran.stderr);
    assert_eq!(files(&city.path("full")).len(), 1);
    std::fs::create_dir(city.path("empty")).unwrap();
    assert_eq!(city.walkshed(&["synth", "--compounds", "20", "--out", "empty"]).code, 0);
    let ran = city.walkshed(&["synth", "--compounds", "20", "--out", "residents.csv"]);
    assert_eq!(ran.code, 1, "a file is no folder");
    assert!(ran.stderr.contains("residents.csv"), "{}", ran.stderr);
    for compounds in ["0", "4000000000"] {
        let ran = city.walkshed(&["synth", "--compounds", compounds, "--out", "odd"]);
        assert_eq!(ran.code, 1, "{compounds}: {}", ran.stdout);
    }
}
