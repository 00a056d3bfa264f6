//! Marching squares (Lorensen and Cline 1987, in the plane) over the walks of the corners.
//!
//! Per line of the lattice and cutoff there is one crossing, found by [`Crossings`] and shared by
//! both cells beside the line; within a cell the border runs straight from crossing to crossing. The
//! crossings of a line are in the order of the cutoffs, so what is within a shorter cutoff lies
//! within what is within a longer one, in every cell and to the last digit: within a cell both are
//! convex hulls of stretches of its rim, one in the other.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::crossings::Crossings;
use super::ground::Ground;
use super::lattice::{Lattice, Point, place};
use super::rings::Piece;
use super::walks::Walks;
use crate::geodesy::LocalPlane;

/// Which band the corners of a tile lie in, and the crossings of its lines.
struct Tile {
    /// Per corner, how many cutoffs are too short for it.
    class: [u8; Lattice::SLOTS],
    /// `(line, level, steps)`, ascending; line 2·slot runs east from its corner, 2·slot + 1 north.
    crossings: Vec<(u16, u8, i64)>,
}

impl Tile {
    fn crossing(&self, line: u16, level: u8) -> i64 {
        let at = self.crossings.partition_point(|&(l, k, _)| (l, k) < (line, level));
        self.crossings[at].2
    }
}

/// The borders of the bands between the cutoffs (ascending, at most 255), band by band, on the tiles
/// that the walks need.
pub fn borders<W: Walks>(
    ground: &Ground,
    tiles: &[[i64; 2]],
    walks: &W,
    cutoffs: &[f64],
) -> Vec<Vec<Piece>> {
    let costs: Vec<f64> = tiles
        .par_iter()
        .with_min_len(16)
        .flat_map_iter(|&tile| ground.costs(walks, tile))
        .collect();
    let number = tiles.iter().copied().zip(0..).collect();
    let field = Field { lattice: ground.lattice, number, costs, cutoffs };
    let classed: Vec<Tile> =
        tiles.par_iter().with_min_len(4).map(|&at| field.classed(walks, at)).collect();
    let pieces: Vec<Vec<(u8, Piece)>> = tiles
        .par_iter()
        .with_min_len(4)
        .map(|&at| {
            let mut pieces = Vec::new();
            for corner in Lattice::corners(at) {
                field.cell(walks, &classed, corner, &mut pieces);
            }
            pieces
        })
        .collect();
    let mut borders = vec![Vec::new(); cutoffs.len()];
    for (band, piece) in pieces.into_iter().flatten() {
        borders[band as usize].push(piece);
    }
    borders
}

struct Field<'c> {
    lattice: Lattice,
    /// Numbers of the tiles.
    number: FxHashMap<[i64; 2], u32>,
    /// Costs of the corners, tile by tile.
    costs: Vec<f64>,
    cutoffs: &'c [f64],
}

