//! Headline: one card a circle, with the coverage, the target and the verdict.

use super::html::Html;
use super::table::{self, numbers, words};
use super::terms;
use crate::coverage::{Group, Indicator, Variant};
use crate::inputs::Weight;
use crate::lang::Lang;
use crate::outputs::numbers::percent;
use crate::outputs::terminal::thousands;
use crate::pipeline::Findings;
use crate::rules::{Denominator, Op, Target};

/// All circles.
pub fn write(html: &mut Html, findings: &Findings, lang: Lang) {
    html.open("section", &[("id", "headline")]);
    html.put("h2", &[], lang.pick(["Result", "结论"]));
    html.within("div", &[("class", "cards")], |html| {
        for circle in 0..findings.study.circles.len() {
            card(html, findings, circle, lang);
        }
    });
    html.close("section");
}

fn card(html: &mut Html, findings: &Findings, circle: usize, lang: Lang) {
    html.open("article", &[("class", "card"), ("data-circle", &findings.study.circles[circle].0)]);
    html.put("h3", &[], terms::circle(findings, circle, lang));
    html.put("p", &[("class", "asks")], &terms::asks(findings, circle, lang));
    if let Some(own) = terms::headline(findings, circle) {
        let target = own.verdict.as_ref().map(|v| (&findings.study.targets[v.target], v.met));
        html.within("p", &[("class", "figure")], |html| {
            html.put("strong", &[], &terms::rate(findings, own, lang));
            html.text(" ");
            match target.and_then(|(_, met)| met) {
                Some(met) => html.put(
                    "span",
                    &[("class", terms::verdict_class(met))],
                    terms::verdict(met, lang),
                ),
                None => html.put("span", &[("class", "open")], &unjudged(own, lang)),
            }
        });
        bar(html, own.rate(), target.and_then(|(t, _)| t.value));
        html.put("p", &[], &sentence(findings, own, lang));
        if let Some((target, met)) = target {
            html.put("p", &[("class", "aim")], &gap(findings, own, target, met, lang));
        }
    }
    denominators(html, findings, circle, lang);
    html.close("article");
}

fn unjudged(own: &Indicator, lang: Lang) -> String {
    let words = match (&own.verdict, own.rate()) {
        (_, None) => ["– no data", "– 无数据"],
        (Some(_), _) => ["– target without a number", "– 目标无数值，不作判定"],
        (None, _) => ["– no target", "– 未设目标"],
    };
    lang.pick(words).to_owned()
}

/// `覆盖 254,195 人，共 524,159 人；未覆盖 269,964 人`
fn sentence(findings: &Findings, own: &Indicator, lang: Lang) -> String {
    let Some((covered, total)) = own.parts else { return terms::no_data(lang).to_owned() };
    let unit = terms::unit(findings, lang);
    let [covered, left, total] = [covered, total - covered, total].map(thousands);
    match lang {
        Lang::En => format!("{covered} of {total} {unit} covered, {left} not"),
        Lang::Zh => format!("覆盖 {covered} {unit}，共 {total} {unit}；未覆盖 {left} {unit}"),
    }
}

/// The target, and what is missing to it.
fn gap(
    findings: &Findings,
    own: &Indicator,
    target: &Target,
    met: Option<bool>,
    lang: Lang,
) -> String {
    let mut text = match lang {
        Lang::En => {
            format!("target: {} ({})", terms::aim(target, lang), terms::kind(target.kind, lang))
        }
        Lang::Zh => {
            format!("目标：{}（{}）", terms::aim(target, lang), terms::kind(target.kind, lang))
        }
    };
    let (Some(false), Some(value), Some(rate), Some((covered, total))) =
        (met, target.value, own.rate(), own.parts)
    else {
        return text;
    };
    let points = percent((value - rate).abs(), None);
    let points = points.trim_end_matches('%');
    text += &match lang {
        Lang::En => format!("; {points} percentage points away"),
        Lang::Zh => format!("；相差 {points} 个百分点"),
    };
    if target.op == Op::AtLeast {
        // The hundredth of a person that floats leave over is nobody.
        let more = thousands((value * total - covered - 1e-6).ceil());
        let unit = terms::unit(findings, lang);
        text += &match lang {
            Lang::En => format!(", {more} more {unit} to be covered"),
            Lang::Zh => format!("，还需覆盖 {more} {unit}"),
        };
    }
    text
}

