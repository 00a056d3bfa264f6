//! Where a circle's uncovered residents live, before districts cut it.

use std::collections::BTreeMap;

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;

use super::Inputs;
use super::cells::{Site, uncovered_rings};
use super::closing;
use super::grid::{Grid, Ring, Shape, overlay, rings};
use crate::coverage::CircleResult;
use crate::geodesy::{Conformal, LocalPlane};

/// The region as shapes on the grid.
pub fn uncovered(inputs: &Inputs<'_>, result: &CircleResult, grid: &Grid) -> Vec<Shape> {
    let around_points = around_points(inputs, result, grid);
    let outlines = |covered: bool| -> Vec<Ring> {
        let rows = inputs.residents.rows.iter().zip(&result.covered);
        rows.filter(|&(_, &c)| c == covered)
            .filter_map(|(r, _)| r.land.as_ref())
            .flat_map(|land| rings(grid.shapes(&land.0)))
            .collect()
    };
    let (own, others) = (outlines(false), outlines(true));
    if own.is_empty() && others.is_empty() {
        return around_points;
    }
    // Outlines stand for themselves; land of a covered resident is never part of a zone.
    let both = overlay(&rings(around_points), &own, OverlayRule::Union, FillRule::NonZero);
    overlay(&rings(both), &others, OverlayRule::Difference, FillRule::NonZero)
}

/// Around residents that are points: their cells, as far as the closing reaches.
fn around_points(inputs: &Inputs<'_>, result: &CircleResult, grid: &Grid) -> Vec<Shape> {
    // One site a grid point: cells of residents on one spot cannot be told apart.
    let mut spots: BTreeMap<(i32, i32), (usize, bool, bool)> = BTreeMap::new();
    for (i, resident) in inputs.residents.rows.iter().enumerate() {
        let p = grid.point(resident.at.coord());
        let spot = spots.entry((p.x, p.y)).or_insert((i, false, false));
        spot.1 |= !result.covered[i];
        spot.2 |= !result.covered[i] && resident.land.is_none();
    }
    if !spots.values().any(|&(.., is_point)| is_point) {
        return Vec::new();
    }
    let lats = || spots.values().map(|&(i, ..)| inputs.residents.rows[i].at.lat());
    let (south, north) = lats().fold((90.0, -90.0), |(s, n), lat| (lat.min(s), lat.max(n)));
    let map = Conformal::covering(south, north);
    // The largest scale of the place: a metre on the map is nowhere more than one on the ground.
    let scale = [south, north, 0.0_f64.clamp(south, north)]
        .map(|lat| LocalPlane::at(lat).x_m)
        .into_iter()
        .fold(0.0, f64::max);
    let first = &inputs.residents.rows[0].at;
    let origin = map.xy(first.lon(), first.lat());
    let to_metres = |lon: f64, lat: f64| {
        let p = map.xy(lon, lat);
        [(p[0] - origin[0]) * scale, (p[1] - origin[1]) * scale]
    };
    let to_grid = |p: [f64; 2]| {
        let (x, y) = (p[0] / scale + origin[0], p[1] / scale + origin[1]);
        grid.point(geo::Coord { x, y: map.lat(y) })
    };

    let mut sites = Vec::with_capacity(spots.len());
    let mut points = Vec::new();
    for &(i, uncovered, is_point) in spots.values() {
        let at = inputs.residents.rows[i].at;
        let at = to_metres(at.lon(), at.lat());
        sites.push(Site { at, uncovered });
        if is_point {
            points.push(at);
        }
    }
    let cells: Vec<Ring> = uncovered_rings(&sites, 20.0 * inputs.reach_m)
        .into_iter()
        .map(|ring| ring.into_iter().map(to_grid).collect())
        .collect();
    let closed: Vec<Ring> = closing::rings(&points, inputs.reach_m)
        .into_iter()
        .map(|ring| ring.into_iter().map(to_grid).collect())
        .collect();
    // Both kinds of rings wind counter-clockwise around what they mean.
    overlay(&cells, &closed, OverlayRule::Intersect, FillRule::Positive)
}
