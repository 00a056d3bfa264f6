//! What was typed; nothing is opened here.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::lang::Lang;
use crate::study::{LayerFormat, Overrides};

const EXAMPLES: &str = "\
Examples:
  walkshed run data/demo/study.toml
      the embedded demo: a table on the terminal, layers for QGIS in data/demo/out
  walkshed run --network city.osm.pbf --residents homes.csv --facilities sites.csv \\
      --districts districts.geojson --out result
      the same for your own files, without a study file
  walkshed run --residents homes.csv --facilities sites.csv --profile radius
      straight-line screening without streets
  walkshed check study.toml
      what is doubtful about the inputs, before anything is computed
  walkshed run study.toml --district 640104 --profile elder --force --out result-elder
      one district, at the pace of older people

Exit codes: 0 done; 1 failed; 2 usage; 3 done, but a target was missed (with --check-targets).";

const CHECKED: &str = "\
Examples:
  walkshed check data/demo/study.toml
  walkshed check study.toml --json > check.json

`run` checks the same first, and stops only at errors.

Exit codes: 0 no errors; 1 errors found, or the study cannot be read; 2 usage.";

const BATCHED: &str = "\
Examples:
  walkshed batch region.toml --out out
      out/640104/, out/640105/, … as `run --district` writes them, the whole in out/region/
      (its walkshed.gpkg is the map of all), and out/comparison.csv
  walkshed batch region.toml --out out --force
      the same where results of other settings are replaced

A study file may say which districts: [batch] with level = \"county\" or districts = [\"640104\", …].

Exit codes: 0 all done; 1 a district failed (it is named), or all did; 2 usage; 3 all done, but a
target was missed (with --check-targets).";

/// Who can walk to a clinic, an elder-care canteen, a childcare site and a fitness area, and who
/// cannot: coverage of walking circles per district, and the uncovered zones as GeoJSON.
#[derive(Debug, Parser)]
#[command(name = "walkshed", version, about, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compute coverage and uncovered zones, and write the result folder
    #[command(after_help = EXAMPLES)]
    Run(Box<RunArgs>),
    /// Run every district of a study from one reading of its streets: a result folder each, and
    /// comparison.csv; goes on where it was stopped
    #[command(after_help = BATCHED)]
    Batch(Box<RunArgs>),
    /// Read all inputs and say what is doubtful about them; walks nothing, writes nothing
    #[command(after_help = CHECKED)]
    Check(Box<CheckArgs>),
    /// Write a synthetic city of superblocks: streets, residents, facilities, districts, study.toml
    Synth(SynthArgs),
    /// Print a built-in rule file, to copy from into a study file
    Rules {
        /// Which one
        #[arg(value_enum)]
        file: RuleFile,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
}

/// What `run` computes and `check` checks. Lengths are metres; paths on the command line start here,
/// paths in the study file at the study file.
#[derive(Debug, Args)]
pub struct StudyArgs {
    /// The study file (TOML); the options below override it
    pub study: Option<PathBuf>,
    /// Street network: .osm.pbf, or lines as .geojson, .geojson.gz
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub network: Option<PathBuf>,
    /// Residents: .csv (id, lon, lat, pop, …) or .geojson
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub residents: Option<PathBuf>,
    /// Gates of residents: .csv (id, lon, lat) or .geojson, keyed by the resident's id
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub entrances: Option<PathBuf>,
    /// Facilities: .csv (id, category, lon, lat, …) or .geojson; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub facilities: Vec<PathBuf>,
    /// Districts: .geojson polygons with code and name
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub districts: Option<PathBuf>,
    /// Barriers (walls, railways, rivers) between homes and streets: .geojson lines or polygons; may
    /// be repeated
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub barriers: Vec<PathBuf>,
    /// How minutes become a walk: gb50180 (default), plan80, amap75, elder, stroller, radius, or
    /// one of the study file's
    #[arg(long, value_name = "NAME", help_heading = "Rules")]
    pub profile: Option<String>,
    /// Circle to compute: fitness-10, convenience-15, or one of the study file's; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Rules")]
    pub circle: Vec<String>,
    /// Only residents of this district
    #[arg(long, value_name = "CODE", help_heading = "Rules")]
    pub district: Option<String>,
    /// How far to search beyond the cutoffs [default: 5000]
    #[arg(long, value_name = "M", help_heading = "Rules", allow_negative_numbers = true)]
    pub horizon: Option<f64>,
    /// The farthest a point may lie from its street [default: 200]
    #[arg(long, value_name = "M", help_heading = "Rules", allow_negative_numbers = true)]
    pub snap_limit: Option<f64>,
    /// Shorter pieces of street without connection are removed [default: 2000]
    #[arg(long, value_name = "M", help_heading = "Rules", allow_negative_numbers = true)]
    pub min_component: Option<f64>,
    /// Fail on the first row that cannot be used
    #[arg(long, help_heading = "Output")]
    pub strict: bool,
    /// Language [default: of the terminal, from the locale; of the files, the study's or Chinese]
    #[arg(long, value_enum, help_heading = "Output")]
    pub lang: Option<LangArg>,
    /// Worker threads; the result does not depend on it [default: all cores]
    #[arg(
        long,
        value_name = "N",
        help_heading = "Output",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024)
    )]
    pub threads: Option<usize>,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// What to compute.
    #[command(flatten)]
    pub study: StudyArgs,
    /// Leave zones with fewer people out of the printed table
    #[arg(long, value_name = "N", help_heading = "Output", allow_negative_numbers = true)]
    pub min_zone_population: Option<f64>,
    /// Draw from where each category is within 5, 10 and 15 minutes: isochrones_*.geojson
    #[arg(long, help_heading = "Output")]
    pub isochrones: bool,
    /// Draw the same for each facility: walksheds.geojson
    #[arg(long, help_heading = "Output")]
    pub walksheds: bool,
    /// How fine isochrones and walksheds are drawn, metres [default: 20]
    #[arg(long, value_name = "M", help_heading = "Output", allow_negative_numbers = true)]
    pub isochrone_cell: Option<f64>,
    /// Result folder [default: out]
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Formats of the layers besides GeoJSON: gpkg, fgb, parquet, several with commas; geojson for no
    /// other [default: gpkg]
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "LIST",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    pub format: Vec<FormatArg>,
    /// Do not write report.html
    #[arg(long, help_heading = "Output")]
    pub no_report: bool,
    /// Do not write tables.xlsx and T1 to T8
    #[arg(long, help_heading = "Output")]
    pub no_tables: bool,
    /// Replace an existing result
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// No progress, no table
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    /// Print summary.json instead of the table
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Exit with 3 when a target is missed
    #[arg(long, help_heading = "Output")]
    pub check_targets: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// What to check.
    #[command(flatten)]
    pub study: StudyArgs,
    /// Print the report as JSON
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

