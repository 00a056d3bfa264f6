//! GeoJSON (RFC 7946) as a stream of features: nothing is held but the feature being written.
//!
//! Written by hand, because a million residents are mostly numbers and a general serializer spends
//! its time elsewhere; an empty layer is a valid empty FeatureCollection.

use std::io::Write;

use geo::MultiPolygon;
use rayon::prelude::*;

use super::folder::Staging;
use super::numbers::{push_amount, push_degrees, push_fixed};
use crate::error::Result;

/// A feature under construction.
pub struct Feature<'a> {
    out: &'a mut Vec<u8>,
    first: bool,
}

impl<'a> Feature<'a> {
    /// Starts with the properties.
    pub fn start(out: &'a mut Vec<u8>) -> Feature<'a> {
        out.extend_from_slice(br#"{"type":"Feature","properties":{"#);
        Feature { out, first: true }
    }

    fn key(&mut self, key: &str) -> &mut Vec<u8> {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        push_text(self.out, key);
        self.out.push(b':');
        self.out
    }

    pub fn text(&mut self, key: &str, value: &str) {
        push_text(self.key(key), value);
    }

    pub fn text_or_null(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.key(key).extend_from_slice(b"null"),
        }
    }

    pub fn flag(&mut self, key: &str, value: bool) {
        let text: &[u8] = if value { b"true" } else { b"false" };
        self.key(key).extend_from_slice(text);
    }

    pub fn amount(&mut self, key: &str, value: f64) {
        push_amount(self.key(key), value);
    }

    /// A finite number with fixed decimals; null for everything else.
    pub fn fixed(&mut self, key: &str, value: Option<f64>, decimals: u32) {
        let out = self.key(key);
        match value.filter(|v| v.is_finite()) {
            Some(value) => push_fixed(out, value, decimals),
            None => out.extend_from_slice(b"null"),
        }
    }

    pub fn point(self, [lon, lat]: [f64; 2]) {
        self.out.extend_from_slice(br#"},"geometry":{"type":"Point","coordinates":"#);
        push_position(self.out, [lon, lat]);
        self.out.extend_from_slice(b"}}");
    }

    pub fn areas(self, area: &MultiPolygon) {
        self.out.extend_from_slice(br#"},"geometry":{"type":"MultiPolygon","coordinates":["#);
        for (i, polygon) in area.iter().enumerate() {
            self.out.extend_from_slice(if i > 0 { b",[" } else { b"[" });
            for (j, ring) in
                std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate()
            {
                self.out.extend_from_slice(if j > 0 { b"," } else { b"" });
                push_line(self.out, ring.coords().map(|c| [c.x, c.y]));
            }
            self.out.push(b']');
        }
        self.out.extend_from_slice(b"]}}");
    }

    pub fn lines<L: Iterator<Item = [f64; 2]>>(self, lines: impl Iterator<Item = L>) {
        self.out.extend_from_slice(br#"},"geometry":{"type":"MultiLineString","coordinates":["#);
        for (i, line) in lines.enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            push_line(self.out, line);
        }
        self.out.extend_from_slice(b"]}}");
    }
}

fn push_line(out: &mut Vec<u8>, positions: impl Iterator<Item = [f64; 2]>) {
    out.push(b'[');
    for (i, p) in positions.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        push_position(out, p);
    }
    out.push(b']');
}

fn push_position(out: &mut Vec<u8>, [lon, lat]: [f64; 2]) {
    out.push(b'[');
    push_degrees(out, lon);
    out.push(b',');
    push_degrees(out, lat);
    out.push(b']');
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    if text.bytes().all(|b| b >= 0x20 && b != b'"' && b != b'\\') {
        out.extend_from_slice(text.as_bytes());
    } else {
        for c in text.chars() {
            match c {
                '"' => out.extend_from_slice(b"\\\""),
                '\\' => out.extend_from_slice(b"\\\\"),
                c if c < ' ' => {
                    out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes());
                }
                c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }
    out.push(b'"');
}

/// Writes a layer of `count` features, in order; `write` appends feature `i`. Chunks are formatted
/// in parallel and written in order, a few at a time: so few that they are still in the caches, into
/// buffers that are used again and again, because fresh memory costs more than the formatting.
pub fn layer(
    staging: &Staging,
    name: &str,
    count: usize,
    write: impl Fn(usize, &mut Vec<u8>) + Sync,
) -> Result<()> {
    const CHUNK: usize = 128;
    let mut texts = vec![Vec::new(); 4 * rayon::current_num_threads()];
    let file = format!("{name}.geojson");
    staging.file(&file, |out| {
        write!(out, "{{\"type\":\"FeatureCollection\",\"name\":")?;
        let mut quoted = Vec::new();
        push_text(&mut quoted, name);
        out.write_all(&quoted)?;
        out.write_all(b",\"features\":[")?;
        for batch in (0..count).step_by(CHUNK * texts.len()) {
            texts.par_iter_mut().enumerate().for_each(|(number, text)| {
                text.clear();
                let start = batch + number * CHUNK;
                for i in start..(start + CHUNK).min(count) {
                    text.extend_from_slice(if i > 0 { b",\n" } else { b"\n" });
                    write(i, text);
                }
            });
            for text in &texts {
                out.write_all(text)?;
            }
        }
        out.write_all(b"\n]}\n")
    })
}
