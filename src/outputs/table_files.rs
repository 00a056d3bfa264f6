//! `T1_….csv` to `T8_….csv`: the tables as text.

use std::io::Write;

use rayon::prelude::*;

use super::folder::Staging;
use super::inert::inert;
use super::numbers::push_amount;
use crate::error::Result;
use crate::lang::Lang;
use crate::tables::{Cell, Table};

/// Rows that one thread forms at a time.
const CHUNK: usize = 512;

/// Writes each table, UTF-8 with byte order mark, so that Excel reads it. Numbers are unrounded,
/// shares are numbers from 0 to 1.
pub fn write(tables: &[Table<'_>], lang: Lang, staging: &Staging) -> Result<()> {
    for table in tables {
        staging.file(&format!("{}.csv", table.file), |out| {
            out.write_all("\u{feff}".as_bytes())?;
            let mut header = csv::Writer::from_writer(&mut *out);
            header.write_record(table.columns.iter().map(|c| &*c.heading))?;
            header.flush()?;
            drop(header);
            let batch = 4 * rayon::current_num_threads();
            let mut start = 0;
            while start < table.rows {
                let chunks: Vec<Vec<u8>> = (0..batch)
                    .into_par_iter()
                    .map(|chunk| {
                        let from = (start + chunk * CHUNK).min(table.rows);
                        rows(table, lang, from..(from + CHUNK).min(table.rows))
                    })
                    .collect::<std::io::Result<_>>()?;
                for chunk in chunks {
                    out.write_all(&chunk)?;
                }
                start += batch * CHUNK;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn rows(table: &Table<'_>, lang: Lang, range: std::ops::Range<usize>) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut csv = csv::Writer::from_writer(&mut text);
    let mut number = Vec::new();
    for i in range {
        for cell in table.row(i) {
            match cell {
                Cell::Text(text) => csv.write_field(&*inert(&text))?,
                Cell::Number(value) | Cell::Share(value, _) => {
                    number.clear();
                    push_amount(&mut number, value);
                    csv.write_field(&number)?;
                }
                Cell::Missing(missing) => csv.write_field(lang.pick(missing.text()))?,
                Cell::Empty => csv.write_field("")?,
            }
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()?;
    drop(csv);
    Ok(text)
}
