//! From ways to segments: pairs of consecutive nodes, merged, and cut at barriers (rules 4 and 5).

use super::Walk;
use crate::geodesy::{self, Planes};
use crate::hilbert;
use crate::inputs::Streets;
use crate::rules::walkers::Walkable;

/// Distinct walkable segments between nodes in Hilbert order.
pub struct Segments {
    /// `[lon, lat]` of the nodes; copies of blocked nodes come last.
    pub nodes: Vec<[f64; 2]>,
    /// Both nodes of each segment; before barriers are cut, the first is the smaller.
    pub ends: Vec<[u32; 2]>,
    pub walk: Vec<Walk>,
    pub length_m: Vec<f64>,
    /// Segments before pairs of nodes joined by several ways were merged.
    pub with_repeats: u64,
    /// Blocked nodes that a segment touched.
    pub blocked: u64,
    /// Nodes that a segment touches, before blocked ones are cut.
    pub touched: u64,
}

impl Segments {
    pub fn of(streets: &Streets, avoid_steps: bool) -> Segments {
        let order = hilbert::order(&streets.nodes);
        let mut rank = vec![0u32; order.len()];
        for (i, &node) in order.iter().enumerate() {
            rank[node as usize] = i as u32;
        }
        let nodes: Vec<[f64; 2]> = order.iter().map(|&node| streets.nodes[node as usize]).collect();
        let (ends, walk, with_repeats) = merged_pairs(streets, &rank, avoid_steps);
        let [south, north] = geodesy::span(nodes.iter().map(|at| at[1])).unwrap_or_default();
        let planes = Planes::covering(south, north);
        let length_m = ends
            .iter()
            .map(|&[a, b]| planes.length_m(nodes[a as usize], nodes[b as usize]))
            .collect();
        let mut touched = vec![false; nodes.len()];
        for &[a, b] in &ends {
            touched[a as usize] = true;
            touched[b as usize] = true;
        }
        let mut segments = Segments {
            nodes,
            ends,
            walk,
            length_m,
            with_repeats,
            blocked: 0,
            touched: touched.iter().filter(|&&t| t).count() as u64,
        };
        let blocked: Vec<bool> = order.iter().map(|&node| streets.blocked[node as usize]).collect();
        segments.blocked = blocked.iter().zip(&touched).filter(|&(&b, &t)| b && t).count() as u64;
        if segments.blocked > 0 {
            segments.cut_at(&blocked);
        }
        segments
    }

    /// Every segment that touches a blocked node ends there in a dead end of its own.
    fn cut_at(&mut self, blocked: &[bool]) {
        for ends in &mut self.ends {
            for end in ends {
                if blocked[*end as usize] {
                    let copy = self.nodes.len() as u32;
                    self.nodes.push(self.nodes[*end as usize]);
                    *end = copy;
                }
            }
        }
    }
}

/// All pairs of consecutive nodes, each once, ordered by their smaller node.
fn merged_pairs(
    streets: &Streets,
    rank: &[u32],
    avoid_steps: bool,
) -> (Vec<[u32; 2]>, Vec<Walk>, u64) {
    // A counting sort by the smaller node; the repeats of a pair then lie in one short run.
    let mut start = vec![0u32; rank.len() + 1];
    each_pair(streets, rank, avoid_steps, |low, _, _| start[low as usize + 1] += 1);
    for i in 0..rank.len() {
        start[i + 1] += start[i];
    }
    let total = start[rank.len()] as usize;
    let mut next = start.clone();
    let mut placed = vec![(0u32, Walk(0)); total];
    each_pair(streets, rank, avoid_steps, |low, high, walk| {
        let slot = &mut next[low as usize];
        placed[*slot as usize] = (high, walk);
        *slot += 1;
    });
    let (mut ends, mut walks) = (Vec::with_capacity(total), Vec::with_capacity(total));
    for low in 0..rank.len() {
        let run = &placed[start[low] as usize..start[low + 1] as usize];
        let first = ends.len();
        for &(high, walk) in run {
            let pair = [low as u32, high];
            match ends[first..].iter().position(|&other| other == pair) {
                Some(i) => walks[first + i] = joined(walks[first + i], walk),
                None => {
                    ends.push(pair);
                    walks.push(walk);
                }
            }
        }
    }
    (ends, walks, total as u64)
}

/// One segment for two ways: open where either is open, stairs only if both are.
fn joined(a: Walk, b: Walk) -> Walk {
    Walk(((a.0 | b.0) & !Walk::STEPS) | (a.0 & b.0 & Walk::STEPS))
}

fn each_pair(
    streets: &Streets,
    rank: &[u32],
    avoid_steps: bool,
    mut take: impl FnMut(u32, u32, Walk),
) {
    for (way, refs) in streets.ways() {
        if avoid_steps && way.steps {
            continue;
        }
        let walk = walk_of(way);
        for pair in refs.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if a == b || a == Streets::MISSING || b == Streets::MISSING {
                continue;
            }
            let (a, b) = (rank[a as usize], rank[b as usize]);
            if a < b {
                take(a, b, walk);
            } else {
                take(b, a, walk.reversed());
            }
        }
    }
}

fn walk_of(way: Walkable) -> Walk {
    Walk(
        u8::from(way.forward) * Walk::FORWARD
            + u8::from(way.backward) * Walk::BACKWARD
            + u8::from(way.steps) * Walk::STEPS,
    )
}
