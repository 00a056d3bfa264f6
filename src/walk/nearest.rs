//! Nearest facility of every node: one bounded multi-source search a category.

use super::queue::Buckets;
use super::seeds::Seed;
use crate::network::{Network, WeightedArc};
use crate::units::{Cost, FacilityId, NodeId};

/// For each node, the cost to the nearest facility and which one it is.
#[derive(Clone, Debug)]
pub struct CostField {
    /// One a node, and one more for where the last node's arcs end.
    label: Vec<Label>,
}

/// Cost and facility of a node, and where its arcs begin: a search reads the three together, and a
/// network does not fit into the nearest cache.
#[derive(Clone, Copy, Debug)]
struct Label {
    cost: f64,
    facility: u32,
    first_arc: u32,
}

impl Label {
    fn unreached(first_arc: u32) -> Label {
        Label { cost: f64::INFINITY, facility: u32::MAX, first_arc }
    }

    /// Takes a cost within the horizon and its facility if it is cheaper than what is known, or as
    /// cheap with a lower facility number: the result depends on nothing else. Whether it was.
    fn take(&mut self, cost: f64, facility: u32, horizon_m: f64) -> bool {
        // Most are dearer: one comparison has to suffice for them.
        if cost > self.cost || cost > horizon_m || (cost == self.cost && facility >= self.facility)
        {
            return false;
        }
        (self.cost, self.facility) = (cost, facility);
        true
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
        self.label.len() - 1
    }

    /// Whether the network has no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How many nodes before its turn the arcs of a node are fetched from memory: a network does not fit
/// into the nearest cache, and without looking ahead the search mostly waits. Measured best.
const AHEAD: usize = 3;

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
    let mut label: Vec<Label> = network.first_arcs().iter().map(|&a| Label::unreached(a)).collect();
    let horizon_m = horizon.metres();
    let mut queue = Buckets::default();
    queue.reset();
    for seed in seeds {
        let cost = seed.cost.metres();
        if label[seed.node.index()].take(cost, seed.facility.0, horizon_m) {
            queue.push(seed.node.0, cost);
        }
    }
    let mut batch = Vec::new();
    let mut fetched = 0;
    while queue.take(&mut batch) {
        for (i, waiting) in batch.iter().enumerate() {
            if let Some(later) = batch.get(i + AHEAD) {
                let arc = weights.get(label[later.node as usize].first_arc as usize);
                fetched ^= arc.map_or(0, |arc| arc.tail.0);
            }
            let [here, next] = [0, 1].map(|i| label[waiting.node as usize + i]);
            if waiting.cost != here.cost {
                continue; // a cheaper way was found since
            }
            for arc in &weights[here.first_arc as usize..next.first_arc as usize] {
                let cost = here.cost + arc.cost;
                let better = label[arc.tail.index()].take(cost, here.facility, horizon_m);
                if better && !arc.dead_end {
                    queue.push(arc.tail.0, cost);
                }
            }
        }
    }
    std::hint::black_box(fetched);
    CostField { label }
}
