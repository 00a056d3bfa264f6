//! The report of the check, for people and as JSON.

use std::fmt::Write;
use std::path::Path;

use super::terminal::{table, thousands};
use crate::check::{FileReport, Finding, Frame, Report, Severity};
use crate::lang::Lang;

/// The report as one JSON object.
#[must_use]
pub fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).unwrap_or_default()
}

/// The report as text: files, frames, distances, then findings, worst first.
#[must_use]
pub fn text(report: &Report, lang: Lang) -> String {
    let mut text = String::new();
    if !report.title.is_empty() {
        let _ = writeln!(text, "{}", report.title);
    }
    files(report, lang, &mut text);
    frames(report, lang, &mut text);
    distances(report, lang, &mut text);
    for finding in &report.findings {
        told(finding, lang, &mut text);
    }
    if !report.findings.is_empty() {
        text.push('\n');
    }
    let count = |severity: Severity| {
        let n = report.counts.get(&severity).copied().unwrap_or_default();
        match lang {
            Lang::Zh => format!("{} {n}", severity.words()[1]),
            Lang::En if n == 1 => format!("1 {}", severity.words()[0]),
            Lang::En => format!("{n} {}s", severity.words()[0]),
        }
    };
    let counts = Severity::ALL.map(count).join(lang.pick([", ", "，"]));
    let verdict = match report.ok {
        true => ["a run would go on", "可以运行"],
        false => ["a run would stop", "运行会中止"],
    };
    let _ = writeln!(text, "{counts}{}{}", lang.pick([": ", "："]), lang.pick(verdict));
    text
}

/// One line a file, then what was understood of it and which rows were rejected.
fn files(report: &Report, lang: Lang, text: &mut String) {
    if report.files.is_empty() {
        return;
    }
    let mut table = table(
        lang,
        &[
            ["file", "文件"],
            ["what", "内容"],
            ["format", "格式"],
            ["encoding", "编码"],
            ["coordinates", "坐标系"],
            ["rows", "记录"],
            ["used", "采用"],
            ["rejected", "未采用"],
        ],
        &[5, 6, 7],
    );
    for file in &report.files {
        let crs = file.crs.as_ref().map_or_else(
            || "—".to_owned(),
            |crs| match lang {
                Lang::En => format!("{crs}, {}", file.crs_from.words()[0]),
                Lang::Zh => format!("{crs}，{}", file.crs_from.words()[1]),
            },
        );
        table.add_row(vec![
            name(&file.file),
            role(file.role, lang).to_owned(),
            file.format.to_owned(),
            file.encoding.unwrap_or("—").to_owned(),
            crs,
            thousands(file.read as f64),
            thousands(file.used as f64),
            thousands(file.rejected as f64),
        ]);
    }
    let _ = writeln!(text, "{table}");
    for file in &report.files {
        understood(file, lang, text);
    }
    text.push('\n');
}

fn understood(file: &FileReport, lang: Lang, text: &mut String) {
    let colon = lang.pick([": ", "："]);
    if !file.columns.is_empty() {
        let columns: Vec<String> = file
            .columns
            .iter()
            .map(|(field, column)| match field == column {
                true => column.clone(),
                false => format!("{column} = {field}"),
            })
            .collect();
        let word = lang.pick(["columns", "字段"]);
        let _ = writeln!(text, "{}{colon}{word} {}", name(&file.file), columns.join(", "));
    }
    for note in &file.notes {
        let _ = writeln!(text, "{}{colon}{}", name(&file.file), note.pick(lang));
    }
    if file.rejected > 0 {
        let reasons: Vec<String> =
            file.reasons.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
        let word = lang.pick(["rejected", "未采用"]);
        let _ = writeln!(
            text,
            "{}{colon}{word} {} ({})",
            name(&file.file),
            file.rejected,
            reasons.join(", ")
        );
        for reject in &file.first_rejects {
            let _ = writeln!(text, "  {}", reject.pick(lang));
        }
    }
}

