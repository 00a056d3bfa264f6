//! Straight-line screening: with streets at hand and without.

use walkshed::rules::Method;
use walkshed::warnings::Warning;

use crate::ellipsoid::chord_m;
use crate::scene::Answered;
use crate::town::{Town, assert_metres, corner, moved};

fn town() -> Town {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(5, 5));
    town.home("diagonal", corner(7, 7));
    town.home("490", moved(corner(5, 5), 0.0, 490.0));
    town.home("510", moved(corner(5, 5), 510.0, 0.0));
    town.home("no street", moved(corner(5, 0), 0.0, -900.0));
    town.home("far", corner(10, 10));
    town
}

#[test]
fn the_radius_profile_ignores_the_streets_and_says_so() {
    let found = town().run("[settings]\ncircles = [\"fitness-10\"]\nprofile = \"radius\"\n");
    assert_eq!(found.method_name(), "radius");
    assert_eq!(found.study.method(), Method::Radius);
    assert!(found.network.is_none());
    assert!(found.warnings.contains(&Warning::StraightLine { detour: 1.0 }));
    for (home, at) in [("diagonal", corner(7, 7)), ("far", corner(10, 10))] {
        assert_metres(found.metres("fitness", home), chord_m(at, corner(5, 5)));
    }
    assert_eq!(found.covered("fitness-10"), ["diagonal", "490"]);
    assert!(found.metres("fitness", "no street").is_some(), "there is no street to be near to");
}

#[test]
fn without_streets_any_profile_is_a_straight_line_times_1_3() {
    let mut town = town();
    town.without_network();
    let found = town.run("[settings]\ncircles = [\"fitness-10\"]\n");
    assert_eq!(found.method_name(), "radius");
    assert!(found.warnings.contains(&Warning::StraightLine { detour: 1.3 }));
    let diagonal = 1.3 * chord_m(corner(7, 7), corner(5, 5));
    assert_metres(found.metres("fitness", "diagonal"), diagonal);
    assert!(found.covered("fitness-10").is_empty(), "482 m times 1.3 is more than 500");

    let found = town.run("[settings]\ncircles = [\"fitness-10\"]\ndetour = 1.02\n");
    assert_eq!(found.covered("fitness-10"), ["diagonal", "490"]);
    let found = town.run("[settings]\ncircles = [\"fitness-10\"]\ndetour = 1.03\n");
    assert_eq!(found.covered("fitness-10"), ["diagonal"]);
}

#[test]
fn on_streets_the_same_homes_walk_farther() {
    let found = town().run("[settings]\ncircles = [\"fitness-10\"]\n");
    assert_eq!(found.method_name(), "network");
    assert!(found.network.is_some());
    assert!(!found.warnings.iter().any(|w| matches!(w, Warning::StraightLine { .. })));
    assert_eq!(found.covered("fitness-10"), ["490"]);
    assert_eq!(found.metres("fitness", "no street"), None);
}

#[test]
fn the_horizon_cuts_straight_lines_too() {
    let mut town = town();
    town.without_network();
    let study = "[settings]\ncircles = [\"fitness-10\"]\nhorizon_m = 1000.0\ndetour = 1.0\n";
    let found = town.run(study);
    let far = chord_m(corner(10, 10), corner(5, 5));
    assert!((1190.0..1220.0).contains(&far), "{far}");
    assert_eq!(found.metres("fitness", "far"), None);
    assert!(found.metres("fitness", "510").is_some());
}

#[test]
fn the_nearest_by_air_need_not_be_the_nearest_in_degrees() {
    // 0.0040 degrees east are 349 m, 0.0036 degrees north 400 m.
    let mut town = Town::new(&["pop"]);
    town.home("h", corner(5, 5));
    town.place("north", "fitness", [corner(5, 5)[0], corner(5, 5)[1] + 0.0036]);
    town.place("east", "fitness", [corner(5, 5)[0] + 0.004, corner(5, 5)[1]]);
    town.without_network();
    let found = town.run("[settings]\ncircles = [\"fitness-10\"]\ndetour = 1.0\n");
    assert_eq!(found.facility("fitness", "h"), Some("east"));
}
