//! Tag rules: which OpenStreetMap objects are facilities, homes and gates.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The tags of one object.
pub type Tags<'a> = [(&'a str, &'a str)];

/// Names that a rule looks at.
const NAMES: [&str; 5] = ["name", "name:zh", "name:zh-Hans", "official_name", "alt_name"];
/// Any value but `no`.
const ANY: &str = "*";

/// A rule as a rule file has it; `data/rules/osm_categories.toml` says what each key means.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OsmRule {
    /// Its name; another rule of this name replaces it.
    pub id: String,
    /// What it makes of an object: a category by name, or one of [`OsmRule::RESIDENTIAL`],
    /// [`OsmRule::GATE`], [`OsmRule::ENTRANCE`].
    #[serde(default)]
    pub category: String,
    /// Tags that must all be there.
    #[serde(default)]
    pub tags: BTreeMap<String, Values>,
    /// Tags of which none may be there.
    #[serde(default)]
    pub without: BTreeMap<String, Values>,
    /// A name must hold one of these, when there are any.
    #[serde(default)]
    pub name_has: Vec<String>,
    /// No name may hold one of these.
    #[serde(default)]
    pub name_lacks: Vec<String>,
    /// Not used.
    #[serde(default)]
    pub off: bool,
    /// The source.
    #[serde(default)]
    pub source: String,
    /// How sure it is: S read, R recalled, P proposed.
    #[serde(default)]
    pub mark: String,
}

/// Values of a tag: one, several, or `*`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a value (\"clinic\"), a list of values, or \"*\"")]
pub enum Values {
    /// One.
    One(String),
    /// Any of several.
    Several(Vec<String>),
}

impl Values {
    fn list(&self) -> &[String] {
        match self {
            Values::One(value) => std::slice::from_ref(value),
            Values::Several(values) => values,
        }
    }

    fn has(&self, value: &str) -> bool {
        self.list().iter().any(|known| if known == ANY { value != "no" } else { known == value })
    }

    /// Whether one of the values of a tag (`a;b`) is among these.
    fn any_of(&self, tag: &str) -> bool {
        parts(tag).any(|value| self.has(value))
    }

    /// Whether a tag has nothing but these.
    fn all_of(&self, tag: &str) -> bool {
        parts(tag).all(|value| self.has(value))
    }
}

fn parts(tag: &str) -> impl Iterator<Item = &str> {
    tag.split(';').map(str::trim)
}

impl OsmRule {
    /// The category of homes.
    pub const RESIDENTIAL: &'static str = "residential";
    /// The category of nodes where residents enter their compound.
    pub const GATE: &'static str = "gate";
    /// The category of nodes where visitors enter a facility.
    pub const ENTRANCE: &'static str = "entrance";

    /// Whether it finds facilities rather than homes, gates or entrances.
    #[must_use]
    pub fn is_of_facilities(&self) -> bool {
        ![Self::RESIDENTIAL, Self::GATE, Self::ENTRANCE].contains(&&*self.category)
    }

    /// Whether it fits an object with these tags.
    #[must_use]
    pub fn fits(&self, tags: &Tags<'_>) -> bool {
        let value = |key: &str| tags.iter().find(|(known, _)| *known == key).map(|(_, v)| *v);
        if self.off
            || !self.tags.iter().all(|(key, values)| value(key).is_some_and(|v| values.any_of(v)))
            || self.without.iter().any(|(key, values)| value(key).is_some_and(|v| values.all_of(v)))
        {
            return false;
        }
        if self.name_has.is_empty() && self.name_lacks.is_empty() {
            return true;
        }
        let names: Vec<String> =
            NAMES.iter().filter_map(|key| value(key)).map(str::to_lowercase).collect();
        let named = |part: &String| {
            let part = part.to_lowercase();
            names.iter().any(|name| name.contains(&part))
        };
        (self.name_has.is_empty() || self.name_has.iter().any(named))
            && !self.name_lacks.iter().any(named)
    }

    /// What is wrong with it, if anything: `(field, message)`.
    #[must_use]
    pub fn fault(&self) -> Option<(&'static str, String)> {
        if self.id.is_empty() {
            return Some(("id", "is empty".into()));
        }
        if self.off {
            return None;
        }
        if self.category.is_empty() {
            return Some(("category", "says none".into()));
        }
        if self.tags.is_empty() {
            return Some(("tags", "names no tag, so that it would fit everything".into()));
        }
        for (field, tables) in [("tags", &self.tags), ("without", &self.without)] {
            let empty = |v: &Values| v.list().is_empty() || v.list().iter().any(String::is_empty);
            if let Some((key, _)) = tables.iter().find(|(_, values)| empty(values)) {
                return Some((field, format!("'{key}' has an empty value: give \"*\" for any")));
            }
        }
        for (field, parts) in [("name_has", &self.name_has), ("name_lacks", &self.name_lacks)] {
            if parts.iter().any(String::is_empty) {
                return Some((field, "has an empty text, which every name holds".into()));
            }
        }
        None
    }

