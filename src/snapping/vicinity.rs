//! Many places close together: the streets around them are looked up once.

use super::runs::Run;
use super::{Found, Snap, Snapper, around};
use crate::geodesy::{self, Conformal, LocalPlane, LonLat};

/// The streets around a small box. Places in the box are snapped exactly as [`Snapper::snap`] does it,
/// in a fraction of the time.
pub struct Vicinity<'s> {
    snapper: &'s Snapper<'s>,
    limit_m: f64,
    /// Middle of the box, and metres from there to its corners.
    middle: LonLat,
    half_m: f64,
    near: Nearby<'s>,
    /// Looked up when the near ones do not suffice.
    far: Option<Nearby<'s>>,
    /// The last place, and metres from there to its street.
    last: Option<(LonLat, f64)>,
}

/// Runs of segments, and up to how many metres from any place in the box they are all there.
struct Nearby<'s> {
    runs: Vec<&'s Run>,
    complete_m: f64,
}

impl<'s> Vicinity<'s> {
    /// The near streets are those within so many metres.
    const NEAR_M: f64 = 30.0;

    /// The streets around the box with these opposite corners, for places in it that snap within
    /// `limit_m` metres. The box should be small beside that.
    #[must_use]
    pub fn of(snapper: &'s Snapper<'s>, corners: [LonLat; 2], limit_m: f64) -> Vicinity<'s> {
        let [a, b] = corners;
        let half = [0.5 * (b.lon() - a.lon()), 0.5 * (b.lat() - a.lat())];
        let middle = LonLat::new(a.lon() + half[0], a.lat() + half[1]).unwrap_or(a);
        // The plane is widest at the side nearest to the equator.
        let half_m = LocalPlane::at(a.lat().abs().min(b.lat().abs())).length_m(half[0], half[1]);
        let near = nearby(snapper, middle, half_m, Self::NEAR_M.min(limit_m));
        Vicinity { snapper, limit_m, middle, half_m, near, far: None, last: None }
    }

    /// The place on the network nearest to a place in the box: [`Snapper::snap`].
    pub fn snap(&mut self, at: LonLat) -> Option<Snap> {
        let Vicinity { snapper, limit_m, .. } = *self;
        // From the last place's street it is no farther than over the last place.
        let within_m = self.last.map_or(f64::INFINITY, |(last, m)| {
            let over_m = m + geodesy::distance_m(last, at);
            over_m + Conformal::slack_m(at.lat(), over_m)
        });
        let best = self.near.nearest(snapper, at, within_m);
        let nearest = match best.filter(|found| found.access_m <= self.near.complete_m) {
            Some(found) => Some(found),
            None => {
                let far = self
                    .far
                    .get_or_insert_with(|| nearby(snapper, self.middle, self.half_m, limit_m));
                let found = far.nearest(snapper, at, within_m);
                found.filter(|found| found.access_m <= limit_m)
            }
        };
        self.last = nearest.map(|found| (at, found.access_m));
        let nearest = nearest?;
        let found = match &snapper.barriers {
            None => nearest,
            Some(barriers) => snapper.free(barriers, at, nearest, limit_m)?,
        };
        Some(snapper.place(found))
    }
}

/// All runs within `beyond_m` metres of a box.
fn nearby<'s>(snapper: &'s Snapper<'s>, middle: LonLat, half_m: f64, beyond_m: f64) -> Nearby<'s> {
    let plane = LocalPlane::at(middle.lat());
    let here = snapper.map.xy(middle.lon(), middle.lat());
    let square = around(here, middle, plane, half_m + beyond_m);
    let runs = snapper.runs.meeting(&square).collect();
    Nearby { runs, complete_m: beyond_m }
}

impl Nearby<'_> {
    /// The nearest foot on any of them, of equally near ones the one of the lower edge and segment.
    /// One is known to lie within so many metres, if any of them does.
    fn nearest(&self, snapper: &Snapper<'_>, at: LonLat, within_m: f64) -> Option<Found> {
        let plane = LocalPlane::at(at.lat());
        let here = snapper.map.xy(at.lon(), at.lat());
        let mut best: Option<Found> = None;
        // Beyond so many units of the map nothing is nearer than the best.
        let mut beyond = (within_m / plane.x_m).powi(2);
        for run in &self.runs {
            let (low, high) = (run.bounds.lower(), run.bounds.upper());
            let off = |axis: usize| (low[axis] - here[axis]).max(here[axis] - high[axis]).max(0.0);
            let (x, y) = (off(0), off(1));
            if x * x + y * y > beyond {
                continue;
            }
            snapper.each_foot(run, at, plane, |foot| foot.unless_farther(&mut best));
            if let Some(found) = best {
                let slack_m = Conformal::slack_m(at.lat(), found.access_m);
                beyond = ((found.access_m + slack_m) / plane.x_m).powi(2);
            }
        }
        best
    }
}
