//! The map of the page: what is drawn, how much of it a page can carry, and what was left out.
//!
//! A drawing each circle is made here as SVG: it is printed, and it stands on the screen until the
//! interactive map of the same data replaces it (or for good, where a machine cannot draw one).
//! Coordinates are thinned to what can be seen; figures never are.

mod crowd;
mod drawing;
mod frame;
mod live;
mod shapes;
mod streets;

use super::html::Html;
use super::terms;
use crate::lang::Lang;
use crate::outputs::report::script;
use crate::outputs::terminal::thousands;
use crate::pipeline::Findings;

use frame::Frame;
use streets::StreetMap;

/// The section with the map. Returns nothing to draw when no resident has a place.
pub fn write(html: &mut Html, findings: &Findings, lang: Lang) {
    let Some(frame) = Frame::of(findings) else { return };
    let streets = StreetMap::of(findings, &frame);
    html.open("section", &[("id", "maps")]);
    html.put("h2", &[], lang.pick(["Map", "地图"]));
    html.raw(r#"<div id="live" hidden><div id="map"></div><div id="panel"></div></div>"#);
    drawing::shared(html, findings, &frame, &streets);
    for circle in 0..findings.study.circles.len() {
        html.open("figure", &[("class", "drawing")]);
        html.put("figcaption", &[], terms::circle(findings, circle, lang));
        drawing::write(html, findings, &frame, circle, lang);
        html.close("figure");
    }
    drawing::legend(html, findings, lang);
    let crowd = crowd::Crowd::of(findings);
    html.within("ul", &[("class", "note")], |html| {
        for note in notes(findings, &streets, &crowd, lang) {
            html.put("li", &[], &note);
        }
    });
    html.close("section");
    let map = live::map(findings, &frame, &streets, &crowd, lang);
    html.open("script", &[("type", "application/json"), ("id", "map-data")]);
    html.json(&script::json(&map));
    html.close("script");
}

/// What the map does not show, or not exactly.
fn notes(
    findings: &Findings,
    streets: &StreetMap,
    crowd: &crowd::Crowd,
    lang: Lang,
) -> Vec<String> {
    let mut notes = Vec::new();
    let n = thousands(findings.residents.rows.len() as f64);
    if let crowd::Crowd::Cells { side_m, cells } = crowd {
        let cells = thousands(cells.len() as f64);
        notes.push(match lang {
            Lang::En => format!(
                "The interactive map draws the {n} resident points summed in {cells} squares of \
                 {side_m} m; each is in residents.geojson."
            ),
            Lang::Zh => format!(
                "交互地图将 {n} 个居民点汇总为 {cells} 个 {side_m} 米方格显示；逐点数据见 residents.geojson。"
            ),
        });
    }
    notes.push(match lang {
        Lang::En => {
            "On the printed map, resident points that would cover each other are drawn once.".into()
        }
        Lang::Zh => "打印地图上相互重叠的居民点只绘一次。".into(),
    });
    let m = terms::cutoff(streets.tolerance_m);
    notes.push(match lang {
        Lang::En => format!(
            "Outlines and streets of the interactive map are simplified to {m} m or less, those of \
             the printed one to less than can be seen; exact ones are in the .geojson files. No \
             figure is computed from a drawing."
        ),
        Lang::Zh => format!(
            "交互地图的边界与道路线形按不超过 {m} 米的误差简化，打印地图简化到肉眼不可辨，\
             精确图形见 .geojson 文件；所有数字均不由图形计算。"
        ),
    });
    if streets.left_out {
        notes.push(match lang {
            Lang::En => {
                "The streets of this city are more than a page can carry: the interactive map \
                         draws those of the printed one, and not from which of them a circle is \
                         reached; see service_area_*.geojson."
                    .into()
            }
            Lang::Zh => "道路数量超出网页承载能力：交互地图只绘打印地图中的道路，\
                         不显示服务圈可达道路；见 service_area_*.geojson。"
                .into(),
        });
    }
    if let Some(short_m) = streets.shortest_drawn_m() {
        let short = thousands(short_m);
        notes.push(match lang {
            Lang::En => format!("The printed map leaves out streets shorter than {short} m."),
            Lang::Zh => format!("打印地图略去短于 {short} 米的路段。"),
        });
    }
    notes
}
