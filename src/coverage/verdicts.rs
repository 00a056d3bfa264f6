//! Each resident's verdict on a circle: covered or not, which category decides, and why.

use rayon::prelude::*;

use super::Answers;
use crate::inputs::{Facilities, Residents};
use crate::rules::Circle;
use crate::units::{Cost, FacilityId};
use crate::walk::straight::closest_m;
use crate::walk::{Access, Straight};

/// Why a resident is covered or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Within the cutoff.
    Covered,
    /// The nearest facility is too far, even straight.
    Distance,
    /// A facility is near enough straight, but the walk to it is not: a barrier.
    Detour,
    /// The streets around are cut off from every facility of the category.
    Island,
    /// No street within the snap limit.
    Unsnapped,
    /// The input has no facility of the category (that runs and snaps).
    NoFacility,
}

impl Why {
    /// Its name in the residents' file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Why::Covered => "covered",
            Why::Distance => "distance",
            Why::Detour => "detour",
            Why::Island => "island",
            Why::Unsnapped => "unsnapped",
            Why::NoFacility => "no_facility",
        }
    }

    /// Its name as the cause of a zone.
    #[must_use]
    pub const fn cause(self) -> &'static str {
        match self {
            Why::Detour => "barrier",
            other => other.name(),
        }
    }
}

/// One circle, judged for every resident.
#[derive(Clone, Debug)]
pub struct CircleResult {
    /// Index of each of the circle's categories among the run's.
    pub categories: Vec<usize>,
    /// How many of them are needed.
    pub needed: usize,
    /// The largest cost that counts.
    pub cutoff: Cost,
    /// Per resident: covered?
    pub covered: Vec<bool>,
    /// Per resident: the category that decides, the needed-th nearest.
    pub binding: Vec<usize>,
    /// Per resident: why.
    pub why: Vec<Why>,
    /// Per resident: straight metres to the facility that decides, from entrance to entrance;
    /// infinite where there is none, and for covered residents.
    pub straight_m: Vec<f64>,
}

impl CircleResult {
    /// The answer that decides for a resident.
    #[must_use]
    pub fn binding_access(&self, answers: &Answers, resident: usize) -> Access {
        answers.access[self.binding[resident]][resident]
    }

    /// The circle's categories that a resident lacks.
    pub fn missing<'a>(
        &'a self,
        answers: &'a Answers,
        resident: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        self.categories
            .iter()
            .copied()
            .filter(move |&c| !answers.access[c][resident].cost.within(self.cutoff))
    }
}

/// The cost that decides a circle for a resident: the needed-th smallest, with its category.
fn binding(answers: &Answers, categories: &[usize], needed: usize, resident: usize) -> usize {
    let cost = |category: usize| answers.access[category][resident].cost;
    let before = |a: usize, b: usize| cost(a).order(cost(b)).then(a.cmp(&b)).is_lt();
    // Of a handful, the one that so many are nearer than.
    let nearer = |&category: &usize| categories.iter().filter(|&&c| before(c, category)).count();
    debug_assert!((1..=categories.len()).contains(&needed), "{needed} of {categories:?}");
    let mut all = categories.iter().copied();
    all.find(|category| nearer(category) == needed - 1).unwrap_or(categories[0])
}

/// Judges a circle for every resident. `categories` are the circle's, as indices of the run's; the
/// cutoff comes with the straight metres within which a facility counts as near.
#[must_use]
pub fn judge(
    circle: &Circle,
    categories: Vec<usize>,
    (cutoff, near_m): (Cost, f64),
    residents: &Residents,
    facilities: &Facilities,
    answers: &Answers,
) -> CircleResult {
    let needed = circle.needed();
    let straight: Vec<(usize, Straight)> = categories
        .iter()
        .map(|&category| {
            let usable: Vec<_> = (0u32..)
                .zip(&facilities.rows)
                .filter(|(i, f)| {
                    f.category == category
                        && f.counted
                        && answers.facility_snap_m[*i as usize].is_some()
                })
                .flat_map(|(i, f)| f.entrances.clone().map(move |e| (FacilityId(i), e as usize)))
                .map(|(id, e)| (id, facilities.entrances[e]))
                .collect();
            (usable.len(), Straight::of(&usable))
        })
        .collect();
    let judged: Vec<(usize, Why, f64)> = (0..residents.rows.len())
        .into_par_iter()
        .with_min_len(256)
        .map(|r| {
            let binding = binding(answers, &categories, needed, r);
            let access = answers.access[binding][r];
            if access.cost.within(cutoff) {
                return (binding, Why::Covered, f64::INFINITY);
            }
            let own = residents.entrances_of(r);
            let walked_to = access.facility.map(|f| facilities.entrances_of(f.index()));
            let straight_m = closest_m(own, walked_to.unwrap_or_default());
            let slot = categories.iter().position(|&c| c == binding).unwrap_or(0);
            let (usable, straight) = &straight[slot];
            let why = if answers.snap_m[r].is_none() {
                Why::Unsnapped
            } else if *usable == 0 {
                Why::NoFacility
            } else if !answers.joined[binding][r] {
                Why::Island
            } else {
                let another_is_near = || own.iter().any(|&at| straight.any_within(at, near_m));
                match straight_m <= near_m || another_is_near() {
                    true => Why::Detour,
                    false => Why::Distance,
                }
            };
            (binding, why, straight_m)
        })
        .collect();
    CircleResult {
        categories,
        needed,
        cutoff,
        covered: judged.iter().map(|&(_, why, _)| why == Why::Covered).collect(),
        binding: judged.iter().map(|&(binding, _, _)| binding).collect(),
        why: judged.iter().map(|&(_, why, _)| why).collect(),
        straight_m: judged.iter().map(|&(_, _, straight_m)| straight_m).collect(),
    }
}
