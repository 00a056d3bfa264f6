//! `indicators.csv`: one indicator × district × denominator a row.

use std::io::Write;

use super::folder::Staging;
use crate::coverage::{Group, Indicator, Variant};
use crate::error::Result;
use crate::pipeline::Findings;

const HEADER: [&str; 24] = [
    "indicator",
    "circle",
    "category",
    "variant",
    "level",
    "district_code",
    "district_name",
    "denominator",
    "weight",
    "covered",
    "total",
    "rate",
    "target_id",
    "target_op",
    "target_value",
    "target_kind",
    "verdict",
    "method",
    "profile",
    "minutes",
    "cutoff_m",
    "facility_filter",
    "data_date",
    "note",
];

/// Writes the table, UTF-8 with byte order mark, so that Excel reads it.
pub fn write(findings: &Findings, staging: &Staging) -> Result<()> {
    staging.file("indicators.csv", |out| {
        out.write_all("\u{feff}".as_bytes())?;
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(HEADER)?;
        for indicator in &findings.indicators {
            csv.write_record(row(findings, indicator))?;
        }
        csv.flush()
    })
}

fn row(findings: &Findings, indicator: &Indicator) -> [String; 24] {
    let study = &findings.study;
    let (circle, rule) = &study.circles[indicator.circle];
    let category = indicator.category.map(|c| study.categories[c].0.clone()).unwrap_or_default();
    let verdict = indicator.verdict.as_ref();
    let target = verdict.map(|v| &study.targets[v.target]);
    let id = match (target, &*category) {
        (Some(target), _) => target.id.clone(),
        (None, "") => circle.clone(),
        (None, category) => format!("{circle}/{category}"),
    };
    let (level, code, name) = group(findings, indicator.group);
    let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    let minutes = match indicator.variant {
        Variant::Headline => Some(rule.minutes),
        Variant::Minutes(m) => Some(rule.minutes + m),
        Variant::Metres(_) => None,
    };
    let note = match (indicator.parts, indicator.rate()) {
        (None, _) => "无数据 no data in the input",
        (Some(_), None) => "无数据 nobody here",
        _ if indicator.denominator.name() == "districts" => "项目设定 project setting (pass mark)",
        _ => "",
    };
    [
        id,
        circle.clone(),
        category,
        indicator.variant.name(),
        level,
        code,
        name,
        indicator.denominator.name().into(),
        indicator.weight.map(|w| w.name().into()).unwrap_or_default(),
        number(indicator.parts.map(|p| p.0)),
        number(indicator.parts.map(|p| p.1)),
        number(indicator.rate()),
        target.map(|t| t.id.clone()).unwrap_or_default(),
        target.filter(|t| t.value.is_some()).map(|t| t.op.sign().into()).unwrap_or_default(),
        number(target.and_then(|t| t.value)),
        target.map(|t| super::manifest::kind_name(t.kind).into()).unwrap_or_default(),
        match verdict.and_then(|v| v.met) {
            Some(true) => "met".into(),
            Some(false) => "missed".into(),
            None => String::new(),
        },
        findings.method_name().into(),
        study.profile.0.clone(),
        number(minutes),
        number(indicator.cutoff.reached()),
        study.facility_status.name().into(),
        study.data_date.clone(),
        note.into(),
    ]
}

/// Level, code and name of whom a figure is about.
pub fn group(findings: &Findings, group: Group) -> (String, String, String) {
    let districts = &findings.districts;
    let level_name = |level: usize| match &*districts.levels[level] {
        "" => "district".to_owned(),
        name => name.to_owned(),
    };
    match group {
        Group::Total => ("total".into(), String::new(), String::new()),
        Group::District(d) => {
            let district = &districts.rows[d];
            (level_name(district.level), district.code.to_string(), district.name.to_string())
        }
        Group::Outside(level) => (level_name(level), String::new(), "未归属".into()),
    }
}
