//! Features as rows of a table.

use geo::MultiPolygon;
use rusqlite::{Result, Statement, ToSql};

use super::super::wkb::{self, Bounds};
use crate::outputs::layers::{Kind, Record};
use crate::outputs::numbers::rounded;

/// Identifies WGS84 in every geometry.
pub const SRS: i32 = 4326;

/// Bytes before the geometry: "GP", version, flags, coordinate system.
const HEADER: usize = 8;
/// And its envelope.
const ENVELOPE: usize = 32;

/// Writes rows one after the other: a prepared statement whose parameters are the fields, then the
/// geometry.
pub struct Rows<'s> {
    statement: Statement<'s>,
    kinds: Vec<Kind>,
    blob: Vec<u8>,
    failed: Option<rusqlite::Error>,
    /// What each row spans.
    pub boxes: Vec<Bounds>,
}

impl<'s> Rows<'s> {
    /// For so many rows.
    pub fn of(statement: Statement<'s>, kinds: Vec<Kind>, count: usize) -> Rows<'s> {
        let boxes = Vec::with_capacity(count);
        Rows { statement, kinds, blob: Vec::new(), failed: None, boxes }
    }

    /// The next row.
    pub fn row(&mut self) -> Row<'_, 's> {
        Row { rows: self, at: 0 }
    }

    /// What went wrong with the last row, if anything.
    pub fn check(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }
}

/// A row being filled.
pub struct Row<'r, 's> {
    rows: &'r mut Rows<'s>,
    at: usize,
}

impl Row<'_, '_> {
    fn bind(&mut self, value: impl ToSql) {
        self.at += 1;
        if let Err(e) = self.rows.statement.raw_bind_parameter(self.at, value) {
            self.rows.failed = Some(e);
        }
    }

    /// Ends with the geometry that stands in the buffer behind the header.
    fn done(mut self, bounds: Bounds, has_envelope: bool) {
        debug_assert_eq!(self.at, self.rows.kinds.len(), "as many values as fields");
        let mut blob = std::mem::take(&mut self.rows.blob);
        // Little-endian, with an envelope of two dimensions or none.
        let flags = 1 | u8::from(has_envelope) << 1;
        blob[..HEADER].copy_from_slice(&[b'G', b'P', 0, flags, 0, 0, 0, 0]);
        blob[4..HEADER].copy_from_slice(&SRS.to_le_bytes());
        if has_envelope {
            let corners = [bounds.low[0], bounds.high[0], bounds.low[1], bounds.high[1]];
            for (i, corner) in corners.into_iter().enumerate() {
                let at = HEADER + 8 * i;
                blob[at..at + 8].copy_from_slice(&corner.to_le_bytes());
            }
        }
        self.bind(&blob[..]);
        self.rows.blob = blob;
        self.rows.boxes.push(bounds);
        if self.rows.failed.is_none()
            && let Err(e) = self.rows.statement.raw_execute()
        {
            self.rows.failed = Some(e);
        }
    }

    fn buffer(&mut self, before: usize) -> &mut Vec<u8> {
        let blob = &mut self.rows.blob;
        blob.clear();
        blob.resize(before, 0);
        blob
    }
}

impl Record for Row<'_, '_> {
    fn text<'v>(&mut self, value: impl Into<Option<&'v str>>) {
        self.bind(value.into());
    }

    fn flag(&mut self, value: impl Into<Option<bool>>) {
        self.bind(value.into());
    }

    fn count(&mut self, value: usize) {
        self.bind(value as i64);
    }

    fn amount(&mut self, value: impl Into<Option<f64>>) {
        self.bind(value.into());
    }

    fn fixed(&mut self, value: impl Into<Option<f64>>) {
        let decimals = match self.rows.kinds.get(self.at) {
            Some(Kind::Fixed(decimals)) => *decimals,
            _ => 0,
        };
        self.bind(value.into().filter(|v| v.is_finite()).map(|v| rounded(v, decimals)));
    }

    fn absent(&mut self) {
        self.bind(None::<f64>);
    }

    fn point(mut self, at: [f64; 2]) {
        // A point is its own envelope.
        let bounds = wkb::point(self.buffer(HEADER), at);
        self.done(bounds, false);
    }

    fn areas(mut self, area: &MultiPolygon) {
        let bounds = wkb::areas(self.buffer(HEADER + ENVELOPE), area);
        self.done(bounds, true);
    }

    fn lines<L: Iterator<Item = [f64; 2]>>(mut self, lines: impl Iterator<Item = L>) {
        let bounds = wkb::lines(self.buffer(HEADER + ENVELOPE), lines);
        self.done(bounds, true);
    }
}
