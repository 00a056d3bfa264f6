//! Weights that cannot be, or hardly: more old people than people, a village in one building,
//! nobody at all.

use super::Records;
use super::count::Count;
use super::finding::{Code, Finding, Severity, Words};
use crate::inputs::{Resident, Residents, Weight};

/// More people than live at any one point: a block of towers holds some thousand, a whole township
/// on one point some ten thousand. More than this is a unit (人 for 万人) or a slip.
const POINT_PEOPLE: f64 = 50_000.0;

/// Weights of which the first is a part of the second, or must not exceed it.
const PARTS: [(Weight, Weight); 5] = [
    (Weight::Pop60, Weight::Pop),
    (Weight::Pop65, Weight::Pop),
    (Weight::Pop65, Weight::Pop60),
    (Weight::Pop0_3, Weight::Pop),
    (Weight::Households, Weight::Pop),
];

/// Parts are often the whole times a share, rounded by itself: off by one is no fault.
const ROUNDING: f64 = 1.0;

pub fn weights(records: &Records<'_>) -> Vec<Finding> {
    let residents = records.residents;
    let file = records.file("residents");
    let rows = &residents.rows;
    let mut findings = Vec::new();
    let mut absurd = Vec::new();
    let mut examples = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        if let Some(why) = absurdity(residents, row) {
            absurd.push(i);
            examples.push(format!("{}: {why}", row.id));
        }
    }
    if !absurd.is_empty() {
        let count = Count::of(residents, absurd);
        let text = Words::of(
            format!(
                "{} have weights that can hardly be: parts larger than the whole, or more than \
                 {POINT_PEOPLE:.0} people at one point",
                count.en()
            ),
            format!("{}的数量不合理：部分大于总数，或一个点超过 {POINT_PEOPLE:.0} 人", count.zh()),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::AbsurdWeight, "residents", text)
                .touching(count)
                .in_file(file)
                .mend(
                    "check the columns and their units (万人?)",
                    "请核对各列及其单位（是否为万人）",
                )
                .such_as(examples),
        );
    }
    let carried: Vec<Weight> = Weight::ALL.into_iter().filter(|&w| residents.has(w)).collect();
    for &weight in &carried {
        if !rows.is_empty() && rows.iter().all(|r| r.weight[weight as usize] == 0.0) {
            let name = weight.name();
            let text = Words::of(
                format!("{name} is 0 for every resident: nothing can be a share of it"),
                format!("所有居民点的 {name} 均为 0，无法计算占比"),
            );
            findings.push(
                Finding::new(Severity::Warning, Code::ZeroWeight, "residents", text)
                    .counting(rows.len())
                    .in_file(file)
                    .mend(
                        "give the numbers, or leave the column out (无数据 is not zero)",
                        "请填写数值，或删除该列（无数据不等于 0）",
                    ),
            );
        }
    }
    let nobody: Vec<usize> = (0..rows.len()).filter(|&r| rows[r].weight == [0.0; 5]).collect();
    if !carried.is_empty() && !nobody.is_empty() && nobody.len() < rows.len() {
        let points = nobody.len();
        let text = Words::of(
            format!("{points} resident points count as nobody: all their weights are 0"),
            format!("{points} 个居民点的各项数量均为 0"),
        );
        findings.push(
            Finding::new(Severity::Note, Code::ZeroWeight, "residents", text)
                .counting(points)
                .in_file(file)
                .such_as(nobody.iter().map(|&r| rows[r].id.to_string())),
        );
    }
    findings
}

/// What is wrong with a resident's weights, if anything.
fn absurdity(residents: &Residents, row: &Resident) -> Option<String> {
    let of = |weight: Weight| row.weight[weight as usize];
    let part = PARTS.into_iter().find(|&(part, whole)| {
        residents.has(part) && residents.has(whole) && of(part) > of(whole) + ROUNDING
    });
    if let Some((part, whole)) = part {
        return Some(format!("{} {} > {} {}", part.name(), of(part), whole.name(), of(whole)));
    }
    let most = |weight: &Weight| of(*weight) > POINT_PEOPLE;
    Weight::ALL.into_iter().find(most).map(|weight| format!("{} {}", weight.name(), of(weight)))
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    /// A scene with one resident a row of weights: pop, pop60, pop65, pop0_3, households.
    fn scene(rows: &[[f64; 5]]) -> Scene {
        let mut scene = Scene::new();
        for (i, weight) in rows.iter().enumerate() {
            let at = [Scene::LON, Scene::LAT + 0.001 * i as f64];
            scene.resident(&format!("r{i}"), "", at, 0.0);
            scene.residents.rows[i].weight = *weight;
        }
        scene.residents.has = [true; 5];
        scene
    }

    #[test]
    fn parts_that_exceed_the_whole_and_points_that_hold_a_city() {
        let usual = [100.0, 30.0, 20.0, 4.0, 40.0];
        for (row, why) in [
            ([100.0, 120.0, 20.0, 4.0, 40.0], "pop60 120 > pop 100"),
            ([100.0, 30.0, 40.0, 4.0, 40.0], "pop65 40 > pop60 30"),
            ([100.0, 30.0, 20.0, 104.0, 40.0], "pop0_3 104 > pop 100"),
            ([10.5, 3.0, 2.0, 0.4, 4000.0], "households 4000 > pop 10.5"),
            ([60_000.0, 3.0, 2.0, 0.4, 400.0], "pop 60000"),
        ] {
            let findings = scene(&[usual, row]).check(weights);
            assert_eq!(findings.len(), 1, "{findings:?}");
            assert_eq!(findings[0].examples, [format!("r1: {why}")]);
            assert_eq!(findings[0].people, Some(row[0]));
        }
        assert!(scene(&[usual]).check(weights).is_empty());
        // Two people in two households, one of them by rounding.
        assert!(scene(&[[1.0, 2.0, 2.0, 1.0, 1.0]]).check(weights).is_empty());
    }

    #[test]
    fn columns_that_are_not_there_cannot_be_exceeded() {
        let mut scene = scene(&[[0.0, 30.0, 0.0, 0.0, 0.0]]);
        scene.residents.has = [false, true, false, false, false];
        assert!(scene.check(weights).is_empty());
    }

    #[test]
    fn nobody_is_a_note_and_a_column_of_zeros_a_warning() {
        let findings = scene(&[[100.0, 30.0, 20.0, 4.0, 40.0], [0.0; 5]]).check(weights);
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].severity, &*findings[0].examples[0]), (Severity::Note, "r1"));
        let findings = scene(&[[100.0, 0.0, 0.0, 4.0, 40.0]]).check(weights);
        let columns: Vec<&str> = findings.iter().map(|f| &f.text.en[..5]).collect();
        assert_eq!(columns, ["pop60", "pop65"]);
        let mut without = scene(&[[0.0; 5]]);
        without.residents.has = [false; 5];
        assert!(without.check(weights).is_empty(), "no data is not zero");
    }
}
