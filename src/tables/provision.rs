//! T5 配建缺口表: floor area that compounds should provide. The inputs do not say what they do.

use std::sync::Arc;

use super::groups::Groups;
use super::table::{Column, Kind, Table};
use super::terms;

pub fn table<'a>(groups: &Arc<Groups<'a>>) -> Table<'a> {
    let (findings, lang) = (groups.findings, groups.lang);
    let column = |name, unit, kind| Column::of(lang, name, unit, kind);
    let text = |name| Column::text(lang, name);
    let columns = vec![
        text(["compound", "小区"]),
        text(["new or existing", "新建/已建"]),
        column(["households", "户数"], ["households", "户"], Kind::Count),
        column(["population", "人口"], ["people", "人"], Kind::Count),
        text(["norm", "标准"]).wide(40),
        column(["area required", "应配面积"], ["m²", "平方米"], Kind::Number(1)),
        column(["area there", "现有面积"], ["m²", "平方米"], Kind::Number(1)),
        column(["gap", "缺口"], ["m²", "平方米"], Kind::Number(1)),
    ];
    let mut notes = vec![
        lang.pick([
            "Not computed: the inputs that are read have no column for the floor area of a compound's facilities, nor for \
             whether it is new or existing.",
            "未计算：读取的输入数据没有“小区配套设施建筑面积”列，也没有“新建/已建”列。",
        ])
        .to_owned(),
    ];
    let floor = findings.study.norms.iter();
    let floor = floor.filter(|(_, n)| n.m2_per_person.is_some() || n.m2_per_household.is_some());
    notes.extend(floor.map(|(name, norm)| {
        lang.pick(["Norm: ", "标准："]).to_owned() + &terms::norm(norm, name, lang)
    }));
    let title = lang.pick(["Gaps of provision", "配建缺口表"]);
    Table::small((super::FILES[4], title), columns, Vec::new()).noted(notes)
}
