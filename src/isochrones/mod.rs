//! Isochrones: from where a facility is within so many minutes, as areas.
//!
//! They are pictures. Coverage is counted from each home's own distance and never from these areas.
//!
//! A place is costed exactly as a home would be that stood there: straight to the nearest street
//! (within the snap limit, and with barriers to the nearest one that they leave free), and along the
//! streets to the nearest facility. So an area never reaches over to streets that a home there would
//! not use: the far bank of a river belongs to the streets of the far bank.
//!
//! ```text
//! walks -> tiles of a lattice near anything in reach, corners snapped once    (walks, ground, lattice)
//! costs of the corners, crossings of the lattice's lines found by walking     (contour, crossings)
//! pieces of border, cell by cell -> rings -> polygons                         (contour, rings)
//! ```
//!
//! What holds, whatever the input: areas are valid for the OGC's rules as they are written (1e-7
//! degree), the bands of one subject do not overlap and share their borders, and a place on a line
//! of the lattice lies on the right side of a border that is nearer than half a metre of walk, or,
//! where walks jump, a 64th of a cell. Between the lines the border is straight; what is narrower
//! than a cell may be missed.

mod contour;
mod crossings;
mod ground;
mod lattice;
mod rings;
mod walks;

use geo::MultiPolygon;
use rayon::prelude::*;

use crate::geodesy::{self, LonLat};
use crate::rules::Profile;
use crate::snapping::Snapper;
use crate::units::{Cost, FacilityId};
use crate::walk::Straight;
use crate::walk::access::Searched;

use ground::Ground;
use lattice::Lattice;
use walks::{AlongStreets, ByAir, Walks};

/// Default width of a cell, metres.
pub const CELL_M: f64 = 20.0;
/// Smallest and largest cell, metres.
pub const CELLS_M: std::ops::RangeInclusive<f64> = 2.0..=500.0;
/// Upper ends of the bands, minutes.
pub const MINUTES: [f64; 3] = [5.0, 10.0, 15.0];

/// Places from which the walk to a facility takes so many minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The category, as an index of the run's.
    pub category: usize,
    /// The facility; `None` for the nearest of the category.
    pub facility: Option<FacilityId>,
    /// More than the first, at most the second; the first band starts at 0 and includes it.
    pub minutes: [f64; 2],
    /// What the second stands for, effective metres.
    pub cutoff: Cost,
    /// The area, degrees on the 1e-7 grid, outer rings counter-clockwise. May be empty.
    pub area: MultiPolygon,
    /// Area on the ellipsoid, square metres.
    pub area_m2: f64,
}

/// What is asked: upper ends of the bands and the size of cells.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Ascending, with the largest cost that each allows.
    pub until: Vec<(f64, Cost)>,
    /// Width of a cell, metres, of [`CELLS_M`].
    pub cell_m: f64,
    /// Latitude at which cells are square, degrees. Areas of one latitude and width share their cells,
    /// whatever is asked for together.
    pub lat: f64,
}

impl Ask {
    /// The bands of [`MINUTES`] under a profile.
    #[must_use]
    pub fn of(profile: &Profile, cell_m: f64, lat: f64) -> Ask {
        let until = MINUTES.map(|minutes| (minutes, profile.cutoff(minutes))).to_vec();
        Ask { until, cell_m, lat }
    }

    fn farthest(&self) -> Cost {
        self.until.last().map_or(Cost::ZERO, |&(_, cutoff)| cutoff)
    }

    /// How far a search should run: a little beyond the last cutoff, so that the border is found on a
    /// slope and not where the search breaks off.
    #[must_use]
    pub fn horizon(&self) -> Cost {
        Cost::of_sum(self.farthest().metres() + 4.0 * self.cell_m)
    }
}

/// Whose area it is: a category, by its number, or one facility of it.
pub type Subject = (usize, Option<FacilityId>);

/// The bands along the streets of each subject, in order, for places within `limit_m` metres of
/// their street; corners are snapped once for all. Every subject has one band an upper end.
#[must_use]
pub fn along_streets(
    (snapper, limit_m): (&Snapper<'_>, f64),
    subjects: &[(Subject, &Searched<'_>)],
    ask: &Ask,
) -> Vec<Band> {
    let walks: Vec<(Subject, AlongStreets<'_>)> = subjects
        .iter()
        .map(|&(subject, searched)| (subject, AlongStreets { snapper, limit_m, searched }))
        .collect();
    bands(&walks, Some((snapper, limit_m)), ask)
}

/// The bands by air, times `detour`: discs around the entrances of each subject's facilities.
#[must_use]
pub fn by_air(
    subjects: &[(Subject, Vec<(FacilityId, LonLat)>)],
    detour: f64,
    ask: &Ask,
) -> Vec<Band> {
    let walks: Vec<(Subject, ByAir<'_>)> = subjects
        .iter()
        .map(|(subject, entrances)| {
            let index = Straight::of(entrances);
            (*subject, ByAir { entrances, index, detour, horizon: ask.horizon() })
        })
        .collect();
    bands(&walks, None, ask)
}

fn bands<W: Walks>(
    walks: &[(Subject, W)],
    streets: Option<(&Snapper<'_>, f64)>,
    ask: &Ask,
) -> Vec<Band> {
    let farthest = ask.farthest();
    let lattice = Lattice::at(ask.lat, ask.cell_m);
    let needed: Vec<Vec<[i64; 2]>> =
        walks.par_iter().map(|(_, walks)| ground::needed(lattice, walks, farthest)).collect();
    let ground = Ground::of(lattice, &needed, streets);
    let cutoffs: Vec<f64> = ask.until.iter().map(|(_, cutoff)| cutoff.metres()).collect();
    walks
        .par_iter()
        .zip(&needed)
        .flat_map_iter(|(&((category, facility), ref walks), tiles)| {
            let borders = contour::borders(&ground, tiles, walks, &cutoffs);
            let mut from = 0.0;
            let ends = ask.until.clone().into_iter();
            ends.zip(borders).map(move |((until, cutoff), pieces)| {
                let area = rings::polygons(pieces);
                let area_m2 = geodesy::area_m2(&area);
                let minutes = [std::mem::replace(&mut from, until), until];
                Band { category, facility, minutes, cutoff, area, area_m2 }
            })
        })
        .collect()
}
