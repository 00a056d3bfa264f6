//! Figures by district: borders, levels, homes outside, and districts that are served.

use walkshed::coverage::{Group, Variant};
use walkshed::pipeline::Findings;
use walkshed::rules::Denominator;

use crate::figures::figure;
use crate::scene::Answered;
use crate::town::{Spot, Town, corner, moved};

const FITNESS: &str = "[settings]\ncircles = [\"fitness-10\"]\n";

fn parts(found: &Findings, group: Group, denominator: Denominator) -> Option<(f64, f64)> {
    figure(found, "fitness-10", Variant::Headline, group, denominator).parts
}

/// Whom the population of a group names: covered, and all.
fn named<'t>(town: &'t Town, found: &Findings, group: Group) -> [Vec<&'t str>; 2] {
    let (covered, all) = parts(found, group, Denominator::Population).unwrap();
    [town.named(covered), town.named(all)]
}

/// Amid the block north-east of a corner, so that no border passes through it.
fn amid(column: usize, row: usize) -> Spot {
    moved(corner(column, row), 40.0, 30.0)
}

fn two_halves(first: &str) -> Town {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(4, 5));
    town.home("west", amid(3, 5));
    town.home("border", corner(5, 5));
    town.home("east", amid(5, 5));
    town.home("far west", amid(0, 0));
    town.home("far east", amid(9, 9));
    town.home("end", corner(5, 10));
    let halves = [("W", corner(0, 0), corner(5, 10)), ("E", corner(5, 0), corner(10, 10))];
    let order: &[usize] = if first == "W" { &[0, 1] } else { &[1, 0] };
    for &half in order {
        let (code, low, high) = halves[half];
        town.district(code, "", low, high);
    }
    town
}

#[test]
fn a_home_on_a_shared_border_belongs_to_the_first_district() {
    let town = two_halves("W");
    let found = town.run(FITNESS);
    let west = [vec!["west", "border"], vec!["west", "border", "far west", "end"]];
    assert_eq!(named(&town, &found, Group::District(0)), west);
    assert_eq!(named(&town, &found, Group::District(1)), [vec!["east"], vec!["east", "far east"]]);
    assert_eq!(named(&town, &found, Group::Outside(0)), [vec![""; 0], vec![]]);

    let town = two_halves("E");
    let found = town.run(FITNESS);
    let east = [vec!["border", "east"], vec!["border", "east", "far east", "end"]];
    assert_eq!(&*found.districts.rows[0].code, "E");
    assert_eq!(named(&town, &found, Group::District(0)), east);
    assert_eq!(named(&town, &found, Group::District(1)), [vec!["west"], vec!["west", "far west"]]);
}

#[test]
fn facilities_beyond_a_border_count_and_homes_outside_are_nobodys() {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(6, 5));
    town.home("in", amid(4, 5));
    town.home("out", amid(6, 5));
    town.home("far out", amid(6, 0));
    town.district("W", "", corner(0, 0), corner(5, 10));
    let found = town.run(FITNESS);
    assert_eq!(named(&town, &found, Group::District(0)), [["in"], ["in"]]);
    assert_eq!(named(&town, &found, Group::Outside(0)), [vec!["out"], vec!["out", "far out"]]);
    let everybody = [vec!["in", "out"], vec!["in", "out", "far out"]];
    assert_eq!(named(&town, &found, Group::Total), everybody);
    assert_eq!(found.district_of, [Some(0), None, None]);
}

