//! What the rows of a table share: where its fields are, and how it writes coordinates.

use std::path::Path;

use csv::StringRecord;

use super::columns::{Columns, Field};
use super::rejects::Reason;
use super::rows::{self, Cells, Plan, Row};
use super::source::{Source, Understood};
use crate::crs::Frame;
use crate::error::Result;

/// Rows that are looked at to see how the file writes coordinates.
const SAMPLE: usize = 1000;

/// A table whose header is understood.
pub struct Table {
    plan: Plan,
    frame: Frame,
    /// Cells in the header.
    width: usize,
}

impl Table {
    /// Understands a header, with the first rows below it.
    ///
    /// # Errors
    /// When a column that is needed is not there, or the coordinates cannot be read.
    pub fn of(
        source: &Source,
        columns: &Columns,
        names: &[&str],
        [uses, need]: [&[Field]; 2],
        sample: impl Iterator<Item = StringRecord>,
    ) -> Result<Table> {
        let plan = Plan::of(columns, names, &source.path, uses)?;
        for field in need.iter().copied().chain([Field::Id, Field::Lon, Field::Lat]) {
            if plan.index[field as usize].is_none() {
                return Err(rows::missing_column(&source.path, field, names));
            }
        }
        let at = |field: Field| plan.index[field as usize];
        let pair = |record: StringRecord| {
            let number = |i: usize| record.get(i)?.trim().parse::<f64>().ok();
            Some([number(at(Field::Lon)?)?, number(at(Field::Lat)?)?])
        };
        let pairs: Vec<[f64; 2]> = sample.take(SAMPLE).filter_map(pair).collect();
        let frame = source.frame(None, &pairs)?;
        Ok(Table { plan, frame, width: names.len() })
    }

    /// A row; one that does not fit the header is broken.
    pub fn row<'a>(&'a self, number: u64, line: u64, record: &'a StringRecord) -> Row<'a> {
        let cells = if record.len() == self.width {
            Cells::Table { record, plan: &self.plan, frame: &self.frame }
        } else {
            let found = format!("{} cells, the header has {}", record.len(), self.width);
            Cells::Broken((String::new(), found, Reason::Unreadable))
        };
        Row { record: number, line, cells }
    }

    /// What was understood, after all rows were read.
    pub fn understood(self, rows: u64, encoding: Option<&'static str>) -> Understood {
        Understood { rows, encoding, frame: self.frame, notes: Vec::new() }
    }
}

/// Whether a line is the header that rows with places need, and not a title above it.
pub fn is_header(columns: &Columns, names: &[&str], file: &Path) -> bool {
    let there = |field| matches!(columns.find(field, names, file), Ok(Some(_)) | Err(_));
    [Field::Id, Field::Lon, Field::Lat].into_iter().all(there)
}
