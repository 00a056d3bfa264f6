//! What a made city must hold, read back from its files rather than from memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use osmpbf::{Element, ElementReader};

use super::{Made, NetworkFormat, Spec, write};

const WALKABLE: &[&str] = &[
    "footway",
    "path",
    "steps",
    "living_street",
    "residential",
    "service",
    "tertiary",
    "secondary",
    "primary",
    "trunk",
];

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("walkshed-synth-{}-{name}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn make(folder: &Folder, compounds: u32, seed: u64, network: NetworkFormat) -> Made {
    let spec = Spec { compounds, seed, network };
    write(&spec, &folder.0).expect("a city")
}

type Tags = BTreeMap<String, String>;

/// The network as read back; positions in metres from the middle of the city.
#[derive(Default)]
struct Network {
    nodes: BTreeMap<i64, (f64, f64)>,
    node_tags: BTreeMap<i64, Tags>,
    ways: Vec<(Tags, Vec<i64>)>,
}

impl Network {
    fn read(file: &Path) -> Self {
        let mut network = Self::default();
        let owned = |(k, v): (&str, &str)| (k.to_owned(), v.to_owned());
        let reader = ElementReader::from_path(file).expect("a PBF file");
        let result = reader.for_each(|element| match element {
            Element::DenseNode(node) => {
                let tags: Tags = node.tags().map(owned).collect();
                if !tags.is_empty() {
                    network.node_tags.insert(node.id(), tags);
                }
                network.nodes.insert(node.id(), meters(node.lon(), node.lat()));
            }
            Element::Way(way) => {
                let tags = way.tags().map(owned).collect();
                network.ways.push((tags, way.refs().collect()));
            }
            _ => panic!("only dense nodes and ways are written"),
        });
        result.expect("readable blocks");
        network
    }

    fn walkable(&self) -> impl Iterator<Item = &[i64]> {
        let walkable = |tags: &Tags| {
            let highway = tags.get("highway").map(String::as_str);
            highway.is_some_and(|h| WALKABLE.contains(&h)) && !tags.contains_key("access")
        };
        let ways = self.ways.iter().filter(move |(tags, _)| walkable(tags));
        ways.map(|(_, refs)| refs.as_slice())
    }

    fn closed(&self, node: i64) -> bool {
        let has = |tags: &Tags, key, value| tags.get(key).is_some_and(|v: &String| v == value);
        self.node_tags
            .get(&node)
            .is_some_and(|t| has(t, "access", "private") && !has(t, "foot", "yes"))
    }

    /// Walkable segments, where the nodes in `cut` join nothing, and the component of each.
    fn components(&self, cut: impl Fn(i64) -> bool) -> Vec<Segment> {
        let mut parent: BTreeMap<i64, i64> = BTreeMap::new();
        let mut segments = Vec::new();
        let mut copies = -1;
        for refs in self.walkable() {
            for pair in refs.windows(2) {
                let mut ends = [pair[0], pair[1]];
                for end in &mut ends {
                    if cut(*end) {
                        *end = copies;
                        copies -= 1;
                    }
                    parent.entry(*end).or_insert(*end);
                }
                let (a, b) = (root(&mut parent, ends[0]), root(&mut parent, ends[1]));
                parent.insert(a, b);
                let places = [self.nodes[&pair[0]], self.nodes[&pair[1]]];
                segments.push((places, ends[0]));
            }
        }
        let find = |(places, end)| Segment { places, component: root(&mut parent, end) };
        segments.into_iter().map(find).collect()
    }
}

struct Segment {
    places: [(f64, f64); 2],
    component: i64,
}

impl Segment {
    fn length(&self) -> f64 {
        let [a, b] = self.places;
        (b.0 - a.0).hypot(b.1 - a.1)
    }

    fn distance(&self, to: (f64, f64)) -> f64 {
        let [a, b] = self.places;
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let t = ((to.0 - a.0) * dx + (to.1 - a.1) * dy) / (dx * dx + dy * dy);
        let t = t.clamp(0.0, 1.0);
        (a.0 + t * dx - to.0).hypot(a.1 + t * dy - to.1)
    }
}

fn root(parent: &mut BTreeMap<i64, i64>, mut node: i64) -> i64 {
    while parent[&node] != node {
        let above = parent[&parent[&node]];
        parent.insert(node, above);
        node = above;
    }
    node
}

fn meters(lon: f64, lat: f64) -> (f64, f64) {
    ((lon - 106.2) * 87_232.8, (lat - 38.5) * 111_006.0)
}

fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(file).expect("a table");
    let fields = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().skip(1).map(fields).collect()
}

fn place(row: &[String], lon: usize) -> (f64, f64) {
    let number = |field: &String| field.parse().expect("a coordinate");
    meters(number(&row[lon]), number(&row[lon + 1]))
}

fn lengths(segments: &[Segment]) -> BTreeMap<i64, f64> {
    let mut lengths = BTreeMap::new();
    for segment in segments {
        *lengths.entry(segment.component).or_insert(0.0) += segment.length();
    }
    lengths
}

fn longest(lengths: &BTreeMap<i64, f64>) -> i64 {
    let longest = lengths.iter().max_by(|a, b| a.1.total_cmp(b.1));
    *longest.expect("a component").0
}

#[test]
fn equal_seeds_make_equal_files() {
    for network in [NetworkFormat::Pbf, NetworkFormat::GeoJson] {
        let folders = ["a", "b", "c"].map(|n| Folder::new(&format!("{network:?}-{n}")));
        let [first, second, other] =
            [0, 1, 2].map(|i| make(&folders[i], 60, 5 + i as u64 / 2, network));
        assert_eq!(first.files.len(), 5);
        for ((a, b), c) in first.files.iter().zip(&second.files).zip(&other.files) {
            let bytes = |file| fs::read(file).expect("a file");
            assert_eq!(bytes(a), bytes(b), "{}", a.display());
            if !a.ends_with("study.toml") {
                assert_ne!(bytes(a), bytes(c), "{}", a.display());
            }
        }
    }
}

#[test]
fn the_pbf_reads_back_as_counted() {
    let folder = Folder::new("counts");
    // More than one block of nodes.
    let made = make(&folder, 300, 42, NetworkFormat::Pbf);
    let network = Network::read(&folder.0.join("network.osm.pbf"));
    assert_eq!(network.nodes.len() as u64, made.nodes);
    assert_eq!(network.ways.len() as u64, made.ways);
    let on_street: BTreeSet<i64> = network.walkable().flatten().copied().collect();
    assert_eq!(on_street.len() as u64, made.street_nodes);
    assert_eq!(made.compounds, 300);
    assert_eq!(made.facilities, 72);
    assert_eq!(rows(&folder.0.join("residents.csv")).len() as u64, made.residents);
    assert_eq!(rows(&folder.0.join("facilities.csv")).len() as u64, made.facilities);
    let size: u64 = made.files.iter().map(|f| fs::metadata(f).expect("a file").len()).sum();
    assert!(size < 1_000_000, "{size} bytes");
}

#[test]
fn no_two_nodes_share_a_place() {
    // A GeoJSON network joins equal coordinates, and must be the same network as the PBF.
    for seed in 1..5 {
        let folder = Folder::new(&format!("places-{seed}"));
        make(&folder, 300, seed, NetworkFormat::Pbf);
        let network = Network::read(&folder.0.join("network.osm.pbf"));
        let fixed = |m: f64| (m * 1e3).round() as i64;
        let places: BTreeSet<_> =
            network.nodes.values().map(|&(x, y)| (fixed(x), fixed(y))).collect();
        assert_eq!(places.len(), network.nodes.len(), "seed {seed}");
    }
}

#[test]
fn only_the_intended_compounds_are_islands() {
    for (compounds, seed) in [(1, 1), (7, 2), (60, 3), (60, 4), (300, 42), (300, 5), (1500, 6)] {
        let folder = Folder::new(&format!("islands-{compounds}-{seed}"));
        let made = make(&folder, compounds, seed, NetworkFormat::Pbf);
        let network = Network::read(&folder.0.join("network.osm.pbf"));
        let lengths = lengths(&network.components(|node| network.closed(node)));
        // The short ends of paths before and behind a closed gate are no islands of their own.
        let islands = lengths.values().filter(|&&metres| metres > 60.0).count() - 1;
        assert_eq!(islands as u64, made.islands, "{compounds} compounds, seed {seed}");
        let long = lengths.values().filter(|&&metres| metres > 2000.0).count() - 1;
        if compounds >= 200 {
            assert!(long >= 1, "{compounds} compounds, seed {seed}");
        }
        assert!(long <= 1 + compounds as usize / 300, "{long} long islands");
    }
}

