//! Fields and values that several layers have.

use super::{Field, Record};
use crate::inputs::{Original, Weight};
use crate::pipeline::Findings;
use crate::rules::{Category, Circle};

/// Titles of a category, its name where it has none.
pub fn category_title((name, category): &(String, Category)) -> [String; 2] {
    titles(name, [&category.title, &category.title_zh])
}

/// Titles of a circle, its name where it has none.
pub fn circle_title((name, circle): &(String, Circle)) -> [String; 2] {
    titles(name, [&circle.title, &circle.title_zh])
}

fn titles(name: &str, titles: [&str; 2]) -> [String; 2] {
    titles.map(|title| if title.is_empty() { name } else { title }.to_owned())
}

/// The weights that the input carries.
pub fn present(findings: &Findings) -> impl Iterator<Item = Weight> + '_ {
    Weight::ALL.into_iter().filter(|&w| findings.residents.has(w))
}

/// What a weight is called.
pub const fn weight_words(weight: Weight) -> [&'static str; 2] {
    match weight {
        Weight::Pop => ["people", "常住人口"],
        Weight::Pop60 => ["people of 60 and older", "60岁及以上人口"],
        Weight::Pop65 => ["people of 65 and older", "65岁及以上人口"],
        Weight::Pop0_3 => ["children under 3", "0–3岁人口"],
        Weight::Households => ["households", "户数"],
    }
}

/// The unit of a weight.
pub const fn weight_unit(weight: Weight) -> [&'static str; 2] {
    match weight {
        Weight::Households => ["", "户"],
        _ => ["", "人"],
    }
}

/// The district that something lies in: two fields.
pub fn district_fields() -> [Field; 2] {
    [
        Field::text("district_code", ["district code", "行政区划代码"]),
        Field::text("district_name", ["district", "行政区划名称"]),
    ]
}

/// Fills [`district_fields`].
pub fn district(record: &mut impl Record, findings: &Findings, district: Option<u32>) {
    let district = district.map(|d| &findings.districts.rows[d as usize]);
    record.text(district.map(|d| &*d.code));
    record.text(district.map(|d| &*d.name));
}

/// The coordinates as the input has them, beside the converted ones: three fields.
pub fn source_fields() -> [Field; 3] {
    [
        Field::amount("source_x", ["x in the input", "原始 x 坐标"]),
        Field::amount("source_y", ["y in the input", "原始 y 坐标"]),
        Field::text("source_crs", ["coordinate system of the input", "原始坐标系"]),
    ]
}

/// Fills [`source_fields`].
pub fn source(record: &mut impl Record, original: Option<&Original>) {
    record.amount(original.map(|o| o.pair[0]));
    record.amount(original.map(|o| o.pair[1]));
    record.text(original.map(|o| &*o.crs));
}

/// How distances were measured.
pub fn method_field() -> Field {
    Field::text("method", ["method", "计算方法"]).meaning([
        ("network", ["along streets", "路网步行距离"]),
        ("radius", ["straight line (screening)", "直线缓冲（筛查）"]),
    ])
}

/// Which category something is of.
pub fn category_field(findings: &Findings) -> Field {
    let titles: Vec<_> =
        findings.study.categories.iter().map(|c| (&*c.0, category_title(c))).collect();
    Field::text("category", ["category", "设施类别"])
        .meaning(titles.iter().map(|(name, [en, zh])| (*name, [&**en, &**zh])))
}

/// A name as an expression has it.
pub fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}
