//! Writes an OpenStreetMap extract object by object.

use std::path::PathBuf;

use crate::synth::{Message, write_blob};

type Tags = Vec<(&'static str, &'static str)>;

/// Kind (0 node, 1 way, 2 relation), id, role.
type Member = (u64, i64, &'static str);

/// Which objects come first in the file.
#[derive(Clone, Copy)]
pub enum Order {
    NodesFirst,
    RelationsFirst,
}

/// An extract to be written.
#[derive(Clone, Default)]
pub struct Drawing {
    pub nodes: Vec<(i64, [f64; 2], Tags)>,
    pub ways: Vec<(i64, Vec<i64>, Tags)>,
    pub relations: Vec<(i64, Vec<Member>, Tags)>,
}

impl Drawing {
    /// Nodes at some degrees, without tags.
    pub fn with_nodes(nodes: &[(i64, f64, f64)]) -> Drawing {
        let nodes = nodes.iter().map(|&(id, x, y)| (id, [x, y], vec![])).collect();
        Drawing { nodes, ..Drawing::default() }
    }

    pub fn node(mut self, id: i64, at: [f64; 2], tags: &[(&'static str, &'static str)]) -> Self {
        self.nodes.push((id, at, tags.to_vec()));
        self
    }

    pub fn way(mut self, id: i64, refs: &[i64], tags: &[(&'static str, &'static str)]) -> Self {
        self.ways.push((id, refs.to_vec(), tags.to_vec()));
        self
    }

    pub fn relation(
        mut self,
        id: i64,
        members: &[Member],
        tags: &[(&'static str, &'static str)],
    ) -> Self {
        self.relations.push((id, members.to_vec(), tags.to_vec()));
        self
    }

    pub fn bytes(&self, order: Order, per_block: usize) -> Vec<u8> {
        let nodes = self.nodes.chunks(per_block).enumerate().map(|(number, nodes)| {
            // Both ways to write nodes, in turn.
            if number % 2 == 0 { dense(nodes) } else { plain(nodes) }
        });
        let ways = self.ways.chunks(per_block).map(ways_block);
        let relations = self.relations.chunks(per_block).map(relations_block);
        let blocks: Vec<Message> = match order {
            Order::NodesFirst => nodes.chain(ways).chain(relations).collect(),
            Order::RelationsFirst => relations.chain(ways).chain(nodes).collect(),
        };
        file(&["OsmSchema-V0.6", "DenseNodes"], &blocks)
    }

    /// The file in a folder that goes when it is dropped.
    pub fn file(&self) -> (tempfile::TempDir, PathBuf) {
        saved(&self.bytes(Order::NodesFirst, 3))
    }
}

pub fn saved(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.osm.pbf");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

pub fn file(features: &[&str], blocks: &[Message]) -> Vec<u8> {
    let mut header = Message::default();
    for feature in features {
        header.text(4, feature);
    }
    let mut bytes = Vec::new();
    write_blob(&mut bytes, "OSMHeader", header.bytes()).unwrap();
    for block in blocks {
        write_blob(&mut bytes, "OSMData", block.bytes()).unwrap();
    }
    bytes
}

/// The strings of a block; the first is taken by the format.
#[derive(Default)]
pub struct Strings(Vec<&'static str>);

impl Strings {
    pub fn of(&mut self, text: &'static str) -> u64 {
        let known = self.0.iter().position(|&s| s == text);
        known.unwrap_or_else(|| {
            self.0.push(text);
            self.0.len() - 1
        }) as u64
            + 1
    }

    pub fn block(&self, group: &Message) -> Message {
        let mut table = Message::default();
        table.text(1, "");
        self.0.iter().for_each(|text| table.text(1, text));
        let mut block = Message::default();
        block.message(1, &table);
        block.message(2, group);
        block
    }

    fn tags(&mut self, tags: &Tags) -> [Message; 2] {
        let [mut keys, mut values] = [const { Message::EMPTY }; 2];
        for (key, value) in tags {
            keys.raw(self.of(key));
            values.raw(self.of(value));
        }
        [keys, values]
    }
}

/// Units of 1e-7 degree.
fn unit(degrees: f64) -> i64 {
    (degrees * 1e7).round() as i64
}

fn dense(nodes: &[(i64, [f64; 2], Tags)]) -> Message {
    let mut strings = Strings::default();
    let [mut ids, mut lats, mut lons, mut tags] = [const { Message::EMPTY }; 4];
    let mut last = [0; 3];
    for (id, at, pairs) in nodes {
        let now = [*id, unit(at[1]), unit(at[0])];
        for ((field, now), last) in [&mut ids, &mut lats, &mut lons].into_iter().zip(now).zip(last)
        {
            field.raw_signed(now - last);
        }
        last = now;
        for (key, value) in pairs {
            tags.raw(strings.of(key));
            tags.raw(strings.of(value));
        }
        tags.raw(0);
    }
    let mut dense = Message::default();
    for (field, content) in [(1, &ids), (8, &lats), (9, &lons), (10, &tags)] {
        dense.message(field, content);
    }
    let mut group = Message::default();
    group.message(2, &dense);
    strings.block(&group)
}

fn plain(nodes: &[(i64, [f64; 2], Tags)]) -> Message {
    let mut strings = Strings::default();
    let mut group = Message::default();
    for (id, at, tags) in nodes {
        let mut node = Message::default();
        node.signed(1, *id);
        let [keys, values] = strings.tags(tags);
        node.message(2, &keys);
        node.message(3, &values);
        node.signed(8, unit(at[1]));
        node.signed(9, unit(at[0]));
        group.message(1, &node);
    }
    strings.block(&group)
}

fn ways_block(ways: &[(i64, Vec<i64>, Tags)]) -> Message {
    let mut strings = Strings::default();
    let mut group = Message::default();
    for (id, refs, tags) in ways {
        let mut way = Message::default();
        way.unsigned(1, *id as u64);
        let [keys, values] = strings.tags(tags);
        way.message(2, &keys);
        way.message(3, &values);
        way.message(8, &steps(refs.iter().copied()));
        group.message(3, &way);
    }
    strings.block(&group)
}

/// A relation, its member kinds as numbers.
pub fn relation(strings: &mut Strings, id: i64, members: &[Member], tags: &Tags) -> Message {
    let mut relation = Message::default();
    relation.unsigned(1, id as u64);
    let [keys, values] = strings.tags(tags);
    let [mut roles, mut kinds] = [const { Message::EMPTY }; 2];
    for (kind, _, role) in members {
        roles.raw(strings.of(role));
        kinds.raw(*kind);
    }
    let ids = steps(members.iter().map(|(_, id, _)| *id));
    for (field, content) in [(2, &keys), (3, &values), (8, &roles), (9, &ids), (10, &kinds)] {
        relation.message(field, content);
    }
    relation
}

fn relations_block(relations: &[(i64, Vec<Member>, Tags)]) -> Message {
    let mut strings = Strings::default();
    let mut group = Message::default();
    for (id, members, tags) in relations {
        let message = relation(&mut strings, *id, members, tags);
        group.message(4, &message);
    }
    strings.block(&group)
}

/// Each id as its difference from the one before.
fn steps(ids: impl Iterator<Item = i64>) -> Message {
    let (mut steps, mut last) = (Message::default(), 0);
    for id in ids {
        steps.raw_signed(id - last);
        last = id;
    }
    steps
}
