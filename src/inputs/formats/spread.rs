//! How large an OpenDocument workbook spreads out: a cell may say that it stands for a million others,
//! a space for any number of them, and a kilobyte may hold many such. Looked at before anything is
//! laid out.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Allowance;

/// What a cell that says something takes in memory, bytes, beside its text.
pub const CELL: usize = 100;
/// What any cell takes within the corners of what a sheet says; the library lays them all out.
const LAID_OUT: u64 = 64;
/// As many rows and columns as programs know; the library takes no more.
const MOST_ROWS: u64 = 1_048_576;
const MOST_COLUMNS: u64 = 16_384;

/// Fails when a workbook would fill the memory, or ends within an element, where the library would
/// read on for ever.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let content = archive.by_name("content.xml").map_err(|e| e.to_string())?;
    let mut allowance = Allowance::of(bytes.len());
    let mut reader = Reader::from_reader(BufReader::new(content.take(allowance.left())));
    let mut buffer = Vec::new();
    let (mut sheet, mut depth) = (Sheet::default(), 0u64);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| e.to_string())? {
            Event::Start(tag) => {
                depth += 1;
                sheet.start(&tag);
            }
            Event::Empty(tag) => {
                sheet.start(&tag);
                sheet.end(tag.name().as_ref());
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                sheet.end(tag.name().as_ref());
            }
            Event::Text(text) => sheet.text = sheet.text.saturating_add(text.len() as u64),
            Event::Eof if depth > 0 => return Err("it is cut short".into()),
            Event::Eof => return Ok(()),
            // A reference stands for one character.
            Event::GeneralRef(_) => sheet.text = sheet.text.saturating_add(4),
            _ => {}
        }
        let size = std::mem::take(&mut sheet.size);
        allowance.spend(usize::try_from(size).unwrap_or(usize::MAX))?;
    }
}

/// What was seen of a sheet.
#[derive(Default)]
struct Sheet {
    /// Bytes that are laid out, not accounted for yet.
    size: u64,
    /// Rows and columns up to the last that say something, and rows after them so far.
    rows: u64,
    columns: u64,
    rows_after: u64,
    /// The row that is open: how many it stands for, its columns up to the last that says something,
    /// those after it so far, and the bytes of what it says.
    row: u64,
    row_columns: u64,
    columns_after: u64,
    row_size: u64,
    /// The cell that is open: how many it stands for, whether it says something, and its text.
    cells: u64,
    filled: bool,
    text: u64,
}

impl Sheet {
    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            "table:table-row" => {
                self.row = number(tag, "table:number-rows-repeated").min(MOST_ROWS);
                (self.row_columns, self.columns_after, self.row_size) = (0, 0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cells = number(tag, "table:number-columns-repeated").min(MOST_COLUMNS);
                self.filled = says_something(tag);
                // The value may stand here, and a formula.
                self.text = tag.len() as u64;
            }
            "text:s" => self.text = self.text.saturating_add(number(tag, "text:c")),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table:table-cell" | "table:covered-table-cell" => {
                self.columns_after += self.cells;
                if self.filled {
                    self.row_columns += std::mem::take(&mut self.columns_after);
                    // The text is there twice: in the library's sheet and in ours.
                    let one = self.text.saturating_mul(2).saturating_add(CELL as u64);
                    self.row_size = self.row_size.saturating_add(self.cells.saturating_mul(one));
                }
                (self.cells, self.filled) = (0, false);
            }
            "table:table-row" => {
                self.rows_after += self.row;
                if self.row_columns > 0 {
                    self.rows += std::mem::take(&mut self.rows_after);
                    self.columns = self.columns.max(self.row_columns.min(MOST_COLUMNS));
                    self.size = self.size.saturating_add(self.row_size.saturating_mul(self.row));
                }
                (self.row, self.row_columns, self.row_size) = (0, 0, 0);
            }
            "table:table" => {
                let cells = self.rows.min(MOST_ROWS) * self.columns;
                let size = self.size.saturating_add(cells * LAID_OUT);
                *self = Sheet { size, ..Sheet::default() };
            }
            _ => {}
        }
    }
}

/// The number of an attribute, 1 without it.
fn number(tag: &BytesStart<'_>, name: &str) -> u64 {
    let value = tag.try_get_attribute(name).ok().flatten();
    value.map_or(1, |value| match value.value.contains('&') {
        // Nobody writes digits as references to characters but who hides them.
        true => u64::MAX,
        false => value.value.parse().unwrap_or(1),
    })
}

fn says_something(tag: &BytesStart<'_>) -> bool {
    let says = |name: &str| name.starts_with("office:") || name == "table:formula";
    tag.attributes().with_checks(false).flatten().any(|attribute| says(attribute.key.as_ref()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn checked(rows: &str) -> Result<(), String> {
        let text = format!("<o><table:table table:name=\"S\">{rows}</table:table></o>");
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let plain = zip::write::SimpleFileOptions::default();
        archive.start_file("content.xml", plain).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
        check(archive.finish().unwrap().get_ref())
    }

    fn row(times: u64, cells: &str) -> String {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    }

    fn cell(times: u64, what: &str) -> String {
        format!("<table:table-cell table:number-columns-repeated=\"{times}\"{what}/>")
    }

    #[test]
    fn the_empty_rest_of_a_sheet_is_nothing() {
        let filled = cell(3, " office:value=\"1\"");
        let sheet = row(1000, &(filled + &cell(16_381, ""))) + &row(1_000_000, &cell(16_384, ""));
        assert_eq!(checked(&sheet), Ok(()));
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        let value = " office:value=\"1\"";
        let far = cell(16_383, "") + &cell(1, value);
        let spaces = "<table:table-cell office:value-type=\"string\"><text:p><text:s \
                      text:c=\"99999999999\"/></text:p></table:table-cell>";
        // More spaces than a number holds, and a text behind them.
        let endless =
            spaces.replace("99999999999", "&#57;").replace("/></text:p>", "/>x &gt;</text:p>");
        for sheet in [
            row(1, &endless),
            row(1_048_576, &cell(16_384, value)),
            // Without a type, and with digits that hide.
            row(1, &far) + &row(100_000, &cell(1, value)),
            row(1, &far) + &row(1_000_000, "") + &row(1, &cell(1, value)),
            row(1, &cell(16_384, &format!(" office:string-value=\"{}\"", "x".repeat(9000)))),
            row(1, spaces),
            row(9, &cell(1, value)).replace("\"9\"", "\"&#57;999999\""),
        ] {
            assert!(checked(&sheet).unwrap_err().contains("unpacks to more"), "{sheet:.300}");
        }
        assert!(checked("<table:table-row>").is_err());
        assert!(checked("</table:table><table:table><!--").is_err());
    }
}
