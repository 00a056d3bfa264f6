//! CSV -> rows: UTF-8 with or without byte order mark, comma-separated, a header line.

use std::path::Path;

use super::columns::{Columns, Field};
use super::rejects::Reason;
use super::rows::{self, Cells, Plan, Row};
use crate::error::{Error, Result};

pub fn each(
    file: &Path,
    columns: &Columns,
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
    let plan = Plan::of(columns, &names, file)?;
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
