//! Searches on bare graphs: zero lengths, loops, parallel edges and pieces that hang together with
//! nothing.

use proptest::collection::vec;
use proptest::prelude::*;
use walkshed::network::{Impedance, Network};
use walkshed::units::{Cost, FacilityId, NodeId};
use walkshed::walk::sweep::{self, Search};
use walkshed::walk::{Seed, nearest};

use crate::oracle::{dijkstra, floyd_warshall};
use crate::settings::cases;

/// A graph, its sources `(node, cost)` and a horizon.
#[derive(Clone, Debug)]
struct Case {
    nodes: usize,
    edges: Vec<(u32, u32, f64)>,
    sources: Vec<(u32, f64)>,
    horizon: f64,
}

/// Lengths in whole metres are summed exactly in any order; small ones make many ties. `per_metre`
/// turns them into lengths that are not.
fn case(per_metre: f64) -> impl Strategy<Value = Case> {
    (1usize..14)
        .prop_flat_map(move |nodes| {
            let node = 0..nodes as u32;
            let length = prop_oneof![Just(0u32), 1u32..6, 1u32..60].prop_map(f64::from);
            let cost = prop_oneof![Just(0u32), 0u32..40].prop_map(f64::from);
            (
                Just(nodes),
                vec((node.clone(), node.clone(), length), 0..26),
                vec((node, cost), 0..6),
                0u32..160,
            )
        })
        .prop_map(move |(nodes, mut edges, mut sources, horizon)| {
            edges.iter_mut().for_each(|edge| edge.2 *= per_metre);
            sources.iter_mut().for_each(|source| source.1 *= per_metre);
            Case { nodes, edges, sources, horizon: f64::from(horizon) * per_metre }
        })
}

impl Case {
    fn network(&self) -> Network {
        // The places mean nothing to a search; some nodes share one.
        let places: Vec<_> =
            (0..self.nodes).map(|i| [10.0 + 0.001 * (i / 2) as f64, 0.0]).collect();
        Network::from_edges(&places, &self.edges).unwrap()
    }

    fn seeds(&self) -> Vec<Seed> {
        let seed = |(number, &(node, cost)): (u32, &(u32, f64))| Seed {
            node: NodeId(node),
            cost: Cost::new(cost).unwrap(),
            metres: cost,
            facility: FacilityId(number),
        };
        (0u32..).zip(&self.sources).map(seed).collect()
    }

    fn horizon(&self) -> Cost {
        Cost::new(self.horizon).unwrap()
    }

    /// What the search says of every node.
    fn nearest(&self, network: &Network) -> Vec<Option<(f64, u32)>> {
        let weights = Impedance::default().weights(network);
        let field = nearest::search(network, &weights, &self.seeds(), self.horizon());
        (0..self.nodes as u32)
            .map(|i| {
                let (cost, facility) = (field.cost(NodeId(i)), field.facility(NodeId(i)));
                assert_eq!(cost.reached().is_some(), facility.is_some());
                cost.reached().zip(facility.map(|f| f.0))
            })
            .collect()
    }

