//! Points -> places on the network (rule 8).
//!
//! An R-tree over the straight pieces of all edges proposes, the plane at the point decides: the
//! nearest point of the nearest segment, measured with the radii of curvature at the point.

use rayon::prelude::*;
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use crate::geodesy::{Conformal, LocalPlane, LonLat};
use crate::network::Network;
use crate::units::EdgeId;

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

/// A straight piece of a segment on the conformal map, for the index.
struct Piece {
    from: [f64; 2],
    to: [f64; 2],
    edge: EdgeId,
    /// Which segment of the edge, from 0.
    segment: u32,
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.from, self.to)
    }
}

impl PointDistance for Piece {
    fn distance_2(&self, p: &[f64; 2]) -> f64 {
        let d = [self.to[0] - self.from[0], self.to[1] - self.from[1]];
        let v = [p[0] - self.from[0], p[1] - self.from[1]];
        let t = foot(d, v);
        let (x, y) = (v[0] - t * d[0], v[1] - t * d[1]);
        x * x + y * y
    }
}

/// Fraction along `d` of the point nearest to `v`, both from the same origin; `0 ..= 1`.
fn foot(d: [f64; 2], v: [f64; 2]) -> f64 {
    let length_2 = d[0] * d[0] + d[1] * d[1];
    if length_2 == 0.0 {
        return 0.0;
    }
    ((v[0] * d[0] + v[1] * d[1]) / length_2).clamp(0.0, 1.0)
}

/// Finds the nearest street of a network.
///
/// Building sorts all segments into an R-tree, O(n log n); a query takes about a microsecond.
pub struct Snapper<'n> {
    network: &'n Network,
    map: Conformal,
    tree: RTree<Piece>,
}

impl<'n> Snapper<'n> {
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
        let mut pieces = Vec::new();
        for edge in network.edges() {
            let (points, along_m) = network.polyline(edge);
            for (segment, (p, m)) in points.windows(2).zip(along_m.windows(2)).enumerate() {
                let parts = ((m[1] - m[0]) / Conformal::PIECE_M).ceil().max(1.0) as u32;
                let at = |i: u32| {
                    let t = f64::from(i) / f64::from(parts);
                    let lon = p[0][0] + t * (p[1][0] - p[0][0]);
                    let lat = p[0][1] + t * (p[1][1] - p[0][1]);
                    map.xy(lon, lat)
                };
                for i in 0..parts {
                    pieces.push(Piece {
                        from: at(i),
                        to: at(i + 1),
                        edge,
                        segment: segment as u32,
                    });
                }
            }
        }
        Snapper { network, map, tree: RTree::bulk_load(pieces) }
    }

    /// The place on the network nearest to a point, or `None` when it is farther than `limit_m`
    /// metres. Exactly on the limit still snaps. Of equally near places the one on the lower edge
    /// number wins.
    #[must_use]
    pub fn snap(&self, at: LonLat, limit_m: f64) -> Option<Snap> {
        let plane = LocalPlane::at(at.lat());
        let query = self.map.xy(at.lon(), at.lat());
        let mut best: Option<(f64, EdgeId, u32, f64)> = None;
        for (piece, distance_2) in self.tree.nearest_neighbor_iter_with_distance_2(&query) {
            let on_map_m = distance_2.sqrt() * plane.x_m;
            let nearest_m = best.map_or(limit_m, |(m, ..)| m.min(limit_m));
            if on_map_m > nearest_m + Conformal::slack_m(at.lat(), nearest_m) {
                break;
            }
            let (t, distance_m) = self.measure(piece, at, plane);
            let better = match best {
                None => true,
                Some((m, edge, segment, _)) => {
                    (distance_m, piece.edge, piece.segment) < (m, edge, segment)
                }
            };
            if better && distance_m <= limit_m {
                best = Some((distance_m, piece.edge, piece.segment, t));
            }
        }
        let (access_m, edge, segment, t) = best?;
        let along_m = self.network.polyline(edge).1;
        let (from, to) = (along_m[segment as usize], along_m[segment as usize + 1]);
        // Exact at both ends, so that a foot on a node is on the node itself.
        let along_m = if t == 1.0 { to } else { from + t * (to - from) };
        Some(Snap { edge, along_m, access_m })
    }

    /// Foot and distance of a point to the whole segment of a piece, in the plane at the point.
    fn measure(&self, piece: &Piece, at: LonLat, plane: LocalPlane) -> (f64, f64) {
        let points = self.network.polyline(piece.edge).0;
        let (a, b) = (points[piece.segment as usize], points[piece.segment as usize + 1]);
        let d = [(b[0] - a[0]) * plane.x_m, (b[1] - a[1]) * plane.y_m];
        let v = [(at.lon() - a[0]) * plane.x_m, (at.lat() - a[1]) * plane.y_m];
        let t = foot(d, v);
        let (x, y) = (v[0] - t * d[0], v[1] - t * d[1]);
        (t, (x * x + y * y).sqrt())
    }

    /// Snaps many points, in parallel.
    #[must_use]
    pub fn link(&self, points: &[LonLat], limit_m: f64) -> Linkage {
        points.par_iter().with_min_len(256).map(|&at| self.snap(at, limit_m)).collect()
    }
}
