//! Well-known binary of features (OGC 06-103r4, clause 8), little-endian, on the grid of the output.

use geo::{LineString, MultiPolygon};

use crate::outputs::numbers::rounded_degrees;

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const LINES: u32 = 5;
const POLYGONS: u32 = 6;

/// What a geometry spans, degrees. Of nothing: turned inside out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Lowest longitude and latitude.
    pub low: [f64; 2],
    /// Highest longitude and latitude.
    pub high: [f64; 2],
}

impl Bounds {
    /// Of no point.
    pub const NONE: Bounds = Bounds { low: [f64::INFINITY; 2], high: [f64::NEG_INFINITY; 2] };

    /// Makes room for a point.
    pub fn add(&mut self, at: [f64; 2]) {
        self.join(Bounds { low: at, high: at });
    }

    /// Makes room for what another one spans.
    pub fn join(&mut self, other: Bounds) {
        for axis in 0..2 {
            self.low[axis] = self.low[axis].min(other.low[axis]);
            self.high[axis] = self.high[axis].max(other.high[axis]);
        }
    }

    /// Whether it spans nothing.
    pub fn is_none(&self) -> bool {
        self.low[0] > self.high[0]
    }
}

/// Appends a point.
pub fn point(out: &mut Vec<u8>, at: [f64; 2]) -> Bounds {
    let mut bounds = Bounds::NONE;
    start(out, POINT);
    position(out, &mut bounds, at);
    bounds
}

/// Appends areas.
pub fn areas(out: &mut Vec<u8>, area: &MultiPolygon) -> Bounds {
    let mut bounds = Bounds::NONE;
    start(out, POLYGONS);
    number(out, area.0.len());
    for polygon in area {
        start(out, POLYGON);
        number(out, 1 + polygon.interiors().len());
        let mut ring = |ring: &LineString| {
            number(out, ring.0.len());
            for c in ring.coords() {
                position(out, &mut bounds, [c.x, c.y]);
            }
        };
        ring(polygon.exterior());
        polygon.interiors().iter().for_each(ring);
    }
    bounds
}

/// Appends lines.
pub fn lines<L: Iterator<Item = [f64; 2]>>(
    out: &mut Vec<u8>,
    lines: impl Iterator<Item = L>,
) -> Bounds {
    let mut bounds = Bounds::NONE;
    start(out, LINES);
    let total = out.len();
    number(out, 0);
    let mut parts = 0u32;
    for line in lines {
        parts += 1;
        start(out, LINE);
        let size = out.len();
        number(out, 0);
        let mut points = 0u32;
        for at in line {
            points += 1;
            position(out, &mut bounds, at);
        }
        out[size..size + 4].copy_from_slice(&points.to_le_bytes());
    }
    out[total..total + 4].copy_from_slice(&parts.to_le_bytes());
    bounds
}

fn start(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    out.extend_from_slice(&kind.to_le_bytes());
}

fn number(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&(count as u32).to_le_bytes());
}

fn position(out: &mut Vec<u8>, bounds: &mut Bounds, at: [f64; 2]) {
    let at = at.map(rounded_degrees);
    bounds.add(at);
    out.extend_from_slice(&at[0].to_le_bytes());
    out.extend_from_slice(&at[1].to_le_bytes());
}
