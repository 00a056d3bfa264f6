//! CSV and its kin -> rows: a header line, cells separated by commas, semicolons or tabs.

use std::path::Path;

use super::columns::{Columns, Field};
use super::rows::{self, Row};
use super::source::{Source, Understood};
use super::table::Table;
use super::text;
use crate::error::{Error, Result};

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
    let sample = open().into_records().map_while(|record| record.ok());
    let table = Table::of(source, columns, &names, [uses, need], sample)?;
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
                take(&table.row(number, line, &record))?;
            }
            Ok(false) => return Ok(table.understood(number, Some(encoding))),
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
