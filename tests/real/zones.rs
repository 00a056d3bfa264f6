//! The invariants of uncovered zones on real cities.

use walkshed::zones::Zone;

use crate::city::{self, City};
use crate::zone_invariants::{self, Case};

fn check(city: City) {
    let Some(findings) = city.run() else { return };
    for (zones, result) in findings.zones.iter().zip(&findings.results) {
        assert!(!zones.zones.is_empty());
        assert_eq!(zones.contested, 0);
        zone_invariants::check(&Case {
            residents: &findings.residents,
            covered: &result.covered,
            districts: &findings.districts,
            level: findings.level,
            district_of: &findings.district_of,
            zones,
            reach_m: 200.0,
        });
    }
}

#[test]
fn las_palmas() {
    check(city::LAS_PALMAS);
}

#[test]
fn wuhan() {
    check(city::WUHAN);
}

#[test]
fn monaco() {
    check(city::MONACO);
}

/// The rank and the shape of zones do not depend on the order of the rows.
#[test]
fn order_of_rows_does_not_matter() {
    let Some(findings) = city::LAS_PALMAS.run() else { return };
    let folder = city::LAS_PALMAS.folder().unwrap();
    let text = std::fs::read_to_string(folder.join("homes.csv")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let place = tempfile::tempdir().unwrap();
    let homes = place.path().join("homes.csv");
    std::fs::write(&homes, lines.join("\n")).unwrap();
    let overrides = walkshed::study::Overrides {
        network: Some(folder.join("network.osm.pbf")),
        residents: Some(homes),
        facilities: vec![folder.join("facilities.csv")],
        districts: Some(folder.join("districts.geojson")),
        horizon_m: Some(1e6),
        ..Default::default()
    };
    let study = walkshed::study::Study::resolve(None, overrides).unwrap();
    let mut silent = walkshed::progress::Progress::silent();
    let reversed = walkshed::pipeline::compute(study, &mut silent).unwrap();
    let ids = |f: &walkshed::pipeline::Findings, z: &Zone| {
        let mut ids: Vec<_> =
            z.residents.iter().map(|r| f.residents.rows[r.index()].id.clone()).collect();
        ids.sort();
        ids
    };
    for (a, b) in findings.zones.iter().zip(&reversed.zones) {
        assert_eq!(a.zones.len(), b.zones.len());
        for (a, b) in a.zones.iter().zip(&b.zones) {
            assert_eq!(ids(&findings, a), ids(&reversed, b), "zone {}", a.rank);
            assert!((a.area_m2 / b.area_m2 - 1.0).abs() < 1e-4, "{} {}", a.area_m2, b.area_m2);
        }
    }
}