/// A bar from 0 to 100 % with a stroke at the target.
pub fn bar(html: &mut Html, rate: Option<f64>, target: Option<f64>) {
    let Some(rate) = rate else { return };
    let attributes = [
        ("class", "bar"),
        ("viewBox", "0 0 100 8"),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    html.open("svg", &attributes);
    html.raw(r#"<rect class="all" width="100" height="8"/>"#);
    html.open(
        "rect",
        &[("class", "part"), ("width", &format!("{:.2}", 100.0 * rate)), ("height", "8")],
    );
    html.close("rect");
    if let Some(target) = target {
        let x = format!("{:.2}", (100.0 * target).min(99.6));
        html.open("rect", &[("class", "mark"), ("x", &x), ("width", "0.8"), ("height", "8")]);
        html.close("rect");
    }
    html.close("svg");
}

/// The same walks counted in every denominator there is, then each category alone.
fn denominators(html: &mut Html, findings: &Findings, circle: usize, lang: Lang) {
    // A category for everybody has its target group in the population.
    let twice = |i: &Indicator| {
        i.denominator == Denominator::TargetGroup
            && i.weight == Some(Weight::Pop)
            && i.verdict.is_none()
    };
    let all: Vec<&Indicator> = findings
        .indicators
        .iter()
        .filter(|i| i.circle == circle && i.group == Group::Total)
        .filter(|i| i.variant == Variant::Headline && !twice(i))
        .collect();
    let own = terms::counted(findings);
    // The verdict of the headline stands above.
    let judged = all.iter().any(|i| i.verdict.is_some() && i.denominator != own);
    let mut columns = vec![
        words(lang.pick(["counted in", "口径（分母）"])),
        numbers(lang.pick(["covered", "覆盖"])),
        numbers(lang.pick(["of", "总数"])),
        numbers(lang.pick(["coverage", "覆盖率"])),
    ];
    if judged {
        columns.push(words(lang.pick(["target, verdict", "目标与结论"])));
    }
    table::table(html, &columns, |html| {
        for indicator in all.iter().filter(|i| i.parts.is_some()) {
            html.open("tr", if indicator.category.is_some() { &[("class", "sub")] } else { &[] });
            table::cell(html, "", &name(findings, indicator, lang));
            table::cell(html, "n", &terms::amount(indicator.parts.map(|p| p.0), lang));
            table::cell(html, "n", &terms::amount(indicator.parts.map(|p| p.1), lang));
            table::cell(html, "n", &terms::rate(findings, indicator, lang));
            if judged {
                html.within("td", &[], |html| verdict(html, findings, indicator, lang));
            }
            html.close("tr");
        }
    });
    let without: Vec<String> =
        all.iter().filter(|i| i.parts.is_none()).map(|i| name(findings, i, lang)).collect();
    if !without.is_empty() {
        let list = without.join(lang.pick(["; ", "；"]));
        let text = match lang {
            Lang::En => format!("No data in the input: {list}"),
            Lang::Zh => format!("无数据：{list}"),
        };
        html.put("p", &[("class", "note")], &text);
    }
}

fn name(findings: &Findings, indicator: &Indicator, lang: Lang) -> String {
    let name = terms::denominator(indicator, lang);
    let Some(category) = indicator.category else { return name.to_owned() };
    format!("{}{}{name}", terms::category(findings, category, lang), lang.pick([": ", "："]))
}

fn verdict(html: &mut Html, findings: &Findings, indicator: &Indicator, lang: Lang) {
    let Some(verdict) = &indicator.verdict else { return };
    html.text(&terms::aim(&findings.study.targets[verdict.target], lang));
    if let Some(met) = verdict.met {
        html.text(" ");
        html.put("span", &[("class", terms::verdict_class(met))], terms::verdict(met, lang));
    }
}
