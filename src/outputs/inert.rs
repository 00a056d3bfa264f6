//! Text that a spreadsheet would run as a formula.

use std::borrow::Cow;

/// What begins a formula, also in the full width that Chinese keyboards write and some programs take
/// for the same.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Text of a CSV cell that no program runs: what begins like a formula, perhaps after blanks or
/// control characters that a program drops, gets an apostrophe in front. Numbers stay numbers.
pub fn inert(text: &str) -> Cow<'_, str> {
    let dropped =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}');
    // Most texts begin with what is neither, and are millions in a ledger.
    if text.chars().next().is_none_or(|first| !dropped(first) && !SIGNS.contains(&first)) {
        return Cow::Borrowed(text);
    }
    let start = text.trim_start_matches(dropped);
    let formula = start.starts_with(SIGNS) || text.starts_with(['\t', '\r', '\n']);
    if formula && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted_and_numbers_are_not() {
        for text in [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "+cmd|x",
            "-2+3",
            "@SUM(A1)",
            " =1",
            "\t=1",
            "\r=1",
            "\n=1",
            "\u{feff}=1",
            "\u{a0}@x",
            "\tname",
            "＝1",
            "-",
        ] {
            assert_eq!(inert(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "-5", "+5", "-0.25", "-1e3", "-inf", "a=b", "小区", "'=1", "3-5", "1"] {
            assert_eq!(inert(text), text, "{text:?}");
        }
    }
}
