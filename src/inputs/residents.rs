//! Residents: dwellings or people at a place, with weights and entrances.

use std::hash::BuildHasher;
use std::ops::Range;

use geo::{Centroid, Contains, InteriorPoint, MultiPolygon, Point, Validation};
use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::columns::{Columns, Field};
use super::head::{Asked, Picked};
use super::osm::places::Wanted;
use super::places::Place;
use super::provision::Provision;
use super::rejects::{Reason, Rejects};
use super::rows::{self, Fault, Original, Row};
use super::source::Source;
use crate::error::Result;
use crate::geodesy::{self, LonLat};
use crate::rules::OsmRule;

/// What a resident point counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Weight {
    /// People.
    Pop,
    /// People of 60 and older.
    Pop60,
    /// People of 65 and older.
    Pop65,
    /// Children under three.
    Pop0_3,
    /// Households.
    Households,
}

impl Weight {
    /// All weights, in the order of [`Resident::weight`].
    pub const ALL: [Weight; 5] =
        [Weight::Pop, Weight::Pop60, Weight::Pop65, Weight::Pop0_3, Weight::Households];

    /// The column it comes from.
    #[must_use]
    pub const fn field(self) -> Field {
        match self {
            Weight::Pop => Field::Pop,
            Weight::Pop60 => Field::Pop60,
            Weight::Pop65 => Field::Pop65,
            Weight::Pop0_3 => Field::Pop0_3,
            Weight::Households => Field::Households,
        }
    }

    /// Its name in files: `pop`, `pop60`, `pop65`, `pop0_3`, `households`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.field().name()
    }
}

/// One resident point.
#[derive(Clone, Debug, PartialEq)]
pub struct Resident {
    /// Unique id.
    pub id: Box<str>,
    /// Name for people; may be empty.
    pub name: Box<str>,
    /// Where it stands on a map: the point, a point inside the polygon, or amid the entrances.
    pub at: LonLat,
    /// One number a [`Weight`]; 0 where the input has no such column.
    pub weight: [f64; Weight::ALL.len()],
    /// Its entrances, in [`Residents::entrances`].
    pub entrances: Range<u32>,
    /// The point as the file has it, where that is not WGS84.
    pub original: Option<Box<Original>>,
    /// Its outline and land area in square metres, when given as a polygon.
    pub land: Option<Box<(MultiPolygon, f64)>>,
    /// What it says of its own service space, if anything.
    pub provision: Option<Box<Provision>>,
}

/// All residents of a run.
#[derive(Clone, Debug, Default)]
pub struct Residents {
    /// The residents, in input order.
    pub rows: Vec<Resident>,
    /// Where they step onto the street, all residents' one after the other.
    pub entrances: Vec<LonLat>,
    /// Which weights the input carries; the others are 无数据, not zero.
    pub has: [bool; Weight::ALL.len()],
}

impl Residents {
    /// Whether the input carries a weight.
    #[must_use]
    pub fn has(&self, weight: Weight) -> bool {
        self.has[weight as usize]
    }

    /// People of a resident; one where the input counts nobody, since points are counted then.
    #[must_use]
    pub fn people_or_point(&self, resident: usize) -> f64 {
        match self.has(Weight::Pop) {
            true => self.rows[resident].weight[Weight::Pop as usize],
            false => 1.0,
        }
    }

    /// Where the resident of a row steps onto the street.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn entrances_of(&self, resident: usize) -> &[LonLat] {
        let own = &self.rows[resident].entrances;
        &self.entrances[own.start as usize..own.end as usize]
    }

    /// Whether any resident has an outline.
    #[must_use]
    pub fn any_has_land(&self) -> bool {
        self.rows.iter().any(|r| r.land.is_some())
    }

    /// Whether every resident has an outline.
    #[must_use]
    pub fn all_have_land(&self) -> bool {
        !self.rows.is_empty() && self.rows.iter().all(|r| r.land.is_some())
    }
}

const GATE_USES: [Field; 4] = [Field::Id, Field::Lon, Field::Lat, Field::LonLat];

const USES: [Field; 13] = [
    Field::Id,
    Field::Name,
    Field::Lon,
    Field::Lat,
    Field::Pop,
    Field::Households,
    Field::Pop60,
    Field::Pop65,
    Field::Pop0_3,
    Field::LonLat,
    Field::Built,
    Field::ElderArea,
    Field::ServiceArea,
];

pub fn read(
    source: &Source,
    columns: &Columns,
    rules: &[OsmRule],
    rejects: &mut Rejects,
) -> Result<Residents> {
    let mut residents = Residents::default();
    let mut seen = HashTable::new();
    let picked = Some(Picked { rules, wanted: Wanted::Residents });
    let asked = Asked { columns, uses: &USES, need: &[], picked };
    rows::read(source, "residents", asked, rejects, |row| {
        resident(row, &mut residents, &mut seen)
    })?;
    Ok(residents)
}

