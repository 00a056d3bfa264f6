//! Coverage of every district: one table a circle.

use super::headline::bar;
use super::html::Html;
use super::table::{self, numbers, short, words};
use super::terms;
use crate::coverage::{Group, Indicator};
use crate::lang::Lang;
use crate::outputs::indicator_table::group;
use crate::pipeline::Findings;

/// Districts shown a circle and level; all of them are in `indicators.csv`.
const DISTRICTS: usize = 400;

/// All circles; nothing without districts.
pub fn write(html: &mut Html, findings: &Findings, lang: Lang) {
    if findings.districts.rows.is_empty() {
        return;
    }
    html.open("section", &[("id", "districts")]);
    html.put("h2", &[], lang.pick(["Districts", "分区覆盖情况"]));
    let note = match lang {
        Lang::En => {
            "Counted at the homes of each district; facilities outside it count. Rates are \
                     formed from the sums of each level, never averaged."
        }
        Lang::Zh => {
            "按各区划内的居民点统计，区划外的设施同样计入；各级覆盖率均由该级合计值计算，不取平均。"
        }
    };
    html.put("p", &[("class", "note")], note);
    for circle in 0..findings.study.circles.len() {
        circle_table(html, findings, circle, lang);
    }
    html.close("section");
}

fn circle_table(html: &mut Html, findings: &Findings, circle: usize, lang: Lang) {
    let target = terms::headline(findings, circle)
        .and_then(|i| i.verdict.as_ref())
        .map(|v| &findings.study.targets[v.target]);
    html.within("h3", &[], |html| {
        html.text(terms::circle(findings, circle, lang));
        if let Some(target) = target {
            let aim = terms::aim(target, lang);
            html.put("small", &[], &format!(" {} {aim}", lang.pick(["target", "目标"])));
        }
    });
    let several = findings.results[circle].categories.len() > 1;
    let alone: &[usize] = if several { &findings.results[circle].categories } else { &[] };
    let unit = terms::unit(findings, lang).trim_start_matches('个');
    let mut columns = vec![
        short(lang.pick(["code", "代码"])),
        words(lang.pick(["district", "区划"])),
        numbers(&format!("{}{}", lang.pick(["all, ", "总数，"]), unit)),
        numbers(lang.pick(["covered", "覆盖"])),
        numbers(lang.pick(["not covered", "未覆盖"])),
        numbers(lang.pick(["coverage", "覆盖率"])),
        words(""),
    ];
    let judged = target.is_some_and(|t| t.value.is_some());
    if judged {
        columns.push(short(lang.pick(["verdict", "结论"])));
    }
    let word = lang.pick(["within reach", "可达率"]);
    columns.extend(alone.iter().map(|&c| {
        let title = terms::category(findings, c, lang);
        numbers(&match lang {
            Lang::En => format!("{title} {word}"),
            Lang::Zh => format!("{title}{word}"),
        })
    }));
    let (mut left_out, mut without) = (0, 0);
    table::table(html, &columns, |html| {
        let mut shown = 0;
        for own in terms::figures(findings, circle, None) {
            let empty = own.parts.is_none_or(|(_, total)| total == 0.0);
            // Nobody lives there: nothing to show.
            if empty && own.group != Group::Total {
                without += usize::from(matches!(own.group, Group::District(_)));
                continue;
            }
            if shown > DISTRICTS {
                left_out += 1;
                continue;
            }
            shown += 1;
            row(html, findings, own, (alone, judged), lang);
        }
    });
    if without > 0 {
        let text = match lang {
            Lang::En => format!("Districts without residents in the input, not listed: {without}"),
            Lang::Zh => format!("另有 {without} 个区划在输入数据中没有居民，未列出"),
        };
        html.put("p", &[("class", "note")], &text);
    }
    if left_out > 0 {
        let text = match lang {
            Lang::En => format!("{left_out} more districts are in indicators.csv"),
            Lang::Zh => format!("另有 {left_out} 个区划，见 indicators.csv"),
        };
        html.put("p", &[("class", "note")], &text);
    }
}

fn row(
    html: &mut Html,
    findings: &Findings,
    own: &Indicator,
    (alone, judged): (&[usize], bool),
    lang: Lang,
) {
    let (_, code, name) = group(findings, own.group);
    let name = match own.group {
        Group::Total => lang.pick(["all", "合计"]).to_owned(),
        Group::Outside(_) => lang.pick(["outside all districts", "未归属"]).to_owned(),
        Group::District(_) => name,
    };
    let class: &[(&str, &str)] =
        if own.group == Group::Total { &[("class", "total")] } else { &[] };
    html.open("tr", class);
    table::cell(html, "", &code);
    table::cell(html, "", &name);
    table::cell(html, "n", &terms::amount(own.parts.map(|p| p.1), lang));
    table::cell(html, "n", &terms::amount(own.parts.map(|p| p.0), lang));
    table::cell(html, "n", &terms::amount(own.parts.map(|p| p.1 - p.0), lang));
    table::cell(html, "n", &terms::rate(findings, own, lang));
    let verdict = own.verdict.as_ref();
    let value = verdict.and_then(|v| findings.study.targets[v.target].value);
    html.within("td", &[("class", "bars")], |html| bar(html, own.rate(), value));
    if judged {
        html.open("td", &[]);
        if let Some(met) = verdict.and_then(|v| v.met) {
            html.put("span", &[("class", terms::verdict_class(met))], terms::verdict(met, lang));
        }
        html.close("td");
    }
    for &category in alone {
        let figure =
            terms::figures(findings, own.circle, Some(category)).find(|i| i.group == own.group);
        let text = figure.map_or_else(String::new, |i| terms::rate(findings, i, lang));
        table::cell(html, "n", &text);
    }
    html.close("tr");
}
