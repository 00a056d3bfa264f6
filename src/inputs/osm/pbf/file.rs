//! The blobs of a file, as they are on disk.

use std::io::Read;

use super::wire::Fields;
use super::{Damage, Result};

/// Largest header of a blob that the format allows, bytes.
const MOST_HEADER: u32 = 64 << 10;
/// Largest blob that the format allows, bytes, packed and unpacked.
pub const MOST_BLOB: usize = 32 << 20;

const CUT: Damage = Damage::new("it is cut short");

/// A blob that is not unpacked yet.
#[derive(Clone, Debug)]
pub struct Raw {
    /// `OSMHeader`, `OSMData` or another.
    pub kind: Vec<u8>,
    /// The message with its content.
    pub content: Vec<u8>,
}

/// Reads blob by blob; after the first that cannot be read there is no other.
pub struct Blobs<R> {
    input: R,
    ended: bool,
}

impl<R: Read> Blobs<R> {
    pub fn new(input: R) -> Blobs<R> {
        Blobs { input, ended: false }
    }

    fn read(&mut self) -> Result<Option<Raw>> {
        let mut length = Vec::with_capacity(4);
        self.input.by_ref().take(4).read_to_end(&mut length)?;
        let length = match *length {
            [] => return Ok(None),
            [a, b, c, d] => u32::from_be_bytes([a, b, c, d]),
            _ => return Err(CUT),
        };
        if length >= MOST_HEADER {
            return Err(Damage::new("a header in it is larger than the format allows"));
        }
        let header = self.take(length as usize)?;
        let (kind, size) = header_of(&header)?;
        Ok(Some(Raw { kind, content: self.take(size)? }))
    }

    /// So many bytes. What is there, not what a damaged file claims, takes memory.
    fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(length.min(1 << 20));
        self.input.by_ref().take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(CUT);
        }
        Ok(bytes)
    }
}

fn header_of(header: &[u8]) -> Result<(Vec<u8>, usize)> {
    let (mut kind, mut size) = (None, None);
    let mut fields = Fields(header);
    while let Some((field, value)) = fields.next()? {
        match field {
            1 => kind = Some(value.bytes()?.to_vec()),
            3 => size = Some(value.number()?),
            _ => {}
        }
    }
    let size = size.and_then(|size| usize::try_from(size).ok()).filter(|&size| size <= MOST_BLOB);
    kind.zip(size).ok_or(Damage::new("a blob in it has no header that the format knows"))
}

impl<R: Read> Iterator for Blobs<R> {
    type Item = Result<Raw>;

    fn next(&mut self) -> Option<Result<Raw>> {
        if self.ended {
            return None;
        }
        let read = self.read().transpose();
        self.ended = !matches!(read, Some(Ok(_)));
        read
    }
}
