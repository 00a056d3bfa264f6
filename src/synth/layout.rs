//! A superblock from inside: columns of slots, some with lanes between them, some wall to wall.
//!
//! A slot is a piece of land that may become a compound, a park or something closed. It knows the
//! streets on its four sides, because gates can only open to a street.

use super::ground::Xy;
use super::plan::{Plan, Stretch};
use super::random::Random;

/// From the middle of an arterial or a lane to the wall beside it; half a gap between two walls.
const ARTERIAL_SETBACK_M: f64 = 21.0;
const LANE_SETBACK_M: f64 = 7.5;
const GAP_SETBACK_M: f64 = 2.5;
/// A side that touches a street for less than this share of its length gets no gate.
const USABLE_SHARE: f64 = 0.45;

/// A street beside a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreetRef {
    Arterial(Stretch),
    /// An index into `Superblock::lanes`.
    Lane(usize),
}

/// Where a lane ends: at a street, or nowhere.
pub type End = Option<StreetRef>;

/// A lane inside a superblock; `at`, `low` and `high` are shares of the superblock's sides.
#[derive(Clone, Copy, Debug)]
pub struct Lane {
    pub northward: bool,
    pub at: f64,
    pub low: f64,
    pub high: f64,
    pub start: End,
    pub end: End,
}

/// The part of a slot's side that lies along a street.
#[derive(Clone, Copy, Debug)]
pub struct Frontage {
    pub street: StreetRef,
    pub low: f64,
    pub high: f64,
}

/// A piece of land, in shares of the superblock's sides; `u` runs east, `v` north.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Between the walls: `[low, high]` for `u` and for `v`.
    pub u: [f64; 2],
    pub v: [f64; 2],
    /// South, east, north, west.
    pub frontages: [Option<Frontage>; 4],
}

pub struct Superblock {
    pub column: usize,
    pub row: usize,
    corners: [Xy; 4],
    pub lanes: Vec<Lane>,
    pub slots: Vec<Slot>,
}

impl Superblock {
    pub fn at(&self, u: f64, v: f64) -> Xy {
        let [sw, se, ne, nw] = self.corners;
        sw.toward(se, u).toward(nw.toward(ne, u), v)
    }

    pub fn new(plan: &Plan, column: usize, row: usize) -> Self {
        let key = [20, column as u64, row as u64];
        let mut random = Random::keyed(plan.seed, key);
        let corners =
            [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(c, r)| plan.corner(column + c, row + r));
        let mut block = Self { column, row, corners, lanes: Vec::new(), slots: Vec::new() };
        let (west, east) = (block.at(0.0, 0.5), block.at(1.0, 0.5));
        let (south, north) = (block.at(0.5, 0.0), block.at(0.5, 1.0));
        let size = (west.distance(east), south.distance(north));
        let remote = plan.remoteness(block.at(0.5, 0.5)).min(1.0);
        let target = 132.0 + 120.0 * remote;
        let splits = split(&mut random, size.0, target);
        let sides = Sides::of(plan, column, row);
        let between = block.draw_northward_lanes(&mut random, &splits, &sides);
        for (index, pair) in splits.windows(2).enumerate() {
            let left =
                if index == 0 { sides.west } else { between[index - 1].map(StreetRef::Lane) };
            let right = match between.get(index) {
                Some(lane) => lane.map(StreetRef::Lane),
                None => sides.east,
            };
            let strip = Column {
                u: [pair[0], pair[1]],
                left,
                right,
                setback: [setback(left, index == 0), setback(right, index + 2 == splits.len())],
            };
            let height = target * random.between(0.85, 1.15);
            let rows = split(&mut random, size.1, height);
            block.fill_column(&mut random, &strip, &rows, &sides, size);
        }
        block
    }

    fn draw_northward_lanes(
        &mut self,
        random: &mut Random,
        splits: &[f64],
        sides: &Sides,
    ) -> Vec<Option<usize>> {
        let inner = splits.iter().skip(1).take(splits.len().saturating_sub(2));
        inner
            .map(|&at| {
                let (low, high) = match random.unit() {
                    draw if draw < 0.78 => (0.0, 1.0),
                    draw if draw < 0.86 => (0.0, random.between(0.4, 0.75)),
                    draw if draw < 0.94 => (random.between(0.25, 0.6), 1.0),
                    _ => return None,
                };
                let start = sides.south.filter(|_| low == 0.0);
                let end = sides.north.filter(|_| high == 1.0);
                (start.is_some() || end.is_some()).then(|| {
                    self.lanes.push(Lane {
                        northward: true,
                        at,
                        // A lane that should reach a street which is not there ends short of it.
                        low: if start.is_some() { 0.0 } else { low.max(0.04) },
                        high: if end.is_some() { 1.0 } else { high.min(0.96) },
                        start,
                        end,
                    });
                    self.lanes.len() - 1
                })
            })
            .collect()
    }

