//! What a walk from any place costs: along the streets, or straight.

use crate::geodesy::LonLat;
use crate::snapping::{Snap, Snapper, Vicinity};
use crate::units::{Cost, FacilityId};
use crate::walk::Straight;
use crate::walk::access::Searched;

/// The walk from any place to the nearest of some facilities.
pub trait Walks: Sync {
    /// What places close together have in common.
    type Spot<'s>
    where
        Self: 's;

    /// For places in the box with these opposite corners.
    fn spot(&self, corners: [LonLat; 2]) -> Self::Spot<'_>;

    /// Effective metres from a place in the box, exactly as a home there would be answered; infinite
    /// when nothing is reached.
    fn at_place(&self, spot: &mut Self::Spot<'_>, at: LonLat) -> f64;

    /// The same from a corner of the lattice, whose place on the streets is known.
    fn at_corner(&self, at: LonLat, snap: Option<Snap>) -> f64;

    /// Boxes of `[lon, lat]` with so many metres around them that together hold every place with a
    /// walk of at most `farthest`.
    fn reach(&self, farthest: Cost, mark: &mut dyn FnMut([f64; 2], [f64; 2], f64));
}

/// Along the streets, from the street that a home would snap to.
pub struct AlongStreets<'a> {
    /// Finds the street.
    pub snapper: &'a Snapper<'a>,
    /// The farthest that a place may lie from it, metres.
    pub limit_m: f64,
    /// The walks.
    pub searched: &'a Searched<'a>,
}

impl Walks for AlongStreets<'_> {
    type Spot<'s>
        = Vicinity<'s>
    where
        Self: 's;

    fn spot(&self, corners: [LonLat; 2]) -> Vicinity<'_> {
        Vicinity::of(self.snapper, corners, self.limit_m)
    }

    fn at_place(&self, spot: &mut Vicinity<'_>, at: LonLat) -> f64 {
        self.at_corner(at, spot.snap(at))
    }

    fn at_corner(&self, _: LonLat, snap: Option<Snap>) -> f64 {
        snap.map_or(f64::INFINITY, |snap| self.searched.from_place(snap).cost.metres())
    }

    fn reach(&self, farthest: Cost, mark: &mut dyn FnMut([f64; 2], [f64; 2], f64)) {
        let Searched { network, seeds, field, .. } = self.searched;
        for edge in network.edges() {
            let [first, last] = network.ends(edge).map(|node| field.cost(node).metres());
            let planted = seeds.on(edge);
            if first.min(last) > farthest.metres() && planted.is_empty() {
                continue;
            }
            let (points, along_m) = network.polyline(edge);
            let length_m = network.length_m(edge);
            for (pair, along) in points.windows(2).zip(along_m.windows(2)) {
                // A metre of street costs a metre at least; directions are left out of account.
                let ends = (first + along[0]).min(last + (length_m - along[1]));
                let least = planted.iter().fold(ends, |least, on| {
                    let street_m = (along[0] - on.along_m).max(on.along_m - along[1]).max(0.0);
                    least.min(street_m + on.egress_m)
                });
                let left_m = farthest.metres() - least;
                if left_m >= 0.0 {
                    pieces([pair[0], pair[1]], along[1] - along[0], |low, high| {
                        mark(low, high, left_m.min(self.limit_m));
                    });
                }
            }
        }
    }
}

/// A segment in pieces of at most 200 m, so that the box of a long slanting one stays narrow.
fn pieces([a, b]: [[f64; 2]; 2], length_m: f64, mut take: impl FnMut([f64; 2], [f64; 2])) {
    let parts = (length_m / 200.0).ceil().clamp(1.0, 1e4);
    let at = |part: f64| [0, 1].map(|axis| a[axis] + part / parts * (b[axis] - a[axis]));
    for part in 0..parts as u32 {
        let (from, to) = (at(f64::from(part)), at(f64::from(part + 1)));
        take([0, 1].map(|i| from[i].min(to[i])), [0, 1].map(|i| from[i].max(to[i])));
    }
}

/// By air, times the detour factor: discs.
pub struct ByAir<'a> {
    /// Entrances of the facilities.
    pub entrances: &'a [(FacilityId, LonLat)],
    /// The same, indexed.
    pub index: Straight,
    /// Metres walked per metre of straight line.
    pub detour: f64,
    /// A farther facility counts as none.
    pub horizon: Cost,
}

impl Walks for ByAir<'_> {
    type Spot<'s>
        = ()
    where
        Self: 's;

    fn spot(&self, _: [LonLat; 2]) {}

    fn at_place(&self, (): &mut (), at: LonLat) -> f64 {
        self.index.access(at, self.detour, self.horizon).cost.metres()
    }

    fn at_corner(&self, at: LonLat, _: Option<Snap>) -> f64 {
        self.at_place(&mut (), at)
    }

    fn reach(&self, farthest: Cost, mark: &mut dyn FnMut([f64; 2], [f64; 2], f64)) {
        for (_, at) in self.entrances {
            let at = [at.lon(), at.lat()];
            mark(at, at, farthest.metres() / self.detour);
        }
    }
}
