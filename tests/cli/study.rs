//! Study files and flags that ask for something that does not exist or cannot be.

use super::city::{City, STUDY};

/// A study with this text after it fails with these words.
fn refused(text: &str, says: &[&str]) {
    let says = [&["study.toml"], says].concat();
    City::new().with("study.toml", STUDY.to_owned() + text).fails(&[], &says);
}

#[test]
fn unknown_keys_name_the_line_and_the_nearest_known_one() {
    refused("horizn_m = 3\n", &["line 9", "horizn_m", "did you mean 'horizon_m'?"]);
    refused("[circle.x]\nminuts = 3\n", &["line 10", "did you mean 'minutes'?"]);
    refused("[columns.resident]\n", &["line 9", "did you mean 'residents'?"]);
    refused("[[target]]\nid = \"x\"\nsorce = \"\"\n", &["line 11", "did you mean 'source'?"]);
    City::new()
        .with("study.toml", STUDY.replace("title", "titel"))
        .fails(&[], &["study.toml, line 1", "did you mean 'title'?"]);
    let typo = STUDY.replace("residents =", "resident =");
    City::new()
        .with("study.toml", typo)
        .fails(&[], &["study.toml, line 4", "did you mean 'residents'?"]);
}

#[test]
fn text_that_is_no_toml() {
    refused("[x\n", &["line 9"]);
    refused("out = \"b\"\n", &["line 9", "duplicate key"]);
    let gbk = [STUDY.as_bytes(), b"# \xc7\xf8\n"].concat();
    City::new().with("study.toml", gbk).fails(&[], &["study.toml, line 9", "not UTF-8"]);
    refused("horizon_m = \"far\"\n", &["line 9", "expected f64"]);
    let odd = STUDY.replace("residents.csv", "resi\\u0000dents.csv");
    City::new().with("study.toml", odd).fails(&[], &["reading failed"]);
    City::new().with("study.toml", "").fails(&[], &["names no residents", "--residents FILE"]);
}

#[test]
fn names_of_rules_that_do_not_exist() {
    let city = City::new();
    city.fails(&["--profile", "gb5018"], &["unknown profile 'gb5018'", "did you mean 'gb50180'?"]);
    city.fails(&["--profile", "zzz"], &["unknown profile 'zzz'", "known: gb50180, plan80"]);
    city.fails(&["--circle", "fitnes-10"], &["unknown circle", "did you mean 'fitness-10'?"]);
    refused("profile = \"elders\"\n", &["unknown profile", "did you mean 'elder'?"]);
    refused("circles = [\"x\"]\n", &["unknown circle 'x'", "known: fitness-10, convenience-15"]);
    refused("circles = []\n", &["names no circle"]);
    let circle = "[circle.x]\nminutes = 5\ncategories = [\"clinik\"]\n";
    refused(circle, &["circle 'x'", "unknown category 'clinik'", "did you mean 'clinic'?"]);
    let target = "[[target]]\nid = \"t\"\nkind = \"local\"\ncircle = \"fitness\"\n";
    refused(target, &["target 't'", "unknown circle", "did you mean 'fitness-10'?"]);
}

#[test]
fn districts_that_do_not_exist() {
    let city = City::new();
    city.fails(
        &["--district", "640199"],
        &["districts.geojson", "no district '640199'", "640104, 640105"],
    );
    refused("district_level = \"县\"\n", &["district_level = '县'", "leave district_level out"]);
    let without = STUDY.replace("districts = \"districts.geojson\"\n", "");
    let city = City::new().with("study.toml", without);
    city.fails(&["--district", "640104"], &["no districts", "--districts FILE"]);
}

#[test]
fn columns_that_do_not_exist() {
    refused(
        "[columns.residents]\npopulation = \"x\"\n",
        &["[columns.residents]", "'population'", "did you mean 'pop'?"],
    );
    let city = City::new()
        .with("study.toml", STUDY.to_owned() + "[columns.residents]\npop = \"people\"\n");
    city.fails(&[], &["residents.csv, field pop", "'people'", "columns here: id, name, lon"]);
    let city = City::new()
        .with("study.toml", STUDY.to_owned() + "[columns.districts]\ncode = \"gbcode\"\n");
    city.fails(&[], &["districts.geojson, field code", "'gbcode'", "columns here: code, name"]);
}

#[test]
fn lengths_that_cannot_be() {
    for flag in ["horizon", "snap-limit", "min-component"] {
        for wrong in ["-1", "nan", "inf", "1e300"] {
            let name = flag.replace('-', "_") + "_m = ";
            City::new().fails(&[&format!("--{flag}={wrong}")], &[&name, "give metres"]);
        }
    }
    refused("snap_limit_m = -0.5\n", &["snap_limit_m = -0.5"]);
    refused("zone_reach_m = 5\n", &["zone_reach_m = 5", "10 m or more"]);
    refused("zone_reach_m = 1e300\n", &["zone_reach_m", "give metres"]);
    refused("detour = 0.5\n", &["detour = 0.5", "factor of 1 or more"]);
    for wrong in ["-1", "nan"] {
        let flag = format!("--min-zone-population={wrong}");
        City::new().fails(&[&flag], &["min_zone_population", "0 or more"]);
    }
}

