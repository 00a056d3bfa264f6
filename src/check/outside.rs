//! Residents in no district: they count in the total and in no district (未归属).

use super::Records;
use super::count::Count;
use super::finding::{Code, Finding, Severity, Words};

pub fn outside(records: &Records<'_>) -> Option<Finding> {
    records.level?;
    let rows = &records.residents.rows;
    let outside: Vec<usize> =
        (0..rows.len()).filter(|&r| records.district_of[r].is_none()).collect();
    if outside.is_empty() {
        return None;
    }
    let count = Count::of(records.residents, outside.iter().copied());
    let all = outside.len() == rows.len();
    let text = Words::of(
        format!("{} lie in no district", count.en()),
        format!("{}不在任何区划内（未归属）", count.zh()),
    );
    let finding = Finding::new(Severity::Warning, Code::OutsideDistricts, "residents", text)
        .touching(count)
        .in_file(records.file("residents"))
        .figure("share", outside.len() as f64 / rows.len() as f64)
        .such_as(outside.iter().map(|&r| rows[r].id.to_string()));
    Some(if all {
        finding.mend(
            "all of them: check that residents and districts are of one place and coordinate system",
            "全部如此：请核对居民点与区划是否为同一地区、同一坐标系",
        )
    } else {
        finding
    })
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    #[test]
    fn people_outside_are_counted() {
        let mut scene = Scene::new();
        scene.district("640104", "西区", [-0.01, -0.01, 0.01, 0.01]);
        scene.resident("in", "", [Scene::LON, Scene::LAT], 100.0);
        scene.resident("out", "", [Scene::LON + 0.02, Scene::LAT], 70.0);
        let finding = scene.check(outside).unwrap();
        assert_eq!((finding.points, finding.people), (Some(1), Some(70.0)));
        assert_eq!((finding.figures["share"], finding.mend), (0.5, None));
    }

    #[test]
    fn without_districts_nobody_is_outside() {
        let mut scene = Scene::new();
        scene.resident("r", "", [Scene::LON, Scene::LAT], 100.0);
        assert_eq!(scene.check(outside), None);
    }
}
