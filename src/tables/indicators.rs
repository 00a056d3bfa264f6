//! T1 指标汇总表: one indicator × district × denominator a row.

use std::sync::Arc;

use super::groups::Groups;
use super::table::{Cell, Column, Kind, Missing, Table, Verdict};
use super::terms;
use crate::coverage::{Group, Indicator, Variant};
use crate::inputs::Weight;
use crate::lang::Lang;
use crate::pipeline::Findings;
use crate::rules::{self, Denominator, Op, Target};

const MET: [&str; 2] = ["met", "达标"];
const MISSED: [&str; 2] = ["missed", "未达标"];

pub fn table<'a>(groups: &Arc<Groups<'a>>) -> Table<'a> {
    let (findings, lang) = (groups.findings, groups.lang);
    let column = |name, unit, kind| Column::of(lang, name, unit, kind);
    let text = |name| Column::text(lang, name);
    let people = ["people", "人"];
    let mut columns = groups.whom_columns();
    columns.extend([
        column(["population", "常住人口"], people, Kind::Count),
        column(["60 and older", "60岁及以上"], people, Kind::Count),
        column(["under three", "0–3岁"], people, Kind::Count),
        text(["indicator no.", "指标编号"]),
        text(["indicator", "指标名称"]).wide(34),
        text(["counted as", "口径（距离、速度、分母、设施范围）"]).wide(70),
        column(["numerator", "分子"], ["covered", "覆盖"], Kind::Count),
        column(["denominator", "分母"], ["all", "总数"], Kind::Count),
        text(["unit of both", "分子分母单位"]).wide(10),
    ]);
    let figure = columns.len();
    columns.extend([
        column(
            ["value", "指标值"],
            ["numerator ÷ denominator, unrounded", "分子÷分母，未取整"],
            Kind::Share,
        )
        .wide(12),
        text(["unit", "单位"]).wide(12),
        column(["target", "目标值"], ["", ""], Kind::Share),
    ]);
    let verdict = columns.len();
    columns.extend([
        text(["met?", "是否达标"]).wide(10),
        column(
            ["shortfall", "差额"],
            [
                "missing to the target, in the unit of both, rounded up",
                "达到目标还差，分子分母单位，进位取整",
            ],
            Kind::Count,
        ),
        text(["data of", "数据时点"]).wide(12),
        text(["remark", "备注"]).wide(44),
    ]);
    let notes = [
        [
            "Values are compared with targets unrounded; the display has as many digits as it takes not to \
             contradict the verdict.",
            "指标值按未取整数值与目标比较；显示位数保证不与结论矛盾。",
        ],
        [
            "Every rate is formed from the numerator and denominator of its own row; the rows of a level, with \
             those outside all districts, add up to the total.",
            "各级比率均由本级分子、分母重新计算，不取平均；同一层级各行与“未归属”之和等于合计。",
        ],
        [
            "Facilities outside a district count for the people in it. Who stands on no street, or on streets that \
             lead to none, counts as not covered.",
            "区划外的设施计入区划内居民的覆盖；无法连接路网或位于孤立路网的居民点计为未覆盖。",
        ],
    ];
    let of = Arc::clone(groups);
    let names = (super::FILES[0], lang_title(lang));
    let table = Table::of(names, columns, findings.indicators.len(), move |i, cells| {
        cells.extend(row(&of, &of.findings.indicators[i]));
    });
    let word = |words: [&'static str; 2]| lang.pick(words);
    let verdict = Verdict { figure, column: verdict, met: word(MET), missed: word(MISSED) };
    table.judged(verdict).pinned(3).noted(notes.map(|note| lang.pick(note).to_owned()).to_vec())
}

fn lang_title(lang: Lang) -> &'static str {
    lang.pick(["Indicators", "指标汇总表"])
}

fn row<'a>(groups: &Groups<'a>, indicator: &'a Indicator) -> Vec<Cell<'a>> {
    let (findings, lang) = (groups.findings, groups.lang);
    let study = &findings.study;
    let target = indicator.verdict.as_ref().map(|v| &study.targets[v.target]);
    let met = indicator.verdict.as_ref().and_then(|v| v.met);
    let value = target.and_then(|t| t.value);
    let [_, unit] = terms::denominator(indicator.denominator, indicator.weight, lang);
    let mut cells = groups.whom(indicator.group);
    cells.extend(
        [Weight::Pop, Weight::Pop60, Weight::Pop0_3].map(|w| groups.weight(indicator.group, w)),
    );
    cells.extend([
        Cell::text(number(findings, indicator)),
        Cell::text(name(findings, indicator, lang)),
        Cell::text(counted_as(findings, indicator, lang)),
        Cell::number(indicator.parts.map(|p| p.0)),
        Cell::number(indicator.parts.map(|p| p.1)),
        Cell::text(unit),
        match indicator.rate() {
            Some(rate) => Cell::Share(rate, value),
            None => Cell::Missing(Missing::NoData),
        },
        Cell::text(lang.pick(["share, 1 = 100%", "比率（1=100%）"])),
        value.map_or(Cell::Empty, |v| Cell::Share(v, None)),
        match (target, met) {
            (None, _) => Cell::Empty,
            (Some(_), Some(true)) => Cell::text(lang.pick(MET)),
            (Some(_), Some(false)) => Cell::text(lang.pick(MISSED)),
            (Some(t), None) if t.value.is_none() => {
                Cell::text(lang.pick(["target without a number", "目标无数值"]))
            }
            (Some(_), None) => Cell::Missing(Missing::NoData),
        },
        match (target, met, indicator.parts) {
            (Some(_), Some(true), _) => Cell::Number(0.0),
            (Some(t), Some(false), Some(parts)) => {
                Cell::number(shortfall(t, parts, indicator.denominator))
            }
            _ => Cell::Empty,
        },
        match &*study.data_date {
            "" => Cell::Missing(Missing::NoData),
            date => Cell::text(date),
        },
        Cell::text(remark(indicator, target, lang)),
    ]);
    cells
}

