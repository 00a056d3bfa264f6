//! A real extract, read by another program into the homes and facilities of the shared city.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use geo::{MultiPolygon, Polygon};

use crate::geodesy;
use crate::inputs::Reason;
use crate::inputs::osm::places::{OsmPlace, Wanted, places};
use crate::rules::Rules;

/// As for the tests of real cities: without the data they say so, and fail in CI.
pub fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("WALKSHED_TEST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    if root.join("las_palmas").is_dir() {
        return Some(root);
    }
    assert!(std::env::var_os("CI").is_none(), "no test data at {}", root.display());
    eprintln!("NOT TESTED: no test data at {}", root.display());
    None
}

fn city() -> Option<PathBuf> {
    shared().map(|root| root.join("las_palmas"))
}

/// `way/45` as the shared files write it: `w45`.
fn short(id: &str) -> String {
    let (kind, number) = id.split_once('/').unwrap();
    format!("{}{number}", &kind[..1])
}

/// Square metres of a polygon; 0 for a point.
fn size(geometry: &geojson::Geometry) -> f64 {
    let polygon = Polygon::try_from(geometry.clone()).map(|polygon| MultiPolygon(vec![polygon]));
    let area = polygon.or_else(|_| MultiPolygon::try_from(geometry.clone()));
    area.map_or(0.0, |area| geodesy::area_m2(&area))
}

#[test]
fn homes_have_the_shapes_that_another_program_found() {
    let Some(city) = city() else { return };
    let mut text = String::new();
    let packed = std::fs::File::open(city.join("homes.geojson.gz")).unwrap();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    let layer: geojson::FeatureCollection = text.parse().unwrap();
    let theirs: BTreeMap<String, f64> = layer
        .features
        .iter()
        .map(|home| {
            let id = home.property("id").unwrap().as_str().unwrap().to_owned();
            (id, size(home.geometry.as_ref().unwrap()))
        })
        .collect();
    let rules = Rules::built_in().unwrap().osm;
    let all = places(&city.join("network.osm.pbf"), &rules, Wanted::Residents).unwrap();
    let (mut ours, mut incomplete) = (BTreeMap::new(), 0);
    for home in &all.places {
        match &home.geometry {
            Ok(shape) => drop(ours.insert(short(&home.id), size(shape))),
            Err((_, _, reason)) => {
                assert_eq!(*reason, Reason::Incomplete, "{}", home.id);
                incomplete += 1;
            }
        }
    }
    // The file is clipped.
    assert_eq!(incomplete, 13);
    assert!(ours.len() > 7000 && ours.keys().filter(|id| id.starts_with('r')).count() > 700);
    let only = |a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>| -> Vec<String> {
        a.keys().filter(|id| !b.contains_key(*id)).cloned().collect()
    };
    // Three are abandoned=yes, and the last is the outline of a relation that is a home as well.
    let left_out = ["w459081011", "w459463781", "w460122000", "w666514083"];
    assert_eq!(only(&theirs, &ours), left_out);
    // building=house;museum, which the other program compared as a whole.
    assert_eq!(only(&ours, &theirs), ["r12670407", "r7528181"]);
    for (id, m2) in &ours {
        let Some(their_m2) = theirs.get(id) else { continue };
        assert!((m2 - their_m2).abs() <= 1e-6 * m2 + 0.02, "{id}: {m2} {their_m2}");
    }
}

#[test]
fn facilities_are_those_of_the_same_tags() {
    let Some(city) = city() else { return };
    let mut rules = Rules::built_in().unwrap().osm;
    for rule in &mut rules {
        rule.off &= rule.id != "childcare-kindergarten";
    }
    let all = places(&city.join("network.osm.pbf"), &rules, Wanted::Facilities).unwrap();
    let mut theirs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in csv::Reader::from_path(city.join("facilities.csv")).unwrap().records() {
        let row = row.unwrap();
        theirs.entry(row[2].to_owned()).or_default().insert(row[0].to_owned());
    }
    let of = |category: &str| -> BTreeSet<String> {
        let is = |p: &&OsmPlace| &*p.category == category && p.geometry.is_ok();
        all.places.iter().filter(is).map(|p| short(&p.id)).collect()
    };
    assert_eq!(of("clinic"), theirs["clinic"]);
    assert_eq!(of("childcare"), theirs["childcare"]);
    // One pitch is abandoned=yes.
    let mut fitness = of("fitness");
    assert!(fitness.insert("w882335947".into()));
    assert_eq!(fitness, theirs["fitness"]);
}
