//! Records formatted in parallel and written in their order.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

/// Writes `count` records, `chunk` of them formatted by a thread at a time: so few that they are still
/// in the caches when they are written, into buffers that are used again and again, because fresh
/// memory costs more than the formatting.
///
/// # Errors
/// When the system refuses to write.
pub fn write(
    out: &mut impl Write,
    count: usize,
    chunk: usize,
    form: impl Fn(&mut Vec<u8>, Range<usize>) + Sync,
) -> io::Result<()> {
    let mut texts = vec![Vec::new(); 4 * rayon::current_num_threads()];
    for batch in (0..count).step_by(chunk * texts.len()) {
        texts.par_iter_mut().enumerate().for_each(|(number, text)| {
            text.clear();
            let start = (batch + number * chunk).min(count);
            form(text, start..(start + chunk).min(count));
        });
        for text in &texts {
            out.write_all(text)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_once_and_in_order() {
        for count in [0, 1, 7, 8, 9, 1000] {
            let mut out = Vec::new();
            write(&mut out, count, 7, |text, range| {
                range.for_each(|i| text.extend_from_slice(format!("{i}\n").as_bytes()));
            })
            .unwrap();
            let expected: String = (0..count).map(|i| format!("{i}\n")).collect();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
