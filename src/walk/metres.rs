//! Walked metres of least-cost walks, where a profile makes cost and metres differ (stairs).

use super::nearest::CostField;
use super::seeds::Seed;
use crate::network::{Network, WeightedArc};
use crate::units::NodeId;

/// Metres of the least-cost walk from every node to its nearest facility; infinite when unreached.
///
/// Follows the arcs on which the costs of the search add up exactly, from the seeds outwards; of
/// several least-cost walks one is taken, always the same.
#[must_use]
pub fn along_least_cost(
    network: &Network,
    weights: &[WeightedArc],
    field: &CostField,
    seeds: &[Seed],
) -> Vec<f64> {
    let mut metres = vec![f64::INFINITY; field.len()];
    let mut waiting: Vec<NodeId> = Vec::new();
    for seed in seeds {
        let slot = &mut metres[seed.node.index()];
        let is_best =
            field.cost(seed.node) == seed.cost && field.facility(seed.node) == Some(seed.facility);
        if is_best && slot.is_infinite() {
            *slot = seed.metres;
            waiting.push(seed.node);
        }
    }
    while let Some(node) = waiting.pop() {
        let (cost, facility) = (field.cost(node).metres(), field.facility(node));
        for arc in network.arcs_into(node) {
            let tail = network.tail(arc);
            let tight = field.cost(tail).metres() == cost + weights[arc].cost
                && field.facility(tail) == facility;
            if tight && metres[tail.index()].is_infinite() {
                metres[tail.index()] =
                    metres[node.index()] + network.length_m(network.edge_of(arc));
                waiting.push(tail);
            }
        }
    }
    metres
}
