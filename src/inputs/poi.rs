//! The rows of a map service's export (POI): what a row says of its place, and what came of all.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::columns::{Columns, Field};
use super::rejects::Reason;
use super::rows::{Fault, Row};
use super::source::{Source, Understood};
use crate::crs::Crs;
use crate::error::Error;
use crate::rules::Category;
use crate::rules::poi::{Outcome, Poi, PoiRules};

/// A type in three columns: 大类, 中类, 小类.
const LEVELS: [Field; 3] = [Field::PoiLevel1, Field::PoiLevel2, Field::PoiLevel3];

/// Which columns of a file say what a row offers.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The name of the column of categories.
    category: Option<String>,
    /// It was named so on purpose; a synonym may be the map service's own column.
    category_is_meant: bool,
    /// The name of the column of type codes.
    typecode: Option<String>,
    poi_type: Option<String>,
    tag: Option<String>,
    /// The first of the columns that hold a level each.
    levels: Option<String>,
}

impl Heading {
    /// Read off any row of the file that can be read.
    pub fn of(row: &Row<'_>, columns: &Columns) -> Heading {
        let named = |field| row.text(field).map(|_| row.column(field));
        let category = named(Field::Category);
        Heading {
            category_is_meant: category
                .as_ref()
                .is_some_and(|name| columns.is_meant(Field::Category, name)),
            category,
            typecode: named(Field::Typecode),
            poi_type: named(Field::PoiType),
            tag: named(Field::PoiTag),
            levels: LEVELS.into_iter().find_map(named),
        }
    }

    /// Whether there is a column of categories.
    pub fn has_category(&self) -> bool {
        self.category.is_some()
    }

    /// Whether any column says what a row offers.
    pub fn says_anything(&self) -> bool {
        let types = [&self.typecode, &self.poi_type, &self.tag, &self.levels];
        self.has_category() || types.into_iter().any(Option::is_some)
    }

    /// Whether the file may be no map service's export at all: a column called `type` is common, and
    /// is one of theirs only when it holds levels.
    pub fn is_doubtful(&self) -> bool {
        !self.has_category() && self.typecode.is_none() && self.levels.is_none()
    }

    /// Whether a cell of the category column is the map service's type rather than a category: the
    /// column was not meant as one, and the cell has levels (`医疗保健服务;综合医院;卫生院`), or
    /// there is a code beside an empty one.
    pub fn is_type(&self, kind: &str) -> bool {
        let empty = is_nothing(kind) && self.typecode.is_some();
        !self.category_is_meant && (empty || kind.contains([';', '；']))
    }

    /// Map services shift coordinates by hundreds of metres, so theirs are never taken for WGS84
    /// unasked. `classified`: the rows were read by POI rules, not by categories of the user's own.
    pub fn refuse_undeclared(
        &self,
        source: &Source,
        understood: &Understood,
        classified: bool,
    ) -> Option<Error> {
        // A GeoJSON `crs` member of WGS84 is what desktop software writes for any degrees.
        if source.crs.is_some() || !matches!(understood.frame.crs(), Crs::Wgs84) {
            return None;
        }
        let amaps_own = |name: &String| name.eq_ignore_ascii_case(Field::Typecode.name());
        let types = self.poi_type.as_ref().or(self.levels.as_ref()).or(self.category.as_ref());
        let (column, said, crs) = match (&self.typecode, &self.tag) {
            (Some(column), _) if classified || amaps_own(column) => {
                (column, "Amap exports are in GCJ-02", "crs = \"gcj02\"")
            }
            (None, Some(column)) if classified && types.is_none() => {
                (column, "Baidu exports are in BD-09", "crs = \"bd09\" (or \"gcj02\")")
            }
            (None, _) if classified => (
                types?,
                "map services' exports are in GCJ-02 (Amap) or BD-09 (Baidu)",
                "crs = \"gcj02\" or \"bd09\"",
            ),
            _ => return None,
        };
        Some(Error::Input {
            file: source.path.clone(),
            line: None,
            field: Some(column.clone()),
            what: format!("{said}, hundreds of metres off WGS84, and no crs is declared"),
            mend: format!(
                "declare it in the study file: facilities = {{ file = \"{}\", {crs} }}, or \
                 crs = \"wgs84\" if the coordinates were converted",
                source.path.file_name().unwrap_or_default().to_string_lossy()
            ),
        })
    }
}

