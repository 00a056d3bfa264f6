//! The uncovered zones of each circle.

use super::look::{Class, Classes, INK, Label, Look, Mark, PURPLES};
use super::residents::words;
use super::shared::{circle_title, district, district_fields, method_field, quoted};
use super::{About, Field, Layer, Place, Record, Shape};
use crate::coverage::Why;
use crate::inputs::Weight;
use crate::pipeline::Findings;
use crate::zones::Zone;

/// The zones of one circle by rank; empty when everybody is covered.
pub struct ZoneLayer<'f> {
    findings: &'f Findings,
    circle: &'f str,
    zones: &'f [Zone],
    about: About,
}

/// The names are a contract: a weight the input lacks is null, not absent.
const WEIGHTS: [(&str, Weight, [&str; 2]); 4] = [
    ("population", Weight::Pop, ["people", "人口"]),
    ("pop60", Weight::Pop60, ["people of 60 and older", "60岁及以上人口"]),
    ("pop0_3", Weight::Pop0_3, ["children under 3", "0–3岁人口"]),
    ("households", Weight::Households, ["households", "户数"]),
];

/// One layer a circle.
pub fn all(findings: &Findings) -> Vec<ZoneLayer<'_>> {
    let circles = findings.study.circles.iter().zip(&findings.zones).enumerate();
    circles
        .map(|(number, (circle, zones))| {
            let zones = &zones.zones[..];
            let [en, zh] = circle_title(circle);
            let about = About {
                name: format!("zones_{}", circle.0),
                title: [format!("Uncovered zones: {en}"), format!("未覆盖片区：{zh}")],
                fields: fields(),
                shape: Shape::Areas,
                place: Place::Zones,
                looks: vec![Look { visible: number == 0, ..look(findings, zones, [en, zh]) }],
            };
            ZoneLayer { findings, circle: &circle.0, zones, about }
        })
        .collect()
}

fn fields() -> Vec<Field> {
    let mut fields = vec![
        Field::text("zone_id", ["zone", "片区编号"]),
        Field::text("circle", ["circle", "服务圈"]),
        Field::count("rank", ["rank by people", "排序（按人口）"]),
    ];
    fields.extend(district_fields());
    fields.push(Field::count("residents", ["resident points", "居民点数"]));
    fields.extend(WEIGHTS.map(|(name, _, words)| Field::amount(name, words)));
    fields.push(Field::text("missing", ["missing categories", "缺失类别"]));
    fields.extend([
        Field::metres("nearest_m_min", 1, ["shortest walk", "最短步行距离"]),
        Field::metres("nearest_m_median", 1, ["median walk", "步行距离中位数"]),
        Field::metres("nearest_m_max", 1, ["longest walk", "最长步行距离"]),
        Field::metres("shortfall_m_median", 1, ["median of what it is too long", "超出距离中位数"]),
        Field::metres("straight_m_median", 1, ["median straight line", "直线距离中位数"]),
        Field::fixed("detour", 2, ["detour factor", "绕行系数"]),
    ]);
    let causes = [Why::Distance, Why::Detour, Why::Island, Why::Unsnapped, Why::NoFacility];
    let cause = Field::text("cause", ["cause", "原因"]);
    fields.push(cause.meaning(causes.map(|why| (why.cause(), words(why)))));
    fields.push(Field::text("nearest_facility", ["nearest facility", "最近设施编号"]));
    fields.push(Field::fixed("area_m2", 2, ["area", "面积"]).unit(["m²", "平方米"]));
    fields.push(method_field());
    fields
}

/// By people, the largest with rank and people beside them.
fn look(findings: &Findings, zones: &[Zone], [en, zh]: [String; 2]) -> Look {
    let counted = findings.residents.has(Weight::Pop);
    let (by, unit) = match counted {
        true => ("population", [" people", "人"]),
        false => ("residents", [" points", "个居民点"]),
    };
    let size = |zone: &Zone| match counted {
        true => zone.weight[Weight::Pop as usize],
        false => zone.residents.len() as f64,
    };
    let edges = edges(zones.iter().map(size).fold(0.0, f64::max));
    let last = edges.len() - 2;
    let classes = edges.windows(2).enumerate().map(|(i, pair)| Class {
        what: [pair[0], pair[1]],
        title: [0, 1].map(|lang| match (i, lang) {
            (0, 0) => format!("under {}{}", pair[1], unit[0]),
            (0, _) => format!("{}{}以下", pair[1], unit[1]),
            (i, 0) if i == last => format!("{}{} and more", pair[0], unit[0]),
            (i, _) if i == last => format!("{}{}及以上", pair[0], unit[1]),
            (_, lang) => format!("{}–{}{}", pair[0], pair[1], unit[lang]),
        }),
        mark: Mark::Area { colour: PURPLES[i], rim: [63, 0, 125, 255], width: 0.26 },
    });
    let classes = classes.collect();
    let text = unit.map(|unit| {
        // All of them only where there is room.
        format!(
            "CASE WHEN \"rank\" <= 20 OR @map_scale < 30000 THEN \"rank\" || '. ' || \
             format_number(\"{by}\", 0) || '{unit}' END"
        )
    });
    Look {
        title: [format!("Uncovered: {en}"), format!("未覆盖片区：{zh}")],
        classes: Classes::Ranges { by: quoted(by), classes },
        label: Some(Label { text, size: 9.0, colour: INK }),
        visible: true,
        from_scale: None,
        only: None,
    }
}

/// Round edges of five classes, each a few times as large as the one before.
fn edges(most: f64) -> [f64; 6] {
    // 1, 2, 5, 10, …: the last class begins at the largest of these that somebody reaches.
    let mut steps = vec![1.0];
    while let Some(&last) = steps.last().filter(|&&last| last < most) {
        let factor = if steps.len() % 3 == 2 { 2.5 } else { 2.0 };
        steps.push(last * factor);
    }
    steps.retain(|&step| step <= most);
    let from = |back: usize| match steps.len().checked_sub(back) {
        Some(i) => steps[i],
        None => 0.0,
    };
    match steps.len() {
        0..=6 => [0.0, 5.0, 10.0, 20.0, 50.0, f64::MAX],
        _ => [0.0, from(6), from(4), from(2), from(1), f64::MAX],
    }
}

impl Layer for ZoneLayer<'_> {
    fn about(&self) -> &About {
        &self.about
    }

    fn len(&self) -> usize {
        self.zones.len()
    }

    fn fill<R: Record>(&self, i: usize, mut record: R) {
        let findings = self.findings;
        let zone = &self.zones[i];
        record.text(&*format!("{}-{}", self.circle, zone.rank));
        record.text(self.circle);
        record.count(zone.rank);
        district(&mut record, findings, zone.district);
        record.count(zone.residents.len());
        for (_, weight, _) in WEIGHTS {
            record.amount(findings.residents.has(weight).then(|| zone.weight[weight as usize]));
        }
        let missing: Vec<&str> =
            zone.missing.iter().map(|&c| &*findings.study.categories[c].0).collect();
        record.text(&*missing.join(";"));
        for metres in zone.nearest_m.map_or([None; 3], |m| m.map(Some)) {
            record.fixed(metres);
        }
        record.fixed(zone.shortfall_m);
        record.fixed(zone.straight_m);
        record.fixed(zone.detour);
        record.text(zone.cause);
        record.text(zone.nearest_facility.map(|f| &*findings.facilities.rows[f.index()].id));
        // Two decimals, so that the smallest plot is not written as nothing.
        record.fixed(zone.area_m2);
        record.text(findings.method_name());
        record.areas(&zone.area);
    }
}
