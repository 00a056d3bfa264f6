//! Rule 3: areas are their outlines; nobody crosses the inside.

use crate::picture::Map;

const PLAZA: &str = "
    A---B
    |   |
    | P |
    |   |
    C---D";

#[test]
fn a_closed_way_is_its_outline() {
    for tags in ["highway=pedestrian area=yes", "highway=pedestrian", "highway=footway area=no"] {
        let walks = Map::drawn(PLAZA).way("ABDCA", tags).walks();
        walks.assert_both('A', 'B', 100.0);
        // Not 224 m over the plaza.
        walks.assert_both('A', 'D', 300.0);
        walks.assert_both('B', 'C', 300.0);
    }
}

#[test]
fn a_polygon_is_its_outline_too() {
    let walks = Map::drawn(PLAZA).polygon(&["ABDCA"], "highway=pedestrian").walks();
    walks.assert_both('A', 'D', 300.0);
    assert_eq!(walks.network.facts().segments, 4);
}

#[test]
fn a_hole_is_an_outline_of_its_own() {
    let walks = Map::drawn(
        "
        A---------------B
        |               |
        |   E-------F   |
        |   |       |   |
        |   G-------H   |
        |               |
        C---------------D",
    )
    .polygon(&["ABDCA", "EFHGE"], "highway=pedestrian")
    .walks();
    walks.assert_both('A', 'D', 700.0);
    walks.assert_both('E', 'H', 300.0);
    walks.assert_apart('A', 'E');
}

#[test]
fn an_outline_that_is_not_walkable_is_nothing() {
    let walks = Map::drawn(PLAZA)
        .footways(&["AB"])
        .polygon(&["ABDCA"], "highway=pedestrian foot=no")
        .walks();
    assert_eq!(walks.network.facts().segments, 1);
}

#[test]
fn somebody_amid_an_area_walks_to_its_outline_first() {
    let walks = Map::drawn(PLAZA).polygon(&["ABDCA"], "highway=pedestrian").walks();
    // P stands 50 m from three sides' lines: from A–C and B–D to the sides, 100 m up and down.
    let metres = walks.metres('P', 'A').unwrap();
    let by_west = 50.0 + 100.0;
    let by_east = 50.0 + 100.0 + 100.0;
    let near = |expected: f64| (metres - expected).abs() < 1e-4;
    assert!(near(by_west) || near(by_east), "{metres}");
}
