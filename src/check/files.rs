//! What was understood of each file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::finding::Words;
use crate::inputs::{FileCount, Rejects, Source};
use crate::study::Study;

/// Rejected rows that are told of each file; `run` lists all of them in rejects.csv.
const REJECTS: usize = 3;

/// How the coordinate system of a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CrsKnown {
    /// The study file declares it.
    Declared,
    /// The file names it.
    File,
    /// The format has only this one, unless the file says otherwise.
    Format,
    /// Nobody says so; degrees are taken for WGS84.
    Assumed,
}

impl CrsKnown {
    /// In words, English and Chinese.
    #[must_use]
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            CrsKnown::Declared => ["declared", "已声明"],
            CrsKnown::File => ["named in the file", "文件注明"],
            CrsKnown::Format => ["of the format", "格式规定"],
            CrsKnown::Assumed => ["assumed", "默认"],
        }
    }
}

/// One file of the study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: PathBuf,
    /// What it is: network, residents, entrances, facilities, districts.
    pub role: &'static str,
    /// Its format, by its name.
    pub format: String,
    /// Encoding that a text was read in.
    pub encoding: Option<&'static str>,
    /// Coordinate system that it was read in.
    pub crs: Option<String>,
    /// How that is known.
    pub crs_known: CrsKnown,
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
    pub fn all(study: &Study, rejects: &Rejects) -> Vec<FileReport> {
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
            let format = format(&count.file);
            let always = format.starts_with("OSM");
            reports.push(FileReport {
                file: count.file.clone(),
                role: count.role,
                encoding: count.encoding,
                crs: count.crs.clone().or(always.then(|| "WGS84".to_owned())),
                crs_known: known(study, count, &format),
                format,
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

fn known(study: &Study, count: &FileCount, format: &str) -> CrsKnown {
    let inputs = &study.inputs;
    let sources: Vec<&Source> = match count.role {
        "network" => inputs.network.iter().collect(),
        "residents" => vec![&inputs.residents],
        "entrances" => inputs.entrances.iter().collect(),
        "districts" => inputs.districts.iter().collect(),
        _ => inputs.facilities.iter().collect(),
    };
    let declared = |source: &&Source| source.path == count.file && source.crs.is_some();
    if sources.iter().any(declared) {
        return CrsKnown::Declared;
    }
    let wgs84 = count.crs.as_deref().is_none_or(|crs| crs == "WGS84");
    match (wgs84, format.starts_with("GeoJSON") || format.starts_with("OSM")) {
        (false, _) => CrsKnown::File,
        (true, true) => CrsKnown::Format,
        (true, false) => CrsKnown::Assumed,
    }
}

/// The format that a name stands for.
fn format(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (plain, packed) = match name.strip_suffix(".gz") {
        Some(plain) => (plain, " (gzip)"),
        None => (&*name, ""),
    };
    let format = match plain.rsplit_once('.').map_or("", |(_, end)| end) {
        "pbf" => "OSM PBF".to_owned(),
        "geojson" | "json" => "GeoJSON".to_owned(),
        "txt" => "CSV".to_owned(),
        end => end.to_uppercase(),
    };
    format + packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_name() {
        for (name, expected) in [
            ("a/city.osm.pbf", "OSM PBF"),
            ("a.geojson.gz", "GeoJSON (gzip)"),
            ("居民点.XLSX", "XLSX"),
            ("a.csv", "CSV"),
            ("none", ""),
        ] {
            assert_eq!(format(Path::new(name)), expected);
        }
    }
}
