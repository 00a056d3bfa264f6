//! Rule 4: nobody walks through a blocked node; every segment ends there by itself.

use crate::picture::Map;

/// Whether a node with these tags stops a walker.
fn blocks(tags: &str) -> bool {
    let map = Map::drawn("A---B---C").footways(&["ABC"]).node('B', tags);
    let walks = map.walks();
    let facts = walks.network.facts();
    match walks.metres('A', 'C') {
        None => {
            assert_eq!((facts.blocked_nodes, facts.components, facts.kept_nodes), (1, 2, 4));
            true
        }
        Some(metres) => {
            assert!((metres - 200.0).abs() < 1e-5, "{metres}");
            assert_eq!((facts.blocked_nodes, facts.components, facts.kept_nodes), (0, 1, 3));
            false
        }
    }
}

#[test]
fn a_barrier_blocks_where_its_tags_forbid_walkers() {
    for barrier in ["gate", "lift_gate", "bollard", "wall", "yes", "no"] {
        for (more, expected) in [
            ("", false),
            ("access=yes", false),
            ("access=customers", false),
            ("foot=yes", false),
            ("foot=no", true),
            ("foot=private", true),
            ("foot=no access=yes", true),
            ("access=no", true),
            ("access=private", true),
            ("access=private foot=destination", true),
            ("access=private foot=yes", false),
            ("access=no foot=designated", false),
            ("access=no foot=permissive", false),
            ("foot=use_sidepath", false),
            ("motor_vehicle=no", false),
            ("locked=yes", false),
        ] {
            let tags = format!("barrier={barrier} {more}");
            assert_eq!(blocks(&tags), expected, "{tags}");
        }
    }
}

#[test]
fn four_kinds_of_highway_node_are_barriers() {
    for kind in ["gate", "lift_gate", "swing_gate", "turnstile"] {
        assert!(!blocks(&format!("highway={kind}")), "{kind} is open");
        assert!(blocks(&format!("highway={kind} access=private")), "{kind}");
        assert!(blocks(&format!("highway={kind} foot=no")), "{kind}");
        assert!(!blocks(&format!("highway={kind} access=no foot=yes")), "{kind}");
    }
    for kind in ["crossing", "stop", "elevator", "bus_stop"] {
        assert!(!blocks(&format!("highway={kind} access=no")), "{kind} is no barrier");
    }
}

#[test]
fn access_on_something_else_means_nothing() {
    for tags in ["access=no", "access=private foot=no", "amenity=parking_entrance access=private"] {
        assert!(!blocks(tags), "{tags}");
    }
}

#[test]
fn a_blocked_node_cuts_all_ways_that_share_it() {
    let cross = "
          D
          |
      A---B---C
          |
          E";
    let map = Map::drawn(cross).footways(&["ABC", "DBE"]);
    map.walks().assert_both('A', 'D', 200.0);
    let walks = map.node('B', "barrier=gate access=private").walks();
    for (a, b) in [('A', 'C'), ('A', 'D'), ('A', 'E'), ('D', 'E'), ('C', 'D')] {
        walks.assert_apart(a, b);
    }
    let facts = walks.network.facts();
    assert_eq!((facts.blocked_nodes, facts.components, facts.kept_nodes), (1, 4, 8));
}

#[test]
fn one_may_walk_up_to_a_barrier_but_not_through() {
    let walks =
        Map::drawn("A--w-Be--C").footways(&["ABC"]).node('B', "barrier=gate foot=no").walks();
    walks.assert_both('A', 'w', 75.0);
    walks.assert_both('e', 'C', 75.0);
    walks.assert_apart('w', 'e');
    walks.assert_apart('A', 'C');
}

#[test]
fn the_way_round_a_barrier_is_open() {
    let walks = Map::drawn(
        "
        A---B---C
        |       |
        D-------E",
    )
    .footways(&["ABC", "ADEC"])
    .node('B', "barrier=turnstile access=no")
    .walks();
    walks.assert_both('A', 'C', 400.0);
}

#[test]
fn a_barrier_at_the_end_of_a_street_takes_nothing_from_it() {
    let walks =
        Map::drawn("A---B---C").footways(&["ABC"]).node('C', "barrier=gate foot=no").walks();
    walks.assert_both('A', 'C', 200.0);
    assert_eq!(walks.network.facts().blocked_nodes, 1);
}

#[test]
fn a_blocked_node_in_a_ring_opens_the_ring() {
    let walks = Map::drawn(
        "
        A---B
        |   |
        C---D",
    )
    .footways(&["ABDCA"])
    .node('B', "barrier=gate foot=no")
    .walks();
    walks.assert_both('A', 'D', 200.0);
    let facts = walks.network.facts();
    assert_eq!((facts.components, facts.kept_nodes), (1, 5));
}

#[test]
fn it_does_not_matter_whether_the_barrier_or_the_street_comes_first() {
    let map = Map::drawn("A---B---C").footways(&["AB", "BC"]).node('B', "barrier=gate foot=no");
    map.walks().assert_apart('A', 'C');
    map.reversed().walks().assert_apart('A', 'C');
}

#[test]
fn a_barrier_on_no_street_blocks_nothing() {
    let walks = Map::drawn(
        "
        A---B---C
            G",
    )
    .footways(&["ABC"])
    .node('G', "barrier=gate foot=no")
    .walks();
    walks.assert_both('A', 'C', 200.0);
    assert_eq!(walks.network.facts().blocked_nodes, 0);
}
