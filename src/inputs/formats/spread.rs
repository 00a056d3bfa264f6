//! How large an OpenDocument sheet spreads out: a cell may say that it stands for a million others,
//! and a kilobyte may hold many such cells. Looked at before anything is laid out.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A million rows of twenty columns.
const MOST_CELLS: u64 = 20_000_000;
/// Most bytes of a sheet's text, unpacked.
const MOST_TEXT: u64 = 2 << 30;
/// As many columns as programs know.
const MOST_COLUMNS: u64 = 16_384;

/// Fails when a workbook would fill the memory.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let content = archive.by_name("content.xml").map_err(|e| e.to_string())?;
    let mut reader = Reader::from_reader(BufReader::new(content.take(MOST_TEXT)));
    let mut buffer = Vec::new();
    let (mut cells, mut in_row, mut empty, mut rows) = (0u64, 0u64, 0u64, 1u64);
    loop {
        match reader.read_event_into(&mut buffer).map_err(|e| e.to_string())? {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "table:table-row" => {
                    rows = repeated(&tag, "table:number-rows-repeated");
                    (in_row, empty) = (0, 0);
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let count = repeated(&tag, "table:number-columns-repeated").min(MOST_COLUMNS);
                    if holds_something(&tag) {
                        in_row += empty + count;
                        empty = 0;
                    } else {
                        empty += count;
                    }
                }
                _ => {}
            },
            Event::End(tag) if tag.name().as_ref() == "table:table-row" => {
                // A row that holds nothing at the end of the sheet is not laid out; one between
                // others is, but the library counts those.
                cells = cells.saturating_add(in_row.saturating_mul(rows));
                if cells > MOST_CELLS {
                    return Err(format!("a sheet of more than {MOST_CELLS} cells"));
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

fn repeated(tag: &BytesStart<'_>, name: &str) -> u64 {
    let value = tag.try_get_attribute(name).ok().flatten();
    value.and_then(|v| v.value.parse().ok()).unwrap_or(1)
}

fn holds_something(tag: &BytesStart<'_>) -> bool {
    let has = |name: &str| tag.try_get_attribute(name).is_ok_and(|found| found.is_some());
    has("office:value-type") || has("table:formula")
}
