//! How well points fit streets and districts, and whether one fit is better than another by more
//! than chance.

use rustc_hash::FxHashMap;

use super::super::sample::quantile;
use super::super::{Records, Streets};
use crate::coverage::AreaIndex;
use crate::geodesy::{LocalPlane, LonLat};

/// How far a street is looked for, metres; no street within it counts as this far.
pub const LOOK_M: f64 = 500.0;
/// The distances that speak: what half of the points keep, and what nine in ten do.
const QUANTILES: [f64; 2] = [0.5, 0.9];
/// Another frame must bring one of them down to this share, …
pub const SHARE: f64 = 0.5;
/// … at least so many metres nearer, …
const NEARER_M: f64 = 10.0;
/// … and to where people live, metres: nobody is drawn to a distant road.
const GOOD_M: f64 = 100.0;
/// And below those of the same move in each other direction, to this share: of twelve moves chance
/// favours the one that a frame would make only now and then.
const SHARE_OF_OTHERS: f64 = 0.8;
/// So many of the others may fit as well: streets repeat, and one move may end a block further.
const ALIASES: usize = 1;
/// Points of one block, so wide in metres, count once.
const BLOCK_M: f64 = 200.0;
/// The directions of a clock.
const DIRECTIONS: u32 = 12;
/// Or it must bring so many more of the points into the districts (share of all), …
const MORE_INSIDE: f64 = 0.1;
/// … nearly all of them, …
const INSIDE: f64 = 0.95;
/// … without being farther from the streets than this, metres.
const NO_WORSE_M: f64 = 10.0;
/// How many more blocks of points must come near (or points inside) than go away, in standard
/// deviations of as many coins: fewer than nine never prove anything.
const SIGMAS: f64 = 3.0;

/// What points are held against.
pub struct Ground<'a> {
    pub streets: Option<Streets<'a>>,
    pub districts: Option<AreaIndex>,
}

impl<'a> Ground<'a> {
    pub fn of(records: &Records<'a>) -> Ground<'a> {
        let districts = records.level.map(|level| {
            AreaIndex::of(records.districts.on_level(level).map(|(_, district)| &district.area))
        });
        Ground { streets: records.streets, districts }
    }

    pub fn fit(&self, points: &[[f64; 2]]) -> Fit {
        let place = |p: &[f64; 2]| LonLat::new(p[0], p[1]);
        let street_m = self.streets.map(|streets| {
            let snap = |at: LonLat| streets.snapper.snap(at, LOOK_M).map(|snap| snap.access_m);
            points.iter().map(|p| place(p).and_then(snap).unwrap_or(LOOK_M)).collect()
        });
        let inside = self.districts.as_ref().map(|districts| {
            let holds = |at: LonLat| districts.first_at(at.coord()).is_some();
            points.iter().map(|p| place(p).is_some_and(holds)).collect()
        });
        Fit { street_m, inside }
    }
}

/// How points fit, one by one.
pub struct Fit {
    pub street_m: Option<Vec<f64>>,
    pub inside: Option<Vec<bool>>,
}

impl Fit {
    /// A quantile of the distances to a street, by its number.
    pub fn street_m(&self, number: usize) -> Option<f64> {
        quantile(self.street_m.clone()?, QUANTILES[number])
    }

    pub fn share_inside(&self) -> Option<f64> {
        let inside = self.inside.as_ref()?;
        let count = inside.iter().filter(|&&inside| inside).count();
        (!inside.is_empty()).then(|| count as f64 / inside.len() as f64)
    }

    /// Which of the distances are clearly smaller than those of another fit, without the other one
    /// being larger.
    fn nearer(&self, than: &Fit, blocks: &[u32]) -> [bool; 2] {
        [0, 1].map(|q| {
            let (Some(own), Some(other)) = (self.street_m(q), than.street_m(q)) else {
                return false;
            };
            let (Some(points), Some(others)) = (&self.street_m, &than.street_m) else {
                return false;
            };
            let steps = points.iter().zip(others).map(|(a, b)| match (*a <= own, *b <= own) {
                (true, false) => 1,
                (false, true) => -1,
                _ => 0,
            });
            let (gains, losses) = votes(blocks, steps);
            // A few points that come upon a street make a median; the tail must come along.
            let most = match (self.street_m(1), than.street_m(1)) {
                (Some(own), Some(other)) => own <= SHARE_OF_OTHERS * other,
                _ => false,
            };
            own <= SHARE * other
                && most
                && other - own >= NEARER_M
                && own <= GOOD_M
                && self.no_farther(than)
                && no_chance(gains, losses)
        })
    }

