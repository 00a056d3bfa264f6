//! Attributes of Shapefiles (dBASE): which encoding they are in, and what their cells say.

use std::io::Cursor;

use csv::StringRecord;
use dbase::encoding::EncodingRs;
use dbase::{FieldType, FieldValue, Reader, ReaderBuilder};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

/// Attributes of all features that are not marked as deleted.
pub struct Attributes {
    /// Names of the columns.
    pub names: Vec<String>,
    /// One record a feature, in the order of the file; none for a feature that was deleted.
    pub records: Vec<Option<StringRecord>>,
    /// Name of the encoding.
    pub encoding: &'static str,
}

/// Where the language driver stands in the header, and what it says of Chinese: dBASE's byte, and
/// FoxPro's.
const LANGUAGE: usize = 29;
const LANGUAGE_GBK: [u8; 2] = [0x4d, 0x7a];

impl Attributes {
    /// Reads the table in the encoding that was declared, or the one that the files tell.
    pub fn of(
        bytes: &[u8],
        cpg: Option<&[u8]>,
        declared: Option<&'static Encoding>,
    ) -> Result<Attributes, String> {
        let open = |encoding: &'static Encoding| {
            ReaderBuilder::new()
                .with_encoding(EncodingRs::from(encoding))
                .build(Cursor::new(bytes))
                .map_err(|e| e.to_string())
        };
        let encoding = match declared.or_else(|| named(cpg?)) {
            Some(encoding) => encoding,
            None if bytes.get(LANGUAGE).is_some_and(|byte| LANGUAGE_GBK.contains(byte)) => GBK,
            None if is_utf8(&open(UTF_8)?, bytes) => UTF_8,
            None => GB18030,
        };
        // GB18030 holds GBK, and what old programs write as GBK is often more than GBK.
        let encoding = if encoding == GBK { GB18030 } else { encoding };
        let mut reader = open(encoding)?;
        let (header, fields) = (*reader.header(), reader.fields().to_vec());
        let names: Vec<String> = fields
            .iter()
            .map(|field| field.name().trim_matches(['\0', ' ', '\u{fffd}']).to_owned())
            .collect();
        let size = 1 + fields.iter().map(|field| usize::from(field.length())).sum::<usize>();
        let first = usize::from(header.offset_to_first_record);
        // The library leaves deleted records out, but their features are still in the other file.
        let is_deleted = |i: usize| bytes.get(first + i * size) == Some(&b'*');
        let count =
            (header.num_records as usize).min(bytes.len().saturating_sub(first) / size.max(1));
        let mut read = reader.iter_records();
        let mut records = Vec::with_capacity(count);
        for i in 0..count {
            records.push(match is_deleted(i) {
                true => None,
                false => {
                    let record = read.next().ok_or("it ends before its last record")?;
                    let record = record.map_err(|e| e.to_string())?;
                    Some(fields.iter().map(|field| text(record.get(field.name()))).collect())
                }
            });
        }
        Ok(Attributes { names, records, encoding: encoding.name() })
    }
}

/// The encoding that a `.cpg` names: `UTF-8`, `GBK`, `936`, `CP936`, `ISO-8859-1`.
fn named(cpg: &[u8]) -> Option<&'static Encoding> {
    let name = String::from_utf8_lossy(cpg);
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    let number = name.to_ascii_lowercase().replace("cp", "").replace("ansi ", "");
    let label = match &*number {
        "65001" => "utf-8",
        "936" => "gbk",
        "54936" => "gb18030",
        "950" => "big5",
        code if code.len() == 4 && code.starts_with("125") => &format!("windows-{code}"),
        _ => name,
    };
    Encoding::for_label(label.as_bytes())
}

/// Whether all text is UTF-8, but for the last character of a cell, which may be cut.
fn is_utf8(reader: &Reader<Cursor<&[u8]>>, bytes: &[u8]) -> bool {
    let fields = reader.fields();
    let size = 1 + fields.iter().map(|field| usize::from(field.length())).sum::<usize>();
    let first = usize::from(reader.header().offset_to_first_record);
    let names = &bytes[32.min(bytes.len())..first.min(bytes.len())];
    let sound = |cell: &[u8]| match std::str::from_utf8(cell) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none(),
    };
    let headers = names.chunks_exact(32).all(|field| {
        let name = &field[..11];
        sound(&name[..name.iter().position(|&b| b == 0).unwrap_or(11).min(10)])
    });
    headers
        && bytes[first.min(bytes.len())..].chunks_exact(size.max(1)).all(|record| {
            let mut at = 1;
            fields.iter().all(|field| {
                let cell = &record[at..at + usize::from(field.length())];
                at += cell.len();
                !matches!(field.field_type(), FieldType::Character) || sound(cell.trim_ascii_end())
            })
        })
}

fn text(value: Option<&FieldValue>) -> String {
    match value {
        Some(FieldValue::Character(Some(text)) | FieldValue::Memo(text)) => {
            text.trim_matches(['\0', ' ', '\u{fffd}']).to_owned()
        }
        Some(FieldValue::Numeric(Some(number)) | FieldValue::Double(number)) => number.to_string(),
        Some(FieldValue::Currency(number)) => number.to_string(),
        Some(FieldValue::Float(Some(number))) => number.to_string(),
        Some(FieldValue::Integer(number)) => number.to_string(),
        Some(FieldValue::Logical(Some(yes))) => if *yes { "1" } else { "0" }.to_owned(),
        _ => String::new(),
    }
}
