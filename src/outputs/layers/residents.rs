//! Residents with their answers.

use super::look::{Class, Classes, Colour, Look, Mark, WHITE};
use super::shared::{
    category_title, circle_title, district, district_fields, method_field, present, quoted, source,
    source_fields, weight_unit, weight_words,
};
use super::{About, Field, Layer, Place, Record, Shape};
use crate::coverage::Why;
use crate::pipeline::Findings;

/// Every resident: where it walks for each category, and whether each circle covers it.
pub struct ResidentLayer<'f> {
    findings: &'f Findings,
    about: About,
    as_areas: bool,
    has_land: bool,
    has_original: bool,
}

impl<'f> ResidentLayer<'f> {
    pub fn of(findings: &'f Findings) -> ResidentLayer<'f> {
        let rows = &findings.residents.rows;
        let as_areas = findings.residents.all_have_land();
        let has_land = rows.iter().any(|r| r.land.is_some());
        let has_original = rows.iter().any(|r| r.original.is_some());
        let about = About {
            name: "residents".into(),
            title: ["Residents".into(), "居民点".into()],
            fields: fields(findings, has_land, has_original),
            shape: if as_areas { Shape::Areas } else { Shape::Point },
            place: Place::Points,
            looks: vec![look(findings, as_areas)],
        };
        ResidentLayer { findings, about, as_areas, has_land, has_original }
    }
}

fn fields(findings: &Findings, has_land: bool, has_original: bool) -> Vec<Field> {
    let study = &findings.study;
    let mut fields = vec![Field::text("id", ["id", "编号"]), Field::text("name", ["name", "名称"])];
    fields.extend(
        present(findings).map(|w| Field::amount(w.name(), weight_words(w)).unit(weight_unit(w))),
    );
    if has_land {
        let land = Field::fixed("land_m2", 1, ["residential land", "居住用地面积"]);
        fields.push(land.unit(["m²", "平方米"]));
    }
    fields.extend(district_fields());
    fields.push(Field::metres("snap_m", 2, ["distance to the street", "到道路距离"]));
    for category in study.categories.iter().take(study.used_categories) {
        let [en, zh] = category_title(category);
        let name = |end| format!("{}_{end}", category.0);
        let walk = [&*format!("walk to {en}"), &*format!("{zh}步行距离")];
        fields.push(Field::metres(&name("m"), 2, walk));
        let time = [&*format!("walk to {en}"), &*format!("{zh}步行时间")];
        fields.push(Field::fixed(&name("min"), 2, time).unit(["min", "分钟"]));
        let nearest = [&*format!("nearest {en}"), &*format!("最近{zh}设施编号")];
        fields.push(Field::text(&name("facility"), nearest));
    }
    for circle in &study.circles {
        let [en, zh] = circle_title(circle);
        let covered = [("true", ["covered", "已覆盖"]), ("false", ["not covered", "未覆盖"])];
        fields.push(Field::flag(&circle.0, [&en, &zh]).meaning(covered));
    }
    let whys =
        [Why::Covered, Why::Distance, Why::Detour, Why::Island, Why::Unsnapped, Why::NoFacility];
    let why = Field::text("why", ["why", "未覆盖原因"]);
    fields.push(why.meaning(whys.map(|why| (why.name(), words(why)))));
    if has_original {
        fields.extend(source_fields());
    }
    fields.push(method_field());
    fields
}

/// What a reason is called.
pub const fn words(why: Why) -> [&'static str; 2] {
    match why {
        Why::Covered => ["covered by all circles", "全部覆盖"],
        Why::Distance => ["too far", "距离过远"],
        Why::Detour => ["a detour: near, but the walk is long", "直线近、绕行远"],
        Why::Island => ["streets cut off", "道路不连通"],
        Why::Unsnapped => ["no street near enough", "附近无道路"],
        Why::NoFacility => ["no such facility", "无此类设施"],
    }
}

/// More than so many are drawn from a larger scale on only: a screen has no room for them.
const CROWD: usize = 100_000;

/// By the circles that cover them.
fn look(findings: &Findings, as_areas: bool) -> Look {
    let mark = |colour: Colour| match as_areas {
        true => Mark::Area { colour, rim: WHITE, width: 0.1 },
        false => Mark::Point { form: "circle", size: 1.5, colour, rim: [255, 255, 255, 160] },
    };
    let circles = &findings.study.circles;
    let class = |what: &str, title: [String; 2], colour| Class {
        what: what.to_owned(),
        title,
        mark: mark(colour),
    };
    let every: Vec<String> = circles.iter().map(|(name, _)| quoted(name)).collect();
    let mut cases = format!("WHEN {} THEN 'all' ", every.join(" AND "));
    let all = match circles.len() {
        1 => ["covered", "已覆盖"],
        _ => ["covered by all circles", "全部覆盖"],
    };
    let mut classes = vec![class("all", all.map(str::to_owned), [26, 152, 80, 255])];
    if circles.len() > 1 {
        const ONLY: [Colour; 4] =
            [[145, 207, 96, 255], [254, 224, 139, 255], [102, 194, 165, 255], [253, 174, 97, 255]];
        for (number, circle) in circles.iter().enumerate() {
            let others = every.iter().enumerate().filter(|(i, _)| *i != number);
            let others: Vec<String> = others.map(|(_, name)| format!("NOT {name}")).collect();
            let only = format!("only_{}", number + 1);
            cases += &format!("WHEN {} AND {} THEN '{only}' ", every[number], others.join(" AND "));
            let [en, zh] = circle_title(circle);
            let title = [format!("only {en}"), format!("仅{zh}覆盖")];
            classes.push(class(&only, title, ONLY[number % ONLY.len()]));
        }
        if circles.len() > 2 {
            cases += &format!("WHEN {} THEN 'some' ", every.join(" OR "));
            let title = ["several, not all".into(), "部分覆盖".into()];
            classes.push(class("some", title, [217, 239, 139, 255]));
        }
    }
    let none = match circles.len() {
        1 => ["not covered", "未覆盖"],
        _ => ["covered by none", "均未覆盖"],
    };
    classes.push(class("none", none.map(str::to_owned), [215, 48, 39, 255]));
    Look {
        title: ["Residents by circle".into(), "居民点（按覆盖情况）".into()],
        classes: Classes::Values { by: format!("CASE {cases}ELSE 'none' END"), classes },
        label: None,
        visible: true,
        from_scale: (findings.residents.rows.len() > CROWD).then_some(50_000),
        only: None,
    }
}

impl Layer for ResidentLayer<'_> {
    fn about(&self) -> &About {
        &self.about
    }

