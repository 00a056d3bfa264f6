//! Workbooks: as they are, or the parts of one, packed here so that checksums hold.
#![no_main]

use walkshed::crs::Crs;
use walkshed_fuzz::{Case, facilities, residents, saved, source, zipped};

const BOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    let path = match case.choice & 7 {
        0 | 5 => saved("t.xlsx", case.bytes),
        1 | 6 => saved("t.xls", case.bytes),
        2 | 7 => saved("t.ods", case.bytes),
        3 => {
            let parts = case.parts();
            let part = |i: usize| parts.get(i).copied();
            let mut files = vec![
                ("xl/worksheets/sheet1.xml", part(0).unwrap_or_default()),
                ("xl/workbook.xml", part(3).unwrap_or(BOOK)),
                ("xl/_rels/workbook.xml.rels", part(4).unwrap_or(LINKS)),
            ];
            files.extend(part(1).map(|part| ("xl/sharedStrings.xml", part)));
            files.extend(part(2).map(|part| ("xl/styles.xml", part)));
            saved("t.xlsx", &zipped(&files))
        }
        _ => {
            let kind = b"application/vnd.oasis.opendocument.spreadsheet";
            let manifest = b"<manifest:manifest/>";
            let files: [(&str, &[u8]); 3] = [
                ("mimetype", kind),
                ("META-INF/manifest.xml", manifest),
                ("content.xml", case.bytes),
            ];
            saved("t.ods", &zipped(&files))
        }
    };
    let source = source(&path, case.has(5).then_some(Crs::Wgs84));
    match case.has(6) {
        false => {
            residents(&source);
        }
        true => facilities(&source),
    }
});
