//! What can be wrong with the rules of a study, taken together.

use std::collections::BTreeMap;

use super::resolve::Fault;
use crate::inputs::Weight;
use crate::rules::toml_file::nearest;
use crate::rules::{Circle, Denominator, OsmRule, Profile, RuleTables, Rules};

/// The item of a name; the mend names the nearest known one.
pub(super) fn named<T: Clone>(list: &[(String, T)], name: &str, kind: &str) -> Result<T, Fault> {
    if let Some((_, item)) = list.iter().find(|(known, _)| known == name) {
        return Ok(item.clone());
    }
    let names = || list.iter().map(|(name, _)| name.as_str());
    let mend = match nearest(name, names()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("known: {}", names().collect::<Vec<_>>().join(", ")),
    };
    Err((format!("unknown {kind} '{name}'"), mend))
}

/// Within one file a target or a POI rule does not replace another.
pub(super) fn no_twins(tables: &RuleTables) -> Result<(), Fault> {
    if let Some(id) = OsmRule::twice(&tables.osm) {
        return Err((format!("two osm rules are called '{id}'"), "rename one of them".into()));
    }
    for (i, target) in tables.target.iter().enumerate() {
        if let Some(other) = tables.target[..i].iter().find(|other| target.same_rate(other)) {
            return Err((
                format!("targets '{}' and '{}' are about the same rate", other.id, target.id),
                "leave one out, or give it another circle or denominator".into(),
            ));
        }
    }
    for (i, rule) in tables.poi.iter().enumerate() {
        if tables.poi[..i].iter().any(|other| other.id == rule.id) {
            let what = format!("two poi rules have the id '{}'", rule.id);
            return Err((what, "give each rule its own id".into()));
        }
    }
    Ok(())
}

pub(super) fn check_rules(rules: &Rules) -> Result<(), Fault> {
    let say = |kind: &str, name: &str, (field, what): (&str, String)| {
        (format!("{kind} '{name}': {field}: {what}"), "mend the rule".to_owned())
    };
    for (name, profile) in &rules.profiles {
        check_name("profile", name)?;
        Profile::fault(profile).map_or(Ok(()), |f| Err(say("profile", name, f)))?;
    }
    for (name, _) in &rules.categories {
        check_name("category", name)?;
        if let Some(field) = ["_m", "_min", "_facility"]
            .map(|end| format!("{name}{end}"))
            .into_iter()
            .find(|field| OWN_FIELDS.contains(&&**field))
        {
            return Err((
                format!("category '{name}': residents.geojson has another field '{field}'"),
                "give it another name".into(),
            ));
        }
    }
    for (name, circle) in &rules.circles {
        check_name("circle", name)?;
        if is_field(name, rules) {
            return Err((
                format!("circle '{name}' has the name of another field of residents.geojson"),
                "give it another name".into(),
            ));
        }
        circle.fault().map_or(Ok(()), |f| Err(say("circle", name, f)))?;
        for category in &circle.categories {
            named(&rules.categories, category, "category").map_err(|(what, mend)| {
                (
                    format!("circle '{name}': {what}"),
                    format!("{mend} (or add [category.{category}])"),
                )
            })?;
        }
    }
    for rule in &rules.osm {
        rule.fault().map_or(Ok(()), |f| Err(say("osm rule", &rule.id, f)))?;
        if rule.is_of_facilities() && !rule.off {
            named(&rules.categories, &rule.category, "category").map_err(|(what, mend)| {
                let add = format!("{mend} (or add [category.{}])", rule.category);
                (format!("osm rule '{}': {what}", rule.id), add)
            })?;
        }
    }
    for target in &rules.targets {
        target.fault().map_or(Ok(()), |f| Err(say("target", &target.id, f)))?;
        let circle = named(&rules.circles, &target.circle, "circle")
            .map_err(|(what, mend)| (format!("target '{}': {what}", target.id), mend))?;
        if target.denominator == Denominator::TargetGroup && circle.categories.len() != 1 {
            return Err((
                format!(
                    "target '{}': circle '{}' has several categories, each for its own people",
                    target.id, target.circle
                ),
                "choose another denominator, or a circle of one category".into(),
            ));
        }
    }
    for rule in &rules.poi {
        rule.fault().map_or(Ok(()), |f| Err(say("poi rule", &rule.id, f)))?;
        if let Some(category) = &rule.category {
            named(&rules.categories, category, "category").map_err(|(what, mend)| {
                (
                    format!("poi rule '{}': {what}", rule.id),
                    format!("{mend} (or add [category.{category}])"),
                )
            })?;
        }
    }
    for (name, norm) in &rules.norms {
        norm.fault().map_or(Ok(()), |f| Err(say("norm", name, f)))?;
        if !norm.category.is_empty() {
            named(&rules.categories, &norm.category, "category").map_err(|(what, mend)| {
                let add = format!("{mend} (or add [category.{}])", norm.category);
                (format!("norm '{name}': {what}"), add)
            })?;
        }
    }
    Ok(())
}

/// Fields of residents.geojson, whatever the rules.
const OWN_FIELDS: [&str; 11] = [
    "id",
    "name",
    "land_m2",
    "district_code",
    "district_name",
    "snap_m",
    "why",
    "source_x",
    "source_y",
    "source_crs",
    "method",
];

/// Whether a name is that of a field which every resident has.
fn is_field(name: &str, rules: &Rules) -> bool {
    let mut ends = ["_m", "_min", "_facility"].iter().filter_map(|end| name.strip_suffix(end));
    OWN_FIELDS.contains(&name)
        || Weight::ALL.iter().any(|weight| weight.name() == name)
        || ends.any(|start| rules.categories.iter().any(|(category, _)| category == start))
}

/// Circle and category make the name of a service area's file: `a` + `b_c` is `a_b` + `c`.
pub(super) fn same_file(circles: &[(String, Circle)]) -> Result<(), Fault> {
    let mut files: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for (circle, rule) in circles {
        for category in &rule.categories {
            let file = format!("{circle}_{category}");
            if let Some(other) = files.insert(file.clone(), (circle, category)) {
                return Err((
                    format!(
                        "circle '{}' with category '{}' and circle '{circle}' with category \
                         '{category}' would both write service_area_{file}.geojson",
                        other.0, other.1
                    ),
                    "rename one of them".into(),
                ));
            }
        }
    }
    Ok(())
}

/// Names become file and field names.
fn check_name(kind: &str, name: &str) -> Result<(), Fault> {
    let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(fits) {
        return Ok(());
    }
    Err((
        format!("{kind} '{name}' cannot be part of a file name"),
        "use letters, digits, - and _".into(),
    ))
}
