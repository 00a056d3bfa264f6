//! Rule 9: from the home to the facility, the smallest distance of all.

use walkshed::units::FacilityId;

use crate::picture::Map;
use crate::walks::assert_metres;

#[test]
fn the_nearest_of_several_facilities() {
    let walks = Map::drawn("A---f---h---B-------g---C").footways(&["ABC"]).walks();
    let nearest = |home| {
        let access = walks.nearest(home, "fg");
        (access.cost.reached(), access.facility.map(|f| f.index()))
    };
    assert_metres(nearest('h').0, 100.0);
    assert_eq!(nearest('h').1, Some(0));
    assert_metres(nearest('B').0, 200.0);
    assert_metres(nearest('C').0, 100.0);
    assert_eq!(nearest('C').1, Some(1));
}

#[test]
fn equally_near_ones_are_settled_by_their_number() {
    let walks = Map::drawn("A---f---h---B").footways(&["AB"]).walks();
    for (facilities, expected) in [("ff", 0), ("Aff", 1), ("AAfAf", 2)] {
        let access = walks.nearest('h', facilities);
        assert_metres(access.cost.reached(), 100.0);
        assert_eq!(access.facility, Some(FacilityId(expected)), "{facilities}");
    }
}

#[test]
fn the_walk_goes_from_the_home_to_the_facility() {
    let walks = Map::drawn(
        "
        h---f
        |   |
        C---D",
    )
    .way("hf", "highway=path oneway:foot=yes")
    .footways(&["hCDf"])
    .walks();
    walks.assert('h', 'f', 100.0);
    walks.assert('f', 'h', 300.0);
}

#[test]
fn a_nearer_facility_that_cannot_be_reached_is_not_the_nearest() {
    let walks = Map::drawn(
        "
        A---h---B-------g
            f

        C-----------D",
    )
    .footways(&["ABg", "CD"])
    .walks();
    // f stands nearer to the first street than to the second, which is an island.
    walks.assert('h', 'f', 50.0);
    let blocked = Map::drawn("f---x---h-----------g")
        .footways(&["fxhg"])
        .node('x', "barrier=gate foot=no")
        .walks();
    let access = blocked.nearest('h', "fg");
    assert_metres(access.cost.reached(), 300.0);
    assert_eq!(access.facility, Some(FacilityId(1)));
}
