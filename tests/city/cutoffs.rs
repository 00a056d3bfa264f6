//! What counts as within: inclusive, unrounded, by tiers, with other cutoffs beside the headline.

use walkshed::coverage::{Group, Variant};
use walkshed::pipeline::Findings;
use walkshed::rules::Denominator;
use walkshed::study::{Overrides, Study};

use crate::figures::figure;
use crate::scene::{Answered, write};
use crate::town::{Town, assert_metres, corner, manhattan_m, moved};

/// Homes along one street at these metres from the facility in its western end.
const AT_M: [u32; 20] = [
    290, 310, 450, 470, 490, 510, 590, 610, 660, 674, 740, 760, 790, 810, 890, 910, 990, 1010,
    1190, 1210,
];

fn one_street() -> Town {
    let mut town = Town::new(&["pop"]);
    for metres in AT_M {
        town.home(&metres.to_string(), moved(corner(0, 5), f64::from(metres), 0.0));
    }
    for kind in ["fitness", "clinic", "canteen", "childcare"] {
        town.place(kind, kind, corner(0, 5));
    }
    town
}

/// The homes of [`one_street`] up to a distance.
fn up_to(metres: u32) -> Vec<String> {
    AT_M.iter().filter(|&&m| m <= metres).map(u32::to_string).collect()
}

/// Whom a population figure names.
fn named<'t>(town: &'t Town, found: &Findings, circle: &str, variant: Variant) -> Vec<&'t str> {
    let figure = figure(found, circle, variant, Group::Total, Denominator::Population);
    let (covered, total) = figure.parts.unwrap();
    assert_eq!(town.named(total).len(), AT_M.len());
    town.named(covered)
}

#[test]
fn the_cutoff_itself_is_within_and_the_next_number_is_not() {
    let mut town = Town::new(&["pop"]);
    town.home("h", moved(corner(2, 5), 33.0, 12.0));
    town.place("gym", "fitness", moved(corner(4, 7), -21.0, 9.0));
    let study = |metres: f64| {
        format!(
            "[settings]\nprofile = \"mine\"\ncircles = [\"near\"]\n\
             [profile.mine]\ntiers = [{{ minutes = 10, metres = {metres:?} }}]\n\
             [circle.near]\nminutes = 10\ncategories = [\"fitness\"]\n"
        )
    };
    let metres = town.run(&study(2000.0)).metres("fitness", "h").unwrap();
    assert!((600.0..720.0).contains(&metres), "{metres}");
    assert_eq!(town.run(&study(metres)).covered("near"), ["h"]);
    assert!(town.run(&study(metres.next_down())).covered("near").is_empty());
    assert_eq!(town.run(&study(metres.next_up())).covered("near"), ["h"]);
}

#[test]
fn without_a_profile_5_10_and_15_minutes_are_300_500_and_1000_metres() {
    let town = one_street();
    let found = town.run(
        "[settings]\ncircles = [\"five\", \"ten\", \"fifteen\", \"between\", \"beyond\"]\n\
         [circle.five]\nminutes = 5\ncategories = [\"fitness\"]\n\
         [circle.ten]\nminutes = 10\ncategories = [\"fitness\"]\n\
         [circle.fifteen]\nminutes = 15\ncategories = [\"fitness\"]\n\
         [circle.between]\nminutes = 12.5\ncategories = [\"fitness\"]\n\
         [circle.beyond]\nminutes = 17\ncategories = [\"fitness\"]\n",
    );
    let expected =
        [("five", 300), ("ten", 500), ("fifteen", 1000), ("between", 750), ("beyond", 1200)];
    for (circle, metres) in expected {
        assert_eq!(named(&town, &found, circle, Variant::Headline), up_to(metres), "{circle}");
        let result = &found.results[found.circle(circle)];
        assert_eq!(result.cutoff.metres(), f64::from(metres), "{circle}");
        assert_eq!(found.covered(circle), up_to(metres), "{circle}");
    }
}

