//! Residents counted: points, and people where the input counts people.

use serde::Serialize;

use super::Records;
use crate::inputs::{Residents, Weight};

/// A number of resident points and the people there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// Resident points.
    pub points: usize,
    /// People; none where the input has no such column.
    pub people: Option<f64>,
}

impl Count {
    /// Counts residents by their numbers.
    pub fn of(residents: &Residents, numbers: impl IntoIterator<Item = usize>) -> Count {
        let (points, people) = numbers
            .into_iter()
            .fold((0, 0.0), |(n, people), r| (n + 1, people + residents.rows[r].weight[0]));
        Count { points, people: residents.has(Weight::Pop).then_some(people) }
    }

    /// `12 resident points (340 people)`
    #[must_use]
    pub fn en(self) -> String {
        let points = if self.points == 1 { "resident point" } else { "resident points" };
        match self.people {
            Some(people) => format!("{} {points} ({people:.0} people)", self.points),
            None => format!("{} {points}", self.points),
        }
    }

    /// `12 个居民点（340 人）`
    #[must_use]
    pub fn zh(self) -> String {
        match self.people {
            Some(people) => format!("{} 个居民点（{people:.0} 人）", self.points),
            None => format!("{} 个居民点", self.points),
        }
    }
}

/// The part of a count that lives in one district.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InDistrict {
    /// Code of the district; none outside all of them.
    pub code: Option<Box<str>>,
    /// Its name.
    pub name: Box<str>,
    /// Resident points.
    pub points: usize,
    /// People; none where the input has no such column.
    pub people: Option<f64>,
}

/// Residents by district, most people (then points) first; nothing where there are no districts.
#[must_use]
pub fn by_district(records: &Records<'_>, numbers: &[usize]) -> Vec<InDistrict> {
    let Some(_) = records.level else { return Vec::new() };
    let districts = &records.districts.rows;
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); districts.len() + 1];
    for &r in numbers {
        of[records.district_of[r].map_or(districts.len(), |d| d as usize)].push(r);
    }
    let mut parts: Vec<InDistrict> = of
        .into_iter()
        .enumerate()
        .filter(|(_, own)| !own.is_empty())
        .map(|(d, own)| {
            let count = Count::of(records.residents, own);
            let district = districts.get(d);
            InDistrict {
                code: district.map(|d| d.code.clone()),
                name: district.map_or_else(|| "未归属".into(), |d| d.name.clone()),
                points: count.points,
                people: count.people,
            }
        })
        .collect();
    let size = |part: &InDistrict| (part.people.unwrap_or_default(), part.points as f64);
    parts.sort_by(|a, b| size(b).partial_cmp(&size(a)).unwrap_or(std::cmp::Ordering::Equal));
    parts
}
