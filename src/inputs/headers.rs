//! Headers of tables: what they name, and in what unit.

use super::cells::half_width;
use super::columns::Field;

/// A header taken apart: `常住人口（万人）` is `常住人口` in tens of thousands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What is named: without space, byte order mark, case, full width and unit.
    pub name: String,
    /// The power of ten of the unit; `None` for a unit that is not known.
    pub power: Option<i8>,
}

/// Units of counts and coordinates, with their power of ten.
const UNITS: [(&str, i8); 29] = [
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
    ("经度,纬度", 0),
    ("经度、纬度", 0),
    ("lon,lat", 0),
    ("e", 0),
    ("n", 0),
    ("persons", 0),
    ("people", 0),
];

/// Units of floor area, as they stand in brackets; behind a stroke they make a density of people.
const AREAS: [&str; 4] = ["m2", "m²", "㎡", "平方米"];

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
            // A column of its own may have a stroke in its name: 新建/已建.
            None if Field::ALL.iter().any(|field| field.names().contains(&&*name)) => None,
            None => name.rsplit_once('/'),
        };
        let Some((base, unit)) = split.filter(|(base, _)| !base.is_empty()) else {
            return Header { name, power: Some(0) };
        };
        let of_unit = |u: &&(&str, i8)| u.0 == unit.trim_start_matches("单位:");
        let is_area = name.ends_with(')') && AREAS.contains(&unit.trim_start_matches("单位:"));
        let known = UNITS.iter().find(of_unit).map(|u| u.1).or(is_area.then_some(0));
        // A year says when, not how much.
        let year = unit.trim_end_matches('年');
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        Header { name: base.to_owned(), power: known.or(is_year.then_some(0)) }
    }
}

/// Mends names that a Shapefile cut: it keeps ten bytes of a name, three characters in UTF-8 and five
/// in GBK. A name
/// of that length that begins names of one field only is that field's. Returns what was mended,
/// English and Chinese.
pub fn complete(names: &mut [String]) -> Vec<[String; 2]> {
    let mut notes = Vec::new();
    for i in 0..names.len() {
        let name = &names[i];
        let is_known = |field: &Field| field.names().contains(&&**name);
        // The last character may have been cut apart and taken away, so a byte or two less count too.
        let gbk_len: usize = name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let may_be_cut =
            !name.is_ascii() && ((8..=10).contains(&name.len()) || (9..=10).contains(&gbk_len));
        if !may_be_cut || Field::ALL.iter().any(is_known) {
            continue;
        }
        let begun = |field: &Field| {
            let mut known = field.names().iter();
            known.find(|known| known.starts_with(&**name)).map(|known| (*field, *known))
        };
        let fields: Vec<(Field, &str)> = Field::ALL.iter().filter_map(begun).collect();
        // District codes share their names with ids; one name is one meaning all the same.
        let one = fields.first().filter(|first| fields.iter().all(|other| other.1 == first.1));
        if let Some((_, whole)) = one
            && !names.iter().any(|other| other == whole)
        {
            notes.push([
                format!("column '{name}' was cut by the format; it is read as '{whole}'"),
                format!("字段名“{name}”被截断，按“{whole}”读取"),
            ]);
            names[i] = (*whole).to_owned();
        }
    }
    notes
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
            ("新建/已建", "新建/已建", Some(0)),
            ("养老用房面积（㎡）", "养老用房面积", Some(0)),
            ("人口/平方米", "人口", None),
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

    #[test]
    fn names_that_were_cut() {
        let mut names: Vec<String> =
            ["常住人", "行政区划代", "名称", "60岁及", "NAME"].map(str::to_owned).to_vec();
        let notes = complete(&mut names);
        assert_eq!(names, ["常住人口", "行政区划代码", "名称", "60岁及以上", "NAME"]);
        assert_eq!(notes.len(), 3);
        // 小区名 could be nothing else, but there is a whole one already.
        let mut names = vec!["小区名".to_owned(), "小区名称".to_owned()];
        assert_eq!(complete(&mut names).len(), 0);
    }
}
