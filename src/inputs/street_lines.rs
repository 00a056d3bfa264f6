//! Street tables: lines of any layer -> [`Streets`] (rule 10).

use rustc_hash::FxHashMap;

use super::columns::Columns;
use super::head::Asked;
use super::places::Place;
use super::rejects::Rejects;
use super::rows::{self, Fault, Row};
use super::source::Source;
use super::streets::{StreetCount, Streets};
use crate::error::Result;
use crate::geodesy::LonLat;
use crate::rules::walkers::{self, NodeTags, Walkable, WayTags};

pub fn read(source: &Source, rejects: &mut Rejects) -> Result<Streets> {
    let mut lines = Lines::default();
    let columns = Columns::default();
    let asked = Asked { columns: &columns, uses: &[], need: &[], picked: None };
    rows::read(source, "network", asked, rejects, |row| lines.take(row))?;
    Ok(lines.finish())
}

/// Vertices are joined by coordinates rounded to 1e-7 degrees.
type Key = (i64, i64);

#[derive(Default)]
struct Lines {
    streets: Streets,
    node: FxHashMap<Key, u32>,
    blocked: Vec<Key>,
    count: StreetCount,
}

fn key(at: LonLat) -> Key {
    ((at.lon() * 1e7).round() as i64, (at.lat() * 1e7).round() as i64)
}

impl Lines {
    fn take(&mut self, row: &Row<'_>) -> Result<(), Fault> {
        row.readable()?;
        let tags = row.tags();
        let Some(lines) = row.lines()? else { return self.barrier(row, &tags) };
        let mut way = WayTags::default();
        for (key, value) in tags {
            way.set(key, value);
        }
        self.count.ways_highway += u64::from(way.highway.is_some());
        self.count.lines_unlabelled += u64::from(way.highway.is_none());
        // A street table need not be OSM: a line that does not say what it is may be walked.
        let walkable = match way.highway {
            Some(_) => walkers::way(&way),
            None => Some(Walkable::PLAIN),
        };
        let Some(walkable) = walkable else { return Ok(()) };
        self.count.ways_walkable += 1;
        self.count.ways_directed += u64::from(!(walkable.forward && walkable.backward));
        for line in lines {
            let refs: Vec<u32> = line.into_iter().map(|at| self.node(at)).collect();
            self.streets.push_way(walkable, refs);
        }
        Ok(())
    }

    fn barrier(&mut self, row: &Row<'_>, tags: &[(&str, &str)]) -> Result<(), Fault> {
        let mut node = NodeTags::default();
        for (key, value) in tags {
            node.set(key, value);
        }
        if walkers::blocks(&node) {
            match row.place()? {
                Place::Point(at) => self.blocked.push(key(at)),
                Place::Points(points) => self.blocked.extend(points.into_iter().map(key)),
                Place::Area(_) => {}
            }
        }
        Ok(())
    }

    fn node(&mut self, at: LonLat) -> u32 {
        let nodes = &mut self.streets.nodes;
        *self.node.entry(key(at)).or_insert_with(|| {
            nodes.push([at.lon(), at.lat()]);
            nodes.len() as u32 - 1
        })
    }

    fn finish(mut self) -> Streets {
        self.streets.blocked = vec![false; self.streets.nodes.len()];
        for key in self.blocked {
            if let Some(&node) = self.node.get(&key) {
                self.streets.blocked[node as usize] = true;
            }
        }
        self.streets.count = self.count;
        self.streets
    }
}
