//! T6 配置缺口表: sites and places that a district's people should have, against those it has.

use std::sync::Arc;

use super::groups::Groups;
use super::table::{Cell, Column, Kind, Missing, Table};
use super::terms;
use crate::coverage::Group;
use crate::inputs::{Facility, Weight};
use crate::lang::Lang;
use crate::rules::Norm;

/// A norm, and what there is of it, by slot.
struct Provided<'a> {
    name: &'a str,
    norm: &'a Norm,
    /// Facilities of the category.
    all: Vec<f64>,
    /// Those that the norm is about; none where no name says which.
    sites: Option<Vec<f64>>,
    /// Their places; none where no facility says how many.
    places: Option<Vec<f64>>,
    /// Sites that do not say how many.
    silent: Vec<f64>,
}

pub fn table<'a>(groups: &Arc<Groups<'a>>) -> Table<'a> {
    let (findings, lang) = (groups.findings, groups.lang);
    let norms = findings.study.norms.iter();
    let provided: Vec<Provided<'a>> = norms
        .filter(|(_, n)| n.people_per_site.is_some() || n.places_per_1000.is_some())
        .map(|(name, norm)| Provided::of(groups, name, norm))
        .collect();
    let mut columns = groups.whom_columns();
    columns.push(Column::of(lang, ["population", "人口"], ["people", "人"], Kind::Count));
    columns.extend(provided.iter().flat_map(|p| p.headings(lang)));
    let rows = groups.listed().into_iter().map(|group| {
        let mut cells = groups.whom(group);
        cells.push(groups.weight(group, Weight::Pop));
        cells.extend(provided.iter().flat_map(|p| p.cells(groups, group)));
        cells
    });
    let rows = rows.collect();
    let title = lang.pick(["Gaps of capacity", "配置缺口表"]);
    Table::small((super::FILES[5], title), columns, rows).pinned(3).noted(notes(groups, &provided))
}

