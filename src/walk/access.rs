//! From nodes to residents: the access leg, both ends of the edge, and walks along one edge.

use super::nearest::CostField;
use super::seeds::Seeds;
use crate::network::{Impedance, Network};
use crate::snapping::Snap;
use crate::units::{Cost, FacilityId, NodeId};

/// A resident's answer for one category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Access {
    /// Access leg + way along the network + egress leg; unreached when nothing is within the
    /// horizon.
    pub cost: Cost,
    /// The nearest facility.
    pub facility: Option<FacilityId>,
    /// The first leg of the walk.
    pub leg: Leg,
}

/// How a walk leaves the place where the resident meets the street.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Leg {
    /// Nowhere: nothing is reached.
    None,
    /// To an end of the edge, over so many metres of it.
    Node(NodeId, f64),
    /// Straight along the edge, over so many metres, to a facility on it.
    Edge(f64),
}

impl Access {
    /// Nothing is reached.
    pub const NONE: Access = Access { cost: Cost::UNREACHED, facility: None, leg: Leg::None };

    /// The better of two answers: the smaller cost, then the lower facility number.
    #[must_use]
    pub fn better(self, other: Access) -> Access {
        match self.cost.order(other.cost).then(self.facility.cmp(&other.facility)) {
            std::cmp::Ordering::Greater => other,
            _ => self,
        }
    }
}

/// The nearest facility from a place on the network, within `horizon` (inclusive).
#[must_use]
pub fn from_place(
    network: &Network,
    impedance: Impedance,
    field: &CostField,
    seeds: &Seeds,
    place: Snap,
    horizon: Cost,
) -> Access {
    let [first, last] = network.ends(place.edge);
    let walk = network.walk(place.edge);
    let length_m = network.length_m(place.edge);
    let per_metre = impedance.per_metre(network, place.edge);
    let mut best = Access::NONE;
    let mut consider = |street_m: f64, rest: f64, facility, leg| {
        let cost = Cost::of_sum(place.access_m + (street_m * per_metre + rest));
        best = best.better(Access { cost, facility, leg });
    };
    // A foot on a node is on the node, whatever the direction of its edge.
    if walk.backward() || place.along_m == 0.0 {
        let street_m = place.along_m;
        let rest = field.cost(first).metres();
        consider(street_m, rest, field.facility(first), Leg::Node(first, street_m));
    }
    if walk.forward() || place.along_m == length_m {
        let street_m = length_m - place.along_m;
        let rest = field.cost(last).metres();
        consider(street_m, rest, field.facility(last), Leg::Node(last, street_m));
    }
    for on_edge in seeds.on(place.edge) {
        let ahead_m = on_edge.along_m - place.along_m;
        if ahead_m == 0.0 || (ahead_m > 0.0 && walk.forward()) || (ahead_m < 0.0 && walk.backward())
        {
            let street_m = ahead_m.abs();
            consider(street_m, on_edge.egress_m, Some(on_edge.facility), Leg::Edge(street_m));
        }
    }
    if best.cost.within(horizon) { best } else { Access::NONE }
}
