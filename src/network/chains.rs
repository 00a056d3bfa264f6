//! Contracting chains: shape nodes vanish into the polylines of edges, junctions and dead ends stay.
//!
//! A node is kept when it has not exactly two segments, or when its two segments differ in how they
//! may be walked (direction, stairs). A ring without any such node keeps its smallest one.

use super::components::Components;
use super::facts::GraphFacts;
use super::segments::Segments;
use super::{Network, Walk};
use crate::units::{EdgeId, NodeId};

/// Segments around each node, in CSR form.
struct Around {
    first: Vec<u32>,
    segment: Vec<u32>,
}

impl Around {
    fn of(segments: &Segments, kept: &[bool]) -> Around {
        let n = segments.nodes.len();
        let mut first = vec![0u32; n + 1];
        let kept_ends =
            || (0u32..).zip(&segments.ends).zip(kept).filter(|&(_, &keep)| keep).map(|(s, _)| s);
        for (_, &[a, b]) in kept_ends() {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for i in 0..n {
            first[i + 1] += first[i];
        }
        let mut next = first.clone();
        let mut segment = vec![0u32; first[n] as usize];
        for (s, ends) in kept_ends() {
            for &end in ends {
                segment[next[end as usize] as usize] = s;
                next[end as usize] += 1;
            }
        }
        Around { first, segment }
    }

    fn at(&self, node: u32) -> &[u32] {
        &self.segment[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }
}

/// What an edge is made of, while edges are being collected.
struct Chains<'a> {
    segments: &'a Segments,
    around: Around,
    walked: Vec<bool>,
    /// Whether the node ends every chain that reaches it.
    anchor: Vec<bool>,
    ends: Vec<[u32; 2]>,
    walk: Vec<Walk>,
    first_vertex: Vec<u32>,
    vertex: Vec<[f64; 2]>,
    along_m: Vec<f64>,
}

pub fn contract(
    segments: Segments,
    components: &Components,
    kept: &[bool],
    facts: GraphFacts,
) -> Network {
    let around = Around::of(&segments, kept);
    let n = segments.nodes.len();
    let anchor: Vec<bool> = (0..n as u32).map(|node| is_anchor(&segments, &around, node)).collect();
    // Each edge but a ring leaves an anchor at both ends, and has a vertex more than segments.
    let degree_of_anchors: usize =
        (0u32..).zip(&anchor).filter(|(_, a)| **a).map(|(node, _)| around.at(node).len()).sum();
    let edges = degree_of_anchors / 2;
    let vertices = around.segment.len() / 2 + edges;
    let mut chains = Chains {
        segments: &segments,
        around,
        walked: vec![false; segments.ends.len()],
        anchor,
        ends: Vec::with_capacity(edges),
        walk: Vec::with_capacity(edges),
        first_vertex: Vec::with_capacity(edges + 1),
        vertex: Vec::with_capacity(vertices),
        along_m: Vec::with_capacity(vertices),
    };
    chains.first_vertex.push(0);
    for node in 0..n as u32 {
        if chains.anchor[node as usize] {
            chains.follow_all_from(node);
        }
    }
    // What is left are rings: their smallest node becomes an anchor.
    for node in 0..n as u32 {
        if chains.around.at(node).iter().any(|&s| !chains.walked[s as usize]) {
            chains.anchor[node as usize] = true;
            chains.follow_all_from(node);
        }
    }
    let Chains { anchor, ends, walk, first_vertex, vertex, along_m, .. } = chains;

    let mut number = vec![u32::MAX; n];
    let (mut node_at, mut component) = (Vec::new(), Vec::new());
    for node in 0..n {
        if anchor[node] {
            number[node] = node_at.len() as u32;
            node_at.push(segments.nodes[node]);
            component.push(components.of_node[node]);
        }
    }
    let ends: Vec<[NodeId; 2]> =
        ends.iter().map(|&[a, b]| [a, b].map(|e| NodeId(number[e as usize]))).collect();
    freeze(node_at, component, Edges { ends, walk, first_vertex, vertex, along_m }, facts)
}

/// Whether chains end at the node. Nodes without segments are no anchors: they vanish.
fn is_anchor(segments: &Segments, around: &Around, node: u32) -> bool {
    match around.at(node) {
        [] => false,
        &[s, t] => {
            let (s, t) = (s as usize, t as usize);
            // How one may walk into the node over s and on over t.
            let into = if segments.ends[s][1] == node {
                segments.walk[s]
            } else {
                segments.walk[s].reversed()
            };
            let on = if segments.ends[t][0] == node {
                segments.walk[t]
            } else {
                segments.walk[t].reversed()
            };
            into != on
        }
        _ => true,
    }
}

impl Chains<'_> {
    fn follow_all_from(&mut self, node: u32) {
        for i in self.around.first[node as usize]..self.around.first[node as usize + 1] {
            let segment = self.around.segment[i as usize];
            if !self.walked[segment as usize] {
                self.follow(node, segment);
            }
        }
    }

