//! A file of a study, and what the study says about how to read it.

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::rejects::FileCount;
use crate::crs::{Crs, Frame, Refusal};
use crate::error::{Error, Result};

/// A file, and what was declared about it. What is not declared is found out, or refused.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// Its coordinate system, when declared.
    pub crs: Option<Crs>,
    /// Its encoding, when declared.
    pub encoding: Option<&'static Encoding>,
    /// The sheet of a workbook, when declared.
    pub sheet: Option<String>,
}

impl Source {
    /// A file about which nothing is declared.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Source {
        Source { path: path.into(), ..Source::default() }
    }

    /// How the file writes coordinates: as declared, else as `found` in the file itself, else WGS84.
    pub(super) fn frame(&self, found: Option<Crs>, pairs: &[[f64; 2]]) -> Result<Frame> {
        let crs = self.crs.clone().or(found).unwrap_or_default();
        Frame::of(crs, pairs).map_err(|refusal| refused(&self.path, refusal))
    }
}

/// What was understood of a file while it was read.
#[derive(Debug, Default)]
pub(super) struct Understood {
    /// Records in it.
    pub rows: u64,
    /// Name of the encoding, for text.
    pub encoding: Option<&'static str>,
    /// Its coordinates.
    pub frame: Frame,
    /// What else was understood, English and Chinese.
    pub notes: Vec<[String; 2]>,
}

impl Understood {
    /// Writes it down where the file is counted.
    pub fn note(self, count: &mut FileCount) {
        count.read = self.rows;
        count.encoding = self.encoding;
        count.crs = Some(self.frame.crs().name());
        count.notes = self.frame.notes();
        count.notes.extend(self.notes);
    }
}

/// A refusal with its file.
pub(super) fn refused(file: &Path, refusal: Refusal) -> Error {
    Error::Input {
        file: file.to_owned(),
        line: None,
        field: Some("crs".into()),
        what: refusal.what,
        mend: refusal.mend,
    }
}
