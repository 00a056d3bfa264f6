//! The data of the interactive map.

use std::collections::BTreeMap;

use geo::{InteriorPoint, MultiPolygon};
use serde::Serialize;

use super::crowd::{Cell, Crowd};
use super::drawing::{level, people};
use super::frame::Frame;
use super::shapes::{Coder, rings};
use super::streets::{Line, StreetMap};
use crate::coverage::{Group, Why};
use crate::lang::Lang;
use crate::outputs::report::{terms, zone_table};
use crate::outputs::terminal::cause;
use crate::pipeline::Findings;

/// Everything that `page.js` reads. Places are whole numbers of 1e-6 degree, each told from the one
/// before it, the first of a list from `origin`.
#[derive(Serialize)]
pub struct Live<'a> {
    words: BTreeMap<&'static str, &'static str>,
    origin: [i64; 2],
    /// South-west and north-east corner.
    bounds: [[f64; 2]; 2],
    circles: Vec<Circle<'a>>,
    categories: Vec<&'a str>,
    /// Why a resident is covered (0) or not, by number.
    why: Vec<&'a str>,
    districts: Areas,
    /// One entry a circle.
    zones: Vec<Areas>,
    facilities: Facilities,
    residents: Residents<'a>,
    streets: Option<Streets>,
    /// Isochrones, drawn below everything else; none unless the study asks for them.
    bands: Vec<Band>,
}

#[derive(Serialize)]
struct Circle<'a> {
    title: &'a str,
    categories: &'a [usize],
}

/// Areas with the same attributes.
#[derive(Serialize)]
struct Areas {
    labels: Vec<String>,
    items: Vec<Area>,
}

#[derive(Serialize)]
struct Area {
    /// What stands on the map; empty for nothing.
    mark: String,
    at: [f64; 2],
    /// Who lives there: of two marks in one place the larger one's stays.
    people: f64,
    values: Vec<String>,
    area: Vec<Vec<Vec<i64>>>,
}

#[derive(Serialize)]
struct Facilities {
    labels: Vec<String>,
    at: Vec<i64>,
    category: Vec<usize>,
    counted: Vec<bool>,
    values: Vec<Vec<String>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Residents<'a> {
    Single {
        labels: Vec<String>,
        at: Vec<i64>,
        values: Vec<Vec<String>>,
        /// One list a circle: the numbers of the reasons.
        why: Vec<Vec<u8>>,
    },
    Cells {
        side_m: u32,
        unit: &'a str,
        at: Vec<i64>,
        points: Vec<usize>,
        total: Vec<f64>,
        /// One list a circle.
        covered: Vec<Vec<f64>>,
    },
}

#[derive(Serialize)]
struct Streets {
    all: Vec<Vec<i64>>,
    /// One list a circle.
    reached: Vec<Vec<Vec<i64>>>,
}

/// The area that is within so many minutes of a category.
#[derive(Serialize)]
struct Band {
    /// Index of the category.
    category: usize,
    /// Minutes at its outer rim.
    minutes: f64,
    /// Its rings, as those of other areas.
    area: Vec<Vec<Vec<i64>>>,
}

const REASONS: [Why; 6] =
    [Why::Covered, Why::Distance, Why::Detour, Why::Island, Why::Unsnapped, Why::NoFacility];

/// The data of a run.
pub fn map<'a>(
    findings: &'a Findings,
    frame: &Frame,
    streets: &StreetMap,
    crowd: &Crowd,
    lang: Lang,
) -> Live<'a> {
    let study = &findings.study;
    let [west, south, east, north] = frame.bounds;
    let shapes =
        Shapes { coder: Coder::from([west, south]), frame, tolerance_m: streets.tolerance_m };
    let circles = 0..study.circles.len();
    let code =
        |lines: &[Line]| lines.iter().map(|l| shapes.coder.code(l.iter().copied())).collect();
    Live {
        words: words(lang),
        origin: shapes.coder.origin(),
        bounds: [[west, south], [east, north]],
        circles: circles
            .clone()
            .map(|c| Circle {
                title: terms::circle(findings, c, lang),
                categories: &findings.results[c].categories,
            })
            .collect(),
        categories: (0..study.used_categories)
            .map(|c| terms::category(findings, c, lang))
            .collect(),
        why: REASONS
            .iter()
            .map(|why| match why {
                Why::Covered => lang.pick(["covered", "已覆盖"]),
                other => cause(other.cause(), lang),
            })
            .collect(),
        districts: districts(findings, &shapes, lang),
        zones: circles.map(|c| zones(findings, &shapes, c, lang)).collect(),
        facilities: facilities(findings, &shapes, lang),
        residents: match crowd {
            Crowd::Single => single(findings, &shapes, lang),
            Crowd::Cells { side_m, cells } => summed(findings, &shapes, *side_m, cells, lang),
        },
        streets: (!streets.all.is_empty()).then(|| Streets {
            all: code(&streets.all),
            reached: streets.reached.iter().map(|lines| code(lines)).collect(),
        }),
        bands: findings
            .areas
            .isochrones
            .iter()
            .map(|band| Band {
                category: band.category,
                minutes: band.minutes[1],
                area: shapes.area(&band.area),
            })
            .collect(),
    }
}

