//! How categories combine, and why a home is not covered.

use walkshed::coverage::{Group, Why};
use walkshed::rules::Denominator;

use crate::ellipsoid::chord_m;
use crate::scene::Answered;
use crate::town::{LAST, Town, Way, assert_metres, corner, moved};

/// Four homes, each with one more category within 300 m than the one before.
fn steps_of_service() -> Town {
    let mut town = Town::new(&["pop"]);
    let kinds = ["fitness", "clinic", "canteen", "childcare"];
    for reached in 0..=4 {
        let at = corner(reached * 2, reached * 2);
        town.home(&format!("{reached} of 4"), at);
        for kind in &kinds[..reached] {
            town.place(&format!("{kind} {reached}"), kind, moved(at, 120.0, 5.0));
        }
    }
    town
}

fn circle(how: &str) -> String {
    format!(
        "[settings]\ncircles = [\"c\"]\n[circle.c]\nminutes = 5\n\
         categories = [\"clinic\", \"canteen\", \"childcare\", \"fitness\"]\n{how}\n"
    )
}

#[test]
fn all_any_and_at_least() {
    let town = steps_of_service();
    let cases = [
        ("", 4),
        ("combine = \"all\"", 4),
        ("combine = \"any\"", 1),
        ("at_least = 1", 1),
        ("at_least = 2", 2),
        ("at_least = 3", 3),
        ("at_least = 4", 4),
    ];
    for (how, needed) in cases {
        let found = town.run(&circle(how));
        let expected: Vec<String> = (needed..=4).map(|k| format!("{k} of 4")).collect();
        assert_eq!(found.covered("c"), expected, "{how}");
        let figures = found.indicators.iter().filter(|i| {
            i.group == Group::Total
                && i.category.is_none()
                && i.denominator == Denominator::Population
        });
        let sums: Vec<_> = figures.map(|i| town.named(i.parts.unwrap().0)).collect();
        assert_eq!(sums, [expected], "{how}");
    }
}

#[test]
fn each_category_has_a_figure_of_its_own() {
    let town = steps_of_service();
    let found = town.run(&circle(""));
    for (least, name) in [(1, "fitness"), (2, "clinic"), (3, "canteen"), (4, "childcare")] {
        let number = found.study.categories.iter().position(|(n, _)| n == name);
        let figure = found.indicators.iter().find(|i| {
            i.category == number
                && i.group == Group::Total
                && i.denominator == Denominator::Population
        });
        let expected: Vec<String> = (least..=4).map(|k| format!("{k} of 4")).collect();
        assert_eq!(town.named(figure.unwrap().parts.unwrap().0), expected, "{name}");
    }
}

#[test]
fn the_categories_that_are_missing_are_listed() {
    let town = steps_of_service();
    let found = town.run(&circle(""));
    let missing = |home| -> Vec<&str> {
        let result = &found.results[0];
        let mut names: Vec<&str> = result
            .missing(&found.answers, found.home(home))
            .map(|c| &*found.study.categories[c].0)
            .collect();
        names.sort_unstable();
        names
    };
    assert_eq!(missing("4 of 4"), [""; 0]);
    assert_eq!(missing("3 of 4"), ["childcare"]);
    assert_eq!(missing("1 of 4"), ["canteen", "childcare", "clinic"]);
    assert_eq!(missing("0 of 4").len(), 4);
}

#[test]
fn several_circles_of_one_study_are_judged_apart() {
    let mut town = Town::new(&["pop"]);
    town.home("near", corner(1, 5));
    town.home("middle", corner(3, 5));
    town.home("far", corner(9, 5));
    town.place("gym", "fitness", corner(0, 5));
    town.place("doctor", "clinic", corner(10, 5));
    let found = town.run(
        "[settings]\ncircles = [\"a\", \"b\", \"c\"]\n\
         [circle.a]\nminutes = 5\ncategories = [\"fitness\"]\n\
         [circle.b]\nminutes = 15\ncategories = [\"fitness\"]\n\
         [circle.c]\nminutes = 5\ncategories = [\"clinic\"]\n",
    );
    assert_eq!(found.covered("a"), ["near"]);
    assert_eq!(found.covered("b"), ["near", "middle"]);
    assert_eq!(found.covered("c"), ["far"]);
}

#[test]
fn a_category_of_ones_own_works_like_the_others() {
    let mut town = Town::new(&["pop"]);
    town.home("h", corner(5, 5));
    town.place("books", "library", corner(6, 5));
    let found = town.run(
        "[settings]\ncircles = [\"reading\"]\n[category.library]\n\
         [circle.reading]\nminutes = 5\ncategories = [\"library\"]\n",
    );
    assert_eq!(found.covered("reading"), ["h"]);
}

#[test]
fn every_uncovered_home_says_why() {
    let mut town = Town::new(&["pop"]);
    // The eastern half is another town: nobody can walk over.
    for row in 0..=LAST {
        town.pave(5, row, Way::East, "construction");
    }
    // One home is walled in but for a way around: its street to the gym is not built.
    town.pave(1, 5, Way::East, "proposed");
    town.pave(1, 5, Way::North, "proposed");
    town.pave(1, 4, Way::North, "proposed");
    town.place("gym", "fitness", corner(2, 5));
    town.home("covered", corner(3, 5));
    town.home("distance", corner(2, 10));
    town.home("detour", corner(1, 5));
    town.home("island", corner(8, 5));
    town.home("unsnapped", moved(corner(0, 5), -260.0, 0.0));
    let found = town.run("[settings]\ncircles = [\"fitness-10\"]\n");
    let why = |home| found.results[0].why[found.home(home)];
    assert_eq!(why("covered"), Why::Covered);
    assert_eq!(why("distance"), Why::Distance);
    assert_eq!(why("detour"), Why::Detour);
    assert_eq!(why("island"), Why::Island);
    assert_eq!(why("unsnapped"), Why::Unsnapped);
    assert_eq!(found.covered("fitness-10"), ["covered"]);
    let straight_m = |home| found.results[0].straight_m[found.home(home)];
    assert_metres(Some(straight_m("distance")), chord_m(corner(2, 10), corner(2, 5)));
    assert_metres(Some(straight_m("detour")), chord_m(corner(1, 5), corner(2, 5)));
    for home in ["covered", "island", "unsnapped"] {
        assert_eq!(straight_m(home), f64::INFINITY, "{home}");
    }

    let none = town.run(
        "[settings]\ncircles = [\"c\"]\n[circle.c]\nminutes = 10\n\
                         categories = [\"clinic\"]\n",
    );
    assert_eq!(none.results[0].why[found.home("covered")], Why::NoFacility);
    assert_eq!(none.results[0].why[found.home("unsnapped")], Why::Unsnapped);
}
