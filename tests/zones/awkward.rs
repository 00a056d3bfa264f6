//! Cases that a construction of zones is likely to get wrong.

use geo::Coord;

use crate::town::{Town, area, place};

#[test]
fn a_town_without_gaps_has_no_zones() {
    let mut town = Town::default();
    town.home(0.0, 0.0, 10.0, true);
    assert!(town.zones().zones.is_empty());
}

#[test]
fn a_single_stray_home_is_a_small_zone_of_low_rank() {
    let mut town = Town::default();
    for i in 0..5 {
        town.home(f64::from(i) * 60.0, 0.0, 100.0, false);
    }
    town.home(5000.0, 0.0, 1.0, false);
    let zones = town.zones().zones;
    assert_eq!(zones.len(), 2);
    assert_eq!((zones[1].rank, zones[1].residents.len()), (2, 1));
    assert!(zones[1].area_m2 < 16_000.0, "{}", zones[1].area_m2);
}

#[test]
fn nobody_but_one() {
    let mut town = Town::default();
    town.home(0.0, 0.0, 1.0, false);
    assert_eq!(town.zones().zones.len(), 1);
}

#[test]
fn a_covered_home_amid_uncovered_ones_makes_a_hole() {
    let mut town = Town::default();
    for x in -3..=3 {
        for y in -3..=3 {
            town.home(f64::from(x) * 80.0, f64::from(y) * 80.0, 1.0, (x, y) == (0, 0));
        }
    }
    let zones = town.zones().zones;
    assert_eq!(zones.len(), 1);
    assert_eq!(zones[0].area.0[0].interiors().len(), 1);
}

#[test]
fn a_home_on_the_border_of_two_districts_belongs_to_the_first() {
    let mut town = Town::default();
    town.home(0.0, 0.0, 5.0, false);
    town.home(100.0, 0.0, 3.0, false);
    town.home(-100.0, 0.0, 2.0, false);
    let (n, s, w, e) = (900.0, -900.0, -900.0, 900.0);
    town.district("west", area(&[(w, s), (0.0, s), (0.0, n), (w, n), (w, s)]));
    town.district("east", area(&[(0.0, s), (e, s), (e, n), (0.0, n), (0.0, s)]));
    // On the border to the grid's last digit.
    let border = place(0.0, 0.0);
    assert_eq!(town.districts.rows[0].area.0[0].exterior().0[1].x, border.x);
    let zones = town.zones().zones;
    let people = |district| -> f64 {
        zones.iter().filter(|z| z.district == Some(district)).map(|z| z.weight[0]).sum()
    };
    assert_eq!((people(0), people(1)), (7.0, 3.0));
}

#[test]
fn districts_that_overlap_never_share_a_zone() {
    let mut town = Town::default();
    for i in -8..=8 {
        town.home(f64::from(i) * 70.0, 0.0, 1.0, false);
    }
    let (n, s) = (900.0, -900.0);
    town.district("a", area(&[(-900.0, s), (200.0, s), (200.0, n), (-900.0, n), (-900.0, s)]));
    town.district("b", area(&[(-200.0, s), (900.0, s), (900.0, n), (-200.0, n), (-200.0, s)]));
    let zones = town.zones().zones;
    assert_eq!(zones.len(), 2);
}

#[test]
fn a_district_that_crosses_itself_is_cut_by_its_inside() {
    let mut town = Town::default();
    town.home(-300.0, 0.0, 1.0, false);
    town.home(300.0, 0.0, 1.0, false);
    // A bow tie: both wings are inside.
    let tie =
        [(-600.0, -400.0), (600.0, 400.0), (600.0, -400.0), (-600.0, 400.0), (-600.0, -400.0)];
    town.district("tie", area(&tie));
    let zones = town.zones().zones;
    assert_eq!(zones.len(), 2);
    assert!(zones.iter().all(|z| z.district == Some(0)));
}

#[test]
fn opposite_answers_on_one_spot_are_named_and_counted() {
    let mut town = Town::default();
    town.home(0.0, 0.0, 4.0, false);
    town.home(0.0, 0.0, 6.0, true);
    town.home(900.0, 0.0, 1.0, true);
    let zones = town.zones();
    assert_eq!(zones.contested, 1);
    assert_eq!(zones.zones.len(), 1);
    assert_eq!(zones.zones[0].weight[0], 4.0, "nobody who is covered is counted");
}

#[test]
fn homes_without_people_still_lie_in_zones() {
    let mut town = Town::default();
    town.home(0.0, 0.0, 0.0, false);
    town.home(2000.0, 0.0, 0.0, false);
    assert_eq!(town.zones().zones.len(), 2);
}

#[test]
fn neighbouring_compounds_join_and_others_do_not() {
    let square = |x: f64, y: f64| {
        area(&[(x, y), (x + 100.0, y), (x + 100.0, y + 100.0), (x, y + 100.0), (x, y)])
    };
    let mut town = Town::default();
    town.compound((50.0, 50.0), square(0.0, 0.0), 5.0, false);
    town.compound((150.0, 50.0), square(100.0, 0.0), 5.0, false);
    town.compound((350.0, 50.0), square(300.0, 0.0), 5.0, false);
    town.compound((50.0, 150.0), square(0.0, 100.0), 5.0, true);
    let zones = town.zones().zones;
    assert_eq!(zones.len(), 2);
    let outline: Vec<Coord> = zones[1].area.0[0].exterior().0.clone();
    assert_eq!(outline.len(), 5, "a compound keeps its own outline");
    assert!((zones[1].area_m2 / 10_000.0 - 1.0).abs() < 0.01);
}

/// Found by the random towns: two zones touch at a corner, and the hole of the outer one was given
/// to the inner one by the overlay.
#[test]
fn a_hole_beside_a_zone_that_touches_the_rim() {
    let mut town = Town::default();
    for (x, y, covered) in [
        (-1.85, -1.35, false),
        (-1.75, 0.35, true),
        (-1.75, 1.65, false),
        (-1.6, 0.1, false),
        (-1.5, -0.2, true),
        (-1.25, 0.0, true),
        (-1.05, -0.55, false),
        (-1.0, 0.8, false),
        (-1.0, 1.25, true),
        (-0.95, 0.1, true),
        (-0.85, -0.6, true),
        (-0.75, 0.1, false),
        (-0.55, -0.4, false),
        (0.0, -0.1, true),
        (0.0, 0.75, false),
    ] {
        town.home(x, y, 1.0, covered);
    }
    assert_eq!(town.zones().zones.len(), 2);
}