    fn no_farther(&self, than: &Fit) -> bool {
        (0..QUANTILES.len()).all(|q| match (self.street_m(q), than.street_m(q)) {
            (Some(own), Some(other)) => own <= other + NO_WORSE_M,
            _ => true,
        })
    }

    /// Deeper in the districts than another fit, and no farther from the streets.
    fn more_inside(&self, than: &Fit, more: f64) -> bool {
        let (Some(own), Some(other)) = (self.share_inside(), than.share_inside()) else {
            return false;
        };
        let (Some(points), Some(others)) = (&self.inside, &than.inside) else { return false };
        let gains = points.iter().zip(others).filter(|&(own, other)| *own && !other).count();
        let losses = points.iter().zip(others).filter(|&(own, other)| !own && *other).count();
        own >= INSIDE && own - other >= more && self.no_farther(than) && no_chance(gains, losses)
    }

    /// Clearly better than the fit as declared, and than those of as far a move elsewhere.
    pub fn better(&self, declared: &Fit, blocks: &[u32], elsewhere: impl Fn() -> Vec<Fit>) -> bool {
        let nearer = self.nearer(declared, blocks);
        if nearer.contains(&true) {
            let others = elsewhere();
            let beats = |q: usize, other: &Fit| match (self.street_m(q), other.street_m(q)) {
                (Some(own), Some(other)) => own <= SHARE_OF_OTHERS * other,
                _ => false,
            };
            let beaten = |q: usize| others.iter().filter(|other| beats(q, other)).count();
            return (0..nearer.len()).any(|q| nearer[q] && beaten(q) + ALIASES >= others.len());
        }
        self.more_inside(declared, MORE_INSIDE)
            && elsewhere().iter().all(|fit| self.more_inside(fit, 0.5 * MORE_INSIDE))
    }
}

/// The blocks that gain and those that lose: the homes of one block move past the same streets, so
/// they are one witness and not fifty.
fn votes(blocks: &[u32], steps: impl Iterator<Item = i32>) -> (usize, usize) {
    let mut of = vec![0i32; blocks.iter().max().map_or(0, |&last| last as usize + 1)];
    for (&block, step) in blocks.iter().zip(steps) {
        of[block as usize] += step;
    }
    (of.iter().filter(|&&sum| sum > 0).count(), of.iter().filter(|&&sum| sum < 0).count())
}

/// Numbers the blocks of [`BLOCK_M`] that points lie in.
pub fn blocks(at: &[[f64; 2]]) -> Vec<u32> {
    let mut known: FxHashMap<[i64; 2], u32> = FxHashMap::default();
    let plane = LocalPlane::at(at.first().map_or(0.0, |at| at[1]));
    at.iter()
        .map(|at| {
            let cell = [at[0] * plane.x_m, at[1] * plane.y_m].map(|m| (m / BLOCK_M).floor() as i64);
            let next = known.len() as u32;
            *known.entry(cell).or_insert(next)
        })
        .collect()
}

/// Whether tossed coins would not have fallen like this.
fn no_chance(gains: usize, losses: usize) -> bool {
    gains as f64 - losses as f64 >= SIGMAS * ((gains + losses) as f64).sqrt() && gains > 0
}

/// Points moved just as far as from `from` to `to`, in all other directions.
pub fn elsewhere(from: &[[f64; 2]], to: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
    let turn = std::f64::consts::TAU / f64::from(DIRECTIONS);
    let turned = |direction: u32| {
        let (sin, cos) = (turn * f64::from(direction)).sin_cos();
        let place = |(a, b): (&[f64; 2], &[f64; 2])| {
            let plane = LocalPlane::at(a[1]);
            let (x, y) = ((b[0] - a[0]) * plane.x_m, (b[1] - a[1]) * plane.y_m);
            let (x, y) = (cos * x - sin * y, sin * x + cos * y);
            [a[0] + x / plane.x_m, a[1] + y / plane.y_m]
        };
        from.iter().zip(to).map(place).collect()
    };
    (1..DIRECTIONS).map(turned).collect()
}