fn words(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    let all: [(&str, [&'static str; 2]); 20] = [
        ("circle", ["Circle", "服务圈"]),
        ("layers", ["Layers", "图层"]),
        ("zones", ["uncovered zones", "未覆盖区"]),
        ("covered", ["covered homes", "已覆盖居民点"]),
        ("uncovered", ["homes not covered", "未覆盖居民点"]),
        ("cells", ["homes by square, by share covered", "居民点（方格汇总，按覆盖比例着色）"]),
        ("facilities", ["facilities", "设施"]),
        ("uncounted", ["facilities that do not count", "未计入的设施"]),
        ("districts", ["districts", "区划"]),
        ("reached", ["streets from which the circle is reached", "服务圈可达道路"]),
        ("streets", ["streets", "道路"]),
        ("bands", ["walking-time bands", "步行等时圈"]),
        ("minutes", ["min", "分钟"]),
        ("of", [": ", "："]),
        ("points", ["resident points", "居民点数"]),
        ("reset", ["Whole area", "全图"]),
        ("zoomIn", ["Zoom in", "放大"]),
        ("zoomOut", ["Zoom out", "缩小"]),
        ("close", ["Close", "关闭"]),
        ("hint", ["Click for attributes", "点击图上要素查看属性"]),
    ];
    let pick = |words: [&'static str; 2]| match lang {
        Lang::En => words[0],
        Lang::Zh => words[1],
    };
    all.into_iter().map(|(name, words)| (name, pick(words))).collect()
}

struct Shapes<'a> {
    coder: Coder,
    frame: &'a Frame,
    tolerance_m: f64,
}

impl Shapes<'_> {
    fn area(&self, area: &MultiPolygon) -> Vec<Vec<Vec<i64>>> {
        let polygons = rings(area, self.frame.metres, self.tolerance_m);
        let coded = |ring: Vec<[f64; 2]>| self.coder.code(ring.into_iter());
        polygons.into_iter().map(|rings| rings.into_iter().map(coded).collect()).collect()
    }
}

fn districts(findings: &Findings, shapes: &Shapes<'_>, lang: Lang) -> Areas {
    let circles = 0..findings.study.circles.len();
    let mut labels =
        vec![lang.pick(["code", "代码"]).to_owned(), lang.pick(["name", "名称"]).to_owned()];
    labels.push(format!(
        "{}{}",
        lang.pick(["all, ", "总数，"]),
        terms::unit(findings, lang).trim_start_matches('个')
    ));
    labels.extend(circles.clone().map(|c| terms::circle(findings, c, lang).to_owned()));
    let items = level(findings)
        .map(|(number, district)| {
            let own = |circle| {
                terms::figures(findings, circle, None).find(|i| i.group == Group::District(number))
            };
            let total = own(0).and_then(|i| i.parts).map(|p| p.1);
            let mut values = vec![
                district.code.to_string(),
                district.name.to_string(),
                terms::amount(total, lang),
            ];
            values.extend(circles.clone().map(|circle| {
                let Some(figure) = own(circle) else { return "–".to_owned() };
                let rate = terms::rate(findings, figure, lang);
                match figure.verdict.as_ref().and_then(|v| v.met) {
                    Some(met) => format!("{rate} {}", terms::verdict(met, lang)),
                    None => rate,
                }
            }));
            let inside = district.area.interior_point();
            Area {
                mark: terms::district(district).to_owned(),
                at: inside.map_or([0.0; 2], |p| [p.x(), p.y()]),
                people: people(findings, number),
                values,
                area: shapes.area(&district.area),
            }
        })
        .collect();
    Areas { labels, items }
}

fn zones(findings: &Findings, shapes: &Shapes<'_>, circle: usize, lang: Lang) -> Areas {
    let marked = zone_table::largest(findings, circle).last().map_or(0, |zone| zone.rank);
    let items = findings.zones[circle]
        .zones
        .iter()
        .map(|zone| {
            let at = zone_table::largest_resident(findings, zone).map_or([0.0; 2], |r| {
                let at = findings.residents.rows[r.index()].at;
                [at.lon(), at.lat()]
            });
            Area {
                mark: if zone.rank <= marked { zone.rank.to_string() } else { String::new() },
                at,
                people: zone.weight[0],
                values: zone_table::cells(findings, circle, zone, lang),
                area: shapes.area(&zone.area),
            }
        })
        .collect();
    let labels =
        zone_table::columns(findings, lang).into_iter().map(|column| column.head).collect();
    Areas { labels, items }
}

