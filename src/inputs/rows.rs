//! Rows of any table or layer: the one shape that records are read from.

use std::borrow::Cow;
use std::path::Path;

use csv::StringRecord;
use geojson::{Geometry, JsonObject};

use super::cells;
use super::columns::Field;
use super::formats;
use super::head::{Asked, Head};
use super::places::{self, Place};
use super::rejects::{Reason, Reject, Rejects};
use super::source::Source;
use crate::error::Result;
use crate::geodesy::LonLat;

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
    pub(super) head: &'a Head,
    pub(super) cells: Result<Cells<'a>, &'a Fault>,
}

/// What a record holds.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    pub values: Values<'a>,
    pub shape: Shape<'a>,
    /// The id that a layer gives its features, beside their properties.
    pub id: Option<&'a str>,
}

/// The cells of a record, by column.
#[derive(Clone, Copy)]
pub(super) enum Values<'a> {
    /// In the order of the header.
    Record(&'a StringRecord),
    /// By name.
    Properties(Option<&'a JsonObject>),
}

/// Where a record says its place.
#[derive(Clone, Copy)]
pub(super) enum Shape<'a> {
    /// In its columns.
    Columns,
    /// As geometry.
    Geometry(Option<&'a Geometry>),
}

impl<'a> Row<'a> {
    /// Fails with the whole row's fault, if it could not be read at all.
    pub fn readable(&self) -> Result<(), Fault> {
        self.cells.map(|_| ()).map_err(Clone::clone)
    }

    /// The name of the column of a field, as the file has it.
    pub fn column(&self, field: Field) -> String {
        self.head.name(field).to_owned()
    }

    /// The cell of a field without the space around it: `None` when the file has no such column,
    /// empty when nothing is there.
    pub fn text(&self, field: Field) -> Option<Cow<'a, str>> {
        let cells = self.cells.ok()?;
        let column = self.head.column(field)?;
        Some(match cells.values {
            Values::Record(record) => Cow::Borrowed(cells::plain(record.get(column).unwrap_or(""))),
            Values::Properties(properties) => {
                property_text(properties.and_then(|p| p.get(&self.head.names[column])))
            }
        })
    }

    /// The text of a code, also where a spreadsheet took it for a number.
    pub fn code(&self, field: Field) -> Result<Option<Box<str>>, Fault> {
        let Some(text) = self.text(field) else { return Ok(None) };
        match cells::code(&text) {
            Some(code) => Ok(Some(code.into())),
            None => Err((self.column(field), text.into_owned(), Reason::LostDigits)),
        }
    }

    /// The id: the id column, or a feature's own id, or its number.
    pub fn id(&self) -> Result<Box<str>, Fault> {
        let own = || match self.cells {
            Ok(Cells { id: Some(id), .. }) => Cow::Borrowed(id),
            Ok(Cells { shape: Shape::Geometry(_), .. }) => Cow::Owned(self.record.to_string()),
            _ => Cow::Borrowed(""),
        };
        let text = self.text(Field::Id).unwrap_or_else(own);
        if text.is_empty() {
            return Err((self.column(Field::Id), String::new(), Reason::Empty));
        }
        Ok(text.into())
    }

    /// Whether the input gives the row an id; otherwise [`Row::id`] is its number.
    pub fn has_id(&self) -> bool {
        self.cells.is_ok_and(|cells| cells.id.is_some()) || self.text(Field::Id).is_some()
    }

    /// A number of 0 or more: `None` when the file has no such column.
    pub fn amount(&self, field: Field) -> Result<Option<f64>, Fault> {
        let Some(text) = self.text(field) else { return Ok(None) };
        let fault = |reason| (self.column(field), text.clone().into_owned(), reason);
        if text.is_empty() {
            return Err(fault(Reason::Empty));
        }
        match cells::scaled(&text, self.head.power(field)) {
            Some(value) if !value.is_finite() => Err(fault(Reason::NotANumber)),
            Some(value) if value < 0.0 => Err(fault(Reason::Negative)),
            Some(value) if value > LARGEST_AMOUNT => Err(fault(Reason::TooLarge)),
            Some(value) => Ok(Some(value)),
            None => Err(fault(Reason::NotANumber)),
        }
    }

    /// The same, where an empty cell says nothing too.
    pub fn amount_if_said(&self, field: Field) -> Result<Option<f64>, Fault> {
        match self.text(field) {
            Some(text) if !text.is_empty() => self.amount(field),
            _ => Ok(None),
        }
    }

    /// Where the row lies. The one door through which coordinates enter.
    pub fn place(&self) -> Result<Place, Fault> {
        match self.cells.map_err(Clone::clone)?.shape {
            Shape::Columns => {
                let [x, y] = self.pair()?;
                self.head
                    .frame
                    .place([x, y])
                    .map(Place::Point)
                    .ok_or_else(|| (self.pair_columns(), format!("{x}, {y}"), Reason::OutOfRange))
            }
            Shape::Geometry(geometry) => places::place(geometry, &self.head.frame),
        }
    }

    /// The lines of a street, a wall or the like; outlines for areas. `None` for points.
    pub fn lines(&self) -> Result<Option<Vec<Vec<LonLat>>>, Fault> {
        match self.cells.map_err(Clone::clone)?.shape {
            Shape::Columns => Ok(None),
            Shape::Geometry(geometry) => places::lines(geometry, &self.head.frame),
        }
    }

    /// Everything that the record says of itself, name and text; what is not text is left out.
    pub fn tags(&self) -> Vec<(&'a str, &'a str)> {
        match self.cells.map(|cells| cells.values) {
            Ok(Values::Record(record)) => {
                let names = self.head.names.iter().map(|name| &**name);
                names.zip(record).filter(|(_, value)| !value.is_empty()).collect()
            }
            Ok(Values::Properties(Some(properties))) => {
                let text = |(name, value): (&'a String, &'a serde_json::Value)| {
                    Some((name.as_str(), value.as_str()?))
                };
                properties.iter().filter_map(text).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The numbers of a point as the file has them, where they are not WGS84 already.
    pub fn original(&self) -> Option<Original> {
        // First, since most files are WGS84 and have nothing to keep.
        let crs = self.head.frame.crs().short_name()?;
        let pair = match self.cells.ok()?.shape {
            Shape::Columns => self.pair().ok()?,
            Shape::Geometry(geometry) => places::point(geometry?)?,
        };
        Some(Original { pair, crs })
    }

    /// A table's two numbers for the place, in the order of its columns.
    pub(super) fn pair(&self) -> Result<[f64; 2], Fault> {
        if self.head.column(Field::Lon).is_none() && self.head.column(Field::LonLat).is_some() {
            let text = self.filled(Field::LonLat)?;
            let fault = || (self.column(Field::LonLat), text.to_string(), Reason::NotAPair);
            return cells::pair(&text).ok_or_else(fault);
        }
        let number = |field| -> Result<f64, Fault> {
            let text = self.filled(field)?;
            cells::coordinate(&text)
                .ok_or_else(|| (self.column(field), text.into_owned(), Reason::NotANumber))
        };
        Ok([number(Field::Lon)?, number(Field::Lat)?])
    }

    fn filled(&self, field: Field) -> Result<Cow<'a, str>, Fault> {
        let text = self.text(field).unwrap_or_default();
        match text.is_empty() {
            true => Err((self.column(field), String::new(), Reason::Empty)),
            false => Ok(text),
        }
    }

    fn pair_columns(&self) -> String {
        match self.head.column(Field::Lon) {
            Some(_) => format!("{}, {}", self.column(Field::Lon), self.column(Field::Lat)),
            None => self.column(Field::LonLat),
        }
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
        Some(serde_json::Value::String(text)) => Cow::Borrowed(cells::plain(text)),
        Some(other) => Cow::Owned(other.to_string()),
    }
}

/// Reads every row of a file, whatever its format; rows that `take` cannot use are rejected.
///
/// # Errors
/// When the file cannot be read as a whole, nothing of it can be used, or (when strict) at the first
/// reject.
pub(super) fn read(
    source: &Source,
    role: &'static str,
    asked: Asked<'_>,
    rejects: &mut Rejects,
    mut take: impl FnMut(&Row<'_>) -> Result<(), Fault>,
) -> Result<()> {
    let path = &*source.path;
    rejects.open(path, role);
    let understood = formats::each(source, asked, &mut |row| match take(row) {
        Ok(()) => Ok(()),
        Err(fault) => rejects.push(row.reject(path, fault)),
    })?;
    rejects.close(understood, asked.need.first().map(|field| field.name()))
}
