//! Who can walk to a clinic, an elder-care canteen, a childcare site and a fitness area, and who
//! cannot.
//!
//! walkshed takes residents, facilities and a street network, measures walking distances home by
//! home, reports the coverage of walking circles per district against dated targets, and writes the
//! uncovered zones as GeoJSON.
//!
//! # From a study to its figures
//!
//! ```
//! use std::path::Path;
//! use walkshed::coverage::Group;
//! use walkshed::pipeline;
//! use walkshed::progress::Progress;
//! use walkshed::study::{Overrides, Study};
//!
//! # fn main() -> walkshed::error::Result<()> {
//! let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/study.toml");
//! let study = Study::resolve(Some(&file), Overrides::default())?;
//! let findings = pipeline::compute(study, &mut Progress::silent())?; // writes nothing
//!
//! // The first figure: the population that the 10-minute fitness circle covers.
//! let headline = &findings.indicators[0];
//! assert_eq!(headline.group, Group::Total);
//! let rate = headline.rate().expect("the demo has people");
//! assert!(rate > 0.4 && rate < 0.6);
//!
//! // The largest zone that it does not reach.
//! let zone = &findings.zones[0].zones[0];
//! assert_eq!(zone.rank, 1);
//! assert!(!zone.residents.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # The rooms, in the order the data walks
//!
//! | room | what it does |
//! |---|---|
//! | [`units`], [`geodesy`] | ids and costs; places and metres on the ellipsoid |
//! | `hilbert` | an order of places that keeps neighbours together in memory |
//! | `radix` | sorting by whole numbers |
//! | [`rules`] | who may walk where; profiles, circles, targets from `data/rules/*.toml` |
//! | [`study`] | a validated [`Study`](study::Study) from a `study.toml` and the flags |
//! | [`crs`] | numbers of a file to WGS84: GCJ-02, BD-09, EPSG codes |
//! | [`inputs`] | bytes to records, with every rejected row and its place |
//! | [`network`] | streets to a frozen graph of junctions |
//! | [`snapping`] | points to places on the network |
//! | [`walk`] | nearest facilities, service areas, searches |
//! | [`isochrones`] | walks to areas of so many minutes, for the eye |
//! | [`coverage`] | answers of residents, indicators of districts |
//! | [`check`] | doubts about the inputs, before anybody walks |
//! | [`zones`] | uncovered residents to contiguous, ranked polygons |
//! | [`siting`] | uncovered residents to places for one more facility |
//! | [`tables`] | findings to the tables that are handed in |
//! | [`outputs`] | layers, tables, manifest, written whole or not at all |
//! | [`pipeline`] | the one page that sees every room |
//! | [`memory`] | what becomes of memory that is given back |
//! | [`synth`] | a synthetic city for the demo, the tests and the benchmarks |
//!
//! Arrows go one way: `units ← rules ← crs ← inputs ← network ← snapping ← walk ← {coverage, isochrones}
//! ← {zones, siting, check} ← tables ← outputs ← pipeline ← main`. Only `inputs` and `outputs` know file formats.
//! rayon runs where a stage is really parallel; results are the same, byte for byte, with 1 and N threads.

pub mod check;
pub mod cli;
pub mod coverage;
pub mod crs;
pub mod error;
pub mod geodesy;
mod hilbert;
pub mod inputs;
pub mod isochrones;
pub mod lang;
pub mod memory;
pub mod network;
pub mod outputs;
pub mod pipeline;
pub mod progress;
mod radix;
pub mod rules;
pub mod siting;
pub mod snapping;
pub mod study;
pub mod synth;
pub mod tables;
pub mod units;
pub mod walk;
pub mod warnings;
pub mod zones;
