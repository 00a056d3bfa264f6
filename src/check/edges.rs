//! Where the data end before the walks do (edge effect): people near the end of the streets, or of
//! the facilities, may have a nearer facility or a shorter way beyond it, which nobody sees.
//!
//! *The end* is the convex hull, of all vertices of the walkable streets and of all running
//! facilities of the circles. It is a measure, not the truth: a bay or a clipped corner within the
//! hull goes unseen, and a coast on the hull is an end although nothing lies beyond it. The hull lies
//! within the bounding box, so nobody whom the box finds is missed. *Near* is nearer than the
//! longest cutoff of the circles (coverage may be too low) and, as a note, than the search horizon
//! (only distances beyond the cutoffs may be too long).

use rayon::prelude::*;

use super::count::{Count, InDistrict, by_district};
use super::finding::{Code, Finding, Severity, Words};
use super::hull::Hull;
use super::{Records, Streets};
use crate::lang::Lang;

/// Fewer facilities have no extent that tells anything.
const FACILITIES: usize = 10;
/// Districts named in the sentence.
const NAMED: usize = 3;

pub fn edges(records: &Records<'_>) -> Vec<Finding> {
    let reach_m = records
        .study
        .circles
        .iter()
        .map(|(_, circle)| records.study.profile.1.cutoff(circle.minutes).metres())
        .fold(0.0, f64::max);
    let horizon_m = records.study.horizon_m;
    let depths = |hull: Hull| -> Vec<f64> {
        let rows = records.residents.rows.par_iter().with_min_len(1024);
        rows.map(|r| hull.depth_m(r.at)).collect()
    };
    let within = |depths: &[f64], metres: f64| -> Vec<usize> {
        (0..depths.len()).filter(|&r| depths[r] < metres).collect()
    };
    let mut findings = Vec::new();
    if let Some(depths) = records.streets.and_then(|s| of_streets(&s)).map(depths) {
        let near = within(&depths, reach_m);
        findings.extend(finding(records, &near, reach_m, Severity::Warning, Code::EdgeOfStreets));
        let near = within(&depths, horizon_m);
        findings.extend(finding(records, &near, horizon_m, Severity::Note, Code::EdgeOfSearch));
    }
    if let Some(depths) = of_facilities(records).map(depths) {
        let near = within(&depths, reach_m);
        findings.extend(finding(records, &near, reach_m, Severity::Note, Code::EdgeOfFacilities));
    }
    findings
}

fn of_streets(streets: &Streets<'_>) -> Option<Hull> {
    Hull::of(streets.network.vertices().iter().copied())
}

fn of_facilities(records: &Records<'_>) -> Option<Hull> {
    let used = records.study.used_categories;
    let counted = records.facilities.rows.iter().filter(|f| f.counted && f.category < used);
    if counted.clone().count() < FACILITIES {
        return None;
    }
    Hull::of(counted.map(|f| [f.at.lon(), f.at.lat()]))
}

fn finding(
    records: &Records<'_>,
    near: &[usize],
    metres: f64,
    severity: Severity,
    code: Code,
) -> Option<Finding> {
    if near.is_empty() {
        return None;
    }
    let count = Count::of(records.residents, near.iter().copied());
    let districts = by_district(records, near);
    let (en, zh) = (count.en(), count.zh());
    let (role, text) = match code {
        Code::EdgeOfFacilities => (
            "facilities",
            Words::of(
                format!(
                    "{en} live within {metres:.0} m of where the facilities end, or beyond: if there \
                     are more around, they are not seen"
                ),
                format!("{zh}距设施分布边界不足 {metres:.0} 米或在其外，界外若有设施则未计入"),
            ),
        ),
        Code::EdgeOfSearch => (
            "network",
            Words::of(
                format!(
                    "{en} live within the search horizon of {metres:.0} m of the edge of the street \
                     data: their distances beyond the circles may be too long"
                ),
                format!("{zh}距路网边界不足搜索范围 {metres:.0} 米，服务圈以外的距离可能偏大"),
            ),
        ),
        _ => (
            "network",
            Words::of(
                format!(
                    "{en} live within {metres:.0} m of the edge of the street data; what lies \
                     beyond is not seen"
                ),
                format!("{zh}距路网边界不足 {metres:.0} 米，界外道路和设施未计入"),
            ),
        ),
    };
    let text =
        Words::of(text.en + &named(&districts, Lang::En), text.zh + &named(&districts, Lang::Zh));
    let mut finding = Finding::new(severity, code, role, text)
        .touching(count)
        .in_file(records.file(role))
        .figure("within_m", metres);
    finding.districts = districts;
    Some(finding)
}

