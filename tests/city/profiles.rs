//! Profiles on streets: speeds, stairs that cost time, stairs that are avoided.

use crate::ellipsoid::chord_m;
use crate::scene::Answered;
use crate::town::{Town, Way, assert_metres, corner, manhattan_m, moved};

fn profile(name: &str) -> String {
    format!("[settings]\ncircles = [\"fitness-10\"]\nprofile = {name:?}\n")
}

/// Homes so many metres along the street from the gym in its western end.
fn one_street(metres: &[u32]) -> Town {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(0, 5));
    for &m in metres {
        town.home(&m.to_string(), moved(corner(0, 5), f64::from(m), 0.0));
    }
    town
}

#[test]
fn speeds_times_ten_minutes() {
    let cases =
        [("gb50180", 500), ("plan80", 800), ("amap75", 750), ("elder", 552), ("stroller", 600)];
    for (name, metres) in cases {
        let town = one_street(&[metres - 1, metres + 1]);
        let found = town.run(&profile(name));
        assert_eq!(found.covered("fitness-10"), [(metres - 1).to_string()], "{name}");
        assert_eq!(found.study.profile.0, name);
    }
}

#[test]
fn minutes_of_a_walk_are_metres_by_speed() {
    let town = one_street(&[400]);
    for (name, metres_a_minute) in
        [("plan80", 80.0), ("amap75", 75.0), ("elder", 55.2), ("stroller", 60.0)]
    {
        let found = town.run(&profile(name));
        let cost = found.access("fitness", "400").cost;
        let minutes = found.study.profile.1.minutes(cost);
        // A centimetre of the table's seven decimals over 400 m.
        assert!((minutes * metres_a_minute / 400.0 - 1.0).abs() < 5e-5, "{name}: {minutes}");
    }
}

/// A gym, stairs in the second block east of it, and homes beyond them, before them, and on them.
fn stairs() -> Town {
    let mut town = Town::new(&["pop"]);
    town.pave(4, 5, Way::East, "steps");
    town.place("gym", "fitness", corner(3, 5));
    town.home("before", corner(4, 5));
    town.home("on", moved(corner(4, 5), 60.0, 5.0));
    town.home("beyond", corner(5, 5));
    town.home("far beyond", corner(6, 5));
    // About 540 m both: within ten minutes of an older walker, but for the stairs.
    town.home("540 over stairs", moved(corner(6, 5), 17.4, 0.0));
    town.home("540 on the flat", moved(corner(0, 5), -17.4, 0.0));
    town
}

/// What a flight of stairs costs an older walker: 30 s at 0.92 m/s.
const FLIGHT_M: f64 = 27.6;

#[test]
fn stairs_cost_an_older_walker_time_and_no_metres() {
    let found = stairs().run(&profile("elder"));
    let block = chord_m(corner(4, 5), corner(5, 5));
    let on = moved(corner(4, 5), 60.0, 5.0);
    let foot = [on[0], corner(4, 5)[1]];
    let part = chord_m(corner(4, 5), foot);
    let cases = [
        ("before", manhattan_m((3, 5), (4, 5)), 0.0),
        ("on", chord_m(on, foot) + part + block, FLIGHT_M * part / block),
        ("beyond", manhattan_m((3, 5), (5, 5)), FLIGHT_M),
        ("far beyond", manhattan_m((3, 5), (6, 5)), FLIGHT_M),
    ];
    for (home, metres, stairs) in cases {
        let access = found.access("fitness", home);
        assert_metres(Some(access.metres), metres);
        assert_metres(access.cost.reached(), metres + stairs);
        let minutes = found.study.profile.1.minutes(access.cost);
        assert_metres(Some(minutes), (metres + stairs) / 55.2);
    }
    assert_eq!(
        found.covered("fitness-10"),
        ["before", "on", "beyond", "far beyond", "540 on the flat"]
    );
}

#[test]
fn without_a_charge_stairs_are_street() {
    let found = stairs().run(&profile("plan80"));
    let access = found.access("fitness", "beyond");
    assert_metres(access.cost.reached(), manhattan_m((3, 5), (5, 5)));
    assert_eq!(access.metres, access.cost.metres());
}

