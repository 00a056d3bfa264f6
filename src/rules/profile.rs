//! Profiles: how minutes become cost.

use serde::{Deserialize, Serialize};

use crate::units::Cost;

/// A distance allowed for so many minutes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Minutes.
    pub minutes: f64,
    /// Metres.
    pub metres: f64,
}

/// How distances are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Along the street network.
    #[default]
    Network,
    /// Straight line times a detour factor: a screening, not a walk.
    Radius,
}

/// A profile as a rule file has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// English title.
    #[serde(default)]
    pub title: String,
    /// Chinese title.
    #[serde(default)]
    pub title_zh: String,
    /// Network or straight line.
    #[serde(default)]
    pub method: Method,
    /// Straight-line mode: metres walked per metre of straight line, 1 or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detour: Option<f64>,
    /// Distance profile: metres allowed per tier, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
    /// Speed profile, metres a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_m_per_s: Option<f64>,
    /// Speed profile, metres a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_m_per_min: Option<f64>,
    /// Seconds that a flight of stairs takes on top of its length.
    #[serde(default)]
    pub stairs_s: f64,
    /// Leave stairs out of the network.
    #[serde(default)]
    pub avoid_stairs: bool,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
    /// How sure they are: S read, R recalled, P proposed.
    #[serde(default)]
    pub mark: String,
}

/// Detour factor of a run without streets, where the profile names none: the common value.
pub const DEFAULT_DETOUR: f64 = 1.3;

impl Profile {
    /// What is wrong with the figures, if anything: `(field, message)`.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        let kinds = usize::from(!self.tiers.is_empty())
            + usize::from(self.speed_m_per_s.is_some())
            + usize::from(self.speed_m_per_min.is_some());
        if kinds != 1 {
            let message = "needs exactly one of tiers, speed_m_per_s, speed_m_per_min";
            return Some(("tiers", message.into()));
        }
        for speed in [self.speed_m_per_s, self.speed_m_per_min].into_iter().flatten() {
            if !(speed.is_finite() && speed > 0.0) {
                return Some(("speed_m_per_s", format!("{speed} is not a speed above 0")));
            }
        }
        let mut before = Tier { minutes: 0.0, metres: 0.0 };
        for tier in &self.tiers {
            let ascends = tier.minutes > before.minutes && tier.metres > before.metres;
            if !ascends || !tier.minutes.is_finite() || !tier.metres.is_finite() {
                return Some(("tiers", "minutes and metres must both ascend from 0".into()));
            }
            before = *tier;
        }
        if !(0.0..=3600.0).contains(&self.stairs_s) {
            return Some(("stairs_s", format!("{:?} is not 0 to 3600 seconds", self.stairs_s)));
        }
        if self.stairs_s > 0.0 && self.speed().is_none() {
            return Some(("stairs_s", "needs a speed: a distance profile has no seconds".into()));
        }
        match self.detour {
            Some(d) if !(d.is_finite() && d >= 1.0) => {
                Some(("detour", format!("{d} is not a factor of 1 or more")))
            }
            _ => None,
        }
    }

    /// Metres a second, for a speed profile.
    #[must_use]
    pub fn speed(&self) -> Option<f64> {
        self.speed_m_per_s.or(self.speed_m_per_min.map(|v| v / 60.0))
    }

    /// The largest cost that `minutes` allow, effective metres.
    #[must_use]
    pub fn cutoff(&self, minutes: f64) -> Cost {
        let metres = match self.speed_m_per_min.or(self.speed_m_per_s.map(|v| v * 60.0)) {
            Some(per_minute) => minutes * per_minute,
            None => self.along_tiers(minutes, |t| (t.minutes, t.metres)),
        };
        Cost::new(metres).unwrap_or(Cost::ZERO)
    }

    /// The minutes that a cost stands for: the inverse of [`Profile::cutoff`], so that a walk is
    /// within so many minutes exactly when its cost is within their cutoff.
    #[must_use]
    pub fn minutes(&self, cost: Cost) -> f64 {
        match self.speed_m_per_min.or(self.speed_m_per_s.map(|v| v * 60.0)) {
            Some(per_minute) => cost.metres() / per_minute,
            None => self.along_tiers(cost.metres(), |t| (t.metres, t.minutes)),
        }
    }

    /// Effective metres that a flight of stairs costs on top of its length.
    #[must_use]
    pub fn flight_m(&self) -> f64 {
        self.stairs_s * self.speed().unwrap_or(0.0)
    }

    /// Piecewise straight through 0 and the tiers, going on at the last slope.
    fn along_tiers(&self, x: f64, axes: impl Fn(&Tier) -> (f64, f64)) -> f64 {
        let mut from = (0.0, 0.0);
        let mut line = (from, from);
        for tier in &self.tiers {
            let to = axes(tier);
            line = (from, to);
            if x <= to.0 {
                break;
            }
            from = to;
        }
        let ((x0, y0), (x1, y1)) = line;
        if x == x1 {
            return y1; // exact at a tier
        }
        y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb50180() -> Profile {
        let tiers = [(5.0, 300.0), (10.0, 500.0), (15.0, 1000.0)];
        Profile {
            tiers: tiers.map(|(minutes, metres)| Tier { minutes, metres }).to_vec(),
            ..Profile::default()
        }
    }

    #[test]
    fn tiers_are_exact_and_interpolated() {
        let p = gb50180();
        let cutoffs = [0.0, 5.0, 9.0, 10.0, 11.0, 15.0, 16.0].map(|m| p.cutoff(m).metres());
        assert_eq!(cutoffs, [0.0, 300.0, 460.0, 500.0, 600.0, 1000.0, 1100.0]);
        for metres in [0.0, 150.0, 300.0, 500.0, 777.0, 1000.0, 3000.0] {
            let cost = Cost::new(metres).unwrap();
            assert!((p.cutoff(p.minutes(cost)).metres() - metres).abs() < 1e-9);
        }
        assert_eq!(p.minutes(Cost::new(500.0).unwrap()), 10.0);
        assert!(p.minutes(Cost::UNREACHED).is_infinite());
    }

    #[test]
    fn speeds_multiply() {
        let p = Profile { speed_m_per_min: Some(80.0), ..Profile::default() };
        assert_eq!(p.cutoff(15.0).metres(), 1200.0);
        let p = Profile { speed_m_per_s: Some(0.92), stairs_s: 30.0, ..Profile::default() };
        assert!((p.cutoff(15.0).metres() - 828.0).abs() < 1e-9);
        assert!((p.flight_m() - 27.6).abs() < 1e-9);
    }

    #[test]
    fn wrong_figures_are_named() {
        let fault = |p: Profile| p.fault().map(|(field, _)| field);
        assert_eq!(fault(gb50180()), None);
        assert_eq!(fault(Profile::default()), Some("tiers"));
        assert_eq!(fault(Profile { speed_m_per_s: Some(1.0), ..gb50180() }), Some("tiers"));
        let mut down = gb50180();
        down.tiers[2].metres = 400.0;
        assert_eq!(fault(down), Some("tiers"));
        assert_eq!(fault(Profile { detour: Some(0.9), ..gb50180() }), Some("detour"));
        assert_eq!(fault(Profile { stairs_s: 30.0, ..gb50180() }), Some("stairs_s"));
    }
}
