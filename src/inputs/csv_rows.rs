//! CSV -> rows: UTF-8 with or without byte order mark, comma-separated, a header line.

use std::path::Path;

use super::columns::{Columns, Field};
use super::rejects::Reason;
use super::rows::{self, Cells, Plan, Row};
use crate::error::{Error, Result};

pub fn each(
    file: &Path,
    columns: &Columns,
    uses: &[Field],
    need: &[Field],
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<u64> {
    let bytes = rows::bytes(file)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::input(file, "is empty", "give a table with a header line and rows"));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(e) => return Err(unreadable(file, &e)),
    };
    let names: Vec<&str> = headers.iter().collect();
    if let Some(separator) = names.first().and_then(|name| other_separator(name, names.len())) {
        return Err(Error::Input {
            file: file.to_owned(),
            line: Some(1),
            field: None,
            what: format!("has one column only: its cells seem to be separated by '{separator}'"),
            mend: "save it with commas between the cells".into(),
        });
    }
    let plan = Plan::of(columns, &names, file, uses)?;
    let mut wanted = need.to_vec();
    wanted.extend([Field::Id, Field::Lon, Field::Lat]);
    for field in wanted {
        if plan.index[field as usize].is_none() {
            return Err(rows::missing_column(file, field, &names));
        }
    }
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
                    Cells::Csv { record: &record, plan: &plan }
                } else {
                    let found = format!("{} cells, the header has {}", record.len(), names.len());
                    Cells::Broken((String::new(), found, Reason::Unreadable))
                };
                take(&Row { record: number, line, cells })?;
            }
            Ok(false) => return Ok(number),
            // A row in another encoding is a broken row only if the file is UTF-8 otherwise.
            Err(e) => return Err(unreadable(file, &e)),
        }
    }
}

/// Semicolons and tabs, where a header has no comma.
fn other_separator(header: &str, columns: usize) -> Option<&'static str> {
    let among = [(';', ";"), ('\t', "\\t")];
    among.into_iter().find(|&(c, _)| columns == 1 && header.contains(c)).map(|(_, name)| name)
}

/// Whether a row of several lines comes from a stray quote: it does not fit the header, or runs to
/// the end of the file with a quote too many.
fn swallows_lines(raw: &[u8], ragged: bool, last: bool) -> bool {
    let raw = raw.trim_ascii();
    let odd = || raw.iter().filter(|&&b| b == b'"').count() % 2 == 1;
    raw.contains(&b'\n') && (ragged || (last && odd()))
}

fn unreadable(file: &Path, e: &csv::Error) -> Error {
    let utf8 = matches!(e.kind(), csv::ErrorKind::Utf8 { .. });
    Error::Input {
        file: file.to_owned(),
        line: e.position().map(csv::Position::line),
        field: None,
        what: if utf8 { "is not UTF-8 text".into() } else { e.to_string() },
        mend: "save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8)".into(),
    }
}
