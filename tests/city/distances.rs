//! Walks over corners and along blocks, with their access legs.

use walkshed::check::Code;
use walkshed::warnings::Warning;

use crate::ellipsoid::chord_m;
use crate::scene::Answered;
use crate::town::{Town, assert_metres, corner, manhattan_m, moved};

const FITNESS: &str = "[settings]\ncircles = [\"fitness-10\"]\n";

#[test]
fn from_corner_to_corner_it_is_the_sum_of_the_blocks() {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(5, 5));
    let corners = [(5, 5), (6, 5), (5, 8), (2, 7), (7, 2), (10, 10), (0, 0), (0, 10)];
    for (i, j) in corners {
        town.home(&format!("{i}-{j}"), corner(i, j));
    }
    let found = town.run(FITNESS);
    for (i, j) in corners {
        let expected = manhattan_m((i, j), (5, 5));
        assert_metres(found.metres("fitness", &format!("{i}-{j}")), expected);
    }
    // The figures of a map, so that the yardstick itself is held to something.
    assert!((manhattan_m((5, 5), (6, 5)) - 174.44).abs() < 0.01);
    assert!((manhattan_m((5, 5), (5, 6)) - 166.51).abs() < 0.01);
}

#[test]
fn a_home_amid_a_block_leaves_it_at_either_end_after_its_access_leg() {
    let mut town = Town::new(&["pop"]);
    let home = moved(corner(3, 5), 60.0, 20.0);
    town.home("h", home);
    town.place("east", "fitness", corner(5, 5));
    town.place("west", "clinic", corner(1, 5));
    town.place("north", "canteen", moved(corner(3, 7), 0.0, 25.0));
    let study = "[settings]\ncircles = [\"all\"]\n[circle.all]\nminutes = 15\n\
                 categories = [\"fitness\", \"clinic\", \"canteen\"]\n";
    let found = town.run(study);
    let foot = [home[0], corner(3, 5)[1]];
    let leg = chord_m(home, foot);
    let east = leg + chord_m(foot, corner(4, 5)) + manhattan_m((4, 5), (5, 5));
    let west = leg + chord_m(foot, corner(3, 5)) + manhattan_m((3, 5), (1, 5));
    let north = leg
        + chord_m(foot, corner(3, 5))
        + manhattan_m((3, 5), (3, 7))
        + chord_m(corner(3, 7), moved(corner(3, 7), 0.0, 25.0));
    assert_metres(found.metres("fitness", "h"), east);
    assert_metres(found.metres("clinic", "h"), west);
    assert_metres(found.metres("canteen", "h"), north);
}

#[test]
fn two_doors_of_one_block_are_as_far_apart_as_the_street_between_them() {
    let mut town = Town::new(&["pop"]);
    let (home, gym) = (moved(corner(3, 5), 50.0, 15.0), moved(corner(3, 5), 120.0, -25.0));
    town.home("h", home);
    town.home("beyond", moved(corner(3, 5), 160.0, 10.0));
    town.place("gym", "fitness", gym);
    let found = town.run(FITNESS);
    let foot = |spot: [f64; 2]| [spot[0], corner(3, 5)[1]];
    let walk =
        |from| chord_m(from, foot(from)) + chord_m(foot(from), foot(gym)) + chord_m(foot(gym), gym);
    assert_metres(found.metres("fitness", "h"), walk(home));
    assert_metres(found.metres("fitness", "beyond"), walk(moved(corner(3, 5), 160.0, 10.0)));
}

#[test]
fn face_to_face_over_a_street_is_both_legs_and_no_shortcut() {
    let mut town = Town::new(&["pop"]);
    // Back to back in the middle of a block: 10 m apart, but their streets are 160 m apart.
    let middle = moved(corner(3, 5), 87.0, 0.0);
    let (home, gym) = (moved(middle, 0.0, 78.0), moved(middle, 0.0, 88.0));
    town.home("h", home);
    town.place("gym", "fitness", gym);
    let found = town.run(FITNESS);
    let (south, north) = ([home[0], corner(3, 5)[1]], [gym[0], corner(3, 6)[1]]);
    let legs = chord_m(home, south) + chord_m(gym, north);
    let by = |i: usize| {
        chord_m(south, corner(i, 5)) + manhattan_m((i, 5), (i, 6)) + chord_m(corner(i, 6), north)
    };
    assert_metres(found.metres("fitness", "h"), legs + by(3).min(by(4)));
}

#[test]
fn the_nearest_facility_is_named_and_the_first_of_two_on_one_spot_wins() {
    let mut town = Town::new(&["pop"]);
    town.home("a", corner(1, 5));
    town.home("b", corner(4, 5));
    town.home("c", corner(8, 5));
    town.place("west", "fitness", corner(0, 5));
    town.place("east", "fitness", corner(5, 5));
    town.place("east again", "fitness", corner(5, 5));
    let found = town.run(FITNESS);
    assert_eq!(found.facility("fitness", "a"), Some("west"));
    assert_eq!(found.facility("fitness", "b"), Some("east"));
    assert_eq!(found.facility("fitness", "c"), Some("east"));
    let catchments: Vec<_> = found.catchments.iter().map(|c| town.named(c.weight[0])).collect();
    assert_eq!(catchments, [vec!["a"], vec!["b", "c"], vec![]]);
    assert_eq!(found.catchments[1].residents, 2);
}

#[test]
fn a_facility_that_does_not_run_is_no_facility() {
    let mut town = Town::new(&["pop"]);
    town.home("h", corner(5, 5));
    for (status, column) in [("closed", 5), ("停用", 6), ("在建", 4)] {
        town.place_with_doors(status, "fitness", &[corner(column, 5)], status);
    }
    town.place_with_doors("runs", "fitness", &[corner(5, 7)], "正常运营");
    let found = town.run(FITNESS);
    assert_eq!(found.facility("fitness", "h"), Some("runs"));
    assert_metres(found.metres("fitness", "h"), manhattan_m((5, 5), (5, 7)));
    let closed = |warning: &Warning| match warning {
        Warning::Checked(finding) => finding.code == Code::NotRunning && finding.points == Some(3),
        _ => false,
    };
    assert!(found.warnings.iter().any(closed), "{:?}", found.warnings);
}

#[test]
fn the_horizon_cuts_inclusively_and_changes_nothing_within() {
    let mut town = Town::new(&["pop"]);
    for column in 1..=8 {
        town.home(&format!("{column}"), moved(corner(column, 5), 20.0, 10.0));
    }
    town.place("gym", "fitness", corner(0, 5));
    let far = town.run(FITNESS);
    let limit = far.metres("fitness", "6").unwrap();
    assert!((1060.0..1090.0).contains(&limit), "{limit}");
    for (horizon, last) in [(limit, 6), (limit.next_down(), 5), (1000.0, 5)] {
        let found = town.run(&format!("{FITNESS}horizon_m = {horizon:?}\n"));
        for column in 1..=8 {
            let id = format!("{column}");
            let expected = far.metres("fitness", &id).filter(|_| column <= last);
            assert_eq!(found.metres("fitness", &id), expected, "{column} with {horizon} m");
        }
    }
    // The default of 5000 m reaches over the whole town.
    assert!(far.metres("fitness", "8").is_some());
}

#[test]
fn the_longest_horizon_of_a_study_is_no_horizon() {
    let mut town = Town::new(&["pop"]);
    town.home("h", corner(10, 10));
    town.place("gym", "fitness", corner(0, 0));
    let found = town.run(&format!("{FITNESS}horizon_m = 20000000.0\n"));
    assert_metres(found.metres("fitness", "h"), manhattan_m((10, 10), (0, 0)));
}
