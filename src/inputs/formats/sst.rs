//! The shared texts of an `.xls` (MS-XLS 2.4.265): how long each is. A cell names its text by a
//! number, so that a text of a hundred kilobytes may stand in every cell of a small file.

/// Bytes of UTF-8 that a character of two bytes takes at most.
const MOST_BYTES: u64 = 3;

/// How long the texts are at most, in bytes of UTF-8, in their order; a table cut short ends where
/// it is cut.
///
/// `parts` are the data of the table's record and of those that continue it.
pub fn lengths<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Vec<u64> {
    let mut parts = Parts { rest: &[], more: parts };
    let mut lengths = Vec::new();
    // How often texts are used, and how many there are.
    if parts.next().is_none() || parts.take(8).is_none() {
        return lengths;
    }
    while let Some(characters) = parts.text() {
        lengths.push(characters as u64 * MOST_BYTES);
    }
    lengths
}

struct Parts<'a, I> {
    rest: &'a [u8],
    more: I,
}

impl<'a, I: Iterator<Item = &'a [u8]>> Parts<'a, I> {
    /// Goes on to the record that continues this one.
    fn next(&mut self) -> Option<()> {
        self.rest = self.more.next()?;
        Some(())
    }

    /// Bytes that stand together.
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        let bytes = self.take(2)?.first_chunk()?;
        Some(usize::from(u16::from_le_bytes(*bytes)))
    }

    /// Passes over a text and says how many characters it has.
    fn text(&mut self) -> Option<usize> {
        if self.rest.is_empty() {
            self.next()?;
        }
        if self.rest.is_empty() {
            // An empty record holds an empty text.
            return Some(0);
        }
        let characters = self.number()?;
        let flags = self.take(1)?[0];
        let runs = if flags & 0x8 != 0 { self.number()? } else { 0 };
        let phonetic = match flags & 0x4 {
            0 => 0,
            _ => u32::from_le_bytes(*self.take(4)?.first_chunk()?) as usize,
        };
        let mut wide = flags & 0x1 != 0;
        let mut left = characters;
        loop {
            let size = if wide { 2 } else { 1 };
            let here = left.min(self.rest.len() / size);
            self.take(here * size)?;
            left -= here;
            if left == 0 {
                break;
            }
            // A text goes on with its width said anew.
            self.next()?;
            wide = self.take(1)?[0] & 0x1 != 0;
        }
        self.skip(runs * 4)?;
        self.skip(phonetic)?;
        Some(characters)
    }

    /// Passes over bytes that may go on in the next record.
    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.rest.is_empty() {
                self.next()?;
            }
            let here = count.min(self.rest.len());
            self.take(here)?;
            count -= here;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[&[u8]]) -> Vec<u64> {
        lengths(parts.iter().copied())
    }

    #[test]
    fn texts_of_all_kinds() {
        let head = [0; 8];
        let narrow = [3, 0, 0, b'a', b'b', b'c'];
        let wide = [2, 0, 1, 0x2d, 0x4e, 0x87, 0x65];
        // One run of four bytes, five bytes of phonetics.
        let rich = [&[1, 0, 0xc, 1, 0, 5, 0, 0, 0, b'x'][..], &[0; 9]].concat();
        let table = [&head[..], &narrow, &rich, &wide, &[0, 0, 0]].concat();
        assert_eq!(of(&[&table]), [9, 3, 6, 0]);
        // A text may be cut anywhere between its characters, and change its width there.
        let cut = [&head[..], &[4, 0, 0, b'a', b'b']].concat();
        assert_eq!(of(&[&cut, &[1, 0x2d, 0x4e, 0x87, 0x65, 1, 0, 0, b'z']]), [12, 3]);
        // Its runs and phonetics go on without.
        let cut = [&head[..], &rich[..12]].concat();
        assert_eq!(of(&[&cut, &[&rich[12..], &wide[..]].concat()]), [3, 6]);
    }

    #[test]
    fn damage_ends_the_table() {
        assert!(of(&[]).is_empty());
        assert!(of(&[&[0; 7]]).is_empty());
        let table = [&[0; 8][..], &[1, 0, 0, b'a', 9, 0, 0, b'b']].concat();
        assert_eq!(of(&[&table]), [3]);
        assert_eq!(of(&[&table, &[]]), [3], "the second text is not whole");
    }
}
