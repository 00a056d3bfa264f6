//! Districts with their coverage, so that a map can be shaded by it.

use std::collections::BTreeMap;

use geo::orient::{Direction, Orient};
use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::look::{BLUES, Class, Classes, Colour, INK, Label, Look, Mark};
use super::shared::{circle_title, present, quoted, weight_unit, weight_words};
use super::{About, Field, Layer, Place, Record, Shape};
use crate::coverage::{Group, Indicator, Variant};
use crate::inputs::Weight;
use crate::outputs::numbers::percent;
use crate::pipeline::Findings;
use crate::rules::{Denominator, Op, Target};

/// The districts that the run has figures of.
pub struct DistrictLayer<'f> {
    findings: &'f Findings,
    rows: Vec<Row<'f>>,
    about: About,
}

struct Row<'f> {
    district: usize,
    /// By the right-hand rule, which inputs may not follow.
    area: MultiPolygon,
    points: f64,
    /// One sum a weight that the input carries.
    weights: Vec<Option<f64>>,
    /// One a circle.
    figures: Vec<Option<&'f Indicator>>,
}

impl<'f> DistrictLayer<'f> {
    /// None when the run has no districts.
    pub fn of(findings: &'f Findings) -> Option<DistrictLayer<'f>> {
        let rows = rows(findings);
        if rows.is_empty() {
            return None;
        }
        let circles = 0..findings.study.circles.len();
        let about = About {
            name: "districts".into(),
            title: ["Districts".into(), "行政区划".into()],
            fields: fields(findings),
            shape: Shape::Areas,
            place: Place::Districts,
            looks: circles.map(|circle| look(findings, circle)).collect(),
        };
        Some(DistrictLayer { findings, rows, about })
    }
}

/// The share that a circle's coverage of districts is: what its target is about, else people, else
/// points where nobody is counted.
fn denominator(findings: &Findings, circle: usize) -> Denominator {
    match target(findings, circle).map(|t| t.denominator) {
        Some(of) => of,
        None if findings.residents.has(Weight::Pop) => Denominator::Population,
        None => Denominator::Points,
    }
}

/// The target of a circle's coverage; one about a share of districts says nothing of a district.
fn target(findings: &Findings, circle: usize) -> Option<&Target> {
    let (name, _) = &findings.study.circles[circle];
    let about = |t: &&Target| t.circle == *name && t.denominator != Denominator::Districts;
    let mut targets = findings.study.targets.iter().filter(about);
    // One with a number before those without.
    targets.clone().find(|t| t.value.is_some()).or_else(|| targets.next())
}

fn rows(findings: &Findings) -> Vec<Row<'_>> {
    let mut figures = BTreeMap::new();
    for i in &findings.indicators {
        if let (Group::District(d), None, Variant::Headline) = (i.group, i.category, i.variant) {
            figures.insert((d, i.circle, i.denominator), i);
        }
    }
    let circles = findings.study.circles.len();
    let of = |district: usize, circle: usize, denominator: Denominator| {
        figures.get(&(district, circle, denominator)).copied()
    };
    let mut weights = vec![[0.0; Weight::ALL.len()]; findings.districts.rows.len()];
    let level = findings.level;
    for (resident, district) in findings.residents.rows.iter().zip(&findings.district_of) {
        if let Some(district) = district {
            for (sum, weight) in weights[*district as usize].iter_mut().zip(resident.weight) {
                *sum += weight;
            }
        }
    }
    let rows = findings.districts.rows.iter().enumerate();
    rows.filter_map(|(number, district)| {
        // A run about one district has no figures of the others.
        let points = of(number, 0, Denominator::Points)?.parts.map_or(0.0, |(_, all)| all);
        Some(Row {
            district: number,
            area: in_order(&district.area),
            points,
            weights: present(findings)
                .map(|w| match w {
                    Weight::Pop => {
                        of(number, 0, Denominator::Population).and_then(|i| i.parts).map(|p| p.1)
                    }
                    Weight::Households => {
                        of(number, 0, Denominator::Households).and_then(|i| i.parts).map(|p| p.1)
                    }
                    // Known of the level that residents are counted on.
                    _ => (level == Some(district.level)).then(|| weights[number][w as usize]),
                })
                .collect(),
            figures: (0..circles)
                .map(|circle| of(number, circle, denominator(findings, circle)))
                .collect(),
        })
    })
    .collect()
}

