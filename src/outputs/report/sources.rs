//! The data and the calibre (口径) used: how minutes became metres, which files were read, and what
//! the figures are held against.

use super::html::Html;
use super::table::{self, numbers, short, words};
use super::terms;
use crate::inputs::{FileCount, Status};
use crate::lang::Lang;
use crate::outputs::check_report::role;
use crate::outputs::terminal::thousands;
use crate::pipeline::Findings;
use crate::rules::Method;

/// The whole section.
pub fn write(html: &mut Html, findings: &Findings, lang: Lang) {
    html.open("section", &[("id", "sources")]);
    html.put("h2", &[], lang.pick(["Data and definitions", "数据与口径"]));
    html.within("dl", &[], |html| {
        for (name, text) in definitions(findings, lang) {
            html.put("dt", &[], &name);
            html.put("dd", &[], &text);
        }
    });
    targets(html, findings, lang);
    facilities(html, findings, lang);
    files(html, findings, lang);
    html.close("section");
}

/// The name of an input without its folders: a page is handed on, folders are the author's own.
pub fn file_name(count: &std::path::Path) -> String {
    count.file_name().unwrap_or(count.as_os_str()).to_string_lossy().into_owned()
}

fn definitions(findings: &Findings, lang: Lang) -> Vec<(String, String)> {
    let study = &findings.study;
    let (name, profile) = &study.profile;
    let m = lang.pick(["m", "米"]);
    let mut all: Vec<([&str; 2], String)> = Vec::new();
    let method = match (study.method(), lang) {
        (Method::Network, Lang::En) => "walking distance on the street network".to_owned(),
        (Method::Network, Lang::Zh) => "步行路网距离".to_owned(),
        (Method::Radius, Lang::En) => {
            format!("straight-line screening: straight line × {}, not walks", study.detour)
        }
        (Method::Radius, Lang::Zh) => {
            format!("直线缓冲（筛查）：直线距离 × {}，未按步行路网计算", study.detour)
        }
    };
    all.push((["method", "方法"], method));
    let title = lang.title(name, &profile.title, &profile.title_zh);
    all.push((["profile", "步行标准"], format!("{name}: {title}")));
    let mut minutes: Vec<f64> = study.circles.iter().map(|(_, c)| c.minutes).collect();
    minutes.extend(profile.tiers.iter().map(|t| t.minutes));
    minutes.sort_by(f64::total_cmp);
    minutes.dedup();
    let told: Vec<String> = minutes
        .iter()
        .map(|&minutes| {
            let metres = terms::cutoff(profile.cutoff(minutes).metres());
            format!("{minutes} {} = {metres} {m}", lang.pick(["min", "分钟"]))
        })
        .collect();
    all.push((["minutes and metres", "时间与距离"], told.join(lang.pick(["; ", "；"]))));
    if !profile.source.is_empty() {
        all.push((["source of the profile", "标准来源"], profile.source.clone()));
    }
    for (number, _) in study.circles.iter().enumerate() {
        let asks = terms::asks(findings, number, lang);
        let title = terms::circle(findings, number, lang);
        let colon = lang.pick([": ", "："]);
        all.push((["circle", "服务圈"], format!("{title}{colon}{asks}")));
    }
    all.push((
        ["facilities that count", "设施口径"],
        lang.pick(study.facility_status.text()).into(),
    ));
    let distances = match lang {
        Lang::En => format!(
            "searches run {} m; a home or facility farther than {} m from a street is not joined to \
             it and not covered; separate pieces of street under {} m are left out",
            thousands(study.horizon_m),
            thousands(study.snap_limit_m),
            thousands(study.min_component_m)
        ),
        Lang::Zh => format!(
            "搜索范围 {} 米；距道路超过 {} 米的居民点或设施不接入路网，计为未覆盖；总长不足 {} 米的孤立路段不计",
            thousands(study.horizon_m),
            thousands(study.snap_limit_m),
            thousands(study.min_component_m)
        ),
    };
    if study.method() == Method::Network {
        all.push((["limits", "计算参数"], distances));
    }
    if let Some(network) = &findings.network {
        let facts = network.facts();
        let text = match lang {
            Lang::En => format!("{} km of street in the network", thousands(facts.kept_km)),
            Lang::Zh => format!("步行路网共 {} 千米", thousands(facts.kept_km)),
        };
        all.push((["streets", "路网"], text));
    }
    let counted = match lang {
        Lang::En => format!("{} resident points", thousands(findings.residents.rows.len() as f64)),
        Lang::Zh => format!("{} 个居民点", thousands(findings.residents.rows.len() as f64)),
    };
    all.push((["residents", "居民点"], counted));
    if let Some(code) = &study.district {
        all.push((["only district", "仅评估区划"], code.clone()));
    }
    let date = if study.data_date.is_empty() {
        lang.pick(["not given", "未注明"])
    } else {
        &study.data_date
    };
    all.push((["date of the data", "数据时点"], date.to_owned()));
    let cutoff = lang.pick([
        "a walk of exactly the limit counts; figures are compared unrounded",
        "恰为限值的步行距离计为覆盖；判定时不取整",
    ]);
    all.push((["comparison", "判定规则"], cutoff.to_owned()));
    let version = format!("walkshed {}", env!("CARGO_PKG_VERSION"));
    all.push((["software", "软件"], version));
    all.into_iter().map(|(name, text)| (lang.pick(name).to_owned(), text)).collect()
}

