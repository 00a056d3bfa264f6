//! Findings -> layers, tables and a manifest, written whole or not at all.

pub mod check_report;
pub mod comparison;
mod folder;
mod formats;
mod in_order;
mod indicator_table;
mod inert;
mod layers;
pub mod manifest;
mod numbers;
mod qgis;
mod reject_table;
mod report;
mod table_files;
pub mod terminal;
mod workbook;

pub use folder::Staging;
pub use numbers::percent;

use std::io::Write;

use formats::flatgeobuf::FlatGeobuf;
use formats::geojson::GeoJson;
use formats::geopackage::{self, GeoPackage};
use formats::geoparquet::GeoParquet;
use layers::Layers;
use qgis::Map;

use crate::error::{Error, Result};
use crate::pipeline::Findings;
use crate::progress::Progress;
use crate::study::LayerFormat;

/// Writes every file of a run but the manifest into a staging folder.
///
/// # Errors
/// When the system refuses to write.
pub fn write(findings: &Findings, staging: &Staging, progress: &mut Progress) -> Result<()> {
    progress.stage("write_layers");
    let layers = Layers::of(findings);
    layers.each(&mut GeoJson { staging })?;
    let study = &findings.study;
    if study.formats.contains(&LayerFormat::Gpkg) {
        progress.stage("write_geopackage");
        let map = Map::of(findings, &layers)
            .map_err(|e| Error::io("writing", &study.out.join(qgis::FILE), e))?;
        staging.by_path(geopackage::FILE, |file| {
            let mut package = GeoPackage::create(file, study.lang, &study.data_date)?;
            layers.each(&mut package)?;
            map.store(&package)?;
            package.finish()
        })?;
        staging.file(qgis::FILE, |out| out.write_all(map.archive()))?;
    }
    if study.formats.iter().any(|f| matches!(f, LayerFormat::Fgb | LayerFormat::Parquet)) {
        progress.stage("write_formats");
    }
    if study.formats.contains(&LayerFormat::Fgb) {
        layers.each(&mut FlatGeobuf { staging, lang: study.lang })?;
    }
    if study.formats.contains(&LayerFormat::Parquet) {
        layers.each(&mut GeoParquet { staging })?;
    }
    progress.stage("write_tables");
    indicator_table::write(findings, staging)?;
    reject_table::write(findings, staging)?;
    if study.tables {
        let lang = study.lang;
        let tables = crate::tables::all(findings, lang);
        let (book, files) = rayon::join(
            || workbook::write(findings, &tables, staging),
            || table_files::write(&tables, lang, staging),
        );
        book.and(files)?;
    }
    if study.report {
        progress.stage("write_report");
        report::write(findings, staging)?;
    }
    Ok(())
}
