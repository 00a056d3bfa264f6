//! CSV and its kin -> rows: a header line, cells separated by commas, semicolons or tabs.

use std::path::Path;

use super::columns::{Columns, Field};
use super::rejects::Reason;
use super::rows::{self, Cells, Plan, Row};
use super::source::{Source, Understood};
use super::text;
use crate::error::{Error, Result};

/// Rows that are looked at to see how the file writes coordinates.
const SAMPLE: usize = 1000;

pub fn each(
    source: &Source,
    columns: &Columns,
    uses: &[Field],
    need: &[Field],
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<Understood> {
    let file = &*source.path;
    let bytes = rows::bytes(file)?;
    let (text, encoding) = text::decode(file, source.encoding, &bytes)?;
    if text.trim().is_empty() {
        return Err(Error::input(file, "is empty", "give a table with a header line and rows"));
    }
    let (text, separator) = text::separated(text);
    let text = text.as_bytes();
    let open = || csv::ReaderBuilder::new().flexible(true).delimiter(separator).from_reader(text);
    let mut reader = open();
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(e) => return Err(unreadable(file, &e)),
    };
    let names: Vec<&str> = headers.iter().collect();
    let plan = Plan::of(columns, &names, file, uses)?;
    let mut wanted = need.to_vec();
    wanted.extend([Field::Id, Field::Lon, Field::Lat]);
    for field in wanted {
        if plan.index[field as usize].is_none() {
            return Err(rows::missing_column(file, field, &names));
        }
    }
    let at = |field: Field| plan.index[field as usize];
    let pairs: Vec<[f64; 2]> = match (at(Field::Lon), at(Field::Lat)) {
        (Some(x), Some(y)) => open()
            .records()
            .take(SAMPLE)
            .filter_map(|record| {
                let record = record.ok()?;
                let number = |i| record.get(i)?.trim().parse::<f64>().ok();
                Some([number(x)?, number(y)?])
            })
            .collect(),
        _ => Vec::new(),
    };
    let frame = source.frame(None, &pairs)?;
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {
                number += 1;
                let line = record.position().map_or(line, csv::Position::line);
                let from = record.position().map_or(0, |p| p.byte() as usize);
                let end = reader.position().byte() as usize;
                let (ragged, last) = (record.len() != names.len(), end == text.len());
                if swallows_lines(&text[from..end], ragged, last) {
                    return Err(Error::Input {
                        file: file.to_owned(),
                        line: Some(line),
                        field: None,
                        what: "a quote opened in this row seems not to be closed: the lines after \
                               it would be lost"
                            .into(),
                        mend: "close the quote, or write it twice where it is part of the text"
                            .into(),
                    });
                }
                let cells = if record.len() == names.len() {
                    Cells::Csv { record: &record, plan: &plan, frame: &frame }
                } else {
                    let found = format!("{} cells, the header has {}", record.len(), names.len());
                    Cells::Broken((String::new(), found, Reason::Unreadable))
                };
                take(&Row { record: number, line, cells })?;
            }
            Ok(false) => return Ok(Understood { rows: number, encoding: Some(encoding), frame }),
            Err(e) => return Err(unreadable(file, &e)),
        }
    }
}

/// Whether a row of several lines comes from a stray quote: it does not fit the header, or runs to
/// the end of the file with a quote too many.
fn swallows_lines(raw: &[u8], ragged: bool, last: bool) -> bool {
    let raw = raw.trim_ascii();
    let odd = || raw.iter().filter(|&&b| b == b'"').count() % 2 == 1;
    raw.contains(&b'\n') && (ragged || (last && odd()))
}

fn unreadable(file: &Path, e: &csv::Error) -> Error {
    Error::Input {
        file: file.to_owned(),
        line: e.position().map(csv::Position::line),
        field: None,
        what: e.to_string(),
        mend: "save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8)".into(),
    }
}
