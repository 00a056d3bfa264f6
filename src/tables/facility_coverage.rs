//! T2 分设施覆盖表: per district and category the people within 5, 10 and 15 minutes, and how far
//! they walk.

use std::sync::Arc;

use rayon::prelude::*;

use super::groups::Groups;
use super::table::{Cell, Column, Kind, Missing, Table};
use super::terms;
use crate::coverage::Group;
use crate::inputs::Weight;
use crate::lang::Lang;
use crate::units::Cost;

/// The walks that are counted, minutes.
const MINUTES: [f64; 3] = [5.0, 10.0, 15.0];
/// The share of the people that P90 is about.
const P90: f64 = 0.9;

/// What one category is to one group.
#[derive(Clone, Copy, Default)]
struct Served {
    facilities: f64,
    within: [f64; 3],
    /// Who has none within the horizon.
    unreached: f64,
    reached: f64,
    /// Minutes times people, of those within the horizon.
    walked: f64,
    p90: Option<f64>,
}

pub fn table<'a>(groups: &Arc<Groups<'a>>) -> Table<'a> {
    let (findings, lang) = (groups.findings, groups.lang);
    let study = &findings.study;
    let counts = Counts::of(groups);
    let mut columns = groups.whom_columns();
    columns.push(counts.column(lang, ["", ""], ["in all", "总数"]));
    for category in 0..study.used_categories {
        columns.extend(headings(groups, &counts, category));
    }
    let by_category: Vec<Vec<Served>> = (0..study.used_categories)
        .into_par_iter()
        .map(|category| served(groups, category))
        .collect();
    let horizon = Cost::new(study.horizon_m).unwrap_or(Cost::ZERO);
    let known = MINUTES.map(|m| study.profile.1.cutoff(m).within(horizon));
    let rows = groups.listed().into_iter().map(|group| {
        let slot = groups.slot(group);
        let all = counts.total(groups, group);
        let mut cells = groups.whom(group);
        cells.push(Cell::Number(all));
        for of in &by_category {
            let of = of[slot];
            cells.push(Cell::Number(of.facilities));
            for (known, within) in known.into_iter().zip(of.within) {
                cells.extend(match known {
                    true => [Cell::Number(within), Cell::share(within, all)],
                    false => [Cell::Missing(Missing::Beyond), Cell::Missing(Missing::Beyond)],
                });
            }
            cells.push(match of.reached > 0.0 {
                true => Cell::Number(of.walked / of.reached),
                false if all > 0.0 => Cell::Missing(Missing::Beyond),
                false => Cell::Missing(Missing::NoData),
            });
            cells.push(match of.p90 {
                Some(minutes) => Cell::Number(minutes),
                None if all > 0.0 => Cell::Missing(Missing::Beyond),
                None => Cell::Missing(Missing::NoData),
            });
            cells.push(Cell::Number(of.unreached));
        }
        cells
    });
    let title = lang.pick(["Coverage by facility", "分设施覆盖表"]);
    Table::small((super::FILES[1], title), columns, rows.collect())
        .pinned(3)
        .noted(notes(groups, &counts))
}

/// What is counted: people, or points where the input counts nobody.
struct Counts {
    people: bool,
}

impl Counts {
    fn of(groups: &Groups<'_>) -> Counts {
        Counts { people: groups.findings.residents.has(Weight::Pop) }
    }

    fn words(&self) -> ([&'static str; 2], [&'static str; 2]) {
        match self.people {
            true => (["population", "人口"], ["people", "人"]),
            false => (["resident points", "居民点"], ["points", "个"]),
        }
    }

    /// A column of people: `which` stands before the word, `how` after the unit.
    fn column(&self, lang: Lang, which: [&str; 2], how: [&str; 2]) -> Column {
        let (word, unit) = self.words();
        let (en, zh) = (format!("{}{}", which[0], word[0]), format!("{}{}", which[1], word[1]));
        let (en_unit, zh_unit) =
            (format!("{}, {}", unit[0], how[0]), format!("{}，{}", unit[1], how[1]));
        Column::of(lang, [&*en, &*zh], [&*en_unit, &*zh_unit], Kind::Count)
    }

    fn total(&self, groups: &Groups<'_>, group: Group) -> f64 {
        match self.people {
            true => groups.people(group).unwrap_or(0.0),
            false => groups.points(group),
        }
    }
}

