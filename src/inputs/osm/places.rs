//! Facilities and homes straight from an OpenStreetMap extract (`.osm.pbf`), by tag rules.
//!
//! The file is read up to three times, so that only what the rules ask for is ever kept: first the
//! objects that a rule fits, then the ways that make up the relations among them, then the nodes of
//! all their ways. Nothing is assumed about the order of the file.

use std::path::Path;

use geo::{MultiPolygon, Polygon};
use geojson::Geometry;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::blocks::{self, degrees};
use super::parts::{self, Nodes, Ways};
use super::pbf::{Block, Damage, Element, Member, MemberKind, RawTag};
use super::rings::{self, Role, absent, broken};
use crate::error::Result;
use crate::geodesy;
use crate::inputs::rejects::Reason;
use crate::inputs::rows::Fault;
use crate::rules::OsmRule;
use crate::rules::osm_rule::Tags;

/// What is looked for in an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Objects of every category of facilities.
    Facilities,
    /// Homes.
    Residents,
}

/// An object of an extract, once for every category that it belongs to.
#[derive(Clone, Debug)]
pub struct OsmPlace {
    /// `node/123`, `way/45`, `relation/6`.
    pub id: Box<str>,
    /// Its Chinese name, or the name that it has, or nothing.
    pub name: Box<str>,
    /// The category that a rule gave it.
    pub category: Box<str>,
    /// That rule.
    pub rule: Box<str>,
    /// Its tags that are of use, in the order of the file: those that rules look at, and [`KEPT`].
    pub tags: Vec<(Box<str>, Box<str>)>,
    /// Where it is: a point for a node or the middle of an open way, a polygon for a closed way, a
    /// multipolygon for a relation; or why it is nowhere.
    pub geometry: Result<Geometry, Fault>,
    /// Gates and doors among the nodes of its outline, as `[longitude, latitude]`; none says
    /// nothing about where it is entered.
    pub entrances: Vec<[f64; 2]>,
}

/// What was found in an extract.
#[derive(Debug, Default)]
pub struct OsmPlaces {
    /// Nodes, then ways, then relations, each in the order of the file.
    pub places: Vec<OsmPlace>,
    /// What a reader should know, English and Chinese.
    pub notes: Vec<[String; 2]>,
}

/// Tags that are kept whatever the rules look at.
pub const KEPT: [&str; 12] = [
    "name",
    "name:zh",
    "name:en",
    "operator",
    "operator:type",
    "opening_hours",
    "capacity",
    "access",
    "building:flats",
    "building:levels",
    "min_age",
    "max_age",
];

/// OpenStreetMap itself takes no more in one relation.
const MOST_MEMBERS: usize = 32_000;

const NODE: u8 = 0;
const WAY: u8 = 1;
const RELATION: u8 = 2;
const KIND_NAMES: [&str; 3] = ["node", "way", "relation"];

/// An object that a rule fits.
struct Found {
    kind: u8,
    id: i64,
    /// One rule a category, by number.
    rules: Vec<usize>,
    name: Box<str>,
    tags: Vec<(Box<str>, Box<str>)>,
    shape: Shape,
}

enum Shape {
    At([f64; 2]),
    Along(Box<[i64]>),
    /// Ways with what their roles say.
    MadeOf(Vec<(Role, i64)>),
    Nowhere(Fault),
}

/// Reads the places of an extract that rules ask for.
///
/// # Errors
/// When the file cannot be read as a whole. A place that cannot be put together is no error but
/// carries its fault.
pub fn places(path: &Path, rules: &[OsmRule], wanted: Wanted) -> Result<OsmPlaces> {
    let of_gates = match wanted {
        Wanted::Facilities => OsmRule::ENTRANCE,
        Wanted::Residents => OsmRule::GATE,
    };
    let asked: Vec<&OsmRule> = rules
        .iter()
        .filter(|rule| match wanted {
            Wanted::Facilities => rule.is_of_facilities(),
            Wanted::Residents => rule.category == OsmRule::RESIDENTIAL,
        })
        .filter(|rule| !rule.off)
        .collect();
    let doors: Vec<&OsmRule> = rules.iter().filter(|rule| rule.category == of_gates).collect();

    let (mut found, kinds) = objects(path, &asked)?;
    let is_of = |kind: u8| {
        let kinds = &kinds;
        move |number: usize| kinds.get(number).is_some_and(|kinds| kinds[kind as usize])
    };
    found.sort_by_key(|object| object.kind);
    let wanted_ways = found.iter().flat_map(|object| match &object.shape {
        Shape::MadeOf(ways) => &ways[..],
        _ => &[],
    });
    let members = parts::ways(path, is_of(WAY), wanted_ways.map(|(_, id)| *id).collect())?;
    let outlines = found.iter().filter_map(|object| match &object.shape {
        Shape::Along(refs) => Some(refs),
        _ => None,
    });
    let wanted_nodes = outlines.chain(members.values()).flatten().copied().collect();
    let nodes = Nodes::read(path, is_of(NODE), wanted_nodes, &doors)?;

    let shapes: Vec<Result<Located, Fault>> = found
        .par_iter()
        .map(|object| object.located(&members, &nodes, wanted == Wanted::Facilities))
        .collect();
    Ok(told(found, shapes, &asked))
}

