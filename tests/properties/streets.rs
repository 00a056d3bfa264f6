//! The whole engine on random streets (one-way, blocked, crossing, repeated) against brute force.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;
use walkshed::geodesy::LonLat;
use walkshed::inputs::Streets;
use walkshed::network::{Builder, Impedance};
use walkshed::rules::walkers::Walkable;
use walkshed::snapping::Snapper;
use walkshed::units::{Cost, FacilityId, NodeId};
use walkshed::walk::access::Searched;
use walkshed::walk::sweep::Search;
use walkshed::walk::{Access, Seeds, nearest};

use crate::places::Plain;
use crate::settings::cases;

const SNAP_LIMIT_M: f64 = 150.0;

/// A point within 800 by 800 m.
pub fn point() -> impl Strategy<Value = [f64; 2]> {
    (0u32..90_000, 0u32..70_000)
        .prop_map(|(x, y)| [106.2 + f64::from(x) * 1e-7, 38.5 + f64::from(y) * 1e-7])
}

pub fn streets() -> impl Strategy<Value = Streets> {
    let lattice: Vec<[f64; 2]> = (0..25)
        .map(|i| [106.2 + f64::from(i % 5) * 0.002, 38.5 + f64::from(i / 5) * 0.0016])
        .collect();
    (2usize..11).prop_flat_map(move |count| {
        let way = (vec(0..=count as u32, 2..7), 0u8..5);
        (
            subsequence(lattice.clone(), count),
            vec(point(), count),
            vec(way, 1..7),
            vec(0u8..8, count),
        )
            .prop_map(|(nodes, shifts, ways, stops)| {
                let mut streets = Streets {
                    // Off the lattice by up to 80 m, so that nothing is parallel or equally far.
                    nodes: nodes
                        .iter()
                        .zip(&shifts)
                        .map(|(n, s)| [n[0] + 0.1 * (s[0] - 106.2), n[1] + 0.1 * (s[1] - 38.5)])
                        .collect(),
                    blocked: stops.iter().map(|&stop| stop == 0).collect(),
                    ..Streets::default()
                };
                for (refs, direction) in ways {
                    let walkable = Walkable {
                        forward: direction != 0,
                        backward: direction != 1,
                        steps: direction == 2,
                    };
                    let count = nodes.len() as u32;
                    // A number too high stands for a node that the file does not hold.
                    let held = |r: u32| if r == count { Streets::MISSING } else { r };
                    streets.push_way(walkable, refs.into_iter().map(held));
                }
                streets
            })
    })
}

/// Homes and doors: anywhere, or exactly on a node.
fn points(streets: &Streets, anywhere: &[[f64; 2]], on_node: bool) -> Vec<[f64; 2]> {
    let nodes = streets.nodes.iter().filter(|_| on_node);
    let plain = Plain::of(streets);
    // Torn points belong to one of two places, and each answer is right.
    anywhere.iter().chain(nodes).copied().filter(|&p| !plain.is_torn(p)).collect()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn every_home_walks_as_far_as_brute_force_says(
        streets in streets(), homes in vec(point(), 1..8), doors in vec(point(), 1..4),
        at_nodes in any::<bool>(),
    ) {
        let homes = points(&streets, &homes, true);
        let doors = points(&streets, &doors, at_nodes);
        let expected = Plain::of(&streets).distances(&homes, &doors, SNAP_LIMIT_M);

        let network = Builder { min_component_m: 0.0, avoid_steps: false }.build(&streets);
        let snapper = Snapper::new(&network);
        let link = |points: &[[f64; 2]]| {
            let places: Vec<_> = points.iter().map(|p| LonLat::new(p[0], p[1]).unwrap()).collect();
            snapper.link(&places, SNAP_LIMIT_M)
        };
        let (homes_at, doors_at) = (link(&homes), link(&doors));
        let impedance = Impedance::default();
        let weights = impedance.weights(&network);
        let horizon = Cost::new(50_000.0).unwrap();
        let searched = |doors: &[usize]| {
            let entrances =
                doors.iter().filter_map(|&d| doors_at[d].map(|snap| (FacilityId(d as u32), snap)));
            let seeds = Seeds::plant(&network, impedance, entrances);
            let field = nearest::search(&network, &weights, &seeds.at_nodes, horizon);
            Searched { network: &network, impedance, seeds, field, metres: None, horizon }
        };
        let answer = |searched: &Searched<'_>, home: usize| {
            homes_at[home].map_or(Access::NONE, |place| searched.from_place(place))
        };

        let all: Vec<usize> = (0..doors.len()).collect();
        let together = searched(&all);
        for (home, expected) in expected.iter().enumerate() {
            let least = expected.iter().copied().fold(f64::INFINITY, f64::min);
            let found = answer(&together, home);
            prop_assert_eq!(found.cost.reached().is_some(), least.is_finite(), "home {}", home);
            if let Some(metres) = found.cost.reached() {
                // 1e-7 is what the formula of lengths promises.
                prop_assert!((metres - least).abs() <= 1e-7 * least + 1e-6, "{metres} {least}");
                let named = expected[found.facility.unwrap().index()];
                prop_assert!((named - least).abs() <= 1e-7 * least + 1e-6, "not the nearest");
            }
        }
        let mut search = Search::new(&network);
        for &door in &all {
            let alone = searched(&[door]);
            for home in 0..homes.len() {
                let (found, expected) = (answer(&alone, home).cost.metres(), expected[home][door]);
                let close = found == expected || (found - expected).abs() <= 1e-7 * expected + 1e-6;
                prop_assert!(close, "home {home} to door {door}: {found}, expected {expected}");
            }
            // One search a facility settles on the same costs as the search for a category.
            search.run(&network, &weights, &alone.seeds.at_nodes, horizon);
            for node in 0..network.node_count() as u32 {
                prop_assert_eq!(search.cost(NodeId(node)), alone.field.cost(NodeId(node)));
            }
        }
    }

    #[test]
    fn streets_are_kept_whole(streets in streets()) {
        let plain = Plain::of(&streets);
        let network = Builder { min_component_m: 0.0, avoid_steps: false }.build(&streets);
        let edges = || network.edges();
        let segments: usize = edges().map(|e| network.polyline(e).0.len() - 1).sum();
        prop_assert_eq!(segments, plain.count());
        prop_assert_eq!(network.facts().segments as usize, plain.count());
        let metres: f64 = edges().map(|e| network.length_m(e)).sum();
        prop_assert!((metres - plain.metres()).abs() <= 1e-7 * metres);
        let arcs: usize = edges()
            .map(|e| usize::from(network.walk(e).forward()) + usize::from(network.walk(e).backward()))
            .sum();
        prop_assert_eq!(network.arc_count(), arcs);
    }
}
