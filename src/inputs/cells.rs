//! Cells as people write them: full-width digits, thousands commas, 无 for nothing, degrees, minutes
//! and seconds, two coordinates in one cell, codes that a spreadsheet took for numbers.

use std::borrow::Cow;

/// What stands in a cell that holds nothing.
const MISSING: [&str; 12] =
    ["无", "暂无", "-", "--", "—", "——", "–", "－", "/", "／", "[]", "null"];

/// A cell without the space around it; empty when it only says that there is nothing.
pub fn plain(text: &str) -> &str {
    // A letter or digit in front, but for n of null, and a sign behind: there is something, and no space.
    if let (Some(first), Some(last)) = (text.as_bytes().first(), text.as_bytes().last())
        && first.is_ascii_alphanumeric()
        && !matches!(first, b'n' | b'N')
        && last.is_ascii_graphic()
    {
        return text;
    }
    let text = text.trim();
    // The longest of these words is six bytes long.
    if text.len() <= 6 && MISSING.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return "";
    }
    text
}

/// A number: digits with a point; also full-width, with thousands commas, or marked as text by an
/// apostrophe.
pub fn number(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| tidy(text)?.parse().ok())
}

/// A number of tens of thousands (`power` 4) and the like. The point is moved in the text, so that
/// 0.1234 万 is 1234 and not 1234.0000000000002.
pub fn scaled(text: &str, power: i8) -> Option<f64> {
    if power == 0 {
        return number(text);
    }
    let value = number(text)?;
    let tidied = tidy(text);
    let digits = tidied.as_deref().unwrap_or(text);
    match digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        true => format!("{digits}e{power}").parse().ok(),
        false => Some(value * 10f64.powi(power.into())),
    }
}

/// The text of a number without what people add to it; `None` when that changes nothing.
fn tidy(text: &str) -> Option<String> {
    let half: String = text.chars().map(half_width).collect();
    let bare = half.trim().trim_start_matches(['\'', '’', '`']);
    let bare = match grouped(bare) {
        true => bare.replace(',', ""),
        false => bare.to_owned(),
    };
    (bare != text).then_some(bare)
}

/// Whether commas stand where thousands end, and only there.
fn grouped(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or("");
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()) && digits(g));
    let rest: Vec<&str> = groups.collect();
    first && !rest.is_empty() && rest.iter().all(|g| g.len() == 3 && digits(g))
}

/// A full-width letter, digit or sign as its plain one.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// A coordinate: a number, or degrees with minutes and seconds (`106°13′35.4″`, `38度29分`,
/// `E106°13'35"`); south and west are negative.
pub fn coordinate(text: &str) -> Option<f64> {
    number(text).or_else(|| angle(text))
}

fn angle(text: &str) -> Option<f64> {
    let half: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let mut rest = half.as_str();
    let mut sign = 1.0;
    let sides = [("东经", 1.0), ("北纬", 1.0), ("西经", -1.0), ("南纬", -1.0)];
    let letters = [("E", 1.0), ("N", 1.0), ("W", -1.0), ("S", -1.0)];
    for (word, side) in sides.into_iter().chain(letters) {
        if let Some(bare) = rest.strip_prefix(word).or_else(|| rest.strip_suffix(word)) {
            (rest, sign) = (bare, side);
            break;
        }
    }
    let mut value = 0.0;
    let marks: [(&[&str], f64); 3] = [
        (&["°", "º", "度"], 1.0),
        (&["′", "’", "'", "分"], 60.0),
        (&["″", "”", "\"", "''", "′′", "秒"], 3600.0),
    ];
    let mut parts = 0;
    for (signs, share) in marks {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        if digits == 0 {
            continue;
        }
        let part: f64 = rest[..digits].parse().ok()?;
        // Of two signs of which one begins the other, the longer one is meant: '' is seconds.
        let mark = signs.iter().filter(|s| rest[digits..].starts_with(**s)).max_by_key(|s| s.len());
        let Some(mark) = mark else { continue };
        if share > 1.0 && part >= 60.0 {
            return None;
        }
        value += part / share;
        parts += 1;
        rest = &rest[digits + mark.len()..];
    }
    (rest.is_empty() && parts > 0).then_some(sign * value)
}

/// Two coordinates in one cell, in the order in which they stand: `106.23,38.48`, `106.23，38.48`,
/// `(106.23 38.48)`.
pub fn pair(text: &str) -> Option<[f64; 2]> {
    let bare = text.trim().trim_matches(['(', ')', '[', ']', '（', '）']);
    let marks = [',', '，', ';', '；', '、'];
    let (first, second) = match bare.split_once(marks) {
        Some(halves) => halves,
        None => bare.split_once(char::is_whitespace)?,
    };
    Some([coordinate(first.trim())?, coordinate(second.trim())?])
}

