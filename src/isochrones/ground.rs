//! The corners of the lattice near anything in reach, each snapped to its street once.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::lattice::{Lattice, place};
use super::walks::Walks;
use crate::snapping::{Snap, Snapper, Vicinity};
use crate::units::Cost;

/// Tiles of the lattice; together they hold every corner in reach and the corners around it.
pub struct Ground {
    pub lattice: Lattice,
    number: FxHashMap<[i64; 2], u32>,
    /// The street of each corner, tile by tile; empty where walks do without streets.
    snaps: Vec<Option<Snap>>,
}

impl Ground {
    /// The ground of all these tiles.
    pub fn of(
        lattice: Lattice,
        needed: &[Vec<[i64; 2]>],
        streets: Option<(&Snapper<'_>, f64)>,
    ) -> Ground {
        let mut tiles: Vec<[i64; 2]> = needed.concat();
        tiles.sort_unstable();
        tiles.dedup();
        let number = tiles.iter().copied().zip(0..).collect();
        let snaps = match streets {
            None => Vec::new(),
            Some((snapper, limit_m)) => tiles
                .par_iter()
                .with_min_len(8)
                .flat_map_iter(|&tile| snapped(lattice, tile, snapper, limit_m))
                .collect(),
        };
        Ground { lattice, number, snaps }
    }

    /// What walks cost from the corners of a tile.
    pub fn costs<W: Walks>(&self, walks: &W, tile: [i64; 2]) -> impl Iterator<Item = f64> {
        let first = self.number[&tile] as usize * Lattice::SLOTS;
        Lattice::corners(tile).enumerate().map(move |(slot, corner)| {
            let snap = self.snaps.get(first + slot).copied().flatten();
            place(self.lattice.point(corner)).map_or(f64::INFINITY, |at| walks.at_corner(at, snap))
        })
    }
}

/// The streets of a tile's corners. At the edge of the globe there are none.
fn snapped(
    lattice: Lattice,
    tile: [i64; 2],
    snapper: &Snapper<'_>,
    limit_m: f64,
) -> Vec<Option<Snap>> {
    let Some(corners) = lattice.bounds(tile) else { return vec![None; Lattice::SLOTS] };
    let mut vicinity = Vicinity::of(snapper, corners, limit_m);
    let mut snap = |corner| vicinity.snap(place(lattice.point(corner))?);
    Lattice::corners(tile).map(&mut snap).collect()
}

/// The tiles that hold every corner from which a walk of at most `farthest` is possible, and the
/// corners around it; ascending.
pub fn needed<W: Walks>(lattice: Lattice, walks: &W, farthest: Cost) -> Vec<[i64; 2]> {
    let mut needed = FxHashSet::default();
    let mut before = None;
    walks.reach(farthest, &mut |low, high, reach_m| {
        let around = lattice.tiles_around(low, high, reach_m);
        // Neighbouring segments mostly lie in the same tiles.
        if before.replace(around) != Some(around) {
            let [low, high] = around;
            for x in low[0]..=high[0] {
                needed.extend((low[1]..=high[1]).map(|y| [x, y]));
            }
        }
    });
    let mut needed: Vec<[i64; 2]> = needed.into_iter().collect();
    needed.sort_unstable();
    needed
}
