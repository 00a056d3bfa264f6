//! Street tables: GeoJSON lines -> [`Streets`] (rule 10).

use rustc_hash::FxHashMap;

use super::rejects::Rejects;
use super::rows::{self, Cells, Fault, Row};
use super::source::{Source, Understood};
use super::streets::{StreetCount, Streets};
use super::{geojson_rows, rings};
use crate::crs::Frame;
use crate::error::Result;
use crate::geodesy::LonLat;
use crate::rules::walkers::{self, NodeTags, Walkable, WayTags};

pub fn read(source: &Source, rejects: &mut Rejects) -> Result<Streets> {
    let path = &*source.path;
    rejects.open(path, "network");
    let bytes = rows::bytes(path)?;
    let (features, crs) = geojson_rows::features(path, &bytes)?;
    let frame = source.frame(crs, &geojson_rows::sample(&features))?;
    let mut lines = Lines::default();
    for numbered in &features {
        let done = match &numbered.feature {
            Ok(feature) => lines.take(feature, &frame),
            Err(e) => Err((String::new(), e.clone(), super::Reason::Unreadable)),
        };
        if let Err(fault) = done {
            let row = Row {
                record: numbered.record,
                line: numbered.line,
                cells: Cells::Broken(fault.clone()),
            };
            rejects.push(row.reject(path, fault))?;
        }
    }
    let rows = features.len() as u64;
    let understood = Understood { rows, encoding: Some("UTF-8"), frame, notes: Vec::new() };
    rejects.close(understood, None)?;
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
    fn take(&mut self, feature: &geojson::Feature, frame: &Frame) -> Result<(), Fault> {
        let tags: Vec<(&str, &str)> = feature
            .properties
            .iter()
            .flatten()
            .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
            .collect();
        let Some(lines) = rings::lines(feature.geometry.as_ref(), frame)? else {
            return self.barrier(feature, &tags, frame);
        };
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

    fn barrier(
        &mut self,
        feature: &geojson::Feature,
        tags: &[(&str, &str)],
        frame: &Frame,
    ) -> Result<(), Fault> {
        let mut node = NodeTags::default();
        for (key, value) in tags {
            node.set(key, value);
        }
        if walkers::blocks(&node) {
            match rings::place(feature.geometry.as_ref(), frame)? {
                rows::Place::Point(at) => self.blocked.push(key(at)),
                rows::Place::Points(points) => self.blocked.extend(points.into_iter().map(key)),
                rows::Place::Area(_) => {}
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
