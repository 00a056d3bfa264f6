//! Rule 2: only `oneway:foot` binds walkers.

use crate::picture::Map;

const SQUARE: &str = "
    A---B
    |   |
    C---D";

/// Metres from A to B and from B to A over a direct way with these tags or 300 m around it.
fn there_and_back(tags: &str) -> [u32; 2] {
    let walks = Map::drawn(SQUARE).footways(&["ACDB"]).way("AB", tags).walks();
    [('A', 'B'), ('B', 'A')].map(|(a, b)| walks.metres(a, b).unwrap().round() as u32)
}

#[test]
fn yes_is_along_the_nodes_and_minus_one_against() {
    assert_eq!(there_and_back("highway=path oneway:foot=yes"), [100, 300]);
    assert_eq!(there_and_back("highway=path oneway:foot=-1"), [300, 100]);
}

#[test]
fn the_order_of_the_nodes_is_the_direction() {
    let walks =
        Map::drawn(SQUARE).footways(&["ACDB"]).way("BA", "highway=path oneway:foot=yes").walks();
    walks.assert('B', 'A', 100.0);
    walks.assert('A', 'B', 300.0);
}

#[test]
fn other_values_and_plain_oneway_do_not_bind() {
    for tags in [
        "oneway:foot=no",
        "oneway:foot=1",
        "oneway:foot=true",
        "oneway:foot=reverse",
        "oneway=yes",
        "oneway=-1",
        "oneway=yes oneway:bicycle=yes",
        "junction=roundabout",
        "foot:forward=yes foot:backward=no",
    ] {
        assert_eq!(there_and_back(&format!("highway=path {tags}")), [100, 100], "{tags}");
    }
    assert_eq!(there_and_back("highway=path oneway=-1 oneway:foot=yes"), [100, 300]);
}

#[test]
fn a_way_of_one_direction_over_several_nodes_keeps_it_all_along() {
    let walks = Map::drawn(
        "
        A---B---C---D
        |           |
        E-----------F",
    )
    .way("ABCD", "highway=path oneway:foot=yes")
    .footways(&["AEFD"])
    .walks();
    walks.assert('A', 'D', 300.0);
    walks.assert('B', 'C', 100.0);
    walks.assert('C', 'B', 100.0 + 500.0 + 100.0);
    walks.assert('D', 'A', 500.0);
}

#[test]
fn two_ways_against_each_other_let_nobody_through_the_middle() {
    let walks = Map::drawn("A---B---C")
        .way("AB", "highway=path oneway:foot=yes")
        .way("CB", "highway=path oneway:foot=yes")
        .walks();
    walks.assert('A', 'B', 100.0);
    walks.assert('C', 'B', 100.0);
    walks.assert_apart('A', 'C');
    assert_eq!(walks.metres('B', 'A'), None);
}

#[test]
fn a_one_way_ring_is_walked_round() {
    let walks = Map::drawn(SQUARE).way("ABDCA", "highway=path oneway:foot=yes").walks();
    walks.assert('A', 'B', 100.0);
    walks.assert('B', 'A', 300.0);
    walks.assert('C', 'B', 200.0);
    walks.assert('B', 'D', 100.0);
    walks.assert('D', 'B', 300.0);
}
