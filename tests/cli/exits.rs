//! Exit codes: 0 done, 1 failed, 2 usage, 3 a target was missed and `--check-targets` was given.

use super::city::{City, RESIDENTS, STUDY};

const MET: &str = "[[target]]\nid = \"COV-FIT-10\"\ncircle = \"fitness-10\"\nkind = \"project\"\n\
                   value = 0.5\n";

#[test]
fn a_run_is_done_with_0_and_without_a_word_on_stderr_but_warnings() {
    let ran = City::new().done(&[]);
    assert!(ran.stdout.contains("51.7%"), "{}", ran.stdout);
    for line in ran.stderr.lines() {
        assert!(line.starts_with("walkshed: warning: "), "{line}");
    }
}

#[test]
fn a_missed_target_matters_only_when_asked() {
    let city = City::new();
    assert_eq!(city.run(&[]).code, 0);
    let ran = city.run(&["--force", "--check-targets"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stdout.contains("missed"), "the result is printed all the same");
    assert!(city.path("out/summary.json").exists(), "the result is written all the same");
}

#[test]
fn a_met_target_and_one_without_a_number_pass() {
    // 450 of 870 people reach fitness: 51.7 %.
    let city = City::new().with("study.toml", STUDY.to_owned() + MET);
    assert_eq!(city.run(&["--check-targets"]).code, 0);
    let above = MET.replace("0.5", "0.52");
    let city = city.with("study.toml", STUDY.to_owned() + &above);
    assert_eq!(city.run(&["--check-targets", "--force"]).code, 3);
    assert_eq!(city.run(&["--check-targets", "--force", "--circle", "convenience-15"]).code, 0);
}

#[test]
fn a_target_of_the_study_takes_the_place_of_the_built_in_one() {
    let own = MET.replace("COV-FIT-10", "MINE");
    let city = City::new().with("study.toml", STUDY.to_owned() + &own);
    let ran = city.run(&["--check-targets"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(city.table("indicators").iter().any(|row| row["target_id"] == "MINE"));
    let twice = STUDY.to_owned() + &own + MET;
    let city = City::new().with("study.toml", twice);
    city.fails(&[], &["'MINE' and 'COV-FIT-10' are about the same rate"]);
}

#[test]
fn a_target_that_cannot_be_judged_is_named_and_does_not_pass() {
    let points: String = RESIDENTS
        .lines()
        .map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",") + "\n")
        .collect();
    let city = City::new().with("residents.csv", points);
    let ran = city.run(&["--check-targets"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("target COV-FIT-10 was not judged"), "{}", ran.stderr);
    assert!(!ran.stdout.contains("(0 people)"), "{}", ran.stdout);
    assert!(ran.stdout.contains("with another cutoff"), "{}", ran.stdout);
    let zones = &city.json("out/summary.json")["circles"][0]["zones"];
    assert!(zones["population"].is_null());
    // Several categories have no target group in common.
    let group = "[[target]]\nid = \"G\"\ncircle = \"convenience-15\"\nkind = \"project\"\n\
                 denominator = \"target_group\"\nvalue = 0.5\n";
    let city = City::new().with("study.toml", STUDY.to_owned() + group);
    city.fails(&[], &["several categories"]);
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure_and_no_panic() {
    let city = City::new();
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = |args: &[&str]| city.command(args);
    let code = |mut command: std::process::Command| command.status().unwrap().code();
    let mut loud = run(&["run", "study.toml", "--json"]);
    loud.stdout(full());
    assert_eq!(code(loud), Some(1));
    let mut deaf = run(&["run", "study.toml", "--force"]);
    deaf.stderr(full()).stdout(std::process::Stdio::null());
    assert_eq!(code(deaf), Some(0));
}

#[test]
fn quiet_and_json_keep_the_code() {
    let city = City::new();
    assert_eq!(city.run(&["--check-targets", "--quiet"]).code, 3);
    assert_eq!(city.run(&["--check-targets", "--json", "--force"]).code, 3);
}

#[test]
fn wrong_usage_is_2_and_names_what_was_wrong() {
    let city = City::new();
    for (args, says) in [
        (&["run", "--nope"][..], "--nope"),
        (&["walk"], "walk"),
        (&["run", "study.toml", "--lang", "fr"], "fr"),
        (&["run", "study.toml", "--snap-limit", "near"], "near"),
        (&["run", "study.toml", "--threads", "many"], "many"),
        (&["run", "study.toml", "--threads", "100000"], "100000"),
        (&["run", "study.toml", "more.toml"], "more.toml"),
        (&["rules", "roads"], "roads"),
        (&["completions", "cmd"], "cmd"),
        (&["synth"], "--out"),
        (&[], "Usage"),
    ] {
        let ran = city.walkshed(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(says), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    assert!(!city.path("out").exists());
}

#[test]
fn a_failure_is_1_with_its_place_on_stderr() {
    City::new().fails(&["--residents", "nowhere.csv"], &["walkshed: nowhere.csv: reading"]);
}
