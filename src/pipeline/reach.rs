//! Whom places have within reach, however near another one is.

use rayon::prelude::*;

use crate::geodesy::LonLat;
use crate::inputs::{Facilities, Residents};
use crate::network::{Impedance, WeightedArc};
use crate::snapping::Snap;
use crate::study::Study;
use crate::units::{Cost, FacilityId, ResidentId};
use crate::walk::Straight;
use crate::walk::served::Homes;

use super::link::{Linked, snaps};
use super::{SERVED_MINUTES, Served};

/// The residents, to be found from places: along streets, or by air where there are none.
pub(super) struct Reach<'a> {
    study: &'a Study,
    residents: &'a Residents,
    streets: Option<Streets<'a>>,
}

struct Streets<'a> {
    linked: &'a Linked<'a>,
    homes: Homes<'a>,
    weights: Vec<WeightedArc>,
}

impl<'a> Reach<'a> {
    /// Indexes the residents.
    pub fn of(
        study: &'a Study,
        residents: &'a Residents,
        linked: Option<&'a Linked<'a>>,
    ) -> Reach<'a> {
        let streets = linked.map(|linked| {
            let impedance = Impedance { flight_m: study.profile.1.flight_m() };
            let entrances = (0u32..).zip(&residents.rows).flat_map(|(r, resident)| {
                let own = snaps(&linked.homes, &resident.entrances);
                own.map(move |snap| (ResidentId(r), snap))
            });
            let homes = Homes::of(linked.network, impedance, entrances);
            Streets { linked, homes, weights: impedance.weights(linked.network) }
        });
        Reach { study, residents, streets }
    }

    /// The people within [`SERVED_MINUTES`] of each facility; `None` for one that does not count, or
    /// stands on no street.
    pub fn served(&self, facilities: &Facilities) -> Vec<Option<Served>> {
        let cutoff = self.study.profile.1.cutoff(SERVED_MINUTES);
        let rows = facilities.rows.iter();
        let (sets, asked): (_, Vec<bool>) = match &self.streets {
            Some(streets) => {
                let doors: Vec<Vec<Snap>> = rows
                    .map(|f| {
                        let own = snaps(&streets.linked.doors, &f.entrances);
                        own.filter(|_| f.counted).collect()
                    })
                    .collect();
                let asked = doors.iter().map(|doors| !doors.is_empty()).collect();
                (streets.homes.served(&streets.weights, &doors, cutoff), asked)
            }
            None => {
                let doors: Vec<Vec<LonLat>> = rows
                    .map(|f| {
                        let own = f.entrances.clone().filter(|_| f.counted);
                        own.map(|e| facilities.entrances[e as usize]).collect()
                    })
                    .collect();
                let asked = doors.iter().map(|doors| !doors.is_empty()).collect();
                (self.by_air(&doors, cutoff), asked)
            }
        };
        sets.into_iter().zip(asked).map(|(set, asked)| asked.then(|| self.sum(set))).collect()
    }

    /// For a facility at the doors of each of some residents, whom it would have within `cutoff`
    /// (inclusive), ascending.
    pub fn at_homes(&self, at: &[ResidentId], cutoff: Cost) -> Vec<Vec<ResidentId>> {
        match &self.streets {
            Some(streets) => {
                let entrances = |r: &ResidentId| &self.residents.rows[r.index()].entrances;
                let doors = at.iter().map(|r| snaps(&streets.linked.homes, entrances(r)).collect());
                streets.homes.served(&streets.weights, &doors.collect::<Vec<_>>(), cutoff)
            }
            None => {
                let doors = at.iter().map(|r| self.residents.entrances_of(r.index()).to_vec());
                self.by_air(&doors.collect::<Vec<_>>(), cutoff)
            }
        }
    }

    /// By straight lines times the detour: for each place (given by its doors) its residents,
    /// ascending.
    fn by_air(&self, places: &[Vec<LonLat>], cutoff: Cost) -> Vec<Vec<ResidentId>> {
        let doors: Vec<(FacilityId, LonLat)> = (0u32..)
            .zip(places)
            .flat_map(|(place, doors)| doors.iter().map(move |&at| (FacilityId(place), at)))
            .collect();
        let index = Straight::of(&doors);
        let found: Vec<Vec<FacilityId>> = (0..self.residents.rows.len())
            .into_par_iter()
            .with_min_len(256)
            .map(|resident| {
                let own = self.residents.entrances_of(resident).iter();
                let within = |&at: &LonLat| index.all_within(at, self.study.detour, cutoff);
                let mut found: Vec<FacilityId> = own.flat_map(within).collect();
                found.sort_unstable();
                found.dedup();
                found
            })
            .collect();
        let mut sets = vec![Vec::new(); places.len()];
        for (resident, found) in (0u32..).zip(found) {
            for place in found {
                sets[place.index()].push(ResidentId(resident));
            }
        }
        sets
    }

    fn sum(&self, found: Vec<ResidentId>) -> Served {
        let mut served = Served::default();
        for resident in found {
            served.residents += 1;
            let weight = self.residents.rows[resident.index()].weight;
            for (sum, weight) in served.weight.iter_mut().zip(weight) {
                *sum += weight;
            }
        }
        served
    }
}
