//! `T1_….csv` to `T8_….csv`: the tables as text.

use std::io::Write;
use std::ops::Range;

use super::folder::Staging;
use super::in_order;
use super::inert::inert;
use super::numbers::push_amount;
use crate::error::Result;
use crate::lang::Lang;
use crate::tables::{Cell, Table};

/// Writes each table, UTF-8 with byte order mark, so that Excel reads it. Numbers are unrounded,
/// shares are numbers from 0 to 1.
pub fn write(tables: &[Table<'_>], lang: Lang, staging: &Staging) -> Result<()> {
    for table in tables {
        staging.file(&format!("{}.csv", table.file), |out| {
            let mut header = "\u{feff}".as_bytes().to_vec();
            for column in &table.columns {
                push_text(&mut header, &column.heading);
            }
            end_row(&mut header);
            out.write_all(&header)?;
            in_order::write(out, table.rows, |text, rows| push_rows(text, table, lang, rows))
        })?;
    }
    Ok(())
}

fn push_rows(out: &mut Vec<u8>, table: &Table<'_>, lang: Lang, range: Range<usize>) {
    let mut cells = Vec::new();
    for i in range {
        table.row(i, &mut cells);
        for cell in &cells {
            match cell {
                Cell::Text(text) => push_text(out, &inert(text)),
                Cell::Number(value) | Cell::Share(value, _) => {
                    push_amount(out, *value);
                    out.push(b',');
                }
                Cell::Missing(missing) => push_text(out, lang.pick(missing.text())),
                Cell::Empty => out.push(b','),
            }
        }
        end_row(out);
    }
}

/// Appends a field and a comma; in quotes where it needs them (RFC 4180).
fn push_text(out: &mut Vec<u8>, text: &str) {
    if text.bytes().any(|b| matches!(b, b',' | b'"' | b'\r' | b'\n')) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
    out.push(b',');
}

/// Ends a row: the comma after its last field becomes a line break.
fn end_row(out: &mut Vec<u8>) {
    if out.last() == Some(&b',') {
        out.pop();
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_as_the_library_for_csv_quotes_them() {
        let rows = [
            ["plain", "a,b", "say \"hi\"", "two\nlines"],
            ["carriage\rreturn", "\"", ",", " spaces "],
            ["小区，东", "\r\n", "", "x"],
            ["", "", "", ""],
            ["last is empty", "tab\there", "a'b", ""],
        ];
        let mut own = Vec::new();
        let mut library = csv::Writer::from_writer(Vec::new());
        for row in rows {
            row.iter().for_each(|field| push_text(&mut own, field));
            end_row(&mut own);
            library.write_record(row).unwrap();
        }
        assert_eq!(String::from_utf8(own), String::from_utf8(library.into_inner().unwrap()));
    }
}
