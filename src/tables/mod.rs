//! Findings -> the tables that planners hand in, T1 to T8, in one of two languages.
//!
//! A [`Table`] has headings with their units, notes that say how its figures are counted (口径), and
//! rows of typed cells; no file format is known here. Rows are formed when they are asked for, so a
//! ledger of a million homes takes no memory of its own. Rates are formed on every level from the
//! numerators and denominators of that level, never averaged; what lies outside all polygons of a
//! level has a row of its own (未归属), so that each level adds up to the total.

mod blind_spots;
mod facilities;
mod facility_coverage;
mod gaps;
mod groups;
mod indicators;
mod provision;
mod run_record;
mod siting;
mod table;
mod terms;

pub use table::{Cell, Column, Kind, Missing, Table, Verdict};

use std::sync::Arc;

use crate::lang::Lang;
use crate::pipeline::Findings;
use groups::Groups;

/// The names of the tables' files, without their ends; the same in both languages.
pub const FILES: [&str; 8] = [
    "T1_indicators",
    "T2_facility_coverage",
    "T3_blind_spots",
    "T4_facilities",
    "T5_provision_gaps",
    "T6_capacity_gaps",
    "T7_siting",
    "T8_run_record",
];

/// All tables, in order.
#[must_use]
pub fn all(findings: &Findings, lang: Lang) -> Vec<Table<'_>> {
    let groups = Arc::new(Groups::of(findings, lang));
    let mut tables = vec![
        indicators::table(&groups),
        facility_coverage::table(&groups),
        blind_spots::table(&groups),
        facilities::table(&groups),
        provision::table(&groups),
        gaps::table(&groups),
        siting::table(&groups),
    ];
    tables.push(run_record::table(findings, lang, &tables));
    tables
}