#[test]
fn homes_are_nearer_to_their_own_paths_than_to_any_street() {
    let folder = Folder::new("own-paths");
    make(&folder, 60, 42, NetworkFormat::Pbf);
    let network = Network::read(&folder.0.join("network.osm.pbf"));
    // With every gate shut, each compound is a component of its own.
    let segments = network.components(|node| network.node_tags.contains_key(&node));
    let streets = longest(&lengths(&segments));
    let mut component_of: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows(&folder.0.join("residents.csv")) {
        let at = place(&row, 2);
        let nearest = segments
            .iter()
            .min_by(|a, b| a.distance(at).total_cmp(&b.distance(at)))
            .expect("a segment");
        assert_ne!(nearest.component, streets, "{row:?}");
        assert!(nearest.distance(at) < 60.0, "{row:?}");
        let own = component_of.entry(row[8].clone()).or_insert(nearest.component);
        assert_eq!(*own, nearest.component, "{row:?}");
    }
    let apart: BTreeSet<i64> = component_of.values().copied().collect();
    assert_eq!((component_of.len(), apart.len()), (60, 60));
}

#[test]
fn every_home_lies_in_one_district() {
    let folder = Folder::new("districts");
    make(&folder, 2000, 42, NetworkFormat::Pbf);
    let text = fs::read_to_string(folder.0.join("districts.geojson")).expect("districts");
    let number = |n: &str| n.parse::<f64>().expect("a coordinate");
    let mut rings: Vec<Vec<(f64, f64)>> = Vec::new();
    for line in text.lines() {
        let ring = line.split_once("[[[").and_then(|(_, rest)| rest.split_once("]]]"));
        let Some((ring, _)) = ring else { continue };
        let pairs = ring.split("],[").filter_map(|pair| pair.split_once(','));
        rings.push(pairs.map(|(lon, lat)| meters(number(lon), number(lat))).collect());
    }
    let inside = |ring: &[(f64, f64)], (x, y): (f64, f64)| {
        let crossed = |p: &&[(f64, f64)]| {
            let [a, b] = [p[0], p[1]];
            (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) * (b.0 - a.0) / (b.1 - a.1)
        };
        ring.windows(2).filter(crossed).count() % 2 == 1
    };
    let mut homes = [0; 4];
    for row in rows(&folder.0.join("residents.csv")) {
        let at = place(&row, 2);
        let around: Vec<usize> = (0..4).filter(|&d| inside(&rings[d], at)).collect();
        assert_eq!(around.len(), 1, "{row:?}");
        homes[around[0]] += 1;
    }
    assert!(homes.iter().all(|&n| n > 500), "{homes:?}");
}

#[test]
fn facilities_are_spread_over_the_categories() {
    let folder = Folder::new("facilities");
    make(&folder, 300, 42, NetworkFormat::Pbf);
    let all = rows(&folder.0.join("facilities.csv"));
    let count = |category| all.iter().filter(|row| row[2] == category).count();
    let counts = ["fitness", "clinic", "canteen", "childcare"].map(count);
    assert_eq!(counts.iter().sum::<usize>(), 72);
    assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    let closed = all.iter().filter(|row| row[5] == "closed").count();
    assert!((1..=8).contains(&closed), "{closed} closed");
}

#[test]
fn people_are_counted_sensibly() {
    let folder = Folder::new("people");
    let made = make(&folder, 2000, 42, NetworkFormat::Pbf);
    let buildings = made.residents as f64 / 2000.0;
    assert!((buildings - 12.0).abs() < 0.3, "{buildings} a compound");
    let street_nodes = made.street_nodes as f64 / 2000.0;
    assert!((street_nodes - 60.0).abs() < 5.0, "{street_nodes} a compound");
    let mut sums = [0u64; 4];
    for row in rows(&folder.0.join("residents.csv")) {
        let numbers: Vec<u64> = row[4..8].iter().map(|n| n.parse().expect("a number")).collect();
        assert!((60..=250).contains(&numbers[0]), "{row:?}");
        sums.iter_mut().zip(numbers).for_each(|(sum, n)| *sum += n);
    }
    let [pop, households, pop60, pop0_3] = sums.map(|sum| sum as f64);
    assert!((pop / households - 2.7).abs() < 0.02);
    assert!((0.15..0.32).contains(&(pop60 / pop)), "{}", pop60 / pop);
    assert!((0.02..0.04).contains(&(pop0_3 / pop)), "{}", pop0_3 / pop);
}

#[test]
fn impossible_sizes_are_refused() {
    let folder = Folder::new("refused");
    for compounds in [0, super::MOST_COMPOUNDS + 1] {
        let spec = Spec { compounds, ..Spec::default() };
        assert!(write(&spec, &folder.0).is_err());
    }
    assert!(!folder.0.exists());
}
