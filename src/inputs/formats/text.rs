//! Bytes -> text: which encoding a table is in.
//!
//! Tried in this order: byte order mark, what the study declares, strict UTF-8, GB18030 (which holds
//! GBK and GB2312). Strict UTF-8 comes first because it rejects Chinese text in GBK all but surely,
//! while most UTF-8 passes as GB18030 and comes out as nonsense.

use std::borrow::Cow;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::error::{Error, Result};

/// The text of a file, without its byte order mark, and the name of its encoding.
///
/// # Errors
/// When the bytes are not text in the encoding, or lines are in several.
pub fn decode<'b>(
    file: &Path,
    declared: Option<&'static Encoding>,
    bytes: &'b [u8],
) -> Result<(Cow<'b, str>, &'static str)> {
    let (encoding, bytes) = match (Encoding::for_bom(bytes), declared) {
        (Some((encoding, mark)), _) => (encoding, &bytes[mark..]),
        (None, Some(encoding)) => (encoding, bytes),
        (None, None) if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        (None, None) => {
            one_encoding(file, bytes)?;
            (GB18030, bytes)
        }
    };
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken || text.contains('\0') {
        let bad = text.find(['\u{fffd}', '\0']).unwrap_or(0);
        let line = 1 + text[..bad].bytes().filter(|&b| b == b'\n').count() as u64;
        let what = match (encoding == GB18030, declared) {
            (true, None) => "is neither UTF-8 nor GB18030 text".to_owned(),
            _ => format!("is not {} text", encoding.name()),
        };
        return Err(unreadable(file, line, what));
    }
    Ok((text, encoding.name()))
}

/// A row in another encoding than the rest must not turn the rest into nonsense.
fn one_encoding(file: &Path, bytes: &[u8]) -> Result<()> {
    let (mut utf8, mut other, mut first) = (0u64, 0u64, None);
    for (line, number) in bytes.split(|&b| b == b'\n').zip(1u64..) {
        if line.is_ascii() {
            continue;
        }
        if std::str::from_utf8(line).is_ok() {
            utf8 += 1;
        } else {
            other += 1;
            first = first.or(Some(number));
        }
    }
    // A line of GBK passes as UTF-8 once in thousands of times.
    match first {
        Some(line) if utf8 * 10 > other => {
            Err(unreadable(file, line, "is not UTF-8 text, though other lines are".into()))
        }
        _ => Ok(()),
    }
}

fn unreadable(file: &Path, line: u64, what: String) -> Error {
    Error::Input {
        file: file.to_owned(),
        line: Some(line),
        field: None,
        what,
        mend:
            "save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8), or declare it in the study file: \
               { file = \"…\", encoding = \"gbk\" }"
                .into(),
    }
}

/// The separator of a table's cells, by its header line; a text with full-width commas for
/// separators comes back with plain ones.
pub fn separated(text: Cow<'_, str>) -> (Cow<'_, str>, u8) {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |separator: char| {
        let mut quoted = false;
        let outside = |c: &char| {
            quoted ^= *c == '"';
            !quoted
        };
        header.chars().filter(outside).filter(|&c| c == separator).count()
    };
    let among = [(',', b','), (';', b';'), ('\t', b'\t'), ('，', b',')];
    let most =
        among.into_iter().rev().max_by_key(|&(c, _)| count(c)).filter(|&(c, _)| count(c) > 0);
    match most {
        Some(('，', _)) => (Cow::Owned(plain_commas(&text)), b','),
        Some((_, byte)) => (text, byte),
        None => (text, b','),
    }
}

/// Full-width commas as plain ones, but in quotes.
pub fn plain_commas(text: &str) -> String {
    let mut quoted = false;
    let plain = |c| {
        quoted ^= c == '"';
        if c == '，' && !quoted { ',' } else { c }
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, &'static str)> {
        decode(Path::new("f.csv"), None, bytes).map(|(text, name)| (text.into_owned(), name))
    }

    #[test]
    fn encodings_in_their_order() {
        let text = "id,名称\n1,金凤区\n2,龘\n";
        assert_eq!(read(text.as_bytes()).unwrap(), (text.into(), "UTF-8"));
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(read(&marked).unwrap(), (text.into(), "UTF-8"));
        let (gb18030, _, _) = GB18030.encode(text);
        assert_eq!(read(&gb18030).unwrap(), (text.into(), "gb18030"));
        for (mark, bytes, name) in [
            (
                b"\xff\xfe",
                text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
                "UTF-16LE",
            ),
            (b"\xfe\xff", text.encode_utf16().flat_map(u16::to_be_bytes).collect(), "UTF-16BE"),
        ] {
            assert_eq!(read(&[mark, &*bytes].concat()).unwrap(), (text.into(), name));
        }
    }

    #[test]
    fn what_is_no_text_names_its_line() {
        let says = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(says(b"id,name\n1,\xe9,x\n").contains("line 2: is neither"), "{}", says(b"\xe9,"));
        assert!(says(b"id\n1\n\0\n").contains("line 3"));
        // One GBK row among UTF-8 rows must not make nonsense of them.
        let mixed = ["1,小区\n2,花园\n".as_bytes(), b"3,\xd0\xa1\xc7\xf8\n"].concat();
        assert!(says(&mixed).contains("line 3: is not UTF-8 text, though"));
    }

    #[test]
    fn separators_by_the_header() {
        let of = |text: &'static str| {
            let (text, byte) = separated(Cow::Borrowed(text));
            (text.into_owned(), byte as char)
        };
        assert_eq!(of("id,lon\n1;2,3\n").1, ',');
        assert_eq!(of("id;lon\n1;2,3\n").1, ';');
        assert_eq!(of("id\tlon\n").1, '\t');
        assert_eq!(of("id\n").1, ',');
        assert_eq!(of("编号，经度\n1，\"甲，乙\"\n"), ("编号,经度\n1,\"甲，乙\"\n".into(), ','));
        assert_eq!(of("\"a;b\",c\n").1, ',');
    }
}
