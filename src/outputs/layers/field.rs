//! What a layer says of its fields: name, kind, words for people, unit, and what its values mean.

use std::collections::BTreeSet;

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
        Field::new(name, Kind::Flag, words)
            .meaning([("true", ["yes", "是"]), ("false", ["no", "否"])])
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

/// The names of the columns in formats that are tables: those of the fields, but there capitals make
/// no difference, some names are taken, and a circle may be called like a field.
pub fn columns(fields: &[Field]) -> Vec<String> {
    let mut taken: BTreeSet<String> = ["fid", "geom", "geometry"].map(str::to_owned).into();
    let mut free = |field: &Field| {
        let mut name = field.name.clone();
        let mut number = 1;
        while !taken.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{}_{number}", field.name);
        }
        name
    };
    fields.iter().map(&mut free).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_differ_in_more_than_capitals() {
        let fields = ["id", "Geom", "ID", "name", "id_2", "fid"].map(|n| Field::text(n, ["", ""]));
        assert_eq!(columns(&fields), ["id", "Geom_2", "ID_2", "name", "id_2_2", "fid_2"]);
    }

    #[test]
    fn an_alias_has_its_unit() {
        let field = Field::metres("a", 1, ["walk", "步行距离"]);
        assert_eq!(field.alias(Lang::En), "walk (m)");
        assert_eq!(field.alias(Lang::Zh), "步行距离（米）");
        assert_eq!(Field::text("a", ["x", "y"]).alias(Lang::Zh), "y");
    }
}