impl<'a> Provided<'a> {
    fn of(groups: &Groups<'a>, name: &'a str, norm: &'a Norm) -> Provided<'a> {
        let findings = groups.findings;
        let category =
            findings.study.categories.iter().position(|(known, _)| *known == norm.category);
        let none = || vec![0.0; groups.count()];
        let (mut all, mut sites, mut places, mut silent) = (none(), none(), none(), none());
        let own = |f: &&(usize, &Facility)| Some(f.1.category) == category && f.1.counted;
        let rows: Vec<_> = findings.facilities.rows.iter().enumerate().collect();
        let (mut named, mut said) = (norm.names.is_empty(), false);
        for &(f, facility) in rows.iter().filter(own) {
            let is_about = norm.is_about(&facility.name);
            named |= is_about;
            for slot in groups.of_facility(f) {
                all[slot] += 1.0;
                if is_about {
                    sites[slot] += 1.0;
                    places[slot] += facility.capacity.unwrap_or(0.0);
                    silent[slot] += f64::from(u8::from(facility.capacity.is_none()));
                }
            }
            said |= is_about && facility.capacity.is_some();
        }
        // A list without any facility of the category has none of them; that is known.
        let empty = all[0] == 0.0;
        Provided {
            name,
            norm,
            all,
            sites: (named || empty).then_some(sites),
            places: (said || empty).then_some(places),
            silent,
        }
    }

    fn headings(&self, lang: Lang) -> Vec<Column> {
        let title =
            [Lang::En, Lang::Zh].map(|l| l.title(self.name, &self.norm.title, &self.norm.title_zh));
        let column = |en: &str, zh: &str, unit| {
            let name = [format!("{}: {en}", title[0]), format!("{}：{zh}", title[1])];
            Column::of(lang, [&*name[0], &*name[1]], unit, Kind::Count)
        };
        let sites = ["sites", "个"];
        match self.norm.people_per_site {
            Some(_) => vec![
                column(
                    "all of the category",
                    "同类设施总数",
                    ["counted, of any kind", "个，计入的，不分级别"],
                ),
                column("those of the norm", "其中符合标准所指", ["told by name", "个，按名称识别"]),
                column("required, least", "应配下限", sites),
                column("required, most", "应配上限", sites),
                column("gap", "缺口", ["least − there, 0 when none", "个，下限−现有，不足为正"]),
                Column {
                    kind: Kind::Text,
                    ..column("at least one", "至少1所", ["the other test", "按辖区设置的口径"])
                },
            ],
            None => vec![
                column("sites", "设施数", ["counted", "个，计入的"]),
                column(
                    "sites without a number",
                    "未填数量的设施",
                    ["their places count as none", "个，其数量按0计"],
                ),
                column("places there", "现有数量", ["places", "个"]),
                column("places required", "应配数量", ["places", "个"]),
                column(
                    "gap",
                    "缺口",
                    ["required − there, negative: more than required", "个，应配−现有，负数为富余"],
                ),
            ],
        }
    }

    fn cells(&self, groups: &Groups<'a>, group: Group) -> Vec<Cell<'a>> {
        let (slot, lang) = (groups.slot(group), groups.lang);
        let no_data = || Cell::Missing(Missing::NoData);
        let people = groups.people(group);
        // Who belongs nowhere has no district that could provide for them.
        let outside = matches!(group, Group::Outside(_));
        let required = |value: Option<f64>| match outside {
            true => Cell::Empty,
            false => Cell::number(value),
        };
        let sites = self.sites.as_ref().map(|sites| sites[slot]);
        let places = self.places.as_ref().map(|places| places[slot]);
        if self.norm.people_per_site.is_some() {
            let band = people.and_then(|people| self.norm.sites(people));
            let gap = band.zip(sites).map(|([least, _], there)| (least - there).max(0.0));
            let any = match sites {
                Some(there) => {
                    Cell::text(lang.pick(if there > 0.0 { ["yes", "是"] } else { ["no", "否"] }))
                }
                None => no_data(),
            };
            return vec![
                Cell::Number(self.all[slot]),
                Cell::number(sites),
                required(band.map(|b| b[0])),
                required(band.map(|b| b[1])),
                required(gap),
                if outside { Cell::Empty } else { any },
            ];
        }
        let needed = people.and_then(|people| self.norm.places(people));
        vec![
            Cell::number(sites),
            Cell::Number(self.silent[slot]),
            Cell::number(places),
            required(needed),
            required(needed.zip(places).map(|(needed, there)| needed - there)),
        ]
    }
}

fn notes(groups: &Groups<'_>, provided: &[Provided<'_>]) -> Vec<String> {
    let lang = groups.lang;
    let mut notes = vec![
        lang.pick([
            "Facilities are counted where they stand. People are the sum of the resident points, not a register. Every \
             row is computed from its own people: gaps of districts do not add up to that of the total.",
            "设施按所在区划统计；人口为居民点人口之和，非户籍或普查数。缺口按本行人口计算，下级缺口之和不等于上级缺口。",
        ])
        .to_owned(),
    ];
    for p in provided {
        notes.push(lang.pick(["Norm: ", "标准："]).to_owned() + &terms::norm(p.norm, p.name, lang));
        let title = lang.title(p.name, &p.norm.title, &p.norm.title_zh);
        if p.sites.is_none() {
            notes.push(match lang {
                Lang::En => format!("{title}: no facility has a name that tells it: column 'name' is missing or silent."),
                Lang::Zh => format!("{title}：没有设施的名称可识别为此类，缺口无法计算（名称列缺失或不含相应字样）。"),
            });
        }
        if p.norm.places_per_1000.is_some() && p.places.is_none() {
            notes.push(match lang {
                Lang::En => format!("{title}: no facility says how many places it has: column 'capacity' is missing."),
                Lang::Zh => format!("{title}：设施数据没有“容量/托位”列，缺口无法计算。"),
            });
        }
    }
    if !groups.findings.residents.has(Weight::Pop) {
        notes.push(
            lang.pick([
                "The input has no population: nothing is required of a number that is not known.",
                "输入数据无人口列：应配数量无法计算。",
            ])
            .to_owned(),
        );
    }
    notes
}
