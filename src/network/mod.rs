//! Streets -> a frozen walking graph.
//!
//! [`Builder`] takes [`Streets`] and settings and is consumed by
//! [`Builder::build`]; the [`Network`] that it returns never changes. The stages, one file each:
//!
//! ```text
//! Streets -> segments (pairs of nodes, merged, cut at barriers)
//!         -> components (small ones pruned) -> chains (shape nodes contracted into edges)
//!         -> Network (junctions in Hilbert order, arcs in CSR, polylines of the edges)
//! ```
//!
//! Topology holds no cost: [`impedance::Impedance`] turns a network into one weight an arc.

mod chains;
mod components;
mod facts;
pub mod impedance;
mod segments;

pub use facts::{ComponentFacts, GraphFacts};
pub use impedance::{Impedance, WeightedArc};

use crate::inputs::Streets;
use crate::units::{EdgeId, NodeId};

/// Settings for a network that is about to be built.
#[derive(Clone, Debug)]
pub struct Builder {
    /// Components with less street than this, metres, are removed (rule 7). Default 2000; 0 keeps
    /// everything.
    pub min_component_m: f64,
    /// Leave out stairs altogether, for people who cannot use them. Default no.
    pub avoid_steps: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Builder { min_component_m: 2000.0, avoid_steps: false }
    }
}

impl Builder {
    /// Builds and freezes the network.
    #[must_use]
    pub fn build(self, streets: &Streets) -> Network {
        let segments = segments::Segments::of(streets, self.avoid_steps);
        let components = components::Components::of(&segments);
        let kept = components.keep(&segments, self.min_component_m);
        let facts = facts::of(streets, &segments, &components, self.min_component_m);
        chains::contract(segments, &components, &kept, facts)
    }
}

/// Which way an edge may be walked, and whether it is a flight of stairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walk(u8);

impl Walk {
    const FORWARD: u8 = 1;
    const BACKWARD: u8 = 2;
    const STEPS: u8 = 4;

    /// From the first node to the second.
    #[must_use]
    pub const fn forward(self) -> bool {
        self.0 & Self::FORWARD != 0
    }

    /// From the second node to the first.
    #[must_use]
    pub const fn backward(self) -> bool {
        self.0 & Self::BACKWARD != 0
    }

    /// `highway=steps` along its whole length.
    #[must_use]
    pub const fn steps(self) -> bool {
        self.0 & Self::STEPS != 0
    }

    /// The same stretch seen from its other end.
    const fn reversed(self) -> Walk {
        Walk((self.0 & Self::STEPS) | ((self.0 & 1) << 1) | ((self.0 >> 1) & 1))
    }
}

/// A frozen walking graph: junctions and dead ends as nodes, street between them as edges.
///
/// Loops, parallel edges and zero lengths are kept: they are real footways. Node and edge numbers
/// follow a Hilbert curve, so that neighbours on the ground are neighbours in memory.
#[derive(Clone, Debug)]
pub struct Network {
    /// `[lon, lat]` of each node.
    node_at: Vec<[f64; 2]>,
    /// Component of each node; the numbers have no meaning but equality.
    component: Vec<u32>,
    /// Start of each node's arcs, and the end of the last.
    first_arc: Vec<u32>,
    /// For each arc into a node, the node it comes from.
    tail: Vec<NodeId>,
    /// For each arc, its edge.
    edge_of: Vec<EdgeId>,
    /// Both ends of each edge.
    ends: Vec<[NodeId; 2]>,
    walk: Vec<Walk>,
    /// Start of each edge's vertices, and the end of the last.
    first_vertex: Vec<u32>,
    /// `[lon, lat]` of the vertices, both ends of each edge included.
    vertex: Vec<[f64; 2]>,
    /// Metres from the first end of the edge to the vertex.
    along_m: Vec<f64>,
    facts: GraphFacts,
}

impl Network {
    /// Number of nodes (junctions and dead ends).
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.node_at.len()
    }

    /// Number of edges.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.ends.len()
    }

    /// Number of arcs (an edge open both ways has two).
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.tail.len()
    }

    /// `[lon, lat]` of a node, degrees.
    #[must_use]
    pub fn node_at(&self, node: NodeId) -> [f64; 2] {
        self.node_at[node.index()]
    }

    /// Component of a node: two nodes of one component are joined by streets, directions ignored.
    #[must_use]
    pub fn component(&self, node: NodeId) -> u32 {
        self.component[node.index()]
    }

    /// Arcs that lead *into* a node, as a range of arc numbers.
    ///
    /// Walks are searched from the facility back to the homes, so this is the direction stored.
    #[must_use]
    pub fn arcs_into(&self, node: NodeId) -> std::ops::Range<usize> {
        self.first_arc[node.index()] as usize..self.first_arc[node.index() + 1] as usize
    }

    /// Where the arcs into each node begin, and where those into the last one end.
    pub(crate) fn first_arcs(&self) -> &[u32] {
        &self.first_arc
    }

    /// The node an arc comes from.
    #[must_use]
    pub fn tail(&self, arc: usize) -> NodeId {
        self.tail[arc]
    }

    /// The edge an arc runs along.
    #[must_use]
    pub fn edge_of(&self, arc: usize) -> EdgeId {
        self.edge_of[arc]
    }

    /// First and last node of an edge; equal for a loop.
    #[must_use]
    pub fn ends(&self, edge: EdgeId) -> [NodeId; 2] {
        self.ends[edge.index()]
    }

    /// How an edge may be walked.
    #[must_use]
    pub fn walk(&self, edge: EdgeId) -> Walk {
        self.walk[edge.index()]
    }

    /// Length of an edge, metres.
    #[must_use]
    pub fn length_m(&self, edge: EdgeId) -> f64 {
        self.along_m[self.first_vertex[edge.index() + 1] as usize - 1]
    }

    /// The vertices of an edge with the metres from its first end, both ends included.
    #[must_use]
    pub fn polyline(&self, edge: EdgeId) -> (&[[f64; 2]], &[f64]) {
        let range =
            self.first_vertex[edge.index()] as usize..self.first_vertex[edge.index() + 1] as usize;
        (&self.vertex[range.clone()], &self.along_m[range])
    }

    /// `[lon, lat]` of the vertices of all edges, one edge after the other, both ends included.
    #[must_use]
    pub fn vertices(&self) -> &[[f64; 2]] {
        &self.vertex
    }

    /// All edges.
    pub fn edges(&self) -> impl ExactSizeIterator<Item = EdgeId> + Clone + use<> {
        (0..self.ends.len() as u32).map(EdgeId)
    }

    /// What the network was made of.
    #[must_use]
    pub fn facts(&self) -> &GraphFacts {
        &self.facts
    }

    /// A network straight from nodes and undirected edges `(a, b, metres)`, for graphs that come
    /// without geometry; nothing is contracted or pruned. Lengths must be finite and not negative,
    /// ends must exist; `None` otherwise.
    #[must_use]
    pub fn from_edges(nodes: &[[f64; 2]], edges: &[(u32, u32, f64)]) -> Option<Network> {
        chains::from_edges(nodes, edges)
    }
}
