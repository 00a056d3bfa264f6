//! T8 运行记录: what was run on what, so that a figure can be traced.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use super::table::{Cell, Column, Kind, Missing, Table};
use super::terms;
use crate::inputs::{FileCount, Reason};
use crate::lang::Lang;
use crate::pipeline::Findings;

pub fn table<'a>(findings: &'a Findings, lang: Lang, others: &[Table<'_>]) -> Table<'a> {
    let text = |name| Column::text(lang, name);
    let rows_column = |name| Column::of(lang, name, ["rows", "行"], Kind::Count);
    let columns = vec![
        text(["part", "部分"]).wide(12),
        text(["item", "项目"]).wide(28),
        text(["value", "内容"]).wide(60),
        rows_column(["read", "读取"]),
        rows_column(["used", "采用"]),
        rows_column(["rejected", "未采用"]),
        text(["coordinate system", "坐标系"]),
        text(["known from", "坐标系依据"]).wide(14),
        text(["encoding", "编码"]).wide(10),
        text(["SHA-256", "SHA-256 校验值"]).wide(30),
    ];
    let mut record = Record { lang, rows: Vec::new() };
    record.run(findings);
    record.settings(findings);
    record.files(findings);
    record.rejects(findings);
    for warning in &findings.warnings {
        record.say(["warning", "提示"], String::new(), Cell::text(warning.text(lang)));
    }
    for table in others {
        let item = format!("{} {}", table.id, table.title);
        for note in &table.notes {
            record.say(["counted as", "口径"], item.clone(), Cell::text(note.clone()));
        }
    }
    let title = lang.pick(["Run record", "运行记录"]);
    Table::small((super::FILES[7], title), columns, record.rows)
}

struct Record<'a> {
    lang: Lang,
    rows: Vec<Vec<Cell<'a>>>,
}

