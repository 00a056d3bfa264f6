//! Which outer ring a hole belongs to.
//!
//! The overlay binds holes too, but where shapes touch at a corner it now and then takes the wrong
//! one of the two, and a covered resident's hole ends up in the zone next door.

use super::grid::{Ring, Shape, in_steps};
use crate::coverage::{AreaIndex, Side};

/// Gives every hole to the innermost outer ring around it. Of shapes that do not overlap, that is
/// the one whose interior borders on the hole.
pub fn bind(mut shapes: Vec<Shape>) -> Vec<Shape> {
    shapes.retain(|shape| !shape.is_empty());
    if shapes.len() < 2 || shapes.iter().all(|shape| shape.len() < 2) {
        return shapes;
    }
    let outers = (0u32..).zip(&shapes).map(|(number, shape)| (number, &shape[0]));
    let index = AreaIndex::of_rings(
        outers.map(|(number, ring)| (number, ring.iter().map(|&p| in_steps(p)))),
    );
    let size: Vec<i128> = shapes.iter().map(|shape| twice_area(&shape[0])).collect();
    let mut bound: Vec<Shape> = Vec::with_capacity(shapes.len());
    let mut holes = Vec::new();
    for (i, mut shape) in shapes.into_iter().enumerate() {
        holes.extend(shape.drain(1..).map(|hole| (i, hole)));
        bound.push(shape);
    }
    for (given, hole) in holes {
        let around = index
            .all_at(in_steps(hole[0]))
            .filter(|&(outer, side)| encloses(&index, outer, side, &hole))
            .map(|(outer, _)| outer)
            .min_by_key(|&outer| size[outer]);
        bound[around.unwrap_or(given)].push(hole);
    }
    bound
}

/// Whether an outer ring that holds the first corner of a hole goes around it: rings touch at
/// corners, so the first corner that is not on the ring decides.
fn encloses(index: &AreaIndex, outer: usize, first: Side, hole: &Ring) -> bool {
    let sides = hole[1..].iter().map(|&corner| index.side(outer, in_steps(corner)));
    let decided = std::iter::once(first).chain(sides).find(|&side| side != Side::Border);
    decided == Some(Side::Inside)
}

fn twice_area(ring: &Ring) -> i128 {
    let cross = |i: usize| {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        i128::from(a.x) * i128::from(b.y) - i128::from(b.x) * i128::from(a.y)
    };
    (0..ring.len()).map(cross).sum::<i128>().abs()
}
