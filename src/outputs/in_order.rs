//! Records formatted in parallel and written in their order.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

/// Bytes that a thread forms at a time, about: a call of the system for less than this costs more.
const PART: usize = 256 << 10;
/// Records of the first parts, when nothing is known of their size.
const FIRST: usize = 16;

/// Writes `count` records, formatted in parts by all threads: so few at a time, however long they
/// are, that they are still in the caches when they are written, into buffers that are used again and
/// again, because fresh memory costs more than the formatting.
///
/// # Errors
/// When the system refuses to write.
pub fn write(
    out: &mut impl Write,
    count: usize,
    form: impl Fn(&mut Vec<u8>, Range<usize>) + Sync,
) -> io::Result<()> {
    let mut texts = vec![Vec::new(); 4 * rayon::current_num_threads()];
    let (mut done, mut bytes) = (0, 0);
    while done < count {
        let part = (PART * done).checked_div(bytes).map_or(FIRST, |part| part.max(1));
        texts.par_iter_mut().enumerate().for_each(|(number, text)| {
            text.clear();
            let start = (done + number * part).min(count);
            form(text, start..(start + part).min(count));
        });
        for text in &texts {
            out.write_all(text)?;
            bytes += text.len();
        }
        done = (done + texts.len() * part).min(count);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_once_and_in_order() {
        let long = "x".repeat(PART);
        for (count, end) in [(0, ""), (1, ""), (100_000, ""), (1000, &*long), (100_000, "no text")]
        {
            let form = |i: usize| match end {
                "no text" => String::new(),
                end => format!("{i}{end}\n"),
            };
            let mut out = Vec::new();
            write(&mut out, count, |text, range| {
                range.for_each(|i| text.extend_from_slice(form(i).as_bytes()));
            })
            .unwrap();
            let expected: String = (0..count).map(form).collect();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
