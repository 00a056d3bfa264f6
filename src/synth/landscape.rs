//! What is not a street grid or a compound: rivers, tracks, the motorway, parks, closed land.
//!
//! Walkers gain little here. It makes the network file a realistic extract (ways that nobody walks
//! on, dead ends at the water, steps) and shows on a map why people walk round.

use super::ground::Xy;
use super::kinds::{Level, WayKind};
use super::layout::{Slot, Superblock};
use super::names;
use super::network::Network;
use super::plan::{Plan, Stretch, Strip, barriers};
use super::random::Random;
use super::streets::{Draft, NameId, Street};

const SHAPE_M: f64 = 90.0;
/// How far rivers and tracks run on beyond the city.
const BEYOND_M: f64 = 900.0;

/// Everything that may join arterials; call it before they are laid.
pub fn draw(plan: &Plan, network: &mut Network<'_>, draft: &mut Draft) {
    for column in barriers(&plan.columns) {
        let name = draft.name(format!("{}（示范河）", river_name(plan, column)));
        let line = river(plan, column);
        draw_line(draft, &line, WayKind::River, name);
        draw_promenade(plan, column, network, draft);
    }
    for row in barriers(&plan.rows) {
        let name = draft.name("示范铁路".to_owned());
        let line = railway(plan, row);
        draw_line(draft, &line, WayKind::Railway, name);
    }
    draw_dead_ends(plan, network, draft);
    draw_motorway(plan, network, draft);
}

fn river_name(plan: &Plan, column: usize) -> String {
    let street = names::arterial(plan.seed, column + 1000, true);
    street.replace('街', "河")
}

/// The middle of a river from south to north, one point for every line it meets.
pub fn river(plan: &Plan, column: usize) -> Vec<Xy> {
    (0..=plan.rows.len())
        .map(|row| plan.corner(column, row).toward(plan.corner(column + 1, row), 0.53))
        .collect()
}

/// The middle of the tracks from west to east.
pub fn railway(plan: &Plan, row: usize) -> Vec<Xy> {
    (0..=plan.columns.len())
        .map(|column| plan.corner(column, row).toward(plan.corner(column, row + 1), 0.46))
        .collect()
}

fn draw_line(draft: &mut Draft, line: &[Xy], kind: WayKind, name: NameId) {
    let (Some(&first), Some(&last)) = (line.first(), line.last()) else {
        return;
    };
    let away = |from: Xy, to: Xy| from.moved(to.direction(from), BEYOND_M, 0.0);
    let mut places = vec![away(first, line[1])];
    places.extend_from_slice(line);
    places.push(away(last, line[line.len() - 2]));
    let mut nodes = vec![draft.node(places[0])];
    for pair in places.windows(2) {
        let end = draft.node(pair[1]);
        let start = nodes.last().copied().unwrap_or(end);
        let stretch = Street::between([start, end], pair[0], pair[1]);
        nodes.extend(&stretch.lay(SHAPE_M, draft)[1..]);
    }
    draft.way(kind, Level::Ground, name, &nodes);
}

/// A path by the water below the western bank, with steps up to the street at both ends.
fn draw_promenade(plan: &Plan, column: usize, network: &mut Network<'_>, draft: &mut Draft) {
    for (row, _) in plan.rows.iter().enumerate().filter(|(_, s)| **s == Strip::Blocks) {
        let by_water = |t: f64| {
            let bank = plan.corner(column, row).toward(plan.corner(column, row + 1), t);
            let other = plan.corner(column + 1, row).toward(plan.corner(column + 1, row + 1), t);
            bank.toward(other, 0.2)
        };
        let stretch = Stretch { column, row, northward: true };
        let Some(bank) = network.arterial(stretch) else {
            continue;
        };
        let ends = [0.06, 0.94];
        let feet = ends.map(|t| draft.node(by_water(t)));
        for (t, foot) in ends.into_iter().zip(feet) {
            let head = bank.join(t, draft);
            draft.plain_way(WayKind::Steps, &[head, foot]);
        }
        let path = Street::between([feet[0], feet[1]], by_water(ends[0]), by_water(ends[1]));
        let nodes = path.lay(45.0, draft);
        draft.plain_way(WayKind::Path, &nodes);
    }
}

