//! Writes the network as OpenStreetMap PBF: dense nodes, then ways, in the order of their ids.
//!
//! A writer of its own because it needs so little of the format: no metadata, no relations, ids
//! that count up from 1. See the OSM wiki page "PBF Format" for the messages and field numbers.

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::protobuf::Message;
use super::streets::{Draft, Way};

/// The format recommends no more entities than this in a block.
const PER_BLOCK: usize = 8000;

pub fn write(mut out: impl Write, draft: &Draft) -> io::Result<()> {
    write_blob(&mut out, "OSMHeader", header(draft).bytes())?;
    let mut gates = draft.gates.clone();
    gates.sort_by_key(|(node, _)| *node);
    for start in (0..draft.nodes.len()).step_by(PER_BLOCK) {
        let end = (start + PER_BLOCK).min(draft.nodes.len());
        let from = gates.partition_point(|(node, _)| (*node as usize) < start);
        let to = gates.partition_point(|(node, _)| (*node as usize) < end);
        let tagged = gates[from..to].iter().map(|(n, g)| (*n as usize, g.tags()));
        let block = nodes_block(draft, start..end, tagged.peekable());
        write_blob(&mut out, "OSMData", block.bytes())?;
    }
    for (number, ways) in draft.ways.chunks(PER_BLOCK).enumerate() {
        let block = ways_block(draft, ways, number * PER_BLOCK);
        write_blob(&mut out, "OSMData", block.bytes())?;
    }
    out.flush()
}

fn header(draft: &Draft) -> Message {
    let mut header = Message::default();
    let lons = || draft.nodes.iter().map(|place| i64::from(place.lon));
    let lats = || draft.nodes.iter().map(|place| i64::from(place.lat));
    let edges = [lons().min(), lons().max(), lats().max(), lats().min()];
    let mut bbox = Message::default();
    for (field, edge) in (1..).zip(edges) {
        // Nanodegrees, while places count 1e-7 degrees.
        bbox.signed(field, edge.unwrap_or(0) * 100);
    }
    header.message(1, &bbox);
    header.text(4, "OsmSchema-V0.6");
    header.text(4, "DenseNodes");
    header.text(5, "Sort.Type_then_ID");
    header.text(16, "walkshed synth");
    header.text(17, "synthetic city, no real place");
    header
}

/// The strings of one block; index 0 is taken by the format.
#[derive(Default)]
struct Strings<'a> {
    index: BTreeMap<&'a str, u64>,
    texts: Vec<&'a str>,
}

impl<'a> Strings<'a> {
    fn index_of(&mut self, text: &'a str) -> u64 {
        *self.index.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() as u64
        })
    }

    fn block(&self, group: &Message) -> Message {
        let mut table = Message::default();
        table.text(1, "");
        for text in &self.texts {
            table.text(1, text);
        }
        let mut block = Message::default();
        block.message(1, &table);
        block.message(2, group);
        block
    }
}

fn nodes_block(
    draft: &Draft,
    range: std::ops::Range<usize>,
    mut tagged: std::iter::Peekable<impl Iterator<Item = (usize, Tags)>>,
) -> Message {
    let mut strings = Strings::default();
    let [mut ids, mut lats, mut lons, mut tags] = [const { Message::EMPTY }; 4];
    let (mut id, mut lat, mut lon) = (0, 0, 0);
    for index in range {
        let place = draft.nodes[index];
        let now = (index as i64 + 1, i64::from(place.lat), i64::from(place.lon));
        ids.raw_signed(now.0 - id);
        lats.raw_signed(now.1 - lat);
        lons.raw_signed(now.2 - lon);
        (id, lat, lon) = now;
        if let Some((_, pairs)) = tagged.next_if(|(node, _)| *node == index) {
            for (key, value) in pairs {
                tags.raw(strings.index_of(key));
                tags.raw(strings.index_of(value));
            }
        }
        tags.raw(0);
    }
    let mut dense = Message::default();
    dense.message(1, &ids);
    dense.message(8, &lats);
    dense.message(9, &lons);
    if !strings.texts.is_empty() {
        dense.message(10, &tags);
    }
    let mut group = Message::default();
    group.message(2, &dense);
    strings.block(&group)
}

type Tags = &'static [(&'static str, &'static str)];

fn ways_block(draft: &Draft, ways: &[Way], before: usize) -> Message {
    let mut strings = Strings::default();
    let mut group = Message::default();
    for (index, way) in ways.iter().enumerate() {
        let [mut keys, mut values, mut refs] = [const { Message::EMPTY }; 3];
        for (key, value) in draft.tags_of(way) {
            keys.raw(strings.index_of(key));
            values.raw(strings.index_of(value));
        }
        let mut last = 0;
        for &node in draft.nodes_of(way) {
            let id = i64::from(node) + 1;
            refs.raw_signed(id - last);
            last = id;
        }
        let mut message = Message::default();
        message.unsigned(1, (before + index) as u64 + 1);
        message.message(2, &keys);
        message.message(3, &values);
        message.message(8, &refs);
        group.message(3, &message);
    }
    strings.block(&group)
}

/// One blob: its header, then its content compressed.
pub fn write_blob(out: &mut impl Write, kind: &str, content: &[u8]) -> io::Result<()> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    let mut blob = Message::default();
    blob.unsigned(2, content.len() as u64);
    blob.data(3, &encoder.finish()?);
    let mut header = Message::default();
    header.text(1, kind);
    header.unsigned(3, blob.bytes().len() as u64);
    out.write_all(&(header.bytes().len() as u32).to_be_bytes())?;
    out.write_all(header.bytes())?;
    out.write_all(blob.bytes())
}
