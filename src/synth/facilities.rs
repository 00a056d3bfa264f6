//! Clinics, canteens, childcare and fitness places, and the table `facilities.csv`.
//!
//! Each stands by a gate of a compound, on the street side or just inside. The old centre is well
//! served; new quarters, and what lies across the river or the tracks, are not.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::city::Compound;
use super::ground::{Degrees, Ground, Xy};
use super::names;
use super::random::Random;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    Clinic,
    Canteen,
    Childcare,
    Fitness,
}

impl Category {
    /// Every category with its share of the facilities, in percent.
    const ALL: [(Self, usize); 4] =
        [(Self::Fitness, 40), (Self::Clinic, 23), (Self::Canteen, 20), (Self::Childcare, 17)];

    pub fn word(self) -> &'static str {
        match self {
            Self::Clinic => "clinic",
            Self::Canteen => "canteen",
            Self::Childcare => "childcare",
            Self::Fitness => "fitness",
        }
    }
}

pub struct Facility {
    pub name: String,
    pub category: Category,
    pub at: Xy,
    pub closed: bool,
}

/// Compounds within this straight distance of a new facility count as served by it.
const NEAR_M: f64 = 340.0;
/// How many possible hosts are compared for a facility, and how many are drawn to find those.
const CANDIDATES: usize = 20;
const MOST_DRAWS: usize = 400;
/// Facilities per hundred compounds, all categories together.
const PER_HUNDRED_COMPOUNDS: usize = 24;

pub fn place(seed: u64, compounds: &[Compound]) -> Vec<Facility> {
    let total = (compounds.len() * PER_HUNDRED_COMPOUNDS + 50) / 100;
    let around = Neighbourhood::new(compounds);
    let mut facilities = Vec::with_capacity(total);
    for (index, (category, percent)) in Category::ALL.into_iter().enumerate() {
        // Fitness comes first and takes what rounding leaves, and even a tiny city has one of each.
        let others: usize = Category::ALL[1..].iter().map(|(_, p)| total * p / 100).sum();
        let wanted = if index == 0 { total - others } else { total * percent / 100 };
        let mut random = Random::keyed(seed, [40, index as u64, 0]);
        for host in hosts(&around, wanted.max(1), &mut random) {
            if let Some(facility) = beside(&compounds[host], seed, category, &mut random) {
                facilities.push(facility);
            }
        }
    }
    facilities
}

/// Chooses `wanted` compounds, one after the other: of a few that the service of their quarter lets
/// through, the one with most neighbours that no earlier choice serves.
fn hosts(around: &Neighbourhood<'_>, wanted: usize, random: &mut Random) -> Vec<usize> {
    let compounds = around.compounds;
    let mut served = vec![false; compounds.len()];
    let mut taken = vec![false; compounds.len()];
    let mut hosts = Vec::with_capacity(wanted);
    for _ in 0..wanted {
        let mut best: Option<(usize, usize)> = None;
        let mut candidates = 0;
        for _ in 0..MOST_DRAWS {
            let index = random.below(compounds.len());
            let compound = &compounds[index];
            let declined = !random.chance(compound.service);
            if declined || taken[index] || compound.door.is_none() {
                continue;
            }
            let gain = around.of(index).filter(|&n| !served[n]).count();
            if best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, index));
            }
            candidates += 1;
            if candidates == CANDIDATES {
                break;
            }
        }
        if let Some((_, index)) = best {
            taken[index] = true;
            around.of(index).for_each(|n| served[n] = true);
            hosts.push(index);
        }
    }
    hosts
}

/// The compounds by squares of `NEAR_M`, to ask which ones are neighbours.
struct Neighbourhood<'a> {
    compounds: &'a [Compound],
    squares: BTreeMap<(i64, i64), Vec<usize>>,
}

impl<'a> Neighbourhood<'a> {
    fn new(compounds: &'a [Compound]) -> Self {
        let mut squares: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, compound) in compounds.iter().enumerate() {
            squares.entry(square(compound.middle)).or_default().push(index);
        }
        Self { compounds, squares }
    }

    /// The compounds within `NEAR_M` of this one, itself included.
    fn of(&self, index: usize) -> impl Iterator<Item = usize> {
        let middle = self.compounds[index].middle;
        let (x, y) = square(middle);
        let squares = (x - 1..=x + 1).flat_map(move |x| (y - 1..=y + 1).map(move |y| (x, y)));
        let all = squares.filter_map(|square| self.squares.get(&square)).flatten();
        let near = move |&&n: &&usize| self.compounds[n].middle.distance(middle) <= NEAR_M;
        all.filter(near).copied()
    }
}

fn square(at: Xy) -> (i64, i64) {
    let whole = |m: f64| (m / NEAR_M).floor() as i64;
    (whole(at.x), whole(at.y))
}

fn beside(
    compound: &Compound,
    seed: u64,
    category: Category,
    random: &mut Random,
) -> Option<Facility> {
    let door = compound.door?;
    let inward = door.street.direction(door.gate);
    let side = if random.chance(0.5) { 1.0 } else { -1.0 };
    let at = if random.chance(0.65) {
        let from_street = (door.street.distance(door.gate) * 0.55).min(11.0);
        let along = side * random.between(13.0, 19.0);
        door.street.moved(inward, from_street, along)
    } else {
        door.gate.moved(inward, 4.0, side * 3.0)
    };
    let stem = names::compound(seed, compound.number).stem;
    Some(Facility {
        name: names::facility(random, category, &stem),
        category,
        at,
        closed: random.chance(0.04),
    })
}

pub fn write_csv(mut out: impl Write, ground: &Ground, all: &[Facility]) -> io::Result<()> {
    out.write_all(b"id,name,category,lon,lat,status\n")?;
    for (index, facility) in all.iter().enumerate() {
        let at = ground.place(facility.at);
        let (lon, lat) = (Degrees(at.lon), Degrees(at.lat));
        let status = if facility.closed { "closed" } else { "running" };
        writeln!(
            out,
            "F{:05},{},{},{lon},{lat},{status}",
            index + 1,
            facility.name,
            facility.category.word()
        )?;
    }
    out.flush()
}
