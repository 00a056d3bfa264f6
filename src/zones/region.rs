//! Where a circle's uncovered residents live, before districts cut it.

use std::borrow::Cow;

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;

use super::Inputs;
use super::cells;
use super::closing;
use super::grid::{Ring, Shape, overlay, rings};
use super::ground::Ground;
use super::mesh;
use crate::coverage::CircleResult;

/// The region as shapes on the grid.
pub fn uncovered(inputs: &Inputs<'_>, result: &CircleResult, ground: &Ground) -> Vec<Shape> {
    let around_points = around_points(inputs, result, ground);
    if !ground.has_outlines {
        return around_points;
    }
    let outlines = |covered: bool| -> Vec<Ring> {
        let rows = inputs.residents.rows.iter().zip(&result.covered);
        rows.filter(|&(_, &c)| c == covered)
            .filter_map(|(r, _)| r.land.as_ref())
            .flat_map(|land| rings(ground.grid.shapes(&land.0)))
            .collect()
    };
    let (own, others) = (outlines(false), outlines(true));
    // Outlines stand for themselves; land of a covered resident is never part of a zone.
    let both = overlay(&rings(around_points), &own, OverlayRule::Union, FillRule::NonZero);
    overlay(&rings(both), &others, OverlayRule::Difference, FillRule::NonZero)
}

/// Around residents that are points: their cells, as far as the closing reaches.
fn around_points(inputs: &Inputs<'_>, result: &CircleResult, ground: &Ground) -> Vec<Shape> {
    let Some(mesh) = &ground.mesh else { return Vec::new() };
    let uncovered = ground.uncovered_spots(&result.covered);
    let is_point = points(inputs, result, ground, &uncovered);
    if !is_point.contains(&true) {
        return Vec::new();
    }
    let to_grid =
        |ring: Vec<[f64; 2]>| -> Ring { ring.into_iter().map(|p| ground.to_grid(p)).collect() };
    // A mesh is large: it goes before the overlay takes its room.
    let closed: Vec<Ring> = match mesh::of_those(mesh, |spot| is_point[spot as usize]) {
        Some(points) => closing::rings(&points, inputs.reach_m).into_iter().map(to_grid).collect(),
        None => return Vec::new(),
    };
    let cells: Vec<Ring> =
        cells::uncovered_rings(mesh, &uncovered).into_iter().map(to_grid).collect();
    // Both kinds of rings wind counter-clockwise around what they mean.
    overlay(&cells, &closed, OverlayRule::Intersect, FillRule::Positive)
}

/// For each spot, whether one of its uncovered residents is a point.
fn points<'u>(
    inputs: &Inputs<'_>,
    result: &CircleResult,
    ground: &Ground,
    uncovered: &'u [bool],
) -> Cow<'u, [bool]> {
    if !ground.has_outlines {
        return Cow::Borrowed(uncovered);
    }
    let mut is_point = vec![false; ground.spots.len()];
    let rows = inputs.residents.rows.iter().zip(&result.covered).zip(&ground.spot_of);
    for ((resident, &covered), &spot) in rows {
        is_point[spot as usize] |= !covered && resident.land.is_none();
    }
    Cow::Owned(is_point)
}
