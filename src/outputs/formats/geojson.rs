//! GeoJSON (RFC 7946) as a stream of features: nothing is held but the feature being written.
//!
//! Written by hand, because a million residents are mostly numbers and a general serializer spends
//! its time elsewhere; an empty layer is a valid empty FeatureCollection.

use std::io::Write;
use std::slice::Iter;

use geo::MultiPolygon;

use crate::error::{Error, Result};
use crate::outputs::folder::Staging;
use crate::outputs::in_order;
use crate::outputs::layers::{Format, Kind, Layer, Record};
use crate::outputs::numbers::{push_amount, push_fixed, push_position};

/// One `.geojson` a layer.
pub struct GeoJson<'s> {
    /// Where the files go.
    pub staging: &'s Staging,
}

/// A field as it stands before its value.
struct Key {
    text: Vec<u8>,
    decimals: u32,
}

/// A feature under construction. Its keys were quoted once for the whole layer.
struct Feature<'a> {
    out: &'a mut Vec<u8>,
    keys: Iter<'a, Key>,
}

impl<'a> Feature<'a> {
    /// Starts with the properties.
    fn start(out: &'a mut Vec<u8>, keys: &'a [Key]) -> Feature<'a> {
        out.extend_from_slice(br#"{"type":"Feature","properties":{"#);
        Feature { out, keys: keys.iter() }
    }

    /// The next key; its decimals.
    fn key(&mut self) -> u32 {
        let key = self.keys.next();
        debug_assert!(key.is_some(), "a layer hands over more values than it has fields");
        let Some(key) = key else { return 0 };
        self.out.extend_from_slice(&key.text);
        key.decimals
    }

    fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    fn geometry(&mut self, start: &[u8]) {
        debug_assert!(self.keys.len() == 0, "a layer hands over fewer values than it has fields");
        self.out.extend_from_slice(b"},\"geometry\":{\"type\":");
        self.out.extend_from_slice(start);
    }
}

impl Record for Feature<'_> {
    fn text<'v>(&mut self, value: impl Into<Option<&'v str>>) {
        self.key();
        match value.into() {
            Some(value) => push_text(self.out, value),
            None => self.null(),
        }
    }

    fn flag(&mut self, value: impl Into<Option<bool>>) {
        self.key();
        let text: &[u8] = match value.into() {
            Some(true) => b"true",
            Some(false) => b"false",
            None => b"null",
        };
        self.out.extend_from_slice(text);
    }

    fn count(&mut self, value: usize) {
        self.amount(value as f64);
    }

    fn amount(&mut self, value: impl Into<Option<f64>>) {
        self.key();
        match value.into() {
            Some(value) => push_amount(self.out, value),
            None => self.null(),
        }
    }

    fn fixed(&mut self, value: impl Into<Option<f64>>) {
        let decimals = self.key();
        match value.into().filter(|v| v.is_finite()) {
            Some(value) => push_fixed(self.out, value, decimals),
            None => self.null(),
        }
    }

    fn absent(&mut self) {
        self.keys.next();
    }

    fn point(mut self, at: [f64; 2]) {
        self.geometry(br#""Point","coordinates":"#);
        push_position(self.out, at);
        self.out.extend_from_slice(b"}}");
    }

    fn areas(mut self, area: &MultiPolygon) {
        self.geometry(br#""MultiPolygon","coordinates":["#);
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

    fn lines<L: Iterator<Item = [f64; 2]>>(mut self, lines: impl Iterator<Item = L>) {
        self.geometry(br#""MultiLineString","coordinates":["#);
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
    let start = out.len();
    // Most of a service area passes here: the iterator's own loop is tighter than one around it.
    positions.for_each(|p| {
        push_position(out, p);
        out.push(b',');
    });
    if out.len() > start {
        out.pop();
    }
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

/// The keys of a layer, the first without a comma.
fn keys(layer: &impl Layer) -> Vec<Key> {
    let fields = layer.about().fields.iter().enumerate();
    fields
        .map(|(i, field)| {
            let mut text = if i > 0 { vec![b','] } else { Vec::new() };
            push_text(&mut text, &field.name);
            text.push(b':');
            let decimals = if let Kind::Fixed(decimals) = field.kind { decimals } else { 0 };
            Key { text, decimals }
        })
        .collect()
}

impl Format for GeoJson<'_> {
    type Error = Error;

    /// Writes the features in order.
    fn layer(&mut self, layer: &impl Layer) -> Result<()> {
        let (name, count, keys) = (&layer.about().name, layer.len(), keys(layer));
        self.staging.file(&format!("{name}.geojson"), |out| {
            write!(out, "{{\"type\":\"FeatureCollection\",\"name\":")?;
            let mut quoted = Vec::new();
            push_text(&mut quoted, name);
            out.write_all(&quoted)?;
            out.write_all(b",\"features\":[")?;
            in_order::write(out, count, |text, features| {
                for i in features {
                    text.extend_from_slice(if i > 0 { b",\n" } else { b"\n" });
                    layer.fill(i, Feature::start(text, &keys));
                }
            })?;
            out.write_all(b"\n]}\n")
        })
    }
}
