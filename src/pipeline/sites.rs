//! Where one more facility of each category would help most.

use rayon::prelude::*;

use crate::coverage::{Answers, CircleResult};
use crate::geodesy::LonLat;
use crate::inputs::Residents;
use crate::siting::{Site, candidates, greedy};
use crate::study::Study;
use crate::units::ResidentId;

use super::reach::Reach;

/// Cells of candidates to a cutoff: one candidate stands for those whom its own facility would be
/// near anyway.
const CELLS: f64 = 2.0;

/// For each circle and category up to `study.sites` places, in the order in which they add most.
///
/// Counted are people, or points where the input counts nobody.
pub(super) fn sites(
    study: &Study,
    residents: &Residents,
    answers: &Answers,
    results: &[CircleResult],
    reach: &Reach<'_>,
) -> Vec<Site> {
    if study.sites == 0 {
        return Vec::new();
    }
    let people: Vec<f64> =
        (0..residents.rows.len()).map(|r| residents.people_or_point(r)).collect();
    let asked: Vec<(usize, usize)> = results
        .iter()
        .enumerate()
        .flat_map(|(circle, result)| result.categories.iter().map(move |&c| (circle, c)))
        .collect();
    asked
        .into_par_iter()
        .flat_map_iter(|(circle, category)| {
            let cutoff = results[circle].cutoff;
            let access = &answers.access[category];
            // Who stands on no street is reached from nowhere.
            let open = |r: usize| !access[r].cost.within(cutoff) && answers.snap_m[r].is_some();
            let uncovered: Vec<(ResidentId, LonLat, f64)> = (0..residents.rows.len())
                .filter(|&r| open(r))
                .map(|r| (ResidentId(r as u32), residents.rows[r].at, people[r]))
                .collect();
            let tried = candidates(&uncovered, cutoff.metres() / CELLS);
            let gains = |found: Vec<ResidentId>| -> Vec<u32> {
                found.into_iter().filter(|r| open(r.index())).map(|r| r.0).collect()
            };
            let sets: Vec<Vec<u32>> =
                reach.at_homes(&tried, cutoff).into_iter().map(gains).collect();
            greedy(&sets, &people, study.sites).into_iter().map(move |(i, gained)| Site {
                circle,
                category,
                at: tried[i],
                gained: gained.into_iter().map(ResidentId).collect(),
            })
        })
        .collect()
}
