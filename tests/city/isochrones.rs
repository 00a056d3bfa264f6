//! Isochrones of drawn cities, whose shapes can be counted: on streets that run east and north, a
//! walk is the sum of the steps in both directions.

use std::f64::consts::PI;

use geo::{Contains, Coord, MultiPolygon, Point, Validation};
use walkshed::isochrones::Band;
use walkshed::pipeline::Findings;

use crate::ellipsoid::degree_m;
use crate::geojson::{collection, feature};
use crate::scene::{self, write};

/// A place on the equator, so many metres east and north.
fn spot([east_m, north_m]: [f64; 2]) -> [f64; 2] {
    let [x_m, y_m] = degree_m(0.0);
    [10.0 + east_m / x_m, north_m / y_m]
}

fn line(points: &[[f64; 2]]) -> String {
    let points: Vec<_> = points.iter().copied().map(spot).collect();
    feature("LineString", &format!("{points:?}"), &[("highway", "footway")])
}

/// Runs streets with one fitness area; `settings` are lines of the study.
fn run(streets: &[&[[f64; 2]]], gym: [f64; 2], barriers: &[[f64; 2]], settings: &str) -> Findings {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let ways: Vec<String> = streets.iter().map(|points| line(points)).collect();
    write(folder, "streets.geojson", &collection(&ways));
    let [lon, lat] = spot(gym);
    write(folder, "sites.csv", &format!("id,category,lon,lat\ngym,fitness,{lon:.9},{lat:.9}\n"));
    let [lon, lat] = spot(streets[0][0]);
    write(folder, "homes.csv", &format!("id,lon,lat,pop\nh,{lon:.9},{lat:.9},1\n"));
    let mut inputs = String::from("network = \"streets.geojson\"\nresidents = \"homes.csv\"\n");
    inputs += "facilities = \"sites.csv\"\n";
    if !barriers.is_empty() {
        write(folder, "walls.geojson", &collection(&[line(barriers)]));
        inputs += "barriers = \"walls.geojson\"\n";
    }
    let study = format!(
        "[inputs]\n{inputs}[settings]\ncircles = [\"fitness-10\"]\nmin_component_m = 0.0\n\
         isochrones = true\nwalksheds = true\n{settings}"
    );
    write(folder, "study.toml", &study);
    let found = scene::run(folder);
    for band in found.areas.isochrones.iter().chain(&found.areas.walksheds) {
        assert!(band.area.is_valid(), "{:?}", band.area);
    }
    found
}

/// Square metres within 5, 10 and 15 minutes.
fn within(bands: &[Band]) -> [f64; 3] {
    let mut sum = 0.0;
    let minutes: Vec<_> = bands.iter().map(|band| band.minutes).collect();
    assert_eq!(minutes, [[0.0, 5.0], [5.0, 10.0], [10.0, 15.0]]);
    [0, 1, 2].map(|i| {
        sum += bands[i].area_m2;
        sum
    })
}

fn assert_areas(bands: &[Band], expected: [f64; 3]) {
    for (found, expected) in within(bands).into_iter().zip(expected) {
        assert!((found / expected - 1.0).abs() < 0.01, "{found} {expected}");
    }
}

fn is_in(area: &MultiPolygon, at: [f64; 2]) -> bool {
    let [x, y] = spot(at);
    area.contains(&Point(Coord { x, y }))
}

/// 300, 500 and 1000 m along one street, and at most 200 m off it: rhombs with cut tips.
#[test]
fn along_one_street_the_area_is_a_rhomb() {
    let found = run(&[&[[-1500.0, 0.0], [1500.0, 0.0]]], [0.0, 0.0], &[], "");
    let rhomb = |reach: f64| 2.0 * (2.0 * reach * 200.0 - 200.0 * 200.0);
    assert_areas(&found.areas.isochrones, [300.0, 500.0, 1000.0].map(rhomb));
    // One facility: its own walkshed is that of its category.
    assert_eq!(found.areas.walksheds.len(), 3);
    for (own, all) in found.areas.walksheds.iter().zip(&found.areas.isochrones) {
        assert_eq!((own.facility.map(|f| f.0), all.facility), (Some(0), None));
        assert_eq!((&own.area, own.minutes), (&all.area, all.minutes));
    }
    // To three metres, on every side of every border.
    let bands = &found.areas.isochrones;
    for (i, reach) in [300.0, 500.0, 1000.0].into_iter().enumerate() {
        for north in [-150.0, -71.0, 13.0, 120.0] {
            for side in [-1.0, 1.0] {
                let at = |m: f64| [side * (m - f64::abs(north)), north];
                assert!(is_in(&bands[i].area, at(reach - 3.0)), "{i} {north}");
                assert!(!is_in(&bands[i].area, at(reach + 3.0)), "{i} {north}");
            }
        }
        assert!(!is_in(&bands[i].area, [0.0, 201.0]) && !is_in(&bands[i].area, [0.0, -201.0]));
    }
    assert!(is_in(&bands[0].area, [0.0, 199.0]) && !is_in(&bands[1].area, [0.0, 0.0]));
}

