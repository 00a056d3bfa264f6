//! One thing that the check found: how bad it is, whom it touches, and how to mend it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::count::{Count, InDistrict};
use crate::error::Error;
use crate::lang::Lang;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The figures would be wrong beyond doubt: `run` stops.
    Error,
    /// The figures may be wrong, or leave people out: `run` says so and goes on.
    Warning,
    /// Worth knowing; only `check` says it.
    Note,
}

impl Severity {
    /// All of them, worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// The word for it, English and Chinese.
    #[must_use]
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Severity::Error => ["error", "错误"],
            Severity::Warning => ["warning", "警告"],
            Severity::Note => ["note", "提示"],
        }
    }
}

/// What kind of finding it is. The names are stable: scripts may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Code {
    /// A file cannot be used at all.
    Unusable,
    /// Coordinates fit another frame (WGS84, GCJ-02, BD-09) clearly better.
    Frame,
    /// A district's outline is no valid polygon.
    InvalidDistrict,
    /// Two districts of one level share ground.
    OverlappingDistricts,
    /// Residents in no district.
    OutsideDistricts,
    /// Residents without a street near enough.
    Unsnapped,
    /// Facilities without a street near enough.
    FacilitiesUnsnapped,
    /// Facilities on a motorway.
    FacilityOnMotorway,
    /// Facilities in water.
    FacilityInWater,
    /// A category of a circle without a facility that can be used.
    NoFacility,
    /// Residents on pieces of street that hold no facility.
    Island,
    /// Residents so near to the end of the streets that circles reach beyond it.
    EdgeOfStreets,
    /// Residents so near to where the facilities end that circles reach beyond it.
    EdgeOfFacilities,
    /// Residents so near to the end of the streets that searches reach beyond it.
    EdgeOfSearch,
    /// Lines of a street table that are walked although they carry no `highway`.
    UnlabelledLines,
    /// Facilities that do not run, or (where built ones count) that are not built.
    NotRunning,
    /// Facilities that count although they do not run.
    CountedIdle,
    /// Rows that differ in their ids only.
    DuplicateRow,
    /// Rows on exactly one place.
    DuplicatePlace,
    /// Rows of one name, close together.
    DuplicateName,
    /// Points far from everything else.
    Outlier,
    /// Weights that cannot be, or hardly.
    AbsurdWeight,
    /// Residents that count as nobody.
    ZeroWeight,
}

impl Code {
    /// Its name in files: `frame`, `duplicate_place`, …
    #[must_use]
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).unwrap_or_default();
        name.as_str().unwrap_or_default().to_owned()
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Words {
    /// English.
    pub en: String,
    /// 简体中文
    pub zh: String,
}

impl Words {
    /// A text in both languages.
    pub fn of(en: impl Into<String>, zh: impl Into<String>) -> Words {
        Words { en: en.into(), zh: zh.into() }
    }

    /// The text in one language.
    #[must_use]
    pub fn pick(&self, lang: Lang) -> &str {
        lang.pick([&self.en, &self.zh])
    }
}

/// Something that the check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What kind it is.
    pub code: Code,
    /// What it is about: network, residents, facilities, districts.
    pub role: Option<&'static str>,
    /// The file to mend, where it is one.
    pub file: Option<PathBuf>,
    /// How many points (residents, facilities, districts, …) it touches.
    pub points: Option<usize>,
    /// How many people it touches; none where the input counts no people.
    pub people: Option<f64>,
    /// The finding in a sentence.
    pub text: Words,
    /// What to do about it.
    pub mend: Option<Words>,
    /// Some of the points by id.
    pub examples: Vec<String>,
    /// Further figures by name; lengths in metres, areas in square metres, shares 0 to 1.
    pub figures: BTreeMap<String, f64>,
    /// The people by district, most first.
    pub districts: Vec<InDistrict>,
}

impl Finding {
    /// The most points that are named as examples.
    pub const EXAMPLES: usize = 5;

    /// A finding that says only this.
    #[must_use]
    pub fn new(severity: Severity, code: Code, role: &'static str, text: Words) -> Finding {
        Finding {
            severity,
            code,
            role: Some(role),
            file: None,
            points: None,
            people: None,
            text,
            mend: None,
            examples: Vec::new(),
            figures: BTreeMap::new(),
            districts: Vec::new(),
        }
    }

    /// A file that cannot be used; the words of errors are English.
    #[must_use]
    pub fn unusable(error: &Error) -> Finding {
        let both = |text: String| Words::of(text.clone(), text);
        Finding {
            role: None,
            file: file_of(error).map(Path::to_owned),
            mend: error.mend().map(both),
            ..Finding::new(Severity::Error, Code::Unusable, "", both(error.to_string()))
        }
    }

    /// With the residents that it touches.
    #[must_use]
    pub fn touching(mut self, count: Count) -> Finding {
        (self.points, self.people) = (Some(count.points), count.people);
        self
    }

    /// With a count of anything but residents.
    #[must_use]
    pub fn counting(mut self, points: usize) -> Finding {
        self.points = Some(points);
        self
    }

    /// With the file to mend.
    #[must_use]
    pub fn in_file(mut self, file: Option<&Path>) -> Finding {
        self.file = file.map(Path::to_owned);
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn mend(mut self, en: impl Into<String>, zh: impl Into<String>) -> Finding {
        self.mend = Some(Words::of(en, zh));
        self
    }

    /// With the first few of the points.
    #[must_use]
    pub fn such_as(mut self, examples: impl IntoIterator<Item = String>) -> Finding {
        self.examples = examples.into_iter().take(Self::EXAMPLES).collect();
        self
    }

    /// With a figure.
    #[must_use]
    pub fn figure(mut self, name: impl Into<String>, value: f64) -> Finding {
        self.figures.insert(name.into(), value);
        self
    }

    /// The finding and its mend in one line.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        match &self.mend {
            Some(mend) => {
                let between = lang.pick(["; ", "；"]);
                format!("{}{between}{}", self.text.pick(lang), mend.pick(lang))
            }
            None => self.text.pick(lang).to_owned(),
        }
    }

    /// As what stops a run.
    #[must_use]
    pub fn to_error(&self) -> Error {
        let mend = self.mend.clone().unwrap_or_default();
        Error::input(self.file.as_deref().unwrap_or(Path::new("study")), &*self.text.en, mend.en)
    }
}

/// The file that an error is about.
fn file_of(error: &Error) -> Option<&Path> {
    match error {
        Error::Study { file, .. } | Error::Input { file, .. } | Error::Network { file, .. } => {
            Some(file)
        }
        Error::Rejected(reject) => Some(&reject.file),
        Error::Output { path, .. } | Error::Io { path, .. } => Some(path),
        Error::Synth(_) => None,
    }
}
