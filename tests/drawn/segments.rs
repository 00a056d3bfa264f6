//! Rule 5: from ways to segments; nodes are the same by id, not by place.

use walkshed::inputs::Streets;
use walkshed::network::Builder;
use walkshed::rules::walkers::Walkable;

use crate::picture::Map;
use crate::walks::by_hand;

const BOTH: Walkable = Walkable::PLAIN;
const ALONG: Walkable = Walkable { forward: true, backward: false, steps: false };
const AGAINST: Walkable = Walkable { forward: false, backward: true, steps: false };
const STEPS: Walkable = Walkable { forward: true, backward: true, steps: true };

/// A, B, C and D in a row, 100 m apart.
const ROW: [(char, f64, f64); 4] =
    [('A', 0.0, 0.0), ('B', 100.0, 0.0), ('C', 200.0, 0.0), ('D', 300.0, 0.0)];

#[test]
fn consecutive_repeats_of_a_node_are_dropped() {
    let (_, walks) = by_hand(&ROW, &[(&[0, 0, 1, 1, 1, 2, 2], BOTH)]);
    walks.assert_both('A', 'C', 200.0);
    assert_eq!(walks.network.facts().segments, 2);
    assert_eq!(walks.network.facts().zero_length_segments, 0);
}

#[test]
fn a_way_of_one_node_is_no_segment() {
    let (_, walks) = by_hand(&ROW, &[(&[0, 1], BOTH), (&[2], BOTH), (&[3, 3], BOTH), (&[], BOTH)]);
    assert_eq!(walks.network.facts().segments, 1);
    assert_eq!(walks.network.facts().nodes, 2);
}

#[test]
fn a_missing_node_breaks_the_way() {
    let (_, walks) = by_hand(&ROW, &[(&[0, 1, Streets::MISSING, 2, 3], BOTH)]);
    walks.assert_both('A', 'B', 100.0);
    walks.assert_both('C', 'D', 100.0);
    walks.assert_apart('B', 'C');
    assert_eq!(walks.network.facts().segments, 2);
}

#[test]
fn missing_nodes_at_the_ends_and_around_a_lone_node_leave_no_segment() {
    const GONE: u32 = Streets::MISSING;
    let (_, walks) = by_hand(&ROW, &[(&[GONE, 0, 1, GONE, GONE, 2, GONE, 3, GONE], BOTH)]);
    assert_eq!(walks.network.facts().segments, 1);
    walks.assert_both('A', 'B', 100.0);
}

#[test]
fn a_pair_of_several_ways_is_one_segment_open_where_any_is() {
    for (first, second, there, back) in [
        (ALONG, AGAINST, true, true),
        (ALONG, ALONG, true, false),
        (ALONG, BOTH, true, true),
        (AGAINST, AGAINST, false, true),
    ] {
        let (_, walks) = by_hand(&ROW, &[(&[0, 1], first), (&[0, 1, 2], second)]);
        let open = |a, b| walks.metres(a, b).is_some();
        assert_eq!((open('A', 'B'), open('B', 'A')), (there, back), "{first:?} {second:?}");
        let facts = walks.network.facts();
        assert_eq!((facts.segments, facts.segments_with_repeats), (2, 3));
        // The direction belongs to the pair, not to the order in which a way names it.
        let (_, turned) = by_hand(&ROW, &[(&[1, 0], first), (&[2, 1, 0], second)]);
        let open = |a, b| turned.metres(a, b).is_some();
        assert_eq!((open('B', 'A'), open('A', 'B')), (there, back), "{first:?} {second:?}");
    }
}

#[test]
fn a_way_that_turns_back_on_itself_is_open_both_ways() {
    let (_, walks) = by_hand(&ROW, &[(&[0, 1, 2, 1, 0], ALONG)]);
    walks.assert_both('A', 'C', 200.0);
    assert_eq!(walks.network.facts().segments, 2);
    assert_eq!(walks.network.facts().segments_with_repeats, 4);
    assert_eq!(walks.network.facts().directed_segments, 0);
}

