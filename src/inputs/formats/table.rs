//! Tables: a header wherever the title ends, rows with their places in columns, sums below.

use csv::StringRecord;

use crate::error::Result;
use crate::inputs::cells;
use crate::inputs::columns::Field;
use crate::inputs::head::{Asked, Head};
use crate::inputs::rejects::Reason;
use crate::inputs::rows::{Cells, Fault, Row, Shape, Values};
use crate::inputs::source::{CrsFrom, Source, Understood};

use super::Take;
use super::totals::Totals;

/// Titles, dates and units may stand above the header, so many rows of them.
pub const TITLE_ROWS: usize = 20;
/// Rows that are looked at to see how the file writes coordinates.
pub const SAMPLE: usize = 1000;

/// A table whose header is understood.
pub struct Table<'t> {
    head: Head,
    totals: Option<Totals>,
    rows: u64,
    records: u64,
    crs_from: CrsFrom,
    take: Take<'t>,
}

impl<'t> Table<'t> {
    /// Understands a header, with the first rows below it. With `sums` rows of sums are checked
    /// against the rows above them.
    ///
    /// # Errors
    /// When a column that is needed is not there, or the coordinates cannot be read.
    pub fn of(
        source: &'t Source,
        asked: Asked<'_>,
        names: Vec<String>,
        sample: impl Iterator<Item = StringRecord>,
        sums: bool,
        take: Take<'t>,
    ) -> Result<Table<'t>> {
        let mut head = Head::of(asked, names, &source.path)?;
        head.has(asked.need, &source.path)?;
        head.has(&[Field::Id], &source.path)?;
        if head.column(Field::LonLat).is_none() {
            head.has(&[Field::Lon, Field::Lat], &source.path)?;
        } else if head.column(Field::Lon).is_none() || head.column(Field::Lat).is_none() {
            head.forget(&[Field::Lon, Field::Lat]);
        }
        let pairs: Vec<[f64; 2]> = sample
            .take(SAMPLE)
            .filter_map(|record| row(&head, 0, 0, &record).pair().ok())
            .collect();
        head.frame = source.frame(None, &pairs)?;
        let totals = sums.then(|| Totals::of(&head));
        Ok(Table { head, totals, rows: 0, records: 0, crs_from: source.crs_from(None), take })
    }

    /// Passes a record on as a row; a row of sums is checked and left out, one that does not fit the
    /// header is broken.
    ///
    /// # Errors
    /// When whoever takes the rows fails.
    pub fn pass(&mut self, line: u64, record: &StringRecord) -> Result<()> {
        self.records += 1;
        let width = self.head.names.len();
        if record.len() != width {
            self.rows += 1;
            let found = format!("{} cells, the header has {width}", record.len());
            let fault: Fault = (String::new(), found, Reason::Unreadable);
            return (self.take)(&Row {
                record: self.records,
                line,
                head: &self.head,
                cells: Err(&fault),
            });
        }
        let row = row(&self.head, self.records, line, record);
        if let Some(totals) = &mut self.totals {
            if totals.is_one(&row, record) {
                totals.check(&row);
                return Ok(());
            }
            totals.add(&row);
        }
        self.rows += 1;
        (self.take)(&row)
    }

    /// What was understood, after all rows were read.
    pub fn understood(self) -> Understood {
        let totals = self.totals.map(Totals::notes).unwrap_or_default();
        let (rows, crs_from) = (self.rows, self.crs_from);
        let mut understood = Understood { rows, crs_from, ..Understood::of(self.head) };
        understood.notes.extend(totals);
        understood
    }
}

fn row<'a>(head: &'a Head, number: u64, line: u64, record: &'a StringRecord) -> Row<'a> {
    let cells = Cells { values: Values::Record(record), shape: Shape::Columns, id: None };
    Row { record: number, line, head, cells: Ok(cells) }
}

/// Whether a line is the header that rows with places need, and not a title above it.
pub fn is_header(asked: Asked<'_>, names: &[&str], source: &Source) -> bool {
    let there =
        |field| matches!(asked.columns.find(field, names, &source.path), Ok(Some(_)) | Err(_));
    let places = || there(Field::Lon) && there(Field::Lat) || there(Field::LonLat);
    // Every title is text in one or two cells, and every cell of it could be missing.
    names.iter().filter(|name| !cells::plain(name).is_empty()).count() > 1
        && there(Field::Id)
        && places()
}
