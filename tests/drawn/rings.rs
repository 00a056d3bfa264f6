//! Loops and rings: streets that come back to where they began.

use crate::picture::Map;

#[test]
fn a_ring_without_a_corner_is_walked_the_shorter_way() {
    let walks = Map::drawn(
        "
        A---B---C
        |       |
        D       E
        |       |
        F---G---H",
    )
    .footways(&["ABCEHGFDA"])
    .walks();
    assert_eq!((walks.network.node_count(), walks.network.edge_count()), (1, 1));
    let ring: Vec<char> = "ABCEHGFD".chars().collect();
    for (i, &a) in ring.iter().enumerate() {
        for (k, &b) in ring.iter().enumerate() {
            let apart = i.abs_diff(k);
            walks.assert(a, b, 100.0 * apart.min(8 - apart) as f64);
        }
    }
}

#[test]
fn points_amid_a_ring_pass_its_only_node_too() {
    let walks = Map::drawn(
        "
           p
        A-------B
        |       |
        |       |q
        |       |
        D-------C
           r",
    )
    .footways(&["ABCDA"])
    .walks();
    // Clockwise from A: p at 75, B 200, q at 300, C 400, r at 525, D 600, round in 800.
    let legs = |a: f64, b: f64| a + b;
    walks.assert_both('p', 'q', legs(50.0, 25.0) + 225.0);
    walks.assert_both('q', 'r', legs(25.0, 50.0) + 225.0);
    walks.assert_both('r', 'p', legs(50.0, 50.0) + 350.0);
    walks.assert_both('p', 'D', 50.0 + 275.0);
}

#[test]
fn a_one_way_ring_without_a_corner_leads_round() {
    let walks = Map::drawn(
        "
        A---p---B
        |       |
        |       q
        |       |
        D-------C",
    )
    .way("ABCDA", "highway=footway oneway:foot=yes")
    .walks();
    walks.assert('p', 'q', 200.0);
    walks.assert('q', 'p', 600.0);
    walks.assert('A', 'D', 600.0);
    walks.assert('D', 'A', 200.0);
    walks.assert('B', 'A', 600.0);
}

#[test]
fn a_loop_at_the_end_of_a_street() {
    let walks = Map::drawn(
        "
                B---C
                |   |
        A-------J   |
                |   |
                E---D",
    )
    .footways(&["AJ", "JBCDEJ"])
    .walks();
    assert_eq!((walks.network.node_count(), walks.network.edge_count()), (2, 2));
    walks.assert_both('A', 'B', 300.0);
    walks.assert_both('A', 'E', 300.0);
    walks.assert_both('A', 'C', 400.0);
    // Over J, not round by C and D.
    walks.assert_both('B', 'E', 200.0);
    walks.assert_both('B', 'D', 300.0);
    walks.assert_both('C', 'D', 200.0);
}

#[test]
fn a_one_way_loop_is_entered_and_left_at_the_same_corner() {
    let walks = Map::drawn(
        "
                B---C
                |   |
        A-------J   |
                |   |
                E---D",
    )
    .footways(&["AJ"])
    .way("JBCDEJ", "highway=footway oneway:foot=yes")
    .walks();
    walks.assert('A', 'B', 300.0);
    walks.assert('B', 'A', 500.0 + 200.0);
    walks.assert('E', 'A', 300.0);
    walks.assert('A', 'E', 200.0 + 500.0);
    walks.assert('E', 'B', 200.0);
    walks.assert('B', 'E', 400.0);
    walks.assert('C', 'B', 100.0 + 200.0 + 200.0);
}

#[test]
fn a_figure_of_eight_crosses_itself_at_its_node() {
    let walks = Map::drawn(
        "
        A---B
        |   |
        D---X---E
            |   |
            G---F",
    )
    .footways(&["XBADXEFGX"])
    .walks();
    walks.assert_both('A', 'F', 400.0);
    walks.assert_both('B', 'E', 200.0);
    walks.assert_both('D', 'B', 200.0);
    assert_eq!((walks.network.node_count(), walks.network.edge_count()), (1, 2));
}
