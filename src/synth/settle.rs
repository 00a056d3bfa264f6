//! Chooses the land that becomes compounds, and which few of them nobody can walk out of.

use std::collections::BTreeMap;

use super::compound::{self, Access};
use super::layout::Superblock;
use super::plan::Plan;
use super::random::Random;

/// A wall shorter than this cannot hold a compound.
const SHORTEST_SIDE_M: f64 = 85.0;
/// One compound in so many is an island, if the city has at least `FEWEST_WITH_ISLAND`.
const COMPOUNDS_PER_ISLAND: usize = 120;
const FEWEST_WITH_ISLAND: usize = 40;
/// One in so many is an island with a long network of its own, from `FEWEST_WITH_LARGE` on.
const COMPOUNDS_PER_LARGE_ISLAND: usize = 4000;
const FEWEST_WITH_LARGE: usize = 200;

/// A superblock (by index) and one of its slots.
pub type SlotKey = (usize, usize);

pub struct Settled {
    pub plan: Plan,
    pub blocks: Vec<Superblock>,
    /// The slots that become compounds; the others stay open land.
    pub homes: BTreeMap<SlotKey, Access>,
}

/// A slot on which a compound can stand.
struct Lot {
    key: SlotKey,
    /// The lower, the sooner it is built on.
    rank: f64,
    area: f64,
}

/// Finds a plan with room for `count` compounds and chooses their slots.
pub fn settle(seed: u64, count: u32) -> Settled {
    let count = count as usize;
    let mut spare = 1.0;
    loop {
        let plan = Plan::new(seed, count as u32, spare);
        let mut blocks = Vec::new();
        for row in 0..plan.rows.len() {
            for column in 0..plan.columns.len() {
                if plan.is_superblock(column, row) {
                    blocks.push(Superblock::new(&plan, column, row));
                }
            }
        }
        let mut lots = lots(&plan, &blocks);
        if lots.len() >= count {
            lots.sort_by(|a, b| a.rank.total_cmp(&b.rank).then(a.key.cmp(&b.key)));
            lots.truncate(count);
            let homes = decide_access(seed, lots);
            return Settled { plan, blocks, homes };
        }
        spare *= 1.1;
    }
}

fn lots(plan: &Plan, blocks: &[Superblock]) -> Vec<Lot> {
    let mut lots = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let remote = plan.remoteness(block.at(0.5, 0.5)).min(1.2);
        for (number, slot) in block.slots.iter().enumerate() {
            let (width, height) = compound::size(block, slot);
            let reachable = slot.frontages.iter().any(Option::is_some);
            if !reachable || width.min(height) < SHORTEST_SIDE_M {
                continue;
            }
            let mut random = Random::keyed(plan.seed, [70, index as u64, number as u64]);
            lots.push(Lot {
                key: (index, number),
                // The centre is built up; towards the edge there is more open land.
                rank: random.unit() + 1.15 * remote,
                area: width * height,
            });
        }
    }
    lots
}

fn decide_access(seed: u64, mut lots: Vec<Lot>) -> BTreeMap<SlotKey, Access> {
    let mut homes: BTreeMap<SlotKey, Access> =
        lots.iter().map(|lot| (lot.key, Access::Open)).collect();
    if lots.len() < FEWEST_WITH_ISLAND {
        return homes;
    }
    let large = if lots.len() < FEWEST_WITH_LARGE {
        0
    } else {
        (lots.len() / COMPOUNDS_PER_LARGE_ISLAND).max(1)
    };
    let small = (lots.len() / COMPOUNDS_PER_ISLAND).max(1);
    // The largest land first: only there fit 2000 m of paths.
    lots.sort_by(|a, b| b.area.total_cmp(&a.area).then(a.key.cmp(&b.key)));
    let mut rest: Vec<SlotKey> = lots.iter().skip(large).map(|lot| lot.key).collect();
    Random::keyed(seed, [71, 0, 0]).shuffle(&mut rest);
    homes.extend(lots.iter().take(large).map(|lot| (lot.key, Access::LargeIsland)));
    homes.extend(rest.into_iter().take(small).map(|key| (key, Access::Island)));
    homes
}
