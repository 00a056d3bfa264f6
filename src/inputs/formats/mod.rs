//! File formats: bytes -> rows. One file a format; tables with a header share [`table`], layers with
//! geometry share [`layer`].

mod csv;
mod geojson;
mod layer;
mod spread;
mod table;
mod text;
mod totals;
mod workbook;

use std::io::Read;
use std::path::Path;

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
    }?;
    Ok(Understood { format: format.name(), ..understood })
}

/// Whether files of this name hold geometry, such as lines.
pub fn has_geometry(file: &Path) -> bool {
    Format::of(file).is_ok_and(|format| !matches!(format, Format::Csv | Format::Workbook))
}

#[derive(Clone, Copy)]
enum Format {
    Csv,
    Workbook,
    GeoJson,
    GeoJsonLines,
}

impl Format {
    fn of(file: &Path) -> Result<Format> {
        let name = file.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit('.').next() {
            Some("csv" | "tsv" | "txt") => Ok(Format::Csv),
            Some("xlsx" | "xlsm" | "xls" | "ods") => Ok(Format::Workbook),
            Some("geojson" | "json") => Ok(Format::GeoJson),
            Some("geojsonl" | "geojsons" | "ndjson" | "jsonl" | "ndgeojson") => {
                Ok(Format::GeoJsonLines)
            }
            _ => Err(Error::input(
                file,
                "not a format that walkshed reads",
                "give .csv, .tsv, .xlsx, .xls, .ods, .geojson or .geojsonl (any may be gzipped: .gz)",
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
        }
    }
}

/// The bytes of a file, unpacked when its name ends in `.gz`.
pub fn bytes(file: &Path) -> Result<Vec<u8>> {
    let raw = std::fs::read(file).map_err(|e| Error::io("reading", file, e))?;
    if !file.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
        return Ok(raw);
    }
    let most = raw.len() as u64 * MOST_UNPACKED + UNPACKED_ANYWAY;
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

/// Some broken files make a library panic (a column number past all bounds); to the user they are
/// broken files like others.
fn guarded<T>(read: impl FnOnce() -> Result<T>, broken: impl FnOnce() -> Error) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken()))
}
