//! Findings -> layers, tables and a manifest, written whole or not at all.

pub mod check_report;
mod features;
mod folder;
mod indicator_table;
mod inert;
mod layers;
pub mod manifest;
mod numbers;
mod reject_table;
mod service_areas;
mod table_files;
pub mod terminal;
mod workbook;

pub use folder::Staging;
pub use numbers::percent;

use crate::error::Result;
use crate::pipeline::Findings;
use crate::progress::Progress;

/// Writes every file of a run but the manifest into a staging folder.
///
/// # Errors
/// When the system refuses to write.
pub fn write(findings: &Findings, staging: &Staging, progress: &mut Progress) -> Result<()> {
    progress.stage("write_residents");
    layers::residents(findings, staging)?;
    progress.stage("write_layers");
    layers::facilities(findings, staging)?;
    layers::zones(findings, staging)?;
    service_areas::write(findings, staging)?;
    indicator_table::write(findings, staging)?;
    reject_table::write(findings, staging)?;
    progress.stage("write_tables");
    let lang = findings.study.lang;
    let tables = crate::tables::all(findings, lang);
    let (book, files) = rayon::join(
        || workbook::write(findings, &tables, staging),
        || table_files::write(&tables, lang, staging),
    );
    book.and(files)
}
