//! What a run means: a validated [`Study`] from a study file and the command line's overrides.

mod file;
mod layer_format;
mod resolve;
mod rule_faults;

use std::path::PathBuf;

use serde::Deserialize;

use crate::inputs::{Columns, FacilityRules, Source, StatusFilter};
use crate::lang::Lang;
use crate::rules::{Category, Circle, Norm, OsmRule, PoiRules, Profile, Target};

pub use layer_format::LayerFormat;
pub use resolve::Overrides;

/// Everything that decides a run's numbers, checked. Lengths in metres.
#[derive(Clone, Debug)]
pub struct Study {
    /// Title for people.
    pub title: String,
    /// The study file, if there was one.
    pub file: Option<PathBuf>,
    /// What to read.
    pub inputs: Inputs,
    /// The profile's name and figures.
    pub profile: (String, Profile),
    /// All categories that a facility may have; those of the circles come first.
    pub categories: Vec<(String, Category)>,
    /// How many of the categories the circles ask for.
    pub used_categories: usize,
    /// The circles, by name.
    pub circles: Vec<(String, Circle)>,
    /// What the POIs of a map service's export are.
    pub poi: PoiRules,
    /// Which facilities count.
    pub facility_status: StatusFilter,
    /// The targets of these circles.
    pub targets: Vec<Target>,
    /// How much of a facility so many people should have.
    pub norms: Vec<(String, Norm)>,
    /// Which OpenStreetMap objects are facilities, homes and gates.
    pub osm_rules: Vec<OsmRule>,
    /// How far a search runs beyond the cutoff.
    pub horizon_m: f64,
    /// The farthest that a point may lie from the street it snaps to.
    pub snap_limit_m: f64,
    /// Shorter components of the network are pruned.
    pub min_component_m: f64,
    /// Straight-line mode: metres walked per metre of straight line.
    pub detour: f64,
    /// Only residents of this district, by code.
    pub district: Option<String>,
    /// The level that zones are cut at; the one with most districts otherwise.
    pub district_level: Option<String>,
    /// Zones reach at most so far from a resident point.
    pub zone_reach_m: f64,
    /// Zones with fewer people are left out of the printed table (never out of the files).
    pub min_zone_population: f64,
    /// Draw the isochrones of the categories.
    pub isochrones: bool,
    /// Draw the walkshed of each facility.
    pub walksheds: bool,
    /// How fine both are drawn.
    pub isochrone_cell_m: f64,
    /// So many places for one more facility are looked for, of each circle and category.
    pub sites: usize,
    /// So many rows of a ranked table go into the workbook; all are in its CSV file.
    pub workbook_rows: usize,
    /// Which districts a batch runs.
    pub batch: Batch,
    /// The date that the data describe, as given.
    pub data_date: String,
    /// The formats of layers besides GeoJSON, each once.
    pub formats: Vec<LayerFormat>,
    /// The language of what is written for people: titles, legends, aliases. It does not follow the
    /// locale, so that a study writes the same files everywhere.
    pub lang: Lang,
    /// Whether `report.html` is written.
    pub report: bool,
    /// Whether the tables T1 to T8 are written; what stands in them alone is not computed otherwise.
    pub tables: bool,
    /// Where the result goes.
    pub out: PathBuf,
    /// Replace an existing result.
    pub force: bool,
    /// The first rejected row is an error.
    pub strict: bool,
}

/// The districts that `walkshed batch` runs one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// All districts of this level; of the level that zones are cut at, when neither is given.
    pub level: Option<String>,
    /// These districts, by code, instead.
    #[serde(default)]
    pub districts: Vec<String>,
}

impl Study {
    /// What decides which rows are facilities, and which of them count.
    #[must_use]
    pub fn facility_rules(&self) -> FacilityRules<'_> {
        FacilityRules {
            categories: &self.categories,
            poi: &self.poi,
            osm: &self.osm_rules,
            status: self.facility_status,
        }
    }
}

/// The files of a study.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Streets; without them the run is a straight-line screening.
    pub network: Option<Source>,
    /// Residents.
    pub residents: Source,
    /// Entrances of residents, keyed by id.
    pub entrances: Option<Source>,
    /// An OpenStreetMap extract whose gates lie on the outlines of the residents.
    pub gates: Option<Source>,
    /// Facilities, one or several files.
    pub facilities: Vec<Source>,
    /// Districts.
    pub districts: Option<Source>,
    /// Barriers that no access leg crosses, none, one or several files.
    pub barriers: Vec<Source>,
    /// Column names of the residents (and their entrances).
    pub resident_columns: Columns,
    /// Column names of the facilities.
    pub facility_columns: Columns,
    /// Property names of the districts.
    pub district_columns: Columns,
}
