//! What a rate is a share of: people, the people a category is for, households, points, land.

use walkshed::coverage::{Group, Variant};
use walkshed::pipeline::Findings;
use walkshed::rules::Denominator;

use crate::ellipsoid::degree_m;
use crate::figures::figure;
use crate::geojson::feature;
use crate::scene::Answered;
use crate::town::{Spot, Town, corner, moved};

const FOUR: [&str; 4] = ["pop", "households", "pop60", "pop0_3"];
/// One circle a category, all of five minutes.
const CIRCLES: &str = "[settings]\ncircles = [\"sport\", \"doctor\", \"meals\", \"care\", \"two\"]\n\
    [circle.sport]\nminutes = 5\ncategories = [\"fitness\"]\n\
    [circle.doctor]\nminutes = 5\ncategories = [\"clinic\"]\n\
    [circle.meals]\nminutes = 5\ncategories = [\"canteen\"]\n\
    [circle.care]\nminutes = 5\ncategories = [\"childcare\"]\n\
    [circle.two]\nminutes = 5\ncategories = [\"canteen\", \"childcare\"]\n";

/// Two homes that reach everything and one that reaches nothing.
fn town(columns: &[&'static str]) -> Town {
    let mut town = Town::new(columns);
    let weights = [[100.0, 30.0, 20.0, 3.0], [250.0, 90.0, 0.5, 7.0], [650.0, 200.0, 400.0, 40.0]];
    for (k, (id, at)) in
        [("a", corner(1, 5)), ("b", corner(0, 4)), ("c", corner(9, 9))].into_iter().enumerate()
    {
        town.home_of(id, at, &weights[k][..columns.len()]);
    }
    for kind in ["fitness", "clinic", "canteen", "childcare"] {
        town.place(kind, kind, corner(0, 5));
    }
    town
}

fn parts(found: &Findings, circle: &str, denominator: Denominator) -> Option<(f64, f64)> {
    figure(found, circle, Variant::Headline, Group::Total, denominator).parts
}

#[test]
fn every_denominator_is_counted_from_the_same_walks() {
    let found = town(&FOUR).run(CIRCLES);
    for circle in ["sport", "doctor", "meals", "care"] {
        assert_eq!(found.covered(circle), ["a", "b"], "{circle}");
        assert_eq!(parts(&found, circle, Denominator::Population), Some((350.0, 1000.0)));
        assert_eq!(parts(&found, circle, Denominator::Households), Some((120.0, 320.0)));
        assert_eq!(parts(&found, circle, Denominator::Points), Some((2.0, 3.0)));
    }
    let rate = |circle| {
        figure(&found, circle, Variant::Headline, Group::Total, Denominator::Population).rate()
    };
    assert_eq!(rate("sport"), Some(0.35));
}

#[test]
fn the_target_group_is_the_one_that_the_category_serves() {
    let found = town(&FOUR).run(CIRCLES);
    let group = |circle| parts(&found, circle, Denominator::TargetGroup);
    assert_eq!(group("sport"), Some((350.0, 1000.0)));
    assert_eq!(group("doctor"), Some((350.0, 1000.0)));
    assert_eq!(group("meals"), Some((20.5, 420.5)));
    assert_eq!(group("care"), Some((10.0, 50.0)));
    // A circle of several has no target group of its own; its categories have.
    let of_two = |category: &str| {
        let number = found.study.categories.iter().position(|(name, _)| name == category);
        let mut figures = found.indicators.iter().filter(|i| {
            i.circle == found.circle("two")
                && i.denominator == Denominator::TargetGroup
                && i.group == Group::Total
                && (number.is_none() || i.category == number)
        });
        figures.next().and_then(|i| i.parts)
    };
    assert_eq!(of_two("canteen"), Some((20.5, 420.5)));
    assert_eq!(of_two("childcare"), Some((10.0, 50.0)));
    let whole = found.indicators.iter().any(|i| {
        i.circle == found.circle("two")
            && i.category.is_none()
            && i.denominator == Denominator::TargetGroup
    });
    assert!(!whole);
}

#[test]
fn a_missing_column_is_no_data_and_never_another_column() {
    let found = town(&["pop", "households"]).run(CIRCLES);
    assert_eq!(parts(&found, "meals", Denominator::Population), Some((350.0, 1000.0)));
    assert_eq!(parts(&found, "meals", Denominator::TargetGroup), None);
    assert_eq!(parts(&found, "care", Denominator::TargetGroup), None);
    let figure = figure(&found, "care", Variant::Headline, Group::Total, Denominator::TargetGroup);
    assert_eq!(figure.rate(), None);

    let mut nobody = Town::new(&["households"]);
    nobody.home_of("a", corner(1, 5), &[7.0]);
    nobody.place("gym", "fitness", corner(0, 5));
    let found = nobody.run("[settings]\ncircles = [\"fitness-10\"]\n");
    assert_eq!(parts(&found, "fitness-10", Denominator::Population), None);
    assert_eq!(parts(&found, "fitness-10", Denominator::TargetGroup), None);
    assert_eq!(parts(&found, "fitness-10", Denominator::Households), Some((7.0, 7.0)));
    assert_eq!(parts(&found, "fitness-10", Denominator::Points), Some((1.0, 1.0)));
}

#[test]
fn people_of_65_are_not_people_of_60() {
    let mut town = Town::new(&["pop", "pop65"]);
    town.home_of("a", corner(1, 5), &[100.0, 15.0]);
    town.place("meals", "canteen", corner(0, 5));
    let circle = "[circle.c]\nminutes = 5\ncategories = [\"canteen\"]\n";
    let found = town.run(&format!("[settings]\ncircles = [\"c\"]\n{circle}"));
    assert_eq!(parts(&found, "c", Denominator::TargetGroup), None);
    // A study may say whom it means.
    let own =
        format!("[settings]\ncircles = [\"c\"]\n{circle}[category.canteen]\nweight = \"pop65\"\n");
    assert_eq!(parts(&town.run(&own), "c", Denominator::TargetGroup), Some((15.0, 15.0)));
}

/// A rectangle around a spot, as a resident with an outline, and its area.
fn outline(id: &str, at: Spot, east_m: f64, north_m: f64) -> (String, f64) {
    let (low, high) =
        (moved(at, -east_m / 2.0, -north_m / 2.0), moved(at, east_m / 2.0, north_m / 2.0));
    let ring = [low, [high[0], low[1]], high, [low[0], high[1]], low];
    let [x_m, y_m] = degree_m(at[1]);
    let area = (high[0] - low[0]) * x_m * (high[1] - low[1]) * y_m;
    (feature("Polygon", &format!("[{ring:?}]"), &[("id", id), ("pop", "10")]), area)
}

#[test]
fn land_counts_where_all_residents_are_polygons() {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(0, 5));
    let (near, near_m2) = outline("near", corner(1, 5), 60.0, 40.0);
    let (far, far_m2) = outline("far", corner(9, 5), 120.0, 90.0);
    town.outlines = vec![near, far];
    let study = "[settings]\ncircles = [\"fitness-10\"]\n";
    let found = town.run(study);
    assert_eq!(found.covered("fitness-10"), ["near"]);
    let (part, whole) = parts(&found, "fitness-10", Denominator::Land).unwrap();
    // The yardstick takes one latitude for the whole rectangle: 1e-9 off; a sphere would be 3e-3.
    assert!((part / near_m2 - 1.0).abs() < 1e-6, "{part} {near_m2}");
    assert!((whole / (near_m2 + far_m2) - 1.0).abs() < 1e-6, "{whole}");
    assert_eq!(parts(&found, "fitness-10", Denominator::Points), Some((1.0, 2.0)));

    // One point among them, and land is no denominator any more.
    let point = feature("Point", &format!("{:?}", corner(5, 5)), &[("id", "p"), ("pop", "10")]);
    town.outlines.push(point);
    let found = town.run(study);
    assert_eq!(parts(&found, "fitness-10", Denominator::Land), None);
    assert_eq!(parts(&found, "fitness-10", Denominator::Population), Some((10.0, 30.0)));
}

#[test]
fn unsnapped_homes_stay_in_the_denominator() {
    let mut town = Town::new(&["pop"]);
    town.place("gym", "fitness", corner(0, 5));
    town.home("in", corner(0, 5));
    town.home("out", moved(corner(0, 5), -500.0, 0.0));
    let found = town.run("[settings]\ncircles = [\"fitness-10\"]\n");
    assert_eq!(parts(&found, "fitness-10", Denominator::Population), Some((1.0, 3.0)));
    assert_eq!(found.answers.unsnapped(&found.residents), (1, 2.0));
}
