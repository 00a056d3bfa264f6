//! Words of the page, and numbers as it prints them.

use crate::coverage::{Group, Indicator, Variant};
use crate::inputs::{District, Weight};
use crate::lang::Lang;
use crate::outputs::numbers::percent;
use crate::outputs::terminal::thousands;
use crate::pipeline::Findings;
use crate::rules::{Combine, Denominator, Kind, Op, Target};

/// What a page says where the input has nothing.
pub fn no_data(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "no data",
        Lang::Zh => "无数据",
    }
}

/// A circle's title.
pub fn circle(findings: &Findings, number: usize, lang: Lang) -> &str {
    let (name, circle) = &findings.study.circles[number];
    lang.title(name, &circle.title, &circle.title_zh)
}

/// A category's title.
pub fn category(findings: &Findings, number: usize, lang: Lang) -> &str {
    let (name, category) = &findings.study.categories[number];
    lang.title(name, &category.title, &category.title_zh)
}

/// A district's name, or its code where it has none.
pub fn district(district: &District) -> &str {
    if district.name.is_empty() { &district.code } else { &district.name }
}

/// Categories in a row.
pub fn categories(findings: &Findings, numbers: &[usize], lang: Lang) -> String {
    let titles: Vec<&str> = numbers.iter().map(|&c| category(findings, c, lang)).collect();
    titles.join(lang.pick([", ", "、"]))
}

/// What a circle asks for: `健身，步行 10 分钟（500 米）以内`.
pub fn asks(findings: &Findings, number: usize, lang: Lang) -> String {
    let rule = &findings.study.circles[number].1;
    let result = &findings.results[number];
    let titles = categories(findings, &result.categories, lang);
    let all = rule.at_least.is_none() && rule.combine == Combine::All;
    let combined = match (result.categories.len(), all) {
        (1, _) => titles,
        (_, true) => match lang {
            Lang::En => format!("all of {titles}"),
            Lang::Zh => format!("{titles}，全部可达"),
        },
        _ => match lang {
            Lang::En => format!("at least {} of {titles}", result.needed),
            Lang::Zh => format!("{titles}，至少 {} 类可达", result.needed),
        },
    };
    let metres = cutoff(result.cutoff.metres());
    match lang {
        Lang::En => format!("{combined}, within {} minutes on foot ({metres} m)", rule.minutes),
        Lang::Zh => format!("{combined}；步行 {} 分钟（{metres} 米）以内", rule.minutes),
    }
}

/// What the figures of the page are a share of: people, or points where nobody is counted.
pub fn counted(findings: &Findings) -> Denominator {
    match findings.residents.has(Weight::Pop) {
        true => Denominator::Population,
        false => Denominator::Points,
    }
}

/// The word for what is counted, as a unit.
pub fn unit(findings: &Findings, lang: Lang) -> &'static str {
    match (findings.residents.has(Weight::Pop), lang) {
        (true, Lang::En) => "people",
        (true, Lang::Zh) => "人",
        (false, Lang::En) => "resident points",
        (false, Lang::Zh) => "个居民点",
    }
}

/// The headline figures of a circle in the page's own denominator.
pub fn figures<'a>(
    findings: &'a Findings,
    circle: usize,
    category: Option<usize>,
) -> impl Iterator<Item = &'a Indicator> + 'a {
    let counted = counted(findings);
    findings.indicators.iter().filter(move |i| {
        i.circle == circle
            && i.variant == Variant::Headline
            && i.category == category
            && i.denominator == counted
    })
}

/// The figure of a circle for everybody.
pub fn headline(findings: &Findings, circle: usize) -> Option<&Indicator> {
    figures(findings, circle, None).find(|i| i.group == Group::Total)
}

