//! What is printed: the table on stdout, warnings and errors on stderr, in two languages.

use serde_json::Value;

use super::city::{City, Ran, STUDY};

/// Columns a line takes on a terminal: East Asian wide characters take two.
pub fn columns(line: &str) -> usize {
    let wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}'
            | '\u{ffe0}'..='\u{ffe6}')
    };
    line.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

fn chinese(ran: &Ran) -> bool {
    let zh = ran.stdout.contains("覆盖率");
    assert_ne!(zh, ran.stdout.contains("coverage"), "{}", ran.stdout);
    zh
}

#[test]
fn the_table_is_aligned_in_both_languages() {
    for lang in ["en", "zh"] {
        let ran = City::new().done(&["--lang", lang]);
        let lines: Vec<&str> = ran.stdout.lines().collect();
        let rules: Vec<usize> = (0..lines.len()).filter(|&i| lines[i].starts_with('─')).collect();
        assert_eq!(rules.len(), 6, "two tables with three rules each: {}", ran.stdout);
        for table in rules.chunks(3) {
            let width = columns(lines[table[0]]);
            for line in &lines[table[0]..=table[2]] {
                assert_eq!(columns(line), width, "{lang}: {line}");
            }
        }
        // Right-aligned figures end in one column.
        let end = |line: &str| columns(&line[..line.find('%').unwrap()]);
        let ends: Vec<usize> = lines[rules[1] + 1..rules[2]].iter().map(|line| end(line)).collect();
        assert!(ends.windows(2).all(|e| e[0] == e[1]), "{ends:?}");
    }
}

#[test]
fn the_language_follows_the_flag_then_the_locale() {
    let city = City::new();
    let run = |vars: &[(&str, &str)], args: &[&str]| {
        let mut command = city.command(&[&["run", "study.toml", "--force"], args].concat());
        let ran = Ran::of(command.envs(vars.iter().copied()).output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        chinese(&ran)
    };
    assert!(!run(&[], &[]));
    assert!(run(&[("LANG", "zh_CN.UTF-8")], &[]));
    assert!(!run(&[("LANG", "en_US.UTF-8")], &[]));
    assert!(run(&[("LC_MESSAGES", "zh_CN"), ("LANG", "en_US.UTF-8")], &[]));
    assert!(!run(&[("LC_ALL", "C"), ("LC_MESSAGES", "zh_CN"), ("LANG", "zh_CN.UTF-8")], &[]));
    assert!(run(&[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")], &[]), "an empty one is not set");
    assert!(run(&[("LANG", "en_US.UTF-8")], &["--lang", "zh"]));
    assert!(!run(&[("LC_ALL", "zh_CN.UTF-8")], &["--lang", "en"]));
}

#[test]
fn chinese_words_for_verdicts_targets_and_outsiders() {
    let ran = City::new().done(&["--lang", "zh"]);
    for word in
        ["步行路网距离", "合计", "西区", "未归属", "未达标", "达标", "无数值", "健身", "小城"]
    {
        assert!(ran.stdout.contains(word), "{word}: {}", ran.stdout);
    }
    assert!(ran.stderr.contains("设施未运营"), "warnings too: {}", ran.stderr);
}

#[test]
fn warnings_go_to_stderr_whatever_stdout_shows() {
    for args in [&[][..], &["--quiet"], &["--json"]] {
        let ran = City::new().done(args);
        let told = "walkshed: warning: 1 facilities do not run";
        assert!(ran.stderr.contains(told), "{args:?}: {}", ran.stderr);
        assert!(!ran.stdout.contains("warning: "), "{args:?}");
    }
}

#[test]
fn rejected_rows_are_told_on_stderr_even_when_quiet() {
    let city = City::new().and("residents.csv", "R7,x,106.2,38.48,-1,1,1,1\n");
    for args in [&[][..], &["--quiet"], &["--json"]] {
        let ran = city.done(&[&["--force"], args].concat());
        assert!(ran.stderr.contains("1 row could not be used"), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("rejects.csv"), "{args:?}: {}", ran.stderr);
    }
    let clean = City::new().done(&[]);
    assert!(!clean.stderr.contains("rejects.csv"), "{}", clean.stderr);
}

#[test]
fn quiet_prints_nothing_and_writes_everything() {
    let city = City::new();
    let ran = city.done(&["--quiet"]);
    assert_eq!(ran.stdout, "");
    assert!(city.path("out/residents.geojson").exists());
}

#[test]
fn json_is_the_manifest() {
    let city = City::new();
    let ran = city.done(&["--json"]);
    let mut printed: Value = serde_json::from_str(&ran.stdout).expect("stdout is one JSON text");
    let mut written = city.json("out/summary.json");
    for manifest in [&mut printed, &mut written] {
        let timings = manifest.as_object_mut().unwrap().remove("timings_s").unwrap();
        assert!(timings["total"].as_f64().unwrap() >= 0.0);
    }
    assert_eq!(printed, written);
}

#[test]
fn small_zones_are_hidden_from_the_table_only() {
    let city = City::new();
    let all = city.done(&["--circle", "fitness-10"]);
    assert!(all.stdout.contains("fitness-10-3"), "{}", all.stdout);
    let layer = city.layer("zones_fitness-10");
    let few = city.done(&["--circle", "fitness-10", "--min-zone-population", "100", "--force"]);
    assert!(few.stdout.contains("fitness-10-1"));
    assert!(!few.stdout.contains("fitness-10-2"), "{}", few.stdout);
    assert_eq!(city.layer("zones_fitness-10"), layer);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let city = City::new();
    let mut child = city
        .command(&["run", "study.toml"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(Ran::of(output).code, 0);
}

#[test]
fn no_data_is_said_and_never_zero() {
    let without: String = super::city::RESIDENTS
        .lines()
        .map(|l| l.rsplitn(4, ',').last().unwrap().to_owned() + "\n")
        .collect();
    let city = City::new().with("residents.csv", without).with("study.toml", STUDY);
    let ran = city.done(&["--lang", "zh"]);
    assert!(ran.stdout.contains("无数据"), "{}", ran.stdout);
    let canteen = |r: &std::collections::BTreeMap<String, String>| {
        r["category"] == "canteen" && r["denominator"] == "target_group"
    };
    for row in city.table("indicators").iter().filter(|r| canteen(r)) {
        assert_eq!((&*row["covered"], &*row["total"], &*row["rate"]), ("", "", ""));
        assert!(row["note"].starts_with("无数据"), "{row:?}");
    }
    let zone = &city.by("zones_fitness-10", "zone_id")["fitness-10-1"];
    assert!(zone["pop60"].is_null() && zone["households"].is_null(), "{zone}");
}
