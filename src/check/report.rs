//! The report of `walkshed check`, as it is printed and as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::files::FileReport;
use super::finding::{Finding, Severity};
use super::frames::FrameTest;
use super::snaps::Histogram;

/// Everything that the check of a study found. As JSON its names are stable.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Version of the program.
    pub walkshed: &'static str,
    /// Title of the study.
    pub title: String,
    /// Whether a run would go on: no finding is an error.
    pub ok: bool,
    /// How many findings of each severity.
    pub counts: BTreeMap<Severity, usize>,
    /// The files, in the order of reading.
    pub files: Vec<FileReport>,
    /// The frame test of each file of points in China.
    pub frames: Vec<FrameTest>,
    /// How far residents and facilities lie from their streets.
    pub snap_distances: Vec<Histogram>,
    /// What is doubtful, worst first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// A report of files and findings; what could not be read comes first.
    #[must_use]
    pub fn of(
        title: &str,
        files: Vec<FileReport>,
        unusable: Vec<Finding>,
        checked: super::Checked,
    ) -> Report {
        let mut findings = unusable;
        findings.extend(checked.findings);
        findings.sort_by_key(|finding| (finding.severity, finding.code));
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let counts: BTreeMap<Severity, usize> =
            Severity::ALL.into_iter().map(|severity| (severity, count(severity))).collect();
        Report {
            walkshed: env!("CARGO_PKG_VERSION"),
            title: title.to_owned(),
            ok: counts[&Severity::Error] == 0,
            counts,
            files,
            frames: checked.frames,
            snap_distances: checked.snaps,
            findings,
        }
    }
}
