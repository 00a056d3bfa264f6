//! The invariants of uncovered zones, checked with means that do not make zones.

use geo::{BoundingRect, Contains, Intersects, MultiPolygon, Point, Relate, Validation};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use walkshed::geodesy::{LocalPlane, LonLat, distance_m};
use walkshed::inputs::{Districts, Residents, Weight};
use walkshed::zones::{Zone, Zones};

/// One circle's zones and what they were made from.
pub struct Case<'a> {
    pub residents: &'a Residents,
    pub covered: &'a [bool],
    pub districts: &'a Districts,
    pub level: Option<usize>,
    pub district_of: &'a [Option<u32>],
    pub zones: &'a Zones,
    /// Residents that are points: zones reach so far from them.
    pub reach_m: f64,
}

/// All five invariants; panics with what is wrong.
pub fn check(case: &Case<'_>) {
    let zones = &case.zones.zones;
    each_uncovered_resident_lies_in_one_zone(case);
    weights_add_up(case);
    for zone in zones {
        one_valid_area_on_the_grid(zone);
        inside_its_district(case, zone);
    }
    zones_do_not_overlap(zones);
    if case.residents.rows.iter().all(|r| r.land.is_none()) {
        near_uncovered_people_only(case);
    }
    assert!(zones.is_sorted_by(|a, b| a.weight[0] >= b.weight[0]), "ranked by people");
    assert!(zones.iter().enumerate().all(|(i, zone)| zone.rank == i + 1));
}

fn point(at: LonLat) -> Point {
    Point::new(at.lon(), at.lat())
}

fn each_uncovered_resident_lies_in_one_zone(case: &Case<'_>) {
    let zones = &case.zones.zones;
    let mut listed = vec![0; case.residents.rows.len()];
    for zone in zones {
        for resident in &zone.residents {
            listed[resident.index()] += 1;
            let at = point(case.residents.rows[resident.index()].at);
            let inside = zone.area.contains(&at);
            assert!(inside, "{at:?} is not in its zone {}", zone.rank);
        }
    }
    let boxes = RTree::bulk_load(
        zones
            .iter()
            .map(|zone| {
                let r = zone.area.bounding_rect().unwrap();
                let corners =
                    Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]);
                GeomWithData::new(corners, zone)
            })
            .collect(),
    );
    for (i, resident) in case.residents.rows.iter().enumerate() {
        assert_eq!(listed[i], usize::from(!case.covered[i]), "{}", resident.id);
        let at = point(resident.at);
        let holding = boxes
            .locate_in_envelope_intersecting(&AABB::from_point([at.x(), at.y()]))
            .filter(|zone| zone.data.area.intersects(&at))
            .count();
        assert_eq!(holding, usize::from(!case.covered[i]), "{}", resident.id);
    }
}

fn weights_add_up(case: &Case<'_>) {
    let districts = case.districts.rows.len();
    let slot = |district: Option<u32>| district.map_or(districts, |d| d as usize);
    let mut zones = vec![0.0; districts + 1];
    for zone in &case.zones.zones {
        zones[slot(zone.district)] += zone.weight[Weight::Pop as usize];
    }
    let mut uncovered = vec![0.0; districts + 1];
    for (i, resident) in case.residents.rows.iter().enumerate() {
        if !case.covered[i] {
            uncovered[slot(case.district_of[i])] += resident.weight[Weight::Pop as usize];
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

fn inside_its_district(case: &Case<'_>, zone: &Zone) {
    let Some(level) = case.level else { return };
    let Some(own) = zone.district else {
        for (_, district) in case.districts.on_level(level) {
            if overlaps(&zone.area, &district.area) {
                let shared = overlap_m2(&zone.area, &district.area);
                assert!(shared < 0.01, "zone {} outside shares {shared} m2", zone.rank);
            }
        }
        return;
    };
    let district = &case.districts.rows[own as usize].area;
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

/// Corners of every zone: within reach of an uncovered resident, and no nearer to a covered one
/// (a corner between two cells is equally near; the grid moves it by up to a centimetre).
fn near_uncovered_people_only(case: &Case<'_>) {
    let tree = |covered: bool| {
        let rows = case.residents.rows.iter().zip(case.covered);
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
    for zone in &case.zones.zones {
        for c in zone.area.0[0].exterior().coords() {
            let at = LonLat::new(c.x, c.y).unwrap();
            let to_uncovered = nearest_m(&uncovered, at, case.reach_m + 10.0);
            assert!(
                to_uncovered <= case.reach_m + 0.02,
                "zone {}: {c:?} is {to_uncovered} m off",
                zone.rank
            );
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
