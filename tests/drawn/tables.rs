//! Rule 10: street tables. Vertices join by their rounded coordinates, tags are optional.

use walkshed::geodesy::LonLat;
use walkshed::inputs::{Rejects, Source, read_streets};
use walkshed::snapping::Snapper;

use crate::geojson::collection;
use crate::picture::Map;

/// Components of lines given as coordinates.
fn components(lines: &[&str]) -> u64 {
    let map = lines.iter().fold(Map::default(), |map, line| map.feature("LineString", line, ""));
    map.walks().network.facts().components
}

#[test]
fn vertices_within_a_rounding_of_1e_7_are_one() {
    let first = "[[10.0, 0.0], [10.0010000, 0.0]]";
    assert_eq!(components(&[first, "[[10.0010000, 0.0], [10.002, 0.0]]"]), 1);
    assert_eq!(components(&[first, "[[10.00100004, 0.00000004], [10.002, 0.0]]"]), 1);
    assert_eq!(components(&[first, "[[10.00099996, -0.00000004], [10.002, 0.0]]"]), 1);
    assert_eq!(components(&[first, "[[10.00100006, 0.0], [10.002, 0.0]]"]), 2);
    assert_eq!(components(&[first, "[[10.001, 0.00000006], [10.002, 0.0]]"]), 2);
    assert_eq!(components(&[first, "[[10.0010001, 0.0], [10.002, 0.0]]"]), 2);
}

#[test]
fn lines_that_cross_without_a_vertex_are_not_joined() {
    let (across, down) = ("[[10.0, 0.0], [10.002, 0.0]]", "[[10.001, 0.001], [10.001, -0.001]]");
    assert_eq!(components(&[across, down]), 2);
    // A line that ends on another without a vertex there does not join it either.
    assert_eq!(components(&[across, "[[10.001, 0.001], [10.001, 0.0]]"]), 2);
    let with_vertex = "[[10.0, 0.0], [10.001, 0.0], [10.002, 0.0]]";
    assert_eq!(components(&[with_vertex, "[[10.001, 0.001], [10.001, 0.0]]"]), 1);
}

#[test]
fn a_line_without_highway_may_be_walked_both_ways() {
    for tags in ["", "name=x", "foot=no", "access=private", "oneway=yes", "oneway:foot=yes"] {
        let walks = Map::drawn("A---B").way("AB", tags).walks();
        walks.assert_both('A', 'B', 100.0);
    }
}

#[test]
fn a_line_with_highway_is_judged_by_its_tags() {
    let map = || Map::drawn("A---B---C").footways(&["BC"]);
    let segments = |tags| map().way("AB", tags).walks().network.facts().segments;
    assert_eq!(segments("highway=residential"), 2);
    assert_eq!(segments("highway=motorway"), 1);
    assert_eq!(segments("highway=residential foot=no"), 1);
    assert_eq!(segments("highway=motorway foot=yes"), 2);
    let one_way = map().way("AB", "highway=path oneway:foot=-1").walks();
    assert_eq!(one_way.metres('A', 'B'), None);
    one_way.assert('B', 'A', 100.0);
}

#[test]
fn lengths_are_measured_and_not_believed() {
    let walks = Map::drawn("A---B").way("AB", "length_m=7 length=7 highway=path").walks();
    walks.assert_both('A', 'B', 100.0);
}

#[test]
fn the_parts_of_a_multilinestring_join_only_where_they_share_vertices() {
    let parts = "[[[10.0, 0.0], [10.001, 0.0]], [[10.001, 0.0], [10.002, 0.0]], \
                 [[10.003, 0.0], [10.004, 0.0]]]";
    let facts = Map::default().feature("MultiLineString", parts, "highway=path").walks();
    let facts = facts.network.facts();
    assert_eq!((facts.segments, facts.components), (3, 2));
    assert_eq!((facts.ways_highway, facts.ways_walkable), (1, 1));
}

#[test]
fn the_outlines_of_polygons_and_multipolygons_are_ways() {
    let ring = |x: f64| {
        let (w, e) = (10.0 + x, 10.001 + x);
        format!("[[{w}, 0.0], [{e}, 0.0], [{e}, 0.001], [{w}, 0.001], [{w}, 0.0]]")
    };
    let polygon = Map::default().feature("Polygon", &format!("[{}]", ring(0.0)), "");
    assert_eq!(polygon.walks().network.facts().segments, 4);
    let two = format!("[[{}], [{}]]", ring(0.0), ring(0.005));
    let walks = Map::default().feature("MultiPolygon", &two, "highway=pedestrian").walks();
    let facts = walks.network.facts();
    assert_eq!((facts.segments, facts.components), (8, 2));
    // The middle of the first ring is 55 m from its outline: it is empty.
    let middle = LonLat::new(10.0005, 0.0005).unwrap();
    let snap = Snapper::new(&walks.network).snap(middle, 200.0).unwrap();
    assert!((55.0..56.0).contains(&snap.access_m), "{snap:?}");
}

#[test]
fn points_with_barrier_tags_are_nodes_and_join_by_rounding_too() {
    let line = "[[10.0, 0.0], [10.001, 0.0], [10.002, 0.0]]";
    let blocked = |kind: &str, point: &str, tags: &str| {
        let map = Map::default().feature("LineString", line, "").feature(kind, point, tags);
        map.walks().network.facts().blocked_nodes
    };
    let gate = "barrier=gate access=private";
    assert_eq!(blocked("Point", "[10.001, 0.0]", gate), 1);
    assert_eq!(blocked("Point", "[10.00100004, -0.00000004]", gate), 1);
    assert_eq!(blocked("Point", "[10.0010001, 0.0]", gate), 0);
    assert_eq!(blocked("Point", "[10.001, 0.0]", "barrier=gate"), 0);
    assert_eq!(blocked("Point", "[10.001, 0.0]", "name=gate"), 0);
    assert_eq!(blocked("MultiPoint", "[[10.001, 0.0], [10.0, 0.0], [10.5, 0.0]]", gate), 2);
}

#[test]
fn a_feature_that_is_no_street_is_rejected_and_the_others_are_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("streets.geojson");
    let line = |coordinates: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":null,\"geometry\":{{\"type\":\"LineString\",\
             \"coordinates\":{coordinates}}}}}"
        )
    };
    let features = [
        line("[[10.0, 0.0], [10.001, 0.0]]"),
        line("[[10.0, 95.0], [10.001, 0.0]]"),
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}".to_owned(),
        line("[[10.001, 0.0], [10.002, 0.0]]"),
    ];
    std::fs::write(&path, collection(&features)).unwrap();
    let mut rejects = Rejects::default();
    let streets = read_streets(&Source::at(path), &mut rejects).unwrap();
    let records: Vec<u64> = rejects.rows.iter().map(|r| r.record).collect();
    assert_eq!(records, [2, 3]);
    assert_eq!((streets.way.len(), streets.nodes.len()), (2, 3));
    let files = &rejects.files[0];
    assert_eq!((files.read, files.used, files.rejected), (4, 2, 2));
}

#[test]
fn a_table_without_a_walkable_street_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("streets.geojson");
    let motorway = crate::geojson::feature(
        "LineString",
        "[[10.0, 0.0], [10.001, 0.0]]",
        &[("highway", "motorway")],
    );
    std::fs::write(&path, collection(&[motorway])).unwrap();
    let error = read_streets(&Source::at(path), &mut Rejects::default()).unwrap_err().to_string();
    assert!(error.contains("no walkable street"), "{error}");
}