    /// Cuts a column into slots from south to north, with eastward lanes between some of them.
    fn fill_column(
        &mut self,
        random: &mut Random,
        column: &Column,
        rows: &[f64],
        sides: &Sides,
        size: (f64, f64),
    ) {
        let u = column.u;
        let mut below = sides.south;
        for (index, pair) in rows.windows(2).enumerate() {
            let (low, high) = (pair[0], pair[1]);
            let top = index + 2 == rows.len();
            let above = if top {
                sides.north
            } else if random.chance(0.75) {
                self.draw_eastward_lane(high, column)
            } else {
                None
            };
            let whole = |street| Frontage { street, low: u[0], high: u[1] };
            let frontages = [
                below.map(whole),
                self.frontage(column.right, [low, high]),
                above.map(whole),
                self.frontage(column.left, [low, high]),
            ];
            self.slots.push(Slot {
                u: [u[0] + column.setback[0] / size.0, u[1] - column.setback[1] / size.0],
                v: [low + setback(below, index == 0) / size.1, high - setback(above, top) / size.1],
                frontages,
            });
            below = above;
        }
    }

    fn draw_eastward_lane(&mut self, at: f64, column: &Column) -> End {
        let reaches = |street: End| {
            street.filter(|street| match street {
                StreetRef::Arterial(_) => true,
                StreetRef::Lane(lane) => {
                    let lane = &self.lanes[*lane];
                    lane.low + 0.02 <= at && at <= lane.high - 0.02
                }
            })
        };
        let (start, end) = (reaches(column.left), reaches(column.right));
        if start.is_none() && end.is_none() {
            return None;
        }
        self.lanes.push(Lane {
            northward: false,
            at,
            low: column.u[0],
            high: column.u[1],
            start,
            end,
        });
        Some(StreetRef::Lane(self.lanes.len() - 1))
    }

    /// What a street leaves for gates on a side between `low` and `high`.
    fn frontage(&self, street: End, [low, high]: [f64; 2]) -> Option<Frontage> {
        let street = street?;
        let (from, to) = match street {
            StreetRef::Arterial(_) => (low, high),
            StreetRef::Lane(lane) => {
                (low.max(self.lanes[lane].low), high.min(self.lanes[lane].high))
            }
        };
        (to - from >= USABLE_SHARE * (high - low)).then_some(Frontage {
            street,
            low: from,
            high: to,
        })
    }
}

/// A column of slots: its share of the width, the streets on both sides, the distance to them.
struct Column {
    u: [f64; 2],
    left: End,
    right: End,
    setback: [f64; 2],
}

/// How far a wall stays from the line it faces.
fn setback(street: End, edge_of_superblock: bool) -> f64 {
    match street {
        _ if edge_of_superblock => ARTERIAL_SETBACK_M,
        Some(_) => LANE_SETBACK_M,
        None => GAP_SETBACK_M,
    }
}

/// The arterials around a superblock that people can walk on.
struct Sides {
    south: End,
    east: End,
    north: End,
    west: End,
}

impl Sides {
    fn of(plan: &Plan, column: usize, row: usize) -> Self {
        let side = |column, row, northward| {
            let stretch = Stretch { column, row, northward };
            let walkable = plan.arterial(stretch).is_some_and(|a| a.kind.walkable());
            walkable.then_some(StreetRef::Arterial(stretch))
        };
        Self {
            south: side(column, row, false),
            east: side(column + 1, row, true),
            north: side(column, row + 1, false),
            west: side(column, row, true),
        }
    }
}

/// Cuts a side of `length` metres into pieces of about `target`; the cuts as shares of the side.
fn split(random: &mut Random, length: f64, target: f64) -> Vec<f64> {
    let usable = length - 2.0 * ARTERIAL_SETBACK_M;
    let pieces = (usable / target).round().clamp(2.0, 5.0) as u32;
    let margin = ARTERIAL_SETBACK_M / length;
    let mut cuts = vec![0.0];
    for piece in 1..pieces {
        let even = margin + (1.0 - 2.0 * margin) * f64::from(piece) / f64::from(pieces);
        cuts.push(even + random.jitter(0.12) / f64::from(pieces));
    }
    cuts.push(1.0);
    cuts
}
