//! Which piece each uncovered resident lives in.

use geo::Coord;
use rayon::prelude::*;

use super::Inputs;
use super::cut::Piece;
use super::grid::in_steps;
use super::ground::Ground;
use super::plots::Plots;
use crate::coverage::{AreaIndex, CircleResult, Side};

/// Pieces that hold residents, and how many residents are contested.
pub struct Settled {
    pub pieces: Vec<Piece>,
    pub contested: usize,
}

/// Puts every uncovered resident strictly inside one piece of its own district, and keeps covered
/// ones out. Where a cut, drawn on the grid, left somebody on the wrong side, a plot mends the
/// pieces around, and whoever lives in these is asked again. Pieces without residents are dropped.
pub fn residents(
    inputs: &Inputs<'_>,
    result: &CircleResult,
    ground: &Ground,
    pieces: Vec<Piece>,
) -> Settled {
    let mut plots = Plots::of(inputs, result, ground);
    let mut open: Vec<u32> =
        (0u32..).zip(&result.covered).filter(|(_, covered)| !**covered).map(|(i, _)| i).collect();
    let mut todo = pieces;
    let mut done = Vec::new();
    let mut astray = Vec::new();
    while !todo.is_empty() || !open.is_empty() {
        let index = index(&todo);
        // In the order of the index's strips, so that neighbours meet the same edges.
        let y = |r: u32| ground.at[ground.spot_of[r as usize] as usize].y;
        let mut by_y: Vec<(i32, u32)> = open.iter().map(|&r| (y(r), r)).collect();
        by_y.par_sort_unstable();
        open.clear();
        open.extend(by_y.into_iter().map(|(_, r)| r));
        let homeless = house(inputs, ground, &index, &mut todo, &open);
        let intruders = plots.intruders(&index);
        done.append(&mut todo);
        let (known, new): (Vec<u32>, Vec<u32>) =
            homeless.into_iter().partition(|&r| plots.has(ground.spot_of[r as usize]));
        astray.extend(known);
        let spots = new.iter().map(|&r| ground.spot_of[r as usize]).chain(intruders);
        let fresh = plots.add(spots);
        (todo, open) = plots.mend(&mut done, &fresh);
        open.extend(new);
    }
    let mut contested = lodge(inputs, ground, &mut done, astray);
    done.retain(|piece| !piece.residents.is_empty());
    done.par_iter_mut().for_each(|piece| piece.residents.sort_unstable());
    contested += unwelcome(inputs, result, ground, &done);
    Settled { pieces: done, contested }
}

/// The pieces in steps of the grid.
fn index(pieces: &[Piece]) -> AreaIndex {
    AreaIndex::of_rings((0u32..).zip(pieces).flat_map(|(number, piece)| {
        let rings = piece.shape.iter();
        rings.map(move |ring| (number, ring.iter().map(|&p| in_steps(p))))
    }))
}

/// Fills the pieces; returns who lives in none.
fn house(
    inputs: &Inputs<'_>,
    ground: &Ground,
    index: &AreaIndex,
    pieces: &mut [Piece],
    open: &[u32],
) -> Vec<u32> {
    let homes: Vec<Option<usize>> = open
        .par_iter()
        .with_min_len(1024)
        .map(|&r| {
            let own = inputs.district_of[r as usize];
            index
                .all_at(ground.in_steps(ground.spot_of[r as usize]))
                .filter(|&(p, side)| side == Side::Inside && pieces[p].district == own)
                .map(|(p, _)| p)
                .min()
        })
        .collect();
    let mut homeless = Vec::new();
    for (&r, home) in open.iter().zip(homes) {
        match home {
            Some(p) => pieces[p].residents.push(r),
            None => homeless.push(r),
        }
    }
    homeless
}

/// Those whom even a plot did not help: neighbours a step of the grid apart, and two districts'
/// residents on one spot. They go to the piece that touches them, of their own district where there
/// is one. Returns how many went to another.
fn lodge(inputs: &Inputs<'_>, ground: &Ground, pieces: &mut [Piece], astray: Vec<u32>) -> usize {
    if astray.is_empty() {
        return 0;
    }
    let index = index(pieces);
    let mut elsewhere = 0;
    for r in astray {
        let own = inputs.district_of[r as usize];
        let at = ground.in_steps(ground.spot_of[r as usize]);
        let best = index
            .all_at(at)
            .min_by_key(|&(p, side)| (pieces[p].district != own, side != Side::Inside, p));
        // A plot stands around every one of them, so that something touches.
        if let Some((p, _)) = best {
            elsewhere += usize::from(pieces[p].district != own);
            pieces[p].residents.push(r);
        }
    }
    elsewhere
}

/// Counts covered residents inside a zone, on the spot of an uncovered one or on its land, and
/// uncovered ones on the land of a covered one, who get no more than a plot there.
fn unwelcome(
    inputs: &Inputs<'_>,
    result: &CircleResult,
    ground: &Ground,
    pieces: &[Piece],
) -> usize {
    let uncovered = ground.uncovered_spots(&result.covered);
    if !ground.has_outlines {
        let on_a_spot = |&(&spot, &covered): &(&u32, &bool)| covered && uncovered[spot as usize];
        return ground.spot_of.iter().zip(&result.covered).filter(on_a_spot).count();
    }
    let rows = &inputs.residents.rows;
    let zones = index(pieces);
    let closed = AreaIndex::of(
        rows.iter()
            .zip(&result.covered)
            .filter(|(_, covered)| **covered)
            .filter_map(|(r, _)| r.land.as_ref().map(|land| &land.0)),
    );
    let inside =
        |index: &AreaIndex, at: Coord| index.all_at(at).any(|(_, side)| side == Side::Inside);
    (0..rows.len())
        .filter(|&r| {
            let spot = ground.spot_of[r];
            match result.covered[r] {
                true => uncovered[spot as usize] || inside(&zones, ground.in_steps(spot)),
                false => rows[r].land.is_none() && inside(&closed, ground.coord(spot)),
            }
        })
        .count()
}