#[test]
fn the_built_in_circles_print_other_cutoffs_beside_the_headline() {
    let town = one_street();
    let found = town.run("");
    let circles: Vec<&str> = found.study.circles.iter().map(|(name, _)| &**name).collect();
    assert_eq!(circles, ["fitness-10", "convenience-15"]);
    let expected = [
        ("fitness-10", Variant::Headline, 500),
        ("fitness-10", Variant::Metres(500.0), 500),
        ("fitness-10", Variant::Metres(667.0), 667),
        ("fitness-10", Variant::Metres(800.0), 800),
        ("fitness-10", Variant::Metres(1000.0), 1000),
        ("fitness-10", Variant::Minutes(-1.0), 460),
        ("fitness-10", Variant::Minutes(1.0), 600),
        ("convenience-15", Variant::Headline, 1000),
        ("convenience-15", Variant::Metres(800.0), 800),
        ("convenience-15", Variant::Metres(1000.0), 1000),
        ("convenience-15", Variant::Metres(1200.0), 1200),
        ("convenience-15", Variant::Minutes(-1.0), 900),
        ("convenience-15", Variant::Minutes(1.0), 1100),
    ];
    for (circle, variant, metres) in expected {
        assert_eq!(named(&town, &found, circle, variant), up_to(metres), "{circle} {variant:?}");
    }
    let totals = found.indicators.iter().filter(|i| {
        i.group == Group::Total && i.category.is_none() && i.denominator == Denominator::Population
    });
    assert_eq!(totals.count(), expected.len(), "no other variants");
}

#[test]
fn a_variant_of_a_circle_of_several_asks_for_the_one_that_decides() {
    let mut town = Town::new(&["pop"]);
    town.home("h", corner(0, 5));
    town.place("near", "fitness", moved(corner(0, 5), 100.0, 0.0));
    town.place("far", "clinic", moved(corner(0, 5), 700.0, 0.0));
    let covered = |how: &str, metres: f64| {
        let found = town.run(&format!(
            "[settings]\ncircles = [\"two\"]\n[circle.two]\nminutes = 10\n{how}\n\
             categories = [\"fitness\", \"clinic\"]\nsensitivity_m = [50, 300, 800]\n"
        ));
        let variant = Variant::Metres(metres);
        let figure = figure(&found, "two", variant, Group::Total, Denominator::Population);
        figure.parts.unwrap().0 == 1.0
    };
    assert_eq!([50.0, 300.0, 800.0].map(|m| covered("combine = \"all\"", m)), [false, false, true]);
    assert_eq!([50.0, 300.0, 800.0].map(|m| covered("combine = \"any\"", m)), [false, true, true]);
    assert_eq!([50.0, 300.0, 800.0].map(|m| covered("at_least = 2", m)), [false, false, true]);
}

#[test]
fn minutes_are_the_inverse_of_the_cutoff() {
    let mut town = Town::new(&["pop"]);
    town.home("h", corner(3, 5));
    town.place("gym", "fitness", corner(5, 5));
    let found = town.run("[settings]\ncircles = [\"fitness-10\"]\n");
    let metres = manhattan_m((3, 5), (5, 5));
    let access = found.access("fitness", "h");
    assert_metres(Some(access.metres), metres);
    let minutes = found.study.profile.1.minutes(access.cost);
    // Between the tiers of 300 m in 5 and 500 m in 10 minutes: 40 m a minute.
    assert_metres(Some(minutes), 5.0 + (metres - 300.0) / 40.0);
}

#[test]
fn a_horizon_that_ends_before_a_circle_does_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let resolve = |horizon: f64| {
        let text = format!(
            "[inputs]\nresidents = \"r.csv\"\nfacilities = \"f.csv\"\n\
             [settings]\ncircles = [\"fitness-10\"]\nhorizon_m = {horizon:?}\n"
        );
        write(folder.path(), "study.toml", &text);
        Study::resolve(Some(&folder.path().join("study.toml")), Overrides::default())
    };
    // Its farthest variant is 1000 m.
    assert!(resolve(1000.0).is_ok());
    let error = resolve(999.0).unwrap_err().to_string();
    assert!(error.contains("999") && error.contains("fitness-10"), "{error}");
}