/// All objects that a rule fits, and which kinds of objects each block holds.
fn objects(path: &Path, rules: &[&OsmRule]) -> Result<(Vec<Found>, Vec<[bool; 3]>)> {
    // A rule asks for all of its tags, so one of them is enough to look for.
    let keys: FxHashSet<&[u8]> =
        rules.iter().filter_map(|rule| rule.tags.keys().next()).map(|k| k.as_bytes()).collect();
    let useful: FxHashSet<&str> = rules
        .iter()
        .flat_map(|rule| rule.tags.keys().chain(rule.without.keys()))
        .map(|key| &**key)
        .chain(KEPT)
        .collect();
    let (mut found, mut kinds) = (Vec::new(), Vec::new());
    let part = |block: &Block<'_>| Part::of(block, rules, &keys, &useful);
    blocks::each(
        path,
        |_| true,
        part,
        |number, part| {
            kinds.resize(number, [false; 3]);
            kinds.push(part.kinds);
            found.extend(part.found);
        },
    )?;
    Ok((found, kinds))
}

/// What one block holds.
#[derive(Default)]
struct Part {
    kinds: [bool; 3],
    found: Vec<Found>,
}

impl Part {
    fn of(
        block: &Block<'_>,
        rules: &[&OsmRule],
        keys: &FxHashSet<&[u8]>,
        useful: &FxHashSet<&str>,
    ) -> Result<Part, Damage> {
        let mut part = Part::default();
        let is_key: Vec<bool> = block.texts.iter().map(|text| keys.contains(text)).collect();
        let asks =
            |raw: &[RawTag]| raw.iter().any(|&[key, _]| is_key.get(key as usize) == Some(&true));
        block.each(|element| {
            let (kind, id, raw) = match element {
                Element::Node { id, tags, .. } => (NODE, id, tags),
                Element::Way { id, tags, .. } => (WAY, id, tags),
                Element::Relation { id, tags, .. } => (RELATION, id, tags),
            };
            part.kinds[kind as usize] = true;
            if !asks(raw) {
                return;
            }
            let tags: Vec<_> = block.tags(raw).collect();
            let rules = fitting(rules, &tags);
            if rules.is_empty() {
                return;
            }
            let shape = match element {
                Element::Node { nano, .. } => Shape::At(degrees(nano)),
                Element::Way { refs, .. } => Shape::Along(refs.into()),
                Element::Relation { members, .. } => made_of(block, members, &tags),
            };
            part.found.push(Found::of(kind, id, rules, &tags, useful, shape));
        })?;
        Ok(part)
    }
}

/// The first rule of each category that fits, by number.
fn fitting(rules: &[&OsmRule], tags: &Tags<'_>) -> Vec<usize> {
    let mut fitting: Vec<usize> = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let known = |other: &usize| rules[*other].category == rule.category;
        if rule.fits(tags) && !fitting.iter().any(known) {
            fitting.push(number);
        }
    }
    fitting
}

impl Found {
    fn of(
        kind: u8,
        id: i64,
        rules: Vec<usize>,
        tags: &Tags<'_>,
        useful: &FxHashSet<&str>,
        shape: Shape,
    ) -> Found {
        let value = |key: &str| tags.iter().find(|(known, _)| *known == key).map(|(_, v)| *v);
        let name = ["name:zh", "name", "official_name", "alt_name"].into_iter().find_map(value);
        let kept = tags.iter().filter(|(key, _)| useful.contains(key));
        Found {
            kind,
            id,
            rules,
            name: name.unwrap_or_default().into(),
            tags: kept.map(|&(key, value)| (key.into(), value.into())).collect(),
            shape,
        }
    }

    /// Where it is, and the nodes of its outline.
    fn located(&self, members: &Ways, nodes: &Nodes, open_ways: bool) -> Result<Located, Fault> {
        let at = |id| nodes.at(id);
        match &self.shape {
            Shape::Nowhere(fault) => Err(fault.clone()),
            &Shape::At(at) => Ok(Located { shape: Geometry::new_point(at), entrances: Vec::new() }),
            Shape::Along(refs) => {
                let line = rings::ring_of(refs, at)?;
                let (Some(first), Some(last)) = (refs.first(), refs.last()) else {
                    return Err(("nodes".into(), "no nodes".into(), Reason::Incomplete));
                };
                if refs.len() >= 4 && first == last {
                    let area = MultiPolygon(vec![Polygon::new(line, Vec::new())]);
                    let entrances = nodes.doors(refs.iter(), &area);
                    let rings = area.0[0].exterior().coords().map(|c| [c.x, c.y]);
                    return Ok(Located { shape: Geometry::new_polygon([rings]), entrances });
                }
                if !open_ways {
                    let ends = format!("{} nodes, from node/{first} to node/{last}", refs.len());
                    return Err(("nodes".into(), ends, Reason::BadRing));
                }
                let middle = Geometry::new_point(halfway(&line));
                Ok(Located { shape: middle, entrances: Vec::new() })
            }
            Shape::MadeOf(parts) => {
                let way = |&(role, id): &(Role, i64)| match members.get(&id) {
                    Some(refs) => Ok((role, &**refs)),
                    None => Err(absent("way", id)),
                };
                let ways = parts.iter().map(way).collect::<Result<Vec<_>, _>>()?;
                let area = rings::area(&ways, at)?;
                let entrances = nodes.doors(ways.iter().flat_map(|(_, refs)| refs.iter()), &area);
                let shape = Geometry::new_multi_polygon(area.iter().map(|polygon| {
                    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
                    rings.map(|ring| ring.coords().map(|c| [c.x, c.y]).collect::<Vec<_>>())
                }));
                Ok(Located { shape, entrances })
            }
        }
    }
}

