//! The settings that nobody gives, restated: a changed default changes everybody's figures.

use walkshed::study::{Overrides, Study};

use crate::scene::{Answered, write};
use crate::town::{Town, corner, moved};

const FITNESS: &str = "[settings]\ncircles = [\"fitness-10\"]\n";

#[test]
fn the_settings_of_an_empty_study() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[inputs]\nnetwork = \"n.geojson\"\nresidents = \"r.csv\"\nfacilities = \"f.csv\"\n";
    write(folder.path(), "study.toml", text);
    let study =
        Study::resolve(Some(&folder.path().join("study.toml")), Overrides::default()).unwrap();
    assert_eq!(study.profile.0, "gb50180");
    assert_eq!(study.horizon_m, 5000.0);
    assert_eq!(study.snap_limit_m, 200.0);
    assert_eq!(study.min_component_m, 2000.0);
    assert_eq!(study.detour, 1.3);
    assert_eq!(study.zone_reach_m, 200.0);
    assert_eq!(study.min_zone_population, 0.0);
    let fitness = &study.circles[0].1;
    assert_eq!((fitness.minutes, fitness.pass_mark), (10.0, 0.8));
    let convenience = &study.circles[1].1;
    assert_eq!((convenience.minutes, convenience.pass_mark), (15.0, 0.8));
    assert_eq!(convenience.categories, ["clinic", "canteen", "childcare", "fitness"]);
    assert_eq!(convenience.needed(), 4);
    let cutoffs = [5.0, 10.0, 15.0].map(|m| study.profile.1.cutoff(m).metres());
    assert_eq!(cutoffs, [300.0, 500.0, 1000.0]);
}

#[test]
fn two_hundred_metres_from_the_street_is_the_limit() {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(0, 5));
    for metres in [50, 199, 201] {
        town.home(&metres.to_string(), moved(corner(0, 5), -f64::from(metres), 0.0));
    }
    let found = town.run(FITNESS);
    assert_eq!(found.covered("fitness-10"), ["50", "199"]);
    assert_eq!(found.metres("fitness", "201"), None);
    let found = town.run(&format!("{FITNESS}snap_limit_m = 201.5\n"));
    assert_eq!(found.covered("fitness-10"), ["50", "199", "201"]);
    let found = town.run(&format!("{FITNESS}snap_limit_m = 49.0\n"));
    assert!(found.covered("fitness-10").is_empty());
}

#[test]
fn a_facility_far_from_every_street_serves_nobody() {
    let mut town = Town::new(&["pop"]);
    let outside = moved(corner(0, 5), -201.0, 0.0);
    town.place("gym", "fitness", outside);
    town.home("near", moved(corner(0, 5), -150.0, 0.0));
    let found = town.run(FITNESS);
    assert_eq!(found.metres("fitness", "near"), None);
    assert_eq!(found.answers.facility_snap_m, [None]);
}

#[test]
fn streets_of_less_than_two_kilometres_are_not_there() {
    let run = |metres: f64, settings: &str| {
        let mut town = Town::new(&["pop"]);
        // A street of its own, 60 m west of the town, with home and gym on it.
        let south = moved(corner(0, 2), -60.0, 0.0);
        town.street(&[south, moved(south, 0.0, metres)], "path");
        town.home("h", south);
        town.place("gym", "fitness", moved(south, 0.0, 120.0));
        town.run(&format!("{FITNESS}{settings}"))
    };
    // Kept: 120 m along it. Pruned: both walk to the town's own street first, 60 m each.
    assert!((run(2001.0, "").metres("fitness", "h").unwrap() - 120.0).abs() < 0.02);
    assert!((run(1999.0, "").metres("fitness", "h").unwrap() - 240.0).abs() < 0.02);
    let kept = run(1999.0, "min_component_m = 0.0\n");
    assert!((kept.metres("fitness", "h").unwrap() - 120.0).abs() < 0.02);
}
