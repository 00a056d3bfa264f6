//! Properties of a whole run, from the files to the figures.

use proptest::prelude::*;

use crate::ellipsoid::chord_m;
use crate::scene::Answered;
use crate::settings::cases;
use crate::towns::{CATEGORIES, CIRCLES, town};

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn one_more_facility_makes_no_walk_longer_and_covers_nobody_less(town in town()) {
        prop_assume!(town.facilities.len() > 1);
        let mut fewer = town.clone();
        fewer.facilities.pop();
        let (less, more) = (fewer.run(), town.run());
        for (before, after) in town.metres(&less).into_iter().zip(town.metres(&more)) {
            for (before, after) in before.into_iter().zip(after) {
                let metres = |m: Option<f64>| m.unwrap_or(f64::INFINITY);
                prop_assert!(metres(after) <= metres(before), "{before:?} {after:?}");
            }
        }
        for circle in CIRCLES {
            let covered = more.covered(circle);
            prop_assert!(less.covered(circle).iter().all(|home| covered.contains(home)));
        }
        prop_assert_eq!(less.indicators.len(), more.indicators.len());
        for (before, after) in less.indicators.iter().zip(&more.indicators) {
            if let (Some((before, all)), Some((after, same))) = (before.parts, after.parts) {
                prop_assert!(before <= after && all == same && after <= all);
            }
        }
    }

    #[test]
    fn the_order_of_rows_means_nothing(town in town(), turn in 0usize..20) {
        let mut turned = town.clone();
        turned.ways.reverse();
        turned.homes.reverse();
        turned.facilities.reverse();
        let (ways, homes) = (turned.ways.len(), turned.homes.len());
        turned.ways.rotate_left(turn % ways);
        turned.homes.rotate_left(turn % homes);
        let (found, again) = (town.run(), turned.run());
        // Bit by bit, and asked in the order of the first town.
        prop_assert_eq!(town.metres(&found), town.metres(&again));
        for circle in CIRCLES {
            let sorted = |mut ids: Vec<&str>| {
                ids.sort_unstable();
                ids.join(" ")
            };
            prop_assert_eq!(sorted(found.covered(circle)), sorted(again.covered(circle)));
        }
        // Figures of whole people add up the same in any order.
        prop_assert_eq!(&found.indicators, &again.indicators);
        for (id, ..) in &town.homes {
            for category in CATEGORIES {
                let (first, second) =
                    (found.facility(category, id), again.facility(category, id));
                prop_assert_eq!(first, second, "{} of {}", category, id);
            }
        }
    }

    #[test]
    fn nobody_walks_less_than_the_straight_line(town in town()) {
        let found = town.run();
        for (id, home, _) in &town.homes {
            for category in CATEGORIES {
                let Some(metres) = found.metres(category, id) else { continue };
                let facility = found.facility(category, id).unwrap();
                let at = town.facilities.iter().find(|f| f.0 == facility).unwrap().2;
                let straight = chord_m(*home, at);
                prop_assert!(metres >= straight * (1.0 - 1e-9) - 1e-6, "{metres} {straight}");
                // And no less than to any other facility of the kind.
                let nearest = town.facilities.iter().filter(|f| f.1 == category);
                let nearest = nearest.map(|f| chord_m(*home, f.2)).fold(f64::INFINITY, f64::min);
                prop_assert!(metres >= nearest * (1.0 - 1e-9) - 1e-6);
            }
        }
    }

    #[test]
    fn the_horizon_only_cuts(town in town(), horizon_m in 1000.0..3000.0f64) {
        let mut near = town.clone();
        near.horizon_m = horizon_m;
        let (found, cut) = (town.run(), near.run());
        for (all, some) in town.metres(&found).into_iter().zip(town.metres(&cut)) {
            prop_assert_eq!(some, all.map(|m| m.filter(|&m| m <= horizon_m)));
        }
        for circle in CIRCLES {
            prop_assert_eq!(found.covered(circle), cut.covered(circle));
        }
        prop_assert_eq!(&found.indicators, &cut.indicators);
    }

    #[test]
    fn both_is_less_than_either_and_longer_cutoffs_cover_more(town in town()) {
        let found = town.run();
        let limit = |m: Option<f64>, limit: f64| m.is_some_and(|m| m <= limit);
        for (home, metres) in town.metres(&found).into_iter().enumerate() {
            let id = &*town.homes[home].0;
            let both = metres.iter().all(|&m| limit(m, 1000.0));
            let either = metres.iter().any(|&m| limit(m, 500.0));
            prop_assert_eq!(found.covered("both").contains(&id), both);
            prop_assert_eq!(found.covered("either").contains(&id), either);
        }
        let catchments: usize = found.catchments.iter().map(|c| c.residents).sum();
        let reached = town.metres(&found).into_iter().flatten().flatten().count();
        prop_assert_eq!(catchments, reached);
    }
}
