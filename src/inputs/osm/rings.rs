//! The ways of a multipolygon relation -> its area.
//!
//! Ways are joined where they end at the same node, in any order and direction. Which rings are
//! holes follows from how they lie in each other; where the roles of the members say otherwise, the
//! relation is broken and nothing is guessed.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Area, BoundingRect, Coord, LineString, MultiPolygon, Polygon, Rect, Validation};
use rustc_hash::FxHashMap;

use crate::inputs::rejects::Reason;
use crate::inputs::rows::Fault;

/// What the role of a member says about its ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Outer,
    Inner,
    /// No word of these.
    Unsaid,
}

impl Role {
    pub fn of(text: &str) -> Role {
        match text {
            "outer" => Role::Outer,
            "inner" => Role::Inner,
            _ => Role::Unsaid,
        }
    }
}

/// A ring under construction: its nodes, the last the same as the first, and what its ways say.
struct Ring {
    nodes: Vec<i64>,
    role: Role,
}

/// What is wrong with a relation that makes up no area.
pub fn broken(what: String) -> Fault {
    ("members".into(), what, Reason::BrokenRelation)
}

/// What of an object is not in the file.
pub fn absent(kind: &str, id: i64) -> Fault {
    (kind.into(), format!("{kind}/{id}"), Reason::Incomplete)
}

/// The area that ways make up; `at` says where a node is.
///
/// # Errors
/// When a node is unknown, a ring stays open or has no area, or the roles contradict how the rings
/// lie.
pub fn area(
    ways: &[(Role, &[i64])],
    at: impl Fn(i64) -> Option<[f64; 2]>,
) -> Result<MultiPolygon, Fault> {
    // A hole may touch the outline, so that ways of both end at one node; their roles part them.
    let of = |inner: bool| ways.iter().filter(move |(role, _)| (*role == Role::Inner) == inner);
    let (mut rings, some_choice) = joined(of(false))?;
    let (inner, more_choice) = joined(of(true))?;
    rings.extend(inner);
    if rings.is_empty() {
        return Err(broken("no ways".into()));
    }
    let shapes = rings.iter().map(|ring| ring_of(&ring.nodes, &at)).collect::<Result<_, _>>()?;
    let area = nested(&rings, shapes)?;
    // Where rings touch twice, ways can be joined so that the rings cross.
    if (some_choice || more_choice) && !area.is_valid() {
        return Err(broken("rings that cross, or touch at more than one node".into()));
    }
    Ok(area)
}

/// The closed line along some nodes.
pub fn ring_of(nodes: &[i64], at: impl Fn(i64) -> Option<[f64; 2]>) -> Result<LineString, Fault> {
    let place = |&node: &i64| at(node).map(Coord::from).ok_or_else(|| absent("node", node));
    nodes.iter().map(place).collect::<Result<Vec<Coord>, _>>().map(LineString)
}

/// Rings of ways. At a node where a ring comes back to itself it is split, so that none touches
/// itself. Also says whether there was a choice of ways at some node.
fn joined<'a>(
    ways: impl Iterator<Item = &'a (Role, &'a [i64])>,
) -> Result<(Vec<Ring>, bool), Fault> {
    let ways: Vec<_> = ways.filter(|(_, nodes)| !nodes.is_empty()).collect();
    let ends = |way: usize| (ways[way].1[0], ways[way].1[ways[way].1.len() - 1]);
    let is_closed = |way: usize| ends(way).0 == ends(way).1;
    let mut ways_at: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
    for way in (0..ways.len()).filter(|&way| !is_closed(way)) {
        for end in <[i64; 2]>::from(ends(way)) {
            ways_at.entry(end).or_default().push(way);
        }
    }
    let odd = |end: &i64| ways_at[end].len() % 2 == 1;
    let open = (0..ways.len()).filter(|&way| !is_closed(way)).map(ends);
    if let Some(end) = open.flat_map(<[i64; 2]>::from).find(odd) {
        return Err(broken(format!("a ring is open at node/{end}")));
    }
    let choice = ways_at.values().any(|ways| ways.len() > 2);
    let mut rings = Vec::new();
    let mut used = vec![false; ways.len()];
    for first in 0..ways.len() {
        if used[first] {
            continue;
        }
        if is_closed(first) {
            rings.push(Ring { nodes: ways[first].1.to_vec(), role: ways[first].0 });
            continue;
        }
        // Every end has an even number of ways: a walk only ends where it began.
        let mut chain: Vec<(usize, i64)> = Vec::new();
        let mut place_of: FxHashMap<i64, usize> = FxHashMap::default();
        let mut here = ends(first).0;
        while let Some(way) = next(&mut ways_at, here, &used) {
            used[way] = true;
            place_of.insert(here, chain.len());
            chain.push((way, here));
            let (from, to) = ends(way);
            here = if here == from { to } else { from };
            if let Some(&start) = place_of.get(&here) {
                let loop_ways = chain.split_off(start);
                for (_, node) in &loop_ways {
                    place_of.remove(node);
                }
                rings.push(along(&loop_ways, &ways));
            }
        }
    }
    Ok((rings, choice))
}

