//! Indicators: shares of every denominator that the inputs carry, for every district.

use super::{Answers, CircleResult, Membership};
use crate::inputs::{Districts, Residents, Weight};
use crate::rules::{Category, Circle, Denominator, Profile, Target, TargetGroup};
use crate::units::Cost;

/// Whom a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Everybody in the input.
    Total,
    /// A district, by its index.
    District(usize),
    /// Everybody outside all districts of a level (未归属).
    Outside(usize),
}

impl Group {
    /// Its place in a list of all groups: the total, the districts in their order, those outside each
    /// level.
    #[must_use]
    pub fn slot(self, districts: &Districts) -> usize {
        match self {
            Group::Total => 0,
            Group::District(d) => 1 + d,
            Group::Outside(level) => 1 + districts.rows.len() + level,
        }
    }

    /// All groups, by [`Group::slot`].
    pub fn all(districts: &Districts) -> impl Iterator<Item = Group> {
        std::iter::once(Group::Total)
            .chain((0..districts.rows.len()).map(Group::District))
            .chain((0..districts.levels.len()).map(Group::Outside))
    }

    /// The slots that a point counts in: the total, and one on every level.
    pub fn slots<'m>(
        districts: &'m Districts,
        membership: &'m Membership,
        point: usize,
    ) -> impl Iterator<Item = usize> + 'm {
        let on = move |(level, of): (usize, &Vec<Option<u32>>)| {
            of[point].map_or(Group::Outside(level), |d| Group::District(d as usize)).slot(districts)
        };
        std::iter::once(0).chain(membership.of.iter().enumerate().map(on))
    }
}

/// Which cutoff a figure uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Variant {
    /// The profile's own.
    Headline,
    /// So many metres instead.
    Metres(f64),
    /// So many minutes more (or less).
    Minutes(f64),
}

impl Variant {
    /// Its name in files: empty, `800 m`, `+1 min`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Variant::Headline => String::new(),
            Variant::Metres(m) => format!("{m} m"),
            Variant::Minutes(m) => format!("{m:+} min"),
        }
    }
}

/// How a figure stands against a target.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetVerdict {
    /// Index into the run's targets.
    pub target: usize,
    /// Met or missed; `None` where the source gives no number or there is no data.
    pub met: Option<bool>,
}

/// One published figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Index of the circle.
    pub circle: usize,
    /// Index of one category of it, for a figure about that category alone.
    pub category: Option<usize>,
    /// Which cutoff.
    pub variant: Variant,
    /// The largest cost that counts.
    pub cutoff: Cost,
    /// Whom it is about.
    pub group: Group,
    /// What it is a share of.
    pub denominator: Denominator,
    /// The weight counted, for people and households.
    pub weight: Option<Weight>,
    /// Who meets it and out of how many; `None` where the input has no such data (无数据).
    pub parts: Option<(f64, f64)>,
    /// The target it is held against.
    pub verdict: Option<TargetVerdict>,
}

impl Indicator {
    /// The share, unrounded; `None` without data, or when there is nobody to cover.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        self.parts.filter(|&(_, total)| total > 0.0).map(|(covered, total)| covered / total)
    }
}

/// The verdict on a target over everybody: `None` when it has no number or no figure to hold
/// against it.
#[must_use]
pub fn verdict(indicators: &[Indicator], target: usize) -> Option<bool> {
    let total = indicators.iter().filter(|i| i.group == Group::Total);
    total.filter_map(|i| i.verdict.as_ref()).find(|v| v.target == target).and_then(|v| v.met)
}

/// What indicators are formed from.
pub struct Inputs<'a> {
    /// The residents.
    pub residents: &'a Residents,
    /// The districts.
    pub districts: &'a Districts,
    /// The level that districts are counted on.
    pub level: Option<usize>,
    /// Who belongs where.
    pub membership: &'a Membership,
    /// What the engine found.
    pub answers: &'a Answers,
    /// The run's categories.
    pub categories: &'a [(String, Category)],
    /// The targets.
    pub targets: &'a [Target],
    /// The profile.
    pub profile: &'a Profile,
}

/// All figures of all circles.
#[must_use]
pub fn indicators(
    inputs: &Inputs<'_>,
    circles: &[(String, Circle)],
    results: &[CircleResult],
) -> Vec<Indicator> {
    let wholes = sums(inputs, &|_| true);
    let mut all = Vec::new();
    for (number, ((name, circle), result)) in circles.iter().zip(results).enumerate() {
        let pass_mark = circle.pass_mark;
        let mut form =
            Form { inputs, wholes: &wholes, circle: number, name, pass_mark, all: &mut all };
        form.headline(result);
        if result.categories.len() > 1 {
            for &category in &result.categories {
                form.category(category, result.cutoff);
            }
        }
        let variants = circle
            .sensitivity_m
            .iter()
            .map(|&m| (Variant::Metres(m), Cost::new(m).unwrap_or(Cost::ZERO)))
            .chain(
                circle
                    .sensitivity_minutes
                    .iter()
                    .map(|&m| (Variant::Minutes(m), inputs.profile.cutoff(circle.minutes + m))),
            );
        for (variant, cutoff) in variants {
            form.variant(variant, cutoff, result);
        }
    }
    all
}

/// The sums of those whom `counts` picks, by slot.
fn sums(inputs: &Inputs<'_>, counts: &dyn Fn(usize) -> bool) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); Group::all(inputs.districts).count()];
    for (r, resident) in inputs.residents.rows.iter().enumerate() {
        if !counts(r) {
            continue;
        }
        for slot in Group::slots(inputs.districts, inputs.membership, r) {
            sums[slot].add(resident);
        }
    }
    sums
}

