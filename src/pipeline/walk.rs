//! Who walks how far: along the streets, or straight.

use std::sync::Arc;

use rayon::prelude::*;

use crate::coverage::{Answers, TurnedAway};
use crate::inputs::{Facilities, Resident, Residents};
use crate::network::Impedance;
use crate::progress::Progress;
use crate::radix;
use crate::snapping::{Linkage, Snap};
use crate::study::Study;
use crate::units::{Cost, FacilityId, ResidentId};
use crate::walk::access::Searched;
use crate::walk::{Access, Seeds, Straight, metres, nearest};

use super::Catchment;
use super::areas::{self, Areas};
use super::link::{Linked, snaps};

/// What walking found out.
pub(super) struct Walked {
    pub answers: Answers,
    pub turned_away: Option<TurnedAway>,
    pub areas: Arc<Areas>,
}

/// The network, searched: ready to answer for any residents.
pub(super) struct Streets<'n> {
    searched: Vec<Searched<'n>>,
    areas: Arc<Areas>,
}

/// Searches the network once a category.
pub(super) fn search<'n>(
    study: &Study,
    linked: &Linked<'n>,
    facilities: &Facilities,
    progress: &mut Progress,
) -> Streets<'n> {
    let Linked { network, snapper, doors, .. } = linked;
    progress.stage("walk");
    let impedance = Impedance { flight_m: study.profile.1.flight_m() };
    let weights = impedance.weights(network);
    let horizon = Cost::new(study.horizon_m).unwrap_or(Cost::ZERO);
    let searched: Vec<Searched<'_>> = (0..study.used_categories)
        .into_par_iter()
        .map(|category| {
            let entrances =
                counted(facilities, category).filter_map(|(id, e)| doors[e].map(|snap| (id, snap)));
            let seeds = Seeds::plant(network, impedance, entrances);
            let field = nearest::search(network, &weights, &seeds.at_nodes, horizon);
            let metres = (impedance.flight_m > 0.0)
                .then(|| metres::along_least_cost(network, &weights, &field, &seeds.at_nodes));
            Searched { network, impedance, seeds, field, metres, horizon }
        })
        .collect();
    let areas = areas::along_streets(study, snapper, &searched, doors, facilities, progress);
    Streets { searched, areas: Arc::new(areas) }
}

impl Streets<'_> {
    /// The answers of residents.
    pub fn answer(
        &self,
        linked: &Linked<'_>,
        residents: &Residents,
        facilities: &Facilities,
    ) -> Walked {
        let (homes, searched) = (&linked.homes, &self.searched);
        let places = by_edge(residents, homes);
        let everybody = residents.rows.len();
        let access: Vec<_> = searched.iter().map(|s| accesses(everybody, &places, s)).collect();
        let joined = searched.iter().zip(&access);
        let answers = Answers {
            joined: joined.map(|(s, access)| joined_to(s, residents, homes, access)).collect(),
            access,
            snap_m: linked.home_m(residents),
            facility_snap_m: linked.door_m.clone(),
        };
        let turned_away = linked.turned.as_ref().map(|[homes, doors]| {
            TurnedAway::count(
                (residents, homes, &answers.snap_m),
                (facilities, doors, &answers.facility_snap_m),
            )
        });
        Walked { answers, turned_away, areas: Arc::clone(&self.areas) }
    }
}

/// Entrances of the facilities of a category that count.
pub(super) fn counted(
    facilities: &Facilities,
    category: usize,
) -> impl Iterator<Item = (FacilityId, usize)> + '_ {
    (0u32..)
        .zip(&facilities.rows)
        .filter(move |(_, f)| f.category == category && f.counted)
        .flat_map(|(i, f)| f.entrances.clone().map(move |e| (FacilityId(i), e as usize)))
}

/// The places on streets of all residents' entrances, with the resident, along the streets of the
/// city: who asks about neighbours one after the other finds their streets in the caches. A file has
/// residents in any order.
fn by_edge(residents: &Residents, homes: &Linkage) -> Vec<(ResidentId, Snap)> {
    let places: Vec<(ResidentId, Snap)> = (0u32..)
        .zip(&residents.rows)
        .flat_map(|(r, row)| snaps(homes, &row.entrances).map(move |snap| (ResidentId(r), snap)))
        .collect();
    let order = radix::order(places.iter().map(|(_, snap)| snap.edge.0));
    order.into_iter().map(|i| places[i as usize]).collect()
}

/// The answers of so many residents: of each, the best of its entrances.
fn accesses(
    everybody: usize,
    places: &[(ResidentId, Snap)],
    searched: &Searched<'_>,
) -> Vec<Access> {
    let asked = |&(_, place): &(ResidentId, Snap)| searched.from_place(place);
    let answers: Vec<Access> = places.par_iter().with_min_len(1024).map(asked).collect();
    let mut access = vec![Access::NONE; everybody];
    for (&(resident, _), answer) in places.iter().zip(answers) {
        let best = &mut access[resident.index()];
        *best = best.better(answer);
    }
    access
}

/// Whether each resident's component holds a facility of the category, however far.
fn joined_to(
    searched: &Searched<'_>,
    residents: &Residents,
    homes: &Linkage,
    access: &[Access],
) -> Vec<bool> {
    let network = searched.network;
    let with: rustc_hash::FxHashSet<u32> =
        searched.seeds.at_nodes.iter().map(|seed| network.component(seed.node)).collect();
    let holds = |snap: Snap| with.contains(&network.component(network.ends(snap.edge)[0]));
    // Whoever reaches one has one.
    let has = |(resident, access): (&Resident, &Access)| {
        access.facility.is_some() || snaps(homes, &resident.entrances).any(holds)
    };
    residents.rows.iter().zip(access).map(has).collect()
}

/// Straight-line screening: everybody reaches everything, by air times the detour factor.
pub(super) fn straight(
    study: &Study,
    residents: &Residents,
    facilities: &Facilities,
    progress: &mut Progress,
) -> Walked {
    progress.stage("straight");
    let horizon = Cost::new(study.horizon_m).unwrap_or(Cost::ZERO);
    let access = (0..study.used_categories)
        .map(|category| {
            let places: Vec<_> = counted(facilities, category)
                .map(|(id, e)| (id, facilities.entrances[e]))
                .collect();
            let index = Straight::of(&places);
            let answer = |r: usize| {
                let own = residents.entrances_of(r).iter();
                own.map(|&at| index.access(at, study.detour, horizon))
                    .fold(Access::NONE, Access::better)
            };
            (0..residents.rows.len()).into_par_iter().map(answer).collect()
        })
        .collect();
    let everybody = residents.rows.len();
    let answers = Answers {
        access,
        snap_m: vec![Some(0.0); everybody],
        joined: vec![vec![true; everybody]; study.used_categories],
        facility_snap_m: vec![Some(0.0); facilities.rows.len()],
    };
    let areas = areas::by_air(study, facilities, progress);
    Walked { answers, turned_away: None, areas: Arc::new(areas) }
}

pub(super) fn catchments(
    residents: &Residents,
    facilities: &Facilities,
    answers: &Answers,
) -> Vec<Catchment> {
    let mut catchments = vec![Catchment::default(); facilities.rows.len()];
    for access in &answers.access {
        for (resident, access) in residents.rows.iter().zip(access) {
            let Some(facility) = access.facility else { continue };
            let catchment = &mut catchments[facility.index()];
            catchment.residents += 1;
            for (sum, weight) in catchment.weight.iter_mut().zip(resident.weight) {
                *sum += weight;
            }
        }
    }
    catchments
}
