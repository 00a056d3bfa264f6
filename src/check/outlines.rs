//! District outlines that are no valid polygons: where a ring crosses itself, inside and outside
//! have no meaning, and people may count in the wrong district.
//!
//! The rules are those of OGC Simple Features but for one: parts and holes that share a border are
//! let pass, since they enclose the same ground. Rings are swept, because the place of the fault
//! tells more than its name, and because trying all pairs takes minutes on a detailed border.

use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{BoundingRect, Coord, Intersects, Line, LineString, MultiPolygon, Polygon, Relate};
use rayon::prelude::*;

use super::Records;
use super::finding::{Code, Finding, Severity, Words};
use crate::inputs::District;

/// What is wrong with an outline, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// A ring crosses itself, or runs back along itself.
    Crosses(Coord),
    /// A ring touches itself.
    Touches(Coord),
    /// A ring has fewer than three distinct points.
    NoArea(Coord),
    /// A hole reaches out of its polygon.
    HoleOutside(Coord),
    /// Two parts, or two holes, cover the same ground.
    PartsOverlap(Coord),
}

impl Fault {
    fn words(self) -> [&'static str; 2] {
        match self {
            Fault::Crosses(_) => ["its outline crosses itself", "边界自相交"],
            Fault::Touches(_) => ["its outline touches itself", "边界自相接"],
            Fault::NoArea(_) => ["a ring has no area", "有一个环没有面积"],
            Fault::HoleOutside(_) => ["a hole reaches outside", "内环超出外环"],
            Fault::PartsOverlap(_) => ["two of its parts overlap", "各部分相互重叠"],
        }
    }

    fn at(self) -> Coord {
        match self {
            Fault::Crosses(at)
            | Fault::Touches(at)
            | Fault::NoArea(at)
            | Fault::HoleOutside(at)
            | Fault::PartsOverlap(at) => at,
        }
    }
}

/// One finding a district.
pub fn invalid(records: &Records<'_>) -> Vec<Finding> {
    let faults: Vec<Option<Fault>> =
        records.districts.rows.par_iter().map(|district| fault(&district.area)).collect();
    let file = records.file("districts");
    let rows = records.districts.rows.iter().zip(faults);
    rows.filter_map(|(district, fault)| Some((district, fault?)))
        .map(|(district, fault)| {
            let Coord { x: lon, y: lat } = fault.at();
            let [en, zh] = fault.words();
            let name = name(district);
            let text = Words::of(
                format!("district {name} is no valid polygon: {en} near {lon:.6}, {lat:.6}"),
                format!("区划 {name} 的多边形无效：{zh}（约 {lon:.6}, {lat:.6}）"),
            );
            Finding::new(Severity::Warning, Code::InvalidDistrict, "districts", text)
                .counting(1)
                .in_file(file)
                .mend(
                    "mend it (in QGIS: Vector, Geometry tools, Fix geometries)",
                    "请先修复（QGIS：矢量 → 几何工具 → 修复几何图形）",
                )
                .such_as([district.code.to_string()])
                .figure("lon", lon)
                .figure("lat", lat)
        })
        .collect()
}

/// `西区 (640104)`
pub fn name(district: &District) -> String {
    if district.name.is_empty() || district.name == district.code {
        return district.code.to_string();
    }
    format!("{} ({})", district.name, district.code)
}

/// The first fault of an area, if it has one.
pub fn fault(area: &MultiPolygon) -> Option<Fault> {
    let rings = |polygon: &Polygon| {
        let mut all = vec![polygon.exterior().clone()];
        all.extend_from_slice(polygon.interiors());
        all
    };
    if let Some(fault) = area.iter().flat_map(rings).find_map(|ring| of_ring(&ring)) {
        return Some(fault);
    }
    for polygon in area {
        let whole = Polygon::new(polygon.exterior().clone(), Vec::new());
        let holes: Vec<Polygon> =
            polygon.interiors().iter().map(|ring| Polygon::new(ring.clone(), Vec::new())).collect();
        if let Some(hole) = holes.iter().find(|hole| !whole.relate(*hole).is_covers()) {
            return Some(Fault::HoleOutside(hole.exterior().0[0]));
        }
        if let Some(at) = overlap(&holes) {
            return Some(Fault::PartsOverlap(at));
        }
    }
    overlap(&area.0).map(Fault::PartsOverlap)
}

/// Where two of several polygons cover the same ground.
fn overlap(parts: &[Polygon]) -> Option<Coord> {
    let boxes: Vec<_> = parts.iter().map(BoundingRect::bounding_rect).collect();
    for (i, part) in parts.iter().enumerate() {
        for j in i + 1..parts.len() {
            let (Some(a), Some(b)) = (boxes[i], boxes[j]) else { continue };
            let shares = || {
                let matrix = part.relate(&parts[j]);
                matrix.get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional
            };
            if a.intersects(&b) && shares() {
                return parts[j].exterior().0.first().copied();
            }
        }
    }
    None
}

