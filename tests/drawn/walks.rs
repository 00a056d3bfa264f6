//! Distances from place to place of a map.

use std::collections::BTreeMap;

use walkshed::geodesy::LonLat;
use walkshed::inputs::{Rejects, Source, Streets, read_barriers};
use walkshed::network::{Builder, Impedance, Network};
use walkshed::rules::walkers::Walkable;
use walkshed::snapping::{Barriers, Snap, Snapper};
use walkshed::units::{Cost, FacilityId};
use walkshed::walk::access::Searched;
use walkshed::walk::{Access, Seeds, nearest};

use crate::geojson::{collection, feature};
use crate::picture::spot;

/// A network and the places of its map.
pub struct Walks {
    pub network: Network,
    places: BTreeMap<char, [f64; 2]>,
    limit_m: f64,
    barriers: Vec<String>,
}

impl Walks {
    /// Everybody within 200 m finds a street.
    pub fn on(network: Network, places: BTreeMap<char, [f64; 2]>) -> Walks {
        Walks { network, places, limit_m: 200.0, barriers: Vec::new() }
    }

    /// With another snap limit.
    pub fn within(mut self, limit_m: f64) -> Walks {
        self.limit_m = limit_m;
        self
    }

    /// With walls over places, all in one file.
    pub fn walls(mut self, walls: &[&str]) -> Walks {
        for wall in walls {
            let line = self.line(wall);
            self.barriers.push(feature("LineString", &format!("{line:?}"), &[("barrier", "wall")]));
        }
        self
    }

    /// With an area of rings over places.
    pub fn water(mut self, rings: &[&str]) -> Walks {
        let rings: Vec<_> = rings.iter().map(|ring| self.line(ring)).collect();
        self.barriers.push(feature("Polygon", &format!("{rings:?}"), &[("natural", "water")]));
        self
    }

    fn line(&self, places: &str) -> Vec<[f64; 2]> {
        places.chars().map(|c| self.places[&c]).collect()
    }

    /// The barriers, read back from a file.
    fn snapper(&self) -> Snapper<'_> {
        let snapper = Snapper::new(&self.network);
        if self.barriers.is_empty() {
            return snapper;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("barriers.geojson");
        std::fs::write(&path, collection(&self.barriers)).unwrap();
        let mut rejects = Rejects { strict: true, ..Rejects::default() };
        let barriers = read_barriers(&[Source::at(path)], &mut rejects).unwrap();
        snapper.with_barriers(Barriers::of(&barriers.lines))
    }

    /// Where a place meets the network.
    pub fn snap(&self, place: char) -> Option<Snap> {
        let [lon, lat] = self.places[&place];
        self.snapper().snap(LonLat::new(lon, lat).unwrap(), self.limit_m)
    }

    /// Whether a barrier stands before the street nearest to a place.
    pub fn is_turned_away(&self, place: char) -> bool {
        let [lon, lat] = self.places[&place];
        self.snapper().turned_away(&[LonLat::new(lon, lat).unwrap()], self.limit_m)[0]
    }

    /// The nearest of several facilities (numbered in their order) from a home.
    pub fn nearest(&self, home: char, facilities: &str) -> Access {
        let impedance = Impedance::default();
        let doors = (0u32..)
            .zip(facilities.chars())
            .filter_map(|(id, place)| self.snap(place).map(|snap| (FacilityId(id), snap)));
        let seeds = Seeds::plant(&self.network, impedance, doors);
        let (weights, horizon) = (impedance.weights(&self.network), Cost::new(5000.0).unwrap());
        let field = nearest::search(&self.network, &weights, &seeds.at_nodes, horizon);
        let searched =
            Searched { network: &self.network, impedance, seeds, field, metres: None, horizon };
        self.snap(home).map_or(Access::NONE, |snap| searched.from_place(snap))
    }

    /// Metres from a home to a facility.
    pub fn metres(&self, home: char, facility: char) -> Option<f64> {
        self.nearest(home, &facility.to_string()).cost.reached()
    }

    /// There is a walk of this length.
    #[track_caller]
    pub fn assert(&self, home: char, facility: char, expected: f64) {
        assert_metres(self.metres(home, facility), expected);
    }

    /// The walk has this length in either direction.
    #[track_caller]
    pub fn assert_both(&self, a: char, b: char, expected: f64) {
        self.assert(a, b, expected);
        self.assert(b, a, expected);
    }

    /// There is no walk in either direction.
    #[track_caller]
    pub fn assert_apart(&self, a: char, b: char) {
        assert_eq!((self.metres(a, b), self.metres(b, a)), (None, None), "{a} and {b}");
    }
}

/// Lengths agree to 1e-7, and to a micrometre where they are zero: the library's formula promises
/// the first, and drawings place their letters to 1e-9 m.
#[track_caller]
pub fn assert_metres(found: Option<f64>, expected: f64) {
    let found = found.unwrap_or_else(|| panic!("no walk; expected {expected} m"));
    assert!((found - expected).abs() <= 1e-7 * expected + 1e-6, "{found} m, not {expected} m");
}

/// Streets from nodes by hand, for what a drawing cannot say: `(letter, metres east, metres north)`
/// of each node, and ways over node numbers.
pub fn by_hand(nodes: &[(char, f64, f64)], ways: &[(&[u32], Walkable)]) -> (Streets, Walks) {
    let mut streets = Streets {
        nodes: nodes.iter().map(|&(_, east_m, north_m)| spot(east_m, north_m)).collect(),
        blocked: vec![false; nodes.len()],
        ..Streets::default()
    };
    for &(refs, walkable) in ways {
        streets.push_way(walkable, refs.iter().copied());
    }
    let places = nodes.iter().map(|&(c, e, n)| (c, spot(e, n))).collect();
    let network = Builder { min_component_m: 0.0, avoid_steps: false }.build(&streets);
    (streets, Walks::on(network, places))
}