fn headings(groups: &Groups<'_>, counts: &Counts, category: usize) -> Vec<Column> {
    let (findings, lang) = (groups.findings, groups.lang);
    let title = [Lang::En, Lang::Zh].map(|lang| terms::category(findings, category, lang));
    let column = |en: &str, zh: &str, unit: [&str; 2], kind| {
        let name = [format!("{}: {en}", title[0]), format!("{}：{zh}", title[1])];
        Column::of(lang, [&*name[0], &*name[1]], unit, kind)
    };
    let (word, _) = counts.words();
    let mut columns = vec![column(
        "facilities",
        "设施数",
        ["in the district, counted", "个，辖区内、计入的"],
        Kind::Count,
    )];
    for minutes in MINUTES {
        let metres = findings.study.profile.1.cutoff(minutes).metres();
        let within = [
            format!("{}: {minutes}-minute ", title[0]),
            format!("{}：{minutes}分钟覆盖", title[1]),
        ];
        let limit = [format!("≤ {metres} m"), format!("≤{metres}米")];
        columns.push(counts.column(
            lang,
            within.each_ref().map(|w| &**w),
            limit.each_ref().map(|l| &**l),
        ));
        let of = [format!("of the {}", word[0]), format!("占{}", word[1])];
        columns.push(column(
            &format!("{minutes}-minute coverage"),
            &format!("{minutes}分钟覆盖率"),
            of.each_ref().map(|o| &**o),
            Kind::Share,
        ));
    }
    columns.extend([
        column(
            "mean walk to the nearest",
            "平均最近步行时间",
            ["minutes, weighted, of those within the search", "分钟，加权，仅计搜索范围内"],
            Kind::Number(1),
        ),
        column(
            "P90 of the walk",
            "P90步行时间",
            ["minutes, 90% of all walk no longer", "分钟，全体的90%不超过"],
            Kind::Number(1),
        ),
        column(
            "without any",
            "无可达设施",
            ["none within the search", "搜索范围内无设施，不计入平均"],
            Kind::Count,
        ),
    ]);
    columns
}

/// One category, by slot.
fn served(groups: &Groups<'_>, category: usize) -> Vec<Served> {
    let findings = groups.findings;
    let profile = &findings.study.profile.1;
    let cutoffs = MINUTES.map(|m| profile.cutoff(m));
    let access = &findings.answers.access[category];
    let mut of = vec![Served::default(); groups.count()];
    for (f, facility) in findings.facilities.rows.iter().enumerate() {
        if facility.category == category && facility.counted {
            for slot in groups.of_facility(f) {
                of[slot].facilities += 1.0;
            }
        }
    }
    for (r, access) in access.iter().enumerate() {
        let weight = findings.residents.people_or_point(r);
        for slot in groups.of_resident(r) {
            let of = &mut of[slot];
            match access.cost.reached() {
                None => of.unreached += weight,
                Some(_) => {
                    of.reached += weight;
                    of.walked += weight * profile.minutes(access.cost);
                }
            }
            for (sum, cutoff) in of.within.iter_mut().zip(cutoffs) {
                if access.cost.within(cutoff) {
                    *sum += weight;
                }
            }
        }
    }
    // From the shortest walk to the longest, until nine in ten have passed.
    let mut order: Vec<(Cost, usize)> = (0..access.len())
        .filter_map(|r| access[r].cost.reached().map(|_| (access[r].cost, r)))
        .collect();
    order.par_sort_unstable_by(|a, b| a.0.order(b.0).then(a.1.cmp(&b.1)));
    let mut passed = vec![0.0; of.len()];
    for (cost, r) in order {
        let weight = findings.residents.people_or_point(r);
        for slot in groups.of_resident(r) {
            passed[slot] += weight;
            let all = of[slot].reached + of[slot].unreached;
            if of[slot].p90.is_none() && weight > 0.0 && passed[slot] >= P90 * all {
                of[slot].p90 = Some(profile.minutes(cost));
            }
        }
    }
    of
}

fn notes(groups: &Groups<'_>, counts: &Counts) -> Vec<String> {
    let (findings, lang) = (groups.findings, groups.lang);
    let horizon = findings.study.horizon_m;
    let mut notes = vec![
        terms::method(findings, lang) + lang.pick(["; ", "；"]) + terms::filter(findings, lang),
    ];
    notes.push(match lang {
        Lang::En => format!(
            "Walks are searched up to {horizon} m. The mean is of those who have a facility within that; the \
             others are counted in the column 'without any' and not in the mean. P90 is of everybody: when \
             more than one in ten has none within the search, it is beyond the search."
        ),
        Lang::Zh => format!(
            "步行搜索范围为 {horizon} 米。平均值仅计搜索范围内有设施者，其余计入“无可达设施”列，不计入平均；P90 \
             按全体计算，搜索范围内无设施者超过十分之一时记为“超出搜索范围”。"
        ),
    });
    notes.push(
        lang.pick([
            "Facilities are counted where they stand; coverage counts facilities of other districts too. Rates are \
             formed on every level anew.",
            "设施数按所在区划统计；覆盖人口计入区划外设施的服务。各级覆盖率均重新计算。",
        ])
        .to_owned(),
    );
    if !counts.people {
        notes.push(
            lang.pick([
                "The input has no population: resident points are counted instead.",
                "输入数据无人口列：按居民点数统计。",
            ])
            .to_owned(),
        );
    }
    notes
}
