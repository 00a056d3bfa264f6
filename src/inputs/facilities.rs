//! Facilities: places and what they offer.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::columns::{Columns, Field};
use super::formats;
use super::head::{Asked, Picked};
use super::osm::places::Wanted;
use super::places::Place;
use super::poi::{self, Heading, Tally};
use super::rejects::{Reason, Rejects};
use super::residents::{amid, inside};
use super::rows::{Fault, Original, Row};
use super::source::Source;
use super::status::{Status, StatusFilter};
use crate::error::{Error, Result};
use crate::geodesy::LonLat;
use crate::rules::{Category, OsmRule, PoiRules};

/// What decides which rows are facilities, of what, and which of them count.
#[derive(Clone, Copy, Debug)]
pub struct FacilityRules<'a> {
    /// The categories of the run, by name.
    pub categories: &'a [(String, Category)],
    /// What the POIs of a map service's export are.
    pub poi: &'a PoiRules,
    /// Which OpenStreetMap objects are facilities, and of what.
    pub osm: &'a [OsmRule],
    /// Which count.
    pub status: StatusFilter,
}

impl<'a> FacilityRules<'a> {
    fn asked(self, columns: &'a Columns, need: &'a [Field]) -> Asked<'a> {
        let picked = Some(Picked { rules: self.osm, wanted: Wanted::Facilities });
        Asked { columns, uses: &USES, need, picked }
    }
}

/// One facility. A site that offers two kinds of things is two facilities, which may share an id.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// Id, unique within the category.
    pub id: Box<str>,
    /// Name for people; may be empty.
    pub name: Box<str>,
    /// Index into the categories of the run.
    pub category: usize,
    /// The rule of POIs or tags that gave it the category; empty where the input names it itself.
    pub rule: Box<str>,
    /// Where it stands on a map.
    pub at: LonLat,
    /// The point as the file has it, where that is not WGS84.
    pub original: Option<Box<Original>>,
    /// Its entrances, in [`Facilities::entrances`].
    pub entrances: Range<u32>,
    /// Places, beds or meals, if said.
    pub capacity: Option<f64>,
    /// Floor area, square metres, if the file says it.
    pub floor_area_m2: Option<f64>,
    /// Whether it runs, or is built at all.
    pub state: Status,
    /// Whether people may walk to it: its state is one that the run counts.
    pub counted: bool,
    /// The status as the input has it.
    pub status: Box<str>,
    /// Which of the files it comes from.
    pub source: usize,
}

/// All facilities of a run.
#[derive(Clone, Debug, Default)]
pub struct Facilities {
    /// The facilities, in input order.
    pub rows: Vec<Facility>,
    /// Their entrances, one after the other.
    pub entrances: Vec<LonLat>,
}

impl Facilities {
    /// Where the facility of a row is entered.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn entrances_of(&self, facility: usize) -> &[LonLat] {
        let own = &self.rows[facility].entrances;
        &self.entrances[own.start as usize..own.end as usize]
    }
}

const USES: [Field; 17] = [
    Field::Id,
    Field::Name,
    Field::Lon,
    Field::Lat,
    Field::Category,
    Field::Capacity,
    Field::FloorArea,
    Field::Status,
    Field::LonLat,
    Field::Rule,
    Field::Typecode,
    Field::PoiType,
    Field::PoiTag,
    Field::PoiLevel1,
    Field::PoiLevel2,
    Field::PoiLevel3,
    Field::NurseryClass,
];

pub fn read(
    sources: &[Source],
    rules: FacilityRules<'_>,
    columns: &Columns,
    rejects: &mut Rejects,
) -> Result<Facilities> {
    let mut reader =
        Reader { rules, facilities: Facilities::default(), seen: FxHashMap::default(), source: 0 };
    for (number, source) in sources.iter().enumerate() {
        reader.source = number;
        let path = &*source.path;
        rejects.open(path, "facilities");
        let mut heading = None;
        let mut tally = Tally::default();
        let asked = rules.asked(columns, &[]);
        let mut understood = formats::each(source, asked, &mut |row| {
            if heading.is_none() && row.readable().is_ok() {
                let of = Heading::of(row, columns);
                if !of.says_anything() {
                    return Err(without_category(source, rules, columns));
                }
                heading = Some(of);
            }
            match reader.take(row, heading.as_ref(), &mut tally) {
                Ok(()) => Ok(()),
                Err(fault) => rejects.push(row.reject(path, fault)),
            }
        })?;
        if let Some(heading) = heading {
            if heading.is_doubtful() && !tally.has_levels {
                return Err(without_category(source, rules, columns));
            }
            if let Some(e) = heading.refuse_undeclared(source, &understood, tally.rows > 0) {
                return Err(e);
            }
        }
        if tally.rows > 0 {
            understood.notes.push(tally.told(rules.categories));
        }
        rejects.close(understood, Some(Field::Category.name()))?;
    }
    Ok(reader.facilities)
}

