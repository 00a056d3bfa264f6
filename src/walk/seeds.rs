//! Facilities planted on the network: what a search starts from.

use rustc_hash::FxHashMap;

use crate::network::{Impedance, Network};
use crate::snapping::Snap;
use crate::units::{Cost, EdgeId, FacilityId, NodeId};

/// A node and what it already costs to reach a facility from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seed {
    /// The node.
    pub node: NodeId,
    /// From the node along the edge to the foot of the facility, and the egress leg.
    pub cost: Cost,
    /// The same in walked metres; less than the cost where stairs are charged.
    pub metres: f64,
    /// The facility.
    pub facility: FacilityId,
}

/// A facility on an edge, for walks that never leave the edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnEdge {
    /// Metres from the first end of the edge.
    pub along_m: f64,
    /// The egress leg, metres.
    pub egress_m: f64,
    /// The facility.
    pub facility: FacilityId,
}

/// All facilities of one category on a network.
#[derive(Clone, Debug, Default)]
pub struct Seeds {
    /// At the ends of their edges.
    pub at_nodes: Vec<Seed>,
    on_edge: FxHashMap<EdgeId, Vec<OnEdge>>,
}

impl Seeds {
    /// Plants facilities (one entry an entrance; several of one facility are fine).
    ///
    /// Both ends of the edge get a seed where walking towards the facility is allowed; a foot on a
    /// node is on the node, whatever the direction of its edge.
    #[must_use]
    pub fn plant(
        network: &Network,
        impedance: Impedance,
        entrances: impl IntoIterator<Item = (FacilityId, Snap)>,
    ) -> Seeds {
        let mut seeds = Seeds::default();
        for (facility, snap) in entrances {
            let [first, last] = network.ends(snap.edge);
            let walk = network.walk(snap.edge);
            let length_m = network.length_m(snap.edge);
            let per_metre = impedance.per_metre(network, snap.edge);
            let mut seed = |node, street_m: f64| {
                let cost = Cost::of_sum(snap.access_m + street_m * per_metre);
                let metres = snap.access_m + street_m;
                seeds.at_nodes.push(Seed { node, cost, metres, facility });
            };
            if walk.forward() || snap.along_m == 0.0 {
                seed(first, snap.along_m);
            }
            if walk.backward() || snap.along_m == length_m {
                seed(last, length_m - snap.along_m);
            }
            seeds.on_edge.entry(snap.edge).or_default().push(OnEdge {
                along_m: snap.along_m,
                egress_m: snap.access_m,
                facility,
            });
        }
        seeds
    }

    /// The facilities on an edge.
    #[must_use]
    pub fn on(&self, edge: EdgeId) -> &[OnEdge] {
        self.on_edge.get(&edge).map_or(&[], Vec::as_slice)
    }
}