/// An area by the right-hand rule, each ring from its lowest corner on: the formats that districts
/// come in differ in both.
fn in_order(area: &MultiPolygon) -> MultiPolygon {
    let ring = |ring: &LineString| {
        let mut corners = ring.0.clone();
        // The last corner is the first one again.
        corners.pop();
        let before = |a: &Coord, b: &Coord| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y));
        let lowest = corners.iter().enumerate().min_by(|a, b| before(a.1, b.1));
        let lowest = lowest.map_or(0, |(i, _)| i);
        corners.rotate_left(lowest);
        corners.extend(corners.first().copied());
        LineString(corners)
    };
    let polygon = |polygon: Polygon| {
        Polygon::new(ring(polygon.exterior()), polygon.interiors().iter().map(ring).collect())
    };
    MultiPolygon(area.orient(Direction::Default).into_iter().map(polygon).collect())
}

fn fields(findings: &Findings) -> Vec<Field> {
    let mut fields = vec![
        Field::text("code", ["code", "行政区划代码"]),
        Field::text("name", ["name", "名称"]),
        Field::text("level", ["level", "层级"]),
        Field::count("residents", ["resident points", "居民点数"]),
    ];
    fields.extend(
        present(findings).map(|w| Field::amount(w.name(), weight_words(w)).unit(weight_unit(w))),
    );
    for (number, circle) in findings.study.circles.iter().enumerate() {
        let [en, zh] = circle_title(circle);
        let what = share(denominator(findings, number));
        let name = |end: &str| format!("{}_{end}", circle.0);
        let words =
            |en_word: &str, zh_word: &str| [format!("{en}: {en_word}"), format!("{zh}{zh_word}")];
        let field = |make: fn(&str, [&str; 2]) -> Field, end, words: [String; 2]| {
            make(&name(end), [&words[0], &words[1]])
        };
        let met = [("true", ["met", "达标"]), ("false", ["missed", "未达标"])];
        fields.extend([
            field(
                Field::amount,
                "covered",
                words(&format!("{} covered", what[0]), &format!("覆盖{}", what[1])),
            ),
            field(
                Field::amount,
                "total",
                words(&format!("{}, all", what[0]), &format!("{}合计", what[1])),
            ),
            field(Field::amount, "rate", words("coverage (0 to 1)", "覆盖率（0–1）")),
            field(Field::text, "percent", words("coverage", "覆盖率")),
            field(Field::amount, "target", words("target (0 to 1)", "目标值（0–1）")),
            field(Field::flag, "met", words("target", "是否达标")).meaning(met),
            field(
                Field::amount,
                "shortfall",
                words(&format!("{} short of the target", what[0]), &format!("{}缺口", what[1])),
            ),
        ]);
    }
    fields
}

/// What a denominator counts.
const fn share(denominator: Denominator) -> [&'static str; 2] {
    match denominator {
        Denominator::Population => ["people", "人口"],
        Denominator::TargetGroup => ["people of the target group", "目标人群"],
        Denominator::Households => ["households", "户数"],
        Denominator::Land => ["m² of residential land", "居住用地（平方米）"],
        Denominator::Points | Denominator::Districts => ["resident points", "居民点数"],
    }
}

/// How much more must be covered (or less, of a target that is a limit), in whole units; land is
/// not counted in heads, and is not rounded up to more than a square metre.
fn shortfall(target: &Target, (covered, total): (f64, f64)) -> Option<f64> {
    let value = target.value?;
    let met = target.met(covered / total)?;
    let missing = match target.op {
        Op::AtLeast => value * total - covered,
        Op::AtMost => covered - value * total,
    };
    // What is missed is missed by one at least, whatever the last digit of a product says.
    Some(if met { 0.0 } else { missing.ceil().max(1.0) })
}

