//! Whom a row is about: everybody, a district, or those outside all districts of a level.

use crate::coverage::{Group, Membership};
use crate::inputs::Weight;
use crate::lang::Lang;
use crate::pipeline::Findings;

use super::table::{Cell, Column, Missing};
use super::terms;

/// The groups of a run with their people. A *slot* numbers a group: the total, the districts in the
/// order of the input, then those outside each level.
pub struct Groups<'a> {
    pub findings: &'a Findings,
    pub lang: Lang,
    /// Where each facility stands.
    facility_of: Membership,
    /// By slot.
    sums: Vec<[f64; Weight::ALL.len()]>,
    points: Vec<f64>,
}

impl<'a> Groups<'a> {
    pub fn of(findings: &'a Findings, lang: Lang) -> Groups<'a> {
        let places: Vec<_> = findings.facilities.rows.iter().map(|f| f.at).collect();
        let facility_of = Membership::assign(&findings.districts, &places);
        let count = Group::all(&findings.districts).count();
        let mut sums = vec![[0.0; Weight::ALL.len()]; count];
        let mut points = vec![0.0; count];
        for (r, resident) in findings.residents.rows.iter().enumerate() {
            for slot in Group::slots(&findings.districts, &findings.membership, r) {
                points[slot] += 1.0;
                for (sum, weight) in sums[slot].iter_mut().zip(resident.weight) {
                    *sum += weight;
                }
            }
        }
        Groups { findings, lang, facility_of, sums, points }
    }

    /// How many slots there are.
    pub fn count(&self) -> usize {
        self.sums.len()
    }

    pub fn slot(&self, group: Group) -> usize {
        group.slot(&self.findings.districts)
    }

    pub fn of_resident(&self, resident: usize) -> impl Iterator<Item = usize> + '_ {
        Group::slots(&self.findings.districts, &self.findings.membership, resident)
    }

    pub fn of_facility(&self, facility: usize) -> impl Iterator<Item = usize> + '_ {
        Group::slots(&self.findings.districts, &self.facility_of, facility)
    }

    /// The groups that have rows: the total, then level by level the districts and those outside.
    /// With `--district` nobody else was counted.
    pub fn listed(&self) -> Vec<Group> {
        let districts = &self.findings.districts;
        let mut all = vec![Group::Total];
        let asked = self.findings.study.district.as_deref();
        for level in 0..districts.levels.len() {
            let own = districts.on_level(level);
            let own = own.filter(|(_, d)| asked.is_none_or(|code| *d.code == *code));
            all.extend(own.map(|(d, _)| Group::District(d)));
            if asked.is_none() {
                all.push(Group::Outside(level));
            }
        }
        all
    }

    /// People (or households) of a group; missing where the input has no such column.
    pub fn weight(&self, group: Group, weight: Weight) -> Cell<'a> {
        match self.findings.residents.has(weight) {
            true => Cell::Number(self.sums[self.slot(group)][weight as usize]),
            false => Cell::Missing(Missing::NoData),
        }
    }

    /// People of a group, if the input counts them.
    pub fn people(&self, group: Group) -> Option<f64> {
        let has = self.findings.residents.has(Weight::Pop);
        has.then(|| self.sums[self.slot(group)][Weight::Pop as usize])
    }

    pub fn points(&self, group: Group) -> f64 {
        self.points[self.slot(group)]
    }

    /// The name of a level.
    pub fn level(&self, level: usize) -> &'a str {
        match (&*self.findings.districts.levels[level], self.lang) {
            ("", lang) => lang.pick(["district", "区划"]),
            (name, Lang::Zh) => terms::level(name),
            (name, Lang::En) => name,
        }
    }

    /// Headings for [`Groups::whom`].
    pub fn whom_columns(&self) -> Vec<Column> {
        vec![
            Column::text(self.lang, ["level", "层级"]).wide(10),
            Column::text(self.lang, ["district code", "行政区划代码"]).wide(14),
            Column::text(self.lang, ["district", "名称"]),
        ]
    }

    /// Level, code and name of a group.
    pub fn whom(&self, group: Group) -> Vec<Cell<'a>> {
        let findings = self.findings;
        let (level, code, name) = match group {
            Group::Total => (self.lang.pick(["all", "合计"]), "", self.lang.pick(["all", "合计"])),
            Group::District(d) => {
                let district = &findings.districts.rows[d];
                (self.level(district.level), &*district.code, self.name(d))
            }
            Group::Outside(level) => (self.level(level), "", self.outside()),
        };
        vec![Cell::text(level), Cell::text(code), Cell::text(name)]
    }

    fn outside(&self) -> &'static str {
        self.lang.pick(["outside all districts", "未归属"])
    }

    fn name(&self, district: usize) -> &'a str {
        let district = &self.findings.districts.rows[district];
        if district.name.is_empty() { &district.code } else { &district.name }
    }

    /// One column a level: where something stands.
    pub fn place_columns(&self) -> Vec<Column> {
        let levels = 0..self.findings.districts.levels.len();
        levels.map(|level| Column::text(self.lang, [self.level(level); 2])).collect()
    }

    fn place(&self, membership: &Membership, point: usize) -> impl Iterator<Item = Cell<'a>> {
        let name = move |of: &Vec<Option<u32>>| match of[point] {
            Some(d) => Cell::text(self.name(d as usize)),
            None => Cell::text(self.outside()),
        };
        membership.of.iter().map(name)
    }

    /// The districts of a resident, one a level.
    pub fn place_of_resident(&self, resident: usize) -> impl Iterator<Item = Cell<'a>> {
        self.place(&self.findings.membership, resident)
    }

    /// The districts of a facility, one a level.
    pub fn place_of_facility(&self, facility: usize) -> impl Iterator<Item = Cell<'a>> {
        self.place(&self.facility_of, facility)
    }
}
