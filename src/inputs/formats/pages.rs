//! How large the pages of a Parquet file unpack: the library makes room for as much as a page says,
//! gigabytes perhaps, before it looks whether that is there.
//!
//! A page begins with a structure in Thrift's compact protocol, `PageHeader` of the format. Of it only
//! the two sizes are of interest; the rest is stepped over.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use parquet::file::metadata::ParquetMetaData;

use super::Allowance;

/// What a page takes at least, bytes.
const PAGE: u64 = 100;
/// Structures within structures; those of the format go three deep.
const DEEPEST: u32 = 8;

/// Fails when pages say that they unpack to more than a file of this size does.
pub fn fit(
    file: impl Read + Seek,
    metadata: &ParquetMetaData,
    allowance: &mut Allowance,
) -> Result<(), &'static str> {
    let damaged = "a page is damaged";
    let mut file = BufReader::new(file);
    for chunk in metadata.row_groups().iter().flat_map(|group| group.columns()) {
        let (mut at, length) = chunk.byte_range();
        let end = at.checked_add(length).ok_or(damaged)?;
        while at < end {
            file.seek(SeekFrom::Start(at)).map_err(|_| damaged)?;
            let mut header = Header { from: &mut file, length: 0 };
            let (packed, unpacked) = header.sizes().ok_or(damaged)?;
            allowance.spend(usize::try_from(unpacked + PAGE).unwrap_or(usize::MAX))?;
            at = at.checked_add(header.length + packed).ok_or(damaged)?;
        }
    }
    Ok(())
}

// Kinds of fields of the protocol.
const STOP: u8 = 0;
const YES: u8 = 1;
const NO: u8 = 2;
const I32: u8 = 5;
const STRUCT: u8 = 12;

/// A page header that is read, and how much of it was.
struct Header<R> {
    from: R,
    length: u64,
}

impl<R: BufRead> Header<R> {
    /// Bytes of the page as it stands in the file, and unpacked.
    fn sizes(&mut self) -> Option<(u64, u64)> {
        let (mut packed, mut unpacked) = (None, None);
        let mut last = 0;
        loop {
            let (id, kind) = self.field(&mut last)?;
            match (id, kind) {
                (_, STOP) => return Some((packed?, unpacked?)),
                (2, I32) => unpacked = Some(self.size()?),
                (3, I32) => packed = Some(self.size()?),
                (5..=8, STRUCT) => self.kind_of_page(id)?,
                // The library goes by the number of a field, whatever kind it says to be.
                (1 | 4, I32) => self.skip(kind, DEEPEST)?,
                (1..=8, _) => return None,
                _ => self.skip(kind, DEEPEST)?,
            }
        }
    }

    /// What only one kind of page has: data, index, dictionary, data of the second version.
    fn kind_of_page(&mut self, page: i64) -> Option<()> {
        let mut last = 0;
        loop {
            let (id, kind) = self.field(&mut last)?;
            let is_known = match (page, id) {
                _ if kind == STOP => return Some(()),
                (5, 1..=4) | (7, 1..=2) | (8, 1..=6) => kind == I32,
                (7, 3) | (8, 7) => matches!(kind, YES | NO),
                (5, 5) | (8, 8) => kind == STRUCT,
                _ => true,
            };
            is_known.then(|| self.skip(kind, DEEPEST))??;
        }
    }

    /// The next field: its number and its kind.
    fn field(&mut self, last: &mut i64) -> Option<(i64, u8)> {
        let head = self.byte()?;
        let (step, kind) = (i64::from(head >> 4), head & 15);
        if kind != STOP {
            *last = if step == 0 { self.signed()? } else { *last + step };
        }
        Some((*last, kind))
    }

    fn skip(&mut self, kind: u8, deepest: u32) -> Option<()> {
        let deepest = deepest.checked_sub(1)?;
        match kind {
            YES | NO => {}
            3 => drop(self.byte()?),
            4..=6 => drop(self.varint()?),
            7 => self.step_over(8)?,
            8 => {
                let length = self.varint()?;
                self.step_over(length)?;
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                (0..count).try_for_each(|_| self.skip_item(head & 15, deepest))?;
            }
            11 => {
                let count = self.varint()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                for _ in 0..count {
                    self.skip_item(kinds >> 4, deepest)?;
                    self.skip_item(kinds & 15, deepest)?;
                }
            }
            STRUCT => {
                let mut last = 0;
                loop {
                    match self.field(&mut last)? {
                        (_, STOP) => break,
                        (_, kind) => self.skip(kind, deepest)?,
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// An item of a list: yes and no are bytes there.
    fn skip_item(&mut self, kind: u8, deepest: u32) -> Option<()> {
        match kind {
            YES | NO => self.byte().map(drop),
            _ => self.skip(kind, deepest),
        }
    }

    fn size(&mut self) -> Option<u64> {
        u64::try_from(self.signed()?).ok().filter(|size| *size <= i32::MAX as u64)
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for place in 0..10 {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        self.from.read_exact(&mut byte).ok()?;
        self.length += 1;
        Some(byte[0])
    }

    fn step_over(&mut self, length: u64) -> Option<()> {
        let stepped = std::io::copy(&mut self.from.by_ref().take(length), &mut std::io::sink());
        self.length += length;
        (stepped.ok()? == length).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(bytes: &[u8]) -> Option<(u64, u64, u64)> {
        let mut header = Header { from: bytes, length: 0 };
        header.sizes().map(|(packed, unpacked)| (packed, unpacked, header.length))
    }

    #[test]
    fn the_sizes_of_a_page() {
        // Kind 0, 100 unpacked, 60 packed, a data header: 3 values, encodings 0, 3, 3, statistics
        // with a text and a number.
        let page = [
            0x15, 0, 0x15, 200, 1, 0x15, 120, 0x2c, 0x15, 6, 0x15, 0, 0x15, 6, 0x15, 6, 0x1c, 0x18,
            2, b'a', b'b', 0x26, 8, 0, 0, 0, 0xff,
        ];
        assert_eq!(sizes(&page), Some((60, 100, page.len() as u64 - 1)));
        for cut in 0..page.len() - 1 {
            assert_eq!(sizes(&page[..cut]), None);
        }
        // A size that is a text, one below zero, and a second one that counts.
        assert_eq!(sizes(&[0x15, 0, 0x18, 0, 0x15, 120, 0]), None);
        assert_eq!(sizes(&[0x25, 201, 1, 0x15, 120, 0]), None);
        assert_eq!(sizes(&[0x25, 2, 0x15, 4, 0x05, 4, 200, 1, 0]), Some((2, 100, 9)));
        assert_eq!(sizes(&[0x1c; 99]), None);
    }
}
