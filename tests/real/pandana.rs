//! A street graph of Seattle whose numbers another library published: every edge is one step long.

use std::collections::BTreeMap;
use std::path::Path;

use walkshed::network::{Impedance, Network};
use walkshed::units::{Cost, FacilityId, NodeId};
use walkshed::walk::sweep::{self, Search};
use walkshed::walk::{Seed, nearest};

use crate::data;

/// Farther counts as none.
const CUT: f64 = 2000.0;

struct Sample {
    ids: Vec<i64>,
    network: Network,
    /// The node that each of the 50 points sits on.
    on_node: Vec<u32>,
    /// Where the points are, `[x, y]` degrees.
    at: Vec<[f64; 2]>,
}

impl Sample {
    fn read(folder: &Path) -> Sample {
        let table = |name: &str| data::table(&folder.join(name));
        let xy = |row: &BTreeMap<String, String>| ["x", "y"].map(|k| row[k].parse().unwrap());
        let nodes = table("osm_sample_nodes.csv");
        let ids: Vec<i64> = nodes.iter().map(|row| row["id"].parse().unwrap()).collect();
        let number: BTreeMap<i64, u32> = ids.iter().copied().zip(0..).collect();
        let node =
            |row: &BTreeMap<String, String>, key: &str| number[&row[key].parse::<i64>().unwrap()];
        let edges: Vec<_> = table("osm_sample_edges.csv")
            .iter()
            .map(|row| (node(row, "from"), node(row, "to"), row["weight"].parse().unwrap()))
            .collect();
        let places: Vec<[f64; 2]> = nodes.iter().map(xy).collect();
        let points = table("osm_sample_pois.csv");
        Sample {
            network: Network::from_edges(&places, &edges).unwrap(),
            ids,
            on_node: points.iter().map(|row| node(row, "node")).collect(),
            at: points.iter().map(xy).collect(),
        }
    }

    /// Index of the node nearest to a point in plain degrees, and how far it is.
    fn nearest_node(&self, point: usize) -> (usize, f64) {
        let [x, y] = self.at[point];
        let degrees = |i: u32| {
            let [nx, ny] = self.network.node_at(NodeId(i));
            (nx - x).hypot(ny - y)
        };
        let all = (0..self.ids.len() as u32).map(|i| (i as usize, degrees(i)));
        all.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
    }

    fn seeds(&self) -> Vec<Seed> {
        let seed = |(i, &node)| Seed {
            node: NodeId(node),
            cost: Cost::ZERO,
            metres: 0.0,
            facility: FacilityId(i),
        };
        (0u32..).zip(&self.on_node).map(seed).collect()
    }
}

fn sample() -> Option<Sample> {
    Some(Sample::read(&data::root()?.join("pandana_sample")))
}

#[test]
fn the_sample_is_whole_and_its_largest_component_has_477_nodes() {
    let Some(sample) = sample() else { return };
    assert_eq!((sample.network.node_count(), sample.network.edge_count()), (1498, 1702));
    assert_eq!(sample.network.arc_count(), 2 * 1702);
    let mut nodes: BTreeMap<u32, usize> = BTreeMap::new();
    for node in 0..1498 {
        *nodes.entry(sample.network.component(NodeId(node))).or_default() += 1;
    }
    assert_eq!(nodes.values().max(), Some(&477));
}

#[test]
fn the_published_nearest_nodes() {
    let Some(sample) = sample() else { return };
    assert_eq!(sample.at.len(), 50);
    assert_eq!(sample.ids[sample.nearest_node(48).0], 1_840_703_798);
    assert_eq!(sample.ids[sample.nearest_node(43).0], 257_739_973);
    let near = (0..50).filter(|&point| sample.nearest_node(point).1 <= 0.0005);
    assert_eq!(near.count(), 14);
    for point in 0..50 {
        assert_eq!(sample.nearest_node(point).0, sample.on_node[point] as usize, "{point}");
    }
}

#[test]
fn the_nearest_three_points_of_every_node() {
    let Some(sample) = sample() else { return };
    let Some(root) = data::root() else { return };
    let network = &sample.network;
    let weights = Impedance::default().weights(network);
    let (seeds, cut) = (sample.seeds(), Cost::new(CUT).unwrap());
    let field = nearest::search(network, &weights, &seeds, cut);

    // Every point by itself, with one scratch for all of them.
    let mut search = Search::new(network);
    let mut steps: Vec<Vec<f64>> = vec![Vec::new(); sample.ids.len()];
    let mut reached = Vec::new();
    for seed in &seeds {
        let nodes = search.run(network, &weights, std::slice::from_ref(seed), cut).to_vec();
        reached.push(nodes.len());
        for node in nodes {
            steps[node as usize].push(search.cost(NodeId(node)).metres());
        }
    }
    let one_each: Vec<Vec<Seed>> = seeds.iter().map(|&seed| vec![seed]).collect();
    assert_eq!(sweep::count_within(network, &weights, &one_each, cut), reached);

    let expected =
        data::table(&root.join("pandana_sample").join("osm_sample_expected_nearest.csv"));
    assert_eq!(expected.len(), sample.ids.len());
    let row_of: BTreeMap<i64, &BTreeMap<String, String>> =
        expected.iter().map(|row| (row["node"].parse().unwrap(), row)).collect();
    let (mut sum, mut reach) = (0.0, 0);
    for (i, id) in sample.ids.iter().enumerate() {
        steps[i].sort_by(f64::total_cmp);
        let d = |k: usize| steps[i].get(k).copied().unwrap_or(CUT);
        let ours = [d(0), d(1), d(2)];
        let theirs = ["d1", "d2", "d3"].map(|key| row_of[id][key].parse::<f64>().unwrap());
        assert_eq!(ours, theirs, "node {id}");
        let node = NodeId(i as u32);
        assert_eq!(field.cost(node).reached().unwrap_or(CUT), theirs[0], "node {id}");
        if let Some(facility) = field.facility(node) {
            let alone = &seeds[facility.index()..=facility.index()];
            search.run(network, &weights, alone, cut);
            assert_eq!(search.cost(node), field.cost(node), "the facility named at {id}");
        }
        sum += theirs[0];
        reach += u32::from(theirs[0] < CUT);
    }
    assert_eq!((reach, 1498 - reach), (518, 980));
    // Published with four decimals.
    assert!((sum / 1498.0 - 1311.8985).abs() < 0.5e-4);
}
