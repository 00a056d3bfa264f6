//! Connected components of the segments, and which of them are long enough to keep (rule 7).

use super::segments::Segments;

/// Components, directions ignored, barriers already cut.
pub struct Components {
    /// Component of each node; nodes on no segment have one of their own.
    pub of_node: Vec<u32>,
    /// Street of each component, metres; 0 for a node without segments.
    pub street_m: Vec<f64>,
    /// Segments of each component.
    pub segments: Vec<u32>,
    /// Nodes of each component.
    pub nodes: Vec<u32>,
}

impl Components {
    pub fn of(segments: &Segments) -> Components {
        let n = segments.nodes.len();
        let mut parent: Vec<u32> = (0..n as u32).collect();
        for &[a, b] in &segments.ends {
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            // The smaller root wins: the outcome does not depend on the order of the segments.
            parent[a.max(b) as usize] = a.min(b);
        }
        let mut of_node = vec![0u32; n];
        let mut nodes = Vec::new();
        for node in 0..n as u32 {
            let root = root(&mut parent, node);
            // A root is the smallest node of its component, so it is numbered before the others.
            of_node[node as usize] = if root == node {
                nodes.push(0);
                nodes.len() as u32 - 1
            } else {
                of_node[root as usize]
            };
            nodes[of_node[node as usize] as usize] += 1;
        }
        let mut street_m = vec![0.0; nodes.len()];
        let mut count = vec![0u32; nodes.len()];
        for (ends, length_m) in segments.ends.iter().zip(&segments.length_m) {
            let component = of_node[ends[0] as usize] as usize;
            street_m[component] += length_m;
            count[component] += 1;
        }
        Components { of_node, street_m, segments: count, nodes }
    }

    /// Components that have at least one segment.
    pub fn real(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.nodes.len()).filter(|&c| self.segments[c] > 0)
    }

    /// For each segment, whether its component is kept.
    pub fn keep(&self, segments: &Segments, min_component_m: f64) -> Vec<bool> {
        segments
            .ends
            .iter()
            .map(|ends| self.street_m[self.of_node[ends[0] as usize] as usize] >= min_component_m)
            .collect()
    }
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        let grandparent = parent[parent[node as usize] as usize];
        parent[node as usize] = grandparent;
        node = grandparent;
    }
    node
}
