//! What walking an edge costs: a network and an impedance make one weight an arc.

use super::Network;
use crate::units::EdgeId;

/// How metres of street become effective metres.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Impedance {
    /// Effective metres that a flight of stairs costs on top of its length: the seconds it takes
    /// times the walking speed. A flight is an edge tagged `highway=steps`, from junction to
    /// junction; part of a flight costs its share. 0 for none.
    pub flight_m: f64,
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

    /// One weight an arc, in the arcs' order; effective metres.
    #[must_use]
    pub fn weights(self, network: &Network) -> Vec<f64> {
        (0..network.arc_count())
            .map(|arc| {
                let edge = network.edge_of(arc);
                network.length_m(edge) * self.per_metre(network, edge)
            })
            .collect()
    }
}
