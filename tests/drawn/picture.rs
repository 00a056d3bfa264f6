//! A street map drawn with letters, its ways and tags in words, and the file made of them.
//!
//! Letters and digits are places; `-`, `|` and spaces only help the eye. One character is 25 m from
//! west to east, one line of text 50 m from north to south. Maps lie on the equator, where degrees
//! do not shrink with the row, so that 100 m in the drawing are 100 m to 1e-8.

use std::collections::BTreeMap;

use walkshed::inputs::{Rejects, Source, Streets, read_streets};
use walkshed::network::Builder;

use crate::ellipsoid::degree_m;
use crate::geojson::{collection, feature};
use crate::walks::Walks;

/// The origin of all maps, `[lon, lat]`.
const ORIGIN: [f64; 2] = [10.0, 0.0];

/// A place so many metres east and north of the origin.
pub fn spot(east_m: f64, north_m: f64) -> [f64; 2] {
    let [x_m, y_m] = degree_m(0.0);
    [ORIGIN[0] + east_m / x_m, ORIGIN[1] + north_m / y_m]
}

/// A drawing, its ways and its tagged nodes.
#[derive(Clone, Default)]
pub struct Map {
    places: BTreeMap<char, [f64; 2]>,
    features: Vec<String>,
    min_component_m: f64,
    avoid_steps: bool,
}

/// `"highway=path foot=yes"` as pairs.
fn tags(words: &str) -> Vec<(&str, &str)> {
    words.split_whitespace().map(|word| word.split_once('=').unwrap()).collect()
}

impl Map {
    /// Takes the places of a drawing. Components are kept however short.
    pub fn drawn(picture: &str) -> Map {
        let mut map = Map::default();
        for (row, line) in picture.lines().enumerate() {
            for (column, c) in line.chars().enumerate().filter(|(_, c)| c.is_alphanumeric()) {
                let at = spot(25.0 * column as f64, -50.0 * row as f64);
                assert!(map.places.insert(c, at).is_none(), "{c} is drawn twice");
            }
        }
        map
    }

    /// Adds a way over places, with tags.
    pub fn way(mut self, places: &str, words: &str) -> Map {
        let line: Vec<_> = places.chars().map(|c| self.places[&c]).collect();
        self.features.push(feature("LineString", &format!("{line:?}"), &tags(words)));
        self
    }

    /// Adds plain footways.
    pub fn footways(self, ways: &[&str]) -> Map {
        ways.iter().fold(self, |map, places| map.way(places, "highway=footway"))
    }

    /// Adds a closed way as a polygon.
    pub fn polygon(mut self, rings: &[&str], words: &str) -> Map {
        let rings: Vec<Vec<_>> =
            rings.iter().map(|ring| ring.chars().map(|c| self.places[&c]).collect()).collect();
        self.features.push(feature("Polygon", &format!("{rings:?}"), &tags(words)));
        self
    }

    /// Adds tags of a node.
    pub fn node(mut self, place: char, words: &str) -> Map {
        let at = self.places[&place];
        self.features.push(feature("Point", &format!("{at:?}"), &tags(words)));
        self
    }

    /// Adds a feature as it stands in the file.
    pub fn feature(mut self, kind: &str, coordinates: &str, words: &str) -> Map {
        self.features.push(feature(kind, coordinates, &tags(words)));
        self
    }

    /// Puts the features into the opposite order.
    pub fn reversed(mut self) -> Map {
        self.features.reverse();
        self
    }

    /// Prunes components with less street.
    pub fn min_component(mut self, metres: f64) -> Map {
        self.min_component_m = metres;
        self
    }

    /// Leaves out stairs.
    pub fn without_steps(mut self) -> Map {
        self.avoid_steps = true;
        self
    }

    /// The streets, read back from a file.
    pub fn streets(&self) -> Streets {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("streets.geojson");
        std::fs::write(&path, collection(&self.features)).unwrap();
        let mut rejects = Rejects::default();
        let streets = read_streets(&Source::at(path), &mut rejects).unwrap();
        assert!(rejects.rows.is_empty(), "{:?}", rejects.rows);
        streets
    }

    /// Builds the network and puts everybody on it.
    pub fn walks(&self) -> Walks {
        let builder =
            Builder { min_component_m: self.min_component_m, avoid_steps: self.avoid_steps };
        Walks::on(builder.build(&self.streets()), self.places.clone())
    }
}