impl RunArgs {
    /// The part that decides numbers, and where they go.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        Overrides {
            min_zone_population: self.min_zone_population,
            isochrones: self.isochrones,
            walksheds: self.walksheds,
            isochrone_cell_m: self.isochrone_cell,
            out: self.out.clone(),
            formats: self.format.iter().copied().map(LayerFormat::from).collect(),
            lang: self.study.lang.map(Lang::from),
            no_report: self.no_report,
            no_tables: self.no_tables,
            force: self.force,
            ..self.study.overrides()
        }
    }
}

impl StudyArgs {
    /// What wins over the study file.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        Overrides {
            network: self.network.clone(),
            residents: self.residents.clone(),
            entrances: self.entrances.clone(),
            facilities: self.facilities.clone(),
            districts: self.districts.clone(),
            barriers: self.barriers.clone(),
            profile: self.profile.clone(),
            circles: self.circle.clone(),
            district: self.district.clone(),
            horizon_m: self.horizon,
            snap_limit_m: self.snap_limit,
            min_component_m: self.min_component,
            strict: self.strict,
            ..Overrides::default()
        }
    }
}

/// Arguments of `synth`.
#[derive(Debug, Args)]
pub struct SynthArgs {
    /// Walled compounds in the city, about; each has a dozen residential buildings
    #[arg(long, value_name = "N", default_value_t = 300)]
    pub compounds: u32,
    /// Seed: the same seed makes the same city, byte for byte
    #[arg(long, value_name = "S", default_value_t = 42)]
    pub seed: u64,
    /// Folder to write; if it exists it must be empty
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// Format of the streets
    #[arg(long, value_enum, default_value_t = StreetFormat::Pbf)]
    pub network_format: StreetFormat,
}

/// Formats of synthetic streets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StreetFormat {
    /// OpenStreetMap PBF
    Pbf,
    /// GeoJSON lines, gzipped
    Geojson,
}

/// The built-in rule files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RuleFile {
    /// How minutes become a walk
    Profiles,
    /// Categories and circles
    Circles,
    /// Policy targets
    Targets,
    /// Which OpenStreetMap objects are facilities, homes and gates
    Osm,
    /// What the POIs of an Amap or Baidu export are, by type and name
    Poi,
    /// How much of a facility so many people should have
    Norms,
}

/// Languages of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// English
    En,
    /// 简体中文
    Zh,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Lang {
        match lang {
            LangArg::En => Lang::En,
            LangArg::Zh => Lang::Zh,
        }
    }
}

/// Formats of layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// GeoJSON, which is always written
    Geojson,
    /// GeoPackage with styles and a QGIS project
    Gpkg,
    /// FlatGeobuf
    Fgb,
    /// GeoParquet
    Parquet,
}

impl From<FormatArg> for LayerFormat {
    fn from(format: FormatArg) -> LayerFormat {
        match format {
            FormatArg::Geojson => LayerFormat::GeoJson,
            FormatArg::Gpkg => LayerFormat::Gpkg,
            FormatArg::Fgb => LayerFormat::Fgb,
            FormatArg::Parquet => LayerFormat::Parquet,
        }
    }
}
