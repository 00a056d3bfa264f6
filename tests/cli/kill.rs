//! A run that is killed leaves the old result as it was, and the next one cleans up after it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::city::{City, files};

fn city() -> City {
    let city = City::new();
    let made = city.walkshed(&["synth", "--compounds", "1500", "--out", "c"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let ran = city.walkshed(&["run", "c/study.toml", "--out", "out", "--circle", "fitness-10"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    city
}

/// Starts a run over the old result and kills it when told; whether it was still running.
fn killed(city: &City, when: impl Fn(Instant) -> bool) -> bool {
    let args = ["run", "c/study.toml", "--out", "out", "--force", "--quiet"];
    let began = Instant::now();
    let mut child = city.command(&args).stderr(Stdio::null()).spawn().unwrap();
    while !when(began) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    let _ = child.kill();
    !child.wait().unwrap().success()
}

#[test]
fn the_result_is_the_old_one_or_the_new_one_and_nothing_between() {
    let city = city();
    let old = files(&city.path("out"));
    let check = || {
        let now = files(&city.path("out"));
        if now == old {
            return;
        }
        // Put in place in the moment before the end came: then it is whole.
        assert!(now.contains_key("zones_convenience-15.geojson"), "neither old nor new");
        assert_eq!(city.json("out/summary.json")["circles"].as_array().unwrap().len(), 2);
        let names: Vec<_> = now.keys().collect();
        assert_eq!(names.len(), 12, "{names:?}");
    };
    let mut cut_short = 0;
    for delay in [0, 30, 100, 250, 400] {
        cut_short += u32::from(killed(&city, |began| began.elapsed().as_millis() >= delay));
        check();
    }
    assert!(cut_short > 0, "the city is too small for this test");

    // While the files are being written, where it hurts most.
    let mut left = Vec::new();
    for _ in 0..8 {
        killed(&city, |_| !city.partial().is_empty());
        check();
        left = city.partial();
        if !left.is_empty() {
            break;
        }
    }
    assert_eq!(left.len(), 1, "a run was caught writing; runs after it clean up");

    // Whoever comes next puts the folder of the dead run away.
    let ran = city.walkshed(&["run", "c/study.toml", "--out", "out", "--force", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(city.layer("residents").len() as u64, city.input("residents")["used"]);
}

#[test]
fn only_folders_of_dead_runs_are_put_away() {
    let city = City::new();
    let alive = format!(".out.partial-{}", std::process::id());
    // No system gives out numbers of ten digits.
    let dead = ".out.partial-4294967294";
    for name in [&*alive, dead, ".out.partial-mine", ".other.partial-4294967294"] {
        std::fs::create_dir(city.path(name)).unwrap();
    }
    let ran = city.run_beside(&[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut left = city.partial();
    left.sort();
    let mut expected =
        vec![".other.partial-4294967294".to_owned(), ".out.partial-mine".into(), alive];
    expected.sort();
    assert_eq!(left, expected);
}
