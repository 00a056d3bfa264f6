//! Rows that could not be used: a bad row is data, not a log line.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::source::Understood;
use crate::error::{Error, Result};
use crate::lang::Lang;

/// Why a row was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// A needed cell is empty.
    Empty,
    /// A cell should be a number and is not.
    NotANumber,
    /// A weight is negative.
    Negative,
    /// A weight is larger than anything that is counted.
    TooLarge,
    /// A coordinate lies outside WGS84 longitude and latitude.
    OutOfRange,
    /// Another row before has the same id.
    DuplicateId,
    /// No circle knows the facility's category.
    UnknownCategory,
    /// The status of a facility is none of the known words.
    UnknownStatus,
    /// A polygon's ring does not end where it starts, or has fewer than four positions.
    BadRing,
    /// A polygon's rings cross themselves or each other, so that its area means nothing.
    CrossingRings,
    /// The row has no geometry, or one of a kind that does not fit here.
    WrongGeometry,
    /// An entrance names a resident that does not exist.
    UnknownResident,
    /// The row cannot be parsed at all.
    Unreadable,
}

impl Reason {
    /// The reason in words, English and Chinese, with the mend.
    #[must_use]
    pub const fn text(self) -> [&'static str; 2] {
        match self {
            Reason::Empty => {
                ["empty: give a value (0 for a count of nobody)", "为空：请填写（数量为零时填 0）"]
            }
            Reason::NotANumber => {
                ["not a number: write digits and a point only", "不是数字：只能填写数字和小数点"]
            }
            Reason::Negative => ["negative: give 0 or more", "为负数：应大于或等于 0"],
            Reason::TooLarge => ["too large: give 1e12 or less", "数值过大：应不超过 1e12"],
            Reason::OutOfRange => [
                "no coordinate of the file's system (WGS84 degrees unless declared): check the column \
                 order, or declare it in the study file: { file = \"…\", crs = \"EPSG:4545\" }",
                "不是该文件坐标系中的坐标（未声明时为 WGS84 经纬度）：请检查列顺序，或在研究文件中声明 crs",
            ],
            Reason::DuplicateId => [
                "another row before has this id: give each row its own",
                "编号与前面的记录重复：每条记录应有唯一编号",
            ],
            Reason::UnknownCategory => [
                "unknown category: use one that a circle names, or add it to the study file",
                "未知类别：请使用已定义的类别，或在研究文件中添加",
            ],
            Reason::UnknownStatus => {
                ["unknown status: write running or closed", "未知状态：请填写 正常运营 或 停用"]
            }
            Reason::BadRing => [
                "a ring is not closed or has fewer than four positions",
                "多边形的环未闭合，或少于四个点",
            ],
            Reason::CrossingRings => [
                "the outline crosses itself: mend it (in QGIS: Vector, Geometry tools, Fix geometries)",
                "多边形自相交：请先修复（QGIS：矢量 → 几何工具 → 修复几何图形）",
            ],
            Reason::WrongGeometry => {
                ["no geometry, or one of a kind that does not fit here", "没有几何图形，或类型不符"]
            }
            Reason::UnknownResident => ["no resident has this id", "没有该编号的居民点"],
            Reason::Unreadable => ["cannot be parsed", "无法解析"],
        }
    }
}

/// One rejected row: where it is and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The file.
    pub file: PathBuf,
    /// Which record of the file, from 1, headers not counted.
    pub record: u64,
    /// The line it starts on, from 1.
    pub line: u64,
    /// Column or property, if one is to blame.
    pub field: String,
    /// What was there.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

impl Reject {
    /// The reject in a sentence.
    #[must_use]
    pub fn told(&self, lang: Lang) -> String {
        let (file, record, line) = (self.file.display(), self.record, self.line);
        let mut text = match lang {
            Lang::En => format!("{file}, record {record}, line {line}"),
            Lang::Zh => format!("{file}，第 {record} 条记录（第 {line} 行）"),
        };
        if !self.field.is_empty() {
            text += &format!("{} {}", lang.pick([", field", "，字段"]), self.field);
        }
        if !self.value.is_empty() {
            text += &format!(": '{}'", self.value);
        }
        text + ": " + lang.pick(self.reason.text())
    }
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Lang::En))
    }
}

/// How many rows of a file were used; `read = used + rejected`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileCount {
    /// The file.
    pub file: PathBuf,
    /// What it is: network, residents, entrances, facilities, districts.
    pub role: &'static str,
    /// Rows in it.
    pub read: u64,
    /// Rows used.
    pub used: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Encoding that a text was read in.
    pub encoding: Option<&'static str>,
    /// Coordinate system that it was read in.
    pub crs: Option<String>,
    /// What was understood beyond that, English and Chinese.
    pub notes: Vec<[String; 2]>,
}

impl FileCount {
    fn new(file: &Path, role: &'static str) -> FileCount {
        FileCount {
            file: file.to_owned(),
            role,
            read: 0,
            used: 0,
            rejected: 0,
            encoding: None,
            crs: None,
            notes: Vec::new(),
        }
    }
}

/// All rejects of a run, and the counts of each file.
#[derive(Clone, Debug, Default)]
pub struct Rejects {
    /// The rows, in the order they were met.
    pub rows: Vec<Reject>,
    /// One entry a file read.
    pub files: Vec<FileCount>,
    /// With `--strict` the first reject is an error.
    pub strict: bool,
}

impl Rejects {
    /// Keeps a rejected row.
    ///
    /// # Errors
    /// [`Error::Rejected`] when strict.
    pub fn push(&mut self, reject: Reject) -> Result<()> {
        if self.strict {
            return Err(Error::Rejected(Box::new(reject)));
        }
        if let Some(count) = self.files.last_mut() {
            count.rejected += 1;
        }
        self.rows.push(reject);
        Ok(())
    }

    /// Starts counting a file.
    pub(super) fn open(&mut self, file: &Path, role: &'static str) {
        self.files.push(FileCount::new(file, role));
    }

    /// Finishes counting a file: of its rows, all that were not rejected were used.
    ///
    /// # Errors
    /// When nothing of it can be used; the first rejects say why.
    pub(super) fn close(&mut self, understood: Understood, field: Option<&str>) -> Result<()> {
        let Some(count) = self.files.last_mut() else { return Ok(()) };
        let read = understood.rows;
        understood.note(count);
        count.used = read - count.rejected;
        if count.used > 0 {
            return Ok(());
        }
        let file = count.file.clone();
        if read == 0 {
            return Err(Error::input(&file, "holds no records", "check that it is the right file"));
        }
        let first = &self.rows[self.rows.len() - count.rejected as usize];
        Err(Error::Input {
            file,
            line: Some(first.line),
            field: Some(if first.field.is_empty() { field.unwrap_or("") } else { &first.field })
                .filter(|f| !f.is_empty())
                .map(Into::into),
            what: format!(
                "none of its {read} records can be used; the first: '{}': {}",
                first.value,
                first.reason.text()[0]
            ),
            mend: "mend the file, or map its columns in the study file".into(),
        })
    }

    /// Counts a file that is used as a whole.
    pub(crate) fn count_whole(&mut self, file: &Path, role: &'static str, rows: u64) {
        self.files.push(FileCount { read: rows, used: rows, ..FileCount::new(file, role) });
    }
}