fn resident(
    row: &Row<'_>,
    residents: &mut Residents,
    // The rows by their ids, with the hash of each: a million ids need not be kept twice.
    seen: &mut HashTable<(u64, u32)>,
) -> Result<(), Fault> {
    row.readable()?;
    let id = row.id()?;
    let place = row.place()?;
    let mut weight = [0.0; Weight::ALL.len()];
    for (slot, kind) in weight.iter_mut().zip(Weight::ALL) {
        if let Some(amount) = row.amount(kind.field())? {
            *slot = amount;
            residents.has[kind as usize] = true;
        }
    }
    let provision = Provision::of(row)?;
    let first = residents.entrances.len() as u32;
    let (at, entrances, land) = match place {
        Place::Point(at) => (at, vec![at], None),
        Place::Points(points) => (amid(&points), points, None),
        Place::Area(area) => {
            let at = inside(&area).ok_or_else(|| {
                ("geometry".into(), "a polygon without area".into(), Reason::BadRing)
            })?;
            let area = sound(area)?;
            let m2 = geodesy::area_m2(&area);
            (at, vec![at], Some(Box::new((area, m2))))
        }
    };
    // Last, so that a row rejected for another reason does not claim its id.
    let hash = FxBuildHasher.hash_one(&*id);
    if seen.find(hash, |&(_, row)| residents.rows[row as usize].id == id).is_some() {
        return Err((row.column(Field::Id), id.into(), Reason::DuplicateId));
    }
    seen.insert_unique(hash, (hash, residents.rows.len() as u32), |&(hash, _)| hash);
    residents.entrances.extend_from_slice(&entrances);
    let name = row.text(Field::Name).unwrap_or_default().into();
    let entrances = first..residents.entrances.len() as u32;
    residents.rows.push(Resident {
        id,
        name,
        at,
        weight,
        entrances,
        original: row.original().map(Box::new),
        land,
        provision,
    });
    Ok(())
}

/// Gates of residents in a file of their own, keyed by the resident's id; they take the place of
/// the resident's own point as the origin of walks.
pub fn read_entrances(
    residents: &mut Residents,
    source: &Source,
    columns: &Columns,
    rejects: &mut Rejects,
) -> Result<()> {
    let row_of: FxHashMap<&str, usize> =
        residents.rows.iter().enumerate().map(|(i, r)| (&*r.id, i)).collect();
    let mut gates: Vec<(usize, LonLat)> = Vec::new();
    let columns = columns.or_by_name();
    let asked = Asked { columns: &columns, uses: &GATE_USES, need: &[Field::Id], picked: None };
    rows::read(source, "entrances", asked, rejects, |row| {
        row.readable()?;
        let id = row.id()?;
        let points = match row.place()? {
            Place::Point(at) => vec![at],
            Place::Points(points) => points,
            Place::Area(_) => {
                return Err(("geometry".into(), "Polygon".into(), Reason::WrongGeometry));
            }
        };
        let resident = row_of
            .get(&*id)
            .ok_or_else(|| (row.column(Field::Id), id.into(), Reason::UnknownResident))?;
        gates.extend(points.into_iter().map(|at| (*resident, at)));
        Ok(())
    })?;
    gates.sort_by_key(|&(resident, _)| resident);
    let mut entrances = Vec::with_capacity(residents.entrances.len().max(gates.len()));
    let mut gates = gates.into_iter().peekable();
    for (i, resident) in residents.rows.iter_mut().enumerate() {
        let first = entrances.len() as u32;
        while let Some((_, at)) = gates.next_if(|&(r, _)| r == i) {
            entrances.push(at);
        }
        if entrances.len() as u32 == first {
            let own = resident.entrances.start as usize..resident.entrances.end as usize;
            entrances.extend_from_slice(&residents.entrances[own]);
        }
        resident.entrances = first..entrances.len() as u32;
    }
    residents.entrances = entrances;
    Ok(())
}

/// An outline whose area means something: no ring crosses, and parts that overlap count once.
fn sound(area: MultiPolygon) -> Result<MultiPolygon, Fault> {
    if area.iter().any(|polygon| !polygon.is_valid()) {
        let what = format!("{} rings", area.iter().map(|p| 1 + p.interiors().len()).sum::<usize>());
        return Err(("geometry".into(), what, Reason::CrossingRings));
    }
    // Parts that lie apart or touch at corners stay as they are given; one part is all there is.
    Ok(if area.0.len() == 1 || area.is_valid() { area } else { geo::unary_union(&area) })
}

/// The mean of several points.
pub fn amid(points: &[LonLat]) -> LonLat {
    let n = points.len() as f64;
    let lon = points.iter().map(|p| p.lon()).sum::<f64>() / n;
    let lat = points.iter().map(|p| p.lat()).sum::<f64>() / n;
    LonLat::new(lon, lat).unwrap_or(points[0])
}

/// The centroid if it lies inside, else another point inside; `None` without an inside.
pub fn inside(area: &MultiPolygon) -> Option<LonLat> {
    let centroid: Option<Point> = area.centroid();
    let point = centroid.filter(|c| area.contains(c)).or_else(|| area.interior_point())?;
    LonLat::new(point.x(), point.y())
}
