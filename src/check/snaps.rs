//! How far everybody lies from a street, and who lies too far from any.

use serde::Serialize;

use super::count::Count;
use super::finding::{Code, Finding, Severity, Words};
use super::sample::median;
use super::{Records, Streets};
use crate::geodesy::LonLat;

/// Where the bins of the histogram end, metres; the last is open.
const ENDS_M: [f64; 5] = [10.0, 25.0, 50.0, 100.0, 200.0];

/// One bin of a histogram; a distance on the border belongs to the nearer one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Where it begins, metres.
    pub from_m: f64,
    /// Where it ends, metres; none for the last.
    pub to_m: Option<f64>,
    /// Points in it.
    pub points: usize,
    /// People in it; none for facilities, and where the input counts no people.
    pub people: Option<f64>,
}

/// Distances of points to their streets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Histogram {
    /// residents, facilities.
    pub role: &'static str,
    /// Median of all, metres; none when it lies beyond the last bin.
    pub median_m: Option<f64>,
    /// 0–10, 10–25, 25–50, 50–100, 100–200 and more than 200 m.
    pub bins: Vec<Bin>,
}

/// One histogram for the residents, one for the facilities; none without streets.
pub fn histograms(records: &Records<'_>) -> Vec<Histogram> {
    let Some(streets) = &records.streets else { return Vec::new() };
    let (residents, facilities) = (records.residents, records.facilities);
    let gates = |r: usize| residents.entrances_of(r);
    let doors = |f: usize| facilities.entrances_of(f);
    let home_m: Vec<f64> =
        streets.home_m.iter().enumerate().map(|(r, m)| distance(streets, *m, gates(r))).collect();
    let door_m: Vec<f64> =
        streets.door_m.iter().enumerate().map(|(f, m)| distance(streets, *m, doors(f))).collect();
    let people = |own: &[usize]| Count::of(residents, own.iter().copied()).people;
    let nobody = |_: &[usize]| None;
    let both = [
        (!home_m.is_empty()).then(|| histogram("residents", home_m, people)),
        (!door_m.is_empty()).then(|| histogram("facilities", door_m, nobody)),
    ];
    both.into_iter().flatten().collect()
}

/// Metres to the nearest street, also where the snap limit ends before the bins do; infinite beyond
/// both.
fn distance(streets: &Streets<'_>, snapped: Option<f64>, entrances: &[LonLat]) -> f64 {
    let look_m = ENDS_M[ENDS_M.len() - 1];
    let snap = |at: &LonLat| streets.snapper.snap(*at, look_m).map(|snap| snap.access_m);
    snapped
        .or_else(|| entrances.iter().filter_map(snap).min_by(f64::total_cmp))
        .unwrap_or(f64::INFINITY)
}

fn histogram(
    role: &'static str,
    metres: Vec<f64>,
    people: impl Fn(&[usize]) -> Option<f64>,
) -> Histogram {
    let mut of: [Vec<usize>; ENDS_M.len() + 1] = Default::default();
    for (i, &m) in metres.iter().enumerate() {
        of[ENDS_M.partition_point(|&end| end < m)].push(i);
    }
    let bins = of
        .iter()
        .enumerate()
        .map(|(bin, own)| Bin {
            from_m: if bin == 0 { 0.0 } else { ENDS_M[bin - 1] },
            to_m: ENDS_M.get(bin).copied(),
            points: own.len(),
            people: people(own),
        })
        .collect();
    Histogram { role, median_m: median(metres).filter(|m| m.is_finite()), bins }
}

/// Residents and running facilities that no walkable street is near enough to.
pub fn unsnapped(records: &Records<'_>) -> Vec<Finding> {
    let Some(streets) = &records.streets else { return Vec::new() };
    let limit_m = records.study.snap_limit_m;
    let mut findings = Vec::new();
    let rows = &records.residents.rows;
    let off: Vec<usize> = (0..rows.len()).filter(|&r| streets.home_m[r].is_none()).collect();
    if !off.is_empty() {
        let count = Count::of(records.residents, off.iter().copied());
        let text = Words::of(
            format!(
                "{} have no street near enough (within {limit_m} m); counted as uncovered",
                count.en()
            ),
            format!("{}附近（{limit_m} 米内）没有道路，计为未覆盖", count.zh()),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::Unsnapped, "residents", text)
                .touching(count)
                .in_file(records.file("residents"))
                .such_as(off.iter().map(|&r| rows[r].id.to_string())),
        );
    }
    let rows = &records.facilities.rows;
    let off: Vec<usize> =
        (0..rows.len()).filter(|&f| rows[f].counted && streets.door_m[f].is_none()).collect();
    if !off.is_empty() {
        let text = Words::of(
            format!(
                "{} facilities have no street near enough (within {limit_m} m) and are not used",
                off.len()
            ),
            format!("{} 个设施附近（{limit_m} 米内）没有道路，未使用", off.len()),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::FacilitiesUnsnapped, "facilities", text)
                .counting(off.len())
                .in_file(records.file("facilities"))
                .such_as(off.iter().map(|&f| rows[f].id.to_string())),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    #[test]
    fn bins_hold_everybody_once() {
        let mut scene = Scene::new();
        scene.street([-2000.0, 0.0], [2000.0, 0.0]);
        // Metres off the street, and the bin that holds them.
        let off = [0.0, 9.9, 10.1, 24.0, 26.0, 60.0, 99.0, 150.0, 260.0];
        for (i, y) in off.iter().enumerate() {
            scene.resident(&i.to_string(), "", Scene::at([100.0 * i as f64, *y]), 10.0);
        }
        scene.facility("f", "", 0, Scene::at([0.0, 30.0]));
        let histograms = scene.check(histograms);
        let points = |h: &Histogram| h.bins.iter().map(|b| b.points).collect::<Vec<_>>();
        assert_eq!(points(&histograms[0]), [2, 2, 1, 2, 1, 1]);
        let people: f64 = histograms[0].bins.iter().filter_map(|b| b.people).sum();
        assert_eq!(people, 90.0);
        assert!((histograms[0].median_m.unwrap() - 26.0).abs() < 0.01);
        assert_eq!(points(&histograms[1]), [0, 0, 1, 0, 0, 0]);
        assert_eq!(histograms[1].bins[2].people, None);
    }

    #[test]
    fn a_short_snap_limit_does_not_empty_the_bins() {
        let mut scene = Scene::new();
        scene.street([-2000.0, 0.0], [2000.0, 0.0]);
        scene.resident("r", "", Scene::at([0.0, 60.0]), 10.0);
        scene.study.snap_limit_m = 50.0;
        let bins = scene.check(histograms).remove(0).bins;
        assert_eq!(bins[3].points, 1);
        assert_eq!(scene.check(unsnapped)[0].people, Some(10.0));
    }

    #[test]
    fn closed_facilities_need_no_street() {
        let mut scene = Scene::new();
        scene.street([-2000.0, 0.0], [2000.0, 0.0]);
        scene.facility("open", "", 0, Scene::at([0.0, 300.0]));
        scene.facility("closed", "", 0, Scene::at([0.0, 301.0]));
        scene.facilities.rows[1].counted = false;
        let findings = scene.check(unsnapped);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].examples, ["open"]);
    }
}
