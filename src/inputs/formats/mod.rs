//! File formats: bytes -> rows. One file a format; tables with a header share [`table`], layers with
//! geometry share [`layer`].

mod biff;
mod bundle;
mod csv;
mod dbf;
mod flatgeobuf;
mod geojson;
mod geopackage;
mod geoparquet;
mod kml;
mod layer;
mod osm;
mod pages;
mod records;
mod shape;
mod shapefile;
mod spread;
mod sst;
mod table;
mod text;
mod totals;
mod workbook;

use std::io::Read;
use std::path::Path;

pub use bundle::parts;

use super::head::Asked;
use super::rows::Row;
use super::source::{Source, Understood};
use crate::error::{Error, Result};

/// Whoever takes the rows of a file.
pub type Take<'t> = &'t mut dyn FnMut(&Row<'_>) -> Result<()>;

/// Unpacked, an archive may be so many times its size and this much more: text shrinks to a tenth,
/// seldom to a fiftieth; only an archive made to fill the memory does better.
const MOST_UNPACKED: u64 = 200;
const UNPACKED_ANYWAY: u64 = 64 << 20;

/// Calls `take` with every row of a file, whatever its format, and returns what was understood of it.
///
/// # Errors
/// When the file cannot be read as a whole, lacks a column that is needed, or `take` fails.
pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let format = Format::of(&source.path)?;
    let understood = match format {
        Format::Csv => csv::each(source, asked, take),
        Format::Workbook => workbook::each(source, asked, take),
        Format::GeoJson => geojson::each(source, asked, take),
        Format::GeoJsonLines => geojson::each_line(source, asked, take),
        Format::Shapefile => shapefile::each(source, asked, take),
        Format::GeoPackage => geopackage::each(source, asked, take),
        Format::FlatGeobuf => flatgeobuf::each(source, asked, take),
        Format::GeoParquet => geoparquet::each(source, asked, take),
        Format::Kml => kml::each(source, asked, take),
        Format::Osm => osm::each(source, asked, take),
    }?;
    Ok(Understood { format: format.name(), ..understood })
}

/// Whether files of this name hold geometry, such as lines.
pub fn has_geometry(file: &Path) -> bool {
    let without = |format| matches!(format, Format::Csv | Format::Workbook | Format::Osm);
    Format::of(file).is_ok_and(|format| !without(format))
}

#[derive(Clone, Copy)]
enum Format {
    Csv,
    Workbook,
    GeoJson,
    GeoJsonLines,
    Shapefile,
    GeoPackage,
    FlatGeobuf,
    GeoParquet,
    Kml,
    Osm,
}

impl Format {
    fn of(file: &Path) -> Result<Format> {
        if file.is_dir() {
            return Ok(Format::Shapefile);
        }
        let name = file.to_string_lossy().to_lowercase();
        let (name, packed) = match name.strip_suffix(".gz") {
            Some(bare) => (bare, true),
            None => (&*name, false),
        };
        match name.rsplit('.').next() {
            Some("csv" | "tsv" | "txt") => Ok(Format::Csv),
            Some("xlsx" | "xlsm" | "xls" | "ods") => Ok(Format::Workbook),
            Some("geojson" | "json") => Ok(Format::GeoJson),
            Some("geojsonl" | "geojsons" | "ndjson" | "jsonl" | "ndgeojson") => {
                Ok(Format::GeoJsonLines)
            }
            Some("pbf") if !packed => Ok(Format::Osm),
            Some("kml" | "kmz") => Ok(Format::Kml),
            Some("fgb") => Ok(Format::FlatGeobuf),
            // Read where they lie, since only parts of them are needed at a time.
            Some("shp" | "zip") if !packed => Ok(Format::Shapefile),
            Some("gpkg") if !packed => Ok(Format::GeoPackage),
            Some("parquet" | "geoparquet") if !packed => Ok(Format::GeoParquet),
            Some("shp" | "gpkg" | "parquet" | "geoparquet") => {
                Err(Error::input(file, "is packed", "unpack it first (gunzip)"))
            }
            _ => Err(Error::input(
                file,
                "not a format that walkshed reads",
                "give a table (.csv, .tsv, .xlsx, .xls, .ods) or a layer (.geojson, .geojsonl, \
                 .gpkg, .shp, .fgb, .parquet, .kml, .kmz; Shapefiles also as a folder or .zip) or \
                 an .osm.pbf; text may be gzipped (.csv.gz)",
            )),
        }
    }

    /// Its name for people.
    const fn name(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Workbook => "workbook",
            Format::GeoJson => "GeoJSON",
            Format::GeoJsonLines => "GeoJSON lines",
            Format::Shapefile => "Shapefile",
            Format::GeoPackage => "GeoPackage",
            Format::FlatGeobuf => "FlatGeobuf",
            Format::GeoParquet => "GeoParquet",
            Format::Kml => "KML",
            Format::Osm => "OpenStreetMap PBF",
        }
    }
}

/// The bytes of a file, unpacked when its name ends in `.gz`.
pub fn bytes(file: &Path) -> Result<Vec<u8>> {
    let raw = std::fs::read(file).map_err(|e| Error::io("reading", file, e))?;
    if !file.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
        return Ok(raw);
    }
    let most = most_unpacked(raw.len());
    let mut unpacked = Vec::with_capacity(raw.len() * 8);
    let mut reader = flate2::read::MultiGzDecoder::new(&raw[..]).take(most + 1);
    reader.read_to_end(&mut unpacked).map_err(|e| {
        let mend = "the archive is cut short or damaged, or is no gzip: copy it again, or give the \
                    file unpacked";
        Error::input(file, format!("unpacking failed: {e}"), mend)
    })?;
    if unpacked.len() as u64 > most {
        let what = format!("unpacks to more than {} MB, which no table does", most >> 20);
        return Err(Error::input(file, what, "give the file unpacked"));
    }
    Ok(unpacked)
}

/// How many bytes an archive of some bytes may hold.
fn most_unpacked(packed: usize) -> u64 {
    packed as u64 * MOST_UNPACKED + UNPACKED_ANYWAY
}

/// What a file may still say. A text that stands there once may be said in every row (shared
/// strings, dictionaries, computed columns), so that a kilobyte fills the memory; nobody's table
/// does so.
struct Allowance(u64);

impl Allowance {
    /// For a file of some bytes.
    fn of(bytes: usize) -> Allowance {
        Allowance(most_unpacked(bytes))
    }

    /// Bytes that are left.
    const fn left(&self) -> u64 {
        self.0
    }

    /// Fails when the file has said more than a file of its size does.
    fn spend(&mut self, bytes: usize) -> Result<(), &'static str> {
        match self.0.checked_sub(bytes as u64) {
            Some(left) => self.0 = left,
            None => return Err("it unpacks to more than a file of its size holds"),
        }
        Ok(())
    }
}

/// Some broken files make a library panic (a column number past all bounds); to the user they are
/// broken files like others.
fn guarded<T>(read: impl FnOnce() -> Result<T>, broken: impl FnOnce() -> Error) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken()))
}
