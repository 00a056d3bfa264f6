//! What the objects of an extract are made of: the nodes of ways, and where they are.

use std::path::Path;

use geo::MultiPolygon;
use rustc_hash::{FxHashMap, FxHashSet};

use super::blocks::{self, degrees};
use super::gates::{Gate, on_outlines};
use super::pbf::{Block, Damage, Element};
use crate::error::Result;
use crate::rules::OsmRule;
use crate::rules::osm_rule::Tags;

/// Metres: a node of an outline is on it but for rounding.
const ON_IT_M: f64 = 0.01;

/// The nodes of ways, by the id of the way.
pub type Ways = FxHashMap<i64, Box<[i64]>>;

/// The ways of some ids, out of the blocks that `has_ways` names.
///
/// # Errors
/// When the file cannot be read as a whole.
pub fn ways(path: &Path, has_ways: impl Fn(usize) -> bool, wanted: FxHashSet<i64>) -> Result<Ways> {
    let mut ways = Ways::default();
    if wanted.is_empty() {
        return Ok(ways);
    }
    type Way = (i64, Box<[i64]>);
    let part = |block: &Block<'_>| -> Result<Vec<Way>, Damage> {
        let mut part = Vec::new();
        block.each(|element| match element {
            Element::Way { id, refs, .. } if wanted.contains(&id) => part.push((id, refs.into())),
            _ => {}
        })?;
        Ok(part)
    };
    blocks::each(path, has_ways, part, |_, part| {
        for (id, refs) in part {
            ways.entry(id).or_insert(refs);
        }
    })?;
    Ok(ways)
}

/// Where nodes are, sorted by id.
#[derive(Default)]
pub struct Nodes {
    ids: Vec<i64>,
    /// Not a number where the file does not hold the node.
    at: Vec<[f64; 2]>,
    /// Those that people enter by, and whether strangers may not.
    doors: FxHashMap<i64, bool>,
}

impl Nodes {
    /// The nodes of some ids, out of the blocks that `has_nodes` names; `doors` are the rules for
    /// those that people enter by.
    ///
    /// # Errors
    /// When the file cannot be read as a whole.
    pub fn read(
        path: &Path,
        has_nodes: impl Fn(usize) -> bool,
        mut ids: Vec<i64>,
        doors: &[&OsmRule],
    ) -> Result<Nodes> {
        ids.sort_unstable();
        ids.dedup();
        let mut nodes = Nodes { at: vec![[f64::NAN; 2]; ids.len()], ..Nodes::default() };
        if ids.is_empty() {
            return Ok(nodes);
        }
        let door = |tags: &Tags<'_>| {
            doors.iter().any(|rule| rule.fits(tags)).then(|| Gate::is_closed(tags))
        };
        type Node = (usize, [f64; 2], Option<bool>);
        let part = |block: &Block<'_>| -> Result<Vec<Node>, Damage> {
            let mut part = Vec::new();
            block.each(|element| {
                if let Element::Node { id, nano, tags } = element
                    && let Ok(i) = ids.binary_search(&id)
                {
                    let tags: Vec<_> = block.tags(tags).collect();
                    part.push((i, degrees(nano), door(&tags)));
                }
            })?;
            Ok(part)
        };
        blocks::each(path, has_nodes, part, |_, part| {
            for (i, at, door) in part {
                nodes.at[i] = at;
                if let Some(closed) = door {
                    nodes.doors.insert(ids[i], closed);
                }
            }
        })?;
        nodes.ids = ids;
        Ok(nodes)
    }

    /// Where a node is; `None` when the file does not hold it.
    pub fn at(&self, id: i64) -> Option<[f64; 2]> {
        let i = self.ids.binary_search(&id).ok()?;
        Some(self.at[i]).filter(|at| !at[0].is_nan())
    }

    /// Where people enter an area by nodes of its outline, each once.
    pub fn doors<'a>(
        &self,
        outline: impl Iterator<Item = &'a i64>,
        area: &MultiPolygon,
    ) -> Vec<[f64; 2]> {
        let mut seen = FxHashSet::default();
        let gates: Vec<Gate> = outline
            .filter(|id| seen.insert(**id))
            .filter_map(|id| Some(Gate { closed: *self.doors.get(id)?, at: self.at(*id)? }))
            .collect();
        if gates.is_empty() {
            return Vec::new();
        }
        let on_it = on_outlines(&[Some(area)], &gates, ON_IT_M);
        on_it.into_iter().flatten().map(|at| [at.lon(), at.lat()]).collect()
    }
}
