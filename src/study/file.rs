//! The study file as it is written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{Batch, LayerFormat};
use crate::inputs::StatusFilter;
use crate::lang::Lang;
use crate::rules::{Category, Circle, Named, Norm, OsmRule, PoiRule, Profile, RuleTables, Target};

/// `study.toml`. Unknown keys are errors.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// Title for people.
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub inputs: InputTable,
    #[serde(default)]
    pub columns: ColumnTables,
    #[serde(default)]
    pub settings: Settings,
    #[serde(default)]
    pub batch: Batch,
    /// Further rule files, relative to the study file.
    #[serde(default)]
    pub rules: Vec<PathBuf>,
    #[serde(default)]
    profile: Named<Profile>,
    #[serde(default)]
    category: Named<Category>,
    #[serde(default)]
    circle: Named<Circle>,
    #[serde(default)]
    target: Vec<Target>,
    #[serde(default)]
    osm: Vec<OsmRule>,
    #[serde(default)]
    poi: Vec<PoiRule>,
    #[serde(default)]
    norm: Named<Norm>,
}

impl StudyFile {
    /// The rule tables that stand in the study file itself.
    pub fn take_rules(&mut self) -> RuleTables {
        RuleTables {
            profile: std::mem::take(&mut self.profile),
            category: std::mem::take(&mut self.category),
            circle: std::mem::take(&mut self.circle),
            target: std::mem::take(&mut self.target),
            osm: std::mem::take(&mut self.osm),
            poi: std::mem::take(&mut self.poi),
            norm: std::mem::take(&mut self.norm),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputTable {
    pub network: Option<FileEntry>,
    pub residents: Option<FileEntry>,
    pub entrances: Option<FileEntry>,
    pub gates: Option<FileEntry>,
    pub facilities: Option<OneOrMany>,
    pub districts: Option<FileEntry>,
    pub barriers: Option<OneOrMany>,
}

/// A file by its path alone, or with what is declared about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a file (\"a.csv\") or a table ({ file = \"a.csv\", crs = \"EPSG:4545\", encoding = \"gbk\" })"
)]
pub enum FileEntry {
    Path(PathBuf),
    Declared(DeclaredFile),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredFile {
    pub file: PathBuf,
    pub crs: Option<String>,
    pub datum_shift: Option<Vec<f64>>,
    pub encoding: Option<String>,
    #[serde(alias = "sheet")]
    pub layer: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a file (\"a.csv\"), a table ({ file = \"a.csv\", crs = \"gcj02\" }) or a list of them"
)]
pub enum OneOrMany {
    One(FileEntry),
    Many(Vec<FileEntry>),
}

/// Field -> column name, for each kind of input.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnTables {
    #[serde(default)]
    pub residents: BTreeMap<String, String>,
    #[serde(default)]
    pub facilities: BTreeMap<String, String>,
    #[serde(default)]
    pub districts: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub profile: Option<String>,
    pub circles: Option<Vec<String>>,
    pub horizon_m: Option<f64>,
    pub snap_limit_m: Option<f64>,
    pub min_component_m: Option<f64>,
    pub detour: Option<f64>,
    pub district: Option<String>,
    pub district_level: Option<String>,
    pub zone_reach_m: Option<f64>,
    pub min_zone_population: Option<f64>,
    pub facility_status: Option<StatusFilter>,
    pub isochrones: Option<bool>,
    pub walksheds: Option<bool>,
    pub isochrone_cell_m: Option<f64>,
    pub workbook_rows: Option<usize>,
    pub sites: Option<usize>,
    pub data_date: Option<String>,
    pub formats: Option<Vec<LayerFormat>>,
    pub lang: Option<Lang>,
    pub out: Option<PathBuf>,
    pub strict: Option<bool>,
}
