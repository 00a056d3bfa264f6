//! Records that may be one: on the same place, or of one name close together.
//!
//! Ids are unique already (another row with the same id is rejected). A resident twice counts its
//! people twice; several buildings on the point of their compound are as usual as harmless, so only
//! rows that differ in nothing but the id are a warning. Facilities twice do not change who reaches
//! one, but how many there are.

use std::collections::hash_map::Entry;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::Records;
use super::count::Count;
use super::finding::{Code, Finding, Severity, Words};
use crate::geodesy::{LocalPlane, LonLat, distance_m};

/// Records of one name that lie no farther apart than this, metres, may be one.
const NEAR_M: f64 = 50.0;

/// A record as far as doubles are concerned.
#[derive(Clone, Copy)]
struct Record<'a> {
    id: &'a str,
    name: &'a str,
    /// Only records of one kind can be one: the category of a facility.
    kind: usize,
    at: LonLat,
}

pub fn duplicates(records: &Records<'_>) -> Vec<Finding> {
    let residents: Vec<Record<'_>> = records
        .residents
        .rows
        .iter()
        .map(|r| Record { id: &r.id, name: &r.name, kind: 0, at: r.at })
        .collect();
    let facilities: Vec<Record<'_>> = records
        .facilities
        .rows
        .iter()
        .map(|f| Record { id: &f.id, name: &f.name, kind: f.category, at: f.at })
        .collect();
    let mut findings = of_residents(records, &residents);
    findings.extend(of_facilities(records, &facilities));
    findings
}

fn of_residents(records: &Records<'_>, rows: &[Record<'_>]) -> Vec<Finding> {
    let people = records.residents;
    let file = records.file("residents");
    let mut findings = Vec::new();
    let (mut pairs, mut places) = (Vec::new(), Vec::new());
    for place in same_place(rows) {
        let mut first: FxHashMap<(&str, [u64; 5]), usize> = FxHashMap::default();
        let mut others = Vec::new();
        for r in place {
            let row = &people.rows[r];
            // Without a name and weights rows have nothing but their id to differ in.
            if row.name.is_empty() && row.weight == [0.0; 5] {
                others.push(r);
                continue;
            }
            match first.entry((&row.name, row.weight.map(f64::to_bits))) {
                Entry::Vacant(entry) => {
                    entry.insert(r);
                    others.push(r);
                }
                Entry::Occupied(entry) => pairs.push([*entry.get(), r]),
            }
        }
        if others.len() > 1 {
            places.push(others);
        }
    }
    if !pairs.is_empty() {
        let count = Count::of(people, pairs.iter().map(|pair| pair[1]));
        let text = Words::of(
            format!("{} repeat another row in all but the id, and count twice", count.en()),
            format!("{}与另一条记录除编号外完全相同，被重复计算", count.zh()),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::DuplicateRow, "residents", text)
                .touching(count)
                .in_file(file)
                .mend("leave the repeated rows out", "请删除重复记录")
                .such_as(pairs.iter().map(|&pair| named(rows, pair))),
        );
    }
    if !places.is_empty() {
        let count = Count::of(people, places.iter().flatten().copied());
        let text = Words::of(
            format!(
                "{} share their place exactly with another ({} places)",
                count.en(),
                places.len()
            ),
            format!("{}与其他居民点位置完全相同（{} 处）", count.zh(), places.len()),
        );
        findings.push(
            Finding::new(Severity::Note, Code::DuplicatePlace, "residents", text)
                .touching(count)
                .in_file(file)
                .such_as(places.iter().map(|place| named(rows, [place[0], place[1]]))),
        );
    }
    let near = same_name(rows);
    if !near.is_empty() {
        let count = Count::of(people, near.iter().map(|pair| pair[0]));
        let text = Words::of(
            format!("{} have another of the same name within 50 m", count.en()),
            format!("{}在 50 米内有同名居民点", count.zh()),
        );
        findings.push(
            Finding::new(Severity::Note, Code::DuplicateName, "residents", text)
                .touching(count)
                .in_file(file)
                .mend("check that they are not one place twice", "请核对是否为同一居民点的重复记录")
                .such_as(once(&near).map(|pair| named(rows, pair))),
        );
    }
    findings
}

