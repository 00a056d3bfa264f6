//! Rows that could not be used: a bad row is data, not a log line.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::source::{CrsFrom, Understood};
use crate::crs::Crs;
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
    /// A cell should say yes or no and does not.
    NeitherYesNorNo,
    /// A cell should say new or existing and does not.
    NeitherNewNorExisting,
    /// A POI rule says that it is no facility; the value is the rule's id.
    ExcludedByRule,
    /// No POI rule says what it is; the value is its type.
    Unclassified,
    /// A polygon's ring does not end where it starts, or has fewer than four positions.
    BadRing,
    /// A polygon's rings cross themselves or each other, so that its area means nothing.
    CrossingRings,
    /// The row has no geometry, or one of a kind that does not fit here.
    WrongGeometry,
    /// An entrance names a resident that does not exist.
    UnknownResident,
    /// Parts of an OpenStreetMap object are not in the file.
    Incomplete,
    /// The members of an OpenStreetMap relation do not make up an area.
    BrokenRelation,
    /// The row cannot be parsed at all.
    Unreadable,
    /// A cell should hold two coordinates and does not.
    NotAPair,
    /// A spreadsheet rounded a code.
    LostDigits,
}

impl Reason {
    /// Whether the row is as it should be and was left out by a rule; `--strict` lets it pass.
    #[must_use]
    pub const fn is_by_rule(self) -> bool {
        matches!(self, Reason::ExcludedByRule | Reason::Unclassified)
    }

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
            Reason::UnknownStatus => [
                "unknown status: write running, suspended, planned or closed",
                "未知状态：请填写 正常运营、停用、在建 或 已关闭",
            ],
            Reason::NeitherYesNorNo => ["neither yes nor no", "应填 是 或 否"],
            Reason::NeitherNewNorExisting => [
                "neither new nor existing: write one of them, or leave the cell empty",
                "应填 新建 或 已建，也可留空",
            ],
            Reason::ExcludedByRule => [
                "left out by this POI rule; no error (see: walkshed rules poi)",
                "按此 POI 规则排除，非错误（见 walkshed rules poi）",
            ],
            Reason::Unclassified => [
                "no POI rule matches; no error (add a [[poi]] rule if it should count)",
                "没有匹配的 POI 规则，非错误（如应计入，请添加 [[poi]] 规则）",
            ],
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
            Reason::Incomplete => [
                "parts of it are not in the file: extract it again with complete ways and \
                 relations (osmium extract --strategy=smart)",
                "文件中缺少其组成部分：请重新提取完整的路径和关系（osmium extract --strategy=smart）",
            ],
            Reason::BrokenRelation => [
                "its members do not make up an area: mend the relation in OpenStreetMap",
                "成员无法组成面：请在 OpenStreetMap 中修正该关系",
            ],
            Reason::Unreadable => ["cannot be parsed", "无法解析"],
            Reason::NotAPair => [
                "not two coordinates: write them as 106.23,38.48",
                "不是两个坐标：应写作 106.23,38.48",
            ],
            Reason::LostDigits => [
                "a spreadsheet rounded this code: format the column as text and enter it again",
                "代码被电子表格按数值舍入：请将该列设为文本并重新填写",
            ],
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
    /// What it is: network, residents, entrances, gates, facilities, districts, barriers.
    pub role: &'static str,
    /// Its format, for people.
    pub format: &'static str,
    /// Fields that were found, with the columns that hold them.
    pub columns: Vec<(&'static str, String)>,
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
    /// Where that is known from.
    pub crs_from: CrsFrom,
    /// What was understood beyond that, English and Chinese.
    pub notes: Vec<[String; 2]>,
}

impl FileCount {
    fn new(file: &Path, role: &'static str) -> FileCount {
        FileCount {
            file: file.to_owned(),
            role,
            format: "",
            columns: Vec::new(),
            read: 0,
            used: 0,
            rejected: 0,
            encoding: None,
            crs: None,
            crs_from: CrsFrom::Assumed,
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
    /// The rows that something is wrong with; the others were left out by a rule.
    pub fn faulty(&self) -> impl Iterator<Item = &Reject> {
        self.rows.iter().filter(|reject| !reject.reason.is_by_rule())
    }

    /// Keeps a rejected row.
    ///
    /// # Errors
    /// [`Error::Rejected`] when strict, unless a rule left the row out.
    pub fn push(&mut self, reject: Reject) -> Result<()> {
        if self.strict && !reject.reason.is_by_rule() {
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

    /// Counts an OpenStreetMap extract, which is used as a whole.
    pub(crate) fn count_whole(&mut self, file: &Path, role: &'static str, rows: u64) {
        self.files.push(FileCount {
            format: "OpenStreetMap PBF",
            read: rows,
            used: rows,
            crs: Some(Crs::Wgs84.name()),
            crs_from: CrsFrom::File,
            ..FileCount::new(file, role)
        });
    }
}
