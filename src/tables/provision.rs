//! T5 配建缺口表: floor area that compounds should provide, against what they have.

use std::sync::Arc;

use super::groups::Groups;
use super::table::{Cell, Column, Kind, Missing, Table};
use super::terms;
use crate::inputs::{Provision, Weight};
use crate::pipeline::Findings;
use crate::rules::Norm;

pub fn table<'a>(groups: &Arc<Groups<'a>>) -> Table<'a> {
    let (findings, lang) = (groups.findings, groups.lang);
    let column = |name, unit, kind| Column::of(lang, name, unit, kind);
    let text = |name| Column::text(lang, name);
    let columns = vec![
        text(["compound", "小区"]),
        text(["id", "居民点编号"]),
        text(["new or existing", "新建/已建"]),
        column(["households", "户数"], ["households", "户"], Kind::Count),
        column(["population", "人口"], ["people", "人"], Kind::Count),
        text(["norm", "标准"]).wide(40),
        column(["area required", "应配面积"], ["m²", "平方米"], Kind::Number(1)),
        column(["area there", "现有面积"], ["m²", "平方米"], Kind::Number(1)),
        column(["gap", "缺口"], ["m², required − there", "平方米，应配−现有"], Kind::Number(1)),
    ];
    let norms = floor_norms(findings);
    let asked = asked(findings, &norms);
    let mut notes = Vec::new();
    if asked.is_empty() {
        let note = [
            "Not computed: no resident point says whether it is new or existing (column new_or_existing: \
             new, existing), which the norms ask for.",
            "未计算：居民点数据没有“新建/已建”列，而各项标准按新建、已建分别规定。",
        ];
        notes.push(lang.pick(note).to_owned());
    } else {
        let note = [
            "A row for each resident point and norm that is for it; points that do not say whether they are new \
             or existing have none of the norms for one of these. Norms stand side by side: their areas are not to \
             be added up. What is there comes from the columns elder_area_m2 and service_area_m2; a negative gap \
             is more than required.",
            "每个居民点按适用的标准各列一行；未注明新建/已建的居民点不列仅适用于其中一种的标准。各项标准并列，面积不可相加。\
             现有面积取自“养老服务用房面积”“社区服务用房面积”列；缺口为负表示超出标准。",
        ];
        notes.push(lang.pick(note).to_owned());
    }
    notes.extend(norms.iter().map(|(name, norm)| {
        lang.pick(["Norm: ", "标准："]).to_owned() + &terms::norm(norm, name, lang)
    }));
    let of = Arc::clone(groups);
    let title = lang.pick(["Gaps of provision", "配建缺口表"]);
    Table::of((super::FILES[4], title), columns, asked.len(), move |i, cells| {
        let (resident, norm) = asked[i];
        let (name, norm) = norms[norm as usize];
        cells.extend(row(&of, resident as usize, name, norm));
    })
    .noted(notes)
}

/// The norms of floor area with their names.
fn floor_norms(findings: &Findings) -> Vec<(&str, &Norm)> {
    let norms = findings.study.norms.iter().map(|(name, norm)| (&**name, norm));
    norms.filter(|(_, n)| n.m2_per_person.is_some() || n.m2_per_household.is_some()).collect()
}

/// Resident and norm of every row.
fn asked(findings: &Findings, norms: &[(&str, &Norm)]) -> Vec<(u32, u32)> {
    let rows = (0u32..).zip(&findings.residents.rows);
    rows.flat_map(|(r, resident)| {
        let is_new = resident.provision.as_ref().and_then(|p| p.is_new);
        let own = (0u32..).zip(norms).filter(move |(_, (_, norm))| norm.is_for(is_new));
        own.map(move |(norm, _)| (r, norm))
    })
    .collect()
}

fn row<'a>(groups: &Groups<'a>, r: usize, name: &'a str, norm: &'a Norm) -> Vec<Cell<'a>> {
    let (findings, lang) = (groups.findings, groups.lang);
    let resident = &findings.residents.rows[r];
    let said = resident.provision.as_deref().copied().unwrap_or_default();
    let count =
        |weight: Weight| findings.residents.has(weight).then(|| resident.weight[weight as usize]);
    let (households, people) = (count(Weight::Households), count(Weight::Pop));
    let required = match (norm.m2_per_person, norm.m2_per_household) {
        (Some(m2), _) => people.map(|people| people * m2),
        (_, Some(m2)) => households.map(|households| households * m2),
        (None, None) => None,
    };
    let there = there(norm, &said);
    let age = match said.is_new {
        Some(true) => Cell::text(lang.pick(["new", "新建"])),
        Some(false) => Cell::text(lang.pick(["existing", "已建"])),
        None => Cell::Missing(Missing::NoData),
    };
    vec![
        Cell::text(&*resident.name),
        Cell::text(&*resident.id),
        age,
        Cell::number(households),
        Cell::number(people),
        Cell::text(terms::norm(norm, name, lang)),
        Cell::number(required),
        Cell::number(there),
        Cell::number(required.zip(there).map(|(required, there)| required - there)),
    ]
}

/// The floor area that a norm is about, as the compound says.
fn there(norm: &Norm, said: &Provision) -> Option<f64> {
    said.area_m2[norm.area? as usize]
}
