//! Graph facts of every network, as another reader counted them.

use serde_json::Value;
use walkshed::inputs::{Rejects, Source, read_streets};
use walkshed::network;

use crate::data;

fn check(folder: &str, network: &str, expected: &str, pointer: &str) {
    let Some(root) = data::root() else { return };
    let folder = root.join(folder);
    let mut rejects = Rejects::default();
    let streets = read_streets(&Source::at(folder.join(network)), &mut rejects).unwrap();
    let built = network::Builder::default().build(&streets);
    let mut ours = serde_json::to_value(built.facts()).unwrap();
    // Street tables also say how many features they hold.
    ours["features"] = rejects.files[0].read.into();
    let expected = data::json(&folder.join(expected));
    let expected = expected.pointer(pointer).unwrap();
    let mut wrong = Vec::new();
    compare(expected, &ours, "", &mut wrong);
    assert!(wrong.is_empty(), "{}:\n{}", folder.display(), wrong.join("\n"));
}

/// Counts must be equal, lengths within the 1e-7 that a right formula reaches (and the six or three
/// decimals that the files have).
fn compare(expected: &Value, ours: &Value, name: &str, wrong: &mut Vec<String>) {
    match expected {
        Value::Object(map) => {
            for (key, value) in map {
                match ours.get(key) {
                    Some(ours) => compare(value, ours, &format!("{name}.{key}"), wrong),
                    None => wrong.push(format!("{name}.{key}: not among ours")),
                }
            }
        }
        Value::Null => {
            if !ours.is_null() {
                wrong.push(format!("{name}: expected nothing, ours {ours}"));
            }
        }
        _ => {
            let (a, b) = (expected.as_f64().unwrap(), ours.as_f64().unwrap());
            let decimals = if name.ends_with("_m") { 0.5e-3 } else { 0.5e-6 };
            let tolerance = if expected.is_f64() { 1e-7 * a.abs() + decimals } else { 0.0 };
            if (a - b).abs() > tolerance {
                wrong.push(format!("{name}: expected {a}, ours {b}"));
            }
        }
    }
}

#[test]
fn monaco() {
    check("reader_cases/monaco", "network.osm.pbf", "expected_graph.json", "");
}

#[test]
fn monaco_oneway() {
    check("reader_cases/monaco_oneway", "network.osm.pbf", "expected_summary.json", "/graph");
}

#[test]
fn baltimore_with_nodes_relations_and_ways_in_that_order() {
    check("reader_cases/baltimore", "network.osm.pbf", "expected_graph.json", "");
}

#[test]
fn portland_with_negative_ids() {
    check("reader_cases/portland", "network.osm.pbf", "expected_graph.json", "");
}

#[test]
fn kouvola() {
    check("reader_cases/kouvola", "network.osm.pbf", "expected_graph.json", "");
}

#[test]
fn porto() {
    check("porto", "network.osm.pbf", "expected_graph.json", "");
}

#[test]
fn las_palmas() {
    check("las_palmas", "network.osm.pbf", "expected_summary.json", "/graph");
}

#[test]
fn porto_alegre() {
    check("porto_alegre", "network.osm.pbf", "expected_summary.json", "/graph");
}

#[test]
fn wuhan_from_street_lines() {
    check("wuhan", "network.geojson.gz", "expected_summary.json", "/graph");
}
