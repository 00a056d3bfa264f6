//! Districts of one level that share ground: who lives there counts in the first of them only.

use geo::{BooleanOps, BoundingRect, Coord, CoordsIter};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::Records;
use super::finding::{Code, Finding, Severity, Words};
use super::outlines::name;
use crate::geodesy;
use crate::inputs::District;

/// Shared ground below this share of the smaller district is a rounded border …
const SLIVER: f64 = 1e-6;
/// … and so is what is narrower than this on average, metres: two drawings of one border.
const WIDTH_M: f64 = 1.0;
/// Corners of all districts beyond which a run leaves this to `check`: cutting them would take
/// longer than the rest of the check.
const QUICK_CORNERS: usize = 20_000;

/// Two districts that overlap.
struct Overlap<'a> {
    pair: [&'a District; 2],
    area_m2: f64,
    /// Share of the smaller one.
    share: f64,
}

/// One finding a pair, largest first.
pub fn overlapping(records: &Records<'_>) -> Vec<Finding> {
    let rows = &records.districts.rows;
    if records.quick && rows.iter().map(|d| d.area.coords_count()).sum::<usize>() > QUICK_CORNERS {
        return Vec::new();
    }
    let boxed = |i: usize| {
        let bounds = rows[i].area.bounding_rect()?;
        let corner = |c: Coord| [c.x, c.y];
        Some(GeomWithData::new(
            Rectangle::from_corners(corner(bounds.min()), corner(bounds.max())),
            i,
        ))
    };
    let boxes: Vec<_> = (0..rows.len()).filter_map(boxed).collect();
    let tree = RTree::bulk_load(boxes.clone());
    let mut pairs: Vec<[usize; 2]> = Vec::new();
    for one in &boxes {
        let around = AABB::from_corners(one.geom().lower(), one.geom().upper());
        let others = tree.locate_in_envelope_intersecting(&around).map(|other| other.data);
        let later = |&j: &usize| j > one.data && rows[j].level == rows[one.data].level;
        pairs.extend(others.filter(later).map(|j| [one.data, j]));
    }
    pairs.sort_unstable();
    let mut found: Vec<Overlap<'_>> =
        pairs.par_iter().filter_map(|&[i, j]| overlap([&rows[i], &rows[j]])).collect();
    found.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
    found.iter().map(|overlap| told(records, overlap)).collect()
}

fn overlap(pair: [&District; 2]) -> Option<Overlap<'_>> {
    let shared = pair[0].area.intersection(&pair[1].area);
    let area_m2 = geodesy::area_m2(&shared);
    let smaller = pair.map(|district| geodesy::area_m2(&district.area)).into_iter();
    let share = area_m2 / smaller.fold(f64::INFINITY, f64::min);
    let around_m: f64 = shared
        .iter()
        .flat_map(|polygon| polygon.exterior().lines())
        .map(|line| geodesy::length_m([line.start.x, line.start.y], [line.end.x, line.end.y]))
        .sum();
    // A strip is as wide as its area over half of its outline.
    let width_m = area_m2 / (0.5 * around_m);
    (share > SLIVER && width_m > WIDTH_M).then_some(Overlap { pair, area_m2, share })
}

fn told(records: &Records<'_>, overlap: &Overlap<'_>) -> Finding {
    let [a, b] = overlap.pair.map(name);
    let (m2, percent) = (overlap.area_m2, 100.0 * overlap.share);
    let text = Words::of(
        format!(
            "districts {a} and {b} overlap by {m2:.0} m² ({percent:.3} % of the smaller one); who \
             lives there counts in the first only"
        ),
        format!(
            "区划 {a} 与 {b} 重叠 {m2:.0} 平方米（占较小者的 {percent:.3}%），重叠处居民只计入前者"
        ),
    );
    Finding::new(Severity::Warning, Code::OverlappingDistricts, "districts", text)
        .counting(2)
        .in_file(records.file("districts"))
        .mend("cut one of them, or put them on different levels", "请裁去重叠部分，或设为不同层级")
        .such_as(overlap.pair.iter().map(|district| district.code.to_string()))
        .figure("area_m2", m2)
        .figure("share", overlap.share)
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;
    use crate::geodesy::LocalPlane;

    #[test]
    fn the_area_in_common_is_that_of_the_strip() {
        let mut scene = Scene::new();
        // 0.02 x 0.02 degrees each, 0.001 of longitude in common.
        scene.district("1", "西区", [-0.02, -0.01, 0.001, 0.01]);
        scene.district("2", "东区", [0.0, -0.01, 0.02, 0.01]);
        let finding = &scene.check(overlapping)[0];
        let plane = LocalPlane::at(Scene::LAT);
        let expected = 0.001 * plane.x_m * 0.02 * plane.y_m;
        assert!((finding.figures["area_m2"] / expected - 1.0).abs() < 1e-4, "{finding:?}");
        assert!((finding.figures["share"] - 0.05).abs() < 1e-6);
        assert!(finding.text.en.contains("西区 (1) and 东区 (2)"));
        scene.districts.rows[1].level = 1;
        scene.districts.levels.push("other".into());
        assert!(scene.check(overlapping).is_empty(), "levels overlap by nature");
    }

    #[test]
    fn shared_and_nearly_shared_borders_are_no_overlap() {
        let half_metre = 0.5 / LocalPlane::at(Scene::LAT).x_m;
        for common in [0.0, 1e-9, half_metre] {
            let mut scene = Scene::new();
            scene.district("1", "", [-0.02, -0.01, common, 0.01]);
            scene.district("2", "", [0.0, -0.01, 0.02, 0.01]);
            assert!(scene.check(overlapping).is_empty(), "{common}");
        }
        let mut scene = Scene::new();
        scene.district("1", "", [-0.02, -0.01, 3.0 * half_metre, 0.01]);
        scene.district("2", "", [0.0, -0.01, 0.02, 0.01]);
        assert_eq!(scene.check(overlapping).len(), 1, "1.5 m are no rounding");
    }
}
