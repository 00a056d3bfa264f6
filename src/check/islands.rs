//! Pieces of street that hold no facility of a category, and the people who live on them: no walk,
//! however long, leads to one.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Records;
use super::count::{Count, by_district};
use super::finding::{Code, Finding, Severity, Words};
use crate::snapping::Snap;

pub fn islands(records: &Records<'_>) -> Option<Finding> {
    let streets = records.streets?;
    let component = |snap: &Snap| streets.network.component(streets.network.ends(snap.edge)[0]);
    let used = records.study.used_categories;
    // Which categories each piece of street holds.
    let mut holds: FxHashMap<u32, Vec<bool>> = FxHashMap::default();
    let mut offered = vec![false; used];
    for facility in records.facilities.rows.iter().filter(|f| f.counted && f.category < used) {
        let own = facility.entrances.start as usize..facility.entrances.end as usize;
        for snap in streets.doors[own].iter().flatten() {
            let held = holds.entry(component(snap)).or_insert_with(|| vec![false; used]);
            held[facility.category] = true;
            offered[facility.category] = true;
        }
    }
    // Nearly everybody lives where everything is.
    let all = |held: &Vec<bool>| held.iter().zip(&offered).all(|(held, offered)| held >= offered);
    let complete: FxHashSet<u32> =
        holds.iter().filter(|(_, held)| all(held)).map(|(&piece, _)| piece).collect();
    let mut without: Vec<Vec<usize>> = vec![Vec::new(); used];
    let mut stranded = Vec::new();
    let mut pieces: FxHashSet<u32> = FxHashSet::default();
    for (r, resident) in records.residents.rows.iter().enumerate() {
        let own = resident.entrances.start as usize..resident.entrances.end as usize;
        let snaps = || streets.homes[own.clone()].iter().flatten().map(component);
        if snaps().any(|piece| complete.contains(&piece)) {
            continue;
        }
        let on: Vec<u32> = snaps().collect();
        let mut any = false;
        // A category that nobody offers is lacking everywhere, which is another finding.
        for category in (0..used).filter(|&c| offered[c] && !on.is_empty()) {
            let held = |piece: &u32| holds.get(piece).is_some_and(|held| held[category]);
            if !on.iter().any(held) {
                without[category].push(r);
                any = true;
            }
        }
        if any {
            stranded.push(r);
            pieces.extend(on);
        }
    }
    if stranded.is_empty() {
        return None;
    }
    let count = Count::of(records.residents, stranded.iter().copied());
    let lacking = |lang: usize, between: &str| {
        let lacked = (0..used).filter(|&c| !without[c].is_empty());
        let told = lacked.map(|c| format!("{} {}", records.title(c)[lang], without[c].len()));
        told.collect::<Vec<_>>().join(between)
    };
    let text = Words::of(
        format!(
            "{} live on {} {} of street that {} cut off from facilities (points without: {})",
            count.en(),
            pieces.len(),
            if pieces.len() == 1 { "piece" } else { "pieces" },
            if pieces.len() == 1 { "is" } else { "are" },
            lacking(0, ", ")
        ),
        format!(
            "{}位于 {} 处孤立路网，其上没有设施（缺失类别及点数：{}）",
            count.zh(),
            pieces.len(),
            lacking(1, "、")
        ),
    );
    let mut finding = Finding::new(Severity::Warning, Code::Island, "network", text)
        .touching(count)
        .in_file(records.file("network"))
        .mend(
            "check whether the streets there are really cut off (a missing bridge, gate or crossing)",
            "请核对该处道路是否确实不连通（缺桥、门或过街）",
        )
        .figure("pieces", pieces.len() as f64)
        .such_as(stranded.iter().map(|&r| records.residents.rows[r].id.to_string()));
    for category in (0..used).filter(|&c| !without[c].is_empty()) {
        let name = &records.study.categories[category].0;
        let own = Count::of(records.residents, without[category].iter().copied());
        finding = finding.figure(format!("points_without_{name}"), own.points as f64);
        if let Some(people) = own.people {
            finding = finding.figure(format!("people_without_{name}"), people);
        }
    }
    finding.districts = by_district(records, &stranded);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    #[test]
    fn people_on_a_piece_of_street_without_facilities() {
        let mut scene = Scene::new();
        scene.street([-2000.0, 0.0], [2000.0, 0.0]);
        scene.street([-2000.0, 500.0], [2000.0, 500.0]);
        for category in 0..scene.study.used_categories {
            scene.facility("f", "", category, Scene::at([0.0, 5.0]));
        }
        scene.resident("main", "", Scene::at([50.0, 5.0]), 100.0);
        scene.resident("island", "", Scene::at([50.0, 495.0]), 70.0);
        scene.resident("nowhere", "", Scene::at([50.0, 900.0]), 30.0);
        let finding = scene.check(islands).unwrap();
        assert_eq!((finding.points, finding.people), (Some(1), Some(70.0)));
        assert_eq!((finding.figures["pieces"], finding.examples.len()), (1.0, 1));
        assert_eq!(finding.examples, ["island"]);
        // One facility over there: the others are still out of reach.
        scene.facility("g", "", 0, Scene::at([0.0, 505.0]));
        let name = scene.study.categories[0].0.clone();
        let finding = scene.check(islands).unwrap();
        assert!(!finding.figures.contains_key(&format!("points_without_{name}")));
        let other = scene.study.categories[1].0.clone();
        assert_eq!(finding.figures[&format!("people_without_{other}")], 70.0);
        // A gate on the main streets ends it.
        let gate = scene.residents.entrances[0];
        scene.residents.entrances[1] = gate;
        assert_eq!(scene.check(islands), None);
    }
}
