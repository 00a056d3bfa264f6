//! The largest uncovered zones of each circle.

use super::html::Html;
use super::table::{self, Column, numbers, words};
use super::terms;
use crate::inputs::Weight;
use crate::lang::Lang;
use crate::outputs::terminal::{cause, thousands};
use crate::pipeline::Findings;
use crate::units::ResidentId;
use crate::zones::Zone;

/// Zones shown a circle.
pub const ZONES: usize = 20;

/// All circles.
pub fn write(html: &mut Html, findings: &Findings, lang: Lang) {
    html.open("section", &[("id", "zones")]);
    html.put("h2", &[], lang.pick(["Largest uncovered zones", "最大的未覆盖区"]));
    let note = match lang {
        Lang::En => {
            "A zone is one contiguous area of homes that the circle does not reach. Metres \
                     are walked metres to the category that decides; medians of the zone's homes. \
                     ‘Around’ names the home with most people. Click a row to see it on the map."
        }
        Lang::Zh => {
            "未覆盖区为服务圈未覆盖的居民点连成的一片区域。距离为到起决定作用类别的步行距离，\
                     取区内居民点的中位数；“位置”为区内人口最多的居民点。点击某行可在地图上查看。"
        }
    };
    html.put("p", &[("class", "note")], note);
    for circle in 0..findings.study.circles.len() {
        circle_table(html, findings, circle, lang);
    }
    html.close("section");
}

/// The zones that the page tells of, largest first.
pub fn largest(findings: &Findings, circle: usize) -> impl Iterator<Item = &Zone> {
    let counted = findings.residents.has(Weight::Pop);
    let least = findings.study.min_zone_population;
    let zones = findings.zones[circle].zones.iter();
    zones.filter(move |z| !counted || z.weight[0] >= least).take(ZONES)
}

fn circle_table(html: &mut Html, findings: &Findings, circle: usize, lang: Lang) {
    html.put("h3", &[], terms::circle(findings, circle, lang));
    html.put("p", &[], &sum(findings, circle, lang));
    if largest(findings, circle).next().is_none() {
        return;
    }
    let columns = columns(findings, lang);
    table::table(html, &columns, |html| {
        for zone in largest(findings, circle) {
            let id = format!("{circle}-{}", zone.rank);
            html.open("tr", &[("data-zone", &id)]);
            for (column, cell) in columns.iter().zip(cells(findings, circle, zone, lang)) {
                table::cell(html, column.class, &cell);
            }
            html.close("tr");
        }
    });
}

/// `56 个未覆盖区，269,964 人；下表列出最大的 20 个`
fn sum(findings: &Findings, circle: usize, lang: Lang) -> String {
    let zones = &findings.zones[circle].zones;
    if zones.is_empty() {
        return lang.pick(["No uncovered zones.", "没有未覆盖区。"]).to_owned();
    }
    let amount = match findings.residents.has(Weight::Pop) {
        true => zones.iter().map(|z| z.weight[0]).sum::<f64>(),
        false => zones.iter().map(|z| z.residents.len() as f64).sum(),
    };
    let (n, amount) = (thousands(zones.len() as f64), thousands(amount));
    let (unit, shown) = (terms::unit(findings, lang), largest(findings, circle).count());
    let all = shown == zones.len();
    let mut text = match lang {
        Lang::En if all => format!("{n} uncovered zones with {amount} {unit}."),
        Lang::En => {
            format!("{n} uncovered zones with {amount} {unit}; the largest {shown} are shown.")
        }
        Lang::Zh if all => format!("共 {n} 个未覆盖区，{amount} {unit}。"),
        Lang::Zh => format!("共 {n} 个未覆盖区，{amount} {unit}；下表列出最大的 {shown} 个。"),
    };
    let least = findings.study.min_zone_population;
    if least > 0.0 && findings.residents.has(Weight::Pop) {
        let least = thousands(least);
        text += &match lang {
            Lang::En => format!(" Zones with fewer than {least} people are left out of the table."),
            Lang::Zh => format!("少于 {least} 人的未覆盖区不列入表中。"),
        };
    }
    text
}

