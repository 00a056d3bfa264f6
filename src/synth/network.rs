//! The open streets of the plan while lanes and gates still join them.

use super::ground::Xy;
use super::kinds::{Level, WayKind};
use super::layout::{StreetRef, Superblock};
use super::names;
use super::plan::{Plan, Stretch};
use super::random::Random;
use super::streets::{Draft, NameId, Street};

const ARTERIAL_SPACING_M: f64 = 22.5;
const LANE_SPACING_M: f64 = 30.0;

/// All arterials of the city and the lanes of the superblock that is being drawn.
pub struct Network<'a> {
    plan: &'a Plan,
    arterials: Vec<Option<Street>>,
    corners: Vec<Option<u32>>,
    lanes: Vec<Street>,
}

impl<'a> Network<'a> {
    /// Draws the corners and opens the arterials between them.
    pub fn new(plan: &'a Plan, draft: &mut Draft) -> Self {
        let across = plan.columns.len() + 1;
        let mut corners = vec![None; across * (plan.rows.len() + 1)];
        let mut arterials = Vec::new();
        for stretch in plan.stretches() {
            let street = plan.arterial(stretch).map(|_| {
                let ends = plan.ends(stretch);
                let places = ends.map(|(column, row)| plan.corner(column, row));
                let mut nodes = [0; 2];
                for ((node, at), (column, row)) in nodes.iter_mut().zip(places).zip(ends) {
                    let corner = &mut corners[row * across + column];
                    *node = *corner.get_or_insert_with(|| draft.node(at));
                }
                Street::between(nodes, places[0], places[1])
            });
            arterials.push(street);
        }
        Self { plan, arterials, corners, lanes: Vec::new() }
    }

    pub fn corner(&self, column: usize, row: usize) -> Option<u32> {
        self.corners[row * (self.plan.columns.len() + 1) + column]
    }

    pub fn arterial(&mut self, stretch: Stretch) -> Option<&mut Street> {
        self.arterials[self.plan.index(stretch)].as_mut()
    }

    /// The junction of something that comes to `street` at `share` of the superblock's side, and
    /// where the street lies there.
    pub fn join(
        &mut self,
        block: &Superblock,
        street: StreetRef,
        share: f64,
        draft: &mut Draft,
    ) -> Option<(u32, Xy)> {
        let (street, t) = match street {
            StreetRef::Arterial(stretch) => (self.arterial(stretch)?, share),
            StreetRef::Lane(index) => {
                let lane = block.lanes.get(index)?;
                let t = (share - lane.low) / (lane.high - lane.low);
                (self.lanes.get_mut(index)?, t)
            }
        };
        Some((street.join(t, draft), street.at(t)))
    }

    /// Opens the lanes of a superblock: their ends join the streets they come to.
    pub fn open_lanes(&mut self, block: &Superblock, draft: &mut Draft) {
        self.lanes.clear();
        for lane in &block.lanes {
            let at = |share| {
                if lane.northward { block.at(lane.at, share) } else { block.at(share, lane.at) }
            };
            let (from, to) = (at(lane.low), at(lane.high));
            let mut end = |street: Option<StreetRef>, place| {
                let joined = street.and_then(|s| self.join(block, s, lane.at, draft));
                joined.map_or_else(|| draft.node(place), |(node, _)| node)
            };
            let nodes = [end(lane.start, from), end(lane.end, to)];
            self.lanes.push(Street::between(nodes, from, to));
        }
    }

    /// Writes the lanes of a superblock as ways, once everything has joined them.
    pub fn lay_lanes(&mut self, block: &Superblock, draft: &mut Draft) {
        let key = [30, block.column as u64, block.row as u64];
        let mut random = Random::keyed(self.plan.seed, key);
        for (street, lane) in self.lanes.drain(..).zip(&block.lanes) {
            let (kind, name) = if lane.northward {
                let name = draft.name(names::lane(&mut random));
                if random.chance(0.3) {
                    (WayKind::ResidentialOneway, name)
                } else {
                    (WayKind::Residential, name)
                }
            } else if random.chance(0.5) {
                (WayKind::Service, NameId::NONE)
            } else {
                (WayKind::LivingStreet, NameId::NONE)
            };
            let nodes = street.lay(LANE_SPACING_M, draft);
            draft.way(kind, Level::Ground, name, &nodes);
        }
    }

    /// Writes the arterials as ways, once everything has joined them.
    pub fn lay_arterials(mut self, draft: &mut Draft) {
        let ring = draft.name(names::RING.to_owned());
        let named = |draft: &mut Draft, northward, lines: usize| -> Vec<NameId> {
            let name = |line| names::arterial(self.plan.seed, line, northward);
            (0..=lines).map(|line| draft.name(name(line))).collect()
        };
        let northward = named(draft, true, self.plan.columns.len());
        let eastward = named(draft, false, self.plan.rows.len());
        for stretch in self.plan.stretches() {
            let index = self.plan.index(stretch);
            let street = self.arterials[index].take();
            let (Some(street), Some(arterial)) = (street, self.plan.arterial(stretch)) else {
                continue;
            };
            let name = match arterial.kind {
                WayKind::Trunk => ring,
                _ if stretch.northward => northward[stretch.column],
                _ => eastward[stretch.row],
            };
            let nodes = street.lay(ARTERIAL_SPACING_M, draft);
            draft.way(arterial.kind, arterial.level, name, &nodes);
        }
    }
}