/// The error for a file that does not say what its rows offer: that of a missing column, with the
/// columns there are.
fn without_category(source: &Source, rules: FacilityRules<'_>, columns: &Columns) -> Error {
    let asked = rules.asked(columns, &[Field::Category]);
    let error = formats::each(source, asked, &mut |_| Ok(())).err();
    let error = error.unwrap_or_else(|| {
        Error::input(&source.path, "does not say what its rows offer", "add a column 'category'")
    });
    poi::or_types(error, &source.path)
}

struct Reader<'a> {
    rules: FacilityRules<'a>,
    facilities: Facilities,
    seen: FxHashMap<(usize, Box<str>), ()>,
    /// The number of the file being read.
    source: usize,
}

impl<'a> Reader<'a> {
    /// A row of a file becomes facilities: one a category.
    fn take(
        &mut self,
        row: &Row<'_>,
        heading: Option<&Heading>,
        tally: &mut Tally,
    ) -> Result<(), Fault> {
        row.readable()?;
        let kind = row.text(Field::Category).unwrap_or_default();
        let own = self.category(&kind);
        let is_poi =
            heading.is_some_and(|h| !h.has_category() || own.is_none() && h.is_type(&kind));
        if !is_poi {
            let id = row.id()?;
            let Some(category) = own else {
                let reason = if kind.is_empty() { Reason::Empty } else { Reason::UnknownCategory };
                return Err((row.column(Field::Category), kind.into_owned(), reason));
            };
            // Tag rules of OpenStreetMap name the category and themselves.
            let rule = row.text(Field::Rule).unwrap_or_default();
            return self.build(row, id, &[(category, &rule)]);
        }
        // What a rule leaves out need not be right in other ways.
        let kept = poi::classify(row, self.rules.poi, &kind, tally)?;
        let kept: Vec<(usize, &str)> =
            kept.iter().filter_map(|&(name, rule)| Some((self.named(name)?, rule))).collect();
        self.build(row, row.id()?, &kept)?;
        tally.keep(&kept);
        Ok(())
    }

    /// The category of a name.
    fn named(&self, name: &str) -> Option<usize> {
        self.rules.categories.iter().position(|(known, _)| known == name)
    }

    /// The category that a cell names, by name or title.
    fn category(&self, kind: &str) -> Option<usize> {
        let named = |(name, category): &(String, Category)| {
            [name, &category.title, &category.title_zh].into_iter().any(|known| *known == kind)
        };
        self.rules.categories.iter().position(named).filter(|_| !kind.is_empty())
    }

    fn build(&mut self, row: &Row<'_>, id: Box<str>, kinds: &[(usize, &str)]) -> Result<(), Fault> {
        let capacity = row.amount_if_said(Field::Capacity)?;
        let floor_area_m2 = row.amount_if_said(Field::FloorArea)?;
        let status = row.text(Field::Status).unwrap_or_default();
        let Some(state) = Status::of(&status) else {
            return Err((row.column(Field::Status), status.into_owned(), Reason::UnknownStatus));
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
        // All before any, so that a row is used whole or not at all.
        let mut keys = kinds.iter().map(|&(category, _)| (category, id.clone()));
        if keys.any(|key| self.seen.contains_key(&key)) {
            return Err((row.column(Field::Id), id.into(), Reason::DuplicateId));
        }
        let facilities = &mut self.facilities;
        for &(category, rule) in kinds {
            self.seen.insert((category, id.clone()), ());
            let first = facilities.entrances.len() as u32;
            facilities.entrances.extend_from_slice(&entrances);
            facilities.rows.push(Facility {
                id: id.clone(),
                name: row.text(Field::Name).unwrap_or_default().into(),
                category,
                rule: rule.into(),
                at,
                original: row.original().map(Box::new),
                entrances: first..facilities.entrances.len() as u32,
                capacity,
                floor_area_m2,
                state,
                counted: self.rules.status.counts(state),
                status: status.as_ref().into(),
                source: self.source,
            });
        }
        Ok(())
    }
}
