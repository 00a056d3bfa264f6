//! `rejects.csv`: every row that was not used, and why.

use std::io::Write;

use super::folder::Staging;
use super::inert::inert;
use crate::error::Result;
use crate::pipeline::Findings;

/// Writes the table, UTF-8 with byte order mark. Text that a spreadsheet would run as a formula is
/// quoted.
pub fn write(findings: &Findings, staging: &Staging) -> Result<()> {
    staging.file("rejects.csv", |out| {
        out.write_all("\u{feff}".as_bytes())?;
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "file", "record", "line", "field", "value", "reason", "text", "text_zh",
        ])?;
        for reject in &findings.rejects.rows {
            let reason = serde_json::to_value(reject.reason)?;
            let [text, text_zh] = reject.reason.text();
            csv.write_record([
                &*reject.file.to_string_lossy(),
                &reject.record.to_string(),
                &reject.line.to_string(),
                &*inert(&reject.field),
                &*inert(&reject.value),
                reason.as_str().unwrap_or_default(),
                text,
                text_zh,
            ])?;
        }
        csv.flush()
    })
}
