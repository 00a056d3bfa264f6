//! Nearest facility of every node: one bounded multi-source search a category.

use super::queue::Buckets;
use super::seeds::Seed;
use crate::network::{Network, WeightedArc};
use crate::units::{Cost, FacilityId, NodeId};

/// For each node, the cost to the nearest facility and which one it is.
#[derive(Clone, Debug)]
pub struct CostField {
    label: Vec<Label>,
}

/// Cost and facility side by side: a search reads both.
#[derive(Clone, Copy, Debug)]
struct Label {
    cost: f64,
    facility: u32,
}

impl Label {
    const UNREACHED: Label = Label { cost: f64::INFINITY, facility: u32::MAX };

    /// Cheaper, or as cheap with the lower facility number: the result depends on nothing else.
    fn beats(self, other: Label) -> bool {
        self.cost < other.cost || (self.cost == other.cost && self.facility < other.facility)
    }
}

impl CostField {
    /// Cost from a node to its nearest facility, egress leg included.
    #[must_use]
    pub fn cost(&self, node: NodeId) -> Cost {
        Cost::of_sum(self.label[node.index()].cost)
    }

    /// The nearest facility of a node, if one is within the horizon. Of equally near ones the one
    /// with the lowest number.
    #[must_use]
    pub fn facility(&self, node: NodeId) -> Option<FacilityId> {
        let label = self.label[node.index()];
        label.cost.is_finite().then_some(FacilityId(label.facility))
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.label.len()
    }

    /// Whether the network has no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.label.is_empty()
    }
}

/// Searches from all seeds at once, against the direction of walking, as far as `horizon`
/// (inclusive). `weights` is what [`Impedance::weights`](crate::network::Impedance) gives.
///
/// O(nodes + arcs) in practice: see [`queue`](super) for why.
#[must_use]
pub fn search(
    network: &Network,
    weights: &[WeightedArc],
    seeds: &[Seed],
    horizon: Cost,
) -> CostField {
    let mut label = vec![Label::UNREACHED; network.node_count()];
    let horizon_m = horizon.metres();
    let mut queue = Buckets::default();
    queue.reset();
    for seed in seeds {
        let candidate = Label { cost: seed.cost.metres(), facility: seed.facility.0 };
        let known = &mut label[seed.node.index()];
        if candidate.cost <= horizon_m && candidate.beats(*known) {
            *known = candidate;
            queue.push(seed.node.0, candidate.cost);
        }
    }
    let mut batch = Vec::new();
    while queue.take(&mut batch) {
        for waiting in &batch {
            let here = label[waiting.node as usize];
            if waiting.cost != here.cost {
                continue; // a cheaper way was found since
            }
            for arc in &weights[network.arcs_into(NodeId(waiting.node))] {
                let candidate = Label { cost: here.cost + arc.cost, facility: here.facility };
                let known = &mut label[arc.tail.index()];
                if candidate.beats(*known) && candidate.cost <= horizon_m {
                    *known = candidate;
                    if !arc.dead_end {
                        queue.push(arc.tail.0, candidate.cost);
                    }
                }
            }
        }
    }
    CostField { label }
}