fn targets(html: &mut Html, findings: &Findings, lang: Lang) {
    if findings.study.targets.is_empty() {
        return;
    }
    html.put("h3", &[], lang.pick(["Targets", "目标来源"]));
    let columns = [
        short(lang.pick(["target", "指标编号"])),
        short(lang.pick(["value", "目标值"])),
        short(lang.pick(["force", "性质"])),
        words(lang.pick(["wording", "原文"])),
        words(lang.pick(["source", "来源"])),
        short(lang.pick(["period", "时期"])),
    ];
    table::table(html, &columns, |html| {
        for target in &findings.study.targets {
            let cells = [
                target.id.clone(),
                terms::aim(target, lang),
                terms::kind(target.kind, lang).to_owned(),
                target.phrase.clone(),
                target.source.clone(),
                target.period.clone(),
            ];
            table::row(html, &columns, &cells);
        }
    });
}

fn facilities(html: &mut Html, findings: &Findings, lang: Lang) {
    html.put("h3", &[], lang.pick(["Facilities", "设施数量"]));
    let columns = [
        words(lang.pick(["category", "类别"])),
        numbers(lang.pick(["running", "运营"])),
        numbers(lang.pick(["built", "建成"])),
        numbers(lang.pick(["counted", "计入"])),
        numbers(lang.pick(["counted, but no street near", "计入但附近无道路"])),
    ];
    table::table(html, &columns, |html| {
        for category in 0..findings.study.used_categories {
            let rows = findings.facilities.rows.iter().zip(&findings.answers.facility_snap_m);
            let of: Vec<_> = rows.filter(|(f, _)| f.category == category).collect();
            let counts = [
                of.iter().filter(|(f, _)| f.state == Status::Running).count(),
                of.iter().filter(|(f, _)| f.state.is_built()).count(),
                of.iter().filter(|(f, _)| f.counted).count(),
                of.iter().filter(|(f, snap)| f.counted && snap.is_none()).count(),
            ];
            let mut cells = vec![terms::category(findings, category, lang).to_owned()];
            cells.extend(counts.map(|n| thousands(n as f64)));
            table::row(html, &columns, &cells);
        }
    });
}

fn files(html: &mut Html, findings: &Findings, lang: Lang) {
    html.put("h3", &[], lang.pick(["Files read", "输入文件"]));
    let columns = [
        words(lang.pick(["what", "内容"])),
        words(lang.pick(["file", "文件"])),
        words(lang.pick(["format", "格式"])),
        words(lang.pick(["coordinates", "坐标系"])),
        numbers(lang.pick(["rows", "记录"])),
        numbers(lang.pick(["used", "采用"])),
        numbers(lang.pick(["rejected", "未采用"])),
        words("SHA-256"),
    ];
    table::table(html, &columns, |html| {
        for (i, count) in findings.rejects.files.iter().enumerate() {
            let hash = findings.hashes.get(i).and_then(Option::as_deref);
            let cells = [
                role(count.role, lang).to_owned(),
                file_name(&count.file),
                count.format.to_owned(),
                coordinates(count, lang),
                thousands(count.read as f64),
                thousands(count.used as f64),
                thousands(count.rejected as f64),
                hash.map_or_else(|| "–".to_owned(), |hash| hash.chars().take(12).collect()),
            ];
            table::row(html, &columns, &cells);
        }
    });
    let note = match lang {
        Lang::En => {
            "SHA-256: first 12 digits; whole in summary.json. Where a file comes from \
                     OpenStreetMap: © OpenStreetMap contributors, ODbL 1.0."
        }
        Lang::Zh => {
            "SHA-256 为前 12 位，全文见 summary.json。文件取自 OpenStreetMap 的，须注明：\
                     © OpenStreetMap contributors, ODbL 1.0。"
        }
    };
    html.put("p", &[("class", "note")], note);
}

fn coordinates(count: &FileCount, lang: Lang) -> String {
    let from = lang.pick(count.crs_from.words());
    match (&count.crs, lang) {
        (None, _) => "–".to_owned(),
        (Some(crs), Lang::En) => format!("{crs} ({from})"),
        (Some(crs), Lang::Zh) => format!("{crs}（{from}）"),
    }
}
