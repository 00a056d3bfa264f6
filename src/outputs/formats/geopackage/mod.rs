//! `walkshed.gpkg`: all layers in one GeoPackage, with their styles and a QGIS project.
//!
//! One transaction into a file that nobody else sees until the result is published, so SQLite needs
//! neither journal nor waiting for the disk. The bytes follow from the findings alone: the time of
//! change in the lists of a package is the date of the data, not that of the run.

mod row;
mod rtree;

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Result, params};

use super::wkb::Bounds;
use crate::lang::Lang;
use crate::outputs::layers::{About, Format, Kind, Layer, Shape, columns};

use row::{Rows, SRS};

/// The file in the result.
pub const FILE: &str = "walkshed.gpkg";

/// The column of geometries; no field is called so.
pub const GEOMETRY: &str = "geom";

/// "GPKG" and version 1.2 in the header of the file.
const APPLICATION_ID: i32 = 0x4750_4B47;
const VERSION: i32 = 10_200;

/// Bytes of a page: SQLite's own. Larger ones write a million residents a tenth of a second sooner,
/// and read more than a map needs.
const PAGE: i32 = 4096;

/// A package being written.
pub struct GeoPackage {
    package: Connection,
    lang: Lang,
    /// The time of change that all lists give.
    changed: String,
}

impl GeoPackage {
    /// Begins a package in a file that is not there yet.
    pub fn create(file: &Path, lang: Lang, data_date: &str) -> Result<GeoPackage> {
        let package = Connection::open(file)?;
        package.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        package.pragma_update(None, "page_size", PAGE)?;
        package.pragma_update(None, "application_id", APPLICATION_ID)?;
        package.pragma_update(None, "user_version", VERSION)?;
        package.pragma_update(None, "encoding", "UTF-8")?;
        for (pragma, value) in
            [("journal_mode", "OFF"), ("synchronous", "OFF"), ("locking_mode", "EXCLUSIVE")]
        {
            package.pragma_update_and_check(None, pragma, value, |_| Ok(())).or_else(
                |e| match e {
                    rusqlite::Error::QueryReturnedNoRows => Ok(()),
                    other => Err(other),
                },
            )?;
        }
        package.execute_batch("BEGIN")?;
        package.execute_batch(include_str!("schema.sql"))?;
        Ok(GeoPackage { package, lang, changed: changed(data_date) })
    }

    /// The connection, for tables that are no layers.
    pub fn connection(&self) -> &Connection {
        &self.package
    }

    /// The time of change.
    pub fn changed(&self) -> &str {
        &self.changed
    }

    /// Ends the package.
    pub fn finish(self) -> Result<()> {
        self.package.execute_batch("COMMIT")?;
        self.package.close().map_err(|(_, e)| e)
    }

    fn write(&mut self, layer: &impl Layer) -> Result<()> {
        let about = layer.about();
        let columns = columns(&about.fields);
        self.create_table(about, &columns)?;
        let boxes = self.fill(layer, &columns)?;
        let index = format!("rtree_{}_{GEOMETRY}", about.name);
        rtree::build(&self.package, &index, &boxes)?;
        self.list(about, &columns, &boxes)?;
        self.triggers(about, &index)
    }

    fn create_table(&self, about: &About, columns: &[String]) -> Result<()> {
        let kind = geometry_type(about.shape);
        let mut sql = format!(
            "CREATE TABLE {} (\n  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,\n  {GEOMETRY} {kind}",
            quoted(&about.name)
        );
        for (column, field) in columns.iter().zip(&about.fields) {
            let kind = match field.kind {
                Kind::Text => "TEXT",
                Kind::Flag => "BOOLEAN",
                Kind::Count => "INTEGER",
                Kind::Amount | Kind::Fixed(_) => "REAL",
            };
            sql += &format!(",\n  {} {kind}", quoted(column));
        }
        self.package.execute_batch(&(sql + "\n)"))
    }

