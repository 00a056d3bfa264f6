//! The people of each building, and the table `residents.csv`.

use std::io::{self, Write};

use super::ground::{Degrees, Place};
use super::random::Random;

/// What one compound's buildings have in common.
pub struct Community {
    old_share: f64,
    infant_share: f64,
    typical: f64,
}

impl Community {
    /// `age` is 1 in the oldest quarters: walk-ups full of older people; new towers hold more.
    pub fn new(age: f64, random: &mut Random) -> Self {
        Self {
            old_share: (0.13 + 0.19 * age + random.jitter(0.04)).clamp(0.12, 0.35),
            infant_share: (0.036 - 0.012 * age + random.jitter(0.004)).clamp(0.02, 0.04),
            typical: 150.0 - 16.0 * age + random.jitter(18.0),
        }
    }

    pub fn building(&self, random: &mut Random) -> Building {
        let pop = (self.typical * random.between(0.72, 1.3)).clamp(60.0, 250.0).round();
        let some = |share: f64, spread: f64, random: &mut Random| {
            (pop * share * (1.0 + random.jitter(spread)) + random.jitter(0.5)).round().max(0.0)
                as u32
        };
        Building {
            pop: pop as u32,
            households: (pop / 2.7).round() as u32,
            pop60: some(self.old_share, 0.15, random),
            pop0_3: some(self.infant_share, 0.3, random),
        }
    }
}

pub struct Building {
    pub pop: u32,
    pub households: u32,
    pub pop60: u32,
    pub pop0_3: u32,
}

/// Writes one row a building as the city is drawn, so that a million rows need no memory.
pub struct Residents<W> {
    out: W,
    pub rows: u64,
}

impl<W: Write> Residents<W> {
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"id,name,lon,lat,pop,households,pop60,pop0_3,compound\n")?;
        Ok(Self { out, rows: 0 })
    }

    pub fn add(
        &mut self,
        compound: &str,
        number: usize,
        at: Place,
        building: &Building,
    ) -> io::Result<()> {
        self.rows += 1;
        let (lon, lat) = (Degrees(at.lon), Degrees(at.lat));
        let Building { pop, households, pop60, pop0_3 } = building;
        writeln!(
            self.out,
            "R{:07},{compound}{number}号楼,{lon},{lat},{pop},{households},{pop60},{pop0_3},{compound}",
            self.rows
        )
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}