/// Median distance to a street under each frame.
fn frames(report: &Report, lang: Lang, text: &mut String) {
    if report.frames.is_empty() {
        return;
    }
    let mut table = table(
        lang,
        &[
            ["frame test", "坐标系检验"],
            ["read as", "读取为"],
            ["WGS84", "WGS84"],
            ["GCJ-02", "GCJ-02"],
            ["BD-09", "BD-09"],
        ],
        &[2, 3, 4],
    );
    for test in &report.frames {
        let fit = |frame: Frame| {
            let mut parts = Vec::new();
            if let (Some(half), Some(most)) =
                (test.snap_m[frame as usize], test.snap90_m[frame as usize])
            {
                parts.push(format!("{half:.0} / {most:.0} {}", lang.pick(["m", "米"])));
            }
            if let Some(share) = test.inside[frame as usize] {
                parts.push(format!("{:.1}%", 100.0 * share));
            }
            parts.join(" · ")
        };
        let file = test.file.as_deref().map_or_else(|| role(test.role, lang).to_owned(), name);
        let mut row = vec![file, test.declared.name().to_owned()];
        row.extend(Frame::ALL.map(fit));
        table.add_row(row);
    }
    let _ = writeln!(text, "{table}");
    let legend = [
        "distance to a street (median / nine in ten) · share inside the districts",
        "到道路的距离（中位 / 九成）· 位于区划内的比例",
    ];
    let _ = writeln!(text, "{}\n", lang.pick(legend));
}

/// How far everybody lies from a street.
fn distances(report: &Report, lang: Lang, text: &mut String) {
    let Some(first) = report.snap_distances.first() else { return };
    let ends = first.bins.iter().map(|bin| match bin.to_m {
        Some(to_m) => format!("{:.0}–{to_m:.0} m", bin.from_m),
        None => format!("> {:.0} m", bin.from_m),
    });
    let mut heads = vec![lang.pick(["from a street", "距道路"]).to_owned()];
    heads.push(lang.pick(["median", "中位"]).to_owned());
    heads.extend(ends);
    let header: Vec<[&str; 2]> = heads.iter().map(|head| [head.as_str(); 2]).collect();
    let right: Vec<usize> = (1..header.len()).collect();
    let mut table = table(lang, &header, &right);
    for histogram in &report.snap_distances {
        let mut row = vec![role(histogram.role, lang).to_owned()];
        row.push(histogram.median_m.map_or("—".to_owned(), |m| format!("{m:.0}")));
        row.extend(histogram.bins.iter().map(|bin| thousands(bin.points as f64)));
        table.add_row(row);
    }
    let _ = writeln!(text, "{table}\n");
}

/// `warning: facilities.csv: …`, the mend and some of the points.
fn told(finding: &Finding, lang: Lang, text: &mut String) {
    let colon = lang.pick([": ", "："]);
    let said = finding.text.pick(lang);
    let word = lang.pick(finding.severity.words());
    let file = finding.file.as_deref().map(name).filter(|name| !said.contains(name.as_str()));
    let file = file.map_or_else(String::new, |name| name + colon);
    let _ = writeln!(text, "{word}{colon}{file}{said} [{}]", finding.code.name());
    if let Some(mend) = &finding.mend {
        let _ = writeln!(text, "  {}{colon}{}", lang.pick(["mend", "处理"]), mend.pick(lang));
    }
    if !finding.examples.is_empty() {
        let more = finding.points.is_some_and(|n| n > finding.examples.len());
        let between = lang.pick([", ", "、"]);
        let _ = writeln!(
            text,
            "  {}{colon}{}{}",
            lang.pick(["such as", "例如"]),
            finding.examples.join(between),
            if more { " …" } else { "" }
        );
    }
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

pub(super) fn role(role: &str, lang: Lang) -> &str {
    let zh = match role {
        "network" => "路网",
        "residents" => "居民点",
        "entrances" => "出入口",
        "facilities" => "设施",
        "districts" => "区划",
        other => other,
    };
    lang.pick([role, zh])
}
