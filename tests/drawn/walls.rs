//! Barriers between a door and its street: walls, and the outlines of water. The leg goes round
//! nothing; the point takes the nearest street that it sees.

use crate::picture::Map;
use crate::walks::{Walks, assert_metres};

/// The home takes a street so many metres away, and says whether it is the nearest.
#[track_caller]
fn assert_leg(walks: &Walks, home: char, metres: f64, turned: bool) {
    assert_metres(walks.snap(home).map(|snap| snap.access_m), metres);
    assert_eq!(walks.is_turned_away(home), turned);
}

/// A home 100 m south of one street, 150 m north of another, and letters for walls between.
fn between() -> Walks {
    Map::drawn(
        "
        A---------------B
          K  W  V  X  L
          k  w  h  x  l
          P  Q  R  S  T

        C---------------D
        |
        E---------------F",
    )
    .footways(&["AB", "CD", "CE", "EF"])
    .walks()
}

#[test]
fn behind_a_wall_the_farther_street_is_taken() {
    let open = between();
    assert_leg(&open, 'h', 100.0, false);
    open.assert('h', 'B', 100.0 + 200.0);

    let walled = between().walls(&["WX"]);
    assert_leg(&walled, 'h', 150.0, true);
    walled.assert_both('h', 'D', 150.0 + 200.0);
    assert_eq!(walled.metres('h', 'B'), None);
    // The wall ends before the others.
    for open in ['k', 'l'] {
        assert_leg(&walled, open, 100.0, false);
    }
}

#[test]
fn two_walls_shut_in() {
    let walled = between().walls(&["WX", "QS"]);
    assert_eq!(walled.snap('h'), None);
    assert!(walled.is_turned_away('h'));
    walled.assert_apart('h', 'B');
    walled.assert_apart('h', 'D');
    // One wall that bends is the same.
    assert_eq!(between().walls(&["WXSQ"]).snap('h'), None);
    // The third street lies behind the second, and so behind its wall.
    assert_leg(&between().walls(&["WX", "CD"]).within(300.0), 'h', 150.0, true);
    assert_eq!(between().walls(&["WX", "QS"]).within(300.0).snap('h'), None);
}

#[test]
fn a_gate_is_a_gap() {
    let walled = between().walls(&["AW", "XB"]);
    assert_leg(&walled, 'h', 100.0, false);
    walled.assert_both('h', 'B', 100.0 + 200.0);
    assert_leg(&walled, 'k', 150.0, true);
    assert_leg(&walled, 'l', 150.0, true);
}

#[test]
fn at_the_gate_of_a_wall_both_sides_are_near() {
    // The home stands on the wall, amid a piece and on a vertex.
    for wall in ["wx", "whx", "hx", "wh"] {
        let walled = between().walls(&[wall]);
        assert_leg(&walled, 'h', 100.0, false);
        // A second wall to the north: the other side is as good.
        assert_leg(&walled.walls(&["WX"]), 'h', 150.0, true);
    }
    assert_leg(&between().walls(&["VR"]), 'h', 100.0, false);
}

#[test]
fn a_leg_through_the_corner_of_a_wall_is_barred() {
    // Straight, pointing north, pointing south, and one side steeper: V is in the way of h.
    for wall in ["KVL", "kVl", "AVB", "AVX", "kVB"] {
        assert_leg(&between().walls(&[wall]), 'h', 150.0, true);
    }
    // Two walls that meet there.
    assert_leg(&between().walls(&["KV", "VL"]), 'h', 150.0, true);
}

#[test]
fn behind_the_foot_a_wall_bars_nothing() {
    let walks = Map::drawn(
        "
        W---------------X
        A---------------B
        V       s       Y
        P---------------Q

                h

        C---------------D",
    )
    .footways(&["AB", "CD"])
    .walks();
    assert_leg(&walks, 'h', 100.0, false);
    let beyond = walks.walls(&["WX", "WA", "BX"]);
    assert_leg(&beyond, 's', 50.0, false);
    // South of the street h takes, and beside its leg.
    assert_leg(&beyond.walls(&["AP", "BQ", "PQ"]), 'h', 100.0, false);
}

