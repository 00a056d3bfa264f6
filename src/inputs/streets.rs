//! Walkable ways as they were read: the street network before it is a graph.

use geo::{LineString, MultiPolygon};

use crate::rules::walkers::Walkable;

/// Walkable ways and their nodes, in the order of the file.
///
/// Nodes are joined by identity (an OSM id, or a rounded coordinate of a street table), never by
/// lying on the same spot. A way may name a node that the file does not hold.
#[derive(Clone, Debug, Default)]
pub struct Streets {
    /// `[lon, lat]` in degrees of every node that a walkable way names and the file holds.
    pub nodes: Vec<[f64; 2]>,
    /// Whether walkers are stopped at the node (rule 4); one entry a node.
    pub blocked: Vec<bool>,
    /// End of each way in [`Streets::refs`].
    pub way_end: Vec<usize>,
    /// How each way may be walked; one entry a way.
    pub way: Vec<Walkable>,
    /// Nodes of all ways, one after the other: an index into `nodes`, or [`Streets::MISSING`].
    pub refs: Vec<u32>,
    /// Where nobody walks.
    pub ground: Ground,
    /// What the file held.
    pub count: StreetCount,
}

/// Motorways and water, as far as the file draws them whole; a table of streets draws none.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    /// Middle lines of motorways, degrees.
    pub motorways: Vec<LineString>,
    /// Areas of water, degrees.
    pub water: Vec<MultiPolygon>,
}

/// How much of a street file was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct StreetCount {
    /// Ways (or features) with a `highway` tag.
    pub ways_highway: u64,
    /// Lines of a street table without one: walkable, since a table need not be OSM (rule 10).
    pub lines_unlabelled: u64,
    /// Of all these, ways that may be walked.
    pub ways_walkable: u64,
    /// Of these, ways bound to one direction.
    pub ways_directed: u64,
    /// Distinct nodes named by walkable ways that the file does not hold.
    pub missing_node_refs: u64,
}

impl Streets {
    /// Stands for a node that the file does not hold: the way is broken there.
    pub const MISSING: u32 = u32::MAX;

    /// Adds a way; its nodes must exist.
    pub fn push_way(&mut self, way: Walkable, refs: impl IntoIterator<Item = u32>) {
        self.refs.extend(refs);
        self.way_end.push(self.refs.len());
        self.way.push(way);
    }

    /// The ways with their nodes.
    pub fn ways(&self) -> impl Iterator<Item = (Walkable, &[u32])> {
        let starts = std::iter::once(0).chain(self.way_end.iter().copied());
        starts
            .zip(&self.way_end)
            .zip(&self.way)
            .map(|((start, &end), &way)| (way, &self.refs[start..end]))
    }
}