    fn len(&self) -> usize {
        self.findings.residents.rows.len()
    }

    fn fill<R: Record>(&self, i: usize, mut record: R) {
        let findings = self.findings;
        let resident = &findings.residents.rows[i];
        record.text(&*resident.id);
        record.text(&*resident.name);
        for weight in present(findings) {
            record.amount(resident.weight[weight as usize]);
        }
        match &resident.land {
            Some(land) => record.fixed(land.1),
            None if self.has_land => record.absent(),
            None => {}
        }
        district(&mut record, findings, findings.district_of[i]);
        record.fixed(findings.answers.snap_m[i]);
        for access in &findings.answers.access {
            let access = access[i];
            record.fixed(access.facility.map(|_| access.metres));
            record.fixed(access.facility.map(|_| findings.study.profile.1.minutes(access.cost)));
            record.text(access.facility.map(|f| &*findings.facilities.rows[f.index()].id));
        }
        let mut why = Why::Covered;
        for result in &findings.results {
            record.flag(result.covered[i]);
            if why == Why::Covered {
                why = result.why[i];
            }
        }
        record.text(why.name());
        if self.has_original {
            source(&mut record, resident.original.as_deref());
        }
        record.text(findings.method_name());
        match &resident.land {
            Some(land) if self.as_areas => record.areas(&land.0),
            _ => record.point([resident.at.lon(), resident.at.lat()]),
        }
    }
}
