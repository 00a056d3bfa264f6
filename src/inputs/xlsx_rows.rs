//! Excel workbooks (`.xlsx`) -> rows: one sheet, its header wherever the title ends.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use csv::StringRecord;

use super::columns::{Columns, Field};
use super::rows::{self, Row};
use super::source::{Source, Understood};
use super::table::{Table, is_header};
use crate::error::{Error, Result};

/// Titles, dates and units may stand above the header, so many rows of them.
const TITLE_ROWS: usize = 20;
/// Excel allows 16,384; a table for people has a few dozen.
const MOST_COLUMNS: u32 = 4096;

/// A row of a sheet: its number as Excel shows it, and its cells by column.
type SheetRow = (u64, BTreeMap<u32, String>);

pub fn each(
    source: &Source,
    columns: &Columns,
    uses: &[Field],
    need: &[Field],
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<Understood> {
    let file = &*source.path;
    let bytes = rows::bytes(file)?;
    let (sheet, among, rows) = guarded(file, || {
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(file, &e))?;
        let (sheet, among) = choose(source, book.sheet_names())?;
        let rows = rows_of(file, &mut book, &sheet)?;
        Ok((sheet, among, rows))
    })?;
    if rows.is_empty() {
        let what = format!("sheet '{sheet}' is empty");
        return Err(Error::input(file, what, "name another one: { file = \"…\", sheet = \"…\" }"));
    }
    let names_of = |row: &SheetRow| -> Vec<String> {
        let width = row.1.keys().max().map_or(0, |last| *last as usize + 1);
        let cell = |i| row.1.get(&(i as u32)).cloned().unwrap_or_default();
        (0..width).map(cell).collect()
    };
    let is_head = |row: &SheetRow| {
        let names = names_of(row);
        is_header(columns, &names.iter().map(|n| &**n).collect::<Vec<_>>(), file)
    };
    let head = rows.iter().take(TITLE_ROWS).position(is_head).unwrap_or(0);
    let names = names_of(&rows[head]);
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    // What stands beside the table has no header and belongs to nobody.
    let record = |row: &SheetRow| -> StringRecord {
        let cell = |i| row.1.get(&(i as u32)).map_or("", |text| &**text);
        (0..names.len()).map(cell).collect()
    };
    let body = &rows[head + 1..];
    let table = Table::of(source, columns, &names, [uses, need], body.iter().map(record))?;
    for (row, number) in body.iter().zip(1u64..) {
        take(&table.row(number, row.0, &record(row)))?;
    }
    let mut understood = table.understood(body.len() as u64, None);
    if among > 1 {
        understood.notes.push([
            format!("sheet '{sheet}' was read, the first of {among}"),
            format!("共 {among} 个工作表，读取第一个：{sheet}"),
        ]);
    }
    if head > 0 {
        let line = rows[head].0;
        understood.notes.push([
            format!("the header is row {line}; what stands above is a title"),
            format!("第 {line} 行为表头，其上为标题"),
        ]);
    }
    Ok(understood)
}

/// The sheet that the study names, or the first one, and among how many it was taken unasked.
fn choose(source: &Source, sheets: Vec<String>) -> Result<(String, usize)> {
    let listed = sheets.join(", ");
    match (&source.sheet, sheets.first()) {
        (None, Some(first)) => Ok((first.clone(), sheets.len())),
        (Some(wanted), _) if sheets.contains(wanted) => Ok((wanted.clone(), 1)),
        (Some(wanted), _) => Err(Error::input(
            &source.path,
            format!("has no sheet '{wanted}'"),
            format!("sheets here: {listed}"),
        )),
        (None, None) => Err(Error::input(&source.path, "has no sheet", "save it again")),
    }
}

/// The rows of a sheet that hold anything, cell by cell: a sheet may claim to be as large as Excel
/// allows, so nothing is laid out before it is there.
fn rows_of(file: &Path, book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Vec<SheetRow>> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| unreadable(file, &e))?;
    let mut rows: Vec<SheetRow> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|e| unreadable(file, &e))? {
        let (row, column) = cell.get_position();
        let text = Data::from(cell.get_value().clone()).to_string();
        if text.trim().is_empty() {
            continue;
        }
        let line = u64::from(row) + 1;
        if column >= MOST_COLUMNS {
            return Err(Error::Input {
                file: file.to_owned(),
                line: Some(line),
                field: None,
                what: format!("has a cell in column {}", column + 1),
                mend: format!("a table has at most {MOST_COLUMNS} columns: delete what is beyond"),
            });
        }
        match rows.last_mut().filter(|last| last.0 == line) {
            Some(last) => last.1.insert(column, text),
            None => {
                rows.push((line, BTreeMap::from([(column, text)])));
                None
            }
        };
    }
    Ok(rows)
}

/// Some broken workbooks make the library panic (a column number past all bounds); to the user they
/// are broken workbooks like others.
fn guarded<T>(file: &Path, read: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(unreadable(file, &"it is damaged")))
}

fn unreadable(file: &Path, e: &dyn std::fmt::Display) -> Error {
    Error::input(
        file,
        format!("is no Excel workbook that can be read: {e}"),
        "open it in Excel or WPS and save it again as .xlsx, without a password",
    )
}
