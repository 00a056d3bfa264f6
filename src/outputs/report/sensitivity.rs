//! How much the headline depends on the cutoff: bars by cutoff, the headline among them.

use super::html::Html;
use super::terms;
use crate::coverage::{Group, Indicator, Variant};
use crate::lang::Lang;
use crate::pipeline::Findings;

const WIDTH: f64 = 860.0;
const LEFT: f64 = 210.0;
const RIGHT: f64 = 80.0;
const STEP: f64 = 26.0;

/// All circles that have other cutoffs.
pub fn write(html: &mut Html, findings: &Findings, lang: Lang) {
    let varied = |circle: usize| {
        findings.indicators.iter().any(|i| i.circle == circle && i.variant != Variant::Headline)
    };
    let circles: Vec<usize> = (0..findings.study.circles.len()).filter(|&c| varied(c)).collect();
    if circles.is_empty() {
        return;
    }
    html.open("section", &[("id", "sensitivity")]);
    html.put("h2", &[], lang.pick(["With other cutoffs", "口径敏感性"]));
    let note = [
        "The same walks judged by other limits: how far the coverage depends on the choice.",
        "同一组步行距离按其他限值判定：覆盖率在多大程度上取决于口径的选择。",
    ];
    html.put("p", &[("class", "note")], lang.pick(note));
    for circle in circles {
        html.open("figure", &[]);
        html.put("h3", &[], terms::circle(findings, circle, lang));
        chart(html, findings, circle, lang);
        html.close("figure");
    }
    html.close("section");
}

/// The figures for everybody, nearest cutoff first; what repeats the headline's cutoff is left out.
fn bars(findings: &Findings, circle: usize) -> Vec<&Indicator> {
    let Some(headline) = terms::headline(findings, circle) else { return Vec::new() };
    let other = |i: &&Indicator| {
        i.circle == circle
            && i.group == Group::Total
            && i.variant != Variant::Headline
            && i.cutoff != headline.cutoff
    };
    let mut bars: Vec<&Indicator> = findings.indicators.iter().filter(other).collect();
    bars.push(headline);
    bars.sort_by(|a, b| a.cutoff.order(b.cutoff));
    bars
}

fn chart(html: &mut Html, findings: &Findings, circle: usize, lang: Lang) {
    let bars = bars(findings, circle);
    let target = terms::headline(findings, circle)
        .and_then(|i| i.verdict.as_ref())
        .map(|v| &findings.study.targets[v.target]);
    let value = target.and_then(|t| t.value);
    let span = WIDTH - LEFT - RIGHT;
    let bottom = STEP * bars.len() as f64 + 6.0;
    let view = format!("0 0 {WIDTH} {}", bottom + 22.0);
    html.open("svg", &[("class", "chart"), ("viewBox", &view), ("role", "img")]);
    for tenth in (0..=10).step_by(2) {
        let x = number(LEFT + span * f64::from(tenth) / 10.0);
        html.open(
            "line",
            &[("class", "grid"), ("x1", &x), ("x2", &x), ("y1", "0"), ("y2", &number(bottom))],
        );
        html.close("line");
        let y = number(bottom + 15.0);
        html.put("text", &[("class", "middle"), ("x", &x), ("y", &y)], &format!("{}%", tenth * 10));
    }
    for (i, bar) in bars.iter().enumerate() {
        let top = STEP * i as f64 + 4.0;
        let rate = bar.rate().unwrap_or(0.0);
        let own = bar.variant == Variant::Headline;
        let rect = [
            ("class", if own { "own" } else { "other" }),
            ("x", &number(LEFT)),
            ("y", &number(top)),
            ("width", &number(span * rate)),
            ("height", &number(STEP - 8.0)),
        ];
        html.open("rect", &rect);
        html.close("rect");
        let y = number(top + STEP / 2.0);
        let class = if own { "end strong" } else { "end" };
        let place = [("class", class), ("x", &number(LEFT - 8.0)), ("y", &y)];
        html.put("text", &place, &label(findings, bar, lang));
        let place = [
            ("class", if own { "strong" } else { "" }),
            ("x", &number(LEFT + span * rate + 6.0)),
            ("y", &y),
        ];
        html.put("text", &place, &terms::rate(findings, bar, lang));
    }
    if let Some(value) = value {
        let x = number(LEFT + span * value);
        html.open(
            "line",
            &[("class", "aim"), ("x1", &x), ("x2", &x), ("y1", "0"), ("y2", &number(bottom))],
        );
        html.close("line");
    }
    html.close("svg");
    if let Some(target) = target.filter(|t| t.value.is_some()) {
        let word = lang.pick(["dashed line: target", "虚线：目标"]);
        html.put("figcaption", &[], &format!("{word} {}", terms::aim(target, lang)));
    }
}

fn label(findings: &Findings, bar: &Indicator, lang: Lang) -> String {
    let metres = terms::cutoff(bar.cutoff.metres());
    let minutes = findings.study.circles[bar.circle].1.minutes;
    match (bar.variant, lang) {
        (Variant::Headline, Lang::En) => format!("headline: {minutes} min = {metres} m"),
        (Variant::Headline, Lang::Zh) => format!("主口径：{minutes} 分钟 = {metres} 米"),
        (Variant::Metres(_), _) => format!("{metres} {}", lang.pick(["m", "米"])),
        (Variant::Minutes(m), Lang::En) => format!("{:+} min: {} min = {metres} m", m, minutes + m),
        (Variant::Minutes(m), Lang::Zh) => {
            format!("{m:+} 分钟：{} 分钟 = {metres} 米", minutes + m)
        }
    }
}

/// A coordinate of a drawing.
pub fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
