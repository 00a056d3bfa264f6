//! Whom each facility has within reach, however near another one is.

use rayon::prelude::*;

use super::seeds::Seeds;
use super::sweep::Search;
use crate::network::{Impedance, Network, WeightedArc};
use crate::snapping::Snap;
use crate::units::{Cost, EdgeId, FacilityId, NodeId, ResidentId};

/// Entrances of residents by the nodes and edges that they are walked from.
///
/// Memory: about 100 bytes an entrance.
pub struct Homes<'n> {
    network: &'n Network,
    impedance: Impedance,
    /// Where the ways from each node begin in `ways`; one more than there are nodes.
    first: Vec<u32>,
    ways: Vec<Way>,
    /// Entrances in the order of their edges.
    on_edge: Vec<(EdgeId, Snap, ResidentId)>,
}

/// The way of somebody to one end of the own edge.
#[derive(Clone, Copy)]
struct Way {
    resident: ResidentId,
    access_m: f64,
    /// Cost along the edge.
    street: f64,
}

impl<'n> Homes<'n> {
    /// Indexes entrances (several of one resident are fine).
    #[must_use]
    pub fn of(
        network: &'n Network,
        impedance: Impedance,
        entrances: impl IntoIterator<Item = (ResidentId, Snap)>,
    ) -> Homes<'n> {
        let mut on_edge: Vec<_> =
            entrances.into_iter().map(|(resident, snap)| (snap.edge, snap, resident)).collect();
        on_edge.par_sort_unstable_by_key(|&(edge, _, resident)| (edge, resident));
        let mut from: Vec<(NodeId, Way)> = Vec::with_capacity(2 * on_edge.len());
        for &(edge, snap, resident) in &on_edge {
            let [first, last] = network.ends(edge);
            let (walk, length_m) = (network.walk(edge), network.length_m(edge));
            let per_metre = impedance.per_metre(network, edge);
            let way = |street_m: f64| Way {
                resident,
                access_m: snap.access_m,
                street: street_m * per_metre,
            };
            // As in `Searched::from_place`, so that both agree to the last bit.
            if walk.backward() || snap.along_m == 0.0 {
                from.push((first, way(snap.along_m)));
            }
            if walk.forward() || snap.along_m == length_m {
                from.push((last, way(length_m - snap.along_m)));
            }
        }
        let mut first = vec![0u32; network.node_count() + 1];
        for (node, _) in &from {
            first[node.index() + 1] += 1;
        }
        for node in 0..network.node_count() {
            first[node + 1] += first[node];
        }
        // Each to the next free place of its node.
        let mut next = first.clone();
        let mut ways = from.first().map_or_else(Vec::new, |&(_, way)| vec![way; from.len()]);
        for (node, way) in from {
            ways[next[node.index()] as usize] = way;
            next[node.index()] += 1;
        }
        Homes { network, impedance, first, ways, on_edge }
    }

    /// For each facility (given by the places of its entrances) the residents that have a walk to it
    /// within `cutoff` (inclusive), ascending. In parallel, in order.
    #[must_use]
    pub fn served(
        &self,
        weights: &[WeightedArc],
        facilities: &[Vec<Snap>],
        cutoff: Cost,
    ) -> Vec<Vec<ResidentId>> {
        facilities
            .par_iter()
            .with_min_len(16)
            .map_init(
                || Search::new(self.network),
                |search, doors| self.of_one(search, weights, doors, cutoff),
            )
            .collect()
    }

    fn of_one(
        &self,
        search: &mut Search,
        weights: &[WeightedArc],
        doors: &[Snap],
        cutoff: Cost,
    ) -> Vec<ResidentId> {
        let planted = doors.iter().map(|&snap| (FacilityId(0), snap));
        let seeds = Seeds::plant(self.network, self.impedance, planted);
        let mut found = Vec::new();
        search.run(self.network, weights, &seeds.at_nodes, cutoff);
        for &node in search.reached() {
            let rest = search.cost(NodeId(node)).metres();
            let node = node as usize;
            for way in &self.ways[self.first[node] as usize..self.first[node + 1] as usize] {
                if Cost::of_sum(way.access_m + (way.street + rest)).within(cutoff) {
                    found.push(way.resident);
                }
            }
        }
        // Walks that never leave the edge.
        for door in doors {
            let walk = self.network.walk(door.edge);
            let per_metre = self.impedance.per_metre(self.network, door.edge);
            let start = self.on_edge.partition_point(|&(edge, ..)| edge < door.edge);
            let own = self.on_edge[start..].iter().take_while(|&&(edge, ..)| edge == door.edge);
            for (_, place, resident) in own {
                let ahead_m = door.along_m - place.along_m;
                let open = ahead_m == 0.0
                    || (ahead_m > 0.0 && walk.forward())
                    || (ahead_m < 0.0 && walk.backward());
                let street = ahead_m.abs() * per_metre;
                let cost = Cost::of_sum(place.access_m + (street + door.access_m));
                if open && cost.within(cutoff) {
                    found.push(*resident);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walk::access::Searched;
    use crate::walk::nearest;
    use proptest::prelude::*;

    fn snaps(network: &Network, places: &[(u32, f64, f64)]) -> Vec<Snap> {
        let snap = |&(edge, share, access_m): &(u32, f64, f64)| {
            let edge = EdgeId(edge % network.edge_count() as u32);
            Snap { edge, along_m: share * network.length_m(edge), access_m }
        };
        places.iter().map(snap).collect()
    }

    fn places() -> impl Strategy<Value = Vec<(u32, f64, f64)>> {
        prop::collection::vec(
            (0u32..40, prop_oneof![Just(0.0), Just(1.0), 0.0..1.0], 0.0..50.0),
            1..12,
        )
    }

    proptest! {
        /// One facility alone, asked resident by resident with the search for the nearest, says the
        /// same: nobody else is served, and nobody is forgotten.
        #[test]
        fn agrees_with_the_nearest_of_each_facility_alone(
            lengths in prop::collection::vec(20.0f64..400.0, 24),
            homes in places(), doors in places(), cutoff in 0.0f64..900.0,
        ) {
            // A grid of 4 × 4 nodes.
            let nodes: Vec<[f64; 2]> =
                (0..16).map(|i| [106.0 + 0.001 * f64::from(i % 4), 38.0 + 0.001 * f64::from(i / 4)])
                    .collect();
            let across = (0..16u32).filter(|i| i % 4 < 3).map(|i| (i, i + 1));
            let along = (0..12u32).map(|i| (i, i + 4));
            let edges: Vec<(u32, u32, f64)> =
                across.chain(along).zip(&lengths).map(|((a, b), &m)| (a, b, m)).collect();
            let network = Network::from_edges(&nodes, &edges).unwrap();
            let impedance = Impedance::default();
            let weights = impedance.weights(&network);
            let cutoff = Cost::new(cutoff).unwrap();
            let (homes, doors) = (snaps(&network, &homes), snaps(&network, &doors));
            // Two entrances a resident.
            let own = || homes.iter().enumerate().map(|(i, &s)| (ResidentId(i as u32 / 2), s));
            let index = Homes::of(&network, impedance, own());
            let sets: Vec<Vec<Snap>> = doors.chunks(2).map(<[Snap]>::to_vec).collect();
            let served = index.served(&weights, &sets, cutoff);
            for (set, found) in sets.iter().zip(served) {
                let planted = set.iter().map(|&s| (FacilityId(0), s));
                let seeds = Seeds::plant(&network, impedance, planted);
                let field = nearest::search(&network, &weights, &seeds.at_nodes, cutoff);
                let alone =
                    Searched { network: &network, impedance, seeds, field, metres: None, horizon: cutoff };
                let mut expected: Vec<ResidentId> = own()
                    .filter(|&(_, s)| alone.from_place(s).facility.is_some())
                    .map(|(r, _)| r)
                    .collect();
                expected.dedup();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