/// Streets that would cross a river or the tracks, but end short of them.
fn draw_dead_ends(plan: &Plan, network: &Network<'_>, draft: &mut Draft) {
    for stretch in plan.stretches() {
        let strips = if stretch.northward {
            plan.rows.get(stretch.row)
        } else {
            plan.columns.get(stretch.column)
        };
        if strips != Some(&Strip::Barrier) || plan.arterial(stretch).is_some() {
            continue;
        }
        let mut random = Random::keyed(plan.seed, [50, plan.index(stretch) as u64, 0]);
        let [(c0, r0), (c1, r1)] = plan.ends(stretch);
        let mut stub = |from: (usize, usize), to: (usize, usize), length: f64| {
            if let Some(start) = network.corner(from.0, from.1) {
                let (here, there) = (plan.corner(from.0, from.1), plan.corner(to.0, to.1));
                let end = draft.node(here.moved(here.direction(there), length, 0.0));
                draft.plain_way(WayKind::Residential, &[start, end]);
            }
        };
        if stretch.northward && random.chance(0.6) {
            stub((c0, r0), (c1, r1), 18.0);
        }
        // The promenade runs below the western bank, so only the eastern one has dead ends.
        if random.chance(0.6) {
            stub((c1, r1), (c0, r0), 22.0);
        }
    }
}

/// A motorway round the north and west, and a slip road to the ring.
fn draw_motorway(plan: &Plan, network: &Network<'_>, draft: &mut Draft) {
    let (right, top) = (plan.columns.len(), plan.rows.len());
    let (sw, nw, ne) = (plan.corner(0, 0), plan.corner(0, top), plan.corner(right, top));
    let knee = Xy::new(nw.x - 520.0, nw.y + 520.0);
    let places = [
        Xy::new(sw.x - 520.0, sw.y - 400.0),
        Xy::new(knee.x, knee.y - 420.0),
        Xy::new(knee.x + 120.0, knee.y - 120.0),
        Xy::new(knee.x + 420.0, knee.y),
        Xy::new(ne.x + 400.0, ne.y + 520.0),
    ];
    let mut nodes = places.map(|at| draft.node(at)).to_vec();
    let slip = nodes[2];
    let mut all = vec![nodes[0]];
    for (pair, at) in nodes.windows(2).zip(places.windows(2)) {
        let stretch = Street::between([pair[0], pair[1]], at[0], at[1]);
        all.extend(&stretch.lay(SHAPE_M, draft)[1..]);
    }
    nodes.clear();
    let name = draft.name("示范绕城高速".to_owned());
    draft.way(WayKind::Motorway, Level::Ground, name, &all);
    if let Some(corner) = network.corner(0, top) {
        let link = Street::between([corner, slip], nw, places[2]).lay(SHAPE_M, draft);
        draft.plain_way(WayKind::MotorwayLink, &link);
    }
}

/// Land that nobody lives on: an open park with paths, or something with a closed drive.
pub fn draw_open_land(
    block: &Superblock,
    slot: &Slot,
    random: &mut Random,
    network: &mut Network<'_>,
    draft: &mut Draft,
) {
    let middle = |[low, high]: [f64; 2]| low + (high - low) * 0.5;
    let (u, v) = (middle(slot.u), middle(slot.v));
    let park = random.chance(0.3);
    let heart = block.at(u + random.jitter(0.03), v + random.jitter(0.03));
    let mut centre = None;
    for frontage in slot.frontages.iter().flatten() {
        let share = middle([frontage.low, frontage.high]);
        let Some((node, at)) = network.join(block, frontage.street, share, draft) else {
            continue;
        };
        let heart_node = *centre.get_or_insert_with(|| draft.node(heart));
        let path = Street::between([node, heart_node], at, heart).lay(60.0, draft);
        if park {
            draft.plain_way(WayKind::Footway, &path);
        } else {
            draft.plain_way(WayKind::PrivateDrive, &path);
            break;
        }
    }
    if park && centre.is_some() {
        let ([west, east], [south, north]) = (slot.u, slot.v);
        let corners = [(west, south), (east, south), (east, north), (west, north)];
        let mut outline = corners.map(|(u, v)| draft.node(block.at(u, v))).to_vec();
        outline.push(outline[0]);
        draft.plain_way(WayKind::Park, &outline);
    }
}