/// Whether a ring has an area and meets itself nowhere.
fn of_ring(ring: &LineString) -> Option<Fault> {
    let mut points = ring.0.clone();
    points.dedup();
    let first = *points.first()?;
    if points.len() < 4 {
        return Some(Fault::NoArea(first));
    }
    let lines: Vec<Line> = points.windows(2).map(|p| Line::new(p[0], p[1])).collect();
    let low = |i: u32| lines[i as usize].start.x.min(lines[i as usize].end.x);
    let high = |i: u32| lines[i as usize].start.x.max(lines[i as usize].end.x);
    let mut order: Vec<u32> = (0..lines.len() as u32).collect();
    order.sort_by(|&a, &b| low(a).total_cmp(&low(b)).then(a.cmp(&b)));
    let mut touch = None;
    for (k, &i) in order.iter().enumerate() {
        for &j in order[k + 1..].iter().take_while(|&&j| low(j) <= high(i)) {
            match meet(&lines, i.min(j) as usize, i.max(j) as usize) {
                Some(fault @ Fault::Crosses(_)) => return Some(fault),
                found => touch = touch.or(found),
            }
        }
    }
    touch
}

/// Where two stretches of a ring meet that should not.
fn meet(lines: &[Line], i: usize, j: usize) -> Option<Fault> {
    let (a, b) = (lines[i], lines[j]);
    let above = |p: Line, q: Line| p.start.y.min(p.end.y) > q.start.y.max(q.end.y);
    if above(a, b) || above(b, a) {
        return None;
    }
    let beside = j == i + 1 || (i == 0 && j + 1 == lines.len());
    match line_intersection(a, b)? {
        LineIntersection::Collinear { intersection } => {
            // Neighbours that go on straight share but a point.
            let point = intersection.start == intersection.end;
            match (point, beside) {
                (true, true) => None,
                (true, false) => Some(Fault::Touches(intersection.start)),
                (false, _) => Some(Fault::Crosses(intersection.start)),
            }
        }
        LineIntersection::SinglePoint { intersection, is_proper: true } => {
            Some(Fault::Crosses(intersection))
        }
        LineIntersection::SinglePoint { .. } if beside => None,
        LineIntersection::SinglePoint { intersection, .. } => Some(Fault::Touches(intersection)),
    }
}

#[cfg(test)]
mod tests {
    use geo::{Validation, wkt};

    use super::super::scene::Scene;
    use super::*;

    #[test]
    fn faults_and_their_places_agree_with_another_validation() {
        let cases: [(MultiPolygon, Option<Fault>); 9] = [
            (wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)))), None),
            // A bow tie.
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 4.,4. 0.,0. 4.,0. 0.)))),
                Some(Fault::Crosses(Coord { x: 2., y: 2. })),
            ),
            // A spike.
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,6. 4.,4. 4.,0. 4.,0. 0.)))),
                Some(Fault::Crosses(Coord { x: 6., y: 4. })),
            ),
            // A loop that comes back to a corner.
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 0.,2. 2.,4. 4.,0. 4.,2. 2.,0. 0.)))),
                Some(Fault::Touches(Coord { x: 2., y: 2. })),
            ),
            // A corner repeated is no fault.
            (wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 0.,4. 4.,0. 4.,0. 0.)))), None),
            (wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,2. 1.,2. 2.,1. 1.)))), None),
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(5. 1.,6. 1.,6. 2.,5. 1.)))),
                Some(Fault::HoleOutside(Coord { x: 5., y: 1. })),
            ),
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 0.)),((2. 1.,6. 1.,6. 2.,2. 1.)))),
                Some(Fault::PartsOverlap(Coord { x: 2., y: 1. })),
            ),
            (
                wkt!(MULTIPOLYGON(((0. 0.,1. 1.,0. 0.)))),
                Some(Fault::NoArea(Coord { x: 0., y: 0. })),
            ),
        ];
        for (area, expected) in cases {
            assert_eq!(fault(&area), expected, "{area:?}");
            assert_eq!(area.is_valid(), expected.is_none(), "{area:?}");
        }
    }

    #[test]
    fn a_ring_of_a_hundred_thousand_points_is_swept_in_no_time() {
        let n = 100_000;
        let corner = |i: usize| {
            let (sin, cos) = (i as f64 / n as f64 * std::f64::consts::TAU).sin_cos();
            let r = 1.0 + 0.01 * ((i * 7919) % 100) as f64 / 100.0;
            Coord { x: r * cos, y: r * sin }
        };
        let mut ring: Vec<Coord> = (0..n).map(corner).collect();
        ring.push(ring[0]);
        let area = |ring: &[Coord]| {
            MultiPolygon(vec![Polygon::new(LineString(ring.to_vec()), Vec::new())])
        };
        let began = std::time::Instant::now();
        assert_eq!(fault(&area(&ring)), None);
        // A slip of the pen through the middle and out on the other side.
        ring[500] = Coord { x: -2.0 * ring[500].x, y: -2.0 * ring[500].y };
        assert!(matches!(fault(&area(&ring)), Some(Fault::Crosses(_))));
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }

    #[test]
    fn the_district_is_named() {
        let mut scene = Scene::new();
        scene.district("640104", "西区", [-0.01, -0.01, 0.01, 0.01]);
        assert!(scene.check(invalid).is_empty());
        scene.districts.rows[0].area = wkt!(MULTIPOLYGON(((0. 0.,4. 4.,4. 0.,0. 4.,0. 0.))));
        let finding = &scene.check(invalid)[0];
        for part in ["西区 (640104)", "crosses itself", "2.000000, 2.000000"] {
            assert!(finding.text.en.contains(part), "{finding:?}");
        }
        assert_eq!(finding.examples, ["640104"]);
    }
}
