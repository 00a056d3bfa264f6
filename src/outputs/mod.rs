//! Findings -> layers, tables and a manifest, written whole or not at all.

pub mod check_report;
mod folder;
mod formats;
mod indicator_table;
mod layers;
pub mod manifest;
mod numbers;
mod reject_table;
pub mod terminal;

pub use folder::Staging;
pub use numbers::percent;

use formats::geojson::GeoJson;
use layers::Layers;

use crate::error::Result;
use crate::pipeline::Findings;
use crate::progress::Progress;

/// Writes every file of a run but the manifest into a staging folder.
///
/// # Errors
/// When the system refuses to write.
pub fn write(findings: &Findings, staging: &Staging, progress: &mut Progress) -> Result<()> {
    progress.stage("write_layers");
    let layers = Layers::of(findings);
    layers.each(&mut GeoJson { staging })?;
    progress.stage("write_tables");
    indicator_table::write(findings, staging)?;
    reject_table::write(findings, staging)
}
