//! Warnings, and the rows of the inputs that were not used.

use std::collections::BTreeMap;

use super::html::Html;
use super::sources::file_name;
use super::table::{self, numbers, words};
use crate::inputs::{Reason, Reject};
use crate::lang::Lang;
use crate::outputs::terminal::thousands;
use crate::pipeline::Findings;

/// Rejected rows shown; all of them are in `rejects.csv`.
const REJECTS: usize = 50;

/// The whole section.
pub fn write(html: &mut Html, findings: &Findings, lang: Lang) {
    html.open("section", &[("id", "doubts")]);
    html.put("h2", &[], lang.pick(["Warnings and rejected rows", "提示与未采用的记录"]));
    if findings.warnings.is_empty() {
        html.put("p", &[], lang.pick(["No warnings.", "无提示。"]));
    } else {
        html.within("ul", &[("class", "warnings")], |html| {
            for warning in &findings.warnings {
                html.put("li", &[], &warning.text(lang));
            }
        });
    }
    rejects(html, findings, lang);
    html.close("section");
}

fn rejects(html: &mut Html, findings: &Findings, lang: Lang) {
    let rows = &findings.rejects.rows;
    if rows.is_empty() {
        html.put("p", &[], lang.pick(["No rejected rows.", "所有记录均已采用。"]));
        return;
    }
    let mut sums: BTreeMap<(String, Reason), u64> = BTreeMap::new();
    for reject in rows {
        *sums.entry((file_name(&reject.file), reject.reason)).or_default() += 1;
    }
    let columns = [
        words(lang.pick(["file", "文件"])),
        words(lang.pick(["reason", "原因"])),
        numbers(lang.pick(["rows", "记录数"])),
    ];
    table::table(html, &columns, |html| {
        for ((file, reason), n) in &sums {
            let cells = [file.clone(), lang.pick(reason.text()).to_owned(), thousands(*n as f64)];
            table::row(html, &columns, &cells);
        }
    });
    // What is faulty first: it may be mended.
    let by_rule = |r: &&Reject| r.reason.is_by_rule();
    let listed: Vec<&Reject> =
        findings.rejects.faulty().chain(rows.iter().filter(by_rule)).take(REJECTS).collect();
    let columns = [
        words(lang.pick(["file", "文件"])),
        numbers(lang.pick(["record", "记录"])),
        numbers(lang.pick(["line", "行"])),
        words(lang.pick(["field", "字段"])),
        words(lang.pick(["value", "值"])),
        words(lang.pick(["reason", "原因"])),
    ];
    table::table(html, &columns, |html| {
        for reject in &listed {
            let cells = [
                file_name(&reject.file),
                reject.record.to_string(),
                reject.line.to_string(),
                reject.field.clone(),
                shortened(&reject.value),
                lang.pick(reject.reason.text()).to_owned(),
            ];
            table::row(html, &columns, &cells);
        }
    });
    if rows.len() > listed.len() {
        let more = thousands((rows.len() - listed.len()) as f64);
        let text = match lang {
            Lang::En => format!("{more} more rows are in rejects.csv"),
            Lang::Zh => format!("另有 {more} 条，见 rejects.csv"),
        };
        html.put("p", &[("class", "note")], &text);
    }
}

/// A cell may hold a novel.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}
