//! A file of a study, and what the study says about how to read it.

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::head::Head;
use super::rejects::FileCount;
use crate::crs::{Crs, DatumShift, Frame, Refusal, Stated};
use crate::error::{Error, Result};

/// A file, and what was declared about it. What is not declared is found out, or refused.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// Its coordinate system, when declared.
    pub crs: Option<Crs>,
    /// How its datum lies to WGS84, when the study states it.
    pub datum_shift: Option<DatumShift>,
    /// Its encoding, when declared.
    pub encoding: Option<&'static Encoding>,
    /// The sheet of a workbook or the layer of a database, when declared.
    pub layer: Option<String>,
}

impl Source {
    /// A file about which nothing is declared.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Source {
        Source { path: path.into(), ..Source::default() }
    }

    /// How the file writes coordinates: as declared, else as `stated` in the file itself, else WGS84.
    pub(super) fn frame(&self, stated: Option<&Stated>, pairs: &[[f64; 2]]) -> Result<Frame> {
        let crs = match (&self.crs, stated) {
            (Some(crs), _) => Ok(crs.clone()),
            (None, Some(stated)) => Crs::stated(stated, self.datum_shift.as_ref()),
            (None, None) => Ok(Crs::Wgs84),
        };
        crs.and_then(|crs| Frame::of(crs, pairs)).map_err(|refusal| refused(&self.path, refusal))
    }

    /// Where the coordinate system of the file is known from.
    pub(super) fn crs_from(&self, stated: Option<&Stated>) -> CrsFrom {
        match (&self.crs, stated) {
            (Some(_), _) => CrsFrom::Study,
            (None, Some(_)) => CrsFrom::File,
            (None, None) => CrsFrom::Assumed,
        }
    }
}

/// Where a coordinate system is known from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CrsFrom {
    /// Nobody said anything, so it is WGS84.
    #[default]
    Assumed,
    /// The file says so.
    File,
    /// The study says so.
    Study,
}

impl CrsFrom {
    /// In words, English and Chinese.
    #[must_use]
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            CrsFrom::Study => ["declared", "已声明"],
            CrsFrom::File => ["named in the file", "文件注明"],
            CrsFrom::Assumed => ["assumed", "默认"],
        }
    }
}

/// What was understood of a file while it was read.
#[derive(Debug, Default)]
pub(super) struct Understood {
    /// The format, for people.
    pub format: &'static str,
    /// Records in it.
    pub rows: u64,
    /// Fields that were found, with the columns that hold them.
    pub columns: Vec<(&'static str, String)>,
    /// Name of the encoding, for text.
    pub encoding: Option<&'static str>,
    /// Its coordinates.
    pub frame: Frame,
    /// Where their system is known from.
    pub crs_from: CrsFrom,
    /// What else was understood, English and Chinese.
    pub notes: Vec<[String; 2]>,
}

impl Understood {
    /// What a file's head says.
    pub fn of(head: Head) -> Understood {
        let columns = head.found().map(|(field, name)| (field.name(), name.to_owned())).collect();
        let notes = head.notes();
        Understood { columns, notes, frame: head.frame, ..Understood::default() }
    }

    /// Notes that something stands above the header, which is on some line.
    pub fn note_title(&mut self, above: usize, line: u64) {
        if above > 0 {
            self.notes.push([
                format!("the header is row {line}; what stands above is a title"),
                format!("第 {line} 行为表头，其上为标题"),
            ]);
        }
    }

    /// Writes it down where the file is counted.
    pub fn note(self, count: &mut FileCount) {
        count.format = self.format;
        count.columns = self.columns;
        count.read = self.rows;
        count.encoding = self.encoding;
        count.crs = Some(self.frame.crs().name());
        count.crs_from = self.crs_from;
        count.notes = self.frame.notes();
        count.notes.extend(self.notes);
    }
}

/// A refusal with its file.
fn refused(file: &Path, refusal: Refusal) -> Error {
    Error::Input {
        file: file.to_owned(),
        line: None,
        field: Some("crs".into()),
        what: refusal.what,
        mend: refusal.mend,
    }
}