#[test]
fn a_stroller_goes_round_the_stairs() {
    let found = stairs().run(&profile("stroller"));
    // Up one row at the gym, two shorter blocks along it, and down again.
    let around = 2.0 * manhattan_m((3, 5), (3, 6)) + manhattan_m((3, 6), (5, 6));
    assert_metres(found.metres("fitness", "beyond"), around);
    assert_metres(found.metres("fitness", "before"), manhattan_m((3, 5), (4, 5)));
    // The home on the stairs steps onto the street across their foot instead.
    let on = moved(corner(4, 5), 60.0, 5.0);
    let foot = [corner(4, 5)[0], on[1]];
    let expected = chord_m(on, foot) + chord_m(foot, corner(4, 5)) + manhattan_m((3, 5), (4, 5));
    assert_metres(found.metres("fitness", "on"), expected);
}

#[test]
fn stairs_that_cost_more_than_the_way_round_are_gone_round() {
    let own = "[settings]\ncircles = [\"fitness-10\"]\nprofile = \"slow\"\n\
               [profile.slow]\nspeed_m_per_s = 1.0\nstairs_s = 600\n";
    let found = stairs().run(own);
    let around = 2.0 * manhattan_m((3, 5), (3, 6)) + manhattan_m((3, 6), (5, 6));
    let access = found.access("fitness", "beyond");
    assert_metres(access.cost.reached(), around);
    assert_metres(Some(access.metres), around);
}

#[test]
fn a_facility_on_the_stairs_charges_the_part_that_is_walked() {
    let mut town = Town::new(&["pop"]);
    town.pave(4, 5, Way::East, "steps");
    let gym = moved(corner(4, 5), 100.0, 8.0);
    town.place("gym", "fitness", gym);
    town.home("west", corner(3, 5));
    town.home("on", moved(corner(4, 5), 40.0, 0.0));
    let found = town.run(&profile("elder"));
    let foot = [gym[0], corner(4, 5)[1]];
    let (leg, block) = (chord_m(gym, foot), chord_m(corner(4, 5), corner(5, 5)));
    let part = chord_m(corner(4, 5), foot);
    let west = manhattan_m((3, 5), (4, 5)) + part + leg;
    let access = found.access("fitness", "west");
    assert_metres(Some(access.metres), west);
    assert_metres(access.cost.reached(), west + FLIGHT_M * part / block);
    let along = chord_m(moved(corner(4, 5), 40.0, 0.0), foot);
    let access = found.access("fitness", "on");
    assert_metres(Some(access.metres), along + leg);
    assert_metres(access.cost.reached(), along + leg + FLIGHT_M * along / block);
}

#[test]
fn two_flights_with_a_corner_between_cost_twice() {
    let mut town = Town::new(&["pop"]);
    for column in [4, 5] {
        town.pave(column, 5, Way::East, "steps");
    }
    town.place("gym", "fitness", corner(4, 5));
    town.home("h", corner(6, 5));
    let found = town.run(&profile("elder"));
    let access = found.access("fitness", "h");
    assert_metres(Some(access.metres), manhattan_m((4, 5), (6, 5)));
    assert_metres(access.cost.reached(), manhattan_m((4, 5), (6, 5)) + 2.0 * FLIGHT_M);
}

#[test]
fn stairs_amid_a_street_without_corners_are_charged_and_the_street_is_not() {
    let mut town = Town::new(&["pop"]);
    // South of the town: path, stairs of two pieces that are one flight, path.
    let gym = moved(corner(2, 0), 0.0, -150.0);
    let east = |metres: f64| moved(gym, metres, 0.0);
    town.street(&[corner(2, 0), gym, east(80.0)], "path");
    town.street(&[east(80.0), east(100.0)], "steps");
    town.street(&[east(100.0), east(120.0)], "steps");
    town.street(&[east(120.0), east(300.0)], "path");
    town.place("gym", "fitness", gym);
    for (id, metres) in [("before", 70.0), ("amid", 100.0), ("beyond", 200.0)] {
        town.home(id, east(metres));
    }
    let found = town.run(&profile("elder"));
    for (id, metres, flights) in
        [("before", 70.0, 0.0), ("amid", 100.0, 0.5), ("beyond", 200.0, 1.0)]
    {
        let access = found.access("fitness", id);
        let street_m = chord_m(gym, east(metres));
        assert_metres(Some(access.metres), street_m);
        // Seven decimals place the middle of the stairs to a centimetre of their 40 m.
        let charged = access.cost.metres() - street_m;
        assert!((charged - flights * FLIGHT_M).abs() < 0.01, "{id}: {charged}");
    }
}