/// An administrative code, also one that a spreadsheet took for a number: `640104.0`, `6.40104E5`.
/// `None` when digits were lost: `6.40104E+11` was once a code of twelve digits.
pub fn code(text: &str) -> Option<Cow<'_, str>> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let text = text.trim_start_matches('\'');
    let Some((whole, rest)) = text.split_once('.') else { return Some(text.into()) };
    if !digits(whole) {
        return Some(text.into());
    }
    if digits(rest) {
        let empty = rest.bytes().all(|b| b == b'0');
        return Some(if empty { whole.into() } else { text.into() });
    }
    let Some((fraction, power)) = rest.split_once(['e', 'E']) else { return Some(text.into()) };
    let power = power.trim_start_matches('+');
    if !digits(fraction) || !digits(power) {
        return Some(text.into());
    }
    let power: usize = power.parse().ok()?;
    (power == fraction.len()).then(|| format!("{whole}{fraction}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_in_many_ways() {
        for text in ["", " ", "无", " — ", "-", "／", "NULL", "[]", "\u{3000}"] {
            assert_eq!(plain(text), "", "{text}");
        }
        for word in MISSING.iter().flat_map(|word| [word.to_string(), word.to_uppercase()]) {
            assert_eq!(plain(&word), "", "{word}");
        }
        assert_eq!(plain(" 无锡路小区 "), "无锡路小区");
        assert_eq!(plain("-3"), "-3");
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (text, value) in [
            ("12", 12.0),
            ("１２３．５", 123.5),
            ("1,234", 1234.0),
            ("12，345，678.5", 12_345_678.5),
            ("'640104", 640_104.0),
            ("-1,000", -1000.0),
            ("－５", -5.0),
            ("1e3", 1000.0),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "1,23", "1234,567", "12人", "1 234", "1,,234", ",123", "一百"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn tens_of_thousands_are_exact() {
        assert_eq!(scaled("0.1234", 4), Some(1234.0));
        assert_eq!(scaled("１.２３４５", 4), Some(12345.0));
        assert_eq!(scaled("-0.5", 4), Some(-5000.0));
        assert_eq!(scaled("3", 0), Some(3.0));
        assert_eq!(scaled("x", 4), None);
    }

    #[test]
    fn degrees_minutes_and_seconds() {
        let near = |text: &str, value: f64| {
            let found = coordinate(text).unwrap_or_else(|| panic!("{text}"));
            assert!((found - value).abs() < 1e-12, "{text}: {found}");
        };
        let value = 106.0 + 13.0 / 60.0 + 35.4 / 3600.0;
        for text in [
            "106°13′35.4″",
            "106°13'35.4\"",
            "106°13'35.4''",
            "106度13分35.4秒",
            "E106°13′35.4″",
            "106° 13′ 35.4″ E",
            "东经106°13′35.4″",
            "１０６°１３′３５．４″",
        ] {
            near(text, value);
        }
        near("38°29.5′N", 38.0 + 29.5 / 60.0);
        near("S33°", -33.0);
        near("106.25", 106.25);
        for text in ["106°61′", "106°13′60″", "°13′", "106 13 35", "13′35″x", "", "E"]
        {
            assert_eq!(coordinate(text), None, "{text}");
        }
    }

    #[test]
    fn two_in_one_cell() {
        for text in ["106.23,38.48", "106.23，38.48", "(106.23 38.48)", " 106.23 ; 38.48 "] {
            assert_eq!(pair(text), Some([106.23, 38.48]), "{text}");
        }
        assert_eq!(pair("106°30′,38°15′"), Some([106.5, 38.25]));
        for text in ["106.23", "106.23,38.48,5", "a,b", ""] {
            assert_eq!(pair(text), None, "{text}");
        }
    }

    #[test]
    fn codes_that_were_numbers() {
        for (text, found) in [
            ("640104", "640104"),
            ("640104.0", "640104"),
            ("6.40104E5", "640104"),
            ("6.40104E+05", "640104"),
            ("'640104", "640104"),
            ("640104.5", "640104.5"),
            ("A.1", "A.1"),
            ("6.4.1", "6.4.1"),
        ] {
            assert_eq!(code(text).as_deref(), Some(found), "{text}");
        }
        assert_eq!(code("6.40104E+11"), None);
        assert_eq!(code("6.4010412E3"), None);
    }
}
