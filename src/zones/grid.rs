//! The integer grid of the output: 1e-7 degree, about a centimetre.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use i_overlay::core::extract::BooleanExtractionBuffer;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use super::chords::Chords;
use super::holes::bind;
use crate::geodesy::LonLat;

/// A closed ring on the grid, without the repeated last point.
pub type Ring = Vec<IntPoint>;
/// An outer ring, then its holes.
pub type Shape = Vec<Ring>;

/// Steps of the grid in a degree.
const STEPS: f64 = 1e7;

/// The grid around a place; coordinates count from its middle so that they fit 32 bits.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    middle: [i64; 2],
}

impl Grid {
    /// A grid for points that span at most 90 degrees; `None` otherwise, or without points.
    pub fn around(points: impl Iterator<Item = LonLat>) -> Option<Grid> {
        let mut low = [i64::MAX; 2];
        let mut high = [i64::MIN; 2];
        for p in points {
            for (axis, v) in [p.lon(), p.lat()].into_iter().enumerate() {
                let v = steps(v);
                low[axis] = low[axis].min(v);
                high[axis] = high[axis].max(v);
            }
        }
        let fits =
            (0..2).all(|axis| low[axis] <= high[axis] && high[axis] - low[axis] <= 900_000_000);
        fits.then(|| Grid { middle: [0, 1].map(|axis| (low[axis] + high[axis]) / 2) })
    }

    /// The grid point nearest to a coordinate in degrees. Coordinates far outside the grid's place
    /// (a district that spans a continent) are drawn to its edge.
    pub fn point(&self, c: Coord) -> IntPoint {
        const EDGE: i64 = 1_000_000_000;
        let at = |v: f64, middle: i64| steps(v).saturating_sub(middle).clamp(-EDGE, EDGE) as i32;
        IntPoint::new(at(c.x, self.middle[0]), at(c.y, self.middle[1]))
    }

    /// The coordinate of a grid point, degrees.
    pub fn coord(&self, p: IntPoint) -> Coord {
        let at = |v: i32, middle: i64| (i64::from(v) + middle) as f64 / STEPS;
        Coord { x: at(p.x, self.middle[0]), y: at(p.y, self.middle[1]) }
    }

    /// An area on the grid, cleaned: rings cross neither themselves nor each other.
    pub fn shapes(&self, area: &MultiPolygon) -> Vec<Shape> {
        let rings: Vec<Ring> = area
            .iter()
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
            .map(|ring| ring.coords().skip(1).map(|&c| self.point(c)).collect())
            .collect();
        overlay(&rings, &[], OverlayRule::Subject, FillRule::EvenOdd)
    }

    /// A shape in degrees, closed, outer ring counter-clockwise.
    pub fn area(&self, shape: &Shape) -> MultiPolygon {
        let mut rings = shape.iter().map(|ring| {
            let mut coords: Vec<Coord> = ring.iter().map(|&p| self.coord(p)).collect();
            coords.extend(coords.first().copied());
            LineString(coords)
        });
        let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        MultiPolygon(vec![Polygon::new(outer, rings.collect())])
    }
}

/// An overlay of rings on the grid. Outer rings come out counter-clockwise, holes clockwise, valid
/// for the OGC's rules.
pub fn overlay(subject: &[Ring], clip: &[Ring], rule: OverlayRule, fill: FillRule) -> Vec<Shape> {
    if subject.is_empty() && (clip.is_empty() || rule == OverlayRule::Difference) {
        return Vec::new();
    }
    let chords = Chords::of([subject, clip]);
    bind(chords.taken_back(arrangement(&chords).overlay(rule, fill)))
}

/// Shapes cut by rings: what is inside them and what is outside, from one arrangement.
pub fn split(shapes: &[Ring], by: &[Ring]) -> [Vec<Shape>; 2] {
    if shapes.is_empty() {
        return [Vec::new(), Vec::new()];
    }
    let chords = Chords::of([shapes, by]);
    let mut overlay = arrangement(&chords);
    let mut buffer = BooleanExtractionBuffer::default();
    match overlay.build_graph_view(FillRule::NonZero) {
        Some(graph) => [OverlayRule::Intersect, OverlayRule::Difference]
            .map(|rule| bind(chords.taken_back(graph.extract_shapes(rule, &mut buffer)))),
        None => [Vec::new(), Vec::new()],
    }
}

/// An overlay on one thread: circles are cut side by side, and helpers within each cost more than
/// they bring.
pub fn arrangement(chords: &Chords<'_>) -> Overlay {
    let solver = Solver { multithreading: None, ..Solver::default() };
    // The ends of chords stay, also where two in a row make a straight line.
    let options = IntOverlayOptions {
        preserve_input_collinear: true,
        preserve_output_collinear: true,
        ..IntOverlayOptions::ogc()
    };
    let [subject, clip] = &chords.rings;
    Overlay::with_contours_custom(subject, clip, options, solver)
}

/// Whole steps of the grid in so many degrees, to the nearest; without the call that `f64::round` is.
fn steps(degrees: f64) -> i64 {
    (degrees * STEPS + 0.5f64.copysign(degrees)) as i64
}

/// A point of the grid as a coordinate in steps: exact, for questions that need no degrees.
pub fn in_steps(p: IntPoint) -> Coord {
    Coord { x: f64::from(p.x), y: f64::from(p.y) }
}

/// The rings of shapes, one after the other.
pub fn rings(shapes: impl IntoIterator<Item = Shape>) -> Vec<Ring> {
    shapes.into_iter().flatten().collect()
}

/// Lowest and highest corner of a shape.
pub fn bounds(shape: &Shape) -> [IntPoint; 2] {
    around(shape.iter().flatten().copied())
}

/// Lowest and highest corner of a box around points.
pub fn around(points: impl Iterator<Item = IntPoint>) -> [IntPoint; 2] {
    let mut low = IntPoint::new(i32::MAX, i32::MAX);
    let mut high = IntPoint::new(i32::MIN, i32::MIN);
    for p in points {
        low = IntPoint::new(low.x.min(p.x), low.y.min(p.y));
        high = IntPoint::new(high.x.max(p.x), high.y.max(p.y));
    }
    [low, high]
}

/// Whether two boxes share a point.
pub fn meet(a: [IntPoint; 2], b: [IntPoint; 2]) -> bool {
    a[0].x <= b[1].x && b[0].x <= a[1].x && a[0].y <= b[1].y && b[0].y <= a[1].y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_rounded_to_the_nearest_and_halves_away_from_the_equator() {
        for half in -9i64..9 {
            let degrees = |steps: f64| steps / STEPS;
            for (off, to) in [(0.25, half), (-0.25, half), (0.0, half)] {
                assert_eq!(steps(degrees(half as f64 + off)), to);
            }
        }
        // A power of two has exact halves.
        let scaled = |v: f64| (v * STEPS).round() as i64;
        for i in -200_000..200_000 {
            let degrees = f64::from(i) * 180.0 / 200_000.0 + 1e-9;
            assert_eq!(steps(degrees), scaled(degrees), "{degrees}");
            let half = f64::from(i) / 1024.0;
            assert_eq!(steps(half), scaled(half), "{half}");
        }
        let grid = Grid::around([LonLat::new(106.0, 38.0).unwrap()].into_iter()).unwrap();
        let far = grid.point(Coord { x: -1e9, y: 1e9 });
        assert_eq!((far.x, far.y), (-1_000_000_000, 1_000_000_000));
    }
}
