//! What was understood of each file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::finding::Words;
use crate::inputs::{CrsFrom, Rejects};

/// Rejected rows that are told of each file; `run` lists all of them in rejects.csv.
const REJECTS: usize = 3;

/// One file of the study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: PathBuf,
    /// What it is: network, residents, entrances, facilities, districts.
    pub role: &'static str,
    /// Its format.
    pub format: &'static str,
    /// Fields that were found, with the columns that hold them.
    pub columns: BTreeMap<&'static str, String>,
    /// Encoding that a text was read in.
    pub encoding: Option<&'static str>,
    /// Coordinate system that it was read in.
    pub crs: Option<String>,
    /// How that is known.
    pub crs_from: CrsFrom,
    /// What else was understood.
    pub notes: Vec<Words>,
    /// Rows in it; `used + rejected`.
    pub read: u64,
    /// Rows used.
    pub used: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// How many for which reason.
    pub reasons: BTreeMap<String, u64>,
    /// The first of the rejected rows.
    pub first_rejects: Vec<Words>,
}

impl FileReport {
    /// All files that were read, in the order of reading.
    #[must_use]
    pub fn all(rejects: &Rejects) -> Vec<FileReport> {
        let mut next = 0;
        let mut reports = Vec::new();
        for count in &rejects.files {
            // Rejects stand in the order of the files.
            let end = rejects.rows.len().min(next + count.rejected as usize);
            let own = &rejects.rows[next..end];
            next += own.len();
            let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
            for reject in own {
                let reason = serde_json::to_value(reject.reason).unwrap_or_default();
                *reasons.entry(reason.as_str().unwrap_or_default().into()).or_default() += 1;
            }
            let told = |reject: &crate::inputs::Reject| {
                Words::of(reject.told(crate::lang::Lang::En), reject.told(crate::lang::Lang::Zh))
            };
            reports.push(FileReport {
                file: count.file.clone(),
                role: count.role,
                encoding: count.encoding,
                crs: count.crs.clone(),
                crs_from: count.crs_from,
                format: count.format,
                columns: count.columns.iter().cloned().collect(),
                notes: count
                    .notes
                    .iter()
                    .map(|[en, zh]| Words::of(en.as_str(), zh.as_str()))
                    .collect(),
                read: count.read,
                used: count.used,
                rejected: count.rejected,
                reasons,
                first_rejects: own.iter().take(REJECTS).map(told).collect(),
            });
        }
        reports
    }
}
