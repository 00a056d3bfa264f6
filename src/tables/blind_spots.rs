//! T3 盲点台账: every resident point that a circle does not cover.

use std::sync::Arc;

use rayon::prelude::*;

use super::groups::Groups;
use super::table::{Cell, Column, Kind, Missing, Table};
use super::terms;
use crate::coverage::Why;
use crate::inputs::Weight;
use crate::lang::Lang;
use crate::pipeline::Findings;

pub fn table<'a>(groups: &Arc<Groups<'a>>) -> Table<'a> {
    let (findings, lang) = (groups.findings, groups.lang);
    let column = |name, unit, kind| Column::of(lang, name, unit, kind);
    let text = |name| Column::text(lang, name);
    let mut columns = vec![
        column(["no.", "序号"], ["", ""], Kind::Count).wide(8),
        text(["circle", "服务圈"]).wide(24),
    ];
    columns.extend(groups.place_columns());
    columns.extend([text(["id", "居民点编号"]), text(["compound", "小区"])]);
    columns.extend(Column::place(lang));
    columns.extend([
        column(["population", "人口"], ["people", "人"], Kind::Count),
        text(["missing", "缺失类别"]).wide(26),
        text(["farthest of the needed", "决定类别（所需类别中最远）"]),
        text(["nearest facility of it", "最近设施（决定类别）"]).wide(24),
        column(["walk", "步行距离"], ["m", "米"], Kind::Number(1)),
        column(["walk", "步行时间"], ["minutes", "分钟"], Kind::Number(1)),
        column(["straight", "直线距离"], ["m", "米"], Kind::Number(1)),
        column(["detour factor", "绕行系数"], ["walk ÷ straight", "步行÷直线"], Kind::Number(2)),
        text(["cause", "原因"]),
        text(["hint", "建议（提示，非结论）"]).wide(40),
    ]);
    let spots = spots(findings);
    let notes = [
        [
            "A point stands once for every circle that does not cover it: filter by circle before adding up.",
            "同一居民点未被几个服务圈覆盖就列几行：求和前请先按服务圈筛选。",
        ],
        [
            "The facility is the nearest of the category that decides: of the categories that the circle needs, the \
             farthest. Largest population first.",
            "最近设施为“决定类别”（服务圈所需类别中最远的一类）的最近设施。按人口从多到少排列。",
        ],
        [
            "Hints follow from the cause alone; nobody has looked at the place.",
            "建议仅由原因推出，未经现场核实。",
        ],
    ];
    let of = Arc::clone(groups);
    let title = lang.pick(["Blind spots", "盲点台账"]);
    Table::of((super::FILES[2], title), columns, spots.len(), move |i, cells| {
        let (circle, resident) = spots[i];
        row(&of, i, circle as usize, resident as usize, cells);
    })
    .ranked()
    .noted(notes.map(|note| lang.pick(note).to_owned()).to_vec())
}

/// Circle and resident of every row: most people first, then in the order of the circles and the
/// input.
fn spots(findings: &Findings) -> Vec<(u32, u32)> {
    let rows = &findings.residents.rows;
    let mut spots: Vec<(f64, u32, u32)> = (0u32..)
        .zip(&findings.results)
        .flat_map(|(circle, result)| {
            let uncovered = (0u32..).zip(&result.covered).filter(|&(_, &covered)| !covered);
            uncovered.map(move |(resident, _)| {
                (rows[resident as usize].weight[Weight::Pop as usize], circle, resident)
            })
        })
        .collect();
    spots.par_sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    spots.into_iter().map(|(_, circle, resident)| (circle, resident)).collect()
}

fn row<'a>(groups: &Groups<'a>, i: usize, circle: usize, r: usize, cells: &mut Vec<Cell<'a>>) {
    let (findings, lang) = (groups.findings, groups.lang);
    let resident = &findings.residents.rows[r];
    let result = &findings.results[circle];
    let access = result.binding_access(&findings.answers, r);
    let [cause, hint] = terms::why(result.why[r]);
    cells.push(Cell::Number((i + 1) as f64));
    cells.push(Cell::text(terms::circle(findings, circle, lang)));
    cells.extend(groups.place_of_resident(r));
    cells.extend([Cell::text(&*resident.id), Cell::text(&*resident.name)]);
    cells.extend(Cell::place(resident.at));
    cells.extend([
        match findings.residents.has(Weight::Pop) {
            true => Cell::Number(resident.weight[Weight::Pop as usize]),
            false => Cell::Missing(Missing::NoData),
        },
        missing(findings, circle, r, lang),
        Cell::text(terms::category(findings, result.binding[r], lang)),
    ]);
    match access.facility {
        Some(facility) => {
            let place = &findings.facilities.rows[facility.index()];
            let straight_m = result.straight_m[r];
            let cutoff_m = result.cutoff.metres();
            let minutes = findings.study.profile.1.minutes(access.cost);
            let limit = findings.study.circles[circle].1.minutes;
            cells.extend([
                Cell::text(if place.name.is_empty() { &*place.id } else { &*place.name }),
                Cell::Number(beyond(access.metres, cutoff_m)),
                Cell::Number(beyond(minutes, limit)),
                Cell::Number(rounded(straight_m, 100.0)),
                match straight_m > 0.0 {
                    true => Cell::Number(rounded(access.metres / straight_m, 1000.0)),
                    false => Cell::Empty,
                },
            ]);
        }
        None => {
            let missing = match result.why[r] {
                Why::Island | Why::Unsnapped | Why::NoFacility => Missing::NoWay,
                _ => Missing::Beyond,
            };
            cells.push(Cell::Missing(missing));
            cells.extend([const { Cell::Empty }; 4]);
        }
    }
    cells.extend([Cell::text(lang.pick(cause)), Cell::text(lang.pick(hint))]);
}

/// The categories that a circle's resident lacks; mostly one, whose title is there already.
fn missing(findings: &Findings, circle: usize, r: usize, lang: Lang) -> Cell<'_> {
    let mut missing = findings.results[circle]
        .missing(&findings.answers, r)
        .map(|category| terms::category(findings, category, lang));
    let first = missing.next().unwrap_or_default();
    let Some(second) = missing.next() else { return Cell::text(first) };
    let mut all = first.to_owned();
    for title in std::iter::once(second).chain(missing) {
        all += lang.pick([", ", "、"]);
        all += title;
    }
    Cell::text(all)
}

/// To the nearest of so many parts.
fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

/// To two decimals, unless that would bring back within its limit what is beyond it.
fn beyond(value: f64, limit: f64) -> f64 {
    let shown = rounded(value, 100.0);
    if value > limit && shown <= limit { value } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_never_brings_a_walk_within_its_limit() {
        assert_eq!(beyond(500.004, 500.0), 500.004);
        assert_eq!(beyond(500.006, 500.0), 500.01);
        assert_eq!(beyond(731.239, 500.0), 731.24);
        // Walked metres may be within the limit where stairs are what costs.
        assert_eq!(beyond(499.999, 500.0), 500.0);
    }
}
