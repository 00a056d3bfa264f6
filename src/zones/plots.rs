//! Plots: small squares on the grid that give a resident what cuts took away.
//!
//! A cut ends on the grid, up to a step off its line. Whoever lives nearer to it than that may end
//! up outside, on the rim, or (covered) inside. A square around the resident has its sides on the
//! grid, so joining it to its district's pieces and taking it out of all others is exact there.

use std::collections::BTreeSet;

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;
use rustc_hash::FxHashSet;

use super::Inputs;
use super::cut::Piece;
use super::grid::{Ring, bounds, meet, overlay, rings};
use super::ground::Ground;
use crate::coverage::{AreaIndex, CircleResult};

/// Half the width of a plot where nobody else is near: a plot of ten centimetres.
const HALF_STEPS: i32 = 5;
/// Neighbours so close that a cut between them, moved by a few roundings, may let a covered one in.
const CLOSE_STEPS: i32 = 8;

/// Whose ground a spot is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// Uncovered residents; of a district, or outside all.
    Zone(Option<u32>),
    /// Covered residents: no zone's.
    Nobody,
}

/// A square around a spot.
pub struct Plot {
    owner: Owner,
    square: Ring,
    bounds: [IntPoint; 2],
}

/// All plots of a circle so far.
pub struct Plots<'a> {
    inputs: &'a Inputs<'a>,
    result: &'a CircleResult,
    ground: &'a Ground,
    /// Covered spots beside an uncovered one.
    watched: Vec<u32>,
    /// Spots that have a plot.
    known: FxHashSet<u32>,
    /// Whose every spot is; empty until the first plot.
    owners: Vec<Owner>,
}

impl<'a> Plots<'a> {
    pub fn of(inputs: &'a Inputs<'a>, result: &'a CircleResult, ground: &'a Ground) -> Plots<'a> {
        let uncovered = ground.uncovered_spots(&result.covered);
        let mut watched: Vec<u32> = ground
            .close_neighbours(CLOSE_STEPS)
            .into_iter()
            .filter(|pair| uncovered[pair[0] as usize] != uncovered[pair[1] as usize])
            .map(|[a, b]| if uncovered[a as usize] { b } else { a })
            .collect();
        watched.sort_unstable();
        watched.dedup();
        let known = FxHashSet::default();
        Plots { inputs, result, ground, watched, known, owners: Vec::new() }
    }

    pub fn has(&self, spot: u32) -> bool {
        self.known.contains(&spot)
    }

    /// Covered spots that got into an area and have no plot yet.
    pub fn intruders(&self, index: &AreaIndex) -> Vec<u32> {
        let inside = |spot: u32| index.all_at(self.ground.in_steps(spot)).next().is_some();
        self.watched.iter().copied().filter(|&spot| !self.has(spot) && inside(spot)).collect()
    }

    /// Plots for spots that have none.
    pub fn add(&mut self, spots: impl Iterator<Item = u32>) -> Vec<Plot> {
        let new: Vec<u32> = spots.filter(|&spot| self.known.insert(spot)).collect();
        if !new.is_empty() && self.owners.is_empty() {
            self.owners = self.owners();
        }
        new.into_iter().map(|spot| self.plot(spot)).collect()
    }

    /// The first uncovered resident of a spot says whose it is.
    fn owners(&self) -> Vec<Owner> {
        let mut owners = vec![Owner::Nobody; self.ground.spots.len()];
        for (r, &spot) in self.ground.spot_of.iter().enumerate() {
            let owner = &mut owners[spot as usize];
            if !self.result.covered[r] && *owner == Owner::Nobody {
                *owner = Owner::Zone(self.inputs.district_of[r]);
            }
        }
        owners
    }

    /// A square that ends half way to the nearest spot of another owner.
    fn plot(&self, spot: u32) -> Plot {
        let owner = self.owners[spot as usize];
        let at = self.ground.at[spot as usize];
        let other = self
            .ground
            .near(at, 2 * HALF_STEPS)
            .filter(|&(other, _)| self.owners[other] != owner)
            .map(|(_, away)| away)
            .min();
        let half = other.map_or(HALF_STEPS, |away| (away / 2).clamp(1, HALF_STEPS));
        let corners = [(-half, -half), (half, -half), (half, half), (-half, half)];
        let corner = |(x, y)| IntPoint::new(at.x + x, at.y + y);
        let square: Ring = corners.into_iter().map(corner).collect();
        Plot { owner, bounds: [square[0], square[2]], square }
    }

    /// Takes the pieces that new plots touch, joins and cuts them, and returns them and who lived
    /// there.
    pub fn mend(&self, pieces: &mut Vec<Piece>, plots: &[Plot]) -> (Vec<Piece>, Vec<u32>) {
        if plots.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let (touched, kept) = std::mem::take(pieces).into_iter().partition(|piece: &Piece| {
            let around = bounds(&piece.shape);
            plots.iter().any(|plot| meet(plot.bounds, around))
        });
        *pieces = kept;
        let touched: Vec<Piece> = touched;
        let owned = plots.iter().filter_map(|plot| match plot.owner {
            Owner::Zone(district) => Some(district),
            Owner::Nobody => None,
        });
        let districts: BTreeSet<Option<u32>> =
            touched.iter().map(|piece| piece.district).chain(owned).collect();
        let squares = |wanted: Owner, own: bool| {
            let of = plots.iter().filter(move |plot| (plot.owner == wanted) == own);
            of.map(|plot| plot.square.clone())
        };
        let mut mended = Vec::new();
        for district in districts {
            let owner = Owner::Zone(district);
            let own = touched.iter().filter(|piece| piece.district == district);
            let whole: Vec<Ring> = own
                .flat_map(|piece| piece.shape.iter().cloned())
                .chain(squares(owner, true))
                .collect();
            let joined = rings(overlay(&whole, &[], OverlayRule::Subject, FillRule::NonZero));
            let others: Vec<Ring> = squares(owner, false).collect();
            let cut = overlay(&joined, &others, OverlayRule::Difference, FillRule::NonZero);
            mended.extend(cut.into_iter().map(|shape| Piece::empty(shape, district)));
        }
        let open = touched.into_iter().flat_map(|piece| piece.residents).collect();
        (mended, open)
    }
}
