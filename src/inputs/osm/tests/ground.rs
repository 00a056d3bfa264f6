//! Motorways and water that come along with the streets.

use geo::{Contains, Point};

use super::drawing::{Drawing, Order, saved};
use crate::inputs::Ground;
use crate::inputs::osm::streets;

const WATER: (&str, &str) = ("natural", "water");
const AREA: (&str, &str) = ("type", "multipolygon");

/// Nodes on whole degrees: node 10·x + y at x, y; one street.
fn grid() -> Drawing {
    let all = (0..10).flat_map(|x| (0..10).map(move |y| (10 * x + y, x as f64, y as f64)));
    Drawing::with_nodes(&all.collect::<Vec<_>>()).way(1, &[0, 1], &[("highway", "footway")])
}

fn square(x: i64, y: i64, size: i64) -> Vec<i64> {
    [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
        .map(|(dx, dy)| 10 * (x + dx) + y + dy)
        .to_vec()
}

/// Whatever comes first in the file.
fn ground(drawing: &Drawing) -> Ground {
    let [one, other] = [Order::NodesFirst, Order::RelationsFirst].map(|order| {
        let (_folder, path) = saved(&drawing.bytes(order, 2));
        streets::read(&path).unwrap().ground
    });
    assert_eq!((&one.motorways, &one.water), (&other.motorways, &other.water));
    one
}

#[test]
fn lines_and_closed_ways() {
    let drawing = grid()
        .way(2, &[10, 20, 30], &[("highway", "motorway")])
        .way(3, &[11, 21], &[("highway", "motorway"), ("tunnel", "yes")])
        .way(4, &square(4, 4, 2), &[WATER])
        .way(5, &[12, 22, 23], &[WATER])
        .way(6, &square(7, 7, 1), &[("building", "yes")]);
    let ground = ground(&drawing);
    assert_eq!(ground.motorways.len(), 1);
    assert_eq!(ground.motorways[0].0.len(), 3);
    assert_eq!(ground.water.len(), 1, "an open way is no area");
    assert!(ground.water[0].contains(&Point::new(5.0, 5.0)));
}

#[test]
fn a_river_of_two_ways_with_an_island() {
    let drawing = grid()
        .way(2, &[11, 51, 55], &[])
        .way(3, &[55, 15, 11], &[("waterway", "riverbank")])
        .way(4, &square(2, 2, 2), &[])
        .relation(9, &[(1, 2, "outer"), (1, 3, "outer"), (1, 4, "inner")], &[AREA, WATER]);
    let ground = ground(&drawing);
    assert_eq!(ground.water.len(), 1);
    assert!(ground.water[0].contains(&Point::new(1.5, 1.5)));
    assert!(!ground.water[0].contains(&Point::new(3.0, 3.0)));
}

/// In the old way of drawing, the outline says that it is water too: the island must stay dry.
#[test]
fn an_outline_that_is_water_itself() {
    let drawing = grid().way(2, &square(1, 1, 5), &[WATER]).way(3, &square(2, 2, 2), &[]).relation(
        9,
        &[(1, 2, "outer"), (1, 3, "inner")],
        &[AREA, WATER],
    );
    let ground = ground(&drawing);
    assert!(ground.water.iter().all(|water| !water.contains(&Point::new(3.0, 3.0))));
    assert!(ground.water.iter().any(|water| water.contains(&Point::new(5.0, 5.0))));
}

#[test]
fn what_the_extract_cuts_off_is_left_out() {
    let drawing = grid()
        .way(2, &[11, 51, 55], &[])
        .relation(8, &[(1, 2, "outer"), (1, 77, "outer")], &[AREA, WATER])
        .way(3, &[60, 70, 999, 60], &[WATER])
        .way(4, &[60, 999], &[("highway", "motorway")]);
    let ground = ground(&drawing);
    assert_eq!((ground.water.len(), ground.motorways.len()), (0, 0));
}
