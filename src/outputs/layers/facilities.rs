//! Facilities with their catchments.

use super::look::{Class, Classes, DISTINCT, FORMS, GREY, INK, Label, Look, Mark, WHITE};
use super::shared::{
    category_field, category_title, method_field, present, source, source_fields, weight_unit,
    weight_words,
};
use super::{About, Field, Layer, Place, Record, Shape};
use crate::inputs::{Status, StatusFilter};
use crate::pipeline::Findings;

/// Every facility, whether it counts or not.
pub struct FacilityLayer<'f> {
    findings: &'f Findings,
    about: About,
    has_original: bool,
    classified: bool,
    by_status: bool,
}

impl<'f> FacilityLayer<'f> {
    pub fn of(findings: &'f Findings) -> FacilityLayer<'f> {
        let rows = &findings.facilities.rows;
        let has_original = rows.iter().any(|f| f.original.is_some());
        let classified = rows.iter().any(|f| !f.rule.is_empty());
        let by_status = findings.study.facility_status != StatusFilter::default();
        let mut fields = vec![
            Field::text("id", ["id", "编号"]),
            Field::text("name", ["name", "名称"]),
            category_field(findings),
        ];
        if classified {
            fields.push(Field::text("rule", ["rule that classified it", "分类规则"]));
        }
        fields.push(Field::text("status", ["status in the input", "状态（原始）"]));
        fields.push(Field::flag("running", ["running", "在运营"]));
        if by_status {
            fields.push(Field::flag("counted", ["counted", "计入"]));
        }
        fields.push(Field::fixed("capacity", 0, ["capacity", "容量（床位/托位/餐位）"]));
        fields.push(Field::metres("snap_m", 2, ["distance to the street", "到道路距离"]));
        let words = ["resident points nearest to it", "就近服务居民点数"];
        fields.push(Field::count("catchment_residents", words));
        for weight in present(findings) {
            let [en, zh] = weight_words(weight);
            let words = [&*format!("{en} nearest to it"), &*format!("就近服务{zh}")];
            let name = format!("catchment_{}", weight.name());
            fields.push(Field::amount(&name, words).unit(weight_unit(weight)));
        }
        if has_original {
            fields.extend(source_fields());
        }
        fields.push(method_field());
        let about = About {
            name: "facilities".into(),
            title: ["Facilities".into(), "设施".into()],
            fields,
            shape: Shape::Point,
            place: Place::Points,
            looks: vec![look(findings, by_status)],
        };
        FacilityLayer { findings, about, has_original, classified, by_status }
    }
}

/// By category; those that do not count are grey.
fn look(findings: &Findings, by_status: bool) -> Look {
    // Many stand close together.
    let size = if findings.facilities.rows.len() > 300 { 2.2 } else { 3.0 };
    let mark = |number: usize| Mark::Point {
        form: FORMS[number % FORMS.len()],
        size,
        colour: DISTINCT[number % DISTINCT.len()],
        rim: WHITE,
    };
    let there = |number: usize| findings.facilities.rows.iter().any(|f| f.category == number);
    let categories = findings.study.categories.iter().enumerate();
    // Those that the circles ask for are always in the legend.
    let shown = categories.filter(|(i, _)| *i < findings.study.used_categories || there(*i));
    let mut classes: Vec<Class<String>> = shown
        .map(|(number, category)| Class {
            what: category.0.clone(),
            title: category_title(category),
            mark: mark(number),
        })
        .collect();
    classes.push(Class {
        // No category is called so: names are letters, digits, - and _.
        what: "×".into(),
        title: ["does not count (not running)".into(), "不计入（未运营等）".into()],
        mark: Mark::Point { form: "circle", size: 1.8, colour: GREY, rim: WHITE },
    });
    let counts = if by_status { "counted" } else { "running" };
    let text = "CASE WHEN @map_scale < 15000 THEN \"name\" END".to_owned();
    Look {
        title: ["Facilities by category".into(), "设施（按类别）".into()],
        classes: Classes::Values {
            by: format!("CASE WHEN \"{counts}\" THEN \"category\" ELSE '×' END"),
            classes,
        },
        label: Some(Label { text: [text.clone(), text], size: 8.0, colour: INK }),
        visible: true,
        from_scale: None,
        only: None,
    }
}

impl Layer for FacilityLayer<'_> {
    fn about(&self) -> &About {
        &self.about
    }

    fn len(&self) -> usize {
        self.findings.facilities.rows.len()
    }

    fn fill<R: Record>(&self, i: usize, mut record: R) {
        let findings = self.findings;
        let facility = &findings.facilities.rows[i];
        let catchment = &findings.catchments[i];
        record.text(&*facility.id);
        record.text(&*facility.name);
        record.text(&*findings.study.categories[facility.category].0);
        if self.classified {
            record.text(Some(&*facility.rule).filter(|rule| !rule.is_empty()));
        }
        record.text(&*facility.status);
        record.flag(facility.state == Status::Running);
        if self.by_status {
            record.flag(facility.counted);
        }
        record.fixed(facility.capacity);
        record.fixed(findings.answers.facility_snap_m[i]);
        record.count(catchment.residents);
        for weight in present(findings) {
            record.amount(catchment.weight[weight as usize]);
        }
        if self.has_original {
            source(&mut record, facility.original.as_deref());
        }
        record.text(findings.method_name());
        record.point([facility.at.lon(), facility.at.lat()]);
    }
}