/// By coverage against the target: greens from the target on, reds by how far it is missed. Without
/// a target in five equal steps.
fn look(findings: &Findings, circle: usize) -> Look {
    let (name, _) = &findings.study.circles[circle];
    let [en, zh] = circle_title(&findings.study.circles[circle]);
    let area = |colour: Colour| Mark::Area { colour, rim: [90, 90, 90, 255], width: 0.35 };
    let class = |from: f64, to: f64, title: [String; 2], colour| Class {
        what: [from, to],
        title,
        mark: area(colour),
    };
    let round = |share: f64| (share * 1e6).round() / 1e6;
    let show = |share: f64| format!("{}%", round(share * 100.0));
    let target = target(findings, circle).and_then(|t| Some((t.op, t.value?)));
    let (classes, title) = match target {
        Some((Op::AtLeast, value)) if value > 0.0 => {
            let edges = [0.0, 0.25, 0.1, 0.0].map(|under| round((value - under).max(0.0)));
            let mut edges = vec![0.0, edges[1], edges[2], edges[3]];
            edges.dedup();
            let colours: [Colour; 3] =
                [[215, 48, 39, 110], [252, 141, 89, 110], [254, 224, 139, 110]];
            let missed = edges.windows(2).zip(&colours[4 - edges.len()..]).map(|(pair, colour)| {
                let (from, to) = (show(pair[0]), show(pair[1]));
                let title = match pair[0] {
                    0.0 => [format!("under {to}"), format!("{to}以下")],
                    _ => [format!("{from} to {to}"), format!("{from}–{to}")],
                };
                class(pair[0], pair[1], title, *colour)
            });
            let goal = show(value);
            let met = [format!("target met ({goal})"), format!("达标（≥{goal}）")];
            let met = class(value, 2.0, met, [26, 152, 80, 110]);
            let title = [
                format!("Coverage against target ({goal}): {en}"),
                format!("{zh}覆盖率（目标 {goal}）"),
            ];
            (missed.chain([met]).collect::<Vec<_>>(), title)
        }
        _ => {
            let steps = (0..5).map(|i| {
                let (from, to) = (f64::from(i) / 5.0, f64::from(i + 1) / 5.0);
                let text = match i {
                    4 => format!("{}–100%", i * 20),
                    _ => format!("{}–{}%", i * 20, (i + 1) * 20),
                };
                let to = if i == 4 { 2.0 } else { to };
                let [r, g, b, _] = BLUES[i as usize];
                class(from, to, [text.clone(), text], [r, g, b, 200])
            });
            let title = [format!("Coverage: {en}"), format!("{zh}覆盖率")];
            (steps.collect(), title)
        }
    };
    let mut classes = classes;
    // A rate that is null is drawn as what lies below nothing.
    let none = ["nobody here".into(), "无居民数据".into()];
    classes.insert(0, Class { what: [-1.0, -0.5], title: none, mark: area([220, 220, 220, 120]) });
    let percent = quoted(&format!("{name}_percent"));
    let text = format!("\"name\" || coalesce('\\n' || {percent}, '')");
    Look {
        title,
        classes: Classes::Ranges {
            by: format!("coalesce({}, -1)", quoted(&format!("{name}_rate"))),
            classes,
        },
        label: Some(Label { text: [text.clone(), text], size: 8.5, colour: INK }),
        visible: circle == 0,
        from_scale: None,
        only: only(findings),
    }
}

/// Districts of several levels lie upon each other: a map shows those of the run's level.
fn only(findings: &Findings) -> Option<String> {
    let levels = &findings.districts.levels;
    let level = &levels[findings.level.filter(|_| levels.len() > 1)?];
    Some(format!("\"level\" = '{}'", level.replace('\'', "''")))
}

impl Layer for DistrictLayer<'_> {
    fn about(&self) -> &About {
        &self.about
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn fill<R: Record>(&self, i: usize, mut record: R) {
        let row = &self.rows[i];
        let districts = &self.findings.districts;
        let district = &districts.rows[row.district];
        record.text(&*district.code);
        record.text(&*district.name);
        record.text(&*districts.levels[district.level]);
        record.count(row.points as usize);
        for weight in &row.weights {
            record.amount(*weight);
        }
        for (circle, figure) in row.figures.iter().enumerate() {
            let target = target(self.findings, circle);
            let parts = figure.and_then(|f| f.parts);
            let rate = figure.and_then(|f| f.rate());
            let value = target.and_then(|t| t.value);
            record.amount(parts.map(|p| p.0));
            record.amount(parts.map(|p| p.1));
            record.amount(rate);
            record.text(rate.map(|rate| percent(rate, value)).as_deref());
            record.amount(value);
            record.flag(target.zip(rate).and_then(|(t, rate)| t.met(rate)));
            let short = target.zip(parts.filter(|p| p.1 > 0.0));
            record.amount(short.and_then(|(t, parts)| shortfall(t, parts)));
        }
        record.areas(&row.area);
    }
}
