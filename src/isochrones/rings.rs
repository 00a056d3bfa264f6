//! Directed pieces of border -> rings -> polygons.

use geo::{LineString, MultiPolygon, Polygon};
use rustc_hash::FxHashMap;

use super::lattice::{Point, coord};

/// A straight piece of border with the area on its left.
pub type Piece = [Point; 2];

/// The area that has these pieces as its border. Every point has as many pieces in as out, and
/// pieces meet in their ends only.
///
/// Where several rings meet in a point, the sharpest turn to the left is taken: areas that touch in a
/// point become polygons of their own, and a hole that touches the outer ring stays a hole, as the
/// OGC's rules have it.
pub fn polygons(mut pieces: Vec<Piece>) -> MultiPolygon {
    pieces.sort_unstable();
    let mut done = vec![false; pieces.len()];
    let mut outer: Vec<(Ring, Vec<Ring>)> = Vec::new();
    let mut holes: Vec<Ring> = Vec::new();
    for start in 0..pieces.len() {
        if done[start] {
            continue;
        }
        let (points, touches) = trace(&pieces, &mut done, start);
        let loops = if touches { apart(points) } else { vec![points] };
        let (around, within): (Vec<Ring>, Vec<Ring>) =
            loops.into_iter().map(Ring::of).partition(|ring| ring.twice_area > 0);
        match <[Ring; 1]>::try_from(around) {
            // Holes that touch their outer ring came with it.
            Ok([ring]) => outer.push((ring, within)),
            Err(around) => {
                outer.extend(around.into_iter().map(|ring| (ring, Vec::new())));
                holes.extend(within);
            }
        }
    }
    // The smallest ring around a hole is the one that it is a hole of.
    outer.sort_by_key(|(ring, _)| ring.twice_area);
    for hole in holes {
        let owner = outer.iter_mut().find(|(ring, _)| ring.surrounds(&hole));
        if let Some((_, own)) = owner {
            own.push(hole);
        }
    }
    // In an order that does not depend on sizes.
    outer.sort_by(|(a, _), (b, _)| a.points.cmp(&b.points));
    let polygon = |(ring, own): (Ring, Vec<Ring>)| {
        Polygon::new(ring.line(), own.iter().map(Ring::line).collect())
    };
    MultiPolygon(outer.into_iter().map(polygon).collect())
}

/// Follows pieces from one on, and says whether other rings touch this one.
fn trace(pieces: &[Piece], done: &mut [bool], start: usize) -> (Vec<Point>, bool) {
    let mut points = Vec::new();
    let mut touches = false;
    let mut here = start;
    while !std::mem::replace(&mut done[here], true) {
        let [from, to] = pieces[here];
        points.push(from);
        let first = pieces.partition_point(|piece| piece[0] < to);
        let onward = pieces[first..].iter().take_while(|piece| piece[0] == to).count();
        touches |= onward > 1;
        let sharpest = (first..first + onward)
            .reduce(|best, other| {
                let is_left = turns_farther_left([from, to], pieces[other][1], pieces[best][1]);
                if is_left { other } else { best }
            })
            .unwrap_or(start);
        here = sharpest;
    }
    (points, touches)
}

/// Whether the way on to `a` turns farther to the left than the one to `b`.
fn turns_farther_left([from, to]: Piece, a: Point, b: Point) -> bool {
    let way = |p: Point, q: Point| [q[0] - p[0], q[1] - p[1]];
    let (ahead, a, b) = (way(from, to), way(to, a), way(to, b));
    let is_left = |d: [i64; 2]| {
        let side = cross(ahead, d);
        side > 0 || (side == 0 && dot(ahead, d) > 0)
    };
    match (is_left(a), is_left(b)) {
        (true, false) => true,
        (false, true) => false,
        _ => cross(b, a) > 0,
    }
}

fn cross(a: [i64; 2], b: [i64; 2]) -> i128 {
    i128::from(a[0]) * i128::from(b[1]) - i128::from(a[1]) * i128::from(b[0])
}

fn dot(a: [i64; 2], b: [i64; 2]) -> i128 {
    i128::from(a[0]) * i128::from(b[0]) + i128::from(a[1]) * i128::from(b[1])
}

/// A ring that visits points several times, as rings that visit each once.
fn apart(points: Vec<Point>) -> Vec<Vec<Point>> {
    let mut rings = Vec::new();
    let mut path: Vec<Point> = Vec::new();
    let mut at: FxHashMap<Point, usize> = FxHashMap::default();
    for point in points {
        if let Some(&since) = at.get(&point) {
            let ring: Vec<Point> = path.drain(since..).collect();
            for p in &ring {
                at.remove(p);
            }
            rings.push(ring);
        }
        at.insert(point, path.len());
        path.push(point);
    }
    rings.push(path);
    rings
}