/// ` (西区 520, 东区 40, …)`
fn named(districts: &[InDistrict], lang: Lang) -> String {
    if districts.len() < 2 {
        return String::new();
    }
    let told = districts.iter().take(NAMED).map(|part| {
        let name = match &part.code {
            Some(code) if part.name.is_empty() => code,
            None => lang.pick(["outside all districts", "未归属"]),
            _ => &*part.name,
        };
        format!("{name} {:.0}", part.people.unwrap_or(part.points as f64))
    });
    let [open, between, more, close] =
        if lang == Lang::Zh { ["（", "、", "等", "）"] } else { [" (", ", ", ", …", ")"] };
    let told = told.collect::<Vec<_>>().join(between);
    let more = if districts.len() > NAMED { more } else { "" };
    format!("{open}{told}{more}{close}")
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    /// Streets around and across a square of 8 km.
    fn square() -> Scene {
        let mut scene = Scene::new();
        let d = 4000.0;
        for [a, b] in [
            [[-d, -d], [d, -d]],
            [[d, -d], [d, d]],
            [[d, d], [-d, d]],
            [[-d, d], [-d, -d]],
            [[-d, 0.0], [d, 0.0]],
        ] {
            scene.street(a, b);
        }
        scene
    }

    fn codes(scene: &Scene) -> Vec<(Code, usize, Option<f64>)> {
        let findings = scene.check(edges);
        findings.into_iter().map(|f| (f.code, f.points.unwrap(), f.people)).collect()
    }

    #[test]
    fn people_within_the_longest_circle_of_the_end_of_the_streets() {
        let mut scene = square();
        // The longest circle reaches 1000 m; the search 5000 m, which is farther than anybody.
        scene.resident("middle", "", Scene::at([0.0, 5.0]), 100.0);
        scene.resident("inner", "", Scene::at([2990.0, 5.0]), 50.0);
        scene.resident("outer", "", Scene::at([3010.0, 5.0]), 70.0);
        let found = codes(&scene);
        assert_eq!(found[0], (Code::EdgeOfStreets, 1, Some(70.0)));
        assert_eq!(found[1], (Code::EdgeOfSearch, 3, Some(220.0)));
        scene.study.horizon_m = 1000.0;
        assert_eq!(codes(&scene)[1], (Code::EdgeOfSearch, 1, Some(70.0)));
    }

    #[test]
    fn people_beyond_the_facilities_and_their_districts() {
        let mut scene = Scene::new();
        scene.district("1", "西区", [-0.1, -0.1, 0.0, 0.1]);
        scene.district("2", "东区", [0.0, -0.1, 0.1, 0.1]);
        for x in -3..=3 {
            for y in [-3.0, 3.0] {
                scene.facility("f", "", 0, Scene::at([1000.0 * f64::from(x), 1000.0 * y]));
            }
        }
        scene.resident("middle", "", Scene::at([-10.0, 0.0]), 100.0);
        scene.resident("near", "", Scene::at([-2500.0, 0.0]), 50.0);
        scene.resident("beyond", "", Scene::at([5000.0, 0.0]), 70.0);
        let findings = scene.check(edges);
        assert_eq!(findings.len(), 1, "no streets, no end of them: {findings:?}");
        assert_eq!((findings[0].code, findings[0].people), (Code::EdgeOfFacilities, Some(120.0)));
        let parts: Vec<_> = findings[0].districts.iter().map(|d| (&*d.name, d.people)).collect();
        assert_eq!(parts, [("东区", Some(70.0)), ("西区", Some(50.0))]);
        assert!(findings[0].text.en.ends_with(" (东区 70, 西区 50)"), "{}", findings[0].text.en);
    }
}
