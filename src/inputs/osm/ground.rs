//! Motorways and water of an extract, taken along while its streets are read.
//!
//! What makes up an area of water is known only when its relation comes, often after its ways: the
//! nodes of every way that may be such a part are kept until then.

use geo::{Coord, LineString, Polygon};
use rustc_hash::{FxHashMap, FxHashSet};

use super::pbf::{Block, Member, MemberKind, RawTag};
use super::rings::{self, Role};
use crate::inputs::streets::Ground;
use crate::rules::off_limits::{GroundTags, OffLimits};

/// What one block holds of it, by ids of nodes and ways.
#[derive(Default)]
pub(super) struct Part {
    /// Motorways, water, and untold ways that may bound an area of water.
    ways: Vec<(i64, Option<OffLimits>, Box<[i64]>)>,
    /// The members of areas of water.
    relations: Vec<Vec<(Role, i64)>>,
}

impl Part {
    /// Takes a way along if it may be of use.
    pub fn way(&mut self, id: i64, tags: GroundTags, nodes: &[i64]) {
        let kind = tags.off_limits();
        if kind.is_some() || !tags.built {
            self.ways.push((id, kind, nodes.into()));
        }
    }

    /// Takes a relation along if it is an area of water.
    pub fn relation(&mut self, block: &Block<'_>, members: &[Member], tags: &[RawTag]) {
        let (mut ground, mut is_area) = (GroundTags::default(), false);
        for (key, value) in block.tags(tags) {
            ground.set(key, value);
            is_area |= (key, value) == ("type", "multipolygon");
        }
        if is_area && ground.off_limits() == Some(OffLimits::Water) {
            let ways = members.iter().filter(|member| member.kind == MemberKind::Way);
            let role = |member: &Member| Role::of(block.text(member.role).unwrap_or_default());
            self.relations.push(ways.map(|member| (role(member), member.id)).collect());
        }
    }
}

/// Puts the parts together; `at` says where a node is. What the extract cuts off is left out.
pub(super) fn assemble(parts: &[Part], at: impl Fn(i64) -> Option<[f64; 2]>) -> Ground {
    let mut ground = Ground::default();
    let relations = || parts.iter().flat_map(|part| &part.relations);
    let members: FxHashSet<i64> = relations().flatten().map(|&(_, id)| id).collect();
    let mut ways: FxHashMap<i64, &[i64]> = FxHashMap::default();
    for (id, kind, nodes) in parts.iter().flat_map(|part| &part.ways) {
        if members.contains(id) {
            ways.insert(*id, nodes);
        }
        let is_ring = nodes.len() >= 4 && nodes.first() == nodes.last();
        match kind {
            Some(OffLimits::Motorway) => {
                let known = nodes.iter().filter_map(|&id| at(id)).map(Coord::from);
                let line: LineString = known.collect();
                ground.motorways.extend(Some(line).filter(|line| line.0.len() > 1));
            }
            // The way around a lake with islands would cover them.
            Some(OffLimits::Water) if is_ring && !members.contains(id) => {
                let ring = rings::ring_of(nodes, &at).ok();
                ground.water.extend(ring.map(|ring| Polygon::new(ring, vec![]).into()));
            }
            _ => {}
        }
    }
    for members in relations() {
        let known: Option<Vec<(Role, &[i64])>> =
            members.iter().map(|&(role, id)| Some((role, *ways.get(&id)?))).collect();
        ground.water.extend(known.and_then(|ways| rings::area(&ways, &at).ok()));
    }
    ground
}
