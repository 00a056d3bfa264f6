//! Facilities that cannot count, categories that nobody offers, lines that may be no streets.

use super::Records;
use super::finding::{Code, Finding, Severity, Words};
use crate::inputs::{Facility, Status, StatusFilter};

pub fn lacking(records: &Records<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rows = &records.facilities.rows;
    let usable = |f: &usize| {
        rows[*f].counted && records.streets.is_none_or(|streets| streets.door_m[*f].is_some())
    };
    let usable: Vec<usize> = (0..rows.len()).filter(usable).collect();
    // No facilities at all: their file could not be used, which is a finding of its own.
    for category in (0..records.study.used_categories).filter(|_| !rows.is_empty()) {
        if usable.iter().any(|&f| rows[f].category == category) {
            continue;
        }
        let name = &records.study.categories[category].0;
        let text = Words::of(
            format!("there is no usable facility of category {name}"),
            format!("没有可用的 {name} 设施"),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::NoFacility, "facilities", text)
                .in_file(records.file("facilities")),
        );
    }
    let mut some = |code, is: &dyn Fn(&Facility) -> bool, text: &dyn Fn(usize) -> Words| {
        let such: Vec<&Facility> = rows.iter().filter(|f| is(f)).collect();
        if !such.is_empty() {
            findings.push(
                Finding::new(Severity::Warning, code, "facilities", text(such.len()))
                    .counting(such.len())
                    .in_file(records.file("facilities"))
                    .such_as(such.iter().map(|f| f.id.to_string())),
            );
        }
    };
    some(Code::NotRunning, &|f| !f.counted, &|n| match records.study.facility_status {
        StatusFilter::Running => Words::of(
            format!("{n} facilities do not run and are not counted"),
            format!("{n} 个设施未运营，未计入"),
        ),
        StatusFilter::Built => Words::of(
            format!("{n} facilities are not built or gone and are not counted"),
            format!("{n} 个设施尚未建成或已撤销，未计入"),
        ),
    });
    some(Code::CountedIdle, &|f| f.counted && f.state != Status::Running, &|n| {
        Words::of(
            format!("{n} facilities do not run and are counted (facility_status = \"built\")"),
            format!("{n} 个设施未运营，按建成口径计入"),
        )
    });
    if let Some(facts) = records.streets.map(|streets| streets.network.facts())
        && facts.lines_unlabelled > 0
        && facts.ways_highway > 0
    {
        let lines = facts.lines_unlabelled;
        let text = Words::of(
            format!(
                "{lines} lines of the street file have no 'highway' and are walked like streets"
            ),
            format!("路网中 {lines} 条线没有 highway 属性，按可步行道路处理"),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::UnlabelledLines, "network", text)
                .counting(lines as usize)
                .in_file(records.file("network"))
                .mend(
                    "remove them if they are rivers, walls or the like",
                    "若是河流、围墙等，请先删除",
                ),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    #[test]
    fn a_category_whose_only_facility_is_closed_or_off_the_streets_has_none() {
        let mut scene = Scene::new();
        scene.street([-2000.0, 0.0], [2000.0, 0.0]);
        let used = scene.study.used_categories;
        for category in 0..used {
            scene.facility("f", "", category, Scene::at([0.0, 5.0]));
        }
        assert!(scene.check(lacking).is_empty());
        scene.facilities.rows[0].counted = false;
        scene.facilities.entrances[1] = {
            let [lon, lat] = Scene::at([0.0, 900.0]);
            crate::geodesy::LonLat::new(lon, lat).unwrap()
        };
        let codes: Vec<Code> = scene.check(lacking).iter().map(|f| f.code).collect();
        assert_eq!(codes, [Code::NoFacility, Code::NoFacility, Code::NotRunning]);
    }
}
