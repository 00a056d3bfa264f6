//! The table for people: what came out, in one screen.

use std::fmt::Write;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use super::indicator_table::group;
use super::numbers::percent;
use crate::coverage::{Group, Indicator, Variant};
use crate::inputs::{Status, StatusFilter, Weight};
use crate::lang::Lang;
use crate::pipeline::Findings;
use crate::rules::{Denominator, Kind, Method};
use crate::study::LayerFormat;
use crate::zones::Zone;

/// Districts printed per circle; all of them are in `indicators.csv`.
const DISTRICTS: usize = 24;
/// Zones printed per circle.
const ZONES: usize = 3;

/// A line above, below, and under the header.
const RULED: TableStyle = TableStyle::new()
    .top_border(LineStyle::new('─', '─', '─', '─'))
    .header_separator(LineStyle::new('─', '─', '─', '─'))
    .bottom_border(LineStyle::new('─', '─', '─', '─'));

/// The whole report.
#[must_use]
pub fn report(findings: &Findings, lang: Lang) -> String {
    let mut text = String::new();
    let study = &findings.study;
    let (name, profile) = &study.profile;
    if !study.title.is_empty() {
        let _ = writeln!(text, "{}", study.title);
    }
    let method = match study.method() {
        Method::Network => lang.pick(["walking distance on the street network", "步行路网距离"]),
        Method::Radius => lang.pick(["straight-line screening", "直线缓冲（筛查）"]),
    };
    let title = lang.title(name, &profile.title, &profile.title_zh);
    let _ = writeln!(text, "{method} · {name}: {title}\n");
    let _ = writeln!(text, "{}", coverage(findings, lang));
    let _ = writeln!(text, "{}", sensitivity(findings, lang));
    zones(findings, lang, &mut text);
    let _ = writeln!(text, "{}", facilities(findings, lang));
    ending(findings, lang, &mut text);
    text
}