    /// An id that two rules of one file have.
    #[must_use]
    pub fn twice(rules: &[OsmRule]) -> Option<&str> {
        let mut seen = BTreeSet::new();
        rules.iter().map(|rule| &*rule.id).find(|id| !seen.insert(*id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn found(tags: &Tags<'_>) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = Vec::new();
        for rule in &Rules::built_in().unwrap().osm {
            if rule.fits(tags) && all.iter().all(|(category, _)| *category != rule.category) {
                all.push((rule.category.clone(), rule.id.clone()));
            }
        }
        all
    }

    fn categories(tags: &Tags<'_>) -> Vec<String> {
        found(tags).into_iter().map(|(category, _)| category).collect()
    }

    #[test]
    fn the_built_in_rules_are_sound() {
        let rules = Rules::built_in().unwrap();
        assert_eq!(OsmRule::twice(&rules.osm), None);
        for rule in &rules.osm {
            assert_eq!(rule.fault(), None, "{}", rule.id);
            assert!(!rule.source.is_empty() && !rule.mark.is_empty(), "{}", rule.id);
            let known = rules.categories.iter().any(|(name, _)| *name == rule.category);
            assert_eq!(known, rule.is_of_facilities(), "{}", rule.id);
        }
    }

    #[test]
    fn a_table_for_children_is_no_table_for_the_old() {
        let at = |name| categories(&[("amenity", "restaurant"), ("name", name)]);
        assert_eq!(at("金凤区老饭桌"), ["canteen"]);
        assert_eq!(at("阳光小饭桌"), [""; 0]);
        assert_eq!(at("老饭桌（原小饭桌）"), [""; 0]);
        assert_eq!(at("某某大学食堂"), [""; 0]);
        assert_eq!(at("社区食堂（大学路店）"), ["canteen"]);
        assert_eq!(at("社区食堂（已关闭）"), [""; 0]);
        // The name alone will do, but a bus stop of that name will not.
        assert_eq!(categories(&[("building", "yes"), ("name", "幸福食堂")]), ["canteen"]);
        assert_eq!(categories(&[("highway", "bus_stop"), ("name", "幸福食堂")]), [""; 0]);
    }

    #[test]
    fn animals_and_beauty_are_not_health() {
        let at = |name| found(&[("amenity", "clinic"), ("name", name)]);
        let rule = |name| at(name).into_iter().map(|(_, id)| id).collect::<Vec<_>>();
        assert_eq!(rule("东城社区卫生服务站"), ["clinic-community"]);
        assert_eq!(rule("李大夫诊所"), ["clinic-amenity"]);
        assert_eq!(rule("爱心宠物诊所"), [""; 0]);
        assert_eq!(rule("丽人整形美容门诊"), [""; 0]);
        let hospital =
            [("amenity", "hospital"), ("healthcare:speciality", "dentistry; cardiology")];
        assert_eq!(categories(&hospital), ["clinic"]);
        let dentist = [("amenity", "clinic"), ("healthcare:speciality", "dentistry;orthodontics")];
        assert_eq!(categories(&dentist), [""; 0]);
        assert_eq!(categories(&[("healthcare", "dentist;doctor")]), ["clinic"]);
    }

    #[test]
    fn one_object_may_be_two_things() {
        let tags = [("amenity", "social_facility"), ("name", "幸福食堂暨托育中心")];
        assert_eq!(categories(&tags), ["canteen", "childcare"]);
    }

    #[test]
    fn access_and_age_decide() {
        let fitness = |access| categories(&[("leisure", "fitness_station"), ("access", access)]);
        assert_eq!(fitness("yes"), ["fitness"]);
        for access in ["private", "customers", "no"] {
            assert_eq!(fitness(access), [""; 0], "{access}");
        }
        let nursery = |age| categories(&[("amenity", "kindergarten"), ("min_age", age)]);
        assert_eq!(nursery("2"), ["childcare"]);
        assert_eq!(nursery("3"), [""; 0]);
        assert_eq!(categories(&[("leisure", "park"), ("abandoned", "no")]), ["fitness"]);
        assert_eq!(categories(&[("leisure", "park"), ("abandoned", "yes")]), [""; 0]);
    }

    #[test]
    fn a_gate_shuts_strangers_out_but_not_its_residents() {
        let gate = |tags: &Tags<'_>| categories(&[&[("barrier", "gate")], tags].concat());
        assert_eq!(gate(&[]), ["gate", "entrance"]);
        assert_eq!(gate(&[("access", "private")]), ["gate"]);
        assert_eq!(gate(&[("access", "no")]), [""; 0]);
        assert_eq!(gate(&[("access", "no"), ("foot", "private")]), ["gate"]);
        assert_eq!(gate(&[("foot", "no")]), [""; 0]);
        assert_eq!(categories(&[("entrance", "emergency")]), [""; 0]);
    }

    #[test]
    fn what_a_study_writes_wins() {
        let mut rules = Rules::built_in().unwrap();
        let count = rules.osm.len();
        let text = "[[osm]]\nid = \"fitness-park\"\noff = true\n\
                    [[osm]]\nid = \"mine\"\ncategory = \"fitness\"\ntags = { leisure = \"garden\" }\n";
        let file = std::path::Path::new("s.toml");
        rules.add(crate::rules::toml_file::parse(file, text).unwrap());
        assert_eq!(rules.osm.len(), count + 1);
        let fits = |tags: &Tags<'_>| rules.osm.iter().any(|rule| rule.fits(tags));
        assert!(!fits(&[("leisure", "park")]));
        assert!(fits(&[("leisure", "garden")]));
    }

    #[test]
    fn faults_are_named() {
        let rule = |text: &str| -> OsmRule { toml::from_str(text).unwrap() };
        let field = |text: &str| rule(text).fault().map(|(field, _)| field);
        assert_eq!(field("id = 'a'\noff = true"), None);
        assert_eq!(field("id = 'a'\ntags = { a = 'b' }"), Some("category"));
        assert_eq!(field("id = 'a'\ncategory = 'c'"), Some("tags"));
        assert_eq!(field("id = 'a'\ncategory = 'c'\ntags = { a = [] }"), Some("tags"));
        let named = "id = 'a'\ncategory = 'c'\ntags = { a = 'b' }\nname_has = ['']";
        assert_eq!(field(named), Some("name_has"));
        let wrong = toml::from_str::<OsmRule>("id = 'a'\ntags = { a = 3 }").unwrap_err();
        assert!(wrong.message().contains("list of values"), "{wrong}");
    }
}