/// A denominator, with the weight where that says more.
pub fn denominator(indicator: &Indicator, lang: Lang) -> &'static str {
    let words = match (indicator.denominator, indicator.weight) {
        (Denominator::Population, _) => ["resident population", "常住人口"],
        (Denominator::TargetGroup, Some(Weight::Pop60)) => ["people of 60+", "60岁及以上"],
        (Denominator::TargetGroup, Some(Weight::Pop65)) => ["people of 65+", "65岁及以上"],
        (Denominator::TargetGroup, Some(Weight::Pop0_3)) => ["children of 0–3", "0–3岁婴幼儿"],
        (Denominator::TargetGroup, _) => ["target group", "目标人群"],
        (Denominator::Households, _) => ["households", "户数"],
        (Denominator::Points, _) => ["resident points", "居民点"],
        (Denominator::Land, _) => ["residential land, m²", "居住用地（平方米）"],
        (Denominator::Districts, _) => {
            ["districts that pass (project setting)", "达标区划数（项目设定）"]
        }
    };
    match lang {
        Lang::En => words[0],
        Lang::Zh => words[1],
    }
}

/// `≥ 95.0%`, or that there is no number.
pub fn aim(target: &Target, lang: Lang) -> String {
    let sign = match target.op {
        Op::AtLeast => "≥",
        Op::AtMost => "≤",
    };
    match target.value {
        Some(value) => format!("{sign} {}", percent(value, None)),
        None => lang.pick(["no number in the source", "原文无数值"]).to_owned(),
    }
}

/// The force of a target.
pub fn kind(kind: Kind, lang: Lang) -> &'static str {
    let words = match kind {
        Kind::Statutory => ["statutory", "法定"],
        Kind::Policy => ["policy", "政策"],
        Kind::Local => ["local", "地方"],
        Kind::Project => ["project setting", "项目设定"],
    };
    match lang {
        Lang::En => words[0],
        Lang::Zh => words[1],
    }
}

/// A mark and a word, so that colour is not needed: `✗ 未达标`.
pub fn verdict(met: bool, lang: Lang) -> &'static str {
    match (met, lang) {
        (true, Lang::En) => "✓ met",
        (true, Lang::Zh) => "✓ 达标",
        (false, Lang::En) => "✗ missed",
        (false, Lang::Zh) => "✗ 未达标",
    }
}

/// The class of a verdict.
pub const fn verdict_class(met: bool) -> &'static str {
    if met { "met" } else { "missed" }
}

/// A rate that never contradicts its verdict; no data where there is none.
pub fn rate(findings: &Findings, indicator: &Indicator, lang: Lang) -> String {
    let target = indicator.verdict.as_ref().map(|v| &findings.study.targets[v.target]);
    let value = target.and_then(|t| t.value);
    indicator.rate().map_or_else(|| no_data(lang).to_owned(), |rate| percent(rate, value))
}

/// An amount of people or points; no data where there is none.
pub fn amount(value: Option<f64>, lang: Lang) -> String {
    value.map_or_else(|| no_data(lang).to_owned(), thousands)
}

/// A cutoff in metres: whole where it is whole.
pub fn cutoff(metres: f64) -> String {
    let text = format!("{metres:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Metres, whole, or with as many decimals as it takes not to look like the other side of a limit:
/// 500.3 m is more than 500 m.
pub fn metres(value: f64, limits: &[f64]) -> String {
    for decimals in 0..=9 {
        let text = format!("{value:.decimals$}");
        let shown = text.parse::<f64>().unwrap_or(value);
        if limits.iter().all(|&limit| (shown <= limit) == (value <= limit)) {
            return match decimals {
                0 => thousands(value),
                _ => text,
            };
        }
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metres_never_contradict_a_cutoff() {
        assert_eq!(metres(1234.4, &[500.0]), "1,234");
        assert_eq!(metres(500.3, &[500.0]), "500.3");
        assert_eq!(metres(500.004, &[500.0]), "500.004");
        assert_eq!(metres(500.0, &[500.0]), "500");
        assert_eq!(metres(499.6, &[500.0]), "500", "within either way");
        assert_eq!(metres(0.2, &[0.0]), "0.2");
        assert_eq!([cutoff(500.0), cutoff(666.66)], ["500", "666.7"]);
    }
}
