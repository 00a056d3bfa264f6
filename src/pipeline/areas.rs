//! Service areas; isochrones of the categories and walksheds of the facilities, where the study asks
//! for them.

use rayon::prelude::*;

use crate::geodesy::{self, LonLat};
use crate::inputs::Facilities;
use crate::isochrones::{self, Ask, Band, Subject};
use crate::progress::Progress;
use crate::snapping::{Linkage, Snapper};
use crate::study::Study;
use crate::units::FacilityId;
use crate::walk::access::Searched;
use crate::walk::service_area::{Stretch, stretches};
use crate::walk::{Seeds, nearest};

use super::category_numbers;
use super::walk::counted;

/// What facilities reach, whoever lives there: the same for every district of a batch.
#[derive(Debug, Default)]
pub struct Areas {
    /// One entry a circle: its categories with the streets within the cutoff. Empty without streets.
    pub service_areas: Vec<Vec<(usize, Vec<Stretch>)>>,
    /// From where the nearest facility of each category is within so many minutes: for each category of
    /// the circles its bands, by minutes. Empty unless the study asks for them.
    pub isochrones: Vec<Band>,
    /// The same for each facility that counts and stands on a street. Empty unless the study asks for
    /// them.
    pub walksheds: Vec<Band>,
}

/// Along the streets, from what the walks of the homes have already searched.
pub(super) fn along_streets(
    study: &Study,
    snapper: &Snapper<'_>,
    searched: &[Searched<'_>],
    doors: &Linkage,
    facilities: &Facilities,
    progress: &mut Progress,
) -> Areas {
    progress.stage("service_areas");
    let in_reach = study.circles.par_iter().map(|(_, circle)| {
        let cutoff = study.profile.1.cutoff(circle.minutes);
        let categories = category_numbers(study, &circle.categories).into_par_iter();
        categories.map(|category| (category, stretches(&searched[category], cutoff))).collect()
    });
    let mut areas = Areas { service_areas: in_reach.collect(), ..Areas::default() };
    let ask = ask(study, facilities);
    let streets = (snapper, study.snap_limit_m);
    if study.isochrones {
        progress.stage("isochrones");
        let subjects: Vec<(Subject, &Searched<'_>)> =
            searched.iter().enumerate().map(|(c, searched)| ((c, None), searched)).collect();
        areas.isochrones = isochrones::along_streets(streets, &subjects, &ask);
    }
    let Some(first) = searched.first().filter(|_| study.walksheds) else { return areas };
    progress.stage("walksheds");
    let network = first.network;
    let weights = first.impedance.weights(network);
    // A search holds the whole network; so many at a time.
    for some in apart(study, facilities).chunks(4 * rayon::current_num_threads()) {
        let own: Vec<(Subject, Searched<'_>)> = some
            .par_iter()
            .filter_map(|&(category, facility)| {
                let entrances = facilities.rows[facility.index()].entrances.clone();
                let snaps = entrances.filter_map(|e| Some((facility, doors[e as usize]?)));
                let seeds = Seeds::plant(network, first.impedance, snaps);
                let horizon = ask.horizon();
                let field = nearest::search(network, &weights, &seeds.at_nodes, horizon);
                let impedance = first.impedance;
                let walks = Searched { network, impedance, seeds, field, metres: None, horizon };
                Some(((category, Some(facility)), walks))
            })
            .collect();
        let subjects: Vec<_> = own.iter().map(|(subject, walks)| (*subject, walks)).collect();
        areas.walksheds.extend(isochrones::along_streets(streets, &subjects, &ask));
    }
    areas
}

/// By air, in a run without streets.
pub(super) fn by_air(study: &Study, facilities: &Facilities, progress: &mut Progress) -> Areas {
    let mut areas = Areas::default();
    let ask = ask(study, facilities);
    let of = |category: usize| -> Vec<(FacilityId, LonLat)> {
        counted(facilities, category).map(|(id, e)| (id, facilities.entrances[e])).collect()
    };
    if study.isochrones {
        progress.stage("isochrones");
        let subjects: Vec<_> = (0..study.used_categories).map(|c| ((c, None), of(c))).collect();
        areas.isochrones = isochrones::by_air(&subjects, study.detour, &ask);
    }
    if study.walksheds {
        progress.stage("walksheds");
        let subjects: Vec<_> = apart(study, facilities)
            .into_iter()
            .map(|(c, id)| {
                let own = facilities.entrances_of(id.index());
                ((c, Some(id)), own.iter().map(|&at| (id, at)).collect())
            })
            .collect();
        areas.walksheds = isochrones::by_air(&subjects, study.detour, &ask);
    }
    areas
}

/// Cells are square half way between the northernmost facility and the southernmost.
fn ask(study: &Study, facilities: &Facilities) -> Ask {
    let lats = facilities.entrances.iter().map(|at| at.lat());
    let [south, north] = geodesy::span(lats).unwrap_or_default();
    let lat = 0.5 * (south + north);
    Ask::of(&study.profile.1, study.isochrone_cell_m, lat)
}

/// The facilities that count, category by category.
fn apart(study: &Study, facilities: &Facilities) -> Vec<(usize, FacilityId)> {
    (0..study.used_categories)
        .flat_map(|category| {
            let mut own: Vec<FacilityId> =
                counted(facilities, category).map(|(id, _)| id).collect();
            own.dedup();
            own.into_iter().map(move |id| (category, id))
        })
        .collect()
}