    fn all_pairs(&self) -> Vec<Vec<f64>> {
        let both = self
            .edges
            .iter()
            .flat_map(|&(a, b, m)| [(a as usize, b as usize, m), (b as usize, a as usize, m)]);
        floyd_warshall(self.nodes, &both.collect::<Vec<_>>())
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn nearest_is_the_smallest_of_all_pairs(case in case(1.0)) {
        let pairs = case.all_pairs();
        let found = case.nearest(&case.network());
        for home in 0..case.nodes {
            let all = (0u32..).zip(&case.sources);
            let expected = all
                .map(|(number, &(node, cost))| (pairs[home][node as usize] + cost, number))
                .filter(|&(cost, _)| cost <= case.horizon)
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            prop_assert_eq!(found[home], expected, "node {}", home);
        }
    }

    #[test]
    fn sweep_is_all_pairs_row_by_row_with_one_scratch(case in case(1.0)) {
        let (network, pairs) = (case.network(), case.all_pairs());
        let weights = Impedance::default().weights(&network);
        let seeds = case.seeds();
        let mut search = Search::new(&network);
        let mut counts = Vec::new();
        for (seed, &(node, cost)) in seeds.iter().zip(&case.sources) {
            let one = std::slice::from_ref(seed);
            let mut reached = search.run(&network, &weights, one, case.horizon()).to_vec();
            reached.sort_unstable();
            let expected: Vec<u32> = (0..case.nodes as u32)
                .filter(|&home| pairs[home as usize][node as usize] + cost <= case.horizon)
                .collect();
            prop_assert_eq!(&reached, &expected);
            for home in 0..case.nodes as u32 {
                let metres = pairs[home as usize][node as usize] + cost;
                let expected = (metres <= case.horizon).then_some(metres);
                prop_assert_eq!(search.cost(NodeId(home)).reached(), expected);
            }
            counts.push(reached.len());
        }
        let each: Vec<Vec<Seed>> = seeds.iter().map(|&seed| vec![seed]).collect();
        let counted = sweep::count_within(&network, &weights, &each, case.horizon());
        prop_assert_eq!(counted, counts);
        // All seeds together: whoever reaches any of them.
        let together = search.run(&network, &weights, &seeds, case.horizon()).len();
        let reached = case.nearest(&network).iter().flatten().count();
        prop_assert_eq!(together, reached);
    }

    #[test]
    fn buckets_settle_on_the_sums_of_a_sorted_heap(case in case(7.3)) {
        let sources: Vec<_> =
            (0u32..).zip(&case.sources).map(|(i, &(node, cost))| (node, cost, i)).collect();
        let expected = dijkstra(case.nodes, &case.edges, &sources, case.horizon);
        // Bit by bit: the smallest sum is the same in whatever order nodes are visited.
        prop_assert_eq!(case.nearest(&case.network()), expected);
    }

    #[test]
    fn a_horizon_only_cuts(case in case(3.7), cut in 0.0..1.0f64) {
        let network = case.network();
        let shorter = Case { horizon: case.horizon * cut, ..case.clone() };
        for (near, far) in shorter.nearest(&network).into_iter().zip(case.nearest(&network)) {
            prop_assert_eq!(near, far.filter(|&(cost, _)| cost <= shorter.horizon));
        }
    }

    #[test]
    fn one_more_facility_never_makes_a_walk_longer(case in case(3.7)) {
        let network = case.network();
        let mut fewer = case.clone();
        fewer.sources.pop();
        for (less, more) in fewer.nearest(&network).into_iter().zip(case.nearest(&network)) {
            let cost = |answer: Option<(f64, u32)>| answer.map_or(f64::INFINITY, |(m, _)| m);
            prop_assert!(cost(more) <= cost(less));
        }
    }

    #[test]
    fn components_are_what_hangs_together(case in case(1.0)) {
        let (network, pairs) = (case.network(), case.all_pairs());
        for (a, costs) in pairs.iter().enumerate() {
            for (b, cost) in costs.iter().enumerate() {
                let same = network.component(NodeId(a as u32)) == network.component(NodeId(b as u32));
                prop_assert_eq!(same, cost.is_finite(), "{} and {}", a, b);
            }
        }
    }
}

#[test]
fn edges_that_cannot_be_are_refused() {
    let places = [[10.0, 0.0], [10.001, 0.0]];
    for edge in [(0, 2, 1.0), (2, 0, 1.0), (0, 1, -1.0), (0, 1, f64::NAN), (0, 1, f64::INFINITY)] {
        assert!(Network::from_edges(&places, &[edge]).is_none(), "{edge:?}");
    }
    assert!(Network::from_edges(&places, &[(0, 1, 0.0), (1, 1, 5.0)]).is_some());
    assert!(Network::from_edges(&[], &[]).is_some());
}

#[test]
fn without_a_horizon_everything_that_hangs_together_is_reached() {
    let places = [[10.0, 0.0]; 3];
    let network = Network::from_edges(&places, &[(0, 1, 123_456.75)]).unwrap();
    let weights = Impedance::default().weights(&network);
    let seed = Seed { node: NodeId(0), cost: Cost::ZERO, metres: 0.0, facility: FacilityId(0) };
    for horizon in [Cost::UNREACHED, Cost::new(f64::MAX).unwrap(), Cost::new(1e15).unwrap()] {
        let field = nearest::search(&network, &weights, &[seed], horizon);
        assert_eq!(field.cost(NodeId(1)).reached(), Some(123_456.75));
        assert_eq!(field.cost(NodeId(2)), Cost::UNREACHED);
        let mut search = Search::new(&network);
        assert_eq!(search.run(&network, &weights, &[seed], horizon).len(), 2);
    }
}
