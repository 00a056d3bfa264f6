//! Snapping where barriers stand: the nearest street whose leg is free.

use rayon::prelude::*;

use super::{Barriers, Found, Snapper, around};
use crate::geodesy::{LocalPlane, LonLat};

impl Snapper<'_> {
    /// With barriers, which no access leg crosses ([`Barriers`] says what that means). A point then
    /// goes to the nearest of the feet (one a segment: its nearest point, rule 8) whose leg is not
    /// barred; the limit and the rule for equally near ones stay the same.
    #[must_use]
    pub fn with_barriers(self, barriers: Barriers) -> Self {
        Snapper { barriers: Some(barriers), ..self }
    }

    /// Whether the street nearest to each point, within `limit_m` metres, lies behind a barrier:
    /// the point goes to a farther street, or to none. In the order of the points; without barriers
    /// nobody is turned away.
    #[must_use]
    pub fn turned_away(&self, points: &[LonLat], limit_m: f64) -> Vec<bool> {
        let Some(barriers) = &self.barriers else { return vec![false; points.len()] };
        let is_turned = |at: &LonLat| {
            let nearest = self.nearest(*at, limit_m);
            nearest.is_some_and(|found| self.is_barred(barriers, *at, found))
        };
        points.par_iter().with_min_len(256).map(is_turned).collect()
    }

    /// The nearest foot with a free leg, given the nearest of all.
    pub(super) fn free(
        &self,
        barriers: &Barriers,
        at: LonLat,
        nearest: Found,
        limit_m: f64,
    ) -> Option<Found> {
        if !self.is_barred(barriers, at, nearest) {
            return Some(nearest);
        }
        let plane = LocalPlane::at(at.lat());
        let here = self.map.xy(at.lon(), at.lat());
        let mut tried_m = f64::NEG_INFINITY;
        let mut look_m = (2.0 * nearest.access_m).max(Self::FIRST_LOOK_M).min(limit_m);
        loop {
            let square = around(here, at, plane, look_m);
            let mut feet = Vec::new();
            for run in self.runs.meeting(&square) {
                self.each_foot(run, at, plane, |foot| {
                    if foot.access_m > tried_m && foot.access_m <= look_m {
                        feet.push(foot);
                    }
                });
            }
            feet.sort_unstable_by(|a, b| {
                let distance = a.access_m.total_cmp(&b.access_m);
                distance.then((a.edge, a.segment).cmp(&(b.edge, b.segment)))
            });
            let free = feet.into_iter().find(|&foot| !self.is_barred(barriers, at, foot));
            if free.is_some() || look_m >= limit_m {
                return free;
            }
            tried_m = look_m;
            look_m = (2.0 * look_m).min(limit_m);
        }
    }

    fn is_barred(&self, barriers: &Barriers, at: LonLat, found: Found) -> bool {
        let points = self.network.polyline(found.edge).0;
        let (from, to) = (points[found.segment as usize], points[found.segment as usize + 1]);
        // Exact at both ends, so that a foot on a node is where a wall may share it.
        let foot = match found.t {
            1.0 => to,
            t => [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])],
        };
        barriers.crosses([at.lon(), at.lat()], foot)
    }
}
