//! Districts: reporting polygons on one or several levels.

use geo::MultiPolygon;
use rustc_hash::FxHashSet;

use super::columns::{Columns, Field};
use super::head::Asked;
use super::places::Place;
use super::rejects::{Reason, Rejects};
use super::rows::{self, Fault, Row};
use super::source::Source;
use crate::error::Result;

/// One district.
#[derive(Clone, Debug, PartialEq)]
pub struct District {
    /// Code, unique on its level: 6, 9 or 12 digits in China.
    pub code: Box<str>,
    /// Name for people.
    pub name: Box<str>,
    /// Index into [`Districts::levels`].
    pub level: usize,
    /// Its area, degrees.
    pub area: MultiPolygon,
}

/// All districts of a run. Districts of different levels overlap; of one level they should not.
#[derive(Clone, Debug, Default)]
pub struct Districts {
    /// The districts, in input order.
    pub rows: Vec<District>,
    /// Level names in order of first appearance; one unnamed level when the input names none.
    pub levels: Vec<Box<str>>,
}

impl Districts {
    /// The level with the most districts (the first of several): where zones are cut and what
    /// `district` means without a level.
    #[must_use]
    pub fn finest_level(&self) -> Option<usize> {
        let count = |level| self.rows.iter().filter(|d| d.level == level).count();
        (0..self.levels.len()).rev().max_by_key(|&level| count(level))
    }

    /// Districts of a level, with their numbers.
    pub fn on_level(&self, level: usize) -> impl Iterator<Item = (usize, &District)> {
        self.rows.iter().enumerate().filter(move |(_, d)| d.level == level)
    }
}

const USES: [Field; 7] =
    [Field::Id, Field::Name, Field::Lon, Field::Lat, Field::Code, Field::Level, Field::LonLat];

pub fn read(source: &Source, columns: &Columns, rejects: &mut Rejects) -> Result<Districts> {
    let mut districts = Districts::default();
    let mut seen = FxHashSet::default();
    let asked = Asked { columns, uses: &USES, need: &[], picked: None };
    rows::read(source, "districts", asked, rejects, |row| {
        district(row, &mut districts, &mut seen)
    })?;
    Ok(districts)
}

fn district(
    row: &Row<'_>,
    districts: &mut Districts,
    seen: &mut FxHashSet<(usize, Box<str>)>,
) -> Result<(), Fault> {
    row.readable()?;
    let code: Box<str> = match row.code(Field::Code)? {
        Some(code) if !code.is_empty() => code,
        Some(_) => return Err((row.column(Field::Code), String::new(), Reason::Empty)),
        None => match row.text(Field::Name) {
            // A name says more than the number of a record.
            Some(name) if !name.is_empty() && !row.has_id() => name.into(),
            _ => row.id()?,
        },
    };
    let Place::Area(area) = row.place()? else {
        return Err(("geometry".into(), "a point".into(), Reason::WrongGeometry));
    };
    let name: Box<str> = row.text(Field::Name).unwrap_or_default().into();
    let level_name = row.text(Field::Level).unwrap_or_default();
    let known = districts.levels.iter().position(|l| **l == *level_name);
    let level = known.unwrap_or(districts.levels.len());
    if !seen.insert((level, code.clone())) {
        return Err((row.column(Field::Code), code.into(), Reason::DuplicateId));
    }
    if known.is_none() {
        districts.levels.push(level_name.into());
    }
    districts.rows.push(District { code, name, level, area });
    Ok(())
}
