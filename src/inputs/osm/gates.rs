//! Gates of compounds, found in an OpenStreetMap extract on the outlines of residents.
//!
//! A resident given as a polygon walks from a point inside it, as if there were no wall. Where gates
//! lie on the outline, the walk starts from them instead.

use std::path::Path;

use geo::{Contains, Coord, MultiPolygon, Point};
use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use rustc_hash::FxHashSet;

use super::blocks::{self, degrees};
use super::pbf::{Block, Damage, Element};
use crate::error::{Error, Result};
use crate::geodesy::{LocalPlane, LonLat};
use crate::inputs::rejects::Rejects;
use crate::inputs::residents::Residents;
use crate::inputs::source::Source;
use crate::rules::OsmRule;
use crate::rules::osm_rule::Tags;
use crate::rules::walkers::{self, NodeTags};

/// How far a gate may lie from an outline to be on it, metres. A gate is a node of the wall, so in
/// data of one source it is on the line; outlines of another source are drawn about as well as this.
pub const ON_OUTLINE_M: f64 = 2.0;
/// How far outside a gate that strangers may not pass its residents start, metres. The street ends
/// on both sides of such a gate, and at the gate itself both ends are equally near.
const STEP_OUT_M: f64 = 1.0;

/// A node that people pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// `[longitude, latitude]`, degrees.
    pub at: [f64; 2],
    /// Streets are cut here: only those who live behind it may pass.
    pub closed: bool,
}

impl Gate {
    /// Whether the network rules cut streets at a node with these tags.
    pub fn is_closed(tags: &Tags<'_>) -> bool {
        let mut node = NodeTags::default();
        for (key, value) in tags {
            node.set(key, value);
        }
        walkers::blocks(&node)
    }
}

/// All gates of an extract, in the order of the file: nodes that a rule of [`OsmRule::GATE`] fits.
///
/// # Errors
/// When the file cannot be read as a whole.
pub fn gates(path: &Path, rules: &[OsmRule]) -> Result<Vec<Gate>> {
    let rules: Vec<&OsmRule> =
        rules.iter().filter(|rule| rule.category == OsmRule::GATE && !rule.off).collect();
    let keys: FxHashSet<&[u8]> =
        rules.iter().filter_map(|rule| rule.tags.keys().next()).map(|k| k.as_bytes()).collect();
    let part = |block: &Block<'_>| -> Result<Vec<Gate>, Damage> {
        let mut part = Vec::new();
        if !block.has_text(|text| keys.contains(text)) {
            return Ok(part);
        }
        block.each(|element| {
            let Element::Node { nano, tags, .. } = element else { return };
            let tags: Vec<_> = block.tags(tags).collect();
            if rules.iter().any(|rule| rule.fits(&tags)) {
                part.push(Gate { at: degrees(nano), closed: Gate::is_closed(&tags) });
            }
        })?;
        Ok(part)
    };
    let mut gates = Vec::new();
    blocks::each(path, |_| true, part, |_, part| gates.extend(part))?;
    Ok(gates)
}

/// For each outline the gates on one of its rings, in the order given: those within `tolerance_m`
/// metres. Closed gates are moved to just outside. `None` and outlines without gates get none.
#[must_use]
pub fn on_outlines(
    outlines: &[Option<&MultiPolygon>],
    gates: &[Gate],
    tolerance_m: f64,
) -> Vec<Vec<LonLat>> {
    let on_globe = gates.iter().zip(0u32..).filter(|(gate, _)| is_place(gate.at));
    let tree = RTree::bulk_load(on_globe.map(|(g, i)| GeomWithData::new(g.at, i)).collect());
    outlines
        .par_iter()
        .map(|area| area.map_or_else(Vec::new, |area| on(area, &tree, gates, tolerance_m)))
        .collect()
}

fn is_place([lon, lat]: [f64; 2]) -> bool {
    LonLat::new(lon, lat).is_some()
}

type Tree = RTree<GeomWithData<[f64; 2], u32>>;

fn on(area: &MultiPolygon, tree: &Tree, gates: &[Gate], tolerance_m: f64) -> Vec<LonLat> {
    // Of each gate the nearest edge, which says where outside is.
    let mut near: Vec<(u32, f64, geo::Line)> = Vec::new();
    let rings = area.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    for edge in rings.flat_map(|ring| ring.lines()) {
        let [a, b] = [edge.start, edge.end];
        let plane = LocalPlane::at(0.5 * (a.y + b.y));
        // Twice, since the box is measured at one latitude and the distance at another.
        let reach = [2.0 * tolerance_m / plane.x_m.max(1.0), 2.0 * tolerance_m / plane.y_m];
        let bounds = AABB::from_corners(
            [a.x.min(b.x) - reach[0], a.y.min(b.y) - reach[1]],
            [a.x.max(b.x) + reach[0], a.y.max(b.y) + reach[1]],
        );
        for gate in tree.locate_in_envelope(&bounds) {
            let (_, distance_m) = foot(gates[gate.data as usize].at, edge);
            if distance_m <= tolerance_m {
                near.push((gate.data, distance_m, edge));
            }
        }
    }
    near.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    near.dedup_by_key(|(gate, ..)| *gate);
    let place = |(gate, _, edge): (u32, f64, geo::Line)| {
        let gate = gates[gate as usize];
        let outside = gate.closed.then(|| outside(gate.at, edge, area)).flatten();
        let [lon, lat] = outside.unwrap_or(gate.at);
        LonLat::new(lon, lat)
    };
    near.into_iter().filter_map(place).collect()
}

