//! The plan of the city: a grid of arterials, with a river and a railway between its strips.
//!
//! Columns and rows are strips of superblocks; some columns hold a river and some rows a railway.
//! The arterials are the lines between strips. A line that meets a river or a railway crosses only
//! at the few bridges and underpasses; elsewhere it is cut, which is where detours come from.

use super::ground::Xy;
use super::kinds::{Level, WayKind};
use super::random::Random;

const RIVER_M: f64 = 150.0;
const RAILWAY_M: f64 = 80.0;
/// A river (railway) for about so many columns (rows) of superblocks.
const STRIPS_PER_BARRIER: usize = 26;
/// Every so many lines one crosses a river or a railway.
const LINES_PER_CROSSING: usize = 3;
/// Slots that a superblock offers on average times the share of them that is lived in.
const COMPOUNDS_PER_SUPERBLOCK: f64 = 7.6;
/// Where the old centre lies: this share of the way from west to east and from south to north.
const CENTRE: f64 = 0.42;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strip {
    Blocks,
    /// A river in a column, a railway in a row.
    Barrier,
}

/// An arterial between two neighbouring corners of the grid.
#[derive(Clone, Copy, Debug)]
pub struct Arterial {
    pub kind: WayKind,
    pub level: Level,
}

/// Which arterial: the stretch that starts at corner (column, row) and runs north or east.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub column: usize,
    pub row: usize,
    pub northward: bool,
}

pub struct Plan {
    pub seed: u64,
    pub columns: Vec<Strip>,
    pub rows: Vec<Strip>,
    corners: Vec<Xy>,
    arterials: Vec<Option<Arterial>>,
    centre: Xy,
    reach: f64,
}

impl Plan {
    /// A plan with room for `compounds`; `spare` > 1 asks for more room than usual.
    pub fn new(seed: u64, compounds: u32, spare: f64) -> Self {
        let superblocks = f64::from(compounds) / COMPOUNDS_PER_SUPERBLOCK * spare;
        let across = superblocks.sqrt().round().max(2.0);
        let up = (superblocks / across).ceil().max(2.0);
        let columns = strips(across as usize, 0.62);
        let rows = strips(up as usize, 0.64);
        let xs = lines(seed, 0, &columns, RIVER_M);
        let ys = lines(seed, 1, &rows, RAILWAY_M);
        let reach = 0.5 * (xs[columns.len()] - xs[0]).max(ys[rows.len()] - ys[0]);
        let mut plan = Self {
            seed,
            corners: Vec::with_capacity(xs.len() * ys.len()),
            arterials: Vec::new(),
            centre: Xy::new(middle_of(&xs), middle_of(&ys)),
            reach,
            columns,
            rows,
        };
        for (row, &y) in ys.iter().enumerate() {
            for (column, &x) in xs.iter().enumerate() {
                let corner = plan.jittered(column, row, Xy::new(x, y));
                plan.corners.push(corner);
            }
        }
        for northward in [true, false] {
            for row in 0..ys.len() {
                for column in 0..xs.len() {
                    let stretch = Stretch { column, row, northward };
                    plan.arterials.push(plan.decide(stretch));
                }
            }
        }
        plan
    }

    pub fn corner(&self, column: usize, row: usize) -> Xy {
        self.corners[row * (self.columns.len() + 1) + column]
    }

    /// The place of a stretch in tables that hold one entry for every stretch.
    pub fn index(&self, stretch: Stretch) -> usize {
        let across = self.columns.len() + 1;
        let half = if stretch.northward { 0 } else { across * (self.rows.len() + 1) };
        half + stretch.row * across + stretch.column
    }

    pub fn stretches(&self) -> impl Iterator<Item = Stretch> + use<> {
        let (across, up) = (self.columns.len() + 1, self.rows.len() + 1);
        [true, false].into_iter().flat_map(move |northward| {
            (0..across * up).map(move |i| Stretch {
                column: i % across,
                row: i / across,
                northward,
            })
        })
    }

    pub fn arterial(&self, stretch: Stretch) -> Option<Arterial> {
        self.arterials[self.index(stretch)]
    }

    /// The corners at which a stretch starts and ends.
    pub fn ends(&self, at: Stretch) -> [(usize, usize); 2] {
        let end = if at.northward { (at.column, at.row + 1) } else { (at.column + 1, at.row) };
        [(at.column, at.row), end]
    }

    /// 0 in the old centre, about 1 at the edge of the city.
    pub fn remoteness(&self, at: Xy) -> f64 {
        self.centre.distance(at) / (1.25 * self.reach)
    }

    /// The columns and rows of the river and railway nearest to the middle; districts follow them.
    pub fn main_barriers(&self) -> (usize, usize) {
        let main = |strips: &[Strip]| {
            let all: Vec<usize> = barriers(strips).collect();
            all.get(all.len() / 2).copied().unwrap_or(0)
        };
        (main(&self.columns), main(&self.rows))
    }

    /// Whether (column, row) is a superblock and not water or tracks.
    pub fn is_superblock(&self, column: usize, row: usize) -> bool {
        self.columns.get(column) == Some(&Strip::Blocks)
            && self.rows.get(row) == Some(&Strip::Blocks)
    }

