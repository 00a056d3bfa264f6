//! XML from templates: words go in as text, never as markup.
//!
//! A template is XML whose attributes and texts hold `{word}`, and in which `<slot name="…"/>` is
//! replaced by XML that was made the same way. Titles of studies and names of districts come from
//! files that anybody may have written.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// Fills a template. A word or slot that the template does not name is left out; one that is not
/// given stays empty.
pub fn fill(template: &str, words: &[(&str, &str)], slots: &[(&str, &str)]) -> String {
    let mut out = Vec::with_capacity(2 * template.len());
    let mut reader = Reader::from_str(template);
    // Templates are part of the program, and tests read all of them: none is damaged.
    while let Ok(event) = reader.read_event() {
        let mut writer = Writer::new(&mut out);
        let written = match event {
            Event::Eof => break,
            Event::Empty(tag) if tag.name().as_ref() == "slot" => {
                let name = attributes(&tag).find(|(key, _)| key == "name").map(|(_, name)| name);
                let given = slots.iter().find(|(slot, _)| Some(*slot) == name.as_deref());
                debug_assert!(given.is_some(), "slot {name:?} is not filled");
                out.extend_from_slice(given.map_or("", |(_, xml)| xml).as_bytes());
                Ok(())
            }
            Event::Empty(tag) => writer.write_event(Event::Empty(with(&tag, words))),
            Event::Start(tag) => writer.write_event(Event::Start(with(&tag, words))),
            Event::Text(text) => {
                writer.write_event(Event::Text(BytesText::new(&put(&text, words))))
            }
            other => writer.write_event(other),
        };
        debug_assert!(written.is_ok(), "memory takes everything");
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn attributes(tag: &BytesStart<'_>) -> impl Iterator<Item = (String, String)> {
    let all: Vec<(String, String)> = tag
        .attributes()
        .flatten()
        .map(|a| (a.key.as_ref().to_owned(), a.value.into_owned()))
        .collect();
    all.into_iter()
}

fn with(tag: &BytesStart<'_>, words: &[(&str, &str)]) -> BytesStart<'static> {
    let mut filled = BytesStart::new(tag.name().as_ref().to_owned());
    for (key, value) in attributes(tag) {
        filled.push_attribute((&*key, &*put(&value, words)));
    }
    filled
}

/// A text with its words put in, in one pass: a word may itself hold braces.
fn put<'t>(text: &'t str, words: &[(&str, &str)]) -> Cow<'t, str> {
    if !text.contains('{') {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out += before;
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let word = words.iter().find(|(word, _)| *word == name);
        debug_assert!(word.is_some(), "{{{name}}} is not given");
        out.extend(word.map_or("", |(_, word)| word).chars().map(legal));
        rest = after;
    }
    Cow::Owned(out + rest)
}

/// XML has no way to write most control characters.
fn legal(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => c,
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_become_markup() {
        let hostile = "</t>&<x a='1'>\"{other}\u{1}";
        let filled = fill(
            "<t a=\"{w}\">{w}!<slot name=\"s\"/></t>",
            &[("w", hostile), ("other", "no")],
            &[("s", "<in/>")],
        );
        let mut reader = Reader::from_str(&filled);
        let Ok(Event::Start(tag)) = reader.read_event() else { panic!("{filled}") };
        let shown = "</t>&<x a='1'>\"{other}\u{fffd}";
        let attribute = tag.attributes().next().unwrap().unwrap();
        assert_eq!(quick_xml::escape::unescape(&attribute.value).unwrap(), shown);
        assert!(filled.ends_with("!<in/></t>"), "{filled}");
        assert_eq!(filled.matches('<').count(), 3, "{filled}");
        assert_eq!(filled.matches("{other}").count(), 2, "words are not templates");
    }
}
