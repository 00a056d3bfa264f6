//! Rule 6: lengths are geodesics on the ellipsoid, not on a sphere.

use walkshed::inputs::Streets;
use walkshed::network::Builder;
use walkshed::rules::walkers::Walkable;

use crate::ellipsoid::chord_m;

/// Metres of street of one segment.
fn length_m(a: [f64; 2], b: [f64; 2]) -> f64 {
    let mut streets = Streets { nodes: vec![a, b], blocked: vec![false; 2], ..Streets::default() };
    streets.push_way(Walkable::PLAIN, [0, 1]);
    let network = Builder { min_component_m: 0.0, avoid_steps: false }.build(&streets);
    network.length_m(network.edges().next().unwrap())
}

#[test]
fn degrees_on_the_equator_differ_in_both_directions() {
    // A degree is π/180 of the semi-major axis eastwards, and less by e² northwards.
    let (east, north) =
        (length_m([10.0, 0.0], [10.001, 0.0]), length_m([10.0, -0.0005], [10.0, 0.0005]));
    assert!((east - 111.319_490_793).abs() < 1e-6, "{east}");
    assert!((north - 110.574_275_822).abs() < 1e-6, "{north}");
}

#[test]
fn segments_of_a_city_agree_with_positions_in_space() {
    for lat in [-60.0, -23.0, 0.0, 38.5, 55.0] {
        for (dx, dy) in [(0.001, 0.0), (0.0, 0.001), (0.002, -0.001), (-0.0001, 0.0001)] {
            let (a, b) = ([106.2, lat], [106.2 + dx, lat + dy]);
            let (ours, chord) = (length_m(a, b), chord_m(a, b));
            assert!((ours / chord - 1.0).abs() < 1e-7, "{lat} {dx} {dy}: {ours} {chord}");
        }
    }
}

#[test]
fn a_long_segment_is_the_published_geodesic() {
    // GeographicLib's answer for Yinchuan to Wuzhong.
    let ours = length_m([106.226_508_9, 38.486_731_2], [106.193_987_8, 37.996_908_2]);
    assert!((ours / 54_445.357_823 - 1.0).abs() < 1e-9, "{ours}");
}

#[test]
fn a_street_is_as_long_as_its_bends() {
    let nodes = vec![[106.2, 38.5], [106.203, 38.5], [106.203, 38.502], [106.2, 38.504]];
    let expected: f64 = nodes.windows(2).map(|pair| chord_m(pair[0], pair[1])).sum();
    let mut streets = Streets { blocked: vec![false; 4], nodes, ..Streets::default() };
    streets.push_way(Walkable::PLAIN, [0, 1, 2, 3]);
    let network = Builder { min_component_m: 0.0, avoid_steps: false }.build(&streets);
    assert_eq!(network.edge_count(), 1);
    let ours = network.length_m(network.edges().next().unwrap());
    assert!((ours / expected - 1.0).abs() < 1e-7, "{ours} {expected}");
}
