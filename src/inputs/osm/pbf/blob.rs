//! Unpacking a blob.

use std::io::Read;

use flate2::read::ZlibDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use super::file::{MOST_BLOB, Raw};
use super::wire::Fields;
use super::{Block, Damage, Result};

/// What a blob holds.
pub enum Content<B> {
    /// The head of a file: what a reader must understand.
    Header(Vec<String>),
    /// A block of elements, or what was taken out of it.
    Block(B),
    /// Something that other programs have put there.
    Other,
}

impl<'a> Content<Block<'a>> {
    /// Unpacks a blob, into `room` where it is compressed.
    pub fn of(raw: &'a Raw, room: &'a mut Vec<u8>) -> Result<Content<Block<'a>>> {
        match &*raw.kind {
            b"OSMHeader" => Ok(Content::Header(required_features(unpacked(&raw.content, room)?)?)),
            b"OSMData" => Ok(Content::Block(Block::of(unpacked(&raw.content, room)?)?)),
            _ => Ok(Content::Other),
        }
    }

    /// Takes a part out of a block.
    pub fn part<T>(self, of: impl Fn(&Block<'a>) -> Result<T>) -> Result<Content<T>> {
        Ok(match self {
            Content::Header(features) => Content::Header(features),
            Content::Block(block) => Content::Block(of(&block)?),
            Content::Other => Content::Other,
        })
    }
}

fn unpacked<'a>(blob: &'a [u8], room: &'a mut Vec<u8>) -> Result<&'a [u8]> {
    let (mut plain, mut packed, mut size, mut foreign) = (None, None, None, false);
    let mut fields = Fields(blob);
    while let Some((field, value)) = fields.next()? {
        match field {
            1 => plain = Some(value.bytes()?),
            2 => size = Some(value.number()?),
            3 => packed = Some(value.bytes()?),
            4..=7 => foreign = true,
            _ => {}
        }
    }
    match (plain, packed) {
        (Some(plain), _) => Ok(plain),
        (None, Some(packed)) => {
            inflate(packed, size, room)?;
            Ok(room)
        }
        (None, None) if foreign => {
            Err(Damage::new("it is compressed in another way than zlib, which nearly all are"))
        }
        (None, None) => Err(Damage::new("a blob in it is empty")),
    }
}

/// All in one go where a blob says how much comes out, as nearly all do.
fn inflate(packed: &[u8], size: Option<u64>, room: &mut Vec<u8>) -> Result<()> {
    room.clear();
    let Some(size) = size else {
        ZlibDecoder::new(packed).take(MOST_BLOB as u64 + 1).read_to_end(room)?;
        return if room.len() > MOST_BLOB { Err(TOO_LARGE) } else { Ok(()) };
    };
    let size = usize::try_from(size).ok().filter(|&size| size <= MOST_BLOB).ok_or(TOO_LARGE)?;
    // One more, so that what goes on beyond its size shows.
    room.reserve(size + 1);
    let end = Decompress::new(true).decompress_vec(packed, room, FlushDecompress::Finish);
    match end {
        Ok(Status::StreamEnd) if room.len() == size => Ok(()),
        _ => Err(Damage::new("what is compressed in it is damaged")),
    }
}

const TOO_LARGE: Damage = Damage::new("a blob in it is larger than the format allows");

fn required_features(header: &[u8]) -> Result<Vec<String>> {
    let mut features = Vec::new();
    let mut fields = Fields(header);
    while let Some((field, value)) = fields.next()? {
        if field == 4 {
            features.push(String::from_utf8_lossy(value.bytes()?).into_owned());
        }
    }
    Ok(features)
}