#[test]
fn a_pair_that_is_stairs_and_street_is_street() {
    let (streets, walks) = by_hand(&ROW, &[(&[0, 1], STEPS), (&[0, 1], BOTH), (&[1, 2], STEPS)]);
    let network = &walks.network;
    let steps = network.edges().filter(|&e| network.walk(e).steps()).count();
    assert_eq!((steps, network.edge_count()), (1, 2));
    let flat = Builder { min_component_m: 0.0, avoid_steps: true }.build(&streets);
    assert_eq!(flat.facts().segments, 1, "without stairs only the street is left");
}

#[test]
fn two_nodes_on_one_spot_are_not_joined() {
    let nodes = [('A', 0.0, 0.0), ('B', 100.0, 0.0), ('b', 100.0, 0.0), ('C', 200.0, 0.0)];
    let (_, walks) = by_hand(&nodes, &[(&[0, 1], BOTH), (&[2, 3], BOTH)]);
    walks.assert_apart('A', 'C');
    assert_eq!(walks.network.facts().components, 2);
}

#[test]
fn a_segment_without_length_joins() {
    let nodes = [('A', 0.0, 0.0), ('B', 100.0, 0.0), ('b', 100.0, 0.0), ('C', 200.0, 0.0)];
    let (_, walks) = by_hand(&nodes, &[(&[0, 1], BOTH), (&[1, 2], BOTH), (&[2, 3], BOTH)]);
    walks.assert_both('A', 'C', 200.0);
    walks.assert_both('A', 'B', 100.0);
    walks.assert_both('b', 'C', 100.0);
    assert_eq!(walks.network.facts().zero_length_segments, 1);
    // In one direction only, it still lets nobody back.
    let (_, walks) = by_hand(&nodes, &[(&[0, 1], BOTH), (&[1, 2], ALONG), (&[2, 3], BOTH)]);
    walks.assert('A', 'C', 200.0);
    assert_eq!(walks.metres('C', 'A'), None);
}

#[test]
fn the_order_of_nodes_and_ways_in_the_file_means_nothing() {
    let bent = [('A', 0.0, 0.0), ('B', 100.0, 0.0), ('C', 100.0, 150.0), ('D', 300.0, 150.0)];
    let ways: [(&[u32], Walkable); 3] = [(&[0, 1], BOTH), (&[1, 2], ALONG), (&[2, 3], BOTH)];
    let (_, walks) = by_hand(&bent, &ways);
    let mut nodes = bent;
    nodes.reverse();
    let ways: [(&[u32], Walkable); 3] = [(&[1, 0], BOTH), (&[2, 1], ALONG), (&[3, 2], BOTH)];
    let (_, turned) = by_hand(&nodes, &ways);
    for (a, b) in [('A', 'D'), ('B', 'C'), ('D', 'A'), ('C', 'D'), ('D', 'C'), ('B', 'A')] {
        assert_eq!(walks.metres(a, b), turned.metres(a, b), "{a} to {b}");
    }
    walks.assert('A', 'D', 450.0);
}

#[test]
fn shape_nodes_bend_the_street_and_nothing_else() {
    let walks = Map::drawn(
        "
        A---B   E---F
            |   |
            C---D",
    )
    .footways(&["ABCDEF"])
    .walks();
    walks.assert_both('A', 'F', 500.0);
    walks.assert_both('B', 'E', 300.0);
    walks.assert_both('C', 'E', 200.0);
    assert_eq!((walks.network.edge_count(), walks.network.facts().segments), (1, 5));
}

#[test]
fn ways_join_where_they_share_a_node_amid_both() {
    let walks = Map::drawn(
        "
            D
            |
        A---B---C
            |
            E",
    )
    .footways(&["ABC", "DBE"])
    .walks();
    walks.assert_both('A', 'D', 200.0);
    walks.assert_both('E', 'C', 200.0);
    walks.assert_both('D', 'E', 200.0);
}
