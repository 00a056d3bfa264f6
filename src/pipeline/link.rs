//! Everybody's place on the streets, and what can be doubted before anybody walks.

use std::ops::Range;

use crate::check::{self, Checked};
use crate::inputs::Residents;
use crate::network::Network;
use crate::progress::Progress;
use crate::snapping::{Barriers, Linkage, Snap, Snapper};
use crate::study::Study;

use super::read::Read;

/// Everybody's places on the network.
pub(super) struct Linked<'n> {
    pub network: &'n Network,
    /// Finds the streets of further places.
    pub snapper: Snapper<'n>,
    pub homes: Linkage,
    pub doors: Linkage,
    /// Per facility: metres to the nearest street of its entrances.
    pub door_m: Vec<Option<f64>>,
    /// Whose nearest street lies behind a barrier: entrances of residents, and of facilities.
    pub turned: Option<[Vec<bool>; 2]>,
}

impl Linked<'_> {
    /// Metres to the nearest street of each resident's entrances.
    pub fn home_m(&self, residents: &Residents) -> Vec<Option<f64>> {
        nearest_snaps(residents.rows.iter().map(|r| r.entrances.clone()), &self.homes)
    }
}

/// Snaps everybody, when there are streets.
pub(super) fn link<'n>(
    study: &Study,
    network: Option<&'n Network>,
    read: &Read,
    progress: &mut Progress,
) -> Option<Linked<'n>> {
    let Read { residents, facilities, .. } = read;
    let network = network?;
    progress.stage("snap");
    let snapper = match &read.barriers {
        None => Snapper::new(network),
        Some(barriers) => Snapper::new(network).with_barriers(Barriers::of(&barriers.lines)),
    };
    let link = |points: &[_]| snapper.link(points, study.snap_limit_m);
    let turned = |points: &[_]| snapper.turned_away(points, study.snap_limit_m);
    let (homes, doors) = (link(&residents.entrances), link(&facilities.entrances));
    let turned = read
        .barriers
        .is_some()
        .then(|| [turned(&residents.entrances), turned(&facilities.entrances)]);
    let door_m = nearest_snaps(facilities.rows.iter().map(|f| f.entrances.clone()), &doors);
    Some(Linked { network, snapper, homes, doors, door_m, turned })
}

/// What can be doubted about what was read; `quick` for a run.
pub(super) fn checked(
    study: &Study,
    read: &Read,
    linked: Option<&Linked<'_>>,
    quick: bool,
    progress: &mut Progress,
) -> Checked {
    progress.stage("check");
    let home_m = linked.map(|linked| linked.home_m(&read.residents)).unwrap_or_default();
    check::all(&check::Records {
        study,
        residents: &read.residents,
        facilities: &read.facilities,
        districts: &read.districts,
        level: read.level,
        district_of: &read.district_of,
        files: &read.rejects.files,
        streets: linked.map(|linked| check::Streets {
            network: linked.network,
            snapper: &linked.snapper,
            homes: &linked.homes,
            doors: &linked.doors,
            home_m: &home_m,
            door_m: &linked.door_m,
            ground: &read.ground,
        }),
        quick,
    })
}

fn nearest_snaps(
    entrances: impl Iterator<Item = Range<u32>>,
    linkage: &Linkage,
) -> Vec<Option<f64>> {
    entrances.map(|own| snaps(linkage, &own).map(|s| s.access_m).min_by(f64::total_cmp)).collect()
}

/// The places on streets of some entrances, without those that have none.
pub(super) fn snaps<'s>(
    linkage: &'s Linkage,
    entrances: &Range<u32>,
) -> impl Iterator<Item = Snap> + use<'s> {
    linkage[entrances.start as usize..entrances.end as usize].iter().flatten().copied()
}
