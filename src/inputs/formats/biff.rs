//! The records of an `.xls`, looked at before the library lays them out: it makes room for as many
//! cells as a sheet says it has and for every cell between the outermost ones, and follows chains of
//! sectors that bite their own tail for ever.

use std::io::{Cursor, Read, Write};

use super::{Allowance, sst};

/// What a cell takes in memory, bytes: where the library lays it out, and as a cell that says
/// something.
const LAID_OUT: u64 = 32;
const CELL: u64 = 100;

/// Kinds of records (MS-XLS 2.3).
const END: u16 = 0x000a;
const CONTINUED: u16 = 0x003c;
const SHEET: u16 = 0x0085;
const TEXTS: u16 = 0x00fc;
const TEXT_CELL: u16 = 0x00fd;
const DIMENSIONS: u16 = 0x0200;
const BEGIN: u16 = 0x0809;
/// Records that begin with a row and a column.
const CELLS: [u16; 8] = [0x0006, 0x00bd, 0x00d6, TEXT_CELL, 0x0203, 0x0204, 0x0205, 0x027e];

/// Whether a file begins like a container of sectors.
pub fn begins(file: &[u8]) -> bool {
    file.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The workbook within a container as sound as new, and without the sizes that its sheets claim.
///
/// # Errors
/// When it is no such file, or its cells are spread out so far that they would fill the memory.
pub fn checked(xls: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut allowance = Allowance::of(xls.len());
    let (name, mut book) = workbook(xls)?;
    let sheets: Vec<usize> = records(&book, 0)
        .take_while(|record| record.kind != END)
        .filter(|record| record.kind == SHEET)
        .filter_map(|record| record.numbers(&book))
        .map(|[low, high]| usize::from(low) | usize::from(high) << 16)
        .collect();
    let texts = texts(&book);
    for sheet in sheets {
        let (mut filled, mut corners) = (0u64, None);
        let mut claims = Vec::new();
        for record in sheet_records(&book, sheet) {
            if record.kind == DIMENSIONS {
                claims.push(record.data.clone());
            }
            if CELLS.contains(&record.kind)
                && let Some([row, column]) = record.numbers(&book)
            {
                let [top, bottom, left, right] = corners.get_or_insert([row, row, column, column]);
                (*top, *bottom) = (row.min(*top), row.max(*bottom));
                // Numbers side by side are one record.
                let last = column.saturating_add((record.data.len() / 6) as u16);
                (*left, *right) = (column.min(*left), last.max(*right));
                filled += CELL * (1 + record.data.len() as u64 / 6);
                if record.kind == TEXT_CELL {
                    let text = record.text(&book).and_then(|text| texts.get(text));
                    filled = filled.saturating_add(*text.unwrap_or(&0));
                }
            }
        }
        let spread = corners.map_or(0, |[top, bottom, left, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1) * LAID_OUT
        });
        let all = spread.saturating_add(filled);
        allowance.spend(usize::try_from(all).unwrap_or(usize::MAX))?;
        // No cell is lost: a sheet that claims nothing grows with its cells.
        claims.into_iter().for_each(|data| book[data].fill(0));
    }
    container(name, &book).map_err(|e| e.to_string())
}

/// The stream that holds the sheets, and its name.
fn workbook(xls: Vec<u8>) -> Result<(&'static str, Vec<u8>), String> {
    let most = xls.len() as u64;
    let mut file = cfb::CompoundFile::open(Cursor::new(xls)).map_err(|e| e.to_string())?;
    if file.is_stream("EncryptedPackage") {
        return Err("it is protected by a password".into());
    }
    let name = ["Workbook", "Book"].into_iter().find(|name| file.is_stream(name));
    let name = name.ok_or("it holds no workbook")?;
    let stream = file.open_stream(name).map_err(|e| e.to_string())?;
    let mut book = Vec::new();
    stream.take(most).read_to_end(&mut book).map_err(|e| e.to_string())?;
    Ok((name, book))
}

fn container(name: &str, book: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream(name)?.write_all(book)?;
    Ok(file.into_inner().into_inner())
}

/// A record: what it is, and where its data are.
struct Record {
    kind: u16,
    data: std::ops::Range<usize>,
}

impl Record {
    /// The two numbers that its data begin with.
    fn numbers(&self, book: &[u8]) -> Option<[u16; 2]> {
        let data = book.get(self.data.clone())?.first_chunk::<4>()?;
        Some([u16::from_le_bytes([data[0], data[1]]), u16::from_le_bytes([data[2], data[3]])])
    }

    /// Which of the shared texts a cell says.
    fn text(&self, book: &[u8]) -> Option<usize> {
        let number = book.get(self.data.clone())?.get(6..)?.first_chunk()?;
        usize::try_from(u32::from_le_bytes(*number)).ok()
    }
}

/// How long the shared texts are.
fn texts(book: &[u8]) -> Vec<u64> {
    let mut lengths = Vec::new();
    for record in records(book, 0).take_while(|record| record.kind != END) {
        if record.kind == TEXTS {
            let more = records(book, record.data.end).take_while(|record| record.kind == CONTINUED);
            let parts = std::iter::once(record.data.clone()).chain(more.map(|more| more.data));
            // The last table counts.
            lengths = sst::lengths(parts.map(|data| &book[data]));
        }
    }
    lengths
}

/// The records of a sheet, without those of charts within it.
fn sheet_records(book: &[u8], at: usize) -> impl Iterator<Item = Record> + '_ {
    records(book, at)
        .scan(0, |depth, record| {
            match record.kind {
                BEGIN => *depth += 1,
                END if *depth <= 1 => return None,
                END => *depth -= 1,
                _ => {}
            }
            Some((*depth, record))
        })
        .filter_map(|(depth, record)| (depth <= 1).then_some(record))
}

