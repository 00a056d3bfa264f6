//! TOML with errors that name the line, and the nearest known key for a misspelt one.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Parses TOML text of a file.
///
/// # Errors
/// [`Error::Study`] with the line; for an unknown key also the nearest known one.
pub fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map(|span| 1 + text[..span.start].matches('\n').count() as u64);
        let what = e.message().trim().to_owned();
        let mend = nearest_key(&what).unwrap_or_else(|| "see the README for the format".into());
        Error::Study { file: file.to_owned(), line, what, mend }
    })
}

/// From serde's "unknown field `x`, expected one of `a`, `b`": which known key is meant.
fn nearest_key(message: &str) -> Option<String> {
    if !message.starts_with("unknown field") && !message.starts_with("unknown variant") {
        return None;
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (unknown, known) = (quoted.next()?, quoted.collect::<Vec<_>>());
    Some(match nearest(unknown, known.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("known here: {}", known.join(", ")),
    })
}

/// The known word most like an unknown one, if any is like it at all.
pub fn nearest<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|word| (strsim::jaro_winkler(unknown, word), word))
        .filter(|&(likeness, _)| likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleTables;

    #[test]
    fn a_misspelt_key_names_its_line_and_the_right_one() {
        let text = "[circle.x]\nminutes = 5\ncategoris = []\n";
        let error = parse::<RuleTables>(Path::new("s.toml"), text).unwrap_err();
        assert!(error.to_string().starts_with("s.toml, line 3: unknown field `categoris`"));
        assert_eq!(error.mend().unwrap(), "did you mean 'categories'?");
    }

    #[test]
    fn broken_toml_names_its_line() {
        let error = parse::<RuleTables>(Path::new("s.toml"), "a = 1\n[b\n").unwrap_err();
        assert!(error.to_string().starts_with("s.toml, line 2"), "{error}");
    }
}
