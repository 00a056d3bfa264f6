//! Where the plan lies on the earth: the drawing plane, its bends, and degrees.
//!
//! The city is drawn on a flat plane in metres with straight lines. One smooth map then bends
//! everything together, so that rivers meander and streets curve while walls, gates and streets
//! keep their places to each other. Only `+ - * / floor sqrt` are used, which round alike on every
//! platform, so the coordinates do too.

use std::fmt;

use super::random::Random;

/// A point of the drawing plane, in metres east and north of the middle of the city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Xy {
    pub x: f64,
    pub y: f64,
}

impl Xy {
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub fn toward(self, to: Self, t: f64) -> Self {
        Self::new(self.x + (to.x - self.x) * t, self.y + (to.y - self.y) * t)
    }

    pub fn distance(self, to: Self) -> f64 {
        let (dx, dy) = (to.x - self.x, to.y - self.y);
        (dx * dx + dy * dy).sqrt()
    }

    /// The unit vector from here to `to`, or east if the two are one point.
    pub fn direction(self, to: Self) -> Self {
        let d = self.distance(to);
        if d > 0.0 {
            Self::new((to.x - self.x) / d, (to.y - self.y) / d)
        } else {
            Self::new(1.0, 0.0)
        }
    }

    /// This point moved by `ahead` metres along `direction` and `left` metres to its left.
    pub fn moved(self, direction: Self, ahead: f64, left: f64) -> Self {
        Self::new(
            self.x + direction.x * ahead - direction.y * left,
            self.y + direction.y * ahead + direction.x * left,
        )
    }
}

/// A place on WGS84 in units of 1e-7 degrees, the precision of every file written here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub lon: i32,
    pub lat: i32,
}

/// Prints 1e-7 degrees as a decimal number with seven places.
pub struct Degrees(pub i32);

impl fmt::Display for Degrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let value = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:07}", value / 10_000_000, value % 10_000_000)
    }
}

// The middle of the invented city, and metres per degree on WGS84 there.
const MIDDLE_LON: f64 = 106.2;
const MIDDLE_LAT: f64 = 38.5;
const METERS_PER_LON: f64 = 87_232.8;
const METERS_PER_LAT: f64 = 111_006.0;

/// The map from the drawing plane to the earth.
#[derive(Clone, Debug)]
pub struct Ground {
    phase: [f64; 3],
}

impl Ground {
    pub fn new(seed: u64) -> Self {
        let mut random = Random::keyed(seed, [1, 0, 0]);
        Self { phase: [random.unit(), random.unit(), random.unit()] }
    }

    /// Where a point of the plan comes to lie on the earth.
    pub fn place(&self, at: Xy) -> Place {
        // Slopes stay below 0.3, so the map never folds and right angles stay nearly right.
        let x = at.x
            + 160.0 * wave(at.y / 5000.0 + self.phase[0])
            + 40.0 * wave((at.x + at.y) / 2300.0 + self.phase[1]);
        let y = at.y + 110.0 * wave(at.x / 4100.0 + self.phase[2]);
        let degrees = |middle: f64, m: f64, scale: f64| ((middle + m / scale) * 1e7).round();
        Place {
            lon: degrees(MIDDLE_LON, x, METERS_PER_LON) as i32,
            lat: degrees(MIDDLE_LAT, y, METERS_PER_LAT) as i32,
        }
    }
}

/// A smooth wave of period 1 between -1 and 1, within 0.001 of a sine, but made of exact operations.
fn wave(turns: f64) -> f64 {
    let x = turns - (turns + 0.5).floor();
    let arc = 8.0 * x - 16.0 * x * x.abs();
    arc + 0.225 * (arc * arc.abs() - arc)
}

#[cfg(test)]
mod tests {
    use super::{Degrees, wave};

    #[test]
    fn the_wave_is_a_sine() {
        for step in -40..40 {
            let turns = f64::from(step) / 17.0;
            let sine = (turns * std::f64::consts::TAU).sin();
            assert!((wave(turns) - sine).abs() < 2e-3, "{turns}");
        }
    }

    #[test]
    fn degrees_print_seven_places() {
        assert_eq!(Degrees(1_062_000_001).to_string(), "106.2000001");
        assert_eq!(Degrees(-5).to_string(), "-0.0000005");
    }
}
