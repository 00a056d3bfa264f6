//! The segments of a network, to be found by place.

use rstar::{AABB, Envelope, RTree, RTreeObject};

use crate::geodesy::Conformal;
use crate::network::Network;
use crate::units::NodeId;

/// Consecutive segments with their box on the conformal map: some of a long edge, or all of several
/// short ones from the same node. A run bends less than a whole edge and costs the tree less than
/// each segment would.
pub struct Run {
    pub bounds: AABB<[f64; 2]>,
    /// The first edge, and the one after the last.
    pub edges: [u32; 2],
    /// Of a single edge the first segment, and the one after the last; of several all count.
    segments: [u32; 2],
}

impl Run {
    /// Of one of its edges, given by its corners, the first segment and the one after the last.
    pub fn segments_of(&self, corners: &[[f64; 2]]) -> [u32; 2] {
        let is_of_one_edge = self.edges[1] - self.edges[0] == 1;
        if is_of_one_edge { self.segments } else { [0, corners.len() as u32 - 1] }
    }
}

/// Runs that follow each other. They lie together, since nodes are numbered along a curve through the
/// city.
struct Bunch {
    bounds: AABB<[f64; 2]>,
    /// By number: the first, and the one after the last.
    runs: [u32; 2],
}

impl RTreeObject for Bunch {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

/// All runs of a network.
pub struct Runs {
    runs: Vec<Run>,
    tree: RTree<Bunch>,
}

impl Runs {
    /// Segments in a run: measured best between 4 and 12 on street networks.
    const SEGMENTS: usize = 8;
    /// Runs in a bunch. A tree of bunches is built and asked in four fifths of the time that one of
    /// single runs takes on Porto, and in two thirds on a city of a million residents; no count from 6
    /// to 16 is better.
    const BUNCH: usize = 8;

    pub fn of(network: &Network, map: &Conformal) -> Runs {
        let runs = runs(network, map);
        let numbered = (0u32..).step_by(Self::BUNCH).zip(runs.chunks(Self::BUNCH));
        let bunches = numbered.map(|(first, bunch)| {
            let mut bounds = bunch[0].bounds;
            bunch[1..].iter().for_each(|run| bounds.merge(&run.bounds));
            Bunch { bounds, runs: [first, first + bunch.len() as u32] }
        });
        let tree = RTree::bulk_load(bunches.collect());
        Runs { runs, tree }
    }

    /// The runs whose boxes meet a box.
    pub fn meeting(&self, square: &AABB<[f64; 2]>) -> impl Iterator<Item = &Run> {
        let square = *square;
        self.tree
            .locate_in_envelope_intersecting(&square)
            .flat_map(|bunch| &self.runs[bunch.runs[0] as usize..bunch.runs[1] as usize])
            .filter(move |run| run.bounds.intersects(&square))
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
        if let Some((_, count)) = open.filter(|o| o.0 == node && o.1 + segments <= Runs::SEGMENTS)
            && let Some(run) = runs.last_mut()
        {
            run.edges[1] += 1;
            run.bounds.merge(&bounds(map, points));
            open = Some((node, count + segments));
            continue;
        }
        for first in (0..segments).step_by(Runs::SEGMENTS) {
            let last = (first + Runs::SEGMENTS).min(segments);
            runs.push(Run {
                bounds: bounds(map, &points[first..=last]),
                edges: [edge.0, edge.0 + 1],
                segments: [first as u32, last as u32],
            });
        }
        open = (segments <= Runs::SEGMENTS).then_some((node, segments));
    }
    runs
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
