//! The pre-flight check: what is doubtful about the inputs, before anybody walks.
//!
//! It works on records that are already read, so it knows no file format; it changes no number. Each
//! kind of doubt has one file here, and each finding a [`Severity`]:
//!
//! - *error*: figures would be wrong beyond doubt, and a run stops. There are two: a file that cannot
//!   be used at all ([`Code::Unusable`], found while reading), and coordinates that fit another frame
//!   clearly better ([`Code::Frame`]) *while*, as declared, none of them lies in a district or near
//!   enough to a street to be used;
//! - *warning*: figures may be wrong or leave people out; a run says so and goes on;
//! - *note*: worth knowing.

mod count;
mod duplicates;
mod edges;
mod files;
mod finding;
mod frames;
mod ground;
mod hull;
mod islands;
mod outliers;
mod outlines;
mod outside;
mod overlaps;
mod report;
mod sample;
mod services;
mod snaps;
mod weights;

#[cfg(test)]
mod scene;

pub use count::{Count, InDistrict};
pub use files::FileReport;
pub use finding::{Code, Finding, Severity, Words};
pub use frames::{Frame, FrameTest};
pub use report::Report;
pub use snaps::{Bin, Histogram};

use crate::inputs::{Districts, Facilities, FileCount, Ground, Residents};
use crate::network::Network;
use crate::snapping::{Linkage, Snapper};
use crate::study::Study;

/// What is checked: records as they were read.
#[derive(Clone, Copy)]
pub struct Records<'a> {
    /// What was asked.
    pub study: &'a Study,
    /// The residents.
    pub residents: &'a Residents,
    /// The facilities.
    pub facilities: &'a Facilities,
    /// The districts.
    pub districts: &'a Districts,
    /// The level that `district_of` means; none without districts.
    pub level: Option<usize>,
    /// The district of each resident on that level.
    pub district_of: &'a [Option<u32>],
    /// The files that all this was read from.
    pub files: &'a [FileCount],
    /// The streets and who stands at them; none in straight-line mode.
    pub streets: Option<Streets<'a>>,
    /// Leave out what takes long on large layers of districts.
    pub quick: bool,
}

/// The street network and the places of everybody on it.
#[derive(Clone, Copy)]
pub struct Streets<'a> {
    /// The walking graph.
    pub network: &'a Network,
    /// Finds the nearest street of it.
    pub snapper: &'a Snapper<'a>,
    /// Snaps of the residents' entrances.
    pub homes: &'a Linkage,
    /// Snaps of the facilities' entrances.
    pub doors: &'a Linkage,
    /// Per resident: metres to its street; `None` beyond the snap limit.
    pub home_m: &'a [Option<f64>],
    /// The same per facility.
    pub door_m: &'a [Option<f64>],
    /// Where nobody walks.
    pub ground: &'a Ground,
}

/// What the check found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// How residents and facilities fit the streets under each frame.
    pub frames: Vec<FrameTest>,
    /// How far residents and facilities lie from their streets.
    pub snaps: Vec<Histogram>,
    /// The findings, worst first.
    pub findings: Vec<Finding>,
}

/// Checks everything that can be checked without walking.
#[must_use]
pub fn all(records: &Records<'_>) -> Checked {
    let (frames, mut findings) = frames::test(records);
    findings.extend(outlines::invalid(records));
    findings.extend(overlaps::overlapping(records));
    findings.extend(outside::outside(records));
    findings.extend(snaps::unsnapped(records));
    findings.extend(ground::misplaced(records));
    findings.extend(services::lacking(records));
    findings.extend(islands::islands(records));
    findings.extend(edges::edges(records));
    findings.extend(duplicates::duplicates(records));
    findings.extend(outliers::outliers(records));
    findings.extend(weights::weights(records));
    findings.sort_by_key(|finding| (finding.severity, finding.code));
    Checked { frames, snaps: snaps::histograms(records), findings }
}

impl<'a> Records<'a> {
    /// The first file of a role.
    fn file(&self, role: &str) -> Option<&'a std::path::Path> {
        self.files.iter().find(|f| f.role == role).map(|f| &*f.file)
    }

    /// Title of a category in both languages.
    fn title(&self, category: usize) -> [&'a str; 2] {
        let (name, rule) = &self.study.categories[category];
        [crate::lang::Lang::En, crate::lang::Lang::Zh]
            .map(|lang| lang.title(name, &rule.title, &rule.title_zh))
    }
}