    /// Writes the rows; what each of them spans.
    fn fill(&self, layer: &impl Layer, columns: &[String]) -> Result<Vec<Bounds>> {
        let names: Vec<String> = columns.iter().map(|column| quoted(column) + ", ").collect();
        let insert = format!(
            "INSERT INTO {} ({}{GEOMETRY}) VALUES ({}?)",
            quoted(&layer.about().name),
            names.concat(),
            "?, ".repeat(names.len())
        );
        let kinds = layer.about().fields.iter().map(|field| field.kind).collect();
        let mut rows = Rows::of(self.package.prepare(&insert)?, kinds, layer.len());
        for i in 0..layer.len() {
            layer.fill(i, rows.row());
            rows.check()?;
        }
        Ok(rows.boxes)
    }

    /// Enters the layer into the lists of the package.
    fn list(&self, about: &About, columns: &[String], boxes: &[Bounds]) -> Result<()> {
        let mut extent = Bounds::NONE;
        boxes.iter().for_each(|b| extent.join(*b));
        let span = |value: f64| (!extent.is_none()).then_some(value);
        self.package.execute(
            "INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                about.name,
                about.title[self.lang as usize],
                self.changed,
                span(extent.low[0]),
                span(extent.low[1]),
                span(extent.high[0]),
                span(extent.high[1]),
                SRS
            ],
        )?;
        self.package.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
            params![about.name, GEOMETRY, geometry_type(about.shape), SRS],
        )?;
        self.package.execute(
            "INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index',
             'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
            params![about.name, GEOMETRY],
        )?;
        self.package.execute(
            "INSERT INTO gpkg_ogr_contents VALUES (?, ?)",
            params![about.name, boxes.len() as i64],
        )?;
        let mut known = BTreeSet::new();
        for (column, field) in columns.iter().zip(&about.fields) {
            let alias = field.alias(self.lang);
            // Two circles may have one title; a name stands once in a table.
            let name = known.insert(alias.clone()).then_some(&alias);
            // Flags have two values, which everybody knows.
            let codes = field.kind != Kind::Flag && !field.values.is_empty();
            let constraint = codes.then(|| format!("{}_{column}", about.name));
            self.package.execute(
                "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, NULL, NULL, ?)",
                params![about.name, column, name, alias, constraint],
            )?;
            let Some(constraint) = constraint else { continue };
            for (value, words) in &field.values {
                self.package.execute(
                    "INSERT INTO gpkg_data_column_constraints
                     VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
                    params![constraint, value, words[self.lang as usize]],
                )?;
            }
        }
        Ok(())
    }

    /// What keeps index and count right when people edit the layer.
    fn triggers(&self, about: &About, index: &str) -> Result<()> {
        let mut sql = include_str!("layer.sql").to_owned();
        for end in ["insert", "update1", "update2", "update3", "update4", "delete"] {
            sql = sql.replace(&format!("{{r_{end}}}"), &quoted(&format!("{index}_{end}")));
        }
        for end in ["insert", "delete"] {
            let name = format!("trigger_{end}_feature_count_{}", about.name);
            sql = sql.replace(&format!("{{count_{end}}}"), &quoted(&name));
        }
        let name = about.name.replace('\'', "''");
        sql = sql
            .replace("{t}", &quoted(&about.name))
            .replace("{g}", &quoted(GEOMETRY))
            .replace("{r}", &quoted(index))
            .replace("{n}", &format!("'{name}'"));
        self.package.execute_batch(&sql)
    }
}

impl Format for GeoPackage {
    type Error = rusqlite::Error;

    fn layer(&mut self, layer: &impl Layer) -> Result<()> {
        self.write(layer)
    }
}

const fn geometry_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Point => "POINT",
        Shape::Lines => "MULTILINESTRING",
        Shape::Areas => "MULTIPOLYGON",
    }
}

/// The start of the day, month or year that the data are said to be of; without one, the start of
/// the count of time, which nobody takes for a real date.
fn changed(data_date: &str) -> String {
    let parts: Vec<&str> = data_date.trim().splitn(3, '-').collect();
    let number = |i: usize, low: u32, high: u32| match parts.get(i) {
        None => Some(low),
        Some(text) => text.parse().ok().filter(|n| (low..=high).contains(n)),
    };
    let date = (parts[0].len() == 4)
        .then(|| Some((number(0, 0, 9999)?, number(1, 1, 12)?, number(2, 1, 31)?)))
        .flatten();
    let (year, month, day) = date.unwrap_or((1970, 1, 1));
    format!("{year:04}-{month:02}-{day:02}T00:00:00.000Z")
}

/// A name as SQL has it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
