//! Homes with several gates and facilities with several doors.

use crate::ellipsoid::chord_m;
use crate::scene::Answered;
use crate::town::{Town, assert_metres, corner, manhattan_m, moved};

const FITNESS: &str = "[settings]\ncircles = [\"fitness-10\"]\n";

#[test]
fn the_best_door_of_a_facility_counts_and_the_facility_counts_once() {
    let mut town = Town::new(&["pop"]);
    town.home("west", corner(2, 5));
    town.home("east", corner(8, 5));
    town.place_with_doors("park", "fitness", &[corner(3, 5), corner(7, 6), corner(5, 9)], "open");
    let found = town.run(FITNESS);
    assert_metres(found.metres("fitness", "west"), manhattan_m((2, 5), (3, 5)));
    assert_metres(found.metres("fitness", "east"), manhattan_m((8, 5), (7, 6)));
    assert_eq!(found.catchments.len(), 1);
    assert_eq!(found.catchments[0].residents, 2);
    assert_eq!(town.named(found.catchments[0].weight[0]), ["west", "east"]);
}

#[test]
fn gates_take_the_place_of_the_homes_own_point() {
    let mut town = Town::new(&["pop"]);
    town.home("gated", corner(5, 5));
    town.home("open", corner(5, 5));
    // Amid the block, 10 m beside the street, and farther away from the gym than the home's point.
    let gate = moved(corner(2, 5), 40.0, 10.0);
    town.gate("gated", gate);
    town.gate("gated", corner(1, 9));
    town.place("gym", "fitness", corner(6, 5));
    let found = town.run(FITNESS);
    let foot = [gate[0], corner(2, 5)[1]];
    let expected = chord_m(gate, foot) + chord_m(foot, corner(3, 5)) + manhattan_m((3, 5), (6, 5));
    assert_metres(found.metres("fitness", "gated"), expected);
    assert_metres(found.metres("fitness", "open"), manhattan_m((5, 5), (6, 5)));
}

#[test]
fn each_category_may_use_another_gate() {
    let mut town = Town::new(&["pop"]);
    town.home("h", corner(5, 5));
    town.gate("h", corner(4, 5));
    town.gate("h", corner(6, 5));
    town.place("gym", "fitness", corner(7, 5));
    town.place("doctor", "clinic", corner(3, 5));
    let study = "[settings]\ncircles = [\"both\"]\n[circle.both]\nminutes = 5\n\
                 categories = [\"fitness\", \"clinic\"]\n";
    let found = town.run(study);
    assert_metres(found.metres("fitness", "h"), manhattan_m((6, 5), (7, 5)));
    assert_metres(found.metres("clinic", "h"), manhattan_m((4, 5), (3, 5)));
    assert_eq!(found.covered("both"), ["h"]);
}

#[test]
fn a_home_is_unsnapped_only_when_all_its_gates_are() {
    let mut town = Town::new(&["pop"]);
    let outside = moved(corner(0, 5), -900.0, 0.0);
    town.home("one", outside);
    town.home("both", outside);
    town.gate("one", outside);
    town.gate("one", moved(corner(0, 5), -50.0, 0.0));
    town.gate("both", outside);
    town.gate("both", moved(outside, -10.0, 0.0));
    town.place("gym", "fitness", corner(0, 5));
    let found = town.run(FITNESS);
    let expected = chord_m(moved(corner(0, 5), -50.0, 0.0), corner(0, 5));
    assert_metres(found.metres("fitness", "one"), expected);
    assert_metres(found.answers.snap_m[found.home("one")], expected);
    assert_eq!(found.metres("fitness", "both"), None);
    assert_eq!(found.answers.snap_m[found.home("both")], None);
}
