//! Points -> places on the network (rule 8).
//!
//! An R-tree over runs of segments proposes, the plane at the point decides: the nearest point of
//! the nearest segment, measured with the radii of curvature at the point. With barriers it is the
//! nearest one that can be reached without crossing them.

mod barriers;
mod free_legs;
mod vicinity;

pub use barriers::Barriers;
pub use vicinity::Vicinity;

use rayon::prelude::*;
use rstar::{AABB, Envelope, RTree, RTreeObject};

use crate::geodesy::{Conformal, LocalPlane, LonLat};
use crate::hilbert;
use crate::network::Network;
use crate::units::{EdgeId, NodeId};

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

/// Consecutive segments with their box on the conformal map: some of a long edge, or all of several
/// short ones from the same node. A run bends less than a whole edge and costs the tree less than
/// each segment would.
struct Run {
    bounds: AABB<[f64; 2]>,
    /// The first edge, and the one after the last.
    edges: [u32; 2],
    /// Of a single edge the first segment, and the one after the last; of several all count.
    segments: [u32; 2],
}

impl Run {
    fn is_of_one_edge(&self) -> bool {
        self.edges[1] - self.edges[0] == 1
    }
}

impl RTreeObject for Run {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

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
/// Building sorts all segments into an R-tree, O(n log n); a query takes about a microsecond.
pub struct Snapper<'n> {
    network: &'n Network,
    map: Conformal,
    tree: RTree<Run>,
    barriers: Option<Barriers>,
}

impl<'n> Snapper<'n> {
    /// Segments in a run: measured best between 4 and 12 on street networks.
    const RUN: usize = 8;
    /// How far the first look goes, metres; most homes stand nearer to their street.
    const FIRST_LOOK_M: f64 = 40.0;

    /// Indexes the segments of a network.
    #[must_use]
    pub fn new(network: &'n Network) -> Snapper<'n> {
        let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
        for edge in network.edges() {
            for p in network.polyline(edge).0 {
                south = south.min(p[1]);
                north = north.max(p[1]);
            }
        }
        if south > north {
            (south, north) = (0.0, 0.0);
        }
        let map = Conformal::covering(south, north);
        let tree = RTree::bulk_load(runs(network, &map));
        Snapper { network, map, tree, barriers: None }
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
            for run in self.tree.locate_in_envelope_intersecting(&square) {
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
            let all = [0, points.len() as u32 - 1];
            let [first, last] = if run.is_of_one_edge() { run.segments } else { all };
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

/// All segments of a network in runs.
fn runs(network: &Network, map: &Conformal) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    // The node and the number of segments of the last run, where another edge may join it.
    let mut open: Option<(NodeId, usize)> = None;
    for edge in network.edges() {
        let points = network.polyline(edge).0;
        let (node, segments) = (network.ends(edge)[0], points.len() - 1);
        if let Some((_, count)) = open.filter(|o| o.0 == node && o.1 + segments <= Snapper::RUN)
            && let Some(run) = runs.last_mut()
        {
            run.edges[1] += 1;
            run.bounds.merge(&bounds(map, points));
            open = Some((node, count + segments));
            continue;
        }
        for first in (0..segments).step_by(Snapper::RUN) {
            let last = (first + Snapper::RUN).min(segments);
            runs.push(Run {
                bounds: bounds(map, &points[first..=last]),
                edges: [edge.0, edge.0 + 1],
                segments: [first as u32, last as u32],
            });
        }
        open = (segments <= Snapper::RUN).then_some((node, segments));
    }
    runs
}

/// A square on the map, `here` in its middle, that meets everything within `look_m` metres on the
/// ground.
fn around(here: [f64; 2], at: LonLat, plane: LocalPlane, look_m: f64) -> AABB<[f64; 2]> {
    let half = (look_m + Conformal::slack_m(at.lat(), look_m)) / plane.x_m;
    AABB::from_corners([here[0] - half, here[1] - half], [here[0] + half, here[1] + half])
}

/// The box of a polyline on the map; a straight line on the ground bends a little there, but never
/// leaves the box of its ends, because the map is monotone in both directions.
fn bounds(map: &Conformal, points: &[[f64; 2]]) -> AABB<[f64; 2]> {
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for p in points {
        let [x, y] = map.xy(p[0], p[1]);
        low = [low[0].min(x), low[1].min(y)];
        high = [high[0].max(x), high[1].max(y)];
    }
    AABB::from_corners(low, high)
}
