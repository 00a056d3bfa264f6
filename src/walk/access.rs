//! From nodes to residents: the access leg, both ends of the edge, and walks along one edge.

use super::nearest::CostField;
use super::seeds::Seeds;
use crate::network::{Impedance, Network};
use crate::snapping::Snap;
use crate::units::{Cost, FacilityId};

/// A resident's answer for one category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Access {
    /// Access leg + way along the network + egress leg; unreached when nothing is within the
    /// horizon.
    pub cost: Cost,
    /// Metres of that walk; equal to the cost unless the profile charges stairs. Infinite when
    /// unreached.
    pub metres: f64,
    /// The nearest facility.
    pub facility: Option<FacilityId>,
}

impl Access {
    /// Nothing is reached.
    pub const NONE: Access =
        Access { cost: Cost::UNREACHED, metres: f64::INFINITY, facility: None };

    /// The better of two answers: the smaller cost, then the lower facility number, then fewer
    /// metres, so that the order in which answers are compared tells nothing.
    #[must_use]
    pub fn better(self, other: Access) -> Access {
        let order = self.cost.order(other.cost).then(self.facility.cmp(&other.facility));
        match order.then(self.metres.total_cmp(&other.metres)) {
            std::cmp::Ordering::Greater => other,
            _ => self,
        }
    }
}

/// One category on one network, searched: ready to answer for any place.
pub struct Searched<'a> {
    /// The network.
    pub network: &'a Network,
    /// What walking it costs.
    pub impedance: Impedance,
    /// The facilities.
    pub seeds: Seeds,
    /// Cost of every node.
    pub field: CostField,
    /// Walked metres of every node, where they differ from the cost.
    pub metres: Option<Vec<f64>>,
    /// How far the search ran; a farther facility counts as none.
    pub horizon: Cost,
}

impl Searched<'_> {
    /// The nearest facility from a place on the network, within the horizon (inclusive).
    #[must_use]
    pub fn from_place(&self, place: Snap) -> Access {
        let network = self.network;
        let [first, last] = network.ends(place.edge);
        let walk = network.walk(place.edge);
        let length_m = network.length_m(place.edge);
        let per_metre = self.impedance.per_metre(network, place.edge);
        let mut best = Access::NONE;
        let mut consider = |street_m: f64, rest: f64, rest_m: f64, facility| {
            let cost = Cost::of_sum(place.access_m + (street_m * per_metre + rest));
            let metres = place.access_m + (street_m + rest_m);
            best = best.better(Access { cost, metres, facility });
        };
        // A foot on a node is on the node, whatever the direction of its edge.
        let ways = [
            (walk.backward() || place.along_m == 0.0, first, place.along_m),
            (walk.forward() || place.along_m == length_m, last, length_m - place.along_m),
        ];
        for (open, node, street_m) in ways {
            if open {
                let rest = self.field.cost(node).metres();
                let rest_m = self.metres.as_ref().map_or(rest, |metres| metres[node.index()]);
                consider(street_m, rest, rest_m, self.field.facility(node));
            }
        }
        for on_edge in self.seeds.on(place.edge) {
            let ahead_m = on_edge.along_m - place.along_m;
            let open = ahead_m == 0.0
                || (ahead_m > 0.0 && walk.forward())
                || (ahead_m < 0.0 && walk.backward());
            if open {
                let egress_m = on_edge.egress_m;
                consider(ahead_m.abs(), egress_m, egress_m, Some(on_edge.facility));
            }
        }
        if best.cost.within(self.horizon) { best } else { Access::NONE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_answer_is_the_same_whichever_comes_first() {
        let access = |cost, facility, metres| {
            let cost = Cost::new(cost).unwrap();
            Access { cost, metres, facility: Some(FacilityId(facility)) }
        };
        let falling = [
            access(90.0, 7, 90.0),
            access(100.0, 1, 50.0),
            access(100.0, 1, 100.0),
            access(100.0, 2, 20.0),
            Access::NONE,
        ];
        for (i, &a) in falling.iter().enumerate() {
            for &b in &falling[i..] {
                assert_eq!((a.better(b), b.better(a)), (a, a));
            }
        }
    }
}
