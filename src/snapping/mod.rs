//! Points -> places on the network (rule 8).
//!
//! An R-tree over bunches of segments proposes, the plane at the point decides: the nearest point of
//! the nearest segment, measured with the radii of curvature at the point. With barriers it is the
//! nearest one that can be reached without crossing them.

mod barriers;
mod free_legs;
mod runs;
mod vicinity;

pub use barriers::Barriers;
pub use vicinity::Vicinity;

use rayon::prelude::*;
use rstar::AABB;

use crate::geodesy::{self, Conformal, LocalPlane, LonLat};
use crate::hilbert;
use crate::network::Network;
use crate::units::EdgeId;
use runs::{Run, Runs};

/// Where a point meets the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// The edge.
    pub edge: EdgeId,
    /// Metres along the edge from its first end to the foot of the point; `0 ..= length`.
    pub along_m: f64,
    /// Straight metres from the point to its foot: the access leg.
    pub access_m: f64,
}

/// The snaps of a set of points: same order, same length; `None` beyond the snap limit.
pub type Linkage = Vec<Option<Snap>>;

/// Default for the farthest that a point may lie from the street it snaps to, metres.
pub const SNAP_LIMIT_M: f64 = 200.0;

/// A place on a segment, ordered by distance, then edge and segment.
#[derive(Clone, Copy)]
struct Found {
    access_m: f64,
    edge: EdgeId,
    segment: u32,
    /// Fraction of the segment.
    t: f64,
}

impl Found {
    /// Takes the place of what is farther, or as far on a later segment.
    fn unless_farther(self, best: &mut Option<Found>) {
        let order = |found: &Found| (found.access_m, found.edge, found.segment);
        if best.as_ref().is_none_or(|known| order(&self) < order(known)) {
            *best = Some(self);
        }
    }
}

/// Finds the nearest street of a network.
///
/// Building sorts bunches of segments into an R-tree, O(n log n); a query takes about a microsecond.
pub struct Snapper<'n> {
    network: &'n Network,
    map: Conformal,
    runs: Runs,
    barriers: Option<Barriers>,
}

impl<'n> Snapper<'n> {
    /// How far the first look goes, metres; most homes stand nearer to their street.
    const FIRST_LOOK_M: f64 = 30.0;

    /// Indexes the segments of a network.
    #[must_use]
    pub fn new(network: &'n Network) -> Snapper<'n> {
        let lats = network.vertices().iter().map(|p| p[1]);
        let [south, north] = geodesy::span(lats).unwrap_or_default();
        let map = Conformal::covering(south, north);
        let runs = Runs::of(network, &map);
        Snapper { network, map, runs, barriers: None }
    }

    /// The place on the network nearest to a point, or `None` when it is farther than `limit_m`
    /// metres. Exactly on the limit still snaps. Of equally near places the one on the lower edge
    /// number wins.
    #[must_use]
    pub fn snap(&self, at: LonLat, limit_m: f64) -> Option<Snap> {
        let nearest = self.nearest(at, limit_m)?;
        let found = match &self.barriers {
            None => nearest,
            Some(barriers) => self.free(barriers, at, nearest, limit_m)?,
        };
        Some(self.place(found))
    }

    /// The nearest foot within the limit, whatever stands between.
    fn nearest(&self, at: LonLat, limit_m: f64) -> Option<Found> {
        let plane = LocalPlane::at(at.lat());
        let here = self.map.xy(at.lon(), at.lat());
        let mut look_m = Self::FIRST_LOOK_M.min(limit_m);
        loop {
            let square = around(here, at, plane, look_m);
            let mut best: Option<Found> = None;
            for run in self.runs.meeting(&square) {
                self.each_foot(run, at, plane, |foot| foot.unless_farther(&mut best));
            }
            match best.filter(|found| found.access_m <= look_m) {
                Some(found) => return Some(found),
                None if look_m >= limit_m => return None,
                // What was found farther off bounds the next look.
                None => {
                    let found_m = best.map_or(f64::INFINITY, |found| found.access_m);
                    look_m = limit_m.min(found_m.max(look_m * 1.01)).min(look_m * 4.0);
                }
            }
        }
    }

    /// Foot and distance of a point to each segment of a run, in the plane at the point.
    #[inline]
    fn each_foot(&self, run: &Run, at: LonLat, plane: LocalPlane, mut take: impl FnMut(Found)) {
        let local = |p: [f64; 2]| [(p[0] - at.lon()) * plane.x_m, (p[1] - at.lat()) * plane.y_m];
        let [first, end] = run.edges;
        for edge in (first..end).map(EdgeId) {
            let points = self.network.polyline(edge).0;
            let [first, last] = run.segments_of(points);
            let mut from = local(points[first as usize]);
            for segment in first..last {
                let to = local(points[segment as usize + 1]);
                let d = [to[0] - from[0], to[1] - from[1]];
                let length_2 = d[0] * d[0] + d[1] * d[1];
                let t = if length_2 == 0.0 {
                    0.0
                } else {
                    (-(from[0] * d[0] + from[1] * d[1]) / length_2).clamp(0.0, 1.0)
                };
                let (x, y) = (from[0] + t * d[0], from[1] + t * d[1]);
                let access_m = (x * x + y * y).sqrt();
                take(Found { access_m, edge, segment, t });
                from = to;
            }
        }
    }

    fn place(&self, found: Found) -> Snap {
        let along_m = self.network.polyline(found.edge).1;
        let segment = found.segment as usize;
        let (from, to) = (along_m[segment], along_m[segment + 1]);
        // Exact at both ends, so that a foot on a node is on the node itself.
        let along_m = if found.t == 1.0 { to } else { from + found.t * (to - from) };
        Snap { edge: found.edge, along_m, access_m: found.access_m }
    }

    /// Snaps many points, in parallel. Neighbours are snapped one after the other, whatever the
    /// order of the input: they meet the same streets, which are then still in the caches.
    #[must_use]
    pub fn link(&self, points: &[LonLat], limit_m: f64) -> Linkage {
        let places: Vec<[f64; 2]> = points.iter().map(|at| [at.lon(), at.lat()]).collect();
        let order = hilbert::order(&places);
        let snapped: Vec<_> = order
            .par_iter()
            .with_min_len(256)
            .map(|&i| self.snap(points[i as usize], limit_m))
            .collect();
        let mut linkage = vec![None; points.len()];
        for (&i, snap) in order.iter().zip(snapped) {
            linkage[i as usize] = snap;
        }
        linkage
    }
}

/// A square on the map, `here` in its middle, that meets everything within `look_m` metres on the
/// ground.
fn around(here: [f64; 2], at: LonLat, plane: LocalPlane, look_m: f64) -> AABB<[f64; 2]> {
    let half = (look_m + Conformal::slack_m(at.lat(), look_m)) / plane.x_m;
    AABB::from_corners([here[0] - half, here[1] - half], [here[0] + half, here[1] + half])
}
