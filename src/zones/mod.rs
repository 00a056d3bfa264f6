//! Uncovered residents -> contiguous, ranked polygons.
//!
//! ```text
//! resident points -> distinct spots, their mesh                            (ground, mesh)
//! mesh -> Voronoi cells; those of uncovered residents dissolved                  (cells)
//! uncovered points -> what they fill when drawn together: out 200 m, back 130 m (closing)
//! cells ∩ closing, plus the outlines of residents that are polygons             (region)
//! region cut by districts, in their order -> pieces                              (borders, cut)
//! residents -> the piece that they live in, mended where the grid is too coarse  (settle, plots)
//! pieces and their residents -> zones                                            (describe)
//! ```
//!
//! All cutting happens on the integer grid of the output, 1e-7 degree, where intersections are
//! snapped by the overlay itself: writing a zone cannot make it cross itself or its neighbour. What
//! nothing else comes near takes no part in the overlay but for its ends (grid, chords, cone).
//!
//! What holds, whatever the input (each is tested): every uncovered resident lies in exactly one
//! zone of its circle and no covered one in any; a zone is one contiguous area in one district;
//! zones do not overlap; they stay within the stated reach of an uncovered resident and nearer to
//! one than to any covered resident, or within the residents' own outlines. The exceptions are
//! named in [`Zones::contested`]; residents a single step of the grid apart may lie on a rim.

mod borders;
mod cells;
mod chords;
mod closing;
mod cone;
mod cut;
mod describe;
mod grid;
mod ground;
mod holes;
mod mesh;
mod plots;
mod region;
mod settle;

use geo::MultiPolygon;
use rayon::prelude::*;

use borders::Border;
use ground::Ground;

use crate::coverage::{Answers, CircleResult};
use crate::inputs::{Districts, Residents};
use crate::units::{FacilityId, ResidentId};

/// An uncovered zone: a contiguous area whose residents a circle does not reach. Metres are walked
/// metres to the category that decides, the needed-th nearest of the circle.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Rank from 1: most people first, then most people of 60 and older, then most points.
    pub rank: usize,
    /// The district, by index; `None` outside all districts.
    pub district: Option<u32>,
    /// The area, degrees on the 1e-7 grid, outer ring counter-clockwise.
    pub area: MultiPolygon,
    /// The residents, in input order.
    pub residents: Vec<ResidentId>,
    /// Sums of the weights, as in [`Resident::weight`](crate::inputs::Resident::weight).
    pub weight: [f64; 5],
    /// Categories that at least one of its residents lacks, as indices of the run's.
    pub missing: Vec<usize>,
    /// Smallest, median and largest walk of those that reach anything.
    pub nearest_m: Option<[f64; 3]>,
    /// Median of what the walk is too long by, effective metres.
    pub shortfall_m: Option<f64>,
    /// Median straight line to the same facilities.
    pub straight_m: Option<f64>,
    /// Median of walk ÷ straight line.
    pub detour: Option<f64>,
    /// The cause of most of its people.
    pub cause: &'static str,
    /// The facility that is nearest for most of its people.
    pub nearest_facility: Option<FacilityId>,
    /// Area on the ellipsoid, square metres.
    pub area_m2: f64,
}

/// The zones of one circle.
#[derive(Clone, Debug, Default)]
pub struct Zones {
    /// The zones, by rank.
    pub zones: Vec<Zone>,
    /// Residents that no zone can tell apart: covered ones that stand where an uncovered one stands
    /// (or on its land), uncovered ones on the land of a covered one, and uncovered ones that stand
    /// where one of another district stands.
    pub contested: usize,
}

/// What zones are made from.
pub struct Inputs<'a> {
    /// The residents.
    pub residents: &'a Residents,
    /// The districts.
    pub districts: &'a Districts,
    /// The level to cut at.
    pub level: Option<usize>,
    /// The district of each resident on that level.
    pub district_of: &'a [Option<u32>],
    /// What the engine found.
    pub answers: &'a Answers,
    /// Zones reach at most so far from an uncovered resident point, metres.
    pub reach_m: f64,
}

/// The zones of every circle. `None` when the residents span more than 90 degrees, which no city
/// does.
#[must_use]
pub fn build(inputs: &Inputs<'_>, results: &[CircleResult]) -> Option<Vec<Zones>> {
    if results.iter().all(|result| result.covered.iter().all(|&covered| covered)) {
        return Some(vec![Zones::default(); results.len()]);
    }
    let ground = Ground::of(inputs.residents, inputs.reach_m)?;
    let borders = borders::all(inputs, &ground.grid);
    Some(results.par_iter().map(|result| of_circle(inputs, &ground, &borders, result)).collect())
}

fn of_circle(
    inputs: &Inputs<'_>,
    ground: &Ground,
    borders: &[Border],
    result: &CircleResult,
) -> Zones {
    let region = region::uncovered(inputs, result, ground);
    let pieces = cut::by_district(borders, region);
    let settled = settle::residents(inputs, result, ground, pieces);
    describe::zones(inputs, result, &ground.grid, settled)
}
