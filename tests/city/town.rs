//! A town on an exact grid: eleven streets each way, every block its own line.
//!
//! ```text
//!   row 10  +--+--+-- … --+     north
//!    …      |  |  |       |
//!   row 0   +--+--+-- … --+     south
//!      column 0  1  2 …  10
//! ```
//!
//! A block is 0.002° long from west to east (some 174 m, shorter in the north) and 0.0015° from
//! south to north (some 167 m).

use std::collections::BTreeMap;

use walkshed::pipeline::Findings;

use crate::ellipsoid::{chord_m, degree_m};
use crate::geojson::{collection, feature};
use crate::scene::{self, write};

/// Degrees east and north of a block.
pub const BLOCK: [f64; 2] = [0.002, 0.0015];
/// Number of the last column and row.
pub const LAST: usize = 10;

/// A place, in the seven decimals of the files.
pub type Spot = [f64; 2];

/// Coordinates as the files have them.
fn seven(v: f64) -> f64 {
    (v * 1e7).round() / 1e7
}

/// A street corner.
pub fn corner(column: usize, row: usize) -> Spot {
    [seven(106.2 + column as f64 * BLOCK[0]), seven(38.5 + row as f64 * BLOCK[1])]
}

/// So many metres east and north of a spot, to the centimetre.
pub fn moved([lon, lat]: Spot, east_m: f64, north_m: f64) -> Spot {
    let [x_m, y_m] = degree_m(lat);
    [seven(lon + east_m / x_m), seven(lat + north_m / y_m)]
}

/// Metres from one corner to another along the blocks. All blocks of a column are walked anyway;
/// those from west to east are shortest in the northernmost row of the two.
pub fn manhattan_m(a: (usize, usize), b: (usize, usize)) -> f64 {
    let north = a.1.max(b.1);
    let south = a.1.min(b.1);
    let along: f64 =
        (a.0.min(b.0)..a.0.max(b.0)).map(|i| chord_m(corner(i, north), corner(i + 1, north))).sum();
    along + (south..north).map(|j| chord_m(corner(0, j), corner(0, j + 1))).sum::<f64>()
}

/// Which way a block leads from its corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    East,
    North,
}

/// A town that is being furnished.
pub struct Town {
    blocks: BTreeMap<(usize, usize, Way), Option<&'static str>>,
    more_streets: Vec<String>,
    columns: Vec<&'static str>,
    homes: Vec<(String, Spot, Vec<f64>)>,
    places: Vec<String>,
    doors: Vec<String>,
    districts: Vec<String>,
    /// Residents as polygons instead.
    pub outlines: Vec<String>,
    with_network: bool,
}

