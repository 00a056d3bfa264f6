//! What a layer says of its fields: name, kind, words for people, unit, and what its values mean.

use crate::lang::Lang;

/// How a value is held, and how many digits of it are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Yes or no.
    Flag,
    /// A whole number from 0.
    Count,
    /// A number as exact as it is known.
    Amount,
    /// A number rounded to so many decimals.
    Fixed(u32),
}

/// A field of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name, which styles and scripts depend on.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What it is, in English and Chinese.
    words: [String; 2],
    /// The unit in English and Chinese; empty where there is none.
    unit: [&'static str; 2],
    /// What its values mean, where they are codes: value, then English and Chinese.
    pub values: Vec<(String, [String; 2])>,
}

impl Field {
    fn new(name: &str, kind: Kind, words: [&str; 2]) -> Field {
        let words = words.map(str::to_owned);
        Field { name: name.into(), kind, words, unit: ["", ""], values: Vec::new() }
    }

    /// Text.
    pub fn text(name: &str, words: [&str; 2]) -> Field {
        Field::new(name, Kind::Text, words)
    }

    /// Yes or no, told as such.
    pub fn flag(name: &str, words: [&str; 2]) -> Field {
        Field::new(name, Kind::Flag, words).meaning([("true", ["yes", "是"]), ("false", ["no", "否"])])
    }

    /// A whole number.
    pub fn count(name: &str, words: [&str; 2]) -> Field {
        Field::new(name, Kind::Count, words)
    }

    /// A number.
    pub fn amount(name: &str, words: [&str; 2]) -> Field {
        Field::new(name, Kind::Amount, words)
    }

    /// A number with fixed decimals.
    pub fn fixed(name: &str, decimals: u32, words: [&str; 2]) -> Field {
        Field::new(name, Kind::Fixed(decimals), words)
    }

    /// Metres with fixed decimals.
    pub fn metres(name: &str, decimals: u32, words: [&str; 2]) -> Field {
        Field { unit: ["m", "米"], ..Field::fixed(name, decimals, words) }
    }

    /// In a unit.
    pub fn unit(self, unit: [&'static str; 2]) -> Field {
        Field { unit, ..self }
    }

    /// With what its values mean.
    pub fn meaning<'v>(self, values: impl IntoIterator<Item = (&'v str, [&'v str; 2])>) -> Field {
        let values = values.into_iter();
        let values = values.map(|(value, words)| (value.into(), words.map(str::to_owned)));
        Field { values: values.collect(), ..self }
    }

    /// What it is called before people, with its unit.
    pub fn alias(&self, lang: Lang) -> String {
        let words = &self.words[lang as usize];
        match (self.unit[lang as usize], lang) {
            ("", _) => words.clone(),
            (unit, Lang::En) => format!("{words} ({unit})"),
            (unit, Lang::Zh) => format!("{words}（{unit}）"),
        }
    }
}
