//! The region cut by districts, and which piece each uncovered resident lives in.

use geo::Coord;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;
use rayon::prelude::*;

use super::Inputs;
use super::borders::Border;
use super::grid::{Ring, Shape, bounds, meet, overlay, rings, split};
use super::ground::Ground;
use crate::coverage::{AreaIndex, CircleResult, Side};

/// A contiguous area and the uncovered residents in it.
pub struct Piece {
    pub shape: Shape,
    pub district: Option<u32>,
    pub residents: Vec<u32>,
}

/// Pieces that hold residents, and how many residents are contested.
pub struct Pieces {
    pub pieces: Vec<Piece>,
    pub contested: usize,
}

/// Cuts the region district by district; each takes its part out of what is left, so that pieces
/// never overlap, even where districts do (the first in the file wins, as for residents).
pub fn by_district(
    inputs: &Inputs<'_>,
    result: &CircleResult,
    ground: &Ground,
    borders: &[Border],
    region: Vec<Shape>,
) -> Pieces {
    let mut left = region;
    let mut pieces: Vec<Piece> = Vec::new();
    let piece = |shape, district| Piece { shape, district, residents: Vec::new() };
    for border in borders {
        let (near, far): (Vec<Shape>, Vec<Shape>) = left
            .into_iter()
            .partition(|shape| border.boxes.iter().any(|b| meet(*b, bounds(shape))));
        left = far;
        // Shapes of the region do not overlap, so all near ones are cut at once.
        let [inside, outside] = split(&rings(near), &border.inner);
        left.extend(outside);
        pieces.extend(inside.into_iter().map(|s| piece(s, Some(border.district))));
    }
    // What is left lies outside all districts, but for the hair's breadth along their borders.
    let (near, far): (Vec<Shape>, Vec<Shape>) = left.into_iter().partition(|shape| {
        let around = bounds(shape);
        borders.iter().any(|border| border.boxes.iter().any(|b| meet(*b, around)))
    });
    let districts: Vec<Ring> =
        borders.iter().flat_map(|border| border.outer.iter().cloned()).collect();
    let outside = overlay(&rings(near), &districts, OverlayRule::Difference, FillRule::NonZero);
    pieces.extend(far.into_iter().chain(outside).map(|s| piece(s, None)));
    settle(inputs, result, ground, pieces)
}

/// Puts every uncovered resident into its piece; pieces without residents are dropped.
fn settle(
    inputs: &Inputs<'_>,
    result: &CircleResult,
    ground: &Ground,
    mut pieces: Vec<Piece>,
) -> Pieces {
    let grid = &ground.grid;
    let areas: Vec<_> = pieces.iter().map(|p| grid.area(&p.shape)).collect();
    let index = AreaIndex::of(&areas);
    // Strictly inside first, then on the rim; of its own district where there is a choice.
    let home = |i: usize| {
        let at = grid.coord(grid.point(inputs.residents.rows[i].at.coord()));
        index.all_at(at).min_by_key(|&(p, side)| {
            (side != Side::Inside, pieces[p].district != inputs.district_of[i], p)
        })
    };
    let homes: Vec<(usize, Option<usize>)> = (0..result.covered.len())
        .into_par_iter()
        .with_min_len(1024)
        .filter(|&i| !result.covered[i])
        .map(|i| (i, home(i).map(|(p, _)| p)))
        .collect();
    let contested = contested(inputs, result, ground, &index);
    let mut homeless = Vec::new();
    for (i, home) in homes {
        match home {
            Some(p) => pieces[p].residents.push(i as u32),
            None => homeless.push(i),
        }
    }
    for i in homeless {
        let at = grid.point(inputs.residents.rows[i].at.coord());
        let known = pieces.iter_mut().skip(areas.len()).find(|p| holds(&p.shape, at));
        match known {
            Some(piece) => piece.residents.push(i as u32),
            None => {
                let district = inputs.district_of[i];
                let shape = plot(&pieces, at);
                pieces.push(Piece { shape, district, residents: vec![i as u32] });
            }
        }
    }
    pieces.retain(|p| !p.residents.is_empty());
    Pieces { pieces, contested }
}

/// Covered residents inside a zone: on the spot of an uncovered one, or (which needs outlines that
/// overlap) on its land.
fn contested(
    inputs: &Inputs<'_>,
    result: &CircleResult,
    ground: &Ground,
    index: &AreaIndex,
) -> usize {
    let uncovered = ground.uncovered_spots(&result.covered);
    let outlines = inputs.residents.rows.iter().any(|r| r.land.is_some());
    let inside = |i: usize| {
        let at = ground.grid.coord(ground.grid.point(inputs.residents.rows[i].at.coord()));
        index.all_at(at).any(|(_, side)| side == Side::Inside)
    };
    (0..result.covered.len())
        .filter(|&i| result.covered[i])
        .filter(|&i| uncovered[ground.spot_of[i] as usize] || (outlines && inside(i)))
        .count()
}

/// A plot of ten centimetres around a resident that no piece holds: one on the border of its
/// district, one between polygons that were given, or one so close to a covered resident that the
/// grid cannot separate them. Never part of another piece; so small that it need not be cut by the
/// border that it lies on, which on the grid could leave the resident on the wrong side.
fn plot(pieces: &[Piece], at: IntPoint) -> Shape {
    const HALF: i32 = 5;
    let corners = [(-HALF, -HALF), (HALF, -HALF), (HALF, HALF), (-HALF, HALF)];
    let square: Shape =
        vec![corners.iter().map(|&(x, y)| IntPoint::new(at.x + x, at.y + y)).collect()];
    let around = bounds(&square);
    let others: Vec<_> = pieces
        .iter()
        .filter(|p| meet(bounds(&p.shape), around))
        .flat_map(|p| p.shape.iter().cloned())
        .collect();
    let free = overlay(&square, &others, OverlayRule::Difference, FillRule::NonZero);
    free.into_iter().find(|shape| holds(shape, at)).unwrap_or(square)
}

fn holds(shape: &Shape, at: IntPoint) -> bool {
    let ring = |r: &Vec<IntPoint>| {
        let mut coords: Vec<Coord> =
            r.iter().map(|p| Coord { x: f64::from(p.x), y: f64::from(p.y) }).collect();
        coords.extend(coords.first().copied());
        geo::LineString(coords)
    };
    let mut rings = shape.iter().map(ring);
    let Some(outer) = rings.next() else { return false };
    let area = geo::MultiPolygon(vec![geo::Polygon::new(outer, rings.collect())]);
    let point = Coord { x: f64::from(at.x), y: f64::from(at.y) };
    AreaIndex::of([&area]).side(0, point) != Side::Outside
}