impl Field<'_> {
    fn cost(&self, corner: [i64; 2]) -> f64 {
        match self.number.get(&Lattice::tile(corner)) {
            Some(&tile) => self.costs[tile as usize * Lattice::SLOTS + Lattice::slot(corner)],
            None => f64::INFINITY,
        }
    }

    fn class(&self, cost: f64) -> u8 {
        self.cutoffs.partition_point(|&cutoff| cost > cutoff) as u8
    }

    /// The classes of a tile's corners and the crossings of their lines to the east and north.
    fn classed<W: Walks>(&self, walks: &W, at: [i64; 2]) -> Tile {
        let first = self.number[&at] as usize * Lattice::SLOTS;
        let mut tile = Tile { class: [0; Lattice::SLOTS], crossings: Vec::new() };
        for slot in 0..Lattice::SLOTS {
            tile.class[slot] = self.class(self.costs[first + slot]);
        }
        let mut crossings = Crossings::of(self.cutoffs);
        let bounds = self.lattice.bounds(at);
        let mut spot = None;
        for corner in Lattice::corners(at) {
            let slot = Lattice::slot(corner);
            let cost = self.costs[first + slot];
            for axis in 0..2 {
                let mut other = corner;
                other[axis] += 1;
                let inside_tile = Lattice::tile(other) == at;
                let other_cost = match inside_tile {
                    true => self.costs[first + Lattice::slot(other)],
                    false => self.cost(other),
                };
                let (class, other_class) = (tile.class[slot], self.class(other_cost));
                if class == other_class {
                    continue;
                }
                let line = (2 * slot + axis) as u16;
                let levels =
                    usize::from(class.min(other_class))..usize::from(class.max(other_class));
                let steps = self.lattice.step[axis];
                let start = self.lattice.point(corner);
                let forward = class < other_class;
                let ends = if forward { [cost, other_cost] } else { [other_cost, cost] };
                let plane = place(start).map(|p| LocalPlane::at(p.lat()));
                let metre = plane.map_or(1e-2, |plane| [plane.x_m, plane.y_m][axis] * 1e-7);
                let from_start = |steps_in: i64| if forward { steps_in } else { steps - steps_in };
                crossings.find(
                    levels,
                    ends,
                    (steps, steps as f64 * metre),
                    |steps_in| {
                        let mut point = start;
                        point[axis] += from_start(steps_in);
                        let Some((at, bounds)) = place(point).zip(bounds) else {
                            return f64::INFINITY;
                        };
                        walks.at_place(spot.get_or_insert_with(|| walks.spot(bounds)), at)
                    },
                    |level, steps_in| {
                        tile.crossings.push((line, level as u8, from_start(steps_in)));
                    },
                );
            }
        }
        tile
    }

    /// The pieces of border in the cell to the north-east of a corner, with their bands.
    fn cell<W: Walks>(
        &self,
        walks: &W,
        classed: &[Tile],
        corner: [i64; 2],
        pieces: &mut Vec<(u8, Piece)>,
    ) {
        let [i, j] = corner;
        // Counter-clockwise.
        let corners = [corner, [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        let tiles =
            corners.map(|c| self.number.get(&Lattice::tile(c)).map(|&n| &classed[n as usize]));
        let beyond = self.cutoffs.len() as u8;
        let classes =
            [0, 1, 2, 3].map(|k| tiles[k].map_or(beyond, |t| t.class[Lattice::slot(corners[k])]));
        let nearest = classes.into_iter().min().unwrap_or(beyond);
        let farthest = classes.into_iter().max().unwrap_or(0);
        if nearest == farthest {
            return;
        }
        // The line of each side of the cell, by the corner that it starts from.
        let sides = [(0, 0), (1, 1), (3, 0), (0, 1)];
        let point = |side: usize, level: u8| -> Point {
            let (from, axis) = sides[side];
            let mut point = self.lattice.point(corners[from]);
            let line = (2 * Lattice::slot(corners[from]) + axis) as u16;
            // A corner beside one in reach is on the ground, so its tile is there.
            point[axis] += tiles[from].map_or(1, |tile| tile.crossing(line, level));
            point
        };
        let mut centre = None;
        let mut before: Vec<Piece> = Vec::new();
        for level in nearest..=farthest {
            let own = if level < farthest {
                let inside = classes.map(|class| class <= level);
                let is_saddle = inside[0] == inside[2] && inside[1] == inside[3];
                let joined = is_saddle && {
                    let cost = *centre.get_or_insert_with(|| self.centre(walks, corner));
                    cost <= self.cutoffs[level as usize]
                };
                chords(inside, joined, |side| point(side, level))
            } else {
                Vec::new()
            };
            // A band is what its cutoff reaches without what the one before reaches.
            pieces.extend(own.iter().filter(|p| !before.contains(p)).map(|&p| (level, p)));
            let back = before.iter().filter(|p| !own.contains(p)).map(|&[a, b]| (level, [b, a]));
            if level < beyond {
                pieces.extend(back);
            }
            before = own;
        }
    }

    fn centre<W: Walks>(&self, walks: &W, corner: [i64; 2]) -> f64 {
        let point = self.lattice.point(corner);
        let middle = [0, 1].map(|axis| point[axis] + self.lattice.step[axis] / 2);
        place(middle).map_or(f64::INFINITY, |at| walks.at_place(&mut walks.spot([at; 2]), at))
    }
}

/// The straight pieces of border in a cell whose corners (counter-clockwise) are inside or not, with
/// the inside on their left. Two opposite corners alone are `joined` over the middle, or not.
fn chords(inside: [bool; 4], joined: bool, point: impl Fn(usize) -> Point) -> Vec<Piece> {
    let enters = |side: usize| !inside[side] && inside[(side + 1) % 4];
    let leaves = |side: usize| inside[side] && !inside[(side + 1) % 4];
    (0..4)
        .filter(|&side| leaves(side))
        .filter_map(|side| {
            // On to where the rim is entered next, or back to where this stretch of it was entered.
            let onward = |k: usize| if joined { (side + k) % 4 } else { (side + 4 - k) % 4 };
            let enter = (1..4).map(onward).find(|&s| enters(s))?;
            Some([point(side), point(enter)])
        })
        .collect()
}
