//! Writes the network as gzipped GeoJSON: a line for every street, a point for every gate.
//!
//! Walls and parks are left out: in a street table every line that is no street by its tags counts
//! as one (rule 10).
//!
//! Vertices of different ways are one node when their coordinates are equal, which holds because
//! ways that meet share a node of the draft.

use std::io::{self, BufWriter, Write};

use flate2::{Compression, GzBuilder};

use super::ground::{Degrees, Place};
use super::streets::Draft;

pub fn write(out: impl Write, draft: &Draft) -> io::Result<()> {
    // No file name and no time in the header, so that equal cities are equal bytes.
    let gzip = GzBuilder::new().mtime(0).write(out, Compression::default());
    let mut out = BufWriter::new(gzip);
    out.write_all(b"{\"type\":\"FeatureCollection\",\"name\":\"network\",\"features\":[")?;
    let mut comma = "\n";
    for way in &draft.ways {
        if !draft.tags_of(way).any(|(key, _)| key == "highway") {
            continue;
        }
        write!(out, "{comma}{{\"type\":\"Feature\",\"properties\":")?;
        comma = ",\n";
        write_tags(&mut out, draft.tags_of(way))?;
        out.write_all(b",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[")?;
        for (index, &node) in draft.nodes_of(way).iter().enumerate() {
            if index > 0 {
                out.write_all(b",")?;
            }
            write_place(&mut out, draft.nodes[node as usize])?;
        }
        out.write_all(b"]}}")?;
    }
    for (node, gate) in &draft.gates {
        write!(out, "{comma}{{\"type\":\"Feature\",\"properties\":")?;
        comma = ",\n";
        write_tags(&mut out, gate.tags().iter().copied())?;
        out.write_all(b",\"geometry\":{\"type\":\"Point\",\"coordinates\":")?;
        write_place(&mut out, draft.nodes[*node as usize])?;
        out.write_all(b"}}")?;
    }
    out.write_all(b"\n]}\n")?;
    let gzip = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    gzip.finish()?.flush()
}

/// Tags and names here never hold a quote or a backslash, so they need no escaping.
fn write_tags<'a>(
    out: &mut impl Write,
    tags: impl Iterator<Item = (&'a str, &'a str)>,
) -> io::Result<()> {
    let mut comma = "{";
    for (key, value) in tags {
        write!(out, "{comma}\"{key}\":\"{value}\"")?;
        comma = ",";
    }
    out.write_all(b"}")
}

fn write_place(out: &mut impl Write, place: Place) -> io::Result<()> {
    write!(out, "[{},{}]", Degrees(place.lon), Degrees(place.lat))
}
