//! Small random towns as files, for properties of a whole run.

use proptest::collection::vec;
use proptest::prelude::*;
use walkshed::pipeline::Findings;

use crate::geojson::{collection, feature};
use crate::scene::{self, Answered, write};

/// A town; every row knows its id, so that rows may change places.
#[derive(Clone, Debug)]
pub struct Town {
    pub ways: Vec<(Vec<[f64; 2]>, &'static str)>,
    pub homes: Vec<(String, [f64; 2], u32)>,
    pub facilities: Vec<(String, &'static str, [f64; 2])>,
    pub horizon_m: f64,
}

pub const CATEGORIES: [&str; 2] = ["fitness", "clinic"];
pub const CIRCLES: [&str; 2] = ["both", "either"];

/// Towns on the equator, where the plane at a point is the ellipsoid to 1e-9.
pub fn town() -> impl Strategy<Value = Town> {
    let corner = (0u32..5, 0u32..5);
    let way = (vec(corner, 2..7), 0u8..4);
    let point = || (0u32..80_000, 0u32..80_000);
    (
        vec(way, 3..9),
        vec((point(), 0u32..100), 1..14),
        vec((point(), 0usize..2), 1..6),
        vec((0u32..4000, 0u32..4000), 25),
    )
        .prop_map(|(ways, homes, facilities, shifts)| {
            let seven = |x: u32, y: u32| [10.0 + f64::from(x) * 1e-7, f64::from(y) * 1e-7];
            // A corner is 223 m from the next, pushed aside by up to 45 m.
            let corner = |(i, j): (u32, u32)| {
                let (dx, dy) = shifts[(5 * i + j) as usize];
                seven(20_000 * i + dx, 20_000 * j + dy)
            };
            let direction = |d| match d {
                0 => "yes",
                1 => "-1",
                _ => "no",
            };
            Town {
                ways: ways
                    .into_iter()
                    .map(|(corners, d)| (corners.into_iter().map(corner).collect(), direction(d)))
                    .collect(),
                homes: (0..)
                    .zip(homes)
                    .map(|(i, ((x, y), people))| (format!("h{i}"), seven(x, y), people))
                    .collect(),
                facilities: (0..)
                    .zip(facilities)
                    .map(|(i, ((x, y), kind))| (format!("f{i}"), CATEGORIES[kind], seven(x, y)))
                    .collect(),
                horizon_m: 20_000.0,
            }
        })
}

impl Town {
    /// Writes the files and runs them.
    pub fn run(&self) -> Findings {
        self.run_with("")
    }

    /// The same with further lines of settings.
    pub fn run_with(&self, settings: &str) -> Findings {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let ways: Vec<String> = self
            .ways
            .iter()
            .map(|(line, oneway)| {
                let tags = [("highway", "path"), ("oneway:foot", *oneway)];
                feature("LineString", &format!("{line:?}"), &tags)
            })
            .collect();
        write(folder, "streets.geojson", &collection(&ways));
        let mut homes = String::from("id,lon,lat,pop\n");
        for (id, [lon, lat], people) in &self.homes {
            homes += &format!("{id},{lon},{lat},{people}\n");
        }
        write(folder, "homes.csv", &homes);
        let mut facilities = String::from("id,category,lon,lat\n");
        for (id, category, [lon, lat]) in &self.facilities {
            facilities += &format!("{id},{category},{lon},{lat}\n");
        }
        write(folder, "facilities.csv", &facilities);
        let study = format!(
            "[inputs]\nnetwork = \"streets.geojson\"\nresidents = \"homes.csv\"\n\
             facilities = \"facilities.csv\"\n\
             [settings]\ncircles = [\"both\", \"either\"]\nmin_component_m = 0.0\n\
             horizon_m = {:?}\n{settings}\
             [circle.both]\nminutes = 15\ncategories = [\"fitness\", \"clinic\"]\n\
             sensitivity_m = [300, 700]\n\
             [circle.either]\nminutes = 10\ncategories = [\"fitness\", \"clinic\"]\n\
             combine = \"any\"\n",
            self.horizon_m
        );
        write(folder, "study.toml", &study);
        scene::run(folder)
    }

    /// Metres from every home to every category, in the order in which this town has its homes.
    pub fn metres(&self, found: &Findings) -> Vec<[Option<f64>; 2]> {
        let of = |id: &str| CATEGORIES.map(|category| found.metres(category, id));
        self.homes.iter().map(|(id, ..)| of(id)).collect()
    }
}
