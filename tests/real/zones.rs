//! The invariants of uncovered zones on real cities, checked with means that do not make zones.

use geo::{BoundingRect, Contains, Intersects, MultiPolygon, Point, Relate, Validation};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use walkshed::geodesy::{LocalPlane, LonLat, distance_m};
use walkshed::inputs::Weight;
use walkshed::pipeline::Findings;
use walkshed::zones::Zone;

use crate::city::{self, City};

fn check(city: City) {
    let Some(findings) = city.run() else { return };
    for circle in 0..findings.study.circles.len() {
        let zones = &findings.zones[circle].zones;
        assert!(!zones.is_empty());
        assert_eq!(findings.zones[circle].contested, 0);
        each_uncovered_resident_lies_in_one_zone(&findings, circle);
        weights_add_up(&findings, circle);
        for zone in zones {
            one_valid_area_on_the_grid(zone);
            inside_its_district(&findings, zone);
        }
        zones_do_not_overlap(zones);
        near_uncovered_people_only(&findings, circle);
        assert!(zones.is_sorted_by(|a, b| a.weight[0] >= b.weight[0]), "ranked by people");
    }
}

fn point(at: LonLat) -> Point {
    Point::new(at.lon(), at.lat())
}

fn each_uncovered_resident_lies_in_one_zone(findings: &Findings, circle: usize) {
    let zones = &findings.zones[circle].zones;
    let result = &findings.results[circle];
    let mut listed = vec![0; findings.residents.rows.len()];
    for zone in zones {
        for resident in &zone.residents {
            listed[resident.index()] += 1;
            let at = point(findings.residents.rows[resident.index()].at);
            assert!(zone.area.contains(&at), "{at:?} is not in its zone {}", zone.rank);
        }
    }
    let boxes = RTree::bulk_load(
        zones
            .iter()
            .map(|zone| {
                let r = zone.area.bounding_rect().unwrap();
                let corners = rstar::primitives::Rectangle::from_corners(
                    [r.min().x, r.min().y],
                    [r.max().x, r.max().y],
                );
                GeomWithData::new(corners, zone)
            })
            .collect(),
    );
    for (i, resident) in findings.residents.rows.iter().enumerate() {
        assert_eq!(listed[i], usize::from(!result.covered[i]), "{}", resident.id);
        let at = point(resident.at);
        let holding = boxes
            .locate_in_envelope_intersecting(&AABB::from_point([at.x(), at.y()]))
            .filter(|zone| zone.data.area.intersects(&at))
            .count();
        assert_eq!(holding, usize::from(!result.covered[i]), "{}", resident.id);
    }
}

fn weights_add_up(findings: &Findings, circle: usize) {
    let districts = findings.districts.rows.len();
    let slot = |district: Option<u32>| district.map_or(districts, |d| d as usize);
    let mut zones = vec![0.0; districts + 1];
    for zone in &findings.zones[circle].zones {
        zones[slot(zone.district)] += zone.weight[Weight::Pop as usize];
    }
    let mut uncovered = vec![0.0; districts + 1];
    for (i, resident) in findings.residents.rows.iter().enumerate() {
        if !findings.results[circle].covered[i] {
            uncovered[slot(findings.district_of[i])] += resident.weight[Weight::Pop as usize];
        }
    }
    assert_eq!(zones, uncovered);
}

fn one_valid_area_on_the_grid(zone: &Zone) {
    assert_eq!(zone.area.0.len(), 1, "one contiguous area");
    assert!(zone.area.is_valid(), "zone {}: {:?}", zone.rank, zone.area.validation_errors());
    assert!(zone.area_m2 > 0.0);
    let polygon = &zone.area.0[0];
    for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
        for c in ring.coords() {
            for v in [c.x, c.y] {
                assert!((v * 1e7 - (v * 1e7).round()).abs() < 1e-5, "{v} has more than 7 decimals");
            }
        }
    }
}