fn facilities(findings: &Findings, shapes: &Shapes<'_>, lang: Lang) -> Facilities {
    let rows: Vec<(usize, &crate::inputs::Facility)> = findings
        .facilities
        .rows
        .iter()
        .enumerate()
        .filter(|(_, f)| f.category < findings.study.used_categories)
        .collect();
    let labels = [
        ["name", "名称"],
        ["id", "编号"],
        ["category", "类别"],
        ["status", "状态"],
        ["nearest for, resident points", "就近服务居民点"],
        ["nearest for, people", "就近服务人口"],
    ];
    let values = |&(i, f): &(usize, &crate::inputs::Facility)| {
        let catchment = &findings.catchments[i];
        let people = findings.residents.has(crate::inputs::Weight::Pop);
        vec![
            f.name.to_string(),
            f.id.to_string(),
            terms::category(findings, f.category, lang).to_owned(),
            f.status.to_string(),
            terms::amount(Some(catchment.residents as f64), lang),
            terms::amount(people.then_some(catchment.weight[0]), lang),
        ]
    };
    Facilities {
        labels: labels.map(|words| lang.pick(words).to_owned()).to_vec(),
        at: shapes.coder.code(rows.iter().map(|(_, f)| [f.at.lon(), f.at.lat()])),
        category: rows.iter().map(|(_, f)| f.category).collect(),
        counted: rows.iter().map(|(_, f)| f.counted).collect(),
        values: rows.iter().map(values).collect(),
    }
}

/// Every resident with its answers.
fn single<'a>(findings: &'a Findings, shapes: &Shapes<'_>, lang: Lang) -> Residents<'a> {
    let study = &findings.study;
    let categories = 0..study.used_categories;
    let mut labels = [["name", "名称"], ["id", "编号"], ["district", "区划"], ["people", "人口"]]
        .map(|words| lang.pick(words).to_owned())
        .to_vec();
    labels.extend(categories.clone().map(|c| {
        let title = terms::category(findings, c, lang);
        match lang {
            Lang::En => format!("{title}: walk"),
            Lang::Zh => format!("{title}：步行"),
        }
    }));
    let limits: Vec<f64> = findings.results.iter().map(|r| r.cutoff.metres()).collect();
    let values = (0..findings.residents.rows.len())
        .map(|r| {
            let resident = &findings.residents.rows[r];
            let district = findings.district_of[r].map(|d| &findings.districts.rows[d as usize]);
            let people = findings.residents.has(crate::inputs::Weight::Pop);
            let mut values = vec![
                resident.name.to_string(),
                resident.id.to_string(),
                district.map_or_else(String::new, |d| terms::district(d).to_owned()),
                terms::amount(people.then_some(resident.weight[0]), lang),
            ];
            values.extend(categories.clone().map(|c| {
                let access = findings.answers.access[c][r];
                match access.cost.reached() {
                    None => "–".to_owned(),
                    Some(cost) => {
                        let minutes = study.profile.1.minutes(access.cost);
                        let metres = terms::metres(cost, &limits);
                        match lang {
                            Lang::En => format!("{metres} m, {minutes:.1} min"),
                            Lang::Zh => format!("{metres} 米，{minutes:.1} 分钟"),
                        }
                    }
                }
            }));
            values
        })
        .collect();
    let number = |why: &Why| REASONS.iter().position(|known| known == why).unwrap_or(0) as u8;
    Residents::Single {
        labels,
        at: shapes.coder.code(findings.residents.rows.iter().map(|r| [r.at.lon(), r.at.lat()])),
        values,
        why: findings.results.iter().map(|r| r.why.iter().map(number).collect()).collect(),
    }
}

fn summed<'a>(
    findings: &Findings,
    shapes: &Shapes<'_>,
    side_m: u32,
    cells: &[Cell],
    lang: Lang,
) -> Residents<'a> {
    let circles = 0..findings.study.circles.len();
    Residents::Cells {
        side_m,
        unit: terms::unit(findings, lang),
        at: shapes.coder.code(cells.iter().map(|c| c.at)),
        points: cells.iter().map(|c| c.points).collect(),
        total: cells.iter().map(|c| c.total).collect(),
        covered: circles.map(|i| cells.iter().map(|c| c.covered[i]).collect()).collect(),
    }
}
