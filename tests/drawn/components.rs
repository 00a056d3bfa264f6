//! Rule 7: small components are gone before anybody is snapped.

use walkshed::network::Builder;

use crate::picture::Map;

/// A main street of 300 m and, 50 m from it, an alley of 100 m.
fn street_and_alley() -> Map {
    Map::drawn(
        "
          a---b
         h   k
        A-----------B",
    )
    .footways(&["AB", "ab"])
}

#[test]
fn homes_walk_from_the_nearest_street_that_is_left() {
    // Both stand 50 m from either street; the alley is drawn 50 m farther north than they are.
    let all = street_and_alley().walks();
    assert_eq!(all.network.facts().components, 2);
    all.assert_both('a', 'b', 100.0);
    all.assert_apart('a', 'A');

    let pruned = street_and_alley().min_component(200.0).walks();
    let facts = pruned.network.facts();
    assert_eq!((facts.components, facts.components_kept, facts.components_pruned), (2, 1, 1));
    // 100 m down to the street, 100 m along it, 100 m up again.
    pruned.assert_both('a', 'b', 300.0);
    pruned.assert('a', 'A', 100.0 + 50.0);
}

#[test]
fn a_component_of_exactly_the_limit_is_kept() {
    let facts = street_and_alley().walks().network.facts().clone();
    let alley_m = facts.shortest_kept_m.unwrap();
    assert!((alley_m - 100.0).abs() < 1e-5, "{alley_m}");
    // The network, and what it says of itself.
    let kept = |limit| {
        let network = street_and_alley().min_component(limit).walks().network;
        (network.edge_count(), network.facts().components_kept, network.facts().longest_pruned_m)
    };
    assert_eq!(kept(alley_m), (2, 2, None));
    assert_eq!(kept(alley_m.next_up()), (1, 1, Some(alley_m)));
}

#[test]
fn the_limit_counts_street_and_not_segments_and_is_2000_m_unless_said() {
    let row = "A---------------------------------------B---------------------------------------C";
    let short = Map::drawn(row).footways(&["AB", "BC"]);
    assert_eq!(Builder::default().build(&short.streets()).facts().components_kept, 1);
    let shorter = Map::drawn(&row.replacen("--", "-", 1)).footways(&["AB", "BC"]);
    assert_eq!(Builder::default().build(&shorter.streets()).facts().components_kept, 0);
    assert_eq!(Builder::default().min_component_m, 2000.0);
    assert!(!Builder::default().avoid_steps);
}

#[test]
fn directions_do_not_cut_components() {
    let map = Map::drawn("A---B---C")
        .way("AB", "highway=path oneway:foot=yes")
        .way("CB", "highway=path oneway:foot=yes");
    assert_eq!(map.clone().min_component(150.0).walks().network.facts().components_kept, 1);
    assert_eq!(map.walks().network.facts().components, 1);
}

#[test]
fn barriers_cut_components_before_they_are_measured() {
    let map = Map::drawn("A---B-------C").footways(&["ABC"]);
    assert_eq!(map.clone().min_component(150.0).walks().network.facts().components_kept, 1);
    let walks = map.node('B', "barrier=gate foot=no").min_component(150.0).walks();
    let facts = walks.network.facts();
    assert_eq!((facts.components_kept, facts.components_pruned), (1, 1));
    // A is left 100 m from the end of what remains.
    walks.assert('A', 'C', 100.0 + 200.0);
}

#[test]
fn stairs_that_are_avoided_cut_components_too() {
    let map = Map::drawn("A---B---C").footways(&["AB"]).way("BC", "highway=steps");
    map.clone().walks().assert_both('A', 'C', 200.0);
    let walks = map.without_steps().walks();
    assert_eq!(walks.network.facts().segments, 1);
    walks.assert('A', 'C', 100.0 + 100.0);
    assert!((walks.snap('C').unwrap().access_m - 100.0).abs() < 1e-5);
}

#[test]
fn with_nothing_left_nobody_walks() {
    let walks = street_and_alley().min_component(1000.0).walks();
    assert_eq!((walks.network.node_count(), walks.network.edge_count()), (0, 0));
    assert_eq!(walks.snap('A'), None);
    walks.assert_apart('A', 'B');
}
