//! Rows of any table or layer: the one shape that records are read from.

use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

use geo::{MultiPolygon, Polygon};
use geojson::JsonObject;

use super::columns::{Columns, Field};
use super::rejects::{Reason, Reject};
use super::source::{Source, Understood};
use super::{csv_rows, geojson_rows, rings, xlsx_rows};
use crate::crs::Frame;
use crate::error::{Error, Result};
use crate::geodesy::LonLat;

/// Where a row lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// One point.
    Point(LonLat),
    /// Several entrances.
    Points(Vec<LonLat>),
    /// An area.
    Area(MultiPolygon),
}

/// A point as its file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Original {
    /// The two numbers, in the order of the columns x and y.
    pub pair: [f64; 2],
    /// The system that they were read in.
    pub crs: Box<str>,
}

/// More than anything that is counted here, and small enough for every sum to be a number.
const LARGEST_AMOUNT: f64 = 1e12;

/// What is wrong with a row: the field, its value, the reason.
pub type Fault = (String, String, Reason);

/// One record of a file, format forgotten.
pub struct Row<'a> {
    /// Which record, from 1.
    pub record: u64,
    /// The line it starts on, from 1.
    pub line: u64,
    pub(super) cells: Cells<'a>,
}

pub(super) enum Cells<'a> {
    /// A line of a table, and where its fields are.
    Table { record: &'a csv::StringRecord, plan: &'a Plan, frame: &'a Frame },
    /// A feature.
    GeoJson { feature: &'a geojson::Feature, plan: &'a Plan, frame: &'a Frame },
    /// A feature that could not be read at all.
    Broken(Fault),
}

/// Which column or property holds each field of a file.
pub(super) struct Plan {
    pub index: Vec<Option<usize>>,
    pub name: Vec<String>,
}

impl Plan {
    /// Looks only for the fields that the rows are asked for: a file may have other columns of
    /// whatever name.
    pub fn of(columns: &Columns, headers: &[&str], file: &Path, uses: &[Field]) -> Result<Plan> {
        let index: Vec<_> = Field::ALL
            .iter()
            .map(|field| match uses.contains(field) {
                true => columns.find(*field, headers, file),
                false => Ok(None),
            })
            .collect::<Result<_>>()?;
        let name = index
            .iter()
            .zip(Field::ALL)
            .map(|(i, field)| i.map_or(field.name(), |i| headers[i]).to_owned())
            .collect();
        Ok(Plan { index, name })
    }
}

impl<'a> Row<'a> {
    /// Fails with the whole row's fault, if it could not be read at all.
    pub fn readable(&self) -> Result<(), Fault> {
        match &self.cells {
            Cells::Broken(fault) => Err(fault.clone()),
            _ => Ok(()),
        }
    }

    /// The name of the column of a field, as the file has it.
    pub fn column(&self, field: Field) -> String {
        match &self.cells {
            Cells::Table { plan, .. } | Cells::GeoJson { plan, .. } => {
                plan.name[field as usize].clone()
            }
            Cells::Broken(_) => field.name().to_owned(),
        }
    }

    /// The trimmed cell of a field: `None` when the file has no such column, empty when the cell
    /// is empty or null.
    pub fn text(&self, field: Field) -> Option<Cow<'a, str>> {
        match &self.cells {
            Cells::Table { record, plan, .. } => {
                let index = plan.index[field as usize]?;
                Some(Cow::Borrowed(record.get(index).unwrap_or("").trim()))
            }
            Cells::GeoJson { feature, plan, .. } => {
                plan.index[field as usize]?;
                let value =
                    feature.properties.as_ref().and_then(|p| p.get(&plan.name[field as usize]));
                Some(property_text(value))
            }
            Cells::Broken(_) => None,
        }
    }

    /// The id: the id column, or a GeoJSON feature's own id, or its number.
    pub fn id(&self) -> Result<Box<str>, Fault> {
        let text = match (self.text(Field::Id), &self.cells) {
            (Some(text), _) => text,
            (None, Cells::GeoJson { feature, .. }) => match &feature.id {
                Some(geojson::feature::Id::String(id)) => Cow::Borrowed(id.as_str()),
                Some(geojson::feature::Id::Number(id)) => Cow::Owned(id.to_string()),
                None => Cow::Owned(self.record.to_string()),
            },
            (None, _) => Cow::Borrowed(""),
        };
        if text.is_empty() {
            return Err((self.column(Field::Id), String::new(), Reason::Empty));
        }
        Ok(text.into())
    }

    /// Whether the input gives the row an id; otherwise [`Row::id`] is its number.
    pub fn has_id(&self) -> bool {
        let feature_id = match &self.cells {
            Cells::GeoJson { feature, .. } => feature.id.is_some(),
            _ => false,
        };
        feature_id || self.text(Field::Id).is_some()
    }

    /// A number of 0 or more: `None` when the file has no such column.
    pub fn amount(&self, field: Field) -> Result<Option<f64>, Fault> {
        let Some(text) = self.text(field) else { return Ok(None) };
        let fault = |reason| (self.column(field), text.clone().into_owned(), reason);
        if text.is_empty() {
            return Err(fault(Reason::Empty));
        }
        match text.parse::<f64>() {
            Ok(value) if !value.is_finite() => Err(fault(Reason::NotANumber)),
            Ok(value) if value < 0.0 => Err(fault(Reason::Negative)),
            Ok(value) if value > LARGEST_AMOUNT => Err(fault(Reason::TooLarge)),
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(fault(Reason::NotANumber)),
        }
    }

    /// Where the row lies. The one door through which coordinates enter.
    pub fn place(&self) -> Result<Place, Fault> {
        match &self.cells {
            Cells::Table { frame, .. } => {
                let number = |field| -> Result<f64, Fault> {
                    let text = self.text(field).unwrap_or_default();
                    if text.is_empty() {
                        return Err((self.column(field), String::new(), Reason::Empty));
                    }
                    text.parse::<f64>().map_err(|_| {
                        (self.column(field), text.clone().into_owned(), Reason::NotANumber)
                    })
                };
                let (x, y) = (number(Field::Lon)?, number(Field::Lat)?);
                frame.place([x, y]).map(Place::Point).ok_or_else(|| {
                    let names = format!("{}, {}", self.column(Field::Lon), self.column(Field::Lat));
                    (names, format!("{x}, {y}"), Reason::OutOfRange)
                })
            }
            Cells::GeoJson { feature, frame, .. } => rings::place(feature.geometry.as_ref(), frame),
            Cells::Broken(fault) => Err(fault.clone()),
        }
    }

    /// The numbers of a point as the file has them, where they are not WGS84 already.
    pub fn original(&self) -> Option<Original> {
        let frame = match &self.cells {
            Cells::Table { frame, .. } | Cells::GeoJson { frame, .. } => frame,
            Cells::Broken(_) => return None,
        };
        // First, since most files are WGS84 and have nothing to keep.
        let crs = frame.crs().short_name()?;
        let pair = match &self.cells {
            Cells::Table { .. } => {
                let number = |field| self.text(field)?.parse::<f64>().ok();
                [number(Field::Lon)?, number(Field::Lat)?]
            }
            Cells::GeoJson { feature, .. } => {
                let geometry = feature.geometry.as_ref()?;
                let point = matches!(geometry.value, geojson::GeometryValue::Point { .. });
                rings::first(geometry).filter(|_| point)?
            }
            Cells::Broken(_) => return None,
        };
        Some(Original { pair, crs })
    }

    /// A reject of this row.
    pub fn reject(&self, file: &Path, (field, value, reason): Fault) -> Reject {
        // A report should stay readable whatever a cell holds.
        let value = value.chars().take(80).collect();
        Reject { file: file.to_owned(), record: self.record, line: self.line, field, value, reason }
    }
}

