//! `report.html`: the result of a run as one page that needs nothing beside it.
//!
//! Text, tables and charts are HTML and SVG that this room writes, so that they are printed as they
//! are seen and need no script. The map is drawn as SVG too ([`map`]); a script puts an interactive
//! one of the same data over it where the machine can draw one. Nothing is fetched: the page forbids
//! itself every connection, and lets no script run but its own two, which it names by their hashes.
//!
//! Names come from the inputs and are strangers' text: [`html`] and [`script`] keep them from ever
//! being markup.

mod curves;
mod district_table;
mod doubts;
mod headline;
mod html;
mod map;
mod script;
mod sensitivity;
mod sources;
mod table;
mod terms;
mod zone_table;

use std::io::Write;

use html::Html;

use super::folder::Staging;
use crate::error::Result;
use crate::lang::Lang;
use crate::pipeline::Findings;
use crate::rules::Method;

/// Colours and dash patterns of categories; a run with more begins again.
const KINDS: usize = 8;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const MAP_STYLE: &str = include_str!("assets/maplibre-gl.css");
const MAP_SCRIPT: &str = include_str!("assets/maplibre-gl.js");
const MAP_LICENCE: &str = include_str!("assets/maplibre-gl.LICENSE.txt");

/// Writes the page.
pub fn write(findings: &Findings, staging: &Staging) -> Result<()> {
    let page = page(findings, findings.study.lang);
    staging.file("report.html", |out| out.write_all(page.as_bytes()))
}

/// The page as text.
fn page(findings: &Findings, lang: Lang) -> String {
    let mut html = Html::default();
    html.raw("<!DOCTYPE html>\n");
    html.open("html", &[("lang", lang.pick(["en", "zh-CN"]))]);
    head(&mut html, findings, lang);
    html.open("body", &[]);
    title(&mut html, findings, lang);
    headline::write(&mut html, findings, lang);
    map::write(&mut html, findings, lang);
    district_table::write(&mut html, findings, lang);
    zone_table::write(&mut html, findings, lang);
    curves::write(&mut html, findings, lang);
    sensitivity::write(&mut html, findings, lang);
    sources::write(&mut html, findings, lang);
    doubts::write(&mut html, findings, lang);
    licence(&mut html, lang);
    for script in [MAP_SCRIPT, SCRIPT] {
        html.raw("<script>");
        html.raw(script);
        html.raw("</script>\n");
    }
    html.close("body");
    html.close("html");
    html.raw("\n");
    html.into_string()
}

fn head(html: &mut Html, findings: &Findings, lang: Lang) {
    html.raw("<head><meta charset=\"utf-8\">\n");
    html.open("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy())]);
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.put("title", &[], name(findings, lang));
    for style in [MAP_STYLE, STYLE] {
        html.raw("<style>");
        html.raw(style);
        html.raw("</style>\n");
    }
    html.close("head");
}

/// Forbids every connection, and every script and style but the page's own. The map library starts
/// its worker from a blob of its own code and has icons in its style as data.
fn policy() -> String {
    let sources = |texts: [&str; 2]| texts.map(script::source).join(" ");
    format!(
        "default-src 'none'; script-src {}; worker-src blob:; style-src {}; img-src data:; \
         base-uri 'none'; form-action 'none'",
        sources([MAP_SCRIPT, SCRIPT]),
        sources([MAP_STYLE, STYLE])
    )
}

/// The study's title, or what the page is.
fn name(findings: &Findings, lang: Lang) -> &str {
    match &*findings.study.title {
        "" => lang.pick(["Coverage of walking circles", "步行服务圈覆盖评估"]),
        title => title,
    }
}

fn title(html: &mut Html, findings: &Findings, lang: Lang) {
    let study = &findings.study;
    html.open("header", &[]);
    html.put("h1", &[], name(findings, lang));
    let (profile, rule) = &study.profile;
    let mut parts = vec![match study.method() {
        Method::Network => lang.pick(["walking distance on the street network", "步行路网距离"]),
        Method::Radius => lang.pick(["straight-line screening", "直线缓冲（筛查）"]),
    }];
    parts.push(lang.title(profile, &rule.title, &rule.title_zh));
    let date = match (study.data_date.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::En) => format!("data of {}", study.data_date),
        (false, Lang::Zh) => format!("数据时点 {}", study.data_date),
    };
    parts.push(&date);
    parts.retain(|part| !part.is_empty());
    html.put("p", &[], &parts.join(" · "));
    if study.method() == Method::Radius {
        let warning = lang.pick([
            "Straight-line screening: distances are not walks; the figures are a first look only.",
            "直线缓冲（筛查）：距离未按步行路网计算，数字仅供初步筛查。",
        ]);
        html.put("p", &[("class", "alarm")], warning);
    }
    html.close("header");
}

/// The licence of the map library asks to go wherever the library goes.
fn licence(html: &mut Html, lang: Lang) {
    html.open("details", &[("class", "licence")]);
    html.put(
        "summary",
        &[],
        lang.pick(["Licence of the map library (MapLibre GL JS)", "地图库许可（MapLibre GL JS）"]),
    );
    html.put("pre", &[], MAP_LICENCE);
    html.close("details");
}

#[cfg(test)]
mod tests;