/// A closed ring without the repeated last point.
struct Ring {
    points: Vec<Point>,
    low: Point,
    high: Point,
    /// Positive when it runs counter-clockwise.
    twice_area: i128,
}

impl Ring {
    fn of(points: Vec<Point>) -> Ring {
        let mut low = points[0];
        let mut high = points[0];
        let mut twice_area = 0;
        let from_first = |p: Point| [p[0] - points[0][0], p[1] - points[0][1]];
        for (i, &p) in points.iter().enumerate() {
            for axis in 0..2 {
                low[axis] = low[axis].min(p[axis]);
                high[axis] = high[axis].max(p[axis]);
            }
            let next = points[(i + 1) % points.len()];
            twice_area += cross(from_first(p), from_first(next));
        }
        Ring { points, low, high, twice_area }
    }

    /// Whether a hole lies inside.
    fn surrounds(&self, hole: &Ring) -> bool {
        let within = (0..2)
            .all(|axis| self.low[axis] <= hole.low[axis] && hole.high[axis] <= self.high[axis]);
        // No ring passes through the middle of another's piece. Doubled, it is a whole number.
        let [a, b] = [hole.points[0], hole.points[1]];
        within
            && self.twice_area > -hole.twice_area
            && self.is_around_doubled([a[0] + b[0], a[1] + b[1]])
    }

    /// Crossings of a ray to the east, counted.
    fn is_around_doubled(&self, p: Point) -> bool {
        let mut inside = false;
        for (i, &a) in self.points.iter().enumerate() {
            let b = self.points[(i + 1) % self.points.len()];
            let (a, b) = ([2 * a[0], 2 * a[1]], [2 * b[0], 2 * b[1]]);
            if (a[1] > p[1]) != (b[1] > p[1]) {
                let (low, high) = if a[1] < b[1] { (a, b) } else { (b, a) };
                let to = |q: Point| [q[0] - low[0], q[1] - low[1]];
                inside ^= cross(to(high), to(p)) > 0;
            }
        }
        inside
    }

    fn line(&self) -> LineString {
        LineString(self.points.iter().chain(self.points.first()).map(|&p| coord(p)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, Validation};

    fn ring(points: &[Point]) -> Vec<Piece> {
        (0..points.len()).map(|i| [points[i], points[(i + 1) % points.len()]]).collect()
    }

    fn square(x: i64, y: i64, side: i64) -> Vec<Piece> {
        ring(&[[x, y], [x + side, y], [x + side, y + side], [x, y + side]])
    }

    fn turned(pieces: Vec<Piece>) -> Vec<Piece> {
        pieces.into_iter().map(|[a, b]| [b, a]).collect()
    }

    fn shape(parts: Vec<Vec<Piece>>) -> (usize, usize, f64) {
        let area = polygons(parts.concat());
        assert!(area.is_valid(), "{area:?}");
        let holes = area.iter().map(|p| p.interiors().len()).sum();
        (area.0.len(), holes, (area.unsigned_area() * 1e14).round())
    }

    #[test]
    fn islands_in_lakes_on_islands() {
        let parts = vec![
            square(0, 0, 100),
            turned(square(10, 10, 80)),
            square(20, 20, 60),
            turned(square(30, 30, 10)),
            turned(square(60, 60, 10)),
        ];
        assert_eq!(shape(parts), (2, 3, 10_000.0 - 6_400.0 + 3_600.0 - 200.0));
    }

    #[test]
    fn areas_that_touch_in_a_point_are_two() {
        assert_eq!(shape(vec![square(0, 0, 10), square(10, 10, 10)]), (2, 0, 200.0));
    }

    #[test]
    fn a_hole_may_touch_the_outer_ring() {
        let diamond = ring(&[[50, 0], [80, 30], [50, 60], [20, 30]]);
        let around = ring(&[[0, 0], [50, 0], [100, 0], [100, 100], [0, 100]]);
        assert_eq!(shape(vec![around, turned(diamond)]), (1, 1, 10_000.0 - 1_800.0));
    }

    #[test]
    fn a_hole_that_touches_twice_cuts_the_area_apart() {
        let diamond = ring(&[[50, 0], [80, 50], [50, 100], [20, 50]]);
        let around = ring(&[[0, 0], [50, 0], [100, 0], [100, 100], [50, 100], [0, 100]]);
        assert_eq!(shape(vec![around, turned(diamond)]), (2, 0, 10_000.0 - 3_000.0));
    }

    #[test]
    fn holes_that_touch_each_other() {
        let holes = [turned(square(20, 20, 20)), turned(square(40, 40, 20))].concat();
        assert_eq!(shape(vec![square(0, 0, 100), holes]), (1, 2, 10_000.0 - 800.0));
    }
}
