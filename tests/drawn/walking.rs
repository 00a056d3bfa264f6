//! Rule 8, second half: which way a walk may leave its segment.

use crate::picture::Map;

const ONE_WAY: &str = "highway=path oneway:foot=yes";

#[test]
fn a_walk_leaves_its_segment_at_the_better_end() {
    let walks = Map::drawn(
        "
        F---A---h-------B---G
            |           |
            C-----------D",
    )
    .footways(&["FABG", "ACDB"])
    .walks();
    walks.assert_both('h', 'F', 200.0);
    walks.assert_both('h', 'G', 300.0);
    walks.assert_both('h', 'C', 200.0);
    walks.assert_both('h', 'D', 300.0);
}

#[test]
fn two_points_of_one_segment_walk_straight_along_it() {
    let walks = Map::drawn(
        "
          h
        A---------------B
                f",
    )
    .footways(&["AB"])
    .walks();
    walks.assert_both('h', 'f', 50.0 + 150.0 + 50.0);
}

#[test]
fn the_way_round_may_be_shorter_than_along_one_segment() {
    // The bow from A to B is 700 m of street, the chord between the same nodes 300 m.
    let walks = Map::drawn(
        "
        C-----------D
        |           |
        h           f
        |           |
        A-----------B",
    )
    .footways(&["ACDB", "AB"])
    .walks();
    walks.assert_both('h', 'f', 100.0 + 300.0 + 100.0);
    walks.assert_both('C', 'D', 300.0);
    walks.assert_both('C', 'B', 500.0);
}

#[test]
fn a_directed_segment_is_walked_in_its_direction_only() {
    let walks = Map::drawn(
        "
        A---h---f---B
        |           |
        C-----------D",
    )
    .way("AB", ONE_WAY)
    .footways(&["ACDB"])
    .walks();
    walks.assert('h', 'f', 100.0);
    walks.assert('f', 'h', 100.0 + 500.0 + 100.0);
    walks.assert('h', 'A', 200.0 + 500.0);
    walks.assert('A', 'h', 100.0);
    walks.assert('B', 'f', 500.0 + 200.0);
    walks.assert('f', 'B', 100.0);
    walks.assert_both('f', 'f', 0.0);
}

#[test]
fn without_a_way_round_a_directed_segment_leads_nowhere_back() {
    let walks = Map::drawn("A---h---f---B").way("AB", ONE_WAY).walks();
    walks.assert('h', 'f', 100.0);
    assert_eq!(walks.metres('f', 'h'), None);
    walks.assert('A', 'B', 300.0);
    assert_eq!(walks.metres('B', 'A'), None);
    walks.assert_both('A', 'A', 0.0);
    walks.assert_both('B', 'B', 0.0);
}

#[test]
fn opposite_doors_of_a_directed_segment_meet_at_one_foot() {
    let walks = Map::drawn(
        "
            h
        A-------B
            f",
    )
    .way("AB", ONE_WAY)
    .walks();
    walks.assert_both('h', 'f', 100.0);
}

/// A corner N with a two-way street to X and a one-way street to Y, in all mirrored drawings, so
/// that whichever of the two streets a point at N is put on, it is each of them once.
fn corners() -> Vec<Map> {
    let pictures = [
        "
        h N---X
          |
          Y",
        "
        X---N h
            |
            Y",
        "
          Y
          |
        h N---X",
        "
            Y
            |
        X---N h",
    ];
    pictures.map(|picture| Map::drawn(picture).footways(&["NX"])).to_vec()
}

#[test]
fn a_point_at_the_end_of_a_one_way_street_is_on_the_corner_itself() {
    for (way, there, back) in [("NY", true, false), ("YN", false, true)] {
        let mut on_the_one_way_street = 0;
        for map in corners() {
            let walks = map.way(way, ONE_WAY).walks();
            let edge = walks.snap('h').unwrap().edge;
            let walk = walks.network.walk(edge);
            on_the_one_way_street += u32::from(!(walk.forward() && walk.backward()));
            walks.assert_both('h', 'X', 50.0 + 100.0);
            walks.assert_both('N', 'X', 100.0);
            let out = walks.metres('h', 'Y').map(f64::round);
            let home = walks.metres('Y', 'h').map(f64::round);
            assert_eq!(out, there.then_some(150.0), "{way}");
            assert_eq!(home, back.then_some(150.0), "{way}");
        }
        assert!(on_the_one_way_street > 0, "no drawing tests what this test is about");
    }
}

#[test]
fn parallel_streets_between_two_corners_are_both_there() {
    let walks = Map::drawn(
        "
        C-------D
        |       |
        A-------B
        |       |
        |   g   |
        |       |
        E-------F",
    )
    .footways(&["AB", "ACDB", "AEFB"])
    .walks();
    assert_eq!((walks.network.node_count(), walks.network.edge_count()), (2, 3));
    walks.assert_both('A', 'B', 200.0);
    walks.assert_both('C', 'D', 200.0);
    walks.assert_both('C', 'B', 300.0);
    walks.assert_both('E', 'D', 200.0 + 200.0 + 100.0);
    walks.assert_both('E', 'F', 200.0);
}

#[test]
fn there_is_no_shortcut_off_the_network() {
    let walks = Map::drawn(
        "
        A-----------B
        |   h
        |   f
        C-----------D",
    )
    .footways(&["BACD"])
    .walks();
    // 50 m apart as the crow flies.
    walks.assert_both('h', 'f', 50.0 + 100.0 + 150.0 + 100.0 + 50.0);
}

#[test]
fn home_and_facility_on_one_spot_beside_a_street_walk_both_legs() {
    let walks = Map::drawn(
        "
        A-------B
            h",
    )
    .footways(&["AB"])
    .walks();
    walks.assert('h', 'h', 100.0);
}

#[test]
fn crossing_on_a_bridge_is_no_corner() {
    let walks = Map::drawn(
        "
            D
            |
        A-------B
            |
            E",
    )
    .footways(&["AB", "DE"])
    .walks();
    walks.assert_both('A', 'B', 200.0);
    walks.assert_both('D', 'E', 200.0);
    walks.assert_apart('A', 'D');
    walks.assert_apart('B', 'E');
}
