//! A walled compound: wall, gates, a loop road inside, paths past the rows of buildings.
//!
//! The paths inside touch the streets outside only through gates, so a home that is 30 m from a
//! street may be a few hundred metres' walk from it. Buildings stand inside the loop, hence always
//! nearer to a path of their own compound than to any street.

use super::ground::Xy;
use super::kinds::{Gate, WayKind};
use super::layout::{Frontage, Slot, Superblock};
use super::network::Network;
use super::random::Random;
use super::streets::{Draft, Street};

const LOOP_INSET_M: f64 = 6.0;
const PATH_SPACING_M: f64 = 29.7;
/// Rows of slab houses, and houses in a row, stand at least this far apart.
const BUILDING_PITCH_M: f64 = 24.0;
/// A row's path runs this far south of the middle of its buildings.
const PATH_TO_ROW_M: f64 = 12.0;

/// How a compound is cut off, if it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// At least one gate lets people through.
    Open,
    /// All gates are closed to everybody.
    Island,
    /// The same, and with more than 2000 m of paths inside.
    LargeIsland,
}

/// What has been decided about a compound before it is drawn.
pub struct Site<'a> {
    pub block: &'a Superblock,
    pub slot: &'a Slot,
    /// 1 in the oldest quarters, 0 in the newest.
    pub age: f64,
    pub access: Access,
}

/// A gate that lets people through: where its path leaves the street, and the gate itself.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    pub street: Xy,
    pub gate: Xy,
}

/// A compound as drawn.
pub struct Drawn {
    pub buildings: Vec<Xy>,
    pub door: Option<Door>,
}

/// The rectangle inside the walls, in metres from the south-western corner.
struct Yard<'a> {
    site: &'a Site<'a>,
    width: f64,
    height: f64,
}

impl Yard<'_> {
    /// The place at shares `a` (east) and `b` (north) of the land inside the walls.
    fn at(&self, a: f64, b: f64) -> Xy {
        let Slot { u, v, .. } = self.site.slot;
        let block = self.site.block;
        block.at(u[0] + (u[1] - u[0]) * a, v[0] + (v[1] - v[0]) * b)
    }

    /// The place at shares of the land inside the loop.
    fn inside(&self, a: f64, b: f64) -> Xy {
        let (inset_a, inset_b) = (LOOP_INSET_M / self.width, LOOP_INSET_M / self.height);
        self.at(inset_a + a * (1.0 - 2.0 * inset_a), inset_b + b * (1.0 - 2.0 * inset_b))
    }
}

/// South, east, north and west side of a rectangle, each running counter-clockwise.
fn ring(draft: &mut Draft, corner: impl Fn(f64, f64) -> Xy) -> [Street; 4] {
    let places = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(a, b)| corner(a, b));
    let nodes = places.map(|at| draft.node(at));
    [0, 1, 2, 3].map(|side| {
        let next = (side + 1) % 4;
        Street::between([nodes[side], nodes[next]], places[side], places[next])
    })
}

/// Lays a ring as one closed way.
fn lay_ring(draft: &mut Draft, sides: [Street; 4], spacing: f64, kind: WayKind) {
    let mut nodes: Vec<u32> = Vec::new();
    for side in sides {
        let laid = side.lay(spacing, draft);
        nodes.extend(&laid[usize::from(!nodes.is_empty())..]);
    }
    draft.plain_way(kind, &nodes);
}

/// The size of the land inside the walls, in metres.
pub fn size(block: &Superblock, slot: &Slot) -> (f64, f64) {
    let [west, east] = slot.u;
    let [south, north] = slot.v;
    let (u, v) = ((west + east) / 2.0, (south + north) / 2.0);
    (block.at(west, v).distance(block.at(east, v)), block.at(u, south).distance(block.at(u, north)))
}

/// Draws a compound and says where its buildings stand.
pub fn draw(
    site: &Site<'_>,
    random: &mut Random,
    network: &mut Network<'_>,
    draft: &mut Draft,
) -> Drawn {
    let (width, height) = size(site.block, site.slot);
    let yard = Yard { site, width, height };
    let mut wall = ring(draft, |a, b| yard.at(a, b));
    let mut round = ring(draft, |a, b| yard.inside(a, b));
    let (buildings, paths) = draw_rows(&yard, random, &mut round, draft);
    let mut door = None;
    let mut ways: Vec<[u32; 3]> = Vec::new();
    for (number, (side, share)) in gates(site, random).into_iter().enumerate() {
        let gate = choose_gate(site.access, number, random);
        let Some((joined, opened)) =
            draw_gate(&yard, (side, share), &mut wall[side], &mut round[side], network, draft)
        else {
            continue;
        };
        draft.gates.push((joined[1], gate));
        ways.push(joined);
        if gate != Gate::Private && door.is_none() {
            door = Some(opened);
        }
    }
    let (road, access) = if site.age > 0.5 {
        (WayKind::Footway, WayKind::Footway)
    } else if random.chance(0.6) {
        (WayKind::Service, WayKind::Service)
    } else {
        (WayKind::LivingStreet, WayKind::Service)
    };
    lay_ring(draft, round, PATH_SPACING_M, road);
    for path in paths {
        let nodes = path.lay(PATH_SPACING_M, draft);
        draft.plain_way(WayKind::Footway, &nodes);
    }
    for nodes in ways {
        draft.plain_way(access, &nodes);
    }
    lay_ring(draft, wall, f64::INFINITY, WayKind::Wall);
    Drawn { buildings, door }
}

