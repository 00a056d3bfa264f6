//! Norms: how much of a facility so many people should have.

use serde::{Deserialize, Serialize};

use super::target::Kind;

/// Which compounds a norm is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applies {
    /// All.
    #[default]
    All,
    /// 新建
    New,
    /// 已建
    Existing,
}

/// A kind of floor area that compounds provide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Space {
    /// Elder care (养老服务设施用房), column `elder_area_m2`.
    #[serde(rename = "elder_area_m2")]
    Elder,
    /// Community service rooms (社区服务用房), column `service_area_m2`.
    #[serde(rename = "service_area_m2")]
    Service,
}

impl Space {
    /// All kinds.
    pub const ALL: [Space; 2] = [Space::Elder, Space::Service];
}

/// A norm as a rule file has it; exactly one of its measures is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Norm {
    /// English title.
    #[serde(default)]
    pub title: String,
    /// Chinese title.
    #[serde(default)]
    pub title_zh: String,
    /// Whose facilities are counted, by the name of the category.
    #[serde(default)]
    pub category: String,
    /// Only facilities whose name holds one of these words; all when empty.
    #[serde(default)]
    pub names: Vec<String>,
    /// But none of these.
    #[serde(default)]
    pub not_names: Vec<String>,
    /// Which compounds it is for.
    #[serde(default)]
    pub applies: Applies,
    /// Fewest and most people that one site serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_per_site: Option<[f64; 2]>,
    /// Places a thousand people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places_per_1000: Option<f64>,
    /// Square metres of floor a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m2_per_person: Option<f64>,
    /// Square metres of floor a household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m2_per_household: Option<f64>,
    /// The kind of floor area that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Space>,
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
    /// How sure the figure is: S read, R recalled (参考值), P proposed.
    #[serde(default)]
    pub mark: String,
}

impl Norm {
    /// Whether a facility of the category is one that the norm is about, by its name.
    #[must_use]
    pub fn is_about(&self, name: &str) -> bool {
        let holds = |words: &[String]| words.iter().any(|word| name.contains(&**word));
        (self.names.is_empty() || holds(&self.names)) && !holds(&self.not_names)
    }

    /// Fewest and most sites that so many people should have: one for the most people that a site
    /// serves, and one for the fewest, but at least one (`⌈pop ÷ most⌉`, `max(1, ⌊pop ÷ fewest⌋)`).
    #[must_use]
    pub fn sites(&self, people: f64) -> Option<[f64; 2]> {
        let [fewest, most] = self.people_per_site?;
        Some([(people / most).ceil(), (people / fewest).floor().max(1.0)])
    }

    /// Places that so many people should have, rounded up.
    #[must_use]
    pub fn places(&self, people: f64) -> Option<f64> {
        // Per thousand last: 1.5 × 2000 ÷ 1000 is 3 exactly, 0.0015 × 2000 need not be.
        self.places_per_1000.map(|per_1000| (per_1000 * people / 1000.0).ceil())
    }

    /// Whether it is for compounds that are new, existing, or do not say.
    #[must_use]
    pub const fn is_for(&self, is_new: Option<bool>) -> bool {
        match (self.applies, is_new) {
            (Applies::All, _) => true,
            (Applies::New, Some(is_new)) => is_new,
            (Applies::Existing, Some(is_new)) => !is_new,
            (_, None) => false,
        }
    }

    /// What is wrong with the figures, if anything: `(field, message)`.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        let single = [
            ("places_per_1000", self.places_per_1000),
            ("m2_per_person", self.m2_per_person),
            ("m2_per_household", self.m2_per_household),
        ];
        let given = usize::from(self.people_per_site.is_some())
            + single.iter().filter(|(_, value)| value.is_some()).count();
        if given != 1 {
            let message = "needs exactly one of people_per_site, places_per_1000, m2_per_person, \
                           m2_per_household";
            return Some(("people_per_site", message.into()));
        }
        let above_0 = |v: f64| v.is_finite() && v > 0.0;
        if let Some([fewest, most]) = self.people_per_site
            && !(above_0(fewest) && above_0(most) && fewest <= most)
        {
            return Some(("people_per_site", "needs two numbers above 0, ascending".into()));
        }
        let wrong = |&(field, value): &(&'static str, Option<f64>)| {
            value.filter(|&v| !above_0(v)).map(|v| (field, format!("{v} is not above 0")))
        };
        single.iter().find_map(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn built_in(name: &str) -> Norm {
        let norms = Rules::built_in().unwrap().norms;
        norms.into_iter().find(|(known, _)| known == name).unwrap().1
    }

    #[test]
    fn the_band_of_health_centres() {
        let norm = built_in("health-centre");
        // One for every 100 000 at least, one for every 30 000 at most, and never none.
        assert_eq!(norm.sites(0.0), Some([0.0, 1.0]));
        assert_eq!(norm.sites(29_999.0), Some([1.0, 1.0]));
        assert_eq!(norm.sites(100_000.0), Some([1.0, 3.0]));
        assert_eq!(norm.sites(100_001.0), Some([2.0, 3.0]));
        assert!(norm.is_about("金凤区上海西路街道社区卫生服务中心"));
        assert!(!norm.is_about("上海西路社区卫生服务中心五里水乡社区卫生服务站"));
        assert!(!norm.is_about("五里水乡社区卫生服务站") && !norm.is_about(""));
    }

    #[test]
    fn places_are_rounded_up_and_only_then() {
        let norm = built_in("childcare-places");
        assert_eq!(norm.places(2000.0), Some(3.0));
        assert_eq!(norm.places(2001.0), Some(4.0));
        assert_eq!(norm.places(0.0), Some(0.0));
    }

    #[test]
    fn the_built_in_norms_are_sound_and_wrong_figures_are_named() {
        for (name, norm) in Rules::built_in().unwrap().norms {
            assert_eq!(norm.fault(), None, "{name}");
            assert!(!norm.source.is_empty() && !norm.mark.is_empty(), "{name}");
        }
        let fault = |norm: Norm| norm.fault().map(|(field, _)| field);
        let places = built_in("childcare-places");
        let none = Norm { places_per_1000: None, ..places.clone() };
        assert_eq!(fault(none), Some("people_per_site"));
        let both = Norm { m2_per_person: Some(1.0), ..places.clone() };
        assert_eq!(fault(both), Some("people_per_site"));
        assert_eq!(fault(Norm { places_per_1000: Some(-1.5), ..places }), Some("places_per_1000"));
        let down = Norm { people_per_site: Some([2.0, 1.0]), ..built_in("health-centre") };
        assert_eq!(fault(down), Some("people_per_site"));
    }
}