/// The place of an edge nearest to a gate, and metres to it.
fn foot(at: [f64; 2], edge: geo::Line) -> (Coord, f64) {
    let plane = LocalPlane::at(at[1]);
    let metres = |c: Coord| [(c.x - at[0]) * plane.x_m, (c.y - at[1]) * plane.y_m];
    let ([ax, ay], [bx, by]) = (metres(edge.start), metres(edge.end));
    let (dx, dy) = (bx - ax, by - ay);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 { (-(ax * dx + ay * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (edge.start + edge.delta() * t, (ax + t * dx).hypot(ay + t * dy))
}

/// Just outside an area, across an edge of it from a gate; `None` where neither side or both are
/// outside.
fn outside(at: [f64; 2], edge: geo::Line, area: &MultiPolygon) -> Option<[f64; 2]> {
    let plane = LocalPlane::at(at[1]);
    let (on_edge, _) = foot(at, edge);
    let (dx, dy) = (edge.dx() * plane.x_m, edge.dy() * plane.y_m);
    let length = dx.hypot(dy);
    let side = |sign: f64| -> [f64; 2] {
        let step = sign * STEP_OUT_M / length;
        [on_edge.x - dy * step / plane.x_m, on_edge.y + dx * step / plane.y_m]
    };
    let is_out = |at: [f64; 2]| !area.contains(&Point::from(at));
    let sides = [side(1.0), side(-1.0)];
    match sides.map(is_out) {
        _ if length == 0.0 => None,
        [true, false] => Some(sides[0]),
        [false, true] => Some(sides[1]),
        _ => None,
    }
}

/// Puts the gates of an extract in the place of the points inside compounds. A resident whose
/// entrances are known already keeps them, and so does one on whose outline no gate lies.
///
/// # Errors
/// When the file cannot be read, holds no gate, or no resident has an outline.
pub fn read(
    source: &Source,
    rules: &[OsmRule],
    residents: &mut Residents,
    rejects: &mut Rejects,
) -> Result<()> {
    let path = &*source.path;
    blocks::is_wgs84(source)?;
    if residents.rows.iter().all(|resident| resident.land.is_none()) {
        return Err(Error::input(
            path,
            "gates are looked for on outlines, but no resident has one",
            "give the residents as polygons, or their gates as entrances = \"FILE\" with their ids",
        ));
    }
    let gates = gates(path, rules)?;
    if gates.is_empty() {
        return Err(Error::input(
            path,
            "holds no gate (nodes with barrier=gate, entrance=yes and the like)",
            "check that the extract covers the place and was not filtered to streets",
        ));
    }
    let outlines: Vec<Option<&MultiPolygon>> = residents
        .rows
        .iter()
        .map(|resident| {
            let own = resident.entrances.start as usize..resident.entrances.end as usize;
            let from_inside = residents.entrances[own] == [resident.at];
            resident.land.as_ref().filter(|_| from_inside).map(|land| &land.0)
        })
        .collect();
    let found = on_outlines(&outlines, &gates, ON_OUTLINE_M);
    let asked = outlines.iter().flatten().count();
    let with = found.iter().filter(|gates| !gates.is_empty()).count();
    let used: usize = found.iter().map(Vec::len).sum();
    let mut entrances = Vec::with_capacity(residents.entrances.len() + used);
    for (resident, gates) in residents.rows.iter_mut().zip(found) {
        let own = resident.entrances.start as usize..resident.entrances.end as usize;
        let first = entrances.len() as u32;
        match gates.is_empty() {
            true => entrances.extend_from_slice(&residents.entrances[own]),
            false => entrances.extend(gates),
        }
        resident.entrances = first..entrances.len() as u32;
    }
    residents.entrances = entrances;
    rejects.count_whole(path, "gates", gates.len() as u64);
    if let Some(count) = rejects.files.last_mut() {
        count.notes.push([
            format!("{with} of {asked} outlines have gates, {used} in all; walks start from them"),
            format!("{asked} 个小区边界中 {with} 个有大门（共 {used} 个），步行以大门为起点"),
        ]);
    }
    Ok(())
}