#[test]
fn the_horizon_must_reach_as_far_as_the_circles() {
    City::new().fails(&["--horizon", "400"], &["horizon of 400 m", "fitness-10", "--horizon"]);
    // 1200 m is the farthest variant of the 15-minute circle.
    City::new().fails(&["--horizon", "1199"], &["convenience-15", "1200"]);
    City::new().done(&["--horizon", "1200"]);
    let far = "[circle.far]\nminutes = 1e300\ncategories = [\"clinic\"]\n";
    let stderr = City::new().with("study.toml", STUDY.to_owned() + far).fails(&[], &["far"]).stderr;
    assert!(stderr.len() < 400, "no three hundred digits: {stderr}");
}

#[test]
fn rules_with_wrong_figures() {
    let circle = |rest: &str| format!("[circle.x]\ncategories = [\"clinic\"]\n{rest}\n");
    refused(&circle("minutes = 0"), &["circle 'x': minutes: 0 is not above 0"]);
    refused(&circle("minutes = -5"), &["circle 'x': minutes"]);
    refused(&circle("minutes = nan"), &["circle 'x': minutes"]);
    refused(&circle("minutes = \"ten\""), &["line 11", "expected f64"]);
    refused(&circle(""), &["line 9", "missing field `minutes`"]);
    refused(&circle("minutes = 5\nat_least = 2"), &["circle 'x': at_least: 2 is not 1 to 1"]);
    refused(&circle("minutes = 5\nat_least = 0"), &["circle 'x': at_least"]);
    refused(&circle("minutes = 5\npass_mark = 80"), &["circle 'x': pass_mark: 80"]);
    refused(&circle("minutes = 5\nsensitivity_minutes = [-5]"), &["circle 'x': sensitivity"]);
    refused(&circle("minutes = 5\ncombine = \"some\""), &["line 12", "unknown variant `some`"]);
    let profile = |rest: &str| format!("[profile.x]\n{rest}\n");
    let tiers = "tiers = [{minutes = 5, metres = 500}, {minutes = 10, metres = 300}]";
    refused(&profile(tiers), &["profile 'x': tiers", "ascend"]);
    refused(&profile("tiers = [{minutes = 5, metres = -1}]"), &["profile 'x': tiers"]);
    refused(&profile("speed_m_per_s = 0"), &["profile 'x': speed_m_per_s"]);
    refused(&profile("speed_m_per_min = inf"), &["profile 'x': speed"]);
    refused(&profile("speed_m_per_s = 1\nspeed_m_per_min = 60"), &["exactly one of"]);
    refused(&profile("stairs_s = 9"), &["exactly one of"]);
    refused(&profile("speed_m_per_s = 1\nstairs_s = 1e300"), &["profile 'x': stairs_s"]);
    refused(&profile("speed_m_per_s = 1\ndetour = 0.9"), &["profile 'x': detour"]);
    let target = "[[target]]\nid = \"t\"\ncircle = \"fitness-10\"\n";
    refused(&format!("{target}kind = \"policy\"\nvalue = 95\n"), &["target 't': value: 95"]);
    refused(&format!("{target}kind = \"polici\"\n"), &["line 12", "did you mean 'policy'?"]);
    refused("[circle.\"../x\"]\nminutes = 5\ncategories = [\"clinic\"]\n", &["file name"]);
}

#[test]
fn a_circle_is_named_once_and_not_like_a_field() {
    City::new().fails(
        &["--circle", "fitness-10", "--circle", "fitness-10"],
        &["circle 'fitness-10' is named twice"],
    );
    for field in ["id", "why", "clinic_m", "district_code", "pop60"] {
        let text = format!("[circle.{field}]\nminutes = 5\ncategories = [\"clinic\"]\n");
        refused(&text, &[&format!("circle '{field}'"), "field"]);
    }
}

#[test]
fn further_rule_files() {
    let study = STUDY.replace("[inputs]", "rules = [\"more.toml\"]\n[inputs]");
    let city = City::new().with("study.toml", study);
    city.fails(&[], &["more.toml: reading"]);
    let city = city.with("more.toml", "[circl.x]\n");
    city.fails(&[], &["more.toml, line 1", "did you mean 'circle'?"]);
    let city = city.with("more.toml", "[circle.x]\nminutes = 5\ncategories = [\"fitness\"]\n");
    city.done(&["--circle", "x"]);
    assert!(city.path("out/zones_x.geojson").exists());
}
