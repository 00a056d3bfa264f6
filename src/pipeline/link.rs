//! Everybody's place on the streets, and what can be doubted before anybody walks.

use crate::check::{self, Checked};
use crate::progress::Progress;
use crate::snapping::{Barriers, Linkage, Snapper};
use crate::study::Study;

use super::read::Read;

/// Everybody's places on the network.
pub(super) struct Linked<'n> {
    /// Finds the streets of further places.
    pub snapper: Snapper<'n>,
    pub homes: Linkage,
    pub doors: Linkage,
    /// Per resident and per facility: metres to the nearest street of its entrances.
    pub home_m: Vec<Option<f64>>,
    pub door_m: Vec<Option<f64>>,
    /// Whose nearest street lies behind a barrier: entrances of residents, and of facilities.
    pub turned: Option<[Vec<bool>; 2]>,
}

/// Snaps everybody (when there are streets) and checks what was read; `quick` for a run.
pub(super) fn preflight<'n>(
    study: &Study,
    read: &'n Read,
    quick: bool,
    progress: &mut Progress,
) -> (Option<Linked<'n>>, Checked) {
    let Read { residents, facilities, .. } = read;
    let linked = read.network.as_ref().map(|network| {
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
        let home_m = nearest_snaps(residents.rows.iter().map(|r| r.entrances.clone()), &homes);
        let door_m = nearest_snaps(facilities.rows.iter().map(|f| f.entrances.clone()), &doors);
        (network, Linked { snapper, homes, doors, home_m, door_m, turned })
    });
    progress.stage("check");
    let checked = check::all(&check::Records {
        study,
        residents,
        facilities,
        districts: &read.districts,
        level: read.level,
        district_of: &read.district_of,
        files: &read.rejects.files,
        streets: linked.as_ref().map(|(network, linked)| check::Streets {
            network,
            snapper: &linked.snapper,
            homes: &linked.homes,
            doors: &linked.doors,
            home_m: &linked.home_m,
            door_m: &linked.door_m,
        }),
        quick,
    });
    (linked.map(|(_, linked)| linked), checked)
}

fn nearest_snaps(
    entrances: impl Iterator<Item = std::ops::Range<u32>>,
    snaps: &Linkage,
) -> Vec<Option<f64>> {
    entrances
        .map(|own| {
            let snaps = snaps[own.start as usize..own.end as usize].iter().flatten();
            snaps.map(|s| s.access_m).min_by(f64::total_cmp)
        })
        .collect()
}