/// What a row is by the rules: the categories, each with the rule that says so. The tally counts it,
/// but for the rows that are kept: those count when nothing else is wrong with them.
///
/// `kind` is the cell of a category column that turned out to hold types.
pub fn classify<'r>(
    row: &Row<'_>,
    rules: &'r PoiRules,
    kind: &str,
    tally: &mut Tally,
) -> Result<Vec<(&'r str, &'r str)>, Fault> {
    let cell = |field| row.text(field).unwrap_or_default();
    let (typecode, name) = (cell(Field::Typecode), cell(Field::Name));
    let texts = [
        Cow::Borrowed(kind),
        cell(Field::PoiType),
        cell(Field::PoiTag),
        Cow::Owned(joined(LEVELS.map(cell).iter(), ";")),
    ];
    let type_text = joined(texts.iter(), "|");
    tally.rows += 1;
    tally.has_levels |= type_text.contains([';', '；']);
    let has_nursery_class = nursery_class(row)?;
    let poi = Poi { typecode: &typecode, type_text: &type_text, name: &name, has_nursery_class };
    match rules.classify(&poi) {
        Outcome::Kept(kept) => Ok(kept),
        Outcome::Excluded { rule, .. } => {
            add(&mut tally.excluded, rule);
            Err(("rule".into(), rule.to_owned(), Reason::ExcludedByRule))
        }
        Outcome::Unclassified => {
            tally.unclassified += 1;
            if !is_nothing(&typecode) {
                let column = row.column(Field::Typecode);
                return Err((column, typecode.into_owned(), Reason::Unclassified));
            }
            let texts = [Field::PoiType, Field::PoiTag, Field::PoiLevel1, Field::Category];
            let field = texts.into_iter().find(|&field| row.text(field).is_some());
            let column = row.column(field.unwrap_or(Field::PoiType));
            Err((column, type_text, Reason::Unclassified))
        }
    }
}

/// What is there of several cells.
fn joined<'a>(cells: impl Iterator<Item = &'a Cow<'a, str>>, by: &str) -> String {
    cells.map(|t| &**t).filter(|t| !is_nothing(t)).collect::<Vec<_>>().join(by)
}

/// Amap writes `[]` for nothing.
fn is_nothing(cell: &str) -> bool {
    matches!(cell, "" | "[]")
}

fn nursery_class(row: &Row<'_>) -> Result<Option<bool>, Fault> {
    let Some(cell) = row.text(Field::NurseryClass) else { return Ok(None) };
    match &*cell.to_lowercase() {
        "" | "[]" => Ok(None),
        "yes" | "true" | "1" | "是" | "有" => Ok(Some(true)),
        "no" | "false" | "0" | "否" | "无" => Ok(Some(false)),
        _ => Err((row.column(Field::NurseryClass), cell.into_owned(), Reason::NeitherYesNorNo)),
    }
}

/// What came of the rows that POI rules were asked about.
#[derive(Debug, Default)]
pub struct Tally {
    /// Rows asked about.
    pub rows: u64,
    /// Some type has levels, as those of map services do.
    pub has_levels: bool,
    used: u64,
    /// Facilities by category and rule.
    kept: BTreeMap<usize, BTreeMap<String, u64>>,
    excluded: BTreeMap<String, u64>,
    unclassified: u64,
}

impl Tally {
    /// Counts a row that became facilities.
    pub fn keep(&mut self, kept: &[(usize, &str)]) {
        self.used += 1;
        for &(category, rule) in kept {
            add(self.kept.entry(category).or_default(), rule);
        }
    }

    /// In a sentence, English and Chinese: every row asked about is in it once.
    pub fn told(&self, categories: &[(String, Category)]) -> [String; 2] {
        let of = |rules: &BTreeMap<String, u64>| {
            // Most first; the id decides between equals.
            let mut rules: Vec<(&String, &u64)> = rules.iter().collect();
            rules.sort_by_key(|&(id, count)| (std::cmp::Reverse(*count), id.clone()));
            let told: Vec<String> = rules.iter().map(|(id, n)| format!("{id} {n}")).collect();
            told.join(", ")
        };
        let used: Vec<String> = self
            .kept
            .iter()
            .map(|(&category, rules)| {
                let all: u64 = rules.values().sum();
                format!("{} {all}: {}", categories[category].0, of(rules))
            })
            .collect();
        let excluded: u64 = self.excluded.values().sum();
        let faulty = self.rows - self.used - excluded - self.unclassified;
        let within = |text: String, marks: [&str; 2]| match text.is_empty() {
            true => text,
            false => format!("{}{text}{}", marks[0], marks[1]),
        };
        let mut told = [
            format!(
                "{} POIs by rule: {} used{}, {excluded} excluded{}, {} match no rule",
                self.rows,
                self.used,
                within(used.join("; "), [" (", ")"]),
                within(of(&self.excluded), [" (", ")"]),
                self.unclassified
            ),
            format!(
                "按规则分类 {} 个 POI：采用 {} 个{}，排除 {excluded} 个{}，无匹配规则 {} 个",
                self.rows,
                self.used,
                within(used.join("; "), ["（", "）"]),
                within(of(&self.excluded), ["（", "）"]),
                self.unclassified
            ),
        ];
        if faulty > 0 {
            told[0] += &format!(", {faulty} cannot be used");
            told[1] += &format!("，无法采用 {faulty} 个");
        }
        told
    }
}

fn add(counts: &mut BTreeMap<String, u64>, key: &str) {
    match counts.get_mut(key) {
        Some(count) => *count += 1,
        None => {
            counts.insert(key.to_owned(), 1);
        }
    }
}

/// What else a file without a column of categories could have said.
pub fn or_types(error: Error, file: &Path) -> Error {
    match error {
        Error::Input { line, field, what, mend, .. } => Error::Input {
            file: file.to_owned(),
            line,
            field,
            what,
            mend: format!(
                "{mend}; an export of Amap or Baidu may have typecode, type or tag instead"
            ),
        },
        other => other,
    }
}
