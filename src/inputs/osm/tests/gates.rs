//! Gates on outlines, and walks that start from them.

use std::path::Path;

use geo::{LineString, MultiPolygon, Polygon};

use super::drawing::Drawing;
use crate::geodesy::LocalPlane;
use crate::inputs::osm::gates::{Gate, ON_OUTLINE_M, gates, on_outlines};
use crate::pipeline;
use crate::progress::Progress;
use crate::rules::Rules;
use crate::study::{Overrides, Study};

const LAT: f64 = 38.48;

/// A square of 200 m with a hole of 100 m, its south-west corner at 106.2, [`LAT`].
fn court() -> MultiPolygon {
    let ring = |low: f64, high: f64| {
        LineString::from(
            [(low, low), (high, low), (high, high), (low, high), (low, low)]
                .map(|(x, y)| at(x, y))
                .to_vec(),
        )
    };
    MultiPolygon(vec![Polygon::new(ring(0.0, 200.0), vec![ring(50.0, 150.0)])])
}

/// Metres east and north of the corner, as degrees.
fn at(x: f64, y: f64) -> [f64; 2] {
    let plane = LocalPlane::at(LAT);
    [106.2 + x / plane.x_m, LAT + y / plane.y_m]
}

fn gate(x: f64, y: f64) -> Gate {
    Gate { at: at(x, y), closed: false }
}

#[test]
fn gates_on_a_ring_count_and_those_beside_it_do_not() {
    let court = court();
    let on = |x, y| !on_outlines(&[Some(&court)], &[gate(x, y)], ON_OUTLINE_M)[0].is_empty();
    for (x, y) in
        [(0.0, 0.0), (100.0, 0.0), (100.0, 1.9), (100.0, -1.9), (-1.3, -1.3), (100.0, 50.0)]
    {
        assert!(on(x, y), "{x} {y}");
    }
    for (x, y) in [(100.0, 2.1), (100.0, -10.0), (-1.5, -1.5), (100.0, 100.0), (100.0, 25.0)] {
        assert!(!on(x, y), "{x} {y}");
    }
    assert!(
        on_outlines(&[Some(&court)], &[Gate { at: [f64::NAN, 999.0], closed: false }], 2.0)[0]
            .is_empty()
    );
}

#[test]
fn every_outline_gets_its_own_gates_in_their_order() {
    let court = court();
    let gates = [gate(200.0, 100.0), gate(500.0, 0.0), gate(0.0, 100.0), gate(0.0, 100.0)];
    let found = on_outlines(&[None, Some(&court), None, Some(&court)], &gates, 2.0);
    let places = |i: usize| found[i].iter().map(|p| [p.lon(), p.lat()]).collect::<Vec<_>>();
    assert_eq!(places(0), [[0.0; 2]; 0]);
    assert_eq!(places(1), [gates[0].at, gates[2].at, gates[3].at]);
    assert_eq!(places(3), places(1));
}

#[test]
fn behind_a_closed_gate_the_walk_begins_outside() {
    let court = court();
    for (gate, outside) in [
        ([100.0, 0.0], [100.0, -1.0]),
        ([200.0, 90.0], [201.0, 90.0]),
        ([70.0, 200.0], [70.0, 201.0]),
        // Into the court.
        ([100.0, 50.0], [100.0, 51.0]),
        ([101.0, 1.5], [101.0, -1.0]),
    ] {
        let closed = Gate { at: at(gate[0], gate[1]), closed: true };
        let found = on_outlines(&[Some(&court)], &[closed], 2.0);
        let (found, expected) = (found[0][0], at(outside[0], outside[1]));
        let off = crate::geodesy::length_m([found.lon(), found.lat()], expected);
        assert!(off < 1e-3, "{gate:?}: {off} m");
    }
}

#[test]
fn gates_of_an_extract_are_those_that_residents_pass() {
    let tags: [&[(&str, &str)]; 6] = [
        &[("barrier", "gate")],
        &[("barrier", "lift_gate"), ("access", "private")],
        &[("barrier", "gate"), ("access", "no")],
        &[("barrier", "wall")],
        &[("entrance", "main")],
        &[("entrance", "garage")],
    ];
    let mut drawing = Drawing::with_nodes(&[(1, 0.0, 0.0)]);
    for (i, tags) in tags.into_iter().enumerate() {
        drawing = drawing.node(i as i64 + 10, [i as f64, 1.0], tags);
    }
    let (_folder, path) = drawing.file();
    let found = gates(&path, &Rules::built_in().unwrap().osm).unwrap();
    assert_eq!(
        found,
        [
            Gate { at: [0.0, 1.0], closed: false },
            Gate { at: [1.0, 1.0], closed: true },
            Gate { at: [4.0, 1.0], closed: false },
        ]
    );
}

const STUDY: &str = r#"
[inputs]
network = "city.osm.pbf"
residents = "homes.geojson"
facilities = "facilities.csv"
GATES
[settings]
circles = ["fitness-10"]
min_component_m = 0
"#;