    fn jittered(&self, column: usize, row: usize, at: Xy) -> Xy {
        // Both banks move together, or the river would change its width at every corner.
        let beside = |strips: &[Strip], line: usize| {
            let left = line.checked_sub(1).and_then(|l| strips.get(l));
            let first = if left == Some(&Strip::Barrier) { line - 1 } else { line };
            let is = left == Some(&Strip::Barrier) || strips.get(line) == Some(&Strip::Barrier);
            (first as u64, if is { 12.0 } else { 32.0 })
        };
        let (key_x, size_x) = beside(&self.columns, column);
        let (key_y, size_y) = beside(&self.rows, row);
        let dx = Random::keyed(self.seed, [10, key_x, row as u64]).jitter(size_x);
        let dy = Random::keyed(self.seed, [11, column as u64, key_y]).jitter(size_y);
        Xy::new(at.x + dx, at.y + dy)
    }

    /// What runs along a stretch, if anything.
    fn decide(&self, at: Stretch) -> Option<Arterial> {
        let (along, across) =
            if at.northward { (&self.rows, &self.columns) } else { (&self.columns, &self.rows) };
        let (position, line) = if at.northward { (at.row, at.column) } else { (at.column, at.row) };
        let strip = *along.get(position)?;
        let ring = line == 0 || line == across.len();
        let touches_barrier = across.get(line) == Some(&Strip::Barrier)
            || line.checked_sub(1).and_then(|l| across.get(l)) == Some(&Strip::Barrier);
        let kind = match line % 3 {
            _ if ring => WayKind::Trunk,
            0 => WayKind::Primary,
            1 => WayKind::Secondary,
            _ => WayKind::Tertiary,
        };
        if strip == Strip::Barrier {
            let crosses = ring || (!touches_barrier && crossing(line, across));
            let level = if at.northward { Level::Underpass } else { Level::Bridge };
            return crosses.then_some(Arterial { kind, level });
        }
        let mut random = Random::keyed(self.seed, [12, self.index(at) as u64, 0]);
        // North of the tracks a street beside them is often missing: lanes there are dead ends.
        let north_of_tracks =
            !at.northward && line > 0 && across.get(line - 1) == Some(&Strip::Barrier);
        if north_of_tracks && random.chance(0.5) {
            return None;
        }
        let kind = if !ring && !touches_barrier && random.chance(0.02) {
            WayKind::Construction
        } else {
            kind
        };
        Some(Arterial { kind, level: Level::Ground })
    }
}

/// Whether this line has a bridge or an underpass.
fn crossing(line: usize, across: &[Strip]) -> bool {
    // Count lines from the middle of their range, so that also small cities get one inside.
    let offset = across.len() / 2 % LINES_PER_CROSSING;
    line % LINES_PER_CROSSING == offset
}

/// Strips of superblocks with barriers between; `main` is where a single barrier lies.
fn strips(blocks: usize, main: f64) -> Vec<Strip> {
    let count = (blocks / STRIPS_PER_BARRIER).max(1);
    let mut strips = vec![Strip::Blocks; blocks];
    for barrier in (0..count).rev() {
        let share = (barrier as f64 + main) / count as f64;
        let before = (share * blocks as f64).round() as usize;
        strips.insert(before.clamp(1, blocks - 1), Strip::Barrier);
    }
    strips
}

pub fn barriers(strips: &[Strip]) -> impl Iterator<Item = usize> {
    let barrier = |(i, s): (usize, &Strip)| (*s == Strip::Barrier).then_some(i);
    strips.iter().enumerate().filter_map(barrier)
}

/// The coordinates of the lines between strips, with 0 in the middle of the city.
fn lines(seed: u64, axis: u64, strips: &[Strip], barrier: f64) -> Vec<f64> {
    let mut lines = vec![0.0];
    let mut at = 0.0;
    for (index, strip) in strips.iter().enumerate() {
        let share = (index as f64 + 0.5) / strips.len() as f64;
        let off_centre = ((share - CENTRE).abs() / (1.0 - CENTRE)).min(1.0);
        let mut random = Random::keyed(seed, [13, axis, index as u64]);
        at += match strip {
            Strip::Barrier => barrier,
            Strip::Blocks => 600.0 + 190.0 * off_centre + random.jitter(25.0),
        };
        lines.push(at);
    }
    lines.iter().map(|line| line - at / 2.0).collect()
}

fn middle_of(lines: &[f64]) -> f64 {
    let (first, last) = (lines[0], lines[lines.len() - 1]);
    first + (last - first) * CENTRE
}

#[cfg(test)]
mod tests {
    use super::{Level, Plan, Strip, barriers};

    #[test]
    fn a_river_is_crossed_at_few_places() {
        let plan = Plan::new(42, 300, 1.0);
        let river = barriers(&plan.columns).next().expect("a river");
        let bridges = plan
            .stretches()
            .filter(|s| !s.northward && s.column == river)
            .filter(|&s| plan.arterial(s).is_some_and(|a| a.level == Level::Bridge))
            .count();
        assert!((3..=6).contains(&bridges), "{bridges} bridges");
        assert!(bridges * 2 <= plan.rows.len() + 2);
    }

    #[test]
    fn the_smallest_city_has_its_barriers() {
        let plan = Plan::new(1, 1, 1.0);
        assert_eq!(barriers(&plan.columns).count(), 1);
        assert_eq!(plan.rows.iter().filter(|s| **s == Strip::Blocks).count(), 2);
    }
}