/// The number of an indicator: that of its target, or of its circle and category.
fn number(findings: &Findings, indicator: &Indicator) -> String {
    let study = &findings.study;
    let circle = &study.circles[indicator.circle].0;
    match (&indicator.verdict, indicator.category) {
        (Some(verdict), _) => study.targets[verdict.target].id.clone(),
        (None, None) => circle.clone(),
        (None, Some(category)) => format!("{circle}/{}", study.categories[category].0),
    }
}

fn name(findings: &Findings, indicator: &Indicator, lang: Lang) -> String {
    let mut name = terms::circle(findings, indicator.circle, lang).to_owned();
    if let Some(category) = indicator.category {
        name += &format!(" · {}", terms::category(findings, category, lang));
    }
    if indicator.variant != Variant::Headline {
        name += &format!(" · {}", indicator.variant.name());
    }
    name + lang.pick([" coverage", "覆盖率"])
}

fn counted_as(findings: &Findings, indicator: &Indicator, lang: Lang) -> String {
    let rule = &findings.study.circles[indicator.circle].1;
    let metres = indicator.cutoff.metres();
    let minutes = match indicator.variant {
        Variant::Headline => Some(rule.minutes),
        Variant::Minutes(more) => Some(rule.minutes + more),
        Variant::Metres(_) => None,
    };
    let within = match (minutes, lang) {
        (Some(minutes), Lang::En) => format!("{minutes} min = {metres} m"),
        (Some(minutes), Lang::Zh) => format!("{minutes} 分钟＝{metres} 米"),
        (None, Lang::En) => format!("{metres} m"),
        (None, Lang::Zh) => format!("{metres} 米"),
    };
    let [share_of, _] = terms::denominator(indicator.denominator, indicator.weight, lang);
    let parts = [
        terms::method(findings, lang),
        within,
        format!("{}{share_of}", lang.pick(["share of: ", "分母："])),
        terms::filter(findings, lang).to_owned(),
    ];
    parts.join(lang.pick(["; ", "；"]))
}

/// How much is missing to a target that is missed: whole people and things, square metres as they
/// are.
fn shortfall(target: &Target, (part, whole): (f64, f64), of: Denominator) -> Option<f64> {
    let value = target.value?;
    let missing = match target.op {
        Op::AtLeast => value * whole - part,
        Op::AtMost => part - value * whole,
    };
    Some(match of {
        Denominator::Land => missing.max(0.0),
        // A target that is missed is missed by somebody.
        _ => missing.ceil().max(1.0),
    })
}

fn remark(indicator: &Indicator, target: Option<&Target>, lang: Lang) -> String {
    let mut remarks = Vec::new();
    match (indicator.parts, indicator.rate()) {
        (None, _) => {
            remarks.push(lang.pick(["the input has no such data", "输入数据缺少该项"]).to_owned())
        }
        (Some(_), None) => remarks.push(lang.pick(["nobody here", "无人口"]).to_owned()),
        _ => {}
    }
    if let Group::Outside(_) = indicator.group {
        remarks
            .push(lang.pick(["outside all polygons of the level", "位于所有区划边界之外"]).into());
    }
    if indicator.denominator == Denominator::Districts {
        remarks.push(lang.pick(["pass mark: project setting", "合格线为项目设定"]).into());
    }
    if let Some(target) = target {
        let kind = lang.pick(terms::kind(target.kind));
        let period = &target.period;
        remarks.push(match lang {
            Lang::En => format!("target: {kind} {period} {}", target.op.sign()),
            Lang::Zh => format!("目标类型：{kind} {period} {}", target.op.sign()),
        });
        if target.kind == rules::Kind::Project {
            remarks.push(lang.pick(["no source gives this target", "无文件依据"]).into());
        }
    }
    remarks.join(lang.pick(["; ", "；"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(op: Op) -> Target {
        Target {
            id: "T".into(),
            circle: "c".into(),
            denominator: Denominator::Population,
            op,
            value: Some(0.95),
            phrase: String::new(),
            source: String::new(),
            period: String::new(),
            kind: rules::Kind::Policy,
        }
    }

    #[test]
    fn a_shortfall_is_whole_people_and_never_nobody() {
        let people = Denominator::Population;
        // 95 % of 1001 are 950.95.
        assert_eq!(shortfall(&target(Op::AtLeast), (940.0, 1001.0), people), Some(11.0));
        assert_eq!(shortfall(&target(Op::AtLeast), (950.0, 1001.0), people), Some(1.0));
        assert_eq!(shortfall(&target(Op::AtMost), (99.0, 100.0), people), Some(4.0));
        let land = shortfall(&target(Op::AtLeast), (90.0, 100.0), Denominator::Land).unwrap();
        assert!((land - 5.0).abs() < 1e-9);
        assert_eq!(
            shortfall(&Target { value: None, ..target(Op::AtLeast) }, (1.0, 2.0), people),
            None
        );
    }
}
