//! Who may walk where, what counts as near, and what is asked for.
//!
//! The figures live in `data/rules/*.toml`, are built into the binary as defaults, and can be
//! replaced or extended by a study file. The tag table for walkers ([`walkers`]) is the one rule
//! that is code, because the expected distances of other implementations depend on all of it.

pub mod circle;
mod named;
pub mod norm;
pub mod off_limits;
pub mod osm_rule;
pub mod poi;
pub mod profile;
pub mod target;
pub mod toml_file;
pub mod walkers;

use std::path::Path;

use serde::Deserialize;

pub use circle::{Category, Circle, Combine, TargetGroup};
pub use named::Named;
pub use norm::{Applies, Norm, Space};
pub use osm_rule::OsmRule;
pub use poi::{PoiRule, PoiRules};
pub use profile::{Method, Profile};
pub use target::{Denominator, Kind, Op, Target};

use crate::error::Result;

/// The built-in rule files: name and text.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("profiles.toml", include_str!("../../data/rules/profiles.toml")),
    ("circles.toml", include_str!("../../data/rules/circles.toml")),
    ("targets.toml", include_str!("../../data/rules/targets.toml")),
    ("osm_categories.toml", include_str!("../../data/rules/osm_categories.toml")),
    ("poi.toml", include_str!("../../data/rules/poi.toml")),
    ("norms.toml", include_str!("../../data/rules/norms.toml")),
];

/// The part of a file that holds rules: any of the kinds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleTables {
    /// Profiles by name.
    #[serde(default)]
    pub profile: Named<Profile>,
    /// Categories by name.
    #[serde(default)]
    pub category: Named<Category>,
    /// Circles by name.
    #[serde(default)]
    pub circle: Named<Circle>,
    /// Targets.
    #[serde(default)]
    pub target: Vec<Target>,
    /// Tag rules of OpenStreetMap objects.
    #[serde(default)]
    pub osm: Vec<OsmRule>,
    /// What a POI of a map service is, in order.
    #[serde(default)]
    pub poi: Vec<PoiRule>,
    /// Norms by name.
    #[serde(default)]
    pub norm: Named<Norm>,
}

/// All rules of a run.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Profiles in the order they were first named.
    pub profiles: Vec<(String, Profile)>,
    /// Categories in the order they were first named.
    pub categories: Vec<(String, Category)>,
    /// Circles in the order they were first named.
    pub circles: Vec<(String, Circle)>,
    /// Targets by id, in the order they were first named.
    pub targets: Vec<Target>,
    /// Tag rules of OpenStreetMap objects by id, in the order they were first named.
    pub osm: Vec<OsmRule>,
    /// POI rules by id, in the order they were first named.
    pub poi: Vec<PoiRule>,
    /// Norms in the order they were first named.
    pub norms: Vec<(String, Norm)>,
}

impl Rules {
    /// The rules that the binary carries.
    ///
    /// # Errors
    /// Never with the files that were built in; a test reads them.
    pub fn built_in() -> Result<Rules> {
        let mut rules = Rules::default();
        for (name, text) in BUILT_IN {
            rules.add(toml_file::parse(Path::new(name), text)?);
        }
        Ok(rules)
    }

    /// Adds tables; what has the same name is replaced, and so is a target for the same rate.
    pub fn add(&mut self, tables: RuleTables) {
        replace_all(&mut self.profiles, tables.profile);
        replace_all(&mut self.categories, tables.category);
        replace_all(&mut self.circles, tables.circle);
        replace_all(&mut self.norms, tables.norm);
        for target in tables.target {
            let replaced = |t: &Target| t.id == target.id || t.same_rate(&target);
            let first = self.targets.iter().position(replaced).unwrap_or(self.targets.len());
            self.targets.retain(|t| !replaced(t));
            self.targets.insert(first, target);
        }
        for rule in tables.osm {
            match self.osm.iter_mut().find(|known| known.id == rule.id) {
                Some(old) => *old = rule,
                None => self.osm.push(rule),
            }
        }
        for rule in tables.poi {
            match self.poi.iter_mut().find(|known| known.id == rule.id) {
                Some(old) => *old = rule,
                None => self.poi.push(rule),
            }
        }
    }
}

fn replace_all<T>(list: &mut Vec<(String, T)>, tables: Named<T>) {
    for (name, item) in tables.0 {
        match list.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = item,
            None => list.push((name, item)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rules_are_sound() {
        let rules = Rules::built_in().unwrap();
        let names: Vec<_> = rules.profiles.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["gb50180", "plan80", "amap75", "elder", "stroller", "radius"]);
        for (name, profile) in &rules.profiles {
            assert_eq!(profile.fault(), None, "{name}");
        }
        let names: Vec<_> = rules.circles.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["fitness-10", "convenience-15"]);
        for (name, circle) in &rules.circles {
            assert_eq!(circle.fault(), None, "{name}");
            for category in &circle.categories {
                assert!(rules.categories.iter().any(|(known, _)| known == category));
            }
        }
        // The plan's number, restated so that a changed default fails here.
        let fitness = rules.targets.iter().find(|t| t.circle == "fitness-10").unwrap();
        assert_eq!(fitness.value, Some(0.95));
        assert_eq!(fitness.met(0.9499), Some(false));
        assert_eq!(fitness.met(0.95), Some(true));
        assert_eq!(rules.targets[1].met(0.99), None);
        for (i, rule) in rules.poi.iter().enumerate() {
            assert_eq!(rule.fault(), None, "{}", rule.id);
            assert!(rules.poi[..i].iter().all(|other| other.id != rule.id), "{}", rule.id);
            assert!(!rule.mark.is_empty(), "{}", rule.id);
            if let Some(category) = &rule.category {
                assert!(rules.categories.iter().any(|(known, _)| known == category));
            }
        }
    }
}