struct Form<'a> {
    inputs: &'a Inputs<'a>,
    /// Everybody, by slot.
    wholes: &'a [Sums],
    circle: usize,
    name: &'a str,
    pass_mark: f64,
    all: &'a mut Vec<Indicator>,
}

/// Sums of one group.
#[derive(Clone, Copy, Default)]
struct Sums {
    weight: [f64; Weight::ALL.len()],
    points: f64,
    land: f64,
}

impl Form<'_> {
    /// The circle itself, in every denominator.
    fn headline(&mut self, result: &CircleResult) {
        let covered = |r: usize| result.covered[r];
        let mut kinds = vec![
            (Denominator::Population, Some(Weight::Pop)),
            (Denominator::Households, Some(Weight::Households)),
            (Denominator::Points, None),
            (Denominator::Land, None),
        ];
        if let &[only] = &result.categories[..] {
            let weight = group_weight(self.inputs.categories[only].1.weight);
            kinds.insert(1, (Denominator::TargetGroup, Some(weight)));
        }
        self.figures(None, Variant::Headline, result.cutoff, &kinds, &covered);
        self.districts_served(result.cutoff, &covered);
    }

    /// One category of a circle that has several.
    fn category(&mut self, category: usize, cutoff: Cost) {
        let access = &self.inputs.answers.access[category];
        let weight = group_weight(self.inputs.categories[category].1.weight);
        let kinds = [
            (Denominator::Population, Some(Weight::Pop)),
            (Denominator::TargetGroup, Some(weight)),
        ];
        let covered = |r: usize| access[r].cost.within(cutoff);
        self.figures(Some(category), Variant::Headline, cutoff, &kinds, &covered);
    }

    /// The circle with another cutoff, by population, or by points where nobody is counted.
    fn variant(&mut self, variant: Variant, cutoff: Cost, result: &CircleResult) {
        let covered = |r: usize| result.binding_access(self.inputs.answers, r).cost.within(cutoff);
        let kinds = match self.inputs.residents.has(Weight::Pop) {
            true => [(Denominator::Population, Some(Weight::Pop))],
            false => [(Denominator::Points, None)],
        };
        self.figures(None, variant, cutoff, &kinds, &covered);
    }

    fn figures(
        &mut self,
        category: Option<usize>,
        variant: Variant,
        cutoff: Cost,
        kinds: &[(Denominator, Option<Weight>)],
        covered: &dyn Fn(usize) -> bool,
    ) {
        for (group, part, whole) in self.parts(covered).collect::<Vec<_>>() {
            for &(denominator, weight) in kinds {
                let parts = match (denominator, weight) {
                    (_, Some(w)) => self
                        .inputs
                        .residents
                        .has(w)
                        .then(|| (part.weight[w as usize], whole.weight[w as usize])),
                    (Denominator::Land, None) => {
                        // Land is given for all residents or it is not a denominator at all.
                        self.inputs.residents.all_have_land().then_some((part.land, whole.land))
                    }
                    _ => Some((part.points, whole.points)),
                };
                let indicator = Indicator {
                    circle: self.circle,
                    category,
                    variant,
                    cutoff,
                    group,
                    denominator,
                    weight,
                    parts,
                    verdict: None,
                };
                self.push(indicator);
            }
        }
    }

    /// Share of the districts of the run's level whose people are covered up to the pass mark. Districts
    /// where nobody lives do not count.
    fn districts_served(&mut self, cutoff: Cost, covered: &dyn Fn(usize) -> bool) {
        let Some(level) = self.inputs.level else { return };
        let mut parts = (0.0, 0.0);
        for (group, part, whole) in self.parts(covered) {
            let Group::District(d) = group else { continue };
            if self.inputs.districts.rows[d].level != level || whole.weight[0] <= 0.0 {
                continue;
            }
            parts.1 += 1.0;
            if part.weight[0] / whole.weight[0] >= self.pass_mark {
                parts.0 += 1.0;
            }
        }
        let has = self.inputs.residents.has(Weight::Pop);
        self.push(Indicator {
            circle: self.circle,
            category: None,
            variant: Variant::Headline,
            cutoff,
            group: Group::Total,
            denominator: Denominator::Districts,
            weight: None,
            parts: has.then_some(parts),
            verdict: None,
        });
    }

    /// Covered and all, by group.
    fn parts(&self, covered: &dyn Fn(usize) -> bool) -> impl Iterator<Item = (Group, Sums, Sums)> {
        let parts = sums(self.inputs, covered).into_iter().zip(self.wholes);
        Group::all(self.inputs.districts).zip(parts).map(|(g, (part, &whole))| (g, part, whole))
    }

    fn push(&mut self, mut indicator: Indicator) {
        let about = |t: &Target| {
            t.circle == self.name
                && t.denominator == indicator.denominator
                && indicator.variant == Variant::Headline
                && indicator.category.is_none()
        };
        if let Some(target) = self.inputs.targets.iter().position(about) {
            let met = indicator.rate().and_then(|rate| self.inputs.targets[target].met(rate));
            indicator.verdict = Some(TargetVerdict { target, met });
        }
        self.all.push(indicator);
    }
}

impl Sums {
    fn add(&mut self, resident: &crate::inputs::Resident) {
        for (sum, weight) in self.weight.iter_mut().zip(resident.weight) {
            *sum += weight;
        }
        self.points += 1.0;
        self.land += resident.land.as_ref().map_or(0.0, |land| land.1);
    }
}

/// The weight that a target group is counted in.
fn group_weight(group: TargetGroup) -> Weight {
    match group {
        TargetGroup::Pop => Weight::Pop,
        TargetGroup::Pop60 => Weight::Pop60,
        TargetGroup::Pop65 => Weight::Pop65,
        TargetGroup::Pop0_3 => Weight::Pop0_3,
    }
}
