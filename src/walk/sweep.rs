//! One bounded search a facility: who is within reach of each, however near another one is.

use rayon::prelude::*;

use super::queue::{Buckets, Waiting};
use super::seeds::Seed;
use crate::network::{Network, WeightedArc};
use crate::units::{Cost, NodeId};

/// Scratch of one search, reused for the next: only what was touched is cleared.
pub struct Search {
    cost: Vec<f64>,
    touched: Vec<u32>,
    queue: Buckets,
    batch: Vec<Waiting>,
}

impl Search {
    /// Scratch for a network.
    #[must_use]
    pub fn new(network: &Network) -> Search {
        Search {
            cost: vec![f64::INFINITY; network.node_count()],
            touched: Vec::new(),
            queue: Buckets::default(),
            batch: Vec::new(),
        }
    }

    /// Searches from the seeds of one facility, against the direction of walking, up to `cutoff`
    /// (inclusive), and returns the nodes reached, in no particular order.
    pub fn run(
        &mut self,
        network: &Network,
        weights: &[WeightedArc],
        seeds: &[Seed],
        cutoff: Cost,
    ) -> &[u32] {
        for node in self.touched.drain(..) {
            self.cost[node as usize] = f64::INFINITY;
        }
        let cutoff_m = cutoff.metres();
        self.queue.reset();
        for seed in seeds {
            self.reach(seed.node.0, seed.cost.metres(), cutoff_m, true);
        }
        let mut batch = std::mem::take(&mut self.batch);
        while self.queue.take(&mut batch) {
            for waiting in &batch {
                if waiting.cost != self.cost[waiting.node as usize] {
                    continue;
                }
                for arc in &weights[network.arcs_into(NodeId(waiting.node))] {
                    self.reach(arc.tail.0, waiting.cost + arc.cost, cutoff_m, !arc.dead_end);
                }
            }
        }
        self.batch = batch;
        &self.touched
    }

    /// The nodes that the last search reached, in no particular order.
    #[must_use]
    pub fn reached(&self) -> &[u32] {
        &self.touched
    }

    /// A way to a node; `leads_on` unless nothing can be found beyond it.
    fn reach(&mut self, node: u32, cost: f64, cutoff_m: f64, leads_on: bool) {
        let known = &mut self.cost[node as usize];
        if cost < *known && cost <= cutoff_m {
            if known.is_infinite() {
                self.touched.push(node);
            }
            *known = cost;
            if leads_on {
                self.queue.push(node, cost);
            }
        }
    }

    /// Cost of a node in the last search.
    #[must_use]
    pub fn cost(&self, node: NodeId) -> Cost {
        Cost::of_sum(self.cost[node.index()])
    }
}

/// For each facility, how many nodes have a way to it within `cutoff`. In parallel, in order.
#[must_use]
pub fn count_within(
    network: &Network,
    weights: &[WeightedArc],
    facilities: &[Vec<Seed>],
    cutoff: Cost,
) -> Vec<usize> {
    facilities
        .par_iter()
        .with_min_len(16)
        .map_init(
            || Search::new(network),
            |search, seeds| search.run(network, weights, seeds, cutoff).len(),
        )
        .collect()
}
