//! Whom barriers keep from the nearest street.

use crate::inputs::{Facilities, Residents};

/// What barriers did to the access legs of a run: counts of residents and facilities.
///
/// One with several entrances is turned away when any of them is, and lost when it is turned away
/// and none of them finds a street: without the barriers it would have one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TurnedAway {
    /// Resident points whose nearest street lies behind a barrier.
    pub residents: usize,
    /// Their people.
    pub people: f64,
    /// Of these, points that no other street is near enough to.
    pub residents_lost: usize,
    /// Their people.
    pub people_lost: f64,
    /// Running facilities whose nearest street lies behind a barrier.
    pub facilities: usize,
    /// Of these, facilities that no other street is near enough to.
    pub facilities_lost: usize,
}

impl TurnedAway {
    /// Counts, given for every entrance whether it was turned away, and for every resident and
    /// facility the metres to its street.
    #[must_use]
    pub fn count(
        (residents, homes, home_snap_m): (&Residents, &[bool], &[Option<f64>]),
        (facilities, doors, door_snap_m): (&Facilities, &[bool], &[Option<f64>]),
    ) -> TurnedAway {
        let mut counted = TurnedAway::default();
        let any = |turned: &[bool], own: &std::ops::Range<u32>| {
            turned[own.start as usize..own.end as usize].contains(&true)
        };
        for (resident, snap) in residents.rows.iter().zip(home_snap_m) {
            if any(homes, &resident.entrances) {
                counted.residents += 1;
                counted.people += resident.weight[0];
                if snap.is_none() {
                    counted.residents_lost += 1;
                    counted.people_lost += resident.weight[0];
                }
            }
        }
        for (facility, snap) in facilities.rows.iter().zip(door_snap_m) {
            if facility.counted && any(doors, &facility.entrances) {
                counted.facilities += 1;
                counted.facilities_lost += usize::from(snap.is_none());
            }
        }
        counted
    }
}