/// Rows of buildings and the paths along them, which join the loop at one end or at both.
fn draw_rows(
    yard: &Yard<'_>,
    random: &mut Random,
    round: &mut [Street; 4],
    draft: &mut Draft,
) -> (Vec<Xy>, Vec<Street>) {
    let (width, height) = (yard.width - 2.0 * LOOP_INSET_M, yard.height - 2.0 * LOOP_INSET_M);
    let large = yard.site.access == Access::LargeIsland;
    let wanted = if large { 40.0 } else { random.between(6.75, 11.4) + 5.2 * yard.site.age };
    let most = |length: f64| (length / BUILDING_PITCH_M).floor().max(1.0);
    let per_row = (wanted * width / height / 1.2).sqrt().round();
    let per_row = per_row.clamp(1.0, most(width));
    let rows = (wanted / per_row).round().clamp(1.0, most(height));
    let (mut buildings, mut paths) = (Vec::new(), Vec::new());
    for row in 0..rows as u32 {
        let middle = (f64::from(row) + 0.5) / rows;
        for house in 0..per_row as u32 {
            let a = (f64::from(house) + 0.5) / per_row + random.jitter(3.0) / width;
            buildings.push(yard.inside(a, middle + random.jitter(1.5) / height));
        }
        let b = middle - PATH_TO_ROW_M / height;
        // The southern side of the loop itself serves a row that stands close to it.
        if b * height < 9.0 {
            continue;
        }
        let reach = random.between(0.6, 0.9);
        let (from, to) = match random.unit() {
            draw if large || draw < 0.6 => (0.0, 1.0),
            draw if draw < 0.8 => (0.0, reach),
            _ => (1.0 - reach, 1.0),
        };
        let end_at = |a: f64| yard.inside(a, b);
        let west =
            if from == 0.0 { round[3].join(1.0 - b, draft) } else { draft.node(end_at(from)) };
        let east = if to == 1.0 { round[1].join(b, draft) } else { draft.node(end_at(to)) };
        paths.push(Street::between([west, east], end_at(from), end_at(to)));
    }
    (buildings, paths)
}

/// Sides (south, east, north, west) and shares of the superblock's side where gates come to stand.
fn gates(site: &Site<'_>, random: &mut Random) -> Vec<(usize, f64)> {
    let mut fronts: Vec<(usize, Frontage)> =
        (0..4).filter_map(|side| Some((side, site.slot.frontages[side]?))).collect();
    random.shuffle(&mut fronts);
    let wanted = match random.unit() {
        draw if draw < 0.12 => 1,
        draw if draw < 0.42 => 2,
        draw if draw < 0.76 => 3,
        _ => 4,
    };
    // At most two gates on a side, one in each half of it.
    let halves = [(0.18, 0.44), (0.56, 0.82)];
    let swap = usize::from(random.chance(0.5));
    let mut gates = Vec::new();
    for round in 0..2 {
        for &(side, front) in &fronts {
            if gates.len() == wanted {
                return gates;
            }
            let (low, high) = halves[round ^ swap];
            let share = random.between(low, high);
            gates.push((side, front.low + (front.high - front.low) * share));
        }
    }
    gates
}

fn choose_gate(access: Access, number: usize, random: &mut Random) -> Gate {
    let draw = random.unit();
    if access != Access::Open || (number > 0 && draw < 0.12) {
        Gate::Private
    } else if draw < 0.22 {
        Gate::OpenOnFoot
    } else {
        Gate::Open
    }
}

/// A path from the street through the wall to the loop: its three nodes, and its places.
fn draw_gate(
    yard: &Yard<'_>,
    (side, share): (usize, f64),
    wall: &mut Street,
    round: &mut Street,
    network: &mut Network<'_>,
    draft: &mut Draft,
) -> Option<([u32; 3], Door)> {
    let site = yard.site;
    let ((from, to), length) = if side % 2 == 0 {
        (site.slot.u.into(), yard.width)
    } else {
        (site.slot.v.into(), yard.height)
    };
    // Along the wall, kept off its corners; north and west sides run backwards.
    let along = ((share - from) / (to - from)).clamp(0.12, 0.88);
    let inset = LOOP_INSET_M / length;
    let within = (along - inset) / (1.0 - 2.0 * inset);
    let turned = |t: f64| if side < 2 { t } else { 1.0 - t };
    let street = site.slot.frontages[side]?.street;
    let (outer, place) = network.join(site.block, street, from + (to - from) * along, draft)?;
    let gate = wall.join(turned(along), draft);
    let inner = round.join(turned(within), draft);
    let door = Door { street: place, gate: wall.at(turned(along)) };
    Some(([outer, gate, inner], door))
}
