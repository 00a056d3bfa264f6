//! Categories and circles: what is asked for, within how many minutes, and how it combines.

use serde::{Deserialize, Serialize};

/// A kind of thing that facilities offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// English title.
    #[serde(default)]
    pub title: String,
    /// Chinese title.
    #[serde(default)]
    pub title_zh: String,
    /// Whom it serves.
    #[serde(default)]
    pub weight: TargetGroup,
}

/// The people a category is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TargetGroup {
    /// Everybody.
    #[default]
    #[serde(rename = "pop")]
    Pop,
    /// People of 60 and older.
    #[serde(rename = "pop60")]
    Pop60,
    /// People of 65 and older.
    #[serde(rename = "pop65")]
    Pop65,
    /// Children under three.
    #[serde(rename = "pop0_3")]
    Pop0_3,
}

/// How the categories of a circle combine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// Every category within reach.
    #[default]
    All,
    /// At least one.
    Any,
}

/// A circle as a rule file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circle {
    /// English title.
    #[serde(default)]
    pub title: String,
    /// Chinese title.
    #[serde(default)]
    pub title_zh: String,
    /// Minutes on foot, inclusive.
    pub minutes: f64,
    /// The categories, by name.
    pub categories: Vec<String>,
    /// How they combine.
    #[serde(default)]
    pub combine: Combine,
    /// At least so many of the categories; replaces `combine`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<usize>,
    /// Share of a district's people from which the district counts as served (项目设定).
    #[serde(default = "default_pass_mark")]
    pub pass_mark: f64,
    /// Other cutoffs to print beside the headline, metres.
    #[serde(default)]
    pub sensitivity_m: Vec<f64>,
    /// Other minutes to print beside the headline, relative to `minutes`.
    #[serde(default)]
    pub sensitivity_minutes: Vec<f64>,
}

const fn default_pass_mark() -> f64 {
    0.8
}

impl Circle {
    /// How many of the categories must be within reach.
    #[must_use]
    pub fn needed(&self) -> usize {
        match (self.at_least, self.combine) {
            (Some(k), _) => k,
            (None, Combine::All) => self.categories.len(),
            (None, Combine::Any) => 1,
        }
    }

    /// What is wrong with the figures, if anything: `(field, message)`.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        if !(self.minutes.is_finite() && self.minutes > 0.0) {
            return Some(("minutes", format!("{} is not above 0", self.minutes)));
        }
        if self.categories.is_empty() {
            return Some(("categories", "names no category".into()));
        }
        if let Some(twice) =
            (1..self.categories.len()).find(|&i| self.categories[..i].contains(&self.categories[i]))
        {
            return Some(("categories", format!("names {} twice", self.categories[twice])));
        }
        if !(1..=self.categories.len()).contains(&self.needed()) {
            let n = self.categories.len();
            return Some(("at_least", format!("{} is not 1 to {n}", self.needed())));
        }
        if !(0.0..=1.0).contains(&self.pass_mark) {
            return Some(("pass_mark", format!("{} is not 0 to 1", self.pass_mark)));
        }
        let reach = self.sensitivity_minutes.iter().map(|m| m + self.minutes);
        if self.sensitivity_m.iter().copied().chain(reach).any(|v| !(v.is_finite() && v > 0.0)) {
            return Some(("sensitivity_m", "a variant must reach farther than 0".into()));
        }
        None
    }
}