#[test]
fn each_level_counts_everybody_from_their_own_numbers() {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(4, 5));
    for (id, at) in [("a", amid(3, 5)), ("b", amid(5, 5)), ("c", amid(0, 0)), ("d", amid(9, 9))] {
        town.home(id, at);
    }
    // A county in the west two thirds, communities in three strips, mixed in the file.
    town.district("south", "community", corner(0, 0), corner(10, 2));
    town.district("county", "county", corner(0, 0), corner(7, 10));
    town.district("middle", "community", corner(0, 2), corner(10, 7));
    town.district("north", "community", corner(0, 7), corner(10, 9));
    let found = town.run(FITNESS);
    let levels: Vec<&str> = found.districts.levels.iter().map(|l| &**l).collect();
    assert_eq!(levels, ["community", "county"]);
    assert_eq!(found.level, Some(0), "the level with most districts");
    assert_eq!(named(&town, &found, Group::District(0)), [vec![], vec!["c"]]);
    assert_eq!(named(&town, &found, Group::District(1)), [vec!["a", "b"], vec!["a", "b", "c"]]);
    assert_eq!(named(&town, &found, Group::District(2)), [["a", "b"], ["a", "b"]]);
    let nobody = parts(&found, Group::District(3), Denominator::Population);
    assert_eq!(nobody, Some((0.0, 0.0)));
    let rate = |group| {
        figure(&found, "fitness-10", Variant::Headline, group, Denominator::Population).rate()
    };
    assert_eq!(rate(Group::District(3)), None, "nobody to cover is no rate");
    assert_eq!(rate(Group::District(1)), Some(3.0 / 7.0));
    assert_eq!(named(&town, &found, Group::Outside(0)), [vec![], vec!["d"]]);
    assert_eq!(named(&town, &found, Group::Outside(1)), [vec![], vec!["d"]]);
    assert_eq!(found.district_of, [Some(2), Some(2), Some(0), None]);

    let found = town.run(&format!("{FITNESS}district_level = \"county\"\n"));
    assert_eq!(found.level, Some(1));
    assert_eq!(found.district_of, [Some(1), Some(1), Some(1), None]);
}

/// Four districts, one a column of the map, in which 8, 3, 0 and 4 of 4 people are covered.
fn served(pass_mark: &str) -> Findings {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(1, 5));
    town.place("other gym", "fitness", corner(9, 5));
    let near = [("a", corner(1, 5), 8.0), ("b", amid(2, 5), 3.0), ("d", corner(9, 5), 4.0)];
    for (id, at, people) in near {
        town.home_of(id, at, &[people]);
    }
    town.home_of("b far", amid(2, 10), &[1.0]);
    town.home_of("c far", amid(5, 10), &[4.0]);
    town.home_of("outside", moved(corner(5, 0), 0.0, -100.0), &[4.0]);
    // District e holds a home, but nobody lives there; f holds none.
    town.home_of("e empty", amid(7, 0), &[0.0]);
    let columns = [("a", 0, 2), ("b", 2, 4), ("c", 4, 7), ("d", 8, 10), ("e", 7, 8)];
    for (code, west, east) in columns {
        let high = moved(corner(east, 10), 0.0, 100.0);
        town.district(code, "", corner(west, 0), high);
    }
    town.district("f", "", moved(corner(10, 0), 300.0, 0.0), moved(corner(10, 10), 400.0, 0.0));
    town.run(&format!(
        "[settings]\ncircles = [\"fitness-10\"]\n[circle.fitness-10]\nminutes = 10\n\
         categories = [\"fitness\"]\n{pass_mark}\n"
    ))
}

#[test]
fn a_district_is_served_from_the_pass_mark_on() {
    let districts = |pass_mark| parts(&served(pass_mark), Group::Total, Denominator::Districts);
    // a 8/8, b 3/4, c 0/4, d 4/4; where nobody lives nobody can be served.
    assert_eq!(districts("pass_mark = 0.75"), Some((3.0, 4.0)));
    assert_eq!(districts("pass_mark = 0.7500001"), Some((2.0, 4.0)));
    assert_eq!(districts("pass_mark = 0.0"), Some((4.0, 4.0)));
    assert_eq!(districts("pass_mark = 1.0"), Some((2.0, 4.0)));
    // The default is 0.8.
    assert_eq!(districts(""), Some((2.0, 4.0)));
}

#[test]
fn one_district_alone_keeps_the_streets_and_facilities_around_it() {
    let town = two_halves("W");
    let whole = town.run(FITNESS);
    let found = town.run(&format!("{FITNESS}district = \"E\"\n"));
    let ids: Vec<&str> = found.residents.rows.iter().map(|r| &*r.id).collect();
    assert_eq!(ids, ["east", "far east"]);
    assert_eq!(found.metres("fitness", "east"), whole.metres("fitness", "east"));
    assert_eq!(named(&town, &found, Group::Total), [vec!["east"], vec!["east", "far east"]]);
    assert_eq!(found.facilities.rows.len(), 1, "the gym beyond the border is used");
    assert_eq!(found.district_of, [Some(1), Some(1)]);
}

#[test]
fn without_districts_there_are_totals_only() {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(1, 5));
    town.home("a", corner(2, 5));
    let found = town.run(FITNESS);
    assert!(found.indicators.iter().all(|i| i.group == Group::Total));
    assert!(found.indicators.iter().all(|i| i.denominator != Denominator::Districts));
    assert_eq!(found.level, None);
}
