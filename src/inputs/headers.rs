//! Headers of tables: what they name, and in what unit.

use super::cells::half_width;

/// A header taken apart: `常住人口（万人）` is `常住人口` in tens of thousands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What is named: without space, byte order mark, case, full width and unit.
    pub name: String,
    /// The power of ten of the unit; `None` for a unit that is not known.
    pub power: Option<i8>,
}

/// Units of counts and coordinates, with their power of ten.
const UNITS: [(&str, i8); 26] = [
    ("", 0),
    ("人", 0),
    ("户", 0),
    ("个", 0),
    ("处", 0),
    ("张", 0),
    ("床", 0),
    ("座", 0),
    ("位", 0),
    ("名", 0),
    ("人次", 0),
    ("百人", 2),
    ("百户", 2),
    ("千人", 3),
    ("千户", 3),
    ("万", 4),
    ("万人", 4),
    ("万户", 4),
    ("°", 0),
    ("度", 0),
    ("m", 0),
    ("米", 0),
    ("e", 0),
    ("n", 0),
    ("persons", 0),
    ("people", 0),
];

impl Header {
    /// Takes a header apart.
    pub fn of(text: &str) -> Header {
        let name: String = text
            .chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace() && *c != '\u{feff}')
            .flat_map(char::to_lowercase)
            .collect();
        let split = match name.strip_suffix(')') {
            Some(open) => open.rsplit_once('('),
            None => name.rsplit_once('/'),
        };
        let Some((base, unit)) = split.filter(|(base, _)| !base.is_empty()) else {
            return Header { name, power: Some(0) };
        };
        let of_unit = |u: &&(&str, i8)| u.0 == unit.trim_start_matches("单位:");
        let known = UNITS.iter().find(of_unit).map(|u| u.1);
        // A year says when, not how much.
        let year = unit.trim_end_matches('年');
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        Header { name: base.to_owned(), power: known.or(is_year.then_some(0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_units() {
        for (text, name, power) in [
            (" Pop ", "pop", Some(0)),
            ("人口（万人）", "人口", Some(4)),
            ("人口\n(万人)", "人口", Some(4)),
            ("常住人口/万人", "常住人口", Some(4)),
            ("户数(户)", "户数", Some(0)),
            ("人口（2020年）", "人口", Some(0)),
            ("人口（单位：人）", "人口", Some(0)),
            ("ＬＯＮ", "lon", Some(0)),
            ("经度（°）", "经度", Some(0)),
            ("人口（%）", "人口", None),
            ("(万人)", "(万人)", Some(0)),
            ("0-3岁", "0-3岁", Some(0)),
        ] {
            assert_eq!(Header::of(text), Header { name: name.into(), power }, "{text}");
        }
    }
}
