//! CSV and its kin -> rows: a header line, cells separated by commas, semicolons or tabs.

use std::path::Path;

use csv::StringRecord;

use super::table::{self, TITLE_ROWS, Table, is_header};
use super::{Take, text, totals};
use crate::error::{Error, Result};
use crate::inputs::head::Asked;
use crate::inputs::source::{Source, Understood};

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let file = &*source.path;
    let bytes = super::bytes(file)?;
    let (text, encoding) = text::decode(file, source.encoding, &bytes)?;
    if text.trim().is_empty() {
        return Err(Error::input(file, "is empty", "give a table with a header line and rows"));
    }
    let (text, separator, above) = separated(text, asked, source);
    let open = || open(&text, separator);
    let mut reader = open();
    let mut names = StringRecord::new();
    for _ in 0..=above {
        reader.read_record(&mut names).map_err(|e| unreadable(file, &e))?;
    }
    let header_line = names.position().map_or(1, csv::Position::line);
    let names: Vec<String> = names.iter().map(str::to_owned).collect();
    let width = names.len();
    let sample = open().into_records().skip(above + 1).take(table::SAMPLE).map_while(Result::ok);
    let mut table = Table::of(source, asked, names, sample, totals::possible(&text), take)?;
    let mut record = StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                let from = record.position().map_or(0, |p| p.byte() as usize);
                let end = reader.position().byte() as usize;
                let (ragged, last) = (record.len() != width, end == text.len());
                if swallows_lines(&text.as_bytes()[from..end], ragged, last) {
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
                table.pass(line, &record)?;
            }
            Ok(false) => break,
            Err(e) => return Err(unreadable(file, &e)),
        }
    }
    let mut understood = Understood { encoding: Some(encoding), ..table.understood() };
    understood.note_title(above, header_line);
    Ok(understood)
}

fn open(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// The text with its separator, and how many records stand above the header: by the first line that
/// is a header under one of the separators, else by the first line.
fn separated<'t>(
    text: std::borrow::Cow<'t, str>,
    asked: Asked<'_>,
    source: &Source,
) -> (std::borrow::Cow<'t, str>, u8, usize) {
    let (plain, separator) = text::separated(text);
    let header = |separator: u8| {
        let records = open(&plain, separator).into_records().take(TITLE_ROWS);
        let mut records = records.map_while(Result::ok);
        records.position(|record| is_header(asked, &record.iter().collect::<Vec<_>>(), source))
    };
    if header(separator) == Some(0) {
        return (plain, separator, 0);
    }
    let others = [separator, b',', b';', b'\t'];
    let found = others.into_iter().find_map(|s| Some((s, header(s)?)));
    if let Some((separator, above)) = found {
        return (plain, separator, above);
    }
    // A title without commas above a header with full-width ones.
    let turned = text::plain_commas(&plain);
    let records = open(&turned, b',').into_records().take(TITLE_ROWS);
    let mut records = records.map_while(Result::ok);
    let is_head =
        |record: StringRecord| is_header(asked, &record.iter().collect::<Vec<_>>(), source);
    match records.position(is_head) {
        Some(above) => (turned.into(), b',', above),
        None => (plain, separator, 0),
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
