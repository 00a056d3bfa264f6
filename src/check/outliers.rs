//! Points far from everything: a slip in a coordinate, or another town.

use super::Records;
use super::count::Count;
use super::finding::{Code, Finding, Severity, Words};
use super::sample::median;
use crate::geodesy::{LocalPlane, LonLat};

/// A point is far when it lies so many times farther from the middle than half of the residents …
const TIMES: f64 = 10.0;
/// … and at least so far, metres: the far end of a large city is no outlier.
const FAR_M: f64 = 20_000.0;

pub fn outliers(records: &Records<'_>) -> Vec<Finding> {
    let Some(middle) = Middle::of(records.residents.rows.iter().map(|r| r.at)) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let km = middle.far_m / 1000.0;
    let rows = &records.residents.rows;
    let far: Vec<usize> = (0..rows.len()).filter(|&r| middle.is_far(rows[r].at)).collect();
    let told = |id: &str, at: LonLat| {
        format!("{id} ({}, {}; {:.0} km)", at.lon(), at.lat(), middle.away_m(at) / 1000.0)
    };
    if !far.is_empty() {
        let count = Count::of(records.residents, far.iter().copied());
        let text = Words::of(
            format!("{} lie more than {km:.0} km from the middle of all residents", count.en()),
            format!("{}距全体居民点中心超过 {km:.0} 公里", count.zh()),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::Outlier, "residents", text)
                .touching(count)
                .in_file(records.file("residents"))
                .mend("check their coordinates", "请核对坐标")
                .figure("far_m", middle.far_m)
                .such_as(far.iter().map(|&r| told(&rows[r].id, rows[r].at))),
        );
    }
    let rows = &records.facilities.rows;
    let far: Vec<usize> = (0..rows.len()).filter(|&f| middle.is_far(rows[f].at)).collect();
    if !far.is_empty() {
        // The file of a whole province is no fault.
        let text = Words::of(
            format!(
                "{} facilities lie more than {km:.0} km from the middle of all residents",
                far.len()
            ),
            format!("{} 个设施距全体居民点中心超过 {km:.0} 公里", far.len()),
        );
        findings.push(
            Finding::new(Severity::Note, Code::Outlier, "facilities", text)
                .counting(far.len())
                .in_file(records.file("facilities"))
                .figure("far_m", middle.far_m)
                .such_as(far.iter().map(|&f| told(&rows[f].id, rows[f].at))),
        );
    }
    findings
}

/// The middle of points, and what is far from it.
struct Middle {
    lon: f64,
    lat: f64,
    far_m: f64,
}

impl Middle {
    /// Medians, which a stray point does not move; none without points.
    fn of(points: impl Iterator<Item = LonLat> + Clone) -> Option<Middle> {
        let lon = median(points.clone().map(LonLat::lon).collect())?;
        let lat = median(points.clone().map(LonLat::lat).collect())?;
        let mut middle = Middle { lon, lat, far_m: 0.0 };
        let usual_m = median(points.map(|at| middle.away_m(at)).collect())?;
        middle.far_m = (TIMES * usual_m).max(FAR_M);
        Some(middle)
    }

    /// Metres from the middle, in the plane of the middle: good enough to tell 20 km from 200.
    fn away_m(&self, at: LonLat) -> f64 {
        // The shorter way round the Earth.
        let dlon = (at.lon() - self.lon + 540.0).rem_euclid(360.0) - 180.0;
        LocalPlane::at(self.lat).length_m(dlon, at.lat() - self.lat)
    }

    fn is_far(&self, at: LonLat) -> bool {
        self.away_m(at) > self.far_m
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    #[test]
    fn one_home_in_another_town_is_named_and_its_people_counted() {
        let mut scene = Scene::new();
        for i in 0..20 {
            let x = Scene::LON + 0.001 * f64::from(i);
            scene.resident(&format!("r{i}"), "", [x, Scene::LAT], 10.0);
        }
        scene.resident("stray", "", [Scene::LON - 1.0, Scene::LAT], 30.0);
        scene.facility("far", "", 0, [Scene::LON, Scene::LAT + 1.0]);
        let findings = scene.check(outliers);
        assert_eq!(findings.len(), 2);
        assert_eq!((findings[0].points, findings[0].people), (Some(1), Some(30.0)));
        assert!(findings[0].examples[0].starts_with("stray (105.2, 38.5; 88 km)"), "{findings:?}");
        assert_eq!((findings[1].severity, findings[1].points), (Severity::Note, Some(1)));
    }

    #[test]
    fn a_large_city_has_no_outliers() {
        // 60 km across, homes evenly spread: the farthest is twice as far as half of them.
        let mut scene = Scene::new();
        for i in -30..=30 {
            scene.resident(&i.to_string(), "", [Scene::LON + f64::from(i) / 87.0, Scene::LAT], 1.0);
        }
        assert!(scene.check(outliers).is_empty());
        assert!(Scene::new().check(outliers).is_empty(), "nor has nothing");
    }

    #[test]
    fn the_way_round_the_earth_is_the_shorter_one() {
        let mut scene = Scene::new();
        for lon in [179.99, -179.99, 179.98, -179.98] {
            scene.resident(&lon.to_string(), "", [lon, -17.0], 1.0);
        }
        assert!(scene.check(outliers).is_empty());
    }
}