impl Town {
    /// The grid without anybody in it. Homes get the given weight columns.
    pub fn new(columns: &[&'static str]) -> Town {
        let mut blocks = BTreeMap::new();
        for i in 0..=LAST {
            for j in 0..=LAST {
                if i < LAST {
                    blocks.insert((i, j, Way::East), None);
                }
                if j < LAST {
                    blocks.insert((i, j, Way::North), None);
                }
            }
        }
        Town {
            blocks,
            more_streets: Vec::new(),
            columns: columns.to_vec(),
            homes: Vec::new(),
            places: Vec::new(),
            doors: Vec::new(),
            districts: Vec::new(),
            outlines: Vec::new(),
            with_network: true,
        }
    }

    /// Makes a block of another kind of `highway`.
    pub fn pave(&mut self, column: usize, row: usize, way: Way, highway: &'static str) {
        self.blocks.insert((column, row, way), Some(highway));
    }

    /// A street besides the grid, of a kind of `highway`.
    pub fn street(&mut self, line: &[Spot], highway: &str) {
        self.more_streets.push(feature(
            "LineString",
            &format!("{line:?}"),
            &[("highway", highway)],
        ));
    }

    /// No street file at all.
    pub fn without_network(&mut self) {
        self.with_network = false;
    }

    /// A home whose weight, in every column, is the next power of two: 1, 2, 4, …
    pub fn home(&mut self, id: &str, at: Spot) {
        let weight = f64::from(1u32 << self.homes.len());
        self.home_of(id, at, &vec![weight; self.columns.len()]);
    }

    /// A home with weights of its own, one a column.
    pub fn home_of(&mut self, id: &str, at: Spot, weights: &[f64]) {
        assert_eq!(weights.len(), self.columns.len());
        self.homes.push((id.into(), at, weights.to_vec()));
    }

    /// A facility that runs.
    pub fn place(&mut self, id: &str, category: &str, at: Spot) {
        self.place_with_doors(id, category, &[at], "open");
    }

    /// A facility with several entrances and a status.
    pub fn place_with_doors(&mut self, id: &str, category: &str, doors: &[Spot], status: &str) {
        let properties = [("id", id), ("category", category), ("status", status)];
        self.places.push(feature("MultiPoint", &format!("{doors:?}"), &properties));
    }

    /// A gate of a home, in the file of entrances.
    pub fn gate(&mut self, home: &str, at: Spot) {
        self.doors.push(format!("{home},{},{}", at[0], at[1]));
    }

    /// A district: the rectangle between two corners of the map, on a level.
    pub fn district(&mut self, code: &str, level: &str, low: Spot, high: Spot) {
        let ring = [low, [high[0], low[1]], high, [low[0], high[1]], low];
        let properties = [("code", code), ("name", code), ("level", level)];
        self.districts.push(feature("Polygon", &format!("[{ring:?}]"), &properties));
    }

    /// Ids of homes that a sum of powers of two names, in input order.
    pub fn named(&self, sum: f64) -> Vec<&str> {
        let bits = sum as u32;
        assert_eq!(f64::from(bits), sum, "not a sum of powers of two");
        assert_eq!(bits >> self.homes.len(), 0, "more than everybody");
        let ids = self.homes.iter().enumerate();
        ids.filter(|(k, _)| bits >> k & 1 == 1).map(|(_, (id, ..))| &**id).collect()
    }

    /// Writes the files and runs them; `study` is what the study file says besides its inputs.
    pub fn run(&self, study: &str) -> Findings {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let mut inputs = String::from("[inputs]\nfacilities = \"facilities.geojson\"\n");
        if self.with_network {
            let mut streets = self.more_streets.clone();
            for (&(i, j, way), highway) in &self.blocks {
                let to = if way == Way::East { corner(i + 1, j) } else { corner(i, j + 1) };
                let tags: Vec<_> = highway.iter().map(|kind| ("highway", *kind)).collect();
                let line = [corner(i, j), to];
                streets.push(feature("LineString", &format!("{line:?}"), &tags));
            }
            write(folder, "streets.geojson", &collection(&streets));
            inputs += "network = \"streets.geojson\"\n";
        }
        if self.outlines.is_empty() {
            let mut table = format!("id,lon,lat,{}\n", self.columns.join(","));
            for (id, [lon, lat], weights) in &self.homes {
                let weights: Vec<String> = weights.iter().map(f64::to_string).collect();
                table += &format!("{id},{lon},{lat},{}\n", weights.join(","));
            }
            write(folder, "residents.csv", &table);
            inputs += "residents = \"residents.csv\"\n";
        } else {
            write(folder, "residents.geojson", &collection(&self.outlines));
            inputs += "residents = \"residents.geojson\"\n";
        }
        if !self.doors.is_empty() {
            write(folder, "gates.csv", &format!("id,lon,lat\n{}\n", self.doors.join("\n")));
            inputs += "entrances = \"gates.csv\"\n";
        }
        if !self.districts.is_empty() {
            write(folder, "districts.geojson", &collection(&self.districts));
            inputs += "districts = \"districts.geojson\"\n";
        }
        write(folder, "facilities.geojson", &collection(&self.places));
        write(folder, "study.toml", &format!("{study}\n{inputs}"));
        let findings = scene::run(folder);
        assert!(findings.rejects.rows.is_empty(), "{:?}", findings.rejects.rows);
        findings
    }
}

/// Lengths agree to 1e-7: what the library promises for its formula, far above what the yardstick
/// leaves out, and far below the 3e-3 that a sphere would be off.
#[track_caller]
pub fn assert_metres(found: Option<f64>, expected: f64) {
    let found = found.expect("nothing was reached");
    assert!((found - expected).abs() <= 1e-7 * expected, "{found} m, expected {expected} m");
}
