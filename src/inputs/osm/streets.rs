//! OpenStreetMap extracts (`.osm.pbf`) -> [`Streets`].
//!
//! Blocks are decoded in parallel and put together in file order, so the result does not depend on
//! the number of threads. Nothing is assumed about the order of the file: ways may come before
//! their nodes, ids may be negative and unsorted.

use std::borrow::Cow;
use std::path::Path;

use super::blocks::{self, degrees};
use super::ground;
use super::pbf::{Block, Damage, Element, RawTag};
use crate::error::Result;
use crate::inputs::streets::{StreetCount, Streets};
use crate::rules::off_limits::GroundTags;
use crate::rules::walkers::{self, NodeTags, Walkable, WayTags};

/// Reads the walkable ways of an extract.
///
/// # Errors
/// When the file cannot be read, is not OSM PBF, or is cut short.
pub fn read(path: &Path) -> Result<Streets> {
    let mut parts: Vec<Part> = Vec::new();
    blocks::each(path, |_| true, Part::of, |_, part| parts.push(part))?;
    Ok(assemble(parts))
}

/// What one block holds for walkers.
#[derive(Default)]
struct Part {
    ids: Vec<i64>,
    at: Vec<[f64; 2]>,
    blocked: Vec<i64>,
    refs: Vec<i64>,
    way_end: Vec<usize>,
    way: Vec<Walkable>,
    ways_highway: u64,
    ground: ground::Part,
}

impl Part {
    fn of(block: &Block<'_>) -> Result<Part, Damage> {
        /// Elements of a block, as most programs write them.
        const USUAL: usize = 8_000;
        let mut part = Part::default();
        // Tags of nodes matter only where one of these keys is in the block at all.
        let gates = block.has_text(|text| text == b"barrier" || text == b"highway");
        block.each(|element| match element {
            Element::Node { id, nano, tags } => {
                if part.ids.is_empty() {
                    part.ids.reserve(USUAL);
                    part.at.reserve(USUAL);
                }
                part.ids.push(id);
                part.at.push(degrees(nano));
                if gates && walkers::blocks(&node_tags(block, tags)) {
                    part.blocked.push(id);
                }
            }
            Element::Way { id, refs, tags: raw } => {
                let (mut tags, mut ground) = (WayTags::default(), GroundTags::default());
                for (key, value) in block.tags(raw) {
                    tags.set(key, value);
                    ground.set(key, value);
                }
                part.ground.way(id, ground, refs);
                part.ways_highway += u64::from(tags.highway.is_some());
                if let Some(walkable) = walkers::way(&tags) {
                    part.refs.extend_from_slice(refs);
                    part.way_end.push(part.refs.len());
                    part.way.push(walkable);
                }
            }
            Element::Relation { members, tags, .. } => part.ground.relation(block, members, tags),
        })?;
        Ok(part)
    }
}

fn node_tags<'a>(block: &Block<'a>, raw: &[RawTag]) -> NodeTags<'a> {
    let mut tags = NodeTags::default();
    for (key, value) in block.tags(raw) {
        tags.set(key, value);
    }
    tags
}