struct Located {
    shape: Geometry,
    entrances: Vec<[f64; 2]>,
}

/// The ways of a relation that is an area, each once.
fn made_of(block: &Block<'_>, members: &[Member], tags: &Tags<'_>) -> Shape {
    let kind = tags.iter().find(|(key, _)| *key == "type").map(|(_, value)| *value);
    if !matches!(kind, Some("multipolygon" | "boundary")) {
        let what = kind.map_or_else(|| "no type".into(), |kind| format!("type={kind}"));
        return Shape::Nowhere(("type".into(), what, Reason::WrongGeometry));
    }
    let (mut ways, mut seen) = (Vec::new(), FxHashSet::default());
    for (number, member) in members.iter().enumerate() {
        if number == MOST_MEMBERS {
            return Shape::Nowhere(broken(format!("more than {MOST_MEMBERS} members")));
        }
        let role = block.text(member.role).unwrap_or_default();
        match member.kind {
            MemberKind::Way if seen.insert(member.id) => ways.push((Role::of(role), member.id)),
            MemberKind::Relation if matches!(role, "outer" | "inner" | "") => {
                let id = member.id;
                return Shape::Nowhere(broken(format!("relation/{id} is a part of it")));
            }
            // Labels and centres are nodes; parts of a boundary are relations with other roles.
            MemberKind::Way | MemberKind::Node | MemberKind::Relation => {}
        }
    }
    Shape::MadeOf(ways)
}

/// The place in the middle of a line, along it.
fn halfway(line: &geo::LineString) -> [f64; 2] {
    let length = |line: &geo::Line| {
        geodesy::length_m([line.start.x, line.start.y], [line.end.x, line.end.y])
    };
    let mut rest = 0.5 * line.lines().map(|line| length(&line)).sum::<f64>();
    for line in line.lines() {
        let step = length(&line);
        if rest <= step && step > 0.0 {
            let at = line.start + line.delta() * (rest / step);
            return [at.x, at.y];
        }
        rest -= step;
    }
    // All nodes are at one place, or there is one node.
    line.coords().last().map_or([f64::NAN; 2], |c| [c.x, c.y])
}

/// One row for every object and category, and what a reader should know.
fn told(found: Vec<Found>, shapes: Vec<Result<Located, Fault>>, rules: &[&OsmRule]) -> OsmPlaces {
    // Some mappers tag both a relation and the way around it: the same thing, drawn twice.
    let mut drawn: FxHashSet<(i64, usize)> = FxHashSet::default();
    for (object, shape) in found.iter().zip(&shapes) {
        if let (Shape::MadeOf(ways), Ok(_)) = (&object.shape, shape) {
            let outer = ways.iter().filter(|(role, _)| *role != Role::Inner);
            drawn.extend(outer.flat_map(|(_, way)| object.rules.iter().map(|rule| (*way, *rule))));
        }
    }
    let mut all = OsmPlaces::default();
    let (mut twice, mut by_rule) = (0, vec![0u64; rules.len()]);
    for (object, shape) in found.into_iter().zip(shapes) {
        let (shape, entrances) = match shape {
            Ok(located) => (Ok(located.shape), located.entrances),
            Err(fault) => (Err(fault), Vec::new()),
        };
        for &rule in &object.rules {
            if object.kind == WAY && drawn.contains(&(object.id, rule)) {
                twice += 1;
                continue;
            }
            by_rule[rule] += 1;
            all.places.push(OsmPlace {
                id: format!("{}/{}", KIND_NAMES[object.kind as usize], object.id).into(),
                name: object.name.clone(),
                category: rules[rule].category.as_str().into(),
                rule: rules[rule].id.as_str().into(),
                tags: object.tags.clone(),
                geometry: shape.clone(),
                entrances: entrances.clone(),
            });
        }
    }
    let counts: Vec<String> = rules
        .iter()
        .zip(by_rule)
        .filter(|(_, count)| *count > 0)
        .map(|(rule, count)| format!("{} {count}", rule.id))
        .collect();
    if !counts.is_empty() {
        let counts = counts.join(", ");
        all.notes.push([format!("found by rule: {counts}"), format!("按规则选取：{counts}")]);
    }
    if twice > 0 {
        all.notes.push([
            format!("{twice} ways are left out: the relation that they bound is the same place"),
            format!("{twice} 条路径未采用：与其所围的关系为同一地点"),
        ]);
    }
    all
}
