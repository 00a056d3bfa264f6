//! A synthetic northern-Chinese city of superblocks, for the demo, the tests and the benchmarks.
//!
//! It depicts no real place: the coordinates lie around 106.2° E, 38.5° N only so that lengths and
//! file sizes are those of a city at that latitude. What it does depict is why walking distance
//! differs from straight distance in such cities: wide superblocks, walled compounds (小区) with few
//! gates, some of them locked, and a river and a railway with few crossings.
//!
//! [`write()`] makes a folder with the network, the residents (one row a building), the facilities,
//! the districts and a study file. Equal [`Spec`]s make equal files on every platform: the random
//! numbers and the curves are computed here with exactly rounded operations only. (The compressed
//! bytes of the network file also depend on the version of the compression library.)
//!
//! The rooms, in the order of the work: `plan` (arterials, river, railway), `layout` (lanes
//! and slots of a superblock), `settle` (which slots are lived in), `compound`, `people`,
//! `landscape`, `facilities`, `districts`, and the two network writers.

mod city;
mod compound;
mod districts;
mod facilities;
mod ground;
mod kinds;
mod landscape;
mod layout;
mod names;
mod network;
mod pbf;
mod people;
mod plan;
mod protobuf;
mod random;
mod settle;
mod street_geojson;
mod streets;
mod study_toml;
#[cfg(test)]
mod tests;

/// For extracts drawn by hand in other tests.
#[cfg(test)]
pub(crate) use self::{pbf::write_blob, protobuf::Message};

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use self::compound::Access;
use self::people::Residents;

/// Beyond this the plane of the plan and the numbers of the nodes grow too large.
pub const MOST_COMPOUNDS: u32 = 1_000_000;

/// Which file holds the street network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkFormat {
    /// OpenStreetMap PBF.
    #[default]
    Pbf,
    /// GeoJSON lines, gzipped.
    GeoJson,
}

impl NetworkFormat {
    /// Name of the file in the folder.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Pbf => "network.osm.pbf",
            Self::GeoJson => "network.geojson.gz",
        }
    }
}

/// What to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// How many walled compounds; each has about 12 buildings and 60 street nodes.
    pub compounds: u32,
    /// Equal seeds make equal cities.
    pub seed: u64,
    /// Format of the streets.
    pub network: NetworkFormat,
}

impl Default for Spec {
    fn default() -> Self {
        Self { compounds: 300, seed: 42, network: NetworkFormat::Pbf }
    }
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Walled compounds.
    pub compounds: u64,
    /// Compounds whose gates are all closed, so that nobody walks in or out.
    pub islands: u64,
    /// Residential buildings, the rows of `residents.csv`.
    pub residents: u64,
    /// Facilities of all categories.
    pub facilities: u64,
    /// OSM nodes that lie on a walkable way.
    pub street_nodes: u64,
    /// All OSM nodes, with those of walls, river and railway.
    pub nodes: u64,
    /// All OSM ways.
    pub ways: u64,
    /// What was written.
    pub files: Vec<PathBuf>,
}

/// Why a city could not be made.
#[derive(Debug)]
pub enum SynthError {
    /// The number of compounds is 0 or larger than [`MOST_COMPOUNDS`].
    Compounds(u32),
    /// The system refused.
    Write {
        /// The file.
        path: PathBuf,
        /// Its word.
        source: io::Error,
    },
}

impl fmt::Display for SynthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compounds(count) => {
                write!(f, "cannot make a city of {count} compounds; ask for 1 to {MOST_COMPOUNDS}")
            }
            Self::Write { path, .. } => write!(f, "cannot write {}", path.display()),
        }
    }
}

impl std::error::Error for SynthError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Compounds(_) => None,
            Self::Write { source, .. } => Some(source),
        }
    }
}

/// Makes the city and writes its files into the folder `out`, which is created if need be.
///
/// # Errors
/// When the number of compounds is out of range, or the system refuses to write.
pub fn write(spec: &Spec, out: &Path) -> Result<Made, SynthError> {
    if spec.compounds == 0 || spec.compounds > MOST_COMPOUNDS {
        return Err(SynthError::Compounds(spec.compounds));
    }
    fs::create_dir_all(out).map_err(failed(out))?;
    let mut files = Vec::new();
    let mut create = |name: &str| {
        let path = out.join(name);
        let file = File::create(&path).map_err(failed(&path))?;
        files.push(path.clone());
        Ok((BufWriter::with_capacity(1 << 18, file), path))
    };

    let (file, path) = create("residents.csv")?;
    let mut residents = Residents::new(file).map_err(failed(&path))?;
    let city = city::build(spec.seed, spec.compounds, &mut residents).map_err(failed(&path))?;
    let rows = residents.rows;
    residents.finish().map_err(failed(&path))?;

    let (file, path) = create(spec.network.file_name())?;
    match spec.network {
        NetworkFormat::Pbf => pbf::write(file, &city.draft),
        NetworkFormat::GeoJson => street_geojson::write(file, &city.draft),
    }
    .map_err(failed(&path))?;

    let facilities = facilities::place(spec.seed, &city.compounds);
    let (file, path) = create("facilities.csv")?;
    facilities::write_csv(file, &city.draft.ground, &facilities).map_err(failed(&path))?;

    let (file, path) = create("districts.geojson")?;
    districts::write(file, &city.plan, &city.draft.ground).map_err(failed(&path))?;

    let path = out.join("study.toml");
    fs::write(&path, study_toml::study_toml(spec.network)).map_err(failed(&path))?;
    files.push(path);

    Ok(Made {
        compounds: city.compounds.len() as u64,
        islands: city.compounds.iter().filter(|c| c.access != Access::Open).count() as u64,
        residents: rows,
        facilities: facilities.len() as u64,
        street_nodes: city.draft.street_nodes() as u64,
        nodes: city.draft.nodes.len() as u64,
        ways: city.draft.ways.len() as u64,
        files,
    })
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> SynthError + use<> {
    let path = path.to_owned();
    move |source| SynthError::Write { path, source }
}
