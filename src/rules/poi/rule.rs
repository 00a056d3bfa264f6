//! A POI rule as a rule file has it.

use serde::Deserialize;

use super::phrases::folded;

/// A `[[poi]]` table: what it asks of a POI, and what the POI then is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoiRule {
    /// Stable id; each classified facility carries it.
    pub id: String,
    /// The category that the POI has, or (with `exclude`) that it has not.
    #[serde(default)]
    pub category: Option<String>,
    /// The POI is no facility, or none of the category.
    #[serde(default)]
    pub exclude: bool,
    /// Why it is excluded.
    #[serde(default)]
    pub reason: String,
    /// The same in Chinese.
    #[serde(default)]
    pub reason_zh: String,
    /// The rule is not used.
    #[serde(default)]
    pub off: bool,
    /// Beginnings of Amap's six-digit codes.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Levels of type texts: `卫生院`, `医疗;诊所`.
    #[serde(default)]
    pub types: Vec<String>,
    /// Parts of names, one of which must be there.
    #[serde(default)]
    pub names: Vec<String>,
    /// Parts of names, none of which may be there.
    #[serde(default)]
    pub not_names: Vec<String>,
    /// Only rows that say (true) or do not say (false) that there is a nursery class.
    #[serde(default)]
    pub nursery_class: Option<bool>,
    /// S = read in a source, R = recalled and to be checked, P = proposed by this project.
    #[serde(default)]
    pub mark: String,
}

impl PoiRule {
    /// What is wrong with the rule, if anything: `(field, message)`.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        let fault = |field, what: &str| Some((field, what.to_owned()));
        if self.id.trim().is_empty() {
            return fault("id", "is empty");
        }
        if self.off {
            return None;
        }
        if !self.exclude && self.category.is_none() {
            return fault("category", "the rule gives none and excludes nothing");
        }
        let unsaid = self.reason.is_empty() && self.reason_zh.is_empty();
        if self.exclude && unsaid {
            return fault("reason", "say why the rule excludes");
        }
        if !self.exclude && !unsaid {
            return fault("reason", "only a rule with 'exclude = true' needs one");
        }
        if self.codes.is_empty() && self.types.is_empty() && self.names.is_empty() {
            return fault("codes", "the rule asks for no code, type or name: it would match all");
        }
        let digits = |code: &&String| {
            (1..=6).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
        };
        if let Some(code) = self.codes.iter().find(|code| !digits(code)) {
            return Some(("codes", format!("'{code}' is no beginning of six digits")));
        }
        for (field, texts) in
            [("types", &self.types), ("names", &self.names), ("not_names", &self.not_names)]
        {
            if texts.iter().any(|text| folded(text).trim_matches(';').is_empty()) {
                return fault(field, "one of them is empty: it would match all");
            }
        }
        if let Some(both) = self.types.iter().find(|text| text.contains(['|', '｜'])) {
            return Some(("types", format!("'{both}' is two types: write them one by one")));
        }
        None
    }
}