fn assemble(mut parts: Vec<Part>) -> Streets {
    let mut count = StreetCount::default();
    let mut streets = Streets::default();
    let mut ground = Vec::new();
    let mut refs = 0;
    for part in &mut parts {
        count.ways_highway += part.ways_highway;
        streets.way_end.extend(part.way_end.iter().map(|end| refs + end));
        streets.way.append(&mut part.way);
        ground.push(std::mem::take(&mut part.ground));
        refs += part.refs.len();
    }
    count.ways_walkable = streets.way.len() as u64;
    count.ways_directed =
        streets.way.iter().filter(|way| !(way.forward && way.backward)).count() as u64;

    let nodes = Nodes::of(&parts);
    let index = IdIndex::of(&nodes.ids);

    // Only nodes that a walkable way names are kept, in the order of their ids.
    const UNUSED: u32 = u32::MAX;
    let mut row: Vec<u32> = vec![UNUSED; nodes.ids.len()];
    let mut missing = Vec::new();
    streets.refs.reserve_exact(refs);
    let mut last = 0;
    for &id in parts.iter().flat_map(|part| &part.refs) {
        // Whoever draws a way makes its nodes one after the other. Of an id that is there twice the
        // first node counts, as in the index.
        let is_next = nodes.ids.get(last + 1) == Some(&id) && nodes.ids[last] != id;
        let found = if is_next { Some(last + 1) } else { index.find(id) };
        streets.refs.push(match found {
            Some(i) => {
                last = i;
                row[i] = 0;
                i as u32
            }
            None => {
                missing.push(id);
                Streets::MISSING
            }
        });
    }
    missing.sort_unstable();
    missing.dedup();
    count.missing_node_refs = missing.len() as u64;
    let places = nodes.at.iter().flat_map(|piece| piece.iter());
    for (row, &at) in row.iter_mut().zip(places) {
        if *row != UNUSED {
            *row = streets.nodes.len() as u32;
            streets.nodes.push(at);
        }
    }
    for node in &mut streets.refs {
        if *node != Streets::MISSING {
            *node = row[*node as usize];
        }
    }
    streets.blocked = vec![false; streets.nodes.len()];
    for &id in parts.iter().flat_map(|part| &part.blocked) {
        if let Some(i) = index.find(id).filter(|&i| row[i] != UNUSED) {
            streets.blocked[row[i] as usize] = true;
        }
    }
    streets.ground = ground::assemble(&ground, |id| index.find(id).map(|i| nodes.at(i)));
    streets.count = count;
    streets
}

/// All nodes of an extract, in the order of their ids.
struct Nodes<'p> {
    ids: Vec<i64>,
    /// Where they are, piece by piece as the parts have them: places are most of what an extract
    /// holds, and in the usual order they need not be copied.
    at: Vec<Cow<'p, [[f64; 2]]>>,
    /// The number of the first node of each piece.
    first: Vec<usize>,
}

impl<'p> Nodes<'p> {
    fn of(parts: &'p [Part]) -> Nodes<'p> {
        let mut ids = parts.iter().map(|part| &part.ids[..]).collect::<Vec<_>>().concat();
        let mut at: Vec<Cow<'p, [[f64; 2]]>> =
            parts.iter().map(|part| Cow::Borrowed(&part.at[..])).collect();
        if !ids.is_sorted() {
            let mut order: Vec<usize> = (0..ids.len()).collect();
            order.sort_by_key(|&i| ids[i]);
            let all = at.concat();
            ids = order.iter().map(|&i| ids[i]).collect();
            at = vec![order.iter().map(|&i| all[i]).collect()];
        }
        let mut end = 0;
        let first = at.iter().map(|piece| {
            end += piece.len();
            end - piece.len()
        });
        Nodes { first: first.collect(), ids, at }
    }

    /// Where a node is, by its number in the order of the ids.
    fn at(&self, i: usize) -> [f64; 2] {
        let piece = self.first.partition_point(|&first| first <= i) - 1;
        self.at[piece][i - self.first[piece]]
    }
}

/// Finds an id among sorted ids: a table of where each range of ids starts, then a short search.
struct IdIndex<'a> {
    ids: &'a [i64],
    first: i64,
    shift: u32,
    start: Vec<u32>,
}

