//! T7 选址建议: where one more facility would cover most people.

use std::sync::Arc;

use super::groups::Groups;
use super::table::{Cell, Column, Kind, Table};
use super::terms;
use crate::coverage::Group;
use crate::inputs::Weight;
use crate::lang::Lang;
use crate::siting::{MOST_CANDIDATES, Site};
use crate::units::ResidentId;

pub fn table<'a>(groups: &Arc<Groups<'a>>) -> Table<'a> {
    let (findings, lang) = (groups.findings, groups.lang);
    let column = |name, unit, kind| Column::of(lang, name, unit, kind);
    let text = |name| Column::text(lang, name);
    let counts = findings.residents.has(Weight::Pop);
    let mut columns = vec![
        text(["circle", "服务圈"]).wide(24),
        text(["category", "设施类别"]).wide(16),
        column(["order", "次序"], ["", ""], Kind::Count).wide(8),
    ];
    columns.extend(groups.place_columns());
    columns.extend([text(["candidate", "候选点"]).wide(28), text(["id", "居民点编号"])]);
    columns.extend(Column::place(lang));
    columns.extend([
        column(["points covered anew", "新增覆盖居民点"], ["points", "个"], Kind::Count),
        column(["people covered anew", "新增覆盖人口"], ["people", "人"], Kind::Count),
        column(
            ["people of 60 and older covered anew", "新增覆盖老年人"],
            ["people", "60岁及以上，人"],
            Kind::Count,
        ),
        match counts {
            true => column(
                ["coverage with all before", "累计覆盖率"],
                ["of the category, of the population", "本类别，占人口"],
                Kind::Share,
            ),
            false => column(
                ["coverage with all before", "累计覆盖率"],
                ["of the category, of the resident points", "本类别，占居民点"],
                Kind::Share,
            ),
        },
    ]);
    let mut rows: Vec<Vec<Cell<'a>>> = Vec::new();
    let people = |r: &ResidentId| findings.residents.people_or_point(r.index());
    let sites: &[Site] = findings.sites.as_deref().unwrap_or_default();
    for own in sites.chunk_by(|a, b| (a.circle, a.category) == (b.circle, b.category)) {
        let mut covered = covered_now(groups, &own[0]);
        for (order, site) in (1u32..).zip(own) {
            covered += site.gained.iter().map(people).sum::<f64>();
            rows.push(row(groups, site, order.into(), covered));
        }
    }
    let title = lang.pick(["Siting", "选址建议"]);
    Table::small((super::FILES[6], title), columns, rows).noted(notes(groups))
}

fn row<'a>(groups: &Groups<'a>, site: &Site, order: f64, covered: f64) -> Vec<Cell<'a>> {
    let (findings, lang) = (groups.findings, groups.lang);
    let at = site.at.index();
    let resident = &findings.residents.rows[at];
    let sum = |weight: Weight| match findings.residents.has(weight) {
        true => {
            let of = |r: usize| findings.residents.rows[r].weight[weight as usize];
            Cell::number(Some(site.gained.iter().map(|r| of(r.index())).sum()))
        }
        false => Cell::number(None),
    };
    let all = groups.people(Group::Total).unwrap_or_else(|| groups.points(Group::Total));
    let mut cells = vec![
        Cell::text(terms::circle(findings, site.circle, lang)),
        Cell::text(terms::category(findings, site.category, lang)),
        Cell::Number(order),
    ];
    cells.extend(groups.place_of_resident(at));
    cells.extend([Cell::text(&*resident.name), Cell::text(&*resident.id)]);
    cells.extend(Cell::place(resident.at));
    cells.extend([
        Cell::Number(site.gained.len() as f64),
        sum(Weight::Pop),
        sum(Weight::Pop60),
        Cell::share(covered, all),
    ]);
    cells
}

/// Whom the category has within the cutoff today.
fn covered_now(groups: &Groups<'_>, site: &Site) -> f64 {
    let findings = groups.findings;
    let cutoff = findings.results[site.circle].cutoff;
    let access = findings.answers.access[site.category].iter().enumerate();
    access
        .filter(|(_, a)| a.cost.within(cutoff))
        .map(|(r, _)| findings.residents.people_or_point(r))
        .sum()
}

fn notes(groups: &Groups<'_>) -> Vec<String> {
    let (findings, lang) = (groups.findings, groups.lang);
    let sites = findings.study.sites;
    let not_computed = match (&findings.sites, sites) {
        (None, _) => Some([
            "Not computed: the study asks for no tables.",
            "未计算：本次运行未要求输出表格。",
        ]),
        (_, 0) => Some([
            "Not computed: the study asks for no places (sites = 0).",
            "未计算：研究文件设置 sites = 0。",
        ]),
        _ => None,
    };
    if let Some(note) = not_computed {
        return vec![lang.pick(note).to_owned()];
    }
    let how = match lang {
        Lang::En => format!(
            "For each circle and category up to {sites} places (sites = {sites}) for one more facility, one after \
             the other: each is the one that covers most people within the cutoff who have neither a facility of \
             the category nor a place before it within it (maximal covering location, greedy: Church & ReVelle \
             1974; Nemhauser, Wolsey & Fisher 1978). Walks are measured as for homes. With no row, nobody who \
             stands on a street is left without."
        ),
        Lang::Zh => format!(
            "按服务圈和设施类别各列最多 {sites} 个候选点（sites = {sites}），依次选取：每次选新增覆盖人口最多的一点，\
             只计此前该类设施及已选候选点均未覆盖者（最大覆盖选址的贪心算法：Church & ReVelle 1974；Nemhauser, Wolsey & \
             Fisher 1978）。步行距离算法与居民点相同。无记录表示路网上已无未覆盖居民点。"
        ),
    };
    let where_ = match lang {
        Lang::En => format!(
            "Candidates are residential points: of each square of half the cutoff that holds uncovered people the \
             one in their middle, the {MOST_CANDIDATES} squares with most people. They show where a facility is \
             missing most; whether there is ground or a room was not looked at."
        ),
        Lang::Zh => format!(
            "候选点取自居民点：以截止距离之半为边长划分方格，每格取最接近未覆盖人口中心的居民点，只计人口最多的 \
             {MOST_CANDIDATES} 格。候选点说明何处最缺设施，是否有用地或用房未经核实。"
        ),
    };
    let share = lang.pick([
        "The share is that of the category alone; a circle of several categories needs all that it asks for.",
        "累计覆盖率仅就本类设施而言；含多类设施的服务圈须同时满足各类要求。",
    ]);
    vec![how, where_, share.to_owned()]
}