fn inside_its_district(findings: &Findings, zone: &Zone) {
    let Some(level) = findings.level else { return };
    let Some(own) = zone.district else {
        for (_, district) in findings.districts.on_level(level) {
            if overlaps(&zone.area, &district.area) {
                let shared = overlap_m2(&zone.area, &district.area);
                assert!(shared < 1.0, "zone {} outside shares {shared} m2", zone.rank);
            }
        }
        return;
    };
    let district = &findings.districts.rows[own as usize].area;
    let left = geo::BooleanOps::difference(&zone.area, district);
    let outside_m2 = walkshed::geodesy::area_m2(&left);
    // Cut edges are drawn to the 1e-7 grid: half a centimetre along the border.
    assert!(outside_m2 < 1.0 + 0.006 * border_m(&zone.area), "zone {}: {outside_m2} m2", zone.rank);
}

fn border_m(area: &MultiPolygon) -> f64 {
    let at = |c: geo::Coord| LonLat::new(c.x, c.y).unwrap();
    area.iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        .flat_map(|ring| ring.lines().collect::<Vec<_>>())
        .map(|line| distance_m(at(line.start), at(line.end)))
        .sum()
}

fn overlaps(a: &MultiPolygon, b: &MultiPolygon) -> bool {
    match (a.bounding_rect(), b.bounding_rect()) {
        (Some(x), Some(y)) => x.intersects(&y),
        _ => false,
    }
}

fn overlap_m2(a: &MultiPolygon, b: &MultiPolygon) -> f64 {
    walkshed::geodesy::area_m2(&geo::BooleanOps::intersection(a, b))
}

fn zones_do_not_overlap(zones: &[Zone]) {
    for (i, a) in zones.iter().enumerate() {
        for b in &zones[i + 1..] {
            if overlaps(&a.area, &b.area) && a.area.relate(&b.area).is_intersects() {
                let shared = overlap_m2(&a.area, &b.area);
                assert!(shared < 0.01, "zones {} and {} share {shared} m2", a.rank, b.rank);
            }
        }
    }
}

/// Corners of every zone: within 200 m of an uncovered resident, and no nearer to a covered one
/// (a corner between two cells is equally near; the grid moves it by up to a centimetre).
fn near_uncovered_people_only(findings: &Findings, circle: usize) {
    let tree = |covered: bool| {
        let rows = findings.residents.rows.iter().zip(&findings.results[circle].covered);
        let points = rows
            .filter(|&(_, &c)| c == covered)
            .map(|(r, _)| GeomWithData::new([r.at.lon(), r.at.lat()], r.at))
            .collect();
        RTree::<GeomWithData<[f64; 2], LonLat>>::bulk_load(points)
    };
    let (uncovered, covered) = (tree(false), tree(true));
    let nearest_m = |tree: &RTree<GeomWithData<[f64; 2], LonLat>>, at: LonLat, within_m: f64| {
        let plane = LocalPlane::at(at.lat());
        let (dx, dy) = (within_m / plane.x_m, within_m / plane.y_m);
        let around =
            AABB::from_corners([at.lon() - dx, at.lat() - dy], [at.lon() + dx, at.lat() + dy]);
        tree.locate_in_envelope(&around)
            .map(|r| distance_m(at, r.data))
            .fold(f64::INFINITY, f64::min)
    };
    for zone in &findings.zones[circle].zones {
        for c in zone.area.0[0].exterior().coords() {
            let at = LonLat::new(c.x, c.y).unwrap();
            let to_uncovered = nearest_m(&uncovered, at, 210.0);
            assert!(to_uncovered <= 200.02, "zone {}: {c:?} is {to_uncovered} m off", zone.rank);
            let to_covered = nearest_m(&covered, at, to_uncovered + 1.0);
            assert!(
                to_uncovered <= to_covered + 0.1,
                "zone {}: {c:?} is {to_uncovered} m from an uncovered and {to_covered} m from a \
                 covered resident",
                zone.rank
            );
        }
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
    let ids = |f: &Findings, z: &Zone| {
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
