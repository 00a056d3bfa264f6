//! The street network as it is drawn: nodes, ways, and streets that gather junctions.
//!
//! A street is a straight line of the plan. Lanes and gates join it wherever they meet it; only
//! when all have joined is it laid, with shape nodes in between. Two that meet nearly at one spot
//! share a junction, so no two nodes fall on one place.

use super::ground::{Ground, Place, Xy};
use super::kinds::{Gate, Level, WayKind};

/// Joins closer than this, in metres, become one junction.
const SAME_JUNCTION_M: f64 = 3.0;

/// Every node and way of the city. The id of a node or way in the files is its index here plus 1.
pub struct Draft {
    pub ground: Ground,
    pub nodes: Vec<Place>,
    /// Gates by node, in the order of the nodes.
    pub gates: Vec<(u32, Gate)>,
    pub ways: Vec<Way>,
    refs: Vec<u32>,
    /// Street names; a way without a name has index 0.
    names: Vec<String>,
}

/// A way; its nodes are `Draft::nodes_of`.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub kind: WayKind,
    pub level: Level,
    name: u32,
    first_ref: u32,
    end_ref: u32,
}

/// A name that ways may carry.
#[derive(Clone, Copy, Debug)]
pub struct NameId(u32);

impl NameId {
    pub const NONE: Self = Self(0);
}

impl Draft {
    pub fn new(ground: Ground) -> Self {
        Self {
            ground,
            nodes: Vec::new(),
            gates: Vec::new(),
            ways: Vec::new(),
            refs: Vec::new(),
            names: vec![String::new()],
        }
    }

    pub fn node(&mut self, at: Xy) -> u32 {
        self.nodes.push(self.ground.place(at));
        (self.nodes.len() - 1) as u32
    }

    pub fn name(&mut self, name: String) -> NameId {
        self.names.push(name);
        NameId((self.names.len() - 1) as u32)
    }

    pub fn way(&mut self, kind: WayKind, level: Level, name: NameId, nodes: &[u32]) {
        let first_ref = self.refs.len() as u32;
        self.refs.extend_from_slice(nodes);
        self.ways.push(Way {
            kind,
            level,
            name: name.0,
            first_ref,
            end_ref: self.refs.len() as u32,
        });
    }

    /// A way at ground level without a name.
    pub fn plain_way(&mut self, kind: WayKind, nodes: &[u32]) {
        self.way(kind, Level::Ground, NameId::NONE, nodes);
    }

    pub fn nodes_of(&self, way: &Way) -> &[u32] {
        &self.refs[way.first_ref as usize..way.end_ref as usize]
    }

    pub fn tags_of<'a>(&'a self, way: &Way) -> impl Iterator<Item = (&'a str, &'a str)> {
        let name = self.names[way.name as usize].as_str();
        let fixed = way.kind.tags().iter().chain(way.level.tags()).copied();
        fixed.chain((!name.is_empty()).then_some(("name", name)))
    }

    /// How many nodes lie on a walkable way.
    pub fn street_nodes(&self) -> usize {
        let mut on_street = vec![false; self.nodes.len()];
        for way in self.ways.iter().filter(|way| way.kind.walkable()) {
            for &node in self.nodes_of(way) {
                on_street[node as usize] = true;
            }
        }
        on_street.iter().filter(|&&on| on).count()
    }
}

/// A straight line of the plan with the junctions found on it so far.
#[derive(Clone, Debug)]
pub struct Street {
    from: Xy,
    to: Xy,
    length: f64,
    joins: Vec<(f64, u32)>,
}

impl Street {
    pub fn new(from: Xy, to: Xy) -> Self {
        let length = from.distance(to);
        Self { from, to, length, joins: Vec::new() }
    }

    /// A street between two nodes that exist already.
    pub fn between(nodes: [u32; 2], from: Xy, to: Xy) -> Self {
        let mut street = Self::new(from, to);
        street.joins.push((0.0, nodes[0]));
        street.joins.push((1.0, nodes[1]));
        street
    }

    pub fn at(&self, t: f64) -> Xy {
        self.from.toward(self.to, t)
    }

    /// The junction at `t`: one that is there already, or a new node.
    pub fn join(&mut self, t: f64, draft: &mut Draft) -> u32 {
        let near = SAME_JUNCTION_M / self.length.max(SAME_JUNCTION_M);
        if let Some(&(_, node)) = self.joins.iter().find(|(at, _)| (at - t).abs() < near) {
            return node;
        }
        let node = draft.node(self.at(t));
        self.joins.push((t, node));
        node
    }

    /// The nodes of the finished street, with shape nodes about every `spacing` metres.
    pub fn lay(mut self, spacing: f64, draft: &mut Draft) -> Vec<u32> {
        self.joins.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut nodes = Vec::new();
        for (index, &(t, node)) in self.joins.iter().enumerate() {
            if let Some(&(before, _)) = index.checked_sub(1).and_then(|i| self.joins.get(i)) {
                let pieces = ((t - before) * self.length / spacing).round() as u32;
                for piece in 1..pieces {
                    let part = f64::from(piece) / f64::from(pieces);
                    nodes.push(draft.node(self.at(before + (t - before) * part)));
                }
            }
            nodes.push(node);
        }
        nodes
    }
}