    /// Walks from an anchor over a segment until the next anchor and records the edge.
    fn follow(&mut self, start: u32, first: u32) {
        let (mut node, mut segment) = (start, first as usize);
        let mut along_m = 0.0;
        let walk = if self.segments.ends[segment][0] == start {
            self.segments.walk[segment]
        } else {
            self.segments.walk[segment].reversed()
        };
        self.push_vertex(node, along_m);
        loop {
            self.walked[segment] = true;
            let [a, b] = self.segments.ends[segment];
            node = if a == node { b } else { a };
            along_m += self.segments.length_m[segment];
            self.push_vertex(node, along_m);
            if self.anchor[node as usize] {
                break;
            }
            // Not an anchor: exactly two segments, go on over the other one.
            let at = self.around.at(node);
            segment = if at[0] as usize == segment { at[1] } else { at[0] } as usize;
        }
        self.ends.push([start, node]);
        self.walk.push(walk);
        self.first_vertex.push(self.vertex.len() as u32);
    }

    fn push_vertex(&mut self, node: u32, along_m: f64) {
        self.vertex.push(self.segments.nodes[node as usize]);
        self.along_m.push(along_m);
    }
}

/// Finished edges, as a network has them.
struct Edges {
    ends: Vec<[NodeId; 2]>,
    walk: Vec<Walk>,
    first_vertex: Vec<u32>,
    vertex: Vec<[f64; 2]>,
    along_m: Vec<f64>,
}

/// Arcs for finished edges.
fn freeze(node_at: Vec<[f64; 2]>, component: Vec<u32>, edges: Edges, facts: GraphFacts) -> Network {
    let Edges { ends, walk, first_vertex, vertex, along_m } = edges;
    let n = node_at.len();
    let mut first_arc = vec![0u32; n + 1];
    // A walk forward enters the second end from the first, and so on.
    let arcs = |e: usize| {
        let [a, b] = ends[e];
        [walk[e].forward().then_some((b, a)), walk[e].backward().then_some((a, b))]
            .into_iter()
            .flatten()
    };
    for e in 0..ends.len() {
        for (head, _) in arcs(e) {
            first_arc[head.index() + 1] += 1;
        }
    }
    for i in 0..n {
        first_arc[i + 1] += first_arc[i];
    }
    let mut next = first_arc.clone();
    let mut tail = vec![NodeId(0); first_arc[n] as usize];
    let mut edge_of = vec![EdgeId(0); first_arc[n] as usize];
    for e in 0..ends.len() {
        for (head, from) in arcs(e) {
            let slot = &mut next[head.index()];
            tail[*slot as usize] = from;
            edge_of[*slot as usize] = EdgeId(e as u32);
            *slot += 1;
        }
    }
    Network {
        node_at,
        component,
        first_arc,
        tail,
        edge_of,
        ends,
        walk,
        first_vertex,
        vertex,
        along_m,
        facts,
    }
}

fn components_of(n: usize, ends: &[[NodeId; 2]]) -> Vec<u32> {
    let bare = Segments {
        nodes: vec![[0.0; 2]; n],
        ends: ends.iter().map(|e| e.map(|node| node.0)).collect(),
        walk: Vec::new(),
        length_m: vec![0.0; ends.len()],
        with_repeats: 0,
        blocked: 0,
        touched: 0,
    };
    Components::of(&bare).of_node
}

pub fn from_edges(nodes: &[[f64; 2]], edges: &[(u32, u32, f64)]) -> Option<Network> {
    let both = Walk(Walk::FORWARD | Walk::BACKWARD);
    let mut ends = Vec::with_capacity(edges.len());
    let (mut first_vertex, mut vertex, mut along_m) = (vec![0], Vec::new(), Vec::new());
    for &(a, b, length_m) in edges {
        let usable = length_m.is_finite() && length_m >= 0.0;
        let (from, to) = (nodes.get(a as usize)?, nodes.get(b as usize)?);
        if !usable {
            return None;
        }
        ends.push([NodeId(a), NodeId(b)]);
        vertex.extend([*from, *to]);
        along_m.extend([0.0, length_m]);
        first_vertex.push(vertex.len() as u32);
    }
    let facts = GraphFacts {
        nodes: nodes.len() as u64,
        segments: edges.len() as u64,
        ..GraphFacts::default()
    };
    let walk = vec![both; ends.len()];
    let component = components_of(nodes.len(), &ends);
    let edges = Edges { ends, walk, first_vertex, vertex, along_m };
    Some(freeze(nodes.to_vec(), component, edges, facts))
}