fn of_facilities(records: &Records<'_>, rows: &[Record<'_>]) -> Vec<Finding> {
    let file = records.file("facilities");
    let mend = ["if they are one, leave the others out", "如为同一设施，请只保留一条"];
    let mut findings = Vec::new();
    let places = same_place(rows);
    if !places.is_empty() {
        let count = places.iter().map(Vec::len).sum::<usize>();
        let text = Words::of(
            format!(
                "{count} facilities share their place exactly with another of their category ({} \
                 places)",
                places.len()
            ),
            format!("{count} 个设施与同类设施位置完全相同（{} 处）", places.len()),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::DuplicatePlace, "facilities", text)
                .counting(count)
                .in_file(file)
                .mend(mend[0], mend[1])
                .such_as(places.iter().map(|place| named(rows, [place[0], place[1]]))),
        );
    }
    let near = same_name(rows);
    if !near.is_empty() {
        let text = Words::of(
            format!(
                "{} facilities have another of the same category and name within 50 m",
                near.len()
            ),
            format!("{} 个设施在 50 米内有同类同名设施", near.len()),
        );
        findings.push(
            Finding::new(Severity::Warning, Code::DuplicateName, "facilities", text)
                .counting(near.len())
                .in_file(file)
                .mend(mend[0], mend[1])
                .such_as(once(&near).map(|pair| named(rows, pair))),
        );
    }
    findings
}

/// Each pair once, not from both sides.
fn once(pairs: &[[usize; 2]]) -> impl Iterator<Item = [usize; 2]> + '_ {
    let told = |pair: &&[usize; 2]| {
        let [a, b] = **pair;
        a < b || pairs.binary_search(&[b, a]).is_err()
    };
    pairs.iter().filter(told).copied()
}

