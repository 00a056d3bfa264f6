//! Figures held against targets: the plan's 95 %, inclusive and unrounded.

use walkshed::coverage::{Group, TargetVerdict, Variant};
use walkshed::pipeline::Findings;
use walkshed::rules::Denominator;

use crate::figures::figure;
use crate::town::{Town, corner};

/// A town where so many people are covered and so many are not.
fn town(covered: f64, uncovered: f64) -> Town {
    let mut town = Town::new(&["pop"]);
    for kind in ["fitness", "clinic", "canteen", "childcare"] {
        town.place(kind, kind, corner(0, 0));
    }
    town.home_of("in", corner(1, 0), &[covered]);
    town.home_of("out", corner(9, 9), &[uncovered]);
    town
}

fn verdict(found: &Findings, circle: &str, denominator: Denominator) -> Option<TargetVerdict> {
    figure(found, circle, Variant::Headline, Group::Total, denominator).verdict.clone()
}

#[test]
fn ninety_five_of_a_hundred_meet_the_plan_and_one_fewer_of_a_million_does_not() {
    for (covered, uncovered, met) in
        [(19.0, 1.0, true), (950_000.0, 50_000.0, true), (949_999.0, 50_001.0, false)]
    {
        let found = town(covered, uncovered).run("");
        let expected = Some(TargetVerdict { target: 0, met: Some(met) });
        assert_eq!(verdict(&found, "fitness-10", Denominator::Population), expected);
        assert_eq!(found.meets_all_targets(), met);
        assert_eq!(found.study.targets[0].value, Some(0.95));
        assert_eq!(found.study.targets[0].id, "COV-FIT-10");
    }
}

#[test]
fn a_source_without_a_number_passes_no_verdict() {
    let found = town(1.0, 0.0).run("[settings]\ncircles = [\"convenience-15\"]\n");
    let given = verdict(&found, "convenience-15", Denominator::Population).unwrap();
    assert_eq!((&*found.study.targets[given.target].id, given.met), ("COV-SVC-15", None));
    assert!(found.meets_all_targets());
}

#[test]
fn a_target_is_about_its_own_denominator() {
    let study = "[settings]\ncircles = [\"fitness-10\"]\n[[target]]\nid = \"mine\"\n\
                 circle = \"fitness-10\"\ndenominator = \"points\"\nvalue = 0.5\nkind = \"project\"\n";
    let found = town(10.0, 90.0).run(study);
    let points = verdict(&found, "fitness-10", Denominator::Points).unwrap();
    assert_eq!(points.met, Some(true), "one of two points");
    let people = verdict(&found, "fitness-10", Denominator::Population).unwrap();
    assert_eq!(people.met, Some(false), "ten of a hundred people");
    assert_eq!(verdict(&found, "fitness-10", Denominator::TargetGroup), None);
    for variant in [Variant::Metres(500.0), Variant::Minutes(1.0)] {
        let figure = figure(&found, "fitness-10", variant, Group::Total, Denominator::Population);
        assert_eq!(figure.verdict, None, "variants are not the figure of the plan");
    }
}

#[test]
fn at_most_is_inclusive_too() {
    let study = |value: f64| {
        format!(
            "[settings]\ncircles = [\"fitness-10\"]\n[[target]]\nid = \"COV-FIT-10\"\n\
             circle = \"fitness-10\"\nop = \"<=\"\nvalue = {value:?}\nkind = \"local\"\n"
        )
    };
    let met = |value| {
        let found = town(1.0, 3.0).run(&study(value));
        verdict(&found, "fitness-10", Denominator::Population).unwrap().met
    };
    assert_eq!([0.24, 0.25, 0.26].map(met), [Some(false), Some(true), Some(true)]);
}

#[test]
fn without_the_people_there_is_no_verdict() {
    let mut town = Town::new(&["households"]);
    town.home("h", corner(0, 0));
    town.place("gym", "fitness", corner(0, 0));
    let found = town.run("[settings]\ncircles = [\"fitness-10\"]\n");
    let given = verdict(&found, "fitness-10", Denominator::Population).unwrap();
    assert_eq!(given.met, None);
    assert!(!found.meets_all_targets());
}