impl<'a> Record<'a> {
    /// A row without counts.
    fn say(&mut self, part: [&'static str; 2], item: impl Into<String>, value: Cell<'a>) {
        let mut cells = vec![Cell::text(self.lang.pick(part)), Cell::text(item.into()), value];
        cells.resize(10, Cell::Empty);
        self.rows.push(cells);
    }

    fn run(&mut self, findings: &'a Findings) {
        const PART: [&str; 2] = ["run", "运行"];
        let lang = self.lang;
        let item = |words| lang.pick(words).to_owned();
        let study = &findings.study;
        self.say(
            PART,
            item(["software", "软件"]),
            Cell::text(concat!("walkshed ", env!("CARGO_PKG_VERSION"))),
        );
        self.say(PART, item(["study", "项目名称"]), Cell::text(&*study.title));
        let file = study.file.as_ref().map(|f| Cell::text(f.to_string_lossy()));
        self.say(PART, item(["study file", "研究文件"]), file.unwrap_or(Cell::Empty));
        self.say(PART, item(["begun (UTC)", "开始时间（UTC）"]), Cell::text(utc(findings.began)));
        let seconds = findings.timings.iter().find(|(name, _)| *name == "total").map(|t| t.1);
        let item_s = item(["run time until writing (seconds)", "运行用时（秒，至开始写出结果）"]);
        self.say(PART, item_s, Cell::number(seconds.map(|s| (s * 1e3).round() / 1e3)));
    }

    fn settings(&mut self, findings: &'a Findings) {
        const PART: [&str; 2] = ["settings", "设置"];
        let lang = self.lang;
        let item = |words| lang.pick(words).to_owned();
        let study = &findings.study;
        let profile = &study.profile.1;
        self.say(
            PART,
            item(["method and profile", "方法与步行参数"]),
            Cell::text(terms::method(findings, lang)),
        );
        let source = format!("{} [{}]", profile.source, profile.mark);
        self.say(PART, item(["source of the profile", "步行参数来源"]), Cell::text(source));
        for (number, (_, circle)) in study.circles.iter().enumerate() {
            let metres = findings.results[number].cutoff.metres();
            let of: Vec<&str> = findings.results[number]
                .categories
                .iter()
                .map(|&category| terms::category(findings, category, lang))
                .collect();
            let (needed, all) = (circle.needed(), circle.categories.len());
            let value = match lang {
                Lang::En => format!(
                    "{} min = {metres} m; {needed} of {all}: {}",
                    circle.minutes,
                    of.join(", ")
                ),
                Lang::Zh => format!(
                    "{} 分钟＝{metres} 米；{all} 类中须满足 {needed} 类：{}",
                    circle.minutes,
                    of.join("、")
                ),
            };
            self.say(PART, terms::circle(findings, number, lang), Cell::text(value));
        }
        for target in &study.targets {
            let value = match target.value {
                Some(value) => format!("{} {value}", target.op.sign()),
                None => lang.pick(["no number", "无数值"]).to_owned(),
            };
            let kind = lang.pick(terms::kind(target.kind));
            let text =
                format!("{value} ({kind} {}) {} {}", target.period, target.phrase, target.source);
            self.say(
                PART,
                format!("{} {}", lang.pick(["target", "目标"]), target.id),
                Cell::text(text),
            );
        }
        let metres = [
            (["search horizon (m)", "搜索范围（米）"], study.horizon_m),
            (["snap limit (m)", "连接道路的最大距离（米）"], study.snap_limit_m),
            (["smallest street component kept (m)", "保留的最小路网（米）"], study.min_component_m),
        ];
        for (name, value) in metres {
            self.say(PART, item(name), Cell::Number(value));
        }
        self.say(PART, item(["facilities", "设施范围"]), Cell::text(terms::filter(findings, lang)));
        if let Some(code) = &study.district {
            self.say(
                PART,
                item(["only residents of district", "仅计该区划居民"]),
                Cell::text(&**code),
            );
        }
        let date = match &*study.data_date {
            "" => Cell::Missing(Missing::NoData),
            date => Cell::text(date),
        };
        self.say(PART, item(["data of", "数据时点"]), date);
    }

    fn files(&mut self, findings: &'a Findings) {
        for (i, count) in findings.rejects.files.iter().enumerate() {
            let hash = findings.hashes.get(i).and_then(Option::as_deref);
            let columns: Vec<String> =
                count.columns.iter().map(|(field, column)| format!("{field}={column}")).collect();
            let value = [count.format.to_owned(), columns.join(" ")].join("  ").trim().to_owned();
            self.rows.push(vec![
                Cell::text(self.lang.pick(["input", "输入文件"])),
                Cell::text(format!("{}: {}", self.lang.pick(role(count)), count.file.display())),
                Cell::text(value),
                Cell::Number(count.read as f64),
                Cell::Number(count.used as f64),
                Cell::Number(count.rejected as f64),
                count.crs.as_deref().map_or(Cell::Empty, Cell::text),
                match count.crs {
                    Some(_) => Cell::text(self.lang.pick(count.crs_from.words())),
                    None => Cell::Empty,
                },
                count.encoding.map_or(Cell::Empty, Cell::text),
                hash.map_or(Cell::Missing(Missing::NoData), Cell::text),
            ]);
        }
    }

    fn rejects(&mut self, findings: &'a Findings) {
        let mut by_reason: BTreeMap<(&std::path::Path, Reason), u64> = BTreeMap::new();
        for reject in &findings.rejects.rows {
            *by_reason.entry((&reject.file, reject.reason)).or_default() += 1;
        }
        for ((file, reason), rows) in by_reason {
            let mut cells = vec![
                Cell::text(self.lang.pick(["rejected", "未采用"])),
                Cell::text(file.display().to_string()),
                Cell::text(self.lang.pick(reason.text())),
                Cell::Empty,
                Cell::Empty,
                Cell::Number(rows as f64),
            ];
            cells.resize(10, Cell::Empty);
            self.rows.push(cells);
        }
    }
}

/// What a file is.
fn role(count: &FileCount) -> [&str; 2] {
    let zh = match count.role {
        "network" => "路网",
        "residents" => "居民点",
        "entrances" => "出入口",
        "gates" => "小区大门",
        "facilities" => "设施",
        "districts" => "区划",
        "barriers" => "阻隔",
        other => other,
    };
    [count.role, zh]
}

/// A time as `2025-06-30 08:15:00`.
fn utc(at: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // Civil date of a day number, by eras of 400 years that begin in March (Howard Hinnant,
    // chrono-Compatible Low-Level Date Algorithms).
    let day = days + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + next;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{date:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times_are_civil_dates() {
        let at = |s| utc(UNIX_EPOCH + Duration::from_secs(s));
        // From `date -u -d @N`.
        assert_eq!(at(0), "1970-01-01 00:00:00");
        assert_eq!(at(951_782_399), "2000-02-28 23:59:59");
        assert_eq!(at(951_782_400), "2000-02-29 00:00:00");
        assert_eq!(at(1_735_689_599), "2024-12-31 23:59:59");
        assert_eq!(at(4_107_542_400), "2100-03-01 00:00:00");
    }
}
