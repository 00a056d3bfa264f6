//! How many people each facility has within reach, however near another one is.

use rayon::prelude::*;

use crate::inputs::{Facilities, Residents};
use crate::network::Impedance;
use crate::snapping::Snap;
use crate::study::Study;
use crate::units::{FacilityId, ResidentId};
use crate::walk::Straight;
use crate::walk::served::Homes;

use super::link::Linked;
use super::{SERVED_MINUTES, Served};

/// One entry a facility; `None` for one that does not count, or stands on no street.
pub(super) fn along_streets(
    study: &Study,
    linked: &Linked<'_>,
    residents: &Residents,
    facilities: &Facilities,
) -> Vec<Option<Served>> {
    let impedance = Impedance { flight_m: study.profile.1.flight_m() };
    let network = linked.network;
    let weights = impedance.weights(network);
    let entrances = (0u32..).zip(&residents.rows).flat_map(|(r, resident)| {
        let own = resident.entrances.start as usize..resident.entrances.end as usize;
        linked.homes[own].iter().flatten().map(move |&snap| (ResidentId(r), snap))
    });
    let homes = Homes::of(network, impedance, entrances);
    let doors: Vec<Vec<Snap>> = facilities
        .rows
        .iter()
        .map(|f| {
            let own = f.entrances.start as usize..f.entrances.end as usize;
            linked.doors[own].iter().flatten().copied().filter(|_| f.counted).collect()
        })
        .collect();
    let cutoff = study.profile.1.cutoff(SERVED_MINUTES);
    homes
        .served(&weights, &doors, cutoff)
        .into_iter()
        .zip(&doors)
        .map(|(found, doors)| (!doors.is_empty()).then(|| sum(residents, found)))
        .collect()
}

/// The same by air, for straight-line screening.
pub(super) fn by_air(
    study: &Study,
    residents: &Residents,
    facilities: &Facilities,
) -> Vec<Option<Served>> {
    let doors: Vec<_> = (0u32..)
        .zip(&facilities.rows)
        .filter(|(_, f)| f.counted)
        .flat_map(|(i, f)| f.entrances.clone().map(move |e| (FacilityId(i), e as usize)))
        .map(|(id, e)| (id, facilities.entrances[e]))
        .collect();
    let index = Straight::of(&doors);
    let cutoff = study.profile.1.cutoff(SERVED_MINUTES);
    let reached: Vec<Vec<FacilityId>> = residents
        .rows
        .par_iter()
        .with_min_len(256)
        .map(|resident| {
            let places = resident.entrances.clone().map(|e| residents.entrances[e as usize]);
            let mut found: Vec<FacilityId> =
                places.flat_map(|at| index.all_within(at, study.detour, cutoff)).collect();
            found.sort_unstable();
            found.dedup();
            found
        })
        .collect();
    let mut served: Vec<Option<Served>> =
        facilities.rows.iter().map(|f| f.counted.then(Served::default)).collect();
    for (resident, found) in (0u32..).zip(reached) {
        for facility in found {
            if let Some(served) = &mut served[facility.index()] {
                served.add(residents, ResidentId(resident));
            }
        }
    }
    served
}

fn sum(residents: &Residents, found: Vec<ResidentId>) -> Served {
    let mut served = Served::default();
    for resident in found {
        served.add(residents, resident);
    }
    served
}

impl Served {
    fn add(&mut self, residents: &Residents, resident: ResidentId) {
        self.residents += 1;
        let weight = residents.rows[resident.index()].weight;
        for (sum, weight) in self.weight.iter_mut().zip(weight) {
            *sum += weight;
        }
    }
}
