//! T4 设施清单: every facility, with the people that it has within reach.

use std::sync::Arc;

use super::groups::Groups;
use super::table::{Cell, Column, Kind, Missing, Table};
use super::terms;
use crate::inputs::Weight;
use crate::pipeline::SERVED_MINUTES;

pub fn table<'a>(groups: &Arc<Groups<'a>>) -> Table<'a> {
    let (findings, lang) = (groups.findings, groups.lang);
    let column = |name, unit, kind| Column::of(lang, name, unit, kind);
    let text = |name| Column::text(lang, name);
    let metres = findings.study.profile.1.cutoff(SERVED_MINUTES).metres();
    let within = [
        format!("people within {SERVED_MINUTES} minutes, ≤ {metres} m"),
        format!("人，{SERVED_MINUTES}分钟内，≤{metres}米"),
    ];
    let within = within.each_ref().map(|w| &**w);
    let mut columns =
        vec![text(["id", "编号"]), text(["name", "名称"]).wide(28), text(["category", "类别"])];
    columns.extend(groups.place_columns());
    columns.extend(Column::place(lang));
    columns.extend([
        column(["area", "面积"], ["m²", "平方米"], Kind::Number(1)),
        column(["capacity", "床位/托位"], ["places", "个"], Kind::Count),
        column(["people served", "服务人口"], within, Kind::Count),
        column(["points served", "服务居民点"], ["the same", "个，同上"], Kind::Count),
        text(["status", "状态"]),
        text(["status as given", "原始状态"]),
        text(["counted", "是否计入"]).wide(10),
        text(["source", "数据来源"]).wide(24),
        text(["coordinates as given", "坐标系（原始）"]),
    ]);
    let notes = [
        [
            "People served are all who have a walk to this facility within the time, however near another one is: \
             the numbers of several facilities overlap and do not add up.",
            "服务人口为在该时间内可步行到达本设施的全部人口，不论是否另有更近的设施：各设施之间有重叠，不可相加。",
        ],
        [
            "Area is the floor area of the column floor_area_m2.",
            "面积取自输入数据的“建筑面积”列（floor_area_m2）。",
        ],
    ];
    let of = Arc::clone(groups);
    let title = lang.pick(["Facilities", "设施清单"]);
    Table::of((super::FILES[3], title), columns, findings.facilities.rows.len(), move |i, cells| {
        cells.extend(row(&of, i));
    })
    .noted(notes.map(|note| lang.pick(note).to_owned()).to_vec())
}

fn row<'a>(groups: &Groups<'a>, i: usize) -> Vec<Cell<'a>> {
    let (findings, lang) = (groups.findings, groups.lang);
    let facility = &findings.facilities.rows[i];
    let file = findings.rejects.files.iter().filter(|f| f.role == "facilities");
    let file = file.into_iter().nth(facility.source);
    let served = match (findings.served.as_ref().map(|served| &served[i]), facility.counted) {
        (Some(Some(served)), _) => Ok(served),
        (_, false) => Err(Missing::NotCounted),
        (Some(None), true) => Err(Missing::NoWay),
        (None, true) => Err(Missing::NoData),
    };
    let mut cells = vec![
        Cell::text(&*facility.id),
        Cell::text(&*facility.name),
        Cell::text(terms::category(findings, facility.category, lang)),
    ];
    cells.extend(groups.place_of_facility(i));
    cells.extend(Cell::place(facility.at));
    cells.extend([
        Cell::number(facility.floor_area_m2),
        Cell::number(facility.capacity),
        match served {
            Err(missing) => Cell::Missing(missing),
            Ok(_) if !findings.residents.has(Weight::Pop) => Cell::Missing(Missing::NoData),
            Ok(served) => Cell::Number(served.weight[Weight::Pop as usize]),
        },
        match served {
            Err(missing) => Cell::Missing(missing),
            Ok(served) => Cell::Number(served.residents as f64),
        },
        Cell::text(lang.pick(terms::state(facility.state))),
        Cell::text(&*facility.status),
        Cell::text(lang.pick(if facility.counted { ["yes", "是"] } else { ["no", "否"] })),
        match file.and_then(|f| f.file.file_name()) {
            Some(name) => Cell::text(name.to_string_lossy()),
            None => Cell::Missing(Missing::NoData),
        },
        match (&facility.original, file.and_then(|f| f.crs.as_deref())) {
            (Some(original), _) => Cell::text(&*original.crs),
            (None, Some(crs)) => Cell::text(crs),
            (None, None) => Cell::Missing(Missing::NoData),
        },
    ]);
    cells
}
