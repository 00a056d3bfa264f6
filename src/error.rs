//! What can go wrong, where, and how to mend it: one variant a room.
//!
//! A bad *row* is not an error but a [`Reject`](crate::inputs::Reject); it becomes one with
//! `--strict`, and when a file has nothing usable left.

use std::fmt;
use std::path::{Path, PathBuf};

/// Result with the crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed run. `Display` is one sentence that names the place; [`Error::mend`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The study file or a rule file does not say what it should.
    #[error("{}: {what}", Where { file, line: *line, field: None })]
    Study {
        /// The file.
        file: PathBuf,
        /// Line in it, from 1.
        line: Option<u64>,
        /// What is wrong.
        what: String,
        /// What to do about it.
        mend: String,
    },
    /// A table or layer cannot be used as a whole.
    #[error("{}: {what}", Where { file, line: *line, field: field.as_deref() })]
    Input {
        /// The file.
        file: PathBuf,
        /// Line in it, from 1.
        line: Option<u64>,
        /// Column or property.
        field: Option<String>,
        /// What is wrong.
        what: String,
        /// What to do about it.
        mend: String,
    },
    /// With `--strict`: a row could not be used.
    #[error("--strict: {0}")]
    Rejected(Box<crate::inputs::Reject>),
    /// The street network cannot be used.
    #[error("{}: {what}", file.display())]
    Network {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        what: String,
        /// What to do about it.
        mend: String,
    },
    /// The result cannot be written.
    #[error("{}: {what}", path.display())]
    Output {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong.
        what: String,
        /// What to do about it.
        mend: String,
    },
    /// A synthetic city cannot be made.
    #[error("{0}")]
    Synth(#[from] crate::synth::SynthError),
    /// The operating system refused.
    #[error("{}: {doing} failed: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was being done: "reading", "writing".
        doing: &'static str,
        /// The system's word.
        source: std::io::Error,
    },
}

impl Error {
    /// An operating-system error with its path.
    pub fn io(doing: &'static str, path: &Path, source: std::io::Error) -> Error {
        Error::Io { path: path.to_owned(), doing, source }
    }

    /// A whole-file input error without a line.
    pub(crate) fn input(file: &Path, what: impl Into<String>, mend: impl Into<String>) -> Error {
        Error::Input {
            file: file.to_owned(),
            line: None,
            field: None,
            what: what.into(),
            mend: mend.into(),
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn mend(&self) -> Option<String> {
        match self {
            Error::Study { mend, .. }
            | Error::Input { mend, .. }
            | Error::Network { mend, .. }
            | Error::Output { mend, .. } => Some(mend.clone()),
            Error::Rejected(_) => Some(
                "mend the row, or run without --strict: such rows are then left out and listed in \
                 rejects.csv"
                    .into(),
            ),
            Error::Synth(_) => None,
            Error::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => {
                    Some("check the path; paths in a study file start at the study file".into())
                }
                std::io::ErrorKind::PermissionDenied => Some("check the permissions".into()),
                std::io::ErrorKind::IsADirectory => Some("give a file, not a folder".into()),
                std::io::ErrorKind::AlreadyExists | std::io::ErrorKind::NotADirectory => {
                    Some("a file stands where a folder should be: choose another path".into())
                }
                std::io::ErrorKind::StorageFull => Some("make room on the disk".into()),
                _ => Some("check the path, and the disk or share that it is on".into()),
            },
        }
    }
}

/// `file, line 3, field pop`, as far as known.
struct Where<'a> {
    file: &'a Path,
    line: Option<u64>,
    field: Option<&'a str>,
}

impl fmt::Display for Where<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(field) = self.field {
            write!(f, ", field {field}")?;
        }
        Ok(())
    }
}
