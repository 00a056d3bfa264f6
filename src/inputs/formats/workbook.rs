//! Workbooks (`.xlsx`, `.xls`, `.ods`) -> rows: one sheet, its header wherever the title ends.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, DataType, Dimensions, Ods, Reader, Xls, Xlsx};
use csv::StringRecord;

use super::table::{TITLE_ROWS, Table, is_header};
use super::{Allowance, Take, biff, guarded, spread, totals};
use crate::error::{Error, Result};
use crate::inputs::columns::Field;
use crate::inputs::head::Asked;
use crate::inputs::source::{Source, Understood};

/// Excel allows 16,384; a table for people has a few dozen.
const MOST_COLUMNS: u32 = 4096;

/// Fields of which a cell merged over several rows says the same for each. Numbers are not among
/// them: how three houses share the people of one cell, nobody knows.
const FILLED: [Field; 5] = [Field::Name, Field::Category, Field::Status, Field::Code, Field::Level];

/// A row of a sheet: its number as the program shows it, and its cells by column.
type SheetRow = (u64, BTreeMap<u32, String>);

/// What a workbook holds of the sheet that is asked for.
struct Sheet {
    name: String,
    /// Among how many sheets it was taken unasked.
    among: usize,
    rows: Vec<SheetRow>,
    merged: Vec<Dimensions>,
}

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let file = &*source.path;
    let bytes = super::bytes(file)?;
    let damaged = || unreadable(file, &"it is damaged");
    let Sheet { name: sheet, among, mut rows, merged } = guarded(|| open(source, bytes), damaged)?;
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
        is_header(asked, &names.iter().map(|n| &**n).collect::<Vec<_>>(), source)
    };
    let above = rows.iter().take(TITLE_ROWS).position(is_head).unwrap_or(0);
    let names = names_of(&rows[above]);
    let header_line = rows[above].0;
    let body = &mut rows[above + 1..];
    fill(&merged, asked, source, &names, body);
    let width = names.len();
    // What stands beside the table has no header and belongs to nobody.
    let record = |row: &SheetRow| -> StringRecord {
        let cell = |i| row.1.get(&(i as u32)).map_or("", |text| &**text);
        (0..width).map(cell).collect()
    };
    let sums = body.iter().flat_map(|row| row.1.values()).any(|cell| totals::possible(cell));
    let mut table = Table::of(source, asked, names, body.iter().map(record), sums, take)?;
    for row in &*body {
        table.pass(row.0, &record(row))?;
    }
    let mut understood = table.understood();
    if among > 1 {
        understood.notes.push([
            format!("sheet '{sheet}' was read, the first of {among}"),
            format!("共 {among} 个工作表，读取第一个：{sheet}"),
        ]);
    }
    understood.note_title(above, header_line);
    Ok(understood)
}

fn open(source: &Source, bytes: Vec<u8>) -> Result<Sheet> {
    let file = &*source.path;
    let bad = |e: &dyn std::fmt::Display| unreadable(file, e);
    let name = file.to_string_lossy().to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let allowance = Allowance::of(bytes.len());
    // Exports are often named for the other kind; the bytes say which it is. The library, asked for
    // an .xlsx, would open a container of the other kind unchecked to look for a password.
    let zipped = bytes.starts_with(b"PK");
    if biff::begins(&bytes) || (name.ends_with(".xls") && !zipped) {
        let bytes = biff::checked(bytes).map_err(|what| bad(&what))?;
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| bad(&e))?;
        let (name, among) = choose(source, book.sheet_names())?;
        let merged = book.merge_cells_by_sheet_name(&name).map_err(|e| bad(&e))?;
        let range = book.worksheet_range(&name).map_err(|e| bad(&e))?;
        Ok(Sheet { rows: rows_of_range(file, &range)?, name, among, merged })
    } else if name.ends_with(".ods") {
        spread::check(&bytes).map_err(|what| bad(&what))?;
        let mut book = Ods::new(Cursor::new(bytes)).map_err(|e| bad(&e))?;
        let (name, among) = choose(source, book.sheet_names())?;
        let range = book.worksheet_range(&name).map_err(|e| bad(&e))?;
        Ok(Sheet { rows: rows_of_range(file, &range)?, name, among, merged: Vec::new() })
    } else {
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| bad(&e))?;
        let (name, among) = choose(source, book.sheet_names())?;
        let rows = rows_of_cells(file, &mut book, &name, allowance)?;
        let merged = book.merge_cells_by_sheet_name(&name).map_err(|e| bad(&e))?;
        Ok(Sheet { rows, name, among, merged })
    }
}

/// The sheet that the study names, or the first one, and among how many it was taken unasked.
fn choose(source: &Source, sheets: Vec<String>) -> Result<(String, usize)> {
    let listed = sheets.join(", ");
    match (&source.layer, sheets.first()) {
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
fn rows_of_cells(
    file: &Path,
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
    mut allowance: Allowance,
) -> Result<Vec<SheetRow>> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| unreadable(file, &e))?;
    let mut rows: Vec<SheetRow> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|e| unreadable(file, &e))? {
        let at = cell.get_position();
        let value = Data::from(cell.get_value().clone());
        let text = value.get_string().map_or(0, str::len);
        allowance.spend(spread::CELL + text).map_err(|what| unreadable(file, &what))?;
        put(file, &mut rows, at, &value)?;
    }
    Ok(rows)
}

fn rows_of_range(file: &Path, range: &calamine::Range<Data>) -> Result<Vec<SheetRow>> {
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = Vec::new();
    for (row, column, value) in range.used_cells() {
        put(file, &mut rows, (top + row as u32, left + column as u32), value)?;
    }
    Ok(rows)
}

fn put(
    file: &Path,
    rows: &mut Vec<SheetRow>,
    (row, column): (u32, u32),
    value: &Data,
) -> Result<()> {
    let text = value.to_string();
    if text.trim().is_empty() {
        return Ok(());
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
        Some(last) => {
            last.1.insert(column, text);
        }
        None => rows.push((line, BTreeMap::from([(column, text)]))),
    }
    Ok(())
}

/// Says in every row what a cell merged over them says once.
fn fill(
    merged: &[Dimensions],
    asked: Asked<'_>,
    source: &Source,
    names: &[String],
    body: &mut [SheetRow],
) {
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let column = |field: &Field| asked.columns.find(*field, &names, &source.path).ok().flatten();
    let columns: Vec<u32> = FILLED
        .iter()
        .filter(|field| asked.uses.contains(field))
        .filter_map(column)
        .map(|column| column as u32)
        .collect();
    for region in merged.iter().filter(|region| columns.contains(&region.start.1)) {
        let (first, last) = (u64::from(region.start.0) + 1, u64::from(region.end.0) + 1);
        let from = body.partition_point(|row| row.0 < first);
        let Some(said) = body.get(from).filter(|row| row.0 == first) else { continue };
        let Some(said) = said.1.get(&region.start.1).cloned() else { continue };
        for row in body[from + 1..].iter_mut().take_while(|row| row.0 <= last) {
            row.1.entry(region.start.1).or_insert_with(|| said.clone());
        }
    }
}

fn unreadable(file: &Path, e: &dyn std::fmt::Display) -> Error {
    Error::input(
        file,
        format!("is no workbook that can be read: {e}"),
        "open it in Excel, WPS or LibreOffice and save it again as .xlsx, without a password",
    )
}
