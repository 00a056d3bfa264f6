//! Draws the whole city: who lives where, compound by compound, then the streets around them.

use std::io::{self, Write};

use super::compound::{self, Access, Door, Site};
use super::ground::{Ground, Xy};
use super::landscape;
use super::layout::Superblock;
use super::names;
use super::network::Network;
use super::people::{Community, Residents};
use super::plan::Plan;
use super::random::Random;
use super::settle::settle;
use super::streets::Draft;

/// What later steps need to know about a compound.
pub struct Compound {
    pub number: usize,
    pub middle: Xy,
    pub door: Option<Door>,
    /// How likely it is to host a facility, from 0 to 1.
    pub service: f64,
    pub access: Access,
}

pub struct City {
    pub plan: Plan,
    pub draft: Draft,
    pub compounds: Vec<Compound>,
}

pub fn build(seed: u64, count: u32, residents: &mut Residents<impl Write>) -> io::Result<City> {
    let settled = settle(seed, count);
    let (plan, blocks, homes) = (settled.plan, settled.blocks, settled.homes);
    let mut draft = Draft::new(Ground::new(seed));
    let mut network = Network::new(&plan, &mut draft);
    let mut compounds = Vec::with_capacity(homes.len());
    for (superblock, block) in blocks.iter().enumerate() {
        network.open_lanes(block, &mut draft);
        for (index, slot) in block.slots.iter().enumerate() {
            let key = [60, superblock as u64, index as u64];
            let mut random = Random::keyed(seed, key);
            let Some(&access) = homes.get(&(superblock, index)) else {
                landscape::draw_open_land(block, slot, &mut random, &mut network, &mut draft);
                continue;
            };
            let middle = block.at((slot.u[0] + slot.u[1]) / 2.0, (slot.v[0] + slot.v[1]) / 2.0);
            let remote = plan.remoteness(middle);
            let age = (1.05 - remote + random.jitter(0.2)).clamp(0.0, 1.0);
            let site = Site { block, slot, age, access };
            let drawn = compound::draw(&site, &mut random, &mut network, &mut draft);
            let number = compounds.len();
            let name = names::compound(seed, number).full;
            let community = Community::new(age, &mut random);
            for (house, &at) in drawn.buildings.iter().enumerate() {
                let building = community.building(&mut random);
                residents.add(&name, house + 1, draft.ground.place(at), &building)?;
            }
            compounds.push(Compound {
                number,
                middle,
                door: drawn.door,
                service: service(&plan, block, remote),
                access,
            });
        }
        network.lay_lanes(block, &mut draft);
    }
    landscape::draw(&plan, &mut network, &mut draft);
    network.lay_arterials(&mut draft);
    Ok(City { plan, draft, compounds })
}

/// How well a quarter is served: best in the old centre, poorly across the river or the tracks.
fn service(plan: &Plan, block: &Superblock, remote: f64) -> f64 {
    let (river, tracks) = plan.main_barriers();
    let near = (1.25 - 1.3 * remote).clamp(0.12, 1.0);
    let across = if block.column > river || block.row > tracks { 0.4 } else { 1.0 };
    near * across
}
