//! What QGIS needs to open a result as a map: styles in the package, a project in it, and the same
//! project beside it.

mod project;
mod style;
mod template;

use std::io::{self, Cursor, Write};

use rusqlite::{Result, params};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::formats::geopackage::{GEOMETRY, GeoPackage};
use super::formats::wkb::Bounds;
use super::layers::{Format, Layer, Layers};
use crate::pipeline::Findings;

use project::Drawn;
use style::Style;

/// The project beside the package.
pub const FILE: &str = "walkshed.qgz";

/// What the project in the package and the file in the archive are called.
const NAME: &str = "walkshed";

/// A project and the styles of its layers.
pub struct Map {
    layers: Vec<Drawn>,
    lang: crate::lang::Lang,
    archive: Vec<u8>,
}

/// Takes down what the layers are.
struct List(Vec<Drawn>);

impl Format for List {
    type Error = std::convert::Infallible;

    fn layer(&mut self, layer: &impl Layer) -> Result<(), Self::Error> {
        self.0.push(Drawn { about: layer.about().clone(), count: layer.len() });
        Ok(())
    }
}

impl Map {
    /// Draws the layers of a run.
    ///
    /// # Errors
    /// When the project cannot be packed.
    pub fn of(findings: &Findings, layers: &Layers<'_>) -> io::Result<Map> {
        let mut list = List(Vec::new());
        let Ok(()) = layers.each(&mut list);
        let mut extent = Bounds::NONE;
        findings.residents.rows.iter().for_each(|r| extent.add([r.at.lon(), r.at.lat()]));
        let extent = match extent.is_none() {
            true => [[-180.0, -80.0], [180.0, 80.0]],
            false => [extent.low, extent.high],
        };
        let lang = findings.study.lang;
        let xml = project::project(&findings.study.title, &list.0, extent, lang);
        Ok(Map { layers: list.0, lang, archive: archive(&xml)? })
    }

    /// The bytes of the `.qgz`.
    pub fn archive(&self) -> &[u8] {
        &self.archive
    }

    /// Puts styles and project into a package that holds the layers.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn store(&self, package: &GeoPackage) -> Result<()> {
        let to = package.connection();
        to.execute_batch(include_str!("tables.sql"))?;
        to.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)
             VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
            params![package.changed()],
        )?;
        for layer in &self.layers {
            let about = &layer.about;
            for (number, look) in about.looks.iter().enumerate() {
                let qml = Style::of(about, look, self.lang).qml();
                let title = &look.title[self.lang as usize];
                // The schema must be an empty text: with NULL the style is ignored in silence.
                to.execute(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,
                       f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,
                       owner, ui, update_time)
                     VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '', NULL, ?)",
                    params![
                        about.name,
                        GEOMETRY,
                        title,
                        qml,
                        number == 0,
                        title,
                        package.changed()
                    ],
                )?;
            }
        }
        let content: String = self.archive.iter().map(|byte| format!("{byte:02x}")).collect();
        let metadata = format!(
            "{{\"last_modified_time\": \"{}\", \"last_modified_user\": \"\"}}",
            package.changed().split('.').next().unwrap_or_default()
        );
        to.execute(
            "INSERT INTO qgis_projects (name, metadata, content) VALUES (?, ?, ?)",
            params![NAME, metadata, content],
        )?;
        Ok(())
    }
}

/// A project as QGIS packs it, without the time of packing.
fn archive(xml: &str) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    zip.start_file(format!("{NAME}.qgs"), options)?;
    zip.write_all(xml.as_bytes())?;
    Ok(zip.finish()?.into_inner())
}
