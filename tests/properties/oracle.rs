//! Shortest ways by algorithms that are short enough to be read: Floyd–Warshall, and Dijkstra with
//! a sorted heap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Costs between all pairs of `n` nodes over arcs `(from, to, cost)`; infinite where no way leads.
pub fn floyd_warshall(n: usize, arcs: &[(usize, usize, f64)]) -> Vec<Vec<f64>> {
    let mut cost = vec![vec![f64::INFINITY; n]; n];
    for (i, row) in cost.iter_mut().enumerate() {
        row[i] = 0.0;
    }
    for &(a, b, c) in arcs {
        cost[a][b] = cost[a][b].min(c);
    }
    for via in 0..n {
        for a in 0..n {
            for b in 0..n {
                cost[a][b] = cost[a][b].min(cost[a][via] + cost[via][b]);
            }
        }
    }
    cost
}

/// A cost as a heap key; costs are never NaN.
#[derive(Clone, Copy, PartialEq)]
struct Key(f64);

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Cost and number of the nearest of several sources `(node, cost, number)`, for every node, within
/// a horizon; of equally near ones the lowest number. Edges may be walked both ways.
pub fn dijkstra(
    n: usize,
    edges: &[(u32, u32, f64)],
    sources: &[(u32, f64, u32)],
    horizon: f64,
) -> Vec<Option<(f64, u32)>> {
    let mut heap: BinaryHeap<Reverse<(Key, u32, u32)>> = sources
        .iter()
        .filter(|source| source.1 <= horizon)
        .map(|&(node, cost, number)| Reverse((Key(cost), number, node)))
        .collect();
    let mut settled = vec![None; n];
    while let Some(Reverse((Key(cost), number, node))) = heap.pop() {
        if settled[node as usize].is_some() {
            continue;
        }
        settled[node as usize] = Some((cost, number));
        for &(a, b, length) in edges {
            for (from, to) in [(a, b), (b, a)] {
                if from == node && cost + length <= horizon {
                    heap.push(Reverse((Key(cost + length), number, to)));
                }
            }
        }
    }
    settled
}
