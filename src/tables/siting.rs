//! T7 选址建议: its headings; candidates are not computed yet.

use super::table::{Column, Kind, Table};
use crate::lang::Lang;

pub fn table<'a>(lang: Lang) -> Table<'a> {
    let column = |name, unit, kind| Column::of(lang, name, unit, kind);
    let people = ["people", "人"];
    let columns = vec![
        Column::text(lang, ["candidate", "候选点"]).wide(28),
        column(["people covered anew", "新增覆盖人口"], people, Kind::Count),
        column(["people of 60 and older covered anew", "新增覆盖老年人"], people, Kind::Count),
        column(["coverage with all before", "累计覆盖率"], ["", ""], Kind::Share),
    ];
    let note = lang.pick([
        "Not computed: this version does not search for sites. The sheet is empty, which says nothing about \
         whether sites are needed; see T3 for where people are not covered.",
        "未计算：本版本不做选址。本表为空不代表无需增设设施；未覆盖位置见 T3。",
    ]);
    let title = lang.pick(["Siting", "选址建议"]);
    Table::small((super::FILES[6], title), columns, Vec::new()).noted(vec![note.to_owned()])
}
