//! The shared cities, run through walkshed.

use std::path::PathBuf;

use walkshed::pipeline::{self, Findings};
use walkshed::progress::Progress;
use walkshed::study::{Overrides, Study};

use crate::data;

/// A shared city and the settings that its expected files were computed with.
#[derive(Clone, Copy)]
pub struct City {
    pub folder: &'static str,
    pub network: &'static str,
    /// Folder of the expected files, below the city's.
    pub expected: &'static str,
    pub min_component_m: Option<f64>,
    pub snap_limit_m: Option<f64>,
}

const fn city(folder: &'static str, network: &'static str) -> City {
    City { folder, network, expected: "", min_component_m: None, snap_limit_m: None }
}

pub const LAS_PALMAS: City = city("las_palmas", "network.osm.pbf");
pub const PORTO_ALEGRE: City = city("porto_alegre", "network.osm.pbf");
pub const WUHAN: City = city("wuhan", "network.geojson.gz");
pub const MONACO: City = city("reader_cases/monaco", "network.osm.pbf");
pub const MONACO_ONEWAY: City = city("reader_cases/monaco_oneway", "network.osm.pbf");
pub const MIN_COMPONENT_0: City =
    City { expected: "variants/min_component_0", min_component_m: Some(0.0), ..LAS_PALMAS };
pub const SNAP_LIMIT_50: City =
    City { expected: "variants/snap_limit_50", snap_limit_m: Some(50.0), ..LAS_PALMAS };

impl City {
    /// The folder of the city; `None` where there is no test data.
    pub fn folder(&self) -> Option<PathBuf> {
        Some(data::root()?.join(self.folder))
    }

    /// Path of an expected file.
    pub fn expected(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder()?.join(self.expected).join(name))
    }

    /// Runs the city; the horizon is far enough for every distance in the expected files.
    pub fn run(&self) -> Option<Findings> {
        let folder = self.folder()?;
        let districts = folder.join("districts.geojson");
        let overrides = Overrides {
            network: Some(folder.join(self.network)),
            residents: Some(folder.join("homes.csv")),
            facilities: vec![folder.join("facilities.csv")],
            districts: districts.exists().then_some(districts),
            horizon_m: Some(1e6),
            min_component_m: self.min_component_m,
            snap_limit_m: self.snap_limit_m,
            strict: true,
            ..Overrides::default()
        };
        let study = Study::resolve(None, overrides).unwrap();
        Some(pipeline::compute(study, &mut Progress::silent()).unwrap())
    }
}
