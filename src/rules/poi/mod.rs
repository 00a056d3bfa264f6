//! What a point of a map service's export (POI) is: by type code, type text and name.
//!
//! The rules live in `data/rules/poi.toml`. Neither Amap nor Baidu has types for community health,
//! older people's canteens or childcare, so names decide; which rule did, every facility says.

mod phrases;
mod rule;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use rule::PoiRule;

use phrases::{Found, Phrases, folded};

/// What a row says of a POI; what it does not say is empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Poi<'a> {
    /// Amap's code, or several with `|`; `[]` is none. A leading zero that a spreadsheet dropped is
    /// put back.
    pub typecode: &'a str,
    /// Type texts, levels separated by `;`, several with `|`.
    pub type_text: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Whether a kindergarten has a nursery class, where that is said.
    pub has_nursery_class: Option<bool>,
}

/// What a POI is by the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'r> {
    /// A facility of each category, by a rule: `(category, rule)`.
    Kept(Vec<(&'r str, &'r str)>),
    /// No facility.
    Excluded {
        /// The first rule that excludes it.
        rule: &'r str,
        /// Why, English and Chinese.
        reason: [&'r str; 2],
    },
    /// No rule matches.
    Unclassified,
}

/// The rules of a run, ready to be asked a million times.
#[derive(Clone, Debug, Default)]
pub struct PoiRules {
    names: Phrases,
    types: Phrases,
    /// Those that exclude, those with names, those by type alone; each in the order of the files.
    steps: [Vec<Ready>; 3],
}

/// A rule whose texts are numbers of phrases.
#[derive(Clone, Debug)]
struct Ready {
    id: String,
    category: Option<String>,
    reason: [String; 2],
    codes: Vec<String>,
    types: Vec<u32>,
    names: Vec<u32>,
    not_names: Vec<u32>,
    nursery_class: Option<bool>,
}

/// A POI with all phrases looked up.
struct Seen<'a> {
    codes: Vec<Cow<'a, str>>,
    types: Found,
    names: Found,
    nursery_class: bool,
}

impl PoiRules {
    /// Rules that have no [`fault`](PoiRule::fault), in order; those that are off are left out.
    #[must_use]
    pub fn of(rules: &[PoiRule]) -> PoiRules {
        let mut all = PoiRules::default();
        for rule in rules.iter().filter(|rule| !rule.off) {
            let step = match (rule.exclude, rule.names.is_empty()) {
                (true, _) => 0,
                (false, false) => 1,
                (false, true) => 2,
            };
            let number = |phrases: &mut Phrases, texts: &[String]| -> Vec<u32> {
                texts.iter().map(|text| phrases.number(&folded(text))).collect()
            };
            // A level ends with `;`, so that 公园 is not the beginning of 公园广场.
            let levels = |text: &String| folded(text).trim_matches(';').to_owned() + ";";
            let ready = Ready {
                id: rule.id.clone(),
                category: rule.category.clone(),
                reason: either(&rule.reason, &rule.reason_zh),
                codes: rule.codes.clone(),
                types: rule.types.iter().map(|text| all.types.number(&levels(text))).collect(),
                names: number(&mut all.names, &rule.names),
                not_names: number(&mut all.names, &rule.not_names),
                nursery_class: rule.nursery_class,
            };
            all.steps[step].push(ready);
        }
        all
    }

    /// What a POI is. Rules that exclude come first; then names; then types, if no name decided.
    #[must_use]
    pub fn classify(&self, poi: &Poi<'_>) -> Outcome<'_> {
        let types = folded(poi.type_text).replace('|', ";|;") + ";";
        let seen = Seen {
            codes: codes(poi.typecode),
            types: self.types.found(&types, |before| before.is_none_or(|b| b == b';')),
            names: self.names.found(&folded(poi.name), |_| true),
            nursery_class: poi.has_nursery_class == Some(true),
        };
        let [excluding, by_name, by_type] = &self.steps;
        let mut excluded: Vec<&Ready> = Vec::new();
        for rule in excluding.iter().filter(|rule| rule.matches(&seen)) {
            excluded.push(rule);
            if rule.category.is_none() {
                break;
            }
        }
        let first = excluded.first().map(|rule| Outcome::Excluded {
            rule: &rule.id,
            reason: rule.reason.each_ref().map(String::as_str),
        });
        let nothing = || first.clone().unwrap_or(Outcome::Unclassified);
        if excluded.iter().any(|rule| rule.category.is_none()) {
            return nothing();
        }
        for step in [by_name, by_type] {
            let mut kept: Vec<(&str, &str)> = Vec::new();
            for rule in step.iter().filter(|rule| rule.matches(&seen)) {
                let Some(category) = rule.category.as_deref() else { continue };
                let barred = excluded.iter().any(|e| e.category.as_deref() == Some(category));
                if !barred && !kept.iter().any(|&(known, _)| known == category) {
                    kept.push((category, &rule.id));
                }
            }
            if !kept.is_empty() {
                return Outcome::Kept(kept);
            }
        }
        nothing()
    }
}

impl Ready {
    fn matches(&self, seen: &Seen<'_>) -> bool {
        let named = || self.names.is_empty() || seen.names.any(&self.names);
        let typed = || {
            if self.codes.is_empty() && self.types.is_empty() {
                return true;
            }
            if self.codes.is_empty() || seen.codes.is_empty() {
                return seen.types.any(&self.types);
            }
            let begins =
                |code: &Cow<'_, str>| self.codes.iter().any(|start| code.starts_with(start));
            seen.codes.iter().any(begins)
        };
        named()
            && typed()
            && !seen.names.any(&self.not_names)
            && self.nursery_class.is_none_or(|wanted| wanted == seen.nursery_class)
    }
}

/// The codes of a cell, six digits each: `90102` and `90102.0` are what spreadsheets make of
/// `090102`.
fn codes(cell: &str) -> Vec<Cow<'_, str>> {
    let code = |text| {
        let code = folded(text);
        let whole = code.strip_suffix(".0").unwrap_or(&code);
        if whole.len() == 5 && whole.bytes().all(|b| b.is_ascii_digit()) {
            return Cow::Owned(format!("0{whole}"));
        }
        if whole.len() == code.len() { code } else { Cow::Owned(whole.to_owned()) }
    };
    cell.split(['|', '｜']).map(code).filter(|code| !code.is_empty()).collect()
}

/// Both languages, each for the other where one is missing.
fn either(english: &str, chinese: &str) -> [String; 2] {
    let pick = |own: &str, other: &str| if own.is_empty() { other } else { own }.to_owned();
    [pick(english, chinese), pick(chinese, english)]
}
