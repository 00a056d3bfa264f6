//! A table: headings, notes, rows of typed cells.

use std::borrow::Cow;

use crate::geodesy::LonLat;
use crate::lang::Lang;

/// A table, ready for any format.
pub struct Table<'a> {
    /// `T1` to `T8`.
    pub id: &'static str,
    /// Name of its files, without their end.
    pub file: &'static str,
    /// Its title.
    pub title: &'static str,
    /// How its figures are counted, a line each; what could not be computed, and why.
    pub notes: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How many rows it has.
    pub rows: usize,
    /// Whether the first rows say most, so that a format may leave out the last ones and say so.
    pub ranked: bool,
    /// So many columns at the left say what a row is about.
    pub pinned: usize,
    /// The column that says whether a target is met.
    pub verdict: Option<Verdict>,
    form: Box<Form<'a>>,
}

/// Forms the cells of a row, by its number, at the end of a list.
type Form<'a> = dyn Fn(usize, &mut Vec<Cell<'a>>) + Send + Sync + 'a;

/// The column that says whether a target is met, and the one that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Index of the column of figures.
    pub figure: usize,
    /// Index of the column of verdicts.
    pub column: usize,
    /// The word for a target that is met.
    pub met: &'static str,
    /// The word for one that is missed.
    pub missed: &'static str,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it holds, with the unit.
    pub heading: String,
    /// What its cells are.
    pub kind: Kind,
    /// How wide it should be shown, characters.
    pub width: u8,
}

/// What the cells of a column are, but for those that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A number of people or things, shown without decimals.
    Count,
    /// A number, shown with so many decimals.
    Number(u8),
    /// A share from 0 to 1, shown as per cent.
    Share,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Text as it is; whoever writes it sees to it that no program runs it.
    Text(Cow<'a, str>),
    /// A finite number, unrounded.
    Number(f64),
    /// A share, unrounded, and the target that it is held against: what is shown must not look like
    /// the other side of it.
    Share(f64, Option<f64>),
    /// No value, for a reason.
    Missing(Missing),
    /// Nothing to say.
    Empty,
}

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The input has no such data, or nobody to count.
    NoData,
    /// Farther than the search went.
    Beyond,
    /// No way leads there, or no street is near.
    NoWay,
    /// Does not count.
    NotCounted,
}

impl Missing {
    /// In words, English and Chinese.
    #[must_use]
    pub const fn text(self) -> [&'static str; 2] {
        match self {
            Missing::NoData => ["no data", "无数据"],
            Missing::Beyond => ["beyond the search", "超出搜索范围"],
            Missing::NoWay => ["no way", "不可达"],
            Missing::NotCounted => ["not counted", "不计入"],
        }
    }
}

impl<'a> Cell<'a> {
    /// Text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
        Cell::Text(text.into())
    }

    /// A number that may be missing; only finite ones are numbers.
    #[must_use]
    pub fn number(value: Option<f64>) -> Cell<'a> {
        value.filter(|v| v.is_finite()).map_or(Cell::Missing(Missing::NoData), Cell::Number)
    }

    /// Longitude and latitude, to the centimetre that layers have.
    #[must_use]
    pub fn place(at: LonLat) -> [Cell<'a>; 2] {
        [at.lon(), at.lat()].map(|degrees| Cell::Number((degrees * 1e7).round() / 1e7))
    }

    /// A share of a total; missing where there is no total.
    #[must_use]
    pub fn share(part: f64, total: f64) -> Cell<'a> {
        match total > 0.0 {
            true => Cell::Share(part / total, None),
            false => Cell::Missing(Missing::NoData),
        }
    }
}

impl Column {
    /// A column with its name and unit, English and Chinese; a unit may be empty.
    #[must_use]
    pub fn of(lang: Lang, name: [&str; 2], unit: [&str; 2], kind: Kind) -> Column {
        let (name, unit) = (lang.pick(name), lang.pick(unit));
        let heading = match (lang, unit) {
            (_, "") => name.to_owned(),
            (Lang::En, unit) => format!("{name} ({unit})"),
            (Lang::Zh, unit) => format!("{name}（{unit}）"),
        };
        let width = match kind {
            Kind::Text => 18,
            Kind::Count | Kind::Number(_) => 12,
            Kind::Share => 10,
        };
        Column { heading, kind, width }
    }

    /// Longitude and latitude, for [`Cell::place`].
    #[must_use]
    pub fn place(lang: Lang) -> [Column; 2] {
        [["longitude", "经度"], ["latitude", "纬度"]].map(|name| {
            let unit = ["degrees, WGS84", "度，WGS84"];
            Column::of(lang, name, unit, Kind::Number(7)).wide(13)
        })
    }

    /// Text without a unit.
    #[must_use]
    pub fn text(lang: Lang, name: [&str; 2]) -> Column {
        Column::of(lang, name, ["", ""], Kind::Text)
    }

    /// The same, shown so many characters wide.
    #[must_use]
    pub fn wide(self, width: u8) -> Column {
        Column { width, ..self }
    }
}

impl<'a> Table<'a> {
    /// A table whose rows are formed when they are asked for, at the end of a list.
    pub fn of(
        (file, title): (&'static str, &'static str),
        columns: Vec<Column>,
        rows: usize,
        form: impl Fn(usize, &mut Vec<Cell<'a>>) + Send + Sync + 'a,
    ) -> Table<'a> {
        let id = file.split_once('_').map_or(file, |(id, _)| id);
        let notes = Vec::new();
        let form = Box::new(form);
        Table {
            id,
            file,
            title,
            notes,
            columns,
            rows,
            ranked: false,
            pinned: 0,
            verdict: None,
            form,
        }
    }

    /// A small table.
    pub fn small(
        names: (&'static str, &'static str),
        columns: Vec<Column>,
        rows: Vec<Vec<Cell<'a>>>,
    ) -> Table<'a> {
        Table::of(names, columns, rows.len(), move |i, cells| cells.extend_from_slice(&rows[i]))
    }

    /// With notes.
    #[must_use]
    pub fn noted(self, notes: Vec<String>) -> Table<'a> {
        Table { notes, ..self }
    }

    /// Whose first rows say most.
    #[must_use]
    pub fn ranked(self) -> Table<'a> {
        Table { ranked: true, ..self }
    }

    /// With columns at the left that stay in sight.
    #[must_use]
    pub fn pinned(self, pinned: usize) -> Table<'a> {
        Table { pinned, ..self }
    }

    /// With a column of verdicts.
    #[must_use]
    pub fn judged(self, verdict: Verdict) -> Table<'a> {
        Table { verdict: Some(verdict), ..self }
    }

    /// A row, one cell a column, in place of what `cells` held: a list that is used again for row
    /// after row of a long table.
    pub fn row(&self, number: usize, cells: &mut Vec<Cell<'a>>) {
        cells.clear();
        (self.form)(number, cells);
    }
}