/// `R1 = R2 (小区)`
fn named(rows: &[Record<'_>], [a, b]: [usize; 2]) -> String {
    let (a, b) = (rows[a], rows[b]);
    if !a.name.is_empty() && a.name == b.name {
        return format!("{} = {} ({})", a.id, b.id, a.name);
    }
    format!("{} = {}", a.id, b.id)
}

/// Records of one kind on exactly one place, two or more each, in the order of the first.
fn same_place(rows: &[Record<'_>]) -> Vec<Vec<usize>> {
    // 0 + -0 is 0: one place.
    let bits = |at: LonLat| [at.lon(), at.lat()].map(|degrees| (degrees + 0.0).to_bits());
    let mut order: Vec<(usize, [u64; 2], usize)> =
        rows.iter().enumerate().map(|(i, row)| (row.kind, bits(row.at), i)).collect();
    order.sort_unstable();
    let places = order.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|place| place.len() > 1);
    let mut places: Vec<Vec<usize>> =
        places.map(|place| place.iter().map(|&(_, _, i)| i).collect()).collect();
    places.sort_unstable();
    places
}

/// Records with a neighbour of the same kind and name within [`NEAR_M`], not on the same place, and
/// that neighbour; in order.
fn same_name(rows: &[Record<'_>]) -> Vec<[usize; 2]> {
    let mut named: FxHashMap<(usize, &str), u32> =
        FxHashMap::with_capacity_and_hasher(rows.len(), FxBuildHasher);
    for row in rows.iter().filter(|row| !row.name.is_empty()) {
        *named.entry((row.kind, row.name)).or_default() += 1;
    }
    named.retain(|_, count| *count > 1);
    let mut groups: FxHashMap<(usize, &str), Vec<usize>> = FxHashMap::default();
    for (i, row) in rows.iter().enumerate() {
        if named.contains_key(&(row.kind, row.name)) {
            groups.entry((row.kind, row.name)).or_default().push(i);
        }
    }
    let mut found: Vec<[usize; 2]> =
        groups.into_values().flat_map(|group| near(rows, &group)).collect();
    found.sort_unstable();
    found
}

/// The members of a group that have another member near, with that one.
fn near(rows: &[Record<'_>], group: &[usize]) -> Vec<[usize; 2]> {
    // Cells nowhere smaller than the distance: who is near lies in this cell or one beside it.
    let lat = group.iter().map(|&i| rows[i].at.lat().abs()).fold(0.0, f64::max);
    let plane = LocalPlane::at(lat.min(89.0));
    let y_m = LocalPlane::at(0.0).y_m;
    let cell = |i: usize| {
        let at = rows[i].at;
        [at.lon() * plane.x_m / NEAR_M, at.lat() * y_m / NEAR_M].map(|v| v.floor() as i64)
    };
    let mut cells: FxHashMap<[i64; 2], Vec<usize>> = FxHashMap::default();
    for &i in group {
        cells.entry(cell(i)).or_default().push(i);
    }
    let neighbour = |i: usize| {
        let [x, y] = cell(i);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| [x + dx, y + dy]));
        around.filter_map(|key| cells.get(&key)).flatten().copied().find(|&other| {
            rows[other].at != rows[i].at && distance_m(rows[other].at, rows[i].at) <= NEAR_M
        })
    };
    group.iter().filter_map(|&i| Some([i, neighbour(i)?])).collect()
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    /// Metres north of the scene's middle, in degrees.
    fn north(metres: f64) -> f64 {
        metres / LocalPlane::at(Scene::LAT).y_m
    }

    fn found(scene: &Scene) -> Vec<(Severity, Code, &'static str, usize)> {
        scene.check(|records| {
            duplicates(records)
                .into_iter()
                .map(|f| (f.severity, f.code, f.role.unwrap(), f.points.unwrap()))
                .collect()
        })
    }

    #[test]
    fn a_row_that_differs_only_in_its_id_counts_twice() {
        let mut scene = Scene::new();
        for id in ["a", "b", "c"] {
            scene.resident(id, "东区", [Scene::LON, Scene::LAT], 70.0);
        }
        scene.resident("d", "东区", [Scene::LON, Scene::LAT + 0.1], 70.0);
        let findings = scene.check(duplicates);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!((findings[0].points, findings[0].people), (Some(2), Some(140.0)));
        assert_eq!(findings[0].examples, ["a = b (东区)", "a = c (东区)"]);
        assert_eq!(findings[0].severity, Severity::Warning);
    }

    #[test]
    fn two_buildings_on_the_point_of_their_compound_are_only_a_note() {
        let mut scene = Scene::new();
        scene.resident("a", "1号楼", [Scene::LON, Scene::LAT], 70.0);
        scene.resident("b", "2号楼", [Scene::LON, Scene::LAT], 70.0);
        assert_eq!(found(&scene), [(Severity::Note, Code::DuplicatePlace, "residents", 2)]);
    }

    #[test]
    fn one_name_within_fifty_metres_and_not_beyond() {
        for (metres, expected) in [(49.9, 2), (50.1, 0)] {
            let mut scene = Scene::new();
            scene.facility("a", "卫生站", 0, [Scene::LON, Scene::LAT]);
            scene.facility("b", "卫生站", 0, [Scene::LON, Scene::LAT + north(metres)]);
            // Neither another category nor another name is the same.
            scene.facility("c", "卫生站", 1, [Scene::LON, Scene::LAT + north(1.0)]);
            scene.facility("d", "诊所", 0, [Scene::LON, Scene::LAT + north(2.0)]);
            let points = found(&scene).iter().map(|f| f.3).sum::<usize>();
            assert_eq!(points, expected, "{metres}");
        }
    }

    #[test]
    fn neighbours_are_found_across_cells_as_by_trying_all_pairs() {
        let mut scene = Scene::new();
        let mut at = Vec::new();
        let mut seed = 7u64;
        for i in 0..300 {
            let mut next = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 33) as f64 / (1u64 << 31) as f64
            };
            at.push([Scene::LON + 0.02 * next(), Scene::LAT + 0.015 * next()]);
            scene.facility(&i.to_string(), "同名", 0, at[i]);
        }
        let near =
            |a: &[f64; 2]| at.iter().any(|b| a != b && crate::geodesy::length_m(*a, *b) <= NEAR_M);
        let expected = at.iter().filter(|a| near(a)).count();
        assert!(expected > 20 && expected < 280, "{expected}");
        assert_eq!(
            found(&scene),
            [(Severity::Warning, Code::DuplicateName, "facilities", expected)]
        );
    }

    #[test]
    fn facilities_of_one_category_on_one_place() {
        let mut scene = Scene::new();
        scene.facility("a", "甲", 0, [Scene::LON, Scene::LAT]);
        scene.facility("b", "乙", 0, [Scene::LON, Scene::LAT]);
        scene.facility("c", "丙", 1, [Scene::LON, Scene::LAT]);
        assert_eq!(found(&scene), [(Severity::Warning, Code::DuplicatePlace, "facilities", 2)]);
    }
}
