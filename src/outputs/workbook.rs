//! `tables.xlsx`: the tables as sheets, the first of which says how they are counted.
//!
//! Sheets are written row by row and kept nowhere; text is written as text, never as a formula.

use std::io;

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, FormatPattern, Workbook, Worksheet, XlsxError,
};

use super::folder::Staging;
use super::numbers::percent_decimals;
use crate::error::Result;
use crate::lang::Lang;
use crate::pipeline::Findings;
use crate::tables::{Cell, Kind, Table, Verdict};

/// Rows below the header that a sheet has room for.
const ROOM: usize = 1_048_576 - 1;
/// UTF-16 units that a cell has room for.
const LONGEST: usize = 32_767;
/// Beyond this, writing takes two thirds longer for a file a seventh smaller.
const COMPRESSION: u8 = 3;
/// Decimals of a share as per cent, unless more are needed.
const DECIMALS: usize = 2;

/// Writes the workbook.
pub fn write(findings: &Findings, tables: &[Table<'_>], staging: &Staging) -> Result<()> {
    staging.file("tables.xlsx", |out| {
        let mut workbook = build(findings, tables, staging.scratch()).map_err(io_error)?;
        workbook.save_to_writer(out).map_err(io_error)
    })
}

fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

fn build(
    findings: &Findings,
    tables: &[Table<'_>],
    scratch: &std::path::Path,
) -> std::result::Result<Workbook, XlsxError> {
    let (lang, room) = (findings.study.lang, findings.study.workbook_rows);
    let mut workbook = Workbook::new();
    workbook.set_tempdir(scratch)?.set_zip_compression_level(COMPRESSION);
    let seconds = findings.began.duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let began = ExcelDateTime::from_timestamp(seconds as i64)?;
    let properties =
        DocProperties::new().set_title(&findings.study.title).set_creation_datetime(&began);
    workbook.set_properties(&properties);
    let styles = Styles::new();
    guide(workbook.add_worksheet(), tables, lang, room, &styles)?;
    for table in tables {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        fill(sheet, table, lang, room, &styles)?;
    }
    Ok(workbook)
}

struct Styles {
    header: Format,
    /// Text that may run over several lines.
    wrapped: Format,
    title: Format,
    met: Format,
    missed: Format,
    /// Shares by their decimals.
    shares: Vec<Format>,
}

impl Styles {
    fn new() -> Styles {
        let header = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(Color::RGB(0x00DD_E6EF))
            .set_border_bottom(FormatBorder::Thin);
        let fill = |back, text| {
            Format::new()
                .set_pattern(FormatPattern::Solid)
                .set_background_color(Color::RGB(back))
                .set_font_color(Color::RGB(text))
        };
        Styles {
            header,
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            title: Format::new().set_bold().set_align(FormatAlign::Top),
            met: fill(0x00C6_EFCE, 0x0000_6100),
            missed: fill(0x00FF_C7CE, 0x009C_0006),
            shares: (0..=12)
                .map(|n| Format::new().set_num_format(number_format(n) + "%"))
                .collect(),
        }
    }

    fn column(&self, kind: Kind) -> Format {
        match kind {
            Kind::Text => Format::new(),
            Kind::Count => Format::new().set_num_format("#,##0"),
            Kind::Number(decimals) => {
                Format::new().set_num_format(number_format(usize::from(decimals)))
            }
            Kind::Share => self.shares[DECIMALS].clone(),
        }
    }
}

/// `0.00` for two decimals.
fn number_format(decimals: usize) -> String {
    if decimals == 0 { "0".into() } else { format!("0.{}", "0".repeat(decimals)) }
}

/// The first sheet: what each table is, how it is counted, and what has no room.
fn guide(
    sheet: &mut Worksheet,
    tables: &[Table<'_>],
    lang: Lang,
    room: usize,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name(lang.pick(["Notes", "说明"]))?;
    sheet.set_column_width(0, 8)?.set_column_width(1, 22)?.set_column_width(2, 110)?;
    let headings = [["table", "表号"], ["title", "表名"], ["counted as", "口径与说明"]];
    for (column, words) in (0u16..).zip(headings) {
        sheet.write_string_with_format(0, column, lang.pick(words), &styles.header)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0);
    let mut row = 1;
    for table in tables {
        sheet.write_string_with_format(row, 0, table.id, &styles.title)?;
        sheet.write_string_with_format(row, 1, table.title, &styles.title)?;
        let cut = cut(table, lang, room);
        let mut notes: Vec<&str> = cut.iter().map(|note| &**note).collect();
        notes.extend(table.notes.iter().map(|note| &**note));
        for note in &notes {
            sheet.write_string_with_format(row, 2, text(note), &styles.wrapped)?;
            row += 1;
        }
        row += u32::from(notes.is_empty());
    }
    Ok(())
}

/// How many rows of a table its sheet has.
fn shown(table: &Table<'_>, room: usize) -> usize {
    table.rows.min(if table.ranked { room } else { ROOM })
}

/// What is said of a table with more rows than its sheet.
fn cut(table: &Table<'_>, lang: Lang, room: usize) -> Option<String> {
    let (rows, file, room) = (table.rows, table.file, shown(table, room));
    (rows > room).then(|| match lang {
        Lang::En => format!("the first {room} of {rows} rows; all are in {file}.csv"),
        Lang::Zh => format!("本表共 {rows} 行，工作簿仅列前 {room} 行，全部见 {file}.csv"),
    })
}

fn fill(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    lang: Lang,
    room: usize,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name(format!("{} {}", table.id, table.title))?;
    let last_column = table.columns.len().saturating_sub(1) as u16;
    for (number, column) in (0u16..).zip(&table.columns) {
        sheet.set_column_width(number, f64::from(column.width))?;
        // Cells without a style of their own have that of their column.
        sheet.set_column_format(number, &styles.column(column.kind))?;
    }
    sheet.set_freeze_panes(1, table.pinned as u16)?;
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    let rows = shown(table, room);
    if rows > 0 {
        sheet.autofilter(0, 0, rows as u32, last_column)?;
    }
    if let Some(verdict) = table.verdict.filter(|_| rows > 0) {
        colour(sheet, verdict, rows as u32, styles)?;
    }
    sheet.set_row_height(0, 48)?;
    for (number, column) in (0u16..).zip(&table.columns) {
        let cut = cut(table, lang, room).filter(|_| number == 0);
        let heading = match cut {
            Some(cut) => format!("{} — {cut}", column.heading),
            None => column.heading.clone(),
        };
        sheet.write_string_with_format(0, number, heading, &styles.header)?;
    }
    let mut cells = Vec::new();
    for i in 0..rows {
        let row = i as u32 + 1;
        table.row(i, &mut cells);
        for (column, cell) in (0u16..).zip(cells.drain(..)) {
            match cell {
                Cell::Text(words) => {
                    sheet.write_string(row, column, text(&words))?;
                }
                Cell::Number(value) => {
                    sheet.write_number(row, column, value)?;
                }
                Cell::Share(rate, target) => match percent_decimals(rate, target) {
                    decimals if decimals <= DECIMALS => {
                        sheet.write_number(row, column, rate)?;
                    }
                    decimals => {
                        let format = &styles.shares[decimals.min(styles.shares.len() - 1)];
                        sheet.write_number_with_format(row, column, rate, format)?;
                    }
                },
                Cell::Missing(missing) => {
                    sheet.write_string(row, column, lang.pick(missing.text()))?;
                }
                Cell::Empty => {}
            }
        }
    }
    if rows == 0 {
        for (row, note) in (1u32..).zip(&table.notes) {
            sheet.write_string(row, 0, text(note))?;
        }
    }
    Ok(())
}

/// Met is green, missed is red: the figure and the word.
fn colour(
    sheet: &mut Worksheet,
    verdict: Verdict,
    rows: u32,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    let letter = rust_xlsxwriter::utility::column_number_to_name(verdict.column as u16);
    for (word, style) in [(verdict.met, &styles.met), (verdict.missed, &styles.missed)] {
        let is = ConditionalFormatFormula::new()
            .set_rule(&*format!("=${letter}2=\"{word}\""))
            .set_format(style);
        for column in [verdict.figure, verdict.column] {
            sheet.add_conditional_format(1, column as u16, rows, column as u16, &is)?;
        }
    }
    Ok(())
}

/// Text as far as a cell has room.
fn text(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let past = text.char_indices().find(|&(_, c)| {
        units += c.len_utf16();
        units > LONGEST
    });
    past.map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    #[test]
    fn a_sheet_that_is_full_says_so_and_where_the_rest_is() {
        let row = |i: usize, cells: &mut Vec<Cell<'_>>| {
            cells.extend([Cell::Number(i as f64), Cell::text("x".repeat(40_000))]);
        };
        let columns = ["n", "t"].map(|name| crate::tables::Column::text(Lang::En, [name, name]));
        let table = Table::of(("T3_blind_spots", "Blind spots"), columns.to_vec(), 5, row).ranked();
        let styles = Styles::new();
        let mut workbook = Workbook::new();
        guide(workbook.add_worksheet(), std::slice::from_ref(&table), Lang::En, 3, &styles)
            .unwrap();
        let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
        fill(sheet, &table, Lang::En, 3, &styles).unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("T3 Blind spots").unwrap();
        assert_eq!(sheet.height(), 1 + 3);
        let says = "the first 3 of 5 rows; all are in T3_blind_spots.csv";
        assert_eq!(sheet.get((0, 0)), Some(&Data::String(format!("n — {says}"))));
        assert_eq!(sheet.get((3, 0)), Some(&Data::Float(2.0)));
        // Longer than a cell: as much as there is room for.
        assert_eq!(sheet.get((3, 1)).unwrap().to_string().len(), LONGEST);
        let guide = book.worksheet_range("Notes").unwrap();
        assert_eq!(guide.get((1, 2)), Some(&Data::String(says.into())));
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(text("小区"), "小区");
        // Two units each: one would not fit any more.
        let long = "😀".repeat(LONGEST / 2 + 1);
        assert_eq!(text(&long).chars().count(), LONGEST / 2);
        assert_eq!(text(&"区".repeat(LONGEST + 1)).chars().count(), LONGEST);
    }
}
