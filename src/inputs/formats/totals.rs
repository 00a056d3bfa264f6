//! Rows of sums (合计, 小计) in tables: left out, and checked against the rows above them.

use csv::StringRecord;

use crate::inputs::cells;
use crate::inputs::columns::Field;
use crate::inputs::head::Head;
use crate::inputs::rows::Row;

const PARTIAL: [&str; 3] = ["小计", "分计", "subtotal"];
const WHOLE: [&str; 6] = ["合计", "总计", "共计", "总和", "total", "grandtotal"];
/// What sums are checked of.
const SUMMED: [Field; 6] =
    [Field::Pop, Field::Households, Field::Pop60, Field::Pop65, Field::Pop0_3, Field::Capacity];

/// Whether some text may hold a row of sums; quick, and right when it says no.
pub fn possible(text: &str) -> bool {
    // The words may be spaced out (合　计), so their last character is all that can be looked for.
    text.contains('计') || text.contains("总和") || {
        let ascii = text.as_bytes();
        ascii.windows(5).any(|word| word.eq_ignore_ascii_case(b"total"))
    }
}

/// Sums so far, and what was found of the rows that state them.
pub struct Totals {
    fields: Vec<Field>,
    whole: Vec<f64>,
    partial: Vec<f64>,
    rows: u64,
    differ: Vec<[String; 2]>,
}

impl Totals {
    /// Nothing summed yet.
    pub fn of(head: &Head) -> Totals {
        let fields: Vec<Field> =
            SUMMED.into_iter().filter(|field| head.column(*field).is_some()).collect();
        let none = vec![0.0; fields.len()];
        Totals { fields, whole: none.clone(), partial: none, rows: 0, differ: Vec::new() }
    }

    /// Whether a row states sums: it begins with the word, and lies nowhere.
    pub fn is_one(&self, row: &Row<'_>, record: &StringRecord) -> bool {
        word(record).is_some() && row.pair().is_err()
    }

    /// Adds an ordinary row; amounts that cannot be read are nobody's.
    pub fn add(&mut self, row: &Row<'_>) {
        for (i, field) in self.fields.iter().enumerate() {
            if let Ok(Some(amount)) = row.amount(*field) {
                self.whole[i] += amount;
                self.partial[i] += amount;
            }
        }
    }

    /// Compares a row of sums with the rows above it.
    pub fn check(&mut self, row: &Row<'_>) {
        self.rows += 1;
        let Ok(cells) = row.cells else { return };
        let record = match cells.values {
            crate::inputs::rows::Values::Record(record) => record,
            crate::inputs::rows::Values::Properties(_) => return,
        };
        let is_partial = word(record).is_some_and(|word| PARTIAL.contains(&&*word));
        for (i, field) in self.fields.iter().enumerate() {
            let sum = if is_partial { self.partial[i] } else { self.whole[i] };
            let Ok(Some(stated)) = row.amount(*field) else { continue };
            // A tenth of a person: sums in tens of thousands are rounded to whole people.
            if (stated - sum).abs() > 0.1 {
                let (line, name) = (row.line, row.column(*field));
                self.differ.push([
                    format!(
                        "line {line} states {stated} as the sum of '{name}'; the rows above add \
                         up to {sum}"
                    ),
                    format!("第 {line} 行“{name}”合计为 {stated}，与以上各行之和 {sum} 不符"),
                ]);
            }
        }
        if is_partial {
            self.partial.fill(0.0);
        }
    }

    /// What was found, English and Chinese; nothing when no row stated sums.
    pub fn notes(self) -> Vec<[String; 2]> {
        if self.rows == 0 {
            return Vec::new();
        }
        let n = self.rows;
        let left_out = match self.differ.is_empty() {
            true => [
                format!("{n} rows of sums were left out; they agree with the rows above"),
                format!("{n} 行合计（小计）未计入，与各行之和一致"),
            ],
            false => {
                [format!("{n} rows of sums were left out"), format!("{n} 行合计（小计）未计入")]
            }
        };
        std::iter::once(left_out).chain(self.differ).collect()
    }
}

/// The word of a row of sums, from its first cell that holds anything.
fn word(record: &StringRecord) -> Option<String> {
    let first = record.iter().map(cells::plain).find(|cell| !cell.is_empty())?;
    // No word of a sum is longer, spaced out as it may be.
    if first.len() > 30 {
        return None;
    }
    let word: String = first
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
        .flat_map(char::to_lowercase)
        .collect();
    (PARTIAL.contains(&&*word) || WHOLE.contains(&&*word)).then_some(word)
}
