//! Facilities: places and what they offer.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::columns::{Columns, Field};
use super::head::{Asked, Picked};
use super::osm::places::Wanted;
use super::places::Place;
use super::rejects::{Reason, Rejects};
use super::residents::{amid, inside};
use super::rows::{self, Fault, Original, Row};
use super::source::Source;
use crate::error::Result;
use crate::geodesy::LonLat;
use crate::rules::{Category, OsmRule};

/// One facility. A site that offers two kinds of things is two facilities, which may share an id.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// Id, unique within the category.
    pub id: Box<str>,
    /// Name for people; may be empty.
    pub name: Box<str>,
    /// Index into the categories of the run.
    pub category: usize,
    /// Where it stands on a map.
    pub at: LonLat,
    /// The point as the file has it, where that is not WGS84.
    pub original: Option<Box<Original>>,
    /// Its entrances, in [`Facilities::entrances`].
    pub entrances: Range<u32>,
    /// Places, beds or meals, if said.
    pub capacity: Option<f64>,
    /// Whether it runs; only running ones count.
    pub running: bool,
    /// The status as the input has it.
    pub status: Box<str>,
}

/// All facilities of a run.
#[derive(Clone, Debug, Default)]
pub struct Facilities {
    /// The facilities, in input order.
    pub rows: Vec<Facility>,
    /// Their entrances, one after the other.
    pub entrances: Vec<LonLat>,
}

const RUNNING: [&str; 9] =
    ["", "running", "open", "yes", "1", "正常运营", "运营", "运营中", "正常"];
const CLOSED: [&str; 13] = [
    "closed",
    "no",
    "0",
    "planned",
    "construction",
    "停用",
    "停运",
    "暂停营业",
    "暂停",
    "已关闭",
    "关闭",
    "在建",
    "规划",
];

const USES: [Field; 8] = [
    Field::Id,
    Field::Name,
    Field::Lon,
    Field::Lat,
    Field::Category,
    Field::Capacity,
    Field::Status,
    Field::LonLat,
];

pub fn read(
    sources: &[Source],
    categories: &[(String, Category)],
    osm_rules: &[OsmRule],
    columns: &Columns,
    rejects: &mut Rejects,
) -> Result<Facilities> {
    let mut facilities = Facilities::default();
    let mut seen: FxHashMap<(usize, Box<str>), ()> = FxHashMap::default();
    for source in sources {
        let picked = Some(Picked { rules: osm_rules, wanted: Wanted::Facilities });
        let asked = Asked { columns, uses: &USES, need: &[Field::Category], picked };
        rows::read(source, "facilities", asked, rejects, |row| {
            facility(row, categories, &mut facilities, &mut seen)
        })?;
    }
    Ok(facilities)
}

fn facility(
    row: &Row<'_>,
    categories: &[(String, Category)],
    facilities: &mut Facilities,
    seen: &mut FxHashMap<(usize, Box<str>), ()>,
) -> Result<(), Fault> {
    row.readable()?;
    let id = row.id()?;
    let kind = row.text(Field::Category).unwrap_or_default();
    let named = |(name, category): &(String, Category)| {
        [name, &category.title, &category.title_zh].into_iter().any(|known| *known == kind)
    };
    let Some(category) = categories.iter().position(named).filter(|_| !kind.is_empty()) else {
        let reason = if kind.is_empty() { Reason::Empty } else { Reason::UnknownCategory };
        return Err((row.column(Field::Category), kind.into_owned(), reason));
    };
    let capacity = match row.text(Field::Capacity) {
        Some(text) if !text.is_empty() => row.amount(Field::Capacity)?,
        _ => None,
    };
    let status = row.text(Field::Status).unwrap_or_default();
    let word = status.to_lowercase();
    let running = match (RUNNING.contains(&&*word), CLOSED.contains(&&*word)) {
        (true, _) => true,
        (_, true) => false,
        _ => return Err((row.column(Field::Status), status.into_owned(), Reason::UnknownStatus)),
    };
    let (at, entrances) = match row.place()? {
        Place::Point(at) => (at, vec![at]),
        Place::Points(points) => (amid(&points), points),
        Place::Area(area) => {
            let at = inside(&area).ok_or_else(|| {
                ("geometry".into(), "a polygon without area".into(), Reason::BadRing)
            })?;
            (at, vec![at])
        }
    };
    if seen.insert((category, id.clone()), ()).is_some() {
        return Err((row.column(Field::Id), id.into(), Reason::DuplicateId));
    }
    let first = facilities.entrances.len() as u32;
    facilities.entrances.extend_from_slice(&entrances);
    facilities.rows.push(Facility {
        id,
        name: row.text(Field::Name).unwrap_or_default().into(),
        category,
        at,
        original: row.original().map(Box::new),
        entrances: first..facilities.entrances.len() as u32,
        capacity,
        running,
        status: status.into(),
    });
    Ok(())
}
