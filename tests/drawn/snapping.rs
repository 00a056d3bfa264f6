//! Rule 8, first half: a point goes to the nearest point of the nearest segment.

use walkshed::geodesy::LonLat;
use walkshed::snapping::Snapper;

use crate::ellipsoid::degree_m;
use crate::picture::{Map, spot};
use crate::walks::{Walks, assert_metres};

fn access_m(walks: &Walks, place: char) -> f64 {
    walks.snap(place).unwrap().access_m
}

#[test]
fn to_the_nearest_segment_and_not_the_nearest_node() {
    let walks = Map::drawn(
        "
        A---------------B
                h
                  C---D",
    )
    .footways(&["AB", "CD"])
    .walks();
    // The corner C is 71 m away, the ends of the street 200 m, the street itself 50 m.
    assert_metres(Some(access_m(&walks, 'h')), 50.0);
    walks.assert('h', 'A', 50.0 + 200.0);
    walks.assert('h', 'B', 50.0 + 200.0);
    assert_eq!(walks.metres('h', 'D'), None);
}

#[test]
fn past_the_end_of_a_segment_its_end_is_nearest() {
    let walks = Map::drawn(
        "

        A---B

               h",
    )
    .footways(&["AB"])
    .walks();
    let leg = (75.0_f64.powi(2) + 100.0_f64.powi(2)).sqrt();
    // The plane at the home: 100 m south of the equator it is the same plane to 1e-9.
    assert_metres(Some(access_m(&walks, 'h')), leg);
    walks.assert_both('h', 'A', leg + 100.0);
    walks.assert_both('h', 'B', leg);
}

#[test]
fn a_bend_is_snapped_to_like_any_place() {
    let walks = Map::drawn(
        "
                h
        A---B   E---F
            |   |
            C-g-D",
    )
    .footways(&["ABCDEF"])
    .walks();
    walks.assert('h', 'A', 50.0 + 400.0);
    walks.assert('h', 'F', 50.0 + 100.0);
    walks.assert('g', 'A', 50.0 + 200.0);
    walks.assert_both('g', 'h', 50.0 + 100.0 + 50.0);
}

#[test]
fn exactly_on_the_limit_still_snaps() {
    let map = Map::drawn(
        "
        A-----------B
            h",
    )
    .footways(&["AB"]);
    let leg = access_m(&map.walks(), 'h');
    assert_metres(Some(leg), 50.0);
    for limit in [leg, leg.next_up(), 60.0] {
        let walks = map.walks().within(limit);
        assert_eq!(walks.snap('h').map(|s| s.access_m), Some(leg), "{limit}");
    }
    for limit in [leg.next_down(), 49.0, 0.0] {
        let walks = map.walks().within(limit);
        assert_eq!(walks.snap('h'), None, "{limit}");
        walks.assert_apart('h', 'A');
    }
}

#[test]
fn on_the_street_a_limit_of_zero_is_enough() {
    let walks = Map::drawn("A---B").footways(&["AB"]).walks().within(0.0);
    walks.assert_both('A', 'B', 100.0);
    assert_eq!(access_m(&walks, 'A'), 0.0);
}

#[test]
fn far_limits_find_far_streets() {
    let map = Map::drawn("A---B").footways(&["AB"]);
    let walks = map.walks();
    let snapper = Snapper::new(&walks.network);
    for metres in [39.0, 41.0, 159.0, 161.0, 700.0, 4000.0] {
        let [lon, lat] = spot(50.0, metres);
        let snap = snapper.snap(LonLat::new(lon, lat).unwrap(), 5000.0).unwrap();
        assert_metres(Some(snap.access_m), metres);
        assert_metres(Some(snap.along_m), 50.0);
        assert!(snapper.snap(LonLat::new(lon, lat).unwrap(), metres - 0.01).is_none());
    }
}

#[test]
fn distances_are_metres_and_not_degrees() {
    // At 60° north a degree of longitude is half a degree of latitude: 0.0010° to the east are
    // nearer than 0.0006° to the north.
    let folded = "[[20.0, 60.0006], [20.0001, 60.0006]]";
    let east = "[[20.001, 60.0], [20.001, 59.999]]";
    let streets = Map::default().feature("LineString", folded, "").feature("LineString", east, "");
    let walks = streets.walks();
    let snap = Snapper::new(&walks.network).snap(LonLat::new(20.0, 60.0).unwrap(), 200.0).unwrap();
    assert_metres(Some(snap.access_m), 0.001 * degree_m(60.0)[0]);
}

#[test]
fn where_a_foot_cuts_a_slanting_segment() {
    let walks = Map::drawn(
        "
            h

        A       .



                B",
    )
    .footways(&["AB"])
    .walks();
    // A at (0, 0), B at (200, -200), h at (100, 100): the foot is A itself.
    walks.assert_both('h', 'A', 100.0 * 2.0_f64.sqrt());
    let snap = walks.snap('h').unwrap();
    assert!(snap.along_m == 0.0 || snap.along_m == walks.network.length_m(snap.edge), "{snap:?}");

    let walks = Map::drawn(
        "
        A   h



                B",
    )
    .footways(&["AB"])
    .walks();
    // The foot of (100, 0) is at a quarter of the way: (50, -50).
    walks.assert('h', 'A', 50.0 * 2.0_f64.sqrt() + 50.0 * 2.0_f64.sqrt());
    walks.assert('h', 'B', 50.0 * 2.0_f64.sqrt() + 150.0 * 2.0_f64.sqrt());
}