#[test]
fn a_street_on_the_wall_is_reached_and_what_lies_behind_is_not() {
    let walks = Map::drawn(
        "
        A---------------B
        C---------------D

                h",
    )
    .footways(&["AB", "CD"])
    .walks();
    assert_leg(&walks, 'h', 100.0, false);
    let along = walks.walls(&["CD"]);
    assert_leg(&along, 'h', 100.0, false);
    along.assert_both('h', 'D', 100.0 + 200.0);
}

#[test]
fn a_street_that_ends_on_the_wall_is_a_gate() {
    let walks = Map::drawn(
        "
        Z
    W---A---X
        h   Y

        i",
    )
    .footways(&["ZA"])
    .walks()
    .walls(&["WX"]);
    assert_leg(&walks, 'h', 50.0, false);
    assert_leg(&walks, 'i', 150.0, false);
    // Only i is behind another wall, which h stands on.
    let walks = walks.walls(&["hY", "hW"]);
    assert_leg(&walks, 'h', 50.0, false);
    assert_eq!(walks.snap('i'), None);
}

#[test]
fn water_bars_by_its_banks() {
    let walks = || {
        Map::drawn(
            "
        A-------------------B
        P-------------------Q
                   w
        S----------b--------R

                   h

        C-------------------D",
        )
        .footways(&["AB", "CD"])
        .walks()
        .within(250.0)
    };
    let river = walks().water(&["PQRSP"]);
    for (home, open, walled) in [('h', 100.0, 100.0), ('b', 150.0, 200.0)] {
        assert_leg(&walks(), home, open, false);
        assert_leg(&river, home, walled, open < walled);
    }
    river.assert_both('h', 'D', 100.0 + 225.0);
    // On the bank: not across, but back.
    river.assert_both('b', 'D', 200.0 + 225.0);
    // What is drawn in the water is shut in.
    assert_leg(&walks(), 'w', 100.0, false);
    assert_eq!(river.snap('w'), None);
    assert!(river.is_turned_away('w'));
}

#[test]
fn a_path_on_the_bank_is_reached_from_the_land_and_the_water() {
    let river = Map::drawn(
        "
        P----------p--------Q
                   w
        S----------s--------R

                   h",
    )
    .footways(&["PQ", "SR"])
    .walks()
    .water(&["PQRSP"]);
    assert_leg(&river, 'h', 100.0, false);
    river.assert_both('h', 'R', 100.0 + 225.0);
    assert_leg(&river, 'w', 50.0, false);
    for on_it in ['p', 's', 'P'] {
        assert_leg(&river, on_it, 0.0, false);
    }
}

#[test]
fn an_island_in_the_water_is_shut_in_by_its_shore() {
    let lake = Map::drawn(
        "
        A-------------------B
        P-------------------Q
             U---------V
                  i
             Y---------X
        S-------------------R",
    )
    .footways(&["AB"])
    .walks();
    assert_leg(&lake, 'i', 150.0, false);
    assert_eq!(lake.water(&["PQRSP", "UYXVU"]).snap('i'), None);
}

#[test]
fn both_ends_of_a_walk_have_walls() {
    let drawn = || {
        Map::drawn(
            "
        A-----------------B
        |       V     L
        |     h     f
        |
        |
        C-----------------D",
        )
        .footways(&["AB", "AC", "CD"])
        .walks()
    };
    drawn().assert_both('h', 'f', 100.0 + 150.0 + 100.0);
    // From the other street up to the one that h still sees.
    let round = 150.0 + 300.0 + 250.0 + 150.0 + 100.0;
    drawn().walls(&["VL"]).assert_both('h', 'f', round);
}