impl<'a> IdIndex<'a> {
    fn of(ids: &'a [i64]) -> IdIndex<'a> {
        let (first, last) = match (ids.first(), ids.last()) {
            (Some(&first), Some(&last)) => (first, last),
            _ => (0, 0),
        };
        let span = last.wrapping_sub(first) as u64;
        // About two ranges an id: most hold one id or none.
        let mut shift = 0;
        while shift < 63 && (span >> shift) > 2 * ids.len() as u64 + 16 {
            shift += 1;
        }
        let ranges = (span >> shift) as usize + 1;
        let mut start = vec![0u32; ranges + 1];
        for &id in ids {
            start[(id.wrapping_sub(first) as u64 >> shift) as usize + 1] += 1;
        }
        for i in 0..ranges {
            start[i + 1] += start[i];
        }
        IdIndex { ids, first, shift, start }
    }

    fn find(&self, id: i64) -> Option<usize> {
        if id < self.first {
            return None;
        }
        let range = (id.wrapping_sub(self.first) as u64 >> self.shift) as usize;
        let (&from, &to) = (self.start.get(range)?, self.start.get(range + 1)?);
        let (from, to) = (from as usize, to as usize);
        let among = &self.ids[from..to];
        let i = among.partition_point(|&other| other < id);
        (among.get(i) == Some(&id)).then_some(from + i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_whatever_their_spread() {
        let ids = [-9_000_000_000, -5, -4, 0, 1, 2, 3, 1_000, 11_000_000_000];
        let index = IdIndex::of(&ids);
        for (i, &id) in ids.iter().enumerate() {
            assert_eq!(index.find(id), Some(i));
        }
        for id in [-9_000_000_001, -6, 4, 999, 1_001, 11_000_000_001, i64::MAX, i64::MIN] {
            assert_eq!(index.find(id), None, "{id}");
        }
        assert_eq!(IdIndex::of(&[]).find(0), None);
        assert_eq!(IdIndex::of(&[i64::MIN, i64::MAX]).find(i64::MAX), Some(1));
    }

    #[test]
    fn an_id_that_is_there_twice_is_one_node() {
        let way = Walkable::PLAIN;
        let ways = |refs: &[i64], way_end: &[usize]| Part {
            refs: refs.to_vec(),
            way_end: way_end.to_vec(),
            way: vec![way; way_end.len()],
            ..Part::default()
        };
        let nodes = |ids: &[i64], x: f64| Part {
            ids: ids.to_vec(),
            at: ids.iter().map(|&id| [id as f64, x]).collect(),
            blocked: ids.iter().copied().filter(|&id| id == 2).collect(),
            ..Part::default()
        };
        for parts in [
            vec![nodes(&[1, 2], 0.0), nodes(&[2, 3], 0.0), ways(&[1, 2, 2, 3, 2, 2], &[2, 4, 6])],
            vec![ways(&[1, 2, 2, 3, 2, 2], &[2, 4, 6]), nodes(&[2, 3], 0.0), nodes(&[1, 2], 0.0)],
        ] {
            let streets = assemble(parts);
            assert_eq!(streets.nodes, [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]);
            assert_eq!(streets.refs, [0, 1, 1, 2, 1, 1]);
            assert_eq!(streets.blocked, [false, true, false]);
        }
        let streets = assemble(vec![nodes(&[5, 5, 6], 0.0), ways(&[5, 5, 6], &[3])]);
        assert_eq!(streets.refs, [0, 0, 1]);
    }

    #[test]
    fn places_are_found_in_their_pieces() {
        let part = |ids: &[i64]| Part {
            ids: ids.to_vec(),
            at: ids.iter().map(|&id| [id as f64, 0.0]).collect(),
            ..Part::default()
        };
        let parts = [&[][..], &[1, 2], &[], &[], &[4], &[7, 8, 9], &[]].map(part);
        let nodes = Nodes::of(&parts);
        for (i, &id) in nodes.ids.iter().enumerate() {
            assert_eq!(nodes.at(i), [id as f64, 0.0]);
        }
        assert_eq!(nodes.ids.len(), 6);
    }

    #[test]
    fn unsorted_parts_are_put_together() {
        let way = Walkable::PLAIN;
        let streets = assemble(vec![
            Part {
                refs: vec![30, -10, 20, 99],
                way_end: vec![4],
                way: vec![way],
                ..Part::default()
            },
            Part {
                ids: vec![20, 40, -10],
                at: vec![[2.0, 0.0], [4.0, 0.0], [1.0, 0.0]],
                blocked: vec![20, 40],
                ..Part::default()
            },
            Part { ids: vec![30], at: vec![[3.0, 0.0]], ..Part::default() },
        ]);
        assert_eq!(streets.nodes, [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]);
        assert_eq!(streets.blocked, [false, true, false]);
        let ways: Vec<_> = streets.ways().collect();
        assert_eq!(ways, [(way, &[2, 0, 1, Streets::MISSING][..])]);
        assert_eq!(streets.count.missing_node_refs, 1);
    }
}