/// The first way at a node that was not walked yet.
fn next(ways_at: &mut FxHashMap<i64, Vec<usize>>, node: i64, used: &[bool]) -> Option<usize> {
    let here = ways_at.get_mut(&node)?;
    let free = here.iter().position(|&way| !used[way])?;
    // What was walked is not looked at again.
    here.drain(..free);
    here.first().copied()
}

fn along(loop_ways: &[(usize, i64)], ways: &[&(Role, &[i64])]) -> Ring {
    let mut ring = Ring { nodes: Vec::new(), role: Role::Unsaid };
    for &(way, from) in loop_ways {
        let (role, nodes) = ways[way];
        let rest = nodes.len() - 1;
        if nodes[0] == from {
            ring.nodes.extend_from_slice(&nodes[..rest]);
        } else {
            ring.nodes.extend(nodes[1..].iter().rev());
        }
        // An outline of which some members say that they are outer is outer.
        if *role != Role::Unsaid {
            ring.role = *role;
        }
    }
    ring.nodes.push(ring.nodes[0]);
    ring
}

/// Polygons with their holes, in the order of their outer rings.
fn nested(rings: &[Ring], shapes: Vec<LineString>) -> Result<MultiPolygon, Fault> {
    let name = |ring: usize| format!("the ring at node/{}", rings[ring].nodes[0]);
    let shapes: Vec<Polygon> = shapes.into_iter().map(|s| Polygon::new(s, Vec::new())).collect();
    let mut bounds: Vec<(f64, Rect)> = Vec::with_capacity(shapes.len());
    for (number, shape) in shapes.iter().enumerate() {
        let size = shape.unsigned_area();
        match shape.bounding_rect().filter(|_| size > 0.0) {
            Some(rect) => bounds.push((size, rect)),
            None => return Err(broken(format!("{} has no area", name(number)))),
        }
    }
    let mut holders = vec![0usize; shapes.len()];
    let mut holder: Vec<Option<usize>> = vec![None; shapes.len()];
    for inner in 0..shapes.len() {
        for outer in 0..shapes.len() {
            let may = outer != inner
                && bounds[outer].0 >= bounds[inner].0
                && holds(&bounds[outer].1, &bounds[inner].1);
            if !may {
                continue;
            }
            match within(&shapes[inner], &shapes[outer]) {
                None => return Err(broken(format!("{} is there twice", name(inner)))),
                Some(false) => {}
                Some(true) => {
                    holders[inner] += 1;
                    let smaller = |known: usize| bounds[outer].0 < bounds[known].0;
                    if holder[inner].is_none_or(smaller) {
                        holder[inner] = Some(outer);
                    }
                }
            }
        }
    }
    let is_hole = |ring: usize| holders[ring] % 2 == 1;
    for (number, ring) in rings.iter().enumerate() {
        match (ring.role, is_hole(number)) {
            (Role::Inner, false) => {
                return Err(broken(format!("{} is inner but lies in no outer ring", name(number))));
            }
            (Role::Outer, true) => {
                return Err(broken(format!("{} is outer but lies in another", name(number))));
            }
            _ => {}
        }
    }
    let mut holes: Vec<Vec<LineString>> = vec![Vec::new(); shapes.len()];
    for hole in (0..shapes.len()).filter(|&ring| is_hole(ring)) {
        if let Some(outer) = holder[hole] {
            holes[outer].push(shapes[hole].exterior().clone());
        }
    }
    let outers = shapes.into_iter().zip(holes).enumerate().filter(|(ring, _)| !is_hole(*ring));
    Ok(MultiPolygon(
        outers.map(|(_, (shape, holes))| Polygon::new(shape.into_inner().0, holes)).collect(),
    ))
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    outer.min().x <= inner.min().x
        && outer.min().y <= inner.min().y
        && outer.max().x >= inner.max().x
        && outer.max().y >= inner.max().y
}

/// Whether a ring lies in another that it does not cross. They may touch, so the first place of it
/// that is not on the other decides; without one they are the same.
fn within(inner: &Polygon, outer: &Polygon) -> Option<bool> {
    let corners = inner.exterior().coords().copied();
    let middles = inner.exterior().lines().map(|line| (line.start + line.end) / 2.0);
    corners.chain(middles).find_map(|at| match outer.coordinate_position(&at) {
        CoordPos::Inside => Some(true),
        CoordPos::Outside => Some(false),
        CoordPos::OnBoundary => None,
    })
}
