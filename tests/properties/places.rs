//! Places on a street network by brute force: every point is measured against every segment, and
//! becomes a node of its own in the middle of it.

use std::collections::BTreeMap;

use walkshed::inputs::Streets;

use crate::ellipsoid::{chord_m, degree_m};
use crate::oracle::floyd_warshall;

/// A segment between two nodes, and how it may be walked.
struct Segment {
    ends: [usize; 2],
    at: [[f64; 2]; 2],
    forward: bool,
    backward: bool,
    length_m: f64,
}

/// Where a point meets the network.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Node(usize),
    /// Segment and fraction of it.
    Amid(usize, f64),
}

/// The segments of streets (rules 4 and 5), without an index and without contraction.
pub struct Plain {
    nodes: usize,
    segments: Vec<Segment>,
}

impl Plain {
    pub fn of(streets: &Streets) -> Plain {
        let mut pairs: BTreeMap<[usize; 2], [bool; 2]> = BTreeMap::new();
        for (way, refs) in streets.ways() {
            for pair in refs.windows(2) {
                let (a, b) = (pair[0] as usize, pair[1] as usize);
                if a == b || pair.contains(&Streets::MISSING) {
                    continue;
                }
                let open = pairs.entry([a.min(b), a.max(b)]).or_default();
                let (up, down) = if a < b { (0, 1) } else { (1, 0) };
                open[up] |= way.forward;
                open[down] |= way.backward;
            }
        }
        let mut nodes = streets.nodes.len();
        let segments = pairs
            .into_iter()
            .map(|(pair, [forward, backward])| {
                let at = pair.map(|node| streets.nodes[node]);
                let ends = pair.map(|node| {
                    if streets.blocked[node] {
                        nodes += 1;
                        nodes - 1
                    } else {
                        node
                    }
                });
                Segment { ends, at, forward, backward, length_m: chord_m(at[0], at[1]) }
            })
            .collect();
        Plain { nodes, segments }
    }

    /// How many segments there are.
    pub fn count(&self) -> usize {
        self.segments.len()
    }

    /// Metres of all segments.
    pub fn metres(&self) -> f64 {
        self.segments.iter().map(|s| s.length_m).sum()
    }

    /// The places nearest to a point, within a micrometre, and how far they are.
    fn nearest(&self, point: [f64; 2]) -> (Vec<Place>, f64) {
        let [x_m, y_m] = degree_m(point[1]);
        let local = |p: [f64; 2]| [(p[0] - point[0]) * x_m, (p[1] - point[1]) * y_m];
        let measured: Vec<(f64, Place)> = (0..)
            .zip(&self.segments)
            .map(|(s, segment)| {
                let [a, b] = segment.at.map(local);
                let d = [b[0] - a[0], b[1] - a[1]];
                let t = -(a[0] * d[0] + a[1] * d[1]) / (d[0] * d[0] + d[1] * d[1]);
                let t = t.clamp(0.0, 1.0);
                let distance_m = (a[0] + t * d[0]).hypot(a[1] + t * d[1]);
                let place = match t {
                    0.0 => Place::Node(segment.ends[0]),
                    1.0 => Place::Node(segment.ends[1]),
                    t => Place::Amid(s, t),
                };
                (distance_m, place)
            })
            .collect();
        let least = measured.iter().map(|m| m.0).fold(f64::INFINITY, f64::min);
        let mut places: Vec<Place> = Vec::new();
        for (distance_m, place) in measured {
            if distance_m <= least + 1e-6 && !places.contains(&place) {
                places.push(place);
            }
        }
        (places, least)
    }

    /// Whether a point is equally near to two different places: nobody can say where it belongs.
    pub fn is_torn(&self, point: [f64; 2]) -> bool {
        self.nearest(point).0.len() > 1
    }

    /// Distances from every home to every facility, access legs included.
    pub fn distances(&self, homes: &[[f64; 2]], doors: &[[f64; 2]], limit_m: f64) -> Vec<Vec<f64>> {
        let points: Vec<_> = homes.iter().chain(doors).map(|&p| self.nearest(p)).collect();
        let foot = |point: usize| self.nodes + point;
        let mut arcs = Vec::new();
        let mut amid: Vec<Vec<(f64, usize)>> = vec![Vec::new(); self.segments.len()];
        for (point, (places, access_m)) in points.iter().enumerate() {
            match places.first() {
                Some(_) if *access_m > limit_m => {}
                Some(&Place::Node(node)) => {
                    arcs.extend([(foot(point), node, 0.0), (node, foot(point), 0.0)]);
                }
                Some(&Place::Amid(segment, t)) => amid[segment].push((t, foot(point))),
                None => {}
            }
        }
        for (segment, mut on_it) in self.segments.iter().zip(amid) {
            on_it.extend([(0.0, segment.ends[0]), (1.0, segment.ends[1])]);
            on_it.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in on_it.windows(2) {
                let ((from, a), (to, b)) = (pair[0], pair[1]);
                let metres = (to - from) * segment.length_m;
                if segment.forward || from == to {
                    arcs.push((a, b, metres));
                }
                if segment.backward || from == to {
                    arcs.push((b, a, metres));
                }
            }
        }
        let cost = floyd_warshall(self.nodes + points.len(), &arcs);
        (0..homes.len())
            .map(|h| {
                let to = homes.len()..points.len();
                to.map(|d| points[h].1 + cost[foot(h)][foot(d)] + points[d].1).collect()
            })
            .collect()
    }
}
