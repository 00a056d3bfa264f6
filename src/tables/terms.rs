//! Words that several tables use.

use crate::coverage::Why;
use crate::inputs::{Status, StatusFilter, Weight};
use crate::lang::Lang;
use crate::pipeline::Findings;
use crate::rules::{Denominator, Kind, Method, Norm};

/// A category's title.
pub fn category(findings: &Findings, number: usize, lang: Lang) -> &str {
    let (name, rule) = &findings.study.categories[number];
    lang.title(name, &rule.title, &rule.title_zh)
}

/// A circle's title.
pub fn circle(findings: &Findings, number: usize, lang: Lang) -> &str {
    let (name, rule) = &findings.study.circles[number];
    lang.title(name, &rule.title, &rule.title_zh)
}

/// How distances are measured: method and profile.
pub fn method(findings: &Findings, lang: Lang) -> String {
    let study = &findings.study;
    let (name, profile) = &study.profile;
    let method = match study.method() {
        Method::Network => lang.pick(["distance along streets", "步行路网距离"]).to_owned(),
        Method::Radius => {
            let words =
                lang.pick(["straight-line screening, detour", "直线缓冲（筛查），绕行系数"]);
            format!("{words} {}", study.detour)
        }
    };
    let title = lang.title(name, &profile.title, &profile.title_zh);
    format!("{method}{}{name}: {title}", lang.pick(["; ", "；"]))
}

/// Which facilities count.
pub fn filter(findings: &Findings, lang: Lang) -> &'static str {
    let words = match findings.study.facility_status {
        StatusFilter::Running => ["running facilities", "仅计正常运营的设施"],
        StatusFilter::Built => ["built facilities", "计全部建成设施"],
    };
    lang.pick(words)
}

/// What a share is a share of, and its unit.
pub fn denominator(
    denominator: Denominator,
    weight: Option<Weight>,
    lang: Lang,
) -> [&'static str; 2] {
    let words = match (denominator, weight) {
        (Denominator::TargetGroup, Some(Weight::Pop60)) => {
            [["people of 60 and older", "60岁及以上人口"], ["people", "人"]]
        }
        (Denominator::TargetGroup, Some(Weight::Pop65)) => {
            [["people of 65 and older", "65岁及以上人口"], ["people", "人"]]
        }
        (Denominator::TargetGroup, Some(Weight::Pop0_3)) => {
            [["children under three", "0–3岁人口"], ["people", "人"]]
        }
        (Denominator::Population | Denominator::TargetGroup, _) => {
            [["population", "人口"], ["people", "人"]]
        }
        (Denominator::Households, _) => [["households", "户数"], ["households", "户"]],
        (Denominator::Points, _) => [["resident points", "居民点（小区）"], ["points", "个"]],
        (Denominator::Land, _) => [["residential land", "居住用地面积"], ["m²", "平方米"]],
        (Denominator::Districts, _) => {
            [["districts up to the pass mark", "区划（覆盖率达到合格线）"], ["districts", "个"]]
        }
    };
    words.map(|word| lang.pick(word))
}

/// The usual English names of levels in Chinese; other names are what they are.
pub fn level(name: &str) -> &str {
    match name {
        "prefecture" => "地级市",
        "county" => "区县",
        "subdistrict" => "街道",
        "township" => "乡镇（街道）",
        "community" => "社区",
        "village" => "行政村",
        other => other,
    }
}

/// The force of a target or norm.
pub const fn kind(kind: Kind) -> [&'static str; 2] {
    match kind {
        Kind::Statutory => ["statutory", "法定"],
        Kind::Policy => ["policy", "政策"],
        Kind::Local => ["local", "地方"],
        Kind::Project => ["project setting", "项目设定"],
    }
}

/// Whether a facility runs.
pub const fn state(state: Status) -> [&'static str; 2] {
    match state {
        Status::Running => ["running", "正常运营"],
        Status::Suspended => ["suspended", "停用"],
        Status::Planned => ["planned", "规划或在建"],
        Status::Closed => ["closed", "已关闭"],
    }
}

/// Why a resident is not covered, and what could be looked at: a hint, not a finding.
pub const fn why(why: Why) -> [[&'static str; 2]; 2] {
    match why {
        Why::Covered => [["covered", "已覆盖"], ["", ""]],
        Why::Distance => {
            [["too far", "距离过远"], ["look for a site nearby", "在附近研究增设设施或服务点"]]
        }
        Why::Detour => [
            ["barrier, long way round", "阻隔绕行"],
            [
                "near by air: look for a gate, crossing or path to open",
                "直线距离近：研究打通通道、增开出入口或过街设施",
            ],
        ],
        Why::Island => [
            ["street island", "孤立路网"],
            [
                "check whether the streets are really cut off, or drawn apart",
                "核对道路是否确实不连通或数据断开",
            ],
        ],
        Why::Unsnapped => [
            ["no street near", "附近无道路"],
            ["check the coordinates, or draw the missing street", "核对坐标或补绘道路"],
        ],
        Why::NoFacility => [
            ["no such facility", "无此类设施"],
            [
                "the input has none that counts: check the list, or plan one",
                "数据中没有可计入的此类设施：核对清单或补建",
            ],
        ],
    }
}

/// A norm with its source, for a note.
pub fn norm(norm: &Norm, name: &str, lang: Lang) -> String {
    let title = lang.title(name, &norm.title, &norm.title_zh);
    let measure = match (norm.people_per_site, norm.places_per_1000) {
        (Some([fewest, most]), _) => match lang {
            Lang::En => format!("one site for {fewest} to {most} people"),
            Lang::Zh => format!("每 {fewest}–{most} 人 1 处"),
        },
        (_, Some(places)) => match lang {
            Lang::En => format!("{places} places a thousand people"),
            Lang::Zh => format!("每千人 {places} 个"),
        },
        _ => match (norm.m2_per_person, norm.m2_per_household, lang) {
            (Some(m2), _, Lang::En) => format!("{m2} m² a person"),
            (Some(m2), _, Lang::Zh) => format!("人均 {m2} 平方米"),
            (_, Some(m2), Lang::En) => format!("{m2} m² a household"),
            (_, Some(m2), Lang::Zh) => format!("每户 {m2} 平方米"),
            (None, None, _) => String::new(),
        },
    };
    let recalled = match norm.mark.contains('R') {
        true => lang.pick([", recalled: check before use", "，参考值，使用前请核对"]),
        false => "",
    };
    let kind = lang.pick(kind(norm.kind));
    match lang {
        Lang::En => format!("{title}: {measure} ({kind}{recalled}; {})", norm.source),
        Lang::Zh => format!("{title}：{measure}（{kind}{recalled}；{}）", norm.source),
    }
}