/// The headings of a zone's figures, in the table and on the map.
pub fn columns(findings: &Findings, lang: Lang) -> Vec<Column> {
    let all = vec![
        numbers(lang.pick(["rank", "序号"])),
        words(lang.pick(["district", "区划"])),
        words(lang.pick(["around", "位置"])),
        numbers(lang.pick(["people", "人口"])),
        numbers(lang.pick(["60+", "60岁及以上"])),
        numbers(lang.pick(["resident points", "居民点"])),
        words(lang.pick(["missing", "缺失类别"])),
        words(lang.pick(["nearest facility", "最近设施"])),
        numbers(lang.pick(["walk, m", "步行距离（米）"])),
        numbers(lang.pick(["metres short", "超出（米）"])),
        words(lang.pick(["cause", "原因"])),
        numbers(lang.pick(["area, ha", "面积（公顷）"])),
    ];
    kept(findings, all)
}

/// Without the column of older people where the input does not count them.
fn kept<T>(findings: &Findings, mut all: Vec<T>) -> Vec<T> {
    if !findings.residents.has(Weight::Pop60) {
        all.remove(OLDER);
    }
    all
}

/// Where the column of older people stands.
const OLDER: usize = 4;

/// A zone's figures, in the order of [`columns`].
pub fn cells(findings: &Findings, circle: usize, zone: &Zone, lang: Lang) -> Vec<String> {
    let district = zone.district.map(|d| &findings.districts.rows[d as usize]);
    let weight = |w: Weight| {
        let value = findings.residents.has(w).then_some(zone.weight[w as usize]);
        terms::amount(value, lang)
    };
    let facility = zone.nearest_facility.map(|f| &findings.facilities.rows[f.index()]);
    let none = || lang.pick(["none in reach", "无可达设施"]).to_owned();
    let cutoff = findings.results[circle].cutoff.metres();
    let all = vec![
        zone.rank.to_string(),
        district.map_or_else(
            || lang.pick(["outside all districts", "未归属"]).to_owned(),
            |d| terms::district(d).to_owned(),
        ),
        around(findings, zone),
        weight(Weight::Pop),
        weight(Weight::Pop60),
        thousands(zone.residents.len() as f64),
        terms::categories(findings, &zone.missing, lang),
        facility.map_or_else(none, |f| {
            let name = if f.name.is_empty() { &f.id } else { &f.name };
            let kind = terms::category(findings, f.category, lang);
            match lang {
                Lang::En => format!("{name} ({kind})"),
                Lang::Zh => format!("{name}（{kind}）"),
            }
        }),
        zone.nearest_m.map_or_else(|| "–".to_owned(), |[_, m, _]| terms::metres(m, &[cutoff])),
        zone.shortfall_m.map_or_else(|| "–".to_owned(), |m| terms::metres(m, &[0.0])),
        cause(zone.cause, lang).to_owned(),
        format!("{:.2}", zone.area_m2 / 1e4),
    ];
    kept(findings, all)
}

/// The name of the resident with most people (the first of several), or its id.
fn around(findings: &Findings, zone: &Zone) -> String {
    let Some(largest) = largest_resident(findings, zone) else { return String::new() };
    let resident = &findings.residents.rows[largest.index()];
    if resident.name.is_empty() { resident.id.to_string() } else { resident.name.to_string() }
}

/// The resident with most people (the first of several): where the zone is labelled.
pub fn largest_resident(findings: &Findings, zone: &Zone) -> Option<ResidentId> {
    let people = |r: &ResidentId| findings.residents.rows[r.index()].weight[Weight::Pop as usize];
    zone.residents.iter().rev().max_by(|a, b| people(a).total_cmp(&people(b))).copied()
}
