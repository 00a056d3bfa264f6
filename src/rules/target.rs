//! Targets: dated policy lines that figures are held against.

use serde::{Deserialize, Serialize};

/// What a rate is a share of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denominator {
    /// People.
    #[default]
    Population,
    /// The people a category is for.
    TargetGroup,
    /// Households.
    Households,
    /// Resident points (compounds 小区).
    Points,
    /// Residential land, where residents are polygons.
    Land,
    /// Districts that meet the pass mark (项目设定).
    Districts,
}

impl Denominator {
    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Denominator::Population => "population",
            Denominator::TargetGroup => "target_group",
            Denominator::Households => "households",
            Denominator::Points => "points",
            Denominator::Land => "land",
            Denominator::Districts => "districts",
        }
    }
}

/// Where a target gets its force from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 法定
    Statutory,
    /// 政策
    Policy,
    /// 地方
    Local,
    /// 项目设定
    Project,
}

/// How a figure is compared with the target's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// At least.
    #[default]
    #[serde(rename = ">=")]
    AtLeast,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
}

impl Op {
    /// As written.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Op::AtLeast => ">=",
            Op::AtMost => "<=",
        }
    }
}

/// A target as a rule file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Stable id of the indicator.
    pub id: String,
    /// The circle it is about.
    pub circle: String,
    /// Which rate it is about.
    #[serde(default)]
    pub denominator: Denominator,
    /// How to compare.
    #[serde(default)]
    pub op: Op,
    /// The value, 0 to 1; without one the source gives no number and no verdict is passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The words of the source.
    #[serde(default)]
    pub phrase: String,
    /// The source.
    #[serde(default)]
    pub source: String,
    /// When it holds.
    #[serde(default)]
    pub period: String,
    /// Its force.
    pub kind: Kind,
}

impl Target {
    /// Whether an unrounded rate meets the target; `None` where there is no number.
    #[must_use]
    pub fn met(&self, rate: f64) -> Option<bool> {
        let value = self.value?;
        Some(match self.op {
            Op::AtLeast => rate >= value,
            Op::AtMost => rate <= value,
        })
    }

    /// Whether another target is about the same rate: it has room for one verdict only.
    #[must_use]
    pub fn same_rate(&self, other: &Target) -> bool {
        self.circle == other.circle && self.denominator == other.denominator
    }

    /// What is wrong with the figures, if anything: `(field, message)`.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        match self.value {
            Some(v) if !(0.0..=1.0).contains(&v) => {
                Some(("value", format!("{v} is not a share from 0 to 1")))
            }
            _ => None,
        }
    }
}
