//! The OSM PBF format: blobs of a file, and the nodes, ways and relations of a block.
//!
//! ```text
//! file -> blobs, as they are on disk (file) -> inflated (blob) -> blocks, element by element (block)
//! ```
//!
//! A reader of its own because streets are read on every run: it hands out each element in place,
//! without a message object for it, and adds up what a file claims with care, so that a damaged file
//! is an error here and never a panic. See the OSM wiki page "PBF Format" for the messages and field
//! numbers, and the protobuf documentation, "Encoding", for the rest (wire).

mod blob;
mod block;
mod file;
mod wire;

pub use blob::Content;
pub use block::{Block, Element, Member, MemberKind, RawTag};
pub use file::Blobs;

use std::borrow::Cow;
use std::fmt;

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage(Cow<'static, str>);

impl Damage {
    const fn new(what: &'static str) -> Damage {
        Damage(Cow::Borrowed(what))
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Damage {
    fn from(e: std::io::Error) -> Damage {
        Damage(e.to_string().into())
    }
}

type Result<T, E = Damage> = std::result::Result<T, E>;