/// An empty table with a header; the columns named by `right` hold numbers.
pub(super) fn table(lang: Lang, header: &[[&str; 2]], right: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_style(RULED);
    table.set_header(header.iter().map(|&words| lang.pick(words)));
    for &column in right {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Circle × district: people covered, coverage, target, verdict.
fn coverage(findings: &Findings, lang: Lang) -> Table {
    let mut table = table(
        lang,
        &[
            ["circle", "服务圈"],
            ["district", "区划"],
            ["covered", "覆盖"],
            ["of", "总数"],
            ["coverage", "覆盖率"],
            ["target", "目标"],
            ["verdict", "结论"],
        ],
        &[2, 3, 4, 5],
    );
    let study = &findings.study;
    for (number, (name, circle)) in study.circles.iter().enumerate() {
        let title = lang.title(name, &circle.title, &circle.title_zh);
        let headline = |i: &&Indicator| i.circle == number && i.variant == Variant::Headline;
        // Without people to count, points are the only denominator there is.
        let people = findings
            .indicators
            .iter()
            .any(|i| i.denominator == Denominator::Population && i.parts.is_some());
        let counted = if people { Denominator::Population } else { Denominator::Points };
        let of_circle = findings.indicators.iter().filter(headline);
        let own = of_circle.filter(|i| i.category.is_none() && i.denominator == counted);
        let mut printed = 0;
        let mut left_out = 0;
        for indicator in own {
            let empty = indicator.parts.is_none_or(|(_, total)| total == 0.0);
            if indicator.group != Group::Total && (empty || printed > DISTRICTS) {
                left_out += usize::from(!empty);
                continue;
            }
            printed += 1;
            table.add_row(row(findings, lang, title, indicator));
        }
        if left_out > 0 {
            let more = lang.pick(["more in indicators.csv", "其余见 indicators.csv"]);
            table.add_row(vec![title.to_owned(), format!("… {left_out} {more}")]);
        }
        for indicator in findings.indicators.iter().filter(headline) {
            let Some(category) = indicator.category else { continue };
            if indicator.group == Group::Total && indicator.denominator == Denominator::TargetGroup
            {
                let (name, rule) = &study.categories[category];
                let weight = indicator.weight.map_or("", |w| w.name());
                let title =
                    format!("  {} ({weight})", lang.title(name, &rule.title, &rule.title_zh));
                table.add_row(row(findings, lang, &title, indicator));
            }
        }
    }
    table
}

fn row(findings: &Findings, lang: Lang, title: &str, indicator: &Indicator) -> Vec<String> {
    let (_, code, name) = group(findings, indicator.group);
    let district = match indicator.group {
        Group::Total => lang.pick(["all", "合计"]).to_owned(),
        Group::Outside(_) => lang.pick(["outside all districts", "未归属"]).to_owned(),
        Group::District(_) if name.is_empty() => code,
        Group::District(_) => name,
    };
    let target = indicator.verdict.as_ref().map(|v| (&findings.study.targets[v.target], v.met));
    let value = target.and_then(|(t, _)| t.value);
    let no_data = lang.pick(["no data", "无数据"]);
    let number = |v: Option<f64>| v.map_or_else(|| no_data.to_owned(), thousands);
    vec![
        title.to_owned(),
        district,
        number(indicator.parts.map(|p| p.0)),
        number(indicator.parts.map(|p| p.1)),
        indicator.rate().map_or_else(|| no_data.to_owned(), |rate| percent(rate, value)),
        match target {
            None => String::new(),
            Some((t, _)) => match t.value {
                Some(v) => format!("{} {}", t.op.sign(), percent(v, None)),
                None => lang.pick(["no number", "无数值"]).to_owned(),
            },
        },
        match target.and_then(|(t, met)| Some((t.kind, met?))) {
            None => String::new(),
            Some((kind, met)) => {
                let word = if met { ["met", "达标"] } else { ["missed", "未达标"] };
                let kind = match kind {
                    Kind::Project => lang.pick([" (project setting)", "（项目设定）"]),
                    _ => "",
                };
                format!("{}{kind}", lang.pick(word))
            }
        },
    ]
}

/// How much the headline depends on the cutoff.
fn sensitivity(findings: &Findings, lang: Lang) -> String {
    let mut text = String::new();
    for (number, (name, circle)) in findings.study.circles.iter().enumerate() {
        let parts: Vec<String> = findings
            .indicators
            .iter()
            .filter(|i| {
                i.circle == number && i.group == Group::Total && i.variant != Variant::Headline
            })
            .filter_map(|i| Some(format!("{} {}", i.variant.name(), percent(i.rate()?, None))))
            .collect();
        if !parts.is_empty() {
            let title = lang.title(name, &circle.title, &circle.title_zh);
            let word = lang.pick(["with another cutoff", "其他口径"]);
            let _ = writeln!(text, "{title}, {word}: {}", parts.join(" · "));
        }
    }
    text
}

/// The largest zones of each circle.
fn zones(findings: &Findings, lang: Lang, text: &mut String) {
    let study = &findings.study;
    let mut table = table(
        lang,
        &[
            ["uncovered zone", "未覆盖区"],
            ["district", "区划"],
            ["people", "人口"],
            ["points", "居民点"],
            ["nearest, m", "最近设施（米）"],
            ["cause", "原因"],
            ["missing", "缺失类别"],
        ],
        &[2, 3, 4],
    );
    let counted = findings.residents.has(Weight::Pop);
    let no_data = lang.pick(["no data", "无数据"]);
    let mut count = String::new();
    let mut any = false;
    for ((name, circle), zones) in study.circles.iter().zip(&findings.zones) {
        let title = lang.title(name, &circle.title, &circle.title_zh);
        let of = if counted {
            let people: f64 = zones.zones.iter().map(|z| z.weight[0]).sum();
            format!("{} {}", thousands(people), lang.pick(["people", "人"]))
        } else {
            let points: usize = zones.zones.iter().map(|z| z.residents.len()).sum();
            format!("{} {}", thousands(points as f64), lang.pick(["points", "个居民点"]))
        };
        let word = lang.pick(["uncovered zones", "个未覆盖区"]);
        let _ = writeln!(count, "{title}: {} {word} ({of})", zones.zones.len());
        let large = |z: &&Zone| !counted || z.weight[0] >= study.min_zone_population;
        let shown = zones.zones.iter().filter(large).take(ZONES);
        for zone in shown {
            any = true;
            let district = zone.district.map(|d| &findings.districts.rows[d as usize]);
            let missing: Vec<&str> = zone
                .missing
                .iter()
                .map(|&c| &study.categories[c])
                .map(|(name, rule)| lang.title(name, &rule.title, &rule.title_zh))
                .collect();
            table.add_row(vec![
                format!("{name}-{}", zone.rank),
                district.map_or("—", |d| if d.name.is_empty() { &d.code } else { &d.name }).into(),
                if counted { thousands(zone.weight[0]) } else { no_data.to_owned() },
                zone.residents.len().to_string(),
                zone.nearest_m.map_or("—".into(), |[_, median, _]| thousands(median.round())),
                cause(zone.cause, lang).to_owned(),
                missing.join(lang.pick([", ", "、"])),
            ]);
        }
    }
    if any {
        let _ = writeln!(text, "{table}");
    }
    let _ = writeln!(text, "{count}");
}

pub(super) fn cause(cause: &str, lang: Lang) -> &str {
    let words = match cause {
        "distance" => ["too far", "距离过远"],
        "barrier" => ["barrier, long way round", "阻隔绕行"],
        "island" => ["street island", "孤立路网"],
        "unsnapped" => ["no street", "无道路"],
        "no_facility" => ["no facility", "无设施"],
        other => [other, other],
    };
    lang.pick(words)
}

/// Per category of the circles: how many facilities run, and how many are built.
fn facilities(findings: &Findings, lang: Lang) -> String {
    let study = &findings.study;
    let counts: Vec<String> = study
        .categories
        .iter()
        .take(study.used_categories)
        .enumerate()
        .map(|(i, (name, rule))| {
            let of = || findings.facilities.rows.iter().filter(|f| f.category == i);
            let running = of().filter(|f| f.state == Status::Running).count();
            let built = of().filter(|f| f.state.is_built()).count();
            format!("{} {running}/{built}", lang.title(name, &rule.title, &rule.title_zh))
        })
        .collect();
    let counted = match study.facility_status {
        StatusFilter::Running => ["running ones count", "按运营计"],
        StatusFilter::Built => ["built ones count", "按建成计"],
    };
    let word = lang.pick(["facilities, running/built", "设施（运营/建成）"]);
    format!("{word}: {} ({})", counts.join(" · "), lang.pick(counted))
}

/// Rejects, and where the files are.
fn ending(findings: &Findings, lang: Lang, text: &mut String) {
    let rejects = &findings.rejects;
    let faulty = rejects.faulty().count();
    if faulty == 0 {
        let _ = writeln!(text, "{}", lang.pick(["rejected rows: none", "未采用的记录：无"]));
    } else {
        let word = lang.pick(["rejected rows", "未采用的记录"]);
        let _ = writeln!(text, "{word}: {faulty} -> rejects.csv");
        for reject in rejects.faulty().take(3) {
            let _ = writeln!(text, "  {}", reject.told(lang));
        }
    }
    if rejects.rows.len() > faulty {
        let word = lang.pick(["POIs left out by rule", "按规则未计入的 POI"]);
        let _ = writeln!(text, "{word}: {} -> rejects.csv", rejects.rows.len() - faulty);
    }
    let study = &findings.study;
    let out = study.out.display();
    let word = lang.pick(["result", "结果"]);
    let mut open = Vec::new();
    if study.report {
        open.push(lang.pick(["report.html in a browser", "浏览器打开 report.html"]));
    }
    open.push(match study.formats.contains(&LayerFormat::Gpkg) {
        true => lang.pick(["walkshed.qgz in QGIS", "QGIS 打开 walkshed.qgz"]),
        false => lang.pick(["the .geojson files in QGIS", "QGIS 打开 .geojson 文件"]),
    });
    if study.tables {
        open.push(lang.pick(["tables.xlsx in Excel or WPS", "Excel 或 WPS 打开 tables.xlsx"]));
    }
    let open = open.join(lang.pick([", ", "，"]));
    let _ = writeln!(text, "{word}: {out}/ ({open})");
}

/// A count with thin groups of three digits.
pub(super) fn thousands(value: f64) -> String {
    let whole = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}