/// The records from some place on, as far as they are whole.
fn records(book: &[u8], mut at: usize) -> impl Iterator<Item = Record> + '_ {
    std::iter::from_fn(move || {
        let head = book.get(at..)?.first_chunk::<4>()?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let data = at + 4..at + 4 + length;
        at = data.end;
        (at <= book.len()).then_some(Record { kind: u16::from_le_bytes([head[0], head[1]]), data })
    })
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xls};

    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A workbook of one sheet that claims some last row and column and holds numbers at some cells.
    fn workbook(claim: [u32; 2], cells: &[[u16; 2]]) -> Vec<u8> {
        let [rows, columns] = claim;
        let dimensions =
            [&[0; 4], &rows.to_le_bytes()[..], &[0; 2], &columns.to_le_bytes()[..2], &[0; 2]]
                .concat();
        let numbers = cells.iter().map(|[row, column]| {
            let number = f64::from(*row).to_le_bytes();
            let cell = [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 2], &number];
            record(0x0203, &cell.concat())
        });
        let cells: Vec<Vec<u8>> = numbers.collect();
        book(&[], &[record(DIMENSIONS, &dimensions), cells.concat()].concat())
    }

    /// A workbook with some records beside its one sheet, and some in it.
    fn book(beside: &[u8], within: &[u8]) -> Vec<u8> {
        let bof = |kind: u16| record(BEGIN, &[&[0, 6], &kind.to_le_bytes()[..], &[0; 12]].concat());
        let named = |at: u32| {
            let sheet = [&at.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat();
            [&bof(5)[..], &record(SHEET, &sheet), beside, &record(END, &[])].concat()
        };
        let mut book = named(named(0).len() as u32);
        book.extend([&bof(16)[..], within, &record(END, &[])].concat());
        container("Workbook", &book).unwrap()
    }

    /// A workbook whose texts stand in so many rows each.
    fn texts_in_rows(texts: &[(&str, u16)]) -> Vec<u8> {
        let mut table = vec![0; 8];
        for (text, _) in texts {
            table.extend([&(text.len() as u16).to_le_bytes()[..], &[0], text.as_bytes()].concat());
        }
        // A record holds 8,224 bytes; what goes on in the next begins with the width.
        let mut beside = record(TEXTS, &table[..table.len().min(8_000)]);
        for more in table.get(8_000..).unwrap_or_default().chunks(8_000) {
            beside.extend(record(CONTINUED, &[&[0], more].concat()));
        }
        let mut within = Vec::new();
        for (text, (_, rows)) in texts.iter().enumerate() {
            for row in 0..*rows {
                let at = [&row.to_le_bytes()[..], &(text as u16).to_le_bytes(), &[0; 2]].concat();
                within.extend(record(TEXT_CELL, &[&at[..], &(text as u32).to_le_bytes()].concat()));
            }
        }
        book(&beside, &within)
    }

    fn read(xls: Vec<u8>) -> Vec<(usize, usize, Data)> {
        let mut book = Xls::new(Cursor::new(xls)).unwrap();
        let range = book.worksheet_range("S").unwrap();
        range.used_cells().map(|(row, column, value)| (row, column, value.clone())).collect()
    }

    #[test]
    fn claims_change_nothing() {
        let cells = [[0, 0], [5, 3], [9, 200]];
        let found = read(checked(workbook([10, 201], &cells)).unwrap());
        assert_eq!(found.len(), 3);
        assert_eq!(found[2], (9, 200, Data::Float(9.0)));
        assert_eq!(found, read(workbook([10, 201], &cells)), "as without the check");
        // Terabytes, if it were believed.
        assert_eq!(found, read(checked(workbook([u32::MAX, 0xffff], &cells)).unwrap()));
    }

    #[test]
    fn cells_far_apart_are_refused() {
        assert!(checked(workbook([1, 1], &[[0, 0], [40_000, 255]])).is_err());
        assert!(checked(workbook([1, 1], &[[0, 0], [65_535, 65_535]])).is_err());
        assert!(checked(workbook([1, 1], &[[0, 0], [65_535, 3]])).is_ok());
    }

    #[test]
    fn a_long_text_in_many_cells_is_refused() {
        let long = "x".repeat(60_000);
        let found = read(checked(texts_in_rows(&[("short", 9), (&long, 300)])).unwrap());
        assert_eq!(found.len(), 309);
        assert_eq!(found[1].2, Data::String(long.clone()));
        // 0.8 MB that would say 3.6 GB.
        let many = texts_in_rows(&[("short", 9), (&long, 60_000)]);
        assert!(many.len() < 2_000_000, "{}", many.len());
        assert!(checked(many).unwrap_err().contains("unpacks to more"));
        // A short text in as many is what tables are made of.
        assert!(checked(texts_in_rows(&[("short", 60_000), (&long, 9)])).is_ok());
    }

    #[test]
    fn a_password_is_named() {
        let locked = container("EncryptedPackage", &[0; 64]).unwrap();
        assert!(begins(&locked) && checked(locked).unwrap_err().contains("password"));
    }

    #[test]
    fn damage_is_an_error_or_an_answer() {
        let whole = workbook([10, 10], &[[0, 0], [5, 3]]);
        assert!(checked(Vec::new()).is_err());
        for at in (0..whole.len()).step_by(7) {
            let _ = checked(whole[..at].to_vec());
            for value in [1, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = value;
                let _ = checked(damaged);
            }
        }
    }
}
