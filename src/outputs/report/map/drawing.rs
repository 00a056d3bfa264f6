//! The map as SVG: one a circle, and what all of them share.

use std::fmt::Write;

use geo::InteriorPoint;

use super::frame::{Frame, WIDTH};
use super::shapes::rings;
use super::streets::StreetMap;
use crate::coverage::Group;
use crate::lang::Lang;
use crate::outputs::report::html::Html;
use crate::outputs::report::{KINDS, terms, zone_table};
use crate::outputs::terminal::thousands;
use crate::pipeline::Findings;

/// Points nearer to each other than this, in units of the drawing, are drawn once.
const DOT: f64 = 24.0;

/// Streets and districts, which every drawing uses.
pub fn shared(html: &mut Html, findings: &Findings, frame: &Frame, streets: &StreetMap) {
    html.raw(r#"<svg class="store" aria-hidden="true"><defs>"#);
    let mut path = Path::default();
    for line in &streets.drawn {
        path.line(frame, line, false);
    }
    html.open("path", &[("id", "ground-streets"), ("d", &path.text)]);
    html.raw("</path>");
    let mut path = Path::default();
    for (_, district) in level(findings) {
        for ring in rings(&district.area, frame.metres, 5.0 * frame.unit_m()).iter().flatten() {
            path.line(frame, ring, true);
        }
    }
    html.open("path", &[("id", "ground-districts"), ("d", &path.text)]);
    html.raw("</path></defs></svg>");
}

/// The districts that are drawn: those of the run's level.
pub fn level(findings: &Findings) -> impl Iterator<Item = (usize, &crate::inputs::District)> {
    findings.level.into_iter().flat_map(|level| findings.districts.on_level(level))
}

/// The drawing of one circle.
pub fn write(html: &mut Html, findings: &Findings, frame: &Frame, circle: usize, lang: Lang) {
    let view = format!("0 0 {WIDTH} {}", frame.height);
    let title = terms::circle(findings, circle, lang);
    html.open(
        "svg",
        &[("class", "map"), ("viewBox", &view), ("role", "img"), ("aria-label", title)],
    );
    html.raw(r##"<use href="#ground-streets" class="streets"/>"##);
    zones(html, findings, frame, circle);
    html.raw(r##"<use href="#ground-districts" class="districts"/>"##);
    for covered in [true, false] {
        let class = if covered { "homes covered" } else { "homes uncovered" };
        html.open("path", &[("class", class), ("d", &homes(findings, frame, circle, covered))]);
        html.close("path");
    }
    facilities(html, findings, frame, circle);
    labels(html, findings, frame, circle);
    scale(html, frame, lang);
    html.close("svg");
}

fn zones(html: &mut Html, findings: &Findings, frame: &Frame, circle: usize) {
    let mut path = Path::default();
    for zone in &findings.zones[circle].zones {
        for ring in rings(&zone.area, frame.metres, 3.0 * frame.unit_m()).iter().flatten() {
            path.line(frame, ring, true);
        }
    }
    html.open("path", &[("class", "zones"), ("d", &path.text)]);
    html.close("path");
}

/// A dot a resident, as lines of no length with round ends.
fn homes(findings: &Findings, frame: &Frame, circle: usize, covered: bool) -> String {
    let result = &findings.results[circle];
    let rows = findings.residents.rows.iter().zip(&result.covered);
    let mut dots: Vec<[i32; 2]> = rows
        .filter(|&(_, &own)| own == covered)
        .map(|(r, _)| frame.xy(r.at.lon(), r.at.lat()))
        .filter(|&at| frame.shows(at))
        .map(|at| at.map(|v| (v / DOT).round() as i32))
        .collect();
    dots.sort_unstable();
    dots.dedup();
    let mut text = String::new();
    let mut before = [0, 0];
    for dot in dots {
        let at = dot.map(|v| v * DOT as i32);
        let _ = write!(text, "m{} {}h0", at[0] - before[0], at[1] - before[1]);
        before = at;
    }
    text
}

/// The facilities that the circle asks for and that count.
fn facilities(html: &mut Html, findings: &Findings, frame: &Frame, circle: usize) {
    let categories = &findings.results[circle].categories;
    let own = |f: &&crate::inputs::Facility| f.counted && categories.contains(&f.category);
    let many = findings.facilities.rows.iter().filter(own).count() > 150;
    let size = if many { 42.0 } else { 62.0 };
    for &category in categories {
        let of = |f: &&crate::inputs::Facility| f.category == category && f.counted;
        let mut path = String::new();
        for facility in findings.facilities.rows.iter().filter(of) {
            let at = frame.xy(facility.at.lon(), facility.at.lat());
            if frame.shows(at) {
                symbol(&mut path, category, at, size);
            }
        }
        let class = format!("facility kind{}", category % KINDS);
        html.open("path", &[("class", &class), ("d", &path)]);
        html.close("path");
    }
}

/// A shape a category, so that colour is not needed: plus, square, triangle, diamond, and the last two
/// again upside down.
fn symbol(path: &mut String, category: usize, [x, y]: [f64; 2], r: f64) {
    let corners: &[[f64; 2]] = match category % 6 {
        0 => &[
            [-0.35, -1.0],
            [0.35, -1.0],
            [0.35, -0.35],
            [1.0, -0.35],
            [1.0, 0.35],
            [0.35, 0.35],
            [0.35, 1.0],
            [-0.35, 1.0],
            [-0.35, 0.35],
            [-1.0, 0.35],
            [-1.0, -0.35],
            [-0.35, -0.35],
        ],
        1 => &[[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
        2 => &[[0.0, -1.1], [1.05, 0.8], [-1.05, 0.8]],
        3 => &[[0.0, -1.15], [1.15, 0.0], [0.0, 1.15], [-1.15, 0.0]],
        4 => &[[0.0, 1.1], [1.05, -0.8], [-1.05, -0.8]],
        _ => &[[-0.6, -1.0], [0.6, -1.0], [1.1, 0.0], [0.6, 1.0], [-0.6, 1.0], [-1.1, 0.0]],
    };
    for (i, [dx, dy]) in corners.iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{:.0} {:.0}", x + r * dx, y + r * dy);
    }
    path.push('Z');
}

/// The ranks of the zones in the table and the names of districts, those with most people first; what
/// would cover another one is left out.
fn labels(html: &mut Html, findings: &Findings, frame: &Frame, circle: usize) {
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut put = |class: &'static str, size: f64, [lon, lat]: [f64; 2], text: &str| {
        let at = frame.xy(lon, lat);
        let letters: f64 = text.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum();
        let [wide, high] = [0.5 * size * letters, 0.55 * size];
        let own = [at[0] - wide, at[1] - high, at[0] + wide, at[1] + high];
        let over = |other: &[f64; 4]| {
            own[0] < other[2] && other[0] < own[2] && own[1] < other[3] && other[1] < own[3]
        };
        if frame.shows(at) && !taken.iter().any(over) {
            taken.push(own);
            let [x, y] = at.map(|v| format!("{v:.0}"));
            html.put("text", &[("class", class), ("x", &x), ("y", &y)], text);
        }
    };
    for zone in zone_table::largest(findings, circle) {
        let Some(r) = zone_table::largest_resident(findings, zone) else { continue };
        let at = findings.residents.rows[r.index()].at;
        put("rank", 190.0, [at.lon(), at.lat()], &zone.rank.to_string());
    }
    let mut districts: Vec<_> = level(findings).collect();
    districts.sort_by(|a, b| people(findings, b.0).total_cmp(&people(findings, a.0)));
    for (_, district) in districts {
        if let Some(at) = district.area.interior_point() {
            put("district", 210.0, [at.x(), at.y()], terms::district(district));
        }
    }
}

/// Who is counted in a district.
pub fn people(findings: &Findings, district: usize) -> f64 {
    let own = terms::figures(findings, 0, None).find(|i| i.group == Group::District(district));
    own.and_then(|i| i.parts).map_or(0.0, |parts| parts.1)
}

/// A bar of a round length, and where north is.
fn scale(html: &mut Html, frame: &Frame, lang: Lang) {
    let fifth_m = frame.unit_m() * WIDTH / 5.0;
    let power = 10f64.powf(fifth_m.log10().floor());
    let metres = [5.0, 2.0, 1.0].into_iter().find(|t| t * power <= fifth_m).unwrap_or(1.0) * power;
    let [left, right] = [200.0, 200.0 + metres / frame.unit_m()];
    let y = frame.height - 180.0;
    let path = format!("M{left} {:.0}V{y:.0}H{right:.0}V{:.0}", y - 70.0, y - 70.0);
    html.open("path", &[("class", "scale"), ("d", &path)]);
    html.close("path");
    let text = match (metres >= 1000.0, lang) {
        (true, Lang::En) => format!("{} km", metres / 1000.0),
        (true, Lang::Zh) => format!("{} 千米", metres / 1000.0),
        (false, Lang::En) => format!("{} m", thousands(metres)),
        (false, Lang::Zh) => format!("{} 米", thousands(metres)),
    };
    let place = [("class", "scale"), ("x", "260"), ("y", &format!("{:.0}", y - 50.0))];
    html.put("text", &place, &text);
    let north = lang.pick(["N ↑", "北 ↑"]);
    html.put("text", &[("class", "north"), ("x", "9800"), ("y", "330")], north);
}

/// What the colours and shapes mean.
pub fn legend(html: &mut Html, findings: &Findings, lang: Lang) {
    html.open("p", &[("class", "legend")]);
    let entry = |html: &mut Html, class: &str, path: &str, text: &str| {
        html.open("span", &[]);
        html.open("svg", &[("class", "map key"), ("viewBox", "-100 -100 200 200")]);
        html.open("path", &[("class", class), ("d", path)]);
        html.close("path");
        html.close("svg");
        html.text(text);
        html.close("span");
    };
    let square = "M-90 -70H90V70H-90Z";
    entry(
        html,
        "zones",
        square,
        lang.pick(["uncovered zone, with its rank", "未覆盖区（数字为序号）"]),
    );
    entry(html, "homes covered", "M0 0h0", lang.pick(["covered homes", "已覆盖居民点"]));
    entry(html, "homes uncovered", "M0 0h0", lang.pick(["homes not covered", "未覆盖居民点"]));
    for category in 0..findings.study.used_categories {
        let mut path = String::new();
        symbol(&mut path, category, [0.0, 0.0], 75.0);
        let class = format!("facility kind{}", category % KINDS);
        entry(html, &class, &path, terms::category(findings, category, lang));
    }
    if findings.level.is_some() {
        entry(html, "districts", "M-90 0H90", lang.pick(["district boundary", "区划界"]));
    }
    if findings.network.is_some() {
        entry(html, "streets", "M-90 0H90", lang.pick(["street", "道路"]));
    }
    html.close("p");
}

/// Path data in whole units, each place told from the one before.
#[derive(Default)]
struct Path {
    text: String,
}

impl Path {
    fn line(&mut self, frame: &Frame, points: &[[f64; 2]], closed: bool) {
        let units = |&[lon, lat]: &[f64; 2]| frame.xy(lon, lat).map(|v| v.round() as i64);
        let mut all: Vec<[i64; 2]> = points.iter().map(units).collect();
        all.dedup();
        if closed && all.len() > 1 {
            all.pop();
        }
        let Some((first, rest)) = all.split_first() else { return };
        if rest.is_empty() {
            return;
        }
        let _ = write!(self.text, "M{} {}", first[0], first[1]);
        let mut before = first;
        for at in rest {
            let _ = write!(self.text, "l{} {}", at[0] - before[0], at[1] - before[1]);
            before = at;
        }
        if closed {
            self.text.push('Z');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_and_closed_once() {
        let frame = Frame { bounds: [0.0, 0.0, 1.0, 1.0], height: WIDTH, metres: [1.0, 1.0] };
        let mut path = Path::default();
        let square = [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.1]];
        path.line(&frame, &square, true);
        path.line(&frame, &square[..2], false);
        path.line(&frame, &[[0.5, 0.5], [0.500_001, 0.5]], false);
        assert_eq!(path.text, "M1000 9000l1000 0l0 -1000ZM1000 9000l1000 0");
    }
}
