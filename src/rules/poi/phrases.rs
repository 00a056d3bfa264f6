//! Many phrases looked for in a short text at once.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

/// Phrases by number. A text is walked once, however many phrases there are: a character that no
/// phrase begins with costs one look.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    by_first: FxHashMap<char, Vec<(u32, Box<str>)>>,
    count: u32,
}

/// Which phrases a text holds.
#[derive(Debug, Default)]
pub struct Found(Vec<u64>);

impl Phrases {
    /// The number of a phrase, as it is compared; the same phrase has the same number.
    pub fn number(&mut self, phrase: &str) -> u32 {
        let Some(first) = phrase.chars().next() else { return u32::MAX };
        let same = self.by_first.entry(first).or_default();
        if let Some((number, _)) = same.iter().find(|(_, known)| **known == *phrase) {
            return *number;
        }
        same.push((self.count, phrase.into()));
        self.count += 1;
        self.count - 1
    }

    /// The phrases in a text, of those that start where `may_start` says so of the byte before.
    pub fn found(&self, text: &str, may_start: impl Fn(Option<u8>) -> bool) -> Found {
        let mut found = Found::default();
        for (at, first) in text.char_indices() {
            let Some(phrases) = self.by_first.get(&first) else { continue };
            if !may_start(at.checked_sub(1).map(|before| text.as_bytes()[before])) {
                continue;
            }
            for (number, phrase) in phrases {
                if text[at..].starts_with(&**phrase) {
                    found.0.resize(self.count.div_ceil(64) as usize, 0);
                    found.0[*number as usize / 64] |= 1 << (number % 64);
                }
            }
        }
        found
    }
}

impl Found {
    /// Whether one of these was found.
    pub fn any(&self, numbers: &[u32]) -> bool {
        let has =
            |n: &u32| self.0.get(*n as usize / 64).is_some_and(|bits| bits >> (n % 64) & 1 == 1);
        !self.0.is_empty() && numbers.iter().any(has)
    }
}

/// Text as it is compared: no white space, no case, full-width letters, digits and signs as plain
/// ones. Amap's `[]` for nothing is nothing.
pub fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text == "[]" {
        return Cow::Borrowed("");
    }
    if !text.chars().any(|c| c.is_whitespace() || c.is_ascii_uppercase() || is_full_width(c)) {
        return Cow::Borrowed(text);
    }
    let fold = |c: char| match c {
        // U+FF01 to U+FF5E are the printing characters of ASCII, in its order.
        c if is_full_width(c) => char::from_u32(u32::from(c) - 0xFF00 + 0x20).unwrap_or(c),
        c => c,
    };
    let kept = text.chars().filter(|c| !c.is_whitespace());
    Cow::Owned(kept.map(|c| fold(c).to_ascii_lowercase()).collect())
}

fn is_full_width(c: char) -> bool {
    ('\u{FF01}'..='\u{FF5E}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_alike_however_it_is_written() {
        for text in ["abc(1)中", " ＡＢＣ（１）中", "A b\u{3000}C(1) 中"] {
            assert_eq!(folded(text), "abc(1)中");
        }
        assert_eq!((folded("[]"), folded("  ")), ("".into(), "".into()));
    }

    #[test]
    fn phrases_are_found_where_they_overlap_and_where_they_may_start() {
        let mut phrases = Phrases::default();
        let [a, b, c] = ["药房", "大药房", "房;店"].map(|p| phrases.number(p));
        assert_eq!(phrases.number("药房"), a);
        let found = phrases.found("仁和大药房;店", |_| true);
        assert!(found.any(&[a]) && found.any(&[b]) && found.any(&[c]));
        let found = phrases.found("药房;大药店", |before| before.is_none_or(|b| b == b';'));
        assert!(found.any(&[a]) && !found.any(&[b, c]));
        assert!(!phrases.found("", |_| true).any(&[a, b, c]));
    }

    #[test]
    fn more_phrases_than_a_word_has_bits() {
        let mut phrases = Phrases::default();
        let numbers: Vec<u32> = (0..200).map(|i| phrases.number(&format!("<{i}>"))).collect();
        let found = phrases.found("<3><77><199>", |_| true);
        let got: Vec<usize> = (0..200).filter(|&i| found.any(&numbers[i..=i])).collect();
        assert_eq!(got, [3, 77, 199]);
    }
}
