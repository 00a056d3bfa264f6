//! What a network was made of: counts that can be held against another reader's.

use serde::Serialize;

use super::components::Components;
use super::segments::Segments;
use crate::inputs::Streets;

/// Facts of a walking graph, before shape nodes are contracted. Lengths in kilometres or metres as
/// the name says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GraphFacts {
    /// Ways (or features) with a `highway` tag.
    pub ways_highway: u64,
    /// Lines of a street table without one; they are walkable.
    pub lines_unlabelled: u64,
    /// Of all these, walkable.
    pub ways_walkable: u64,
    /// Of these, bound to one direction.
    pub ways_directed: u64,
    /// Distinct nodes that walkable ways name and the file does not hold.
    pub missing_node_refs: u64,
    /// Distinct nodes on a segment.
    pub nodes: u64,
    /// Distinct pairs of joined nodes.
    pub segments: u64,
    /// The same before pairs joined by several ways were merged.
    pub segments_with_repeats: u64,
    /// Length of all segments.
    pub total_km: f64,
    /// Segments open in one direction only.
    pub directed_segments: u64,
    /// Segments between distinct nodes on the same spot.
    pub zero_length_segments: u64,
    /// Barriers on a segment that walkers may not pass.
    pub blocked_nodes: u64,
    /// The setting: shorter components are pruned.
    pub min_component_m: f64,
    /// Components after barriers were cut.
    pub components: u64,
    /// Components kept.
    pub components_kept: u64,
    /// Components pruned.
    pub components_pruned: u64,
    /// Nodes kept; each dead-end copy of a blocked node counts.
    pub kept_nodes: u64,
    /// Segments kept.
    pub kept_segments: u64,
    /// Street kept.
    pub kept_km: f64,
    /// Street pruned.
    pub pruned_km: f64,
    /// Street of the longest pruned component, if one was.
    pub longest_pruned_m: Option<f64>,
    /// Street of the shortest kept component, if one is left.
    pub shortest_kept_m: Option<f64>,
    /// The component with most street.
    pub largest_component: ComponentFacts,
}

/// Size of one component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ComponentFacts {
    /// Its nodes.
    pub nodes: u64,
    /// Its segments.
    pub segments: u64,
    /// Its street.
    pub km: f64,
}

pub fn of(
    streets: &Streets,
    segments: &Segments,
    components: &Components,
    min_component_m: f64,
) -> GraphFacts {
    let mut facts = GraphFacts {
        ways_highway: streets.count.ways_highway,
        lines_unlabelled: streets.count.lines_unlabelled,
        ways_walkable: streets.count.ways_walkable,
        ways_directed: streets.count.ways_directed,
        missing_node_refs: streets.count.missing_node_refs,
        nodes: segments.touched,
        segments: segments.ends.len() as u64,
        segments_with_repeats: segments.with_repeats,
        total_km: segments.length_m.iter().sum::<f64>() / 1000.0,
        directed_segments: count(segments.walk.iter(), |w| !(w.forward() && w.backward())),
        zero_length_segments: count(segments.length_m.iter(), |&l| l == 0.0),
        blocked_nodes: segments.blocked,
        min_component_m,
        ..GraphFacts::default()
    };
    for c in components.real() {
        let street_m = components.street_m[c];
        facts.components += 1;
        if street_m >= min_component_m {
            facts.components_kept += 1;
            facts.kept_nodes += u64::from(components.nodes[c]);
            facts.kept_segments += u64::from(components.segments[c]);
            facts.kept_km += street_m / 1000.0;
            facts.shortest_kept_m =
                Some(facts.shortest_kept_m.map_or(street_m, |m| m.min(street_m)));
        } else {
            facts.components_pruned += 1;
            facts.pruned_km += street_m / 1000.0;
            facts.longest_pruned_m =
                Some(facts.longest_pruned_m.map_or(street_m, |m| m.max(street_m)));
        }
        if street_m / 1000.0 > facts.largest_component.km {
            facts.largest_component = ComponentFacts {
                nodes: u64::from(components.nodes[c]),
                segments: u64::from(components.segments[c]),
                km: street_m / 1000.0,
            };
        }
    }
    facts
}

fn count<T>(items: impl Iterator<Item = T>, test: impl Fn(T) -> bool) -> u64 {
    items.map(|item| u64::from(test(item))).sum()
}
