//! What walking an edge costs: a network and an impedance make one weight an arc.

use super::Network;
use crate::units::{EdgeId, NodeId};

/// How metres of street become effective metres.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Impedance {
    /// Effective metres that a flight of stairs costs on top of its length: the seconds it takes
    /// times the walking speed. A flight is an edge tagged `highway=steps`, from junction to
    /// junction; part of a flight costs its share. 0 for none.
    pub flight_m: f64,
}

/// An arc as a search sees it, 16 bytes: what it costs and where it comes from lie side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedArc {
    /// Effective metres; never negative.
    pub cost: f64,
    /// The node it comes from.
    pub tail: NodeId,
    /// Whether walks reach its tail from its head only, so that a search that comes over this arc
    /// finds nothing beyond.
    pub dead_end: bool,
}

impl Impedance {
    /// Cost of one metre of an edge, effective metres.
    #[must_use]
    pub fn per_metre(self, network: &Network, edge: EdgeId) -> f64 {
        if self.flight_m > 0.0 && network.walk(edge).steps() {
            let length_m = network.length_m(edge);
            if length_m > 0.0 {
                return 1.0 + self.flight_m / length_m;
            }
        }
        1.0
    }

    /// One weighted arc an arc of the network, in the same order.
    #[must_use]
    pub fn weights(self, network: &Network) -> Vec<WeightedArc> {
        let nodes = (0..network.node_count() as u32).map(NodeId);
        let into = |head| network.arcs_into(head).map(move |arc| (head, arc));
        nodes
            .flat_map(into)
            .map(|(head, arc)| {
                let (edge, tail) = (network.edge_of(arc), network.tail(arc));
                let leads_back = |arc| [head, tail].contains(&network.tail(arc));
                WeightedArc {
                    cost: network.length_m(edge) * self.per_metre(network, edge),
                    tail,
                    dead_end: network.arcs_into(tail).all(leads_back),
                }
            })
            .collect()
    }
}