/// A compound between two streets, with a lane from the south street through a gate to its middle.
fn city(folder: &Path, gate: &[(&'static str, &'static str)], gate_y: f64) {
    let drawing = Drawing::with_nodes(&[
        (1, 106.200, 38.480),
        (2, 106.205, 38.480),
        (3, 106.210, 38.480),
        (5, 106.205, 38.4808),
    ])
    .node(4, [106.205, gate_y], gate)
    .way(1, &[1, 2, 3], &[("highway", "residential")])
    .way(2, &[2, 4, 5], &[("highway", "service")]);
    std::fs::write(
        folder.join("city.osm.pbf"),
        drawing.bytes(super::drawing::Order::NodesFirst, 8),
    )
    .unwrap();
    let homes = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"id": "A", "pop": 100}, "geometry": {"type": "Polygon",
         "coordinates": [[[106.204, 38.4802], [106.206, 38.4802], [106.206, 38.4812],
                          [106.204, 38.4812], [106.204, 38.4802]]]}}]}"#;
    std::fs::write(folder.join("homes.geojson"), homes).unwrap();
    let facilities = "id,category,lon,lat\nF,fitness,106.208,38.480\n";
    std::fs::write(folder.join("facilities.csv"), facilities).unwrap();
}

fn walked(folder: &Path, gates: &str) -> crate::error::Result<(f64, Vec<String>)> {
    let file = folder.join("study.toml");
    std::fs::write(&file, STUDY.replace("GATES", gates)).unwrap();
    let study = Study::resolve(Some(&file), Overrides::default())?;
    let findings = pipeline::compute(study, &mut Progress::silent())?;
    let notes = findings.rejects.files.iter().filter(|f| f.role == "gates");
    let notes = notes.flat_map(|f| f.notes.iter().map(|note| note[0].clone())).collect();
    Ok((findings.answers.access[0][0].metres, notes))
}

#[test]
fn residents_walk_from_their_gates() {
    let folder = tempfile::tempdir().unwrap();
    let plane = LocalPlane::at(38.4803);
    let east = LocalPlane::at(38.48).x_m * 0.003;
    let about = |walk: &(f64, Vec<String>), metres: f64| {
        assert!((walk.0 - metres).abs() < 0.01, "{walk:?} {metres}");
    };
    let gates = "gates = \"city.osm.pbf\"";
    city(folder.path(), &[("barrier", "gate")], 38.4802);
    // From the middle of the compound, on its lane, 0.0007° north of the street.
    about(&walked(folder.path(), "").unwrap(), east + 0.0007 * plane.y_m);
    let with = walked(folder.path(), gates).unwrap();
    about(&with, east + 0.0002 * plane.y_m);
    assert_eq!(with.1, ["1 of 1 outlines have gates, 1 in all; walks start from them"]);

    // Strangers may not pass, and the lane behind is another component: without the gate nobody
    // gets out.
    city(folder.path(), &[("barrier", "gate"), ("access", "private")], 38.4802);
    assert!(walked(folder.path(), "").unwrap().0.is_infinite());
    about(&walked(folder.path(), gates).unwrap(), east + 0.0002 * plane.y_m - 1.0);

    // Ten metres off it is nobody's gate.
    city(folder.path(), &[("barrier", "gate")], 38.4802 - 10.0 / plane.y_m);
    let off = walked(folder.path(), gates).unwrap();
    about(&off, east + 0.0007 * plane.y_m);
    assert_eq!(off.1, ["0 of 1 outlines have gates, 0 in all; walks start from them"]);
}

#[test]
fn entrances_that_are_given_stay() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path(), &[("barrier", "gate")], 38.4802);
    let entrances = "id,lon,lat\nA,106.206,38.48\n";
    std::fs::write(folder.path().join("doors.csv"), entrances).unwrap();
    let both = "entrances = \"doors.csv\"\ngates = { file = \"city.osm.pbf\" }";
    let walk = walked(folder.path(), both).unwrap();
    let expected = LocalPlane::at(38.48).x_m * 0.002;
    assert!((walk.0 - expected).abs() < 0.01, "{walk:?}");
    assert_eq!(walk.1, ["0 of 0 outlines have gates, 0 in all; walks start from them"]);
}

#[test]
fn gates_without_outlines_or_an_extract_without_gates_stop_the_run() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path(), &[], 38.4802);
    let gates = "gates = \"city.osm.pbf\"";
    let error = walked(folder.path(), gates).unwrap_err();
    assert!(error.to_string().contains("holds no gate"), "{error}");
    let shifted = "gates = { file = \"city.osm.pbf\", crs = \"gcj02\" }";
    let error = walked(folder.path(), shifted).unwrap_err();
    assert!(error.to_string().contains("are WGS84, not GCJ-02"), "{error}");
    let points = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":
        {"id": "A", "pop": 1}, "geometry": {"type": "Point", "coordinates": [106.205, 38.481]}}]}"#;
    std::fs::write(folder.path().join("homes.geojson"), points).unwrap();
    let error = walked(folder.path(), gates).unwrap_err();
    assert!(error.to_string().contains("no resident has one"), "{error}");
}