/// A property as a cell: text as it is, null as empty, anything else as JSON writes it.
fn property_text(value: Option<&serde_json::Value>) -> Cow<'_, str> {
    match value {
        None | Some(serde_json::Value::Null) => Cow::Borrowed(""),
        Some(serde_json::Value::String(text)) => Cow::Borrowed(text.trim()),
        Some(other) => Cow::Owned(other.to_string()),
    }
}

/// Property names of features, in first-seen order.
pub(super) fn property_names<'a>(
    features: impl Iterator<Item = Option<&'a JsonObject>>,
) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for properties in features.flatten() {
        for name in properties.keys() {
            if seen.insert(name.as_str()) {
                names.push(name);
            }
        }
    }
    names
}

/// Calls `take` with every row of a file, whatever its format, and returns what was understood of it.
/// Of its columns those that `uses` names can be asked for; without one that `need` names the file
/// is an error.
///
/// # Errors
/// When the file cannot be read as a whole, or `take` fails.
pub(super) fn each(
    source: &Source,
    columns: &Columns,
    uses: &[Field],
    need: &[Field],
    take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<Understood> {
    match Format::of(&source.path)? {
        Format::Csv => csv_rows::each(source, columns, uses, need, take),
        Format::Xlsx => xlsx_rows::each(source, columns, uses, need, take),
        Format::GeoJson => geojson_rows::each(source, columns, uses, need, take),
    }
}

enum Format {
    Csv,
    Xlsx,
    GeoJson,
}

impl Format {
    fn of(file: &Path) -> Result<Format> {
        let name = file.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit('.').next() {
            Some("csv" | "tsv" | "txt") => Ok(Format::Csv),
            Some("xlsx") => Ok(Format::Xlsx),
            Some("geojson" | "json") => Ok(Format::GeoJson),
            _ => Err(Error::input(
                file,
                "not a format that walkshed reads",
                "give .csv, .tsv, .xlsx or .geojson (any may be gzipped: .gz)",
            )),
        }
    }
}

/// The bytes of a file, unpacked when its name ends in `.gz`.
pub(super) fn bytes(file: &Path) -> Result<Vec<u8>> {
    let raw = std::fs::read(file).map_err(|e| Error::io("reading", file, e))?;
    if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
        let mut unpacked = Vec::with_capacity(raw.len() * 8);
        flate2::read::MultiGzDecoder::new(&raw[..]).read_to_end(&mut unpacked).map_err(|e| {
            let mend = "the archive is cut short or damaged, or is no gzip: copy it again, or \
                            give the file unpacked";
            Error::input(file, format!("unpacking failed: {e}"), mend)
        })?;
        return Ok(unpacked);
    }
    Ok(raw)
}

/// An area's outline with at least one polygon.
pub(super) fn area(polygons: Vec<Polygon>) -> Place {
    Place::Area(MultiPolygon(polygons))
}

/// Only for messages: the columns a kind of file needs.
pub(super) fn missing_column(file: &Path, field: Field, headers: &[&str]) -> Error {
    Error::Input {
        file: PathBuf::from(file),
        line: Some(1),
        field: Some(field.name().into()),
        what: format!("has no column '{}' (nor {})", field.name(), field.names()[1..].join(", ")),
        mend: format!(
            "add the column, or map it in the study file; columns here: {}",
            headers.join(", ")
        ),
    }
}