/// Two streets that cross: a square on its corner, less what is farther than 200 m from both.
#[test]
fn at_a_crossing_both_streets_lead_home() {
    let cross: [&[[f64; 2]]; 2] = [
        &[[-1500.0, 0.0], [0.0, 0.0], [1500.0, 0.0]],
        &[[0.0, -1500.0], [0.0, 0.0], [0.0, 1500.0]],
    ];
    let found = run(&cross, [0.0, 0.0], &[], "isochrone_cell_m = 10.0\n");
    let square = |reach: f64| 2.0 * reach * reach - 2.0 * f64::max(reach - 400.0, 0.0).powi(2);
    assert_areas(&found.areas.isochrones, [300.0, 500.0, 1000.0].map(square));
}

/// A street around a block so large that its middle is near to no street.
#[test]
fn the_middle_of_a_large_block_is_a_hole() {
    let block: &[[f64; 2]] = &[[0.0, 0.0], [480.0, 0.0], [480.0, 480.0], [0.0, 480.0], [0.0, 0.0]];
    let settings =
        "isochrone_cell_m = 10\nprofile = \"steady\"\n[profile.steady]\nspeed_m_per_min = 80\n";
    let found = run(&[block], [240.0, 0.0], &[], settings);
    let all: Vec<_> = found.areas.isochrones.iter().map(|band| &band.area).collect();
    for at in [[240.0, 240.0], [203.0, 203.0], [277.0, 240.0]] {
        assert!(!all.iter().any(|area| is_in(area, at)), "{at:?}");
    }
    for at in [[190.0, 240.0], [290.0, 240.0], [240.0, 190.0], [240.0, 290.0], [240.0, -180.0]] {
        assert!(all.iter().any(|area| is_in(area, at)), "{at:?}");
    }
    // All within 200 m of the streets is reached: around them, and inside but for 80 m in the middle.
    let reached = 480.0 * 480.0 + 4.0 * 480.0 * 200.0 + PI * 200.0 * 200.0 - 80.0 * 80.0;
    let found = within(&found.areas.isochrones)[2];
    assert!((found / reached - 1.0).abs() < 0.002, "{found} {reached}");
}

/// Streets on both banks, joined by a bridge that is too far: the far bank is not reached.
#[test]
fn areas_end_in_the_middle_of_the_river() {
    let banks: [&[[f64; 2]]; 3] = [
        &[[-1500.0, 0.0], [2000.0, 0.0]],
        &[[-1500.0, 127.0], [2000.0, 127.0]],
        &[[2000.0, 0.0], [2000.0, 127.0]],
    ];
    let found = run(&banks, [0.0, 0.0], &[], "");
    for band in &found.areas.isochrones {
        let north = band.area.iter().flat_map(|p| p.exterior().coords().map(|c| c.y));
        let north_m = north.fold(f64::NEG_INFINITY, f64::max) * degree_m(0.0)[1];
        assert!((63.0..=63.5).contains(&north_m), "{north_m}");
    }
    // A wall nearer than the middle: who stands behind it walks from the far bank.
    let wall = [[-1800.0, 33.0], [1900.0, 33.0]];
    let found = run(&banks, [0.0, 0.0], &wall, "");
    for band in &found.areas.isochrones {
        let north = band.area.iter().flat_map(|p| p.exterior().coords().map(|c| c.y));
        let north_m = north.fold(f64::NEG_INFINITY, f64::max) * degree_m(0.0)[1];
        assert!((32.5..=33.0).contains(&north_m), "{north_m}");
    }
}

#[test]
fn by_air_areas_are_discs() {
    let settings = "profile = \"radius\"\ndetour = 1.25\n";
    let found = run(&[&[[0.0, 0.0], [900.0, 0.0]]], [0.0, 0.0], &[], settings);
    assert_eq!(found.method_name(), "radius");
    let cutoffs = found.areas.isochrones.iter().map(|band| band.cutoff.metres());
    let discs: Vec<f64> = cutoffs.map(|m| PI * (m / 1.25).powi(2)).collect();
    assert_areas(&found.areas.isochrones, discs.try_into().unwrap());
    assert_eq!(found.areas.walksheds.len(), 3);
}
