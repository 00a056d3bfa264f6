//! Lines and outlines, thinned and written short.

use geo::{MultiPolygon, Polygon};

/// Steps of a written coordinate in a degree: a tenth of a metre.
const SCALE: f64 = 1e6;

/// The points that a line needs to stay within `tolerance_m` of itself (Douglas and Peucker); both
/// ends are kept. `metres` are those of a degree of longitude and of latitude.
pub fn thinned(points: &[[f64; 2]], metres: [f64; 2], tolerance_m: f64) -> Vec<[f64; 2]> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut keep = vec![false; points.len()];
    let mut open = vec![(0, points.len() - 1)];
    keep[0] = true;
    keep[points.len() - 1] = true;
    while let Some((first, last)) = open.pop() {
        let (mut far, mut far_m) = (first, tolerance_m);
        for between in first + 1..last {
            let away = distance(points[between], points[first], points[last], metres);
            if away > far_m {
                (far, far_m) = (between, away);
            }
        }
        if far > first {
            keep[far] = true;
            open.extend([(first, far), (far, last)]);
        }
    }
    points.iter().zip(keep).filter(|&(_, keep)| keep).map(|(p, _)| *p).collect()
}

/// Metres from a point to the straight line between two others.
fn distance(p: [f64; 2], a: [f64; 2], b: [f64; 2], metres: [f64; 2]) -> f64 {
    let to = |q: [f64; 2]| [(q[0] - a[0]) * metres[0], (q[1] - a[1]) * metres[1]];
    let ([px, py], [bx, by]) = (to(p), to(b));
    let length = bx * bx + by * by;
    let t = if length > 0.0 { ((px * bx + py * by) / length).clamp(0.0, 1.0) } else { 0.0 };
    (px - t * bx).hypot(py - t * by)
}

/// The rings of an area, thinned; a ring that would vanish stays as it is.
pub fn rings(area: &MultiPolygon, metres: [f64; 2], tolerance_m: f64) -> Vec<Vec<Vec<[f64; 2]>>> {
    let ring = |line: &geo::LineString| {
        let points: Vec<[f64; 2]> = line.coords().map(|c| [c.x, c.y]).collect();
        let thin = thinned(&points, metres, tolerance_m);
        if thin.len() < 4 { points } else { thin }
    };
    let polygon = |p: &Polygon| {
        std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect::<Vec<_>>()
    };
    area.iter().map(polygon).collect()
}

/// Places as whole numbers: the first from `origin`, each other one from the one before it.
#[derive(Clone, Copy, Debug)]
pub struct Coder {
    origin: [i64; 2],
}

impl Coder {
    /// Counted from a place.
    pub fn from(origin: [f64; 2]) -> Coder {
        Coder { origin: origin.map(grid) }
    }

    /// Longitude and latitude of the origin, steps.
    pub fn origin(&self) -> [i64; 2] {
        self.origin
    }

    /// `[x, y, dx, dy, …]`
    pub fn code(&self, points: impl Iterator<Item = [f64; 2]>) -> Vec<i64> {
        let mut before = self.origin;
        let mut coded = Vec::new();
        for point in points {
            let at = point.map(grid);
            coded.extend([at[0] - before[0], at[1] - before[1]]);
            before = at;
        }
        coded
    }
}

fn grid(degrees: f64) -> i64 {
    (degrees * SCALE).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bends_are_kept() {
        let bent = [[0.0, 0.0], [1.0, 0.01], [2.0, 0.0], [2.0, 5.0]];
        assert_eq!(thinned(&bent, [1.0, 1.0], 0.1), [bent[0], bent[2], bent[3]]);
        assert_eq!(thinned(&bent, [1.0, 1.0], 0.001), bent);
        // A closed ring has no line between its ends.
        let ring = [[0.0, 0.0], [4.0, 0.0], [4.0, 0.01], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]];
        assert_eq!(thinned(&ring, [1.0, 1.0], 0.1).len(), 5);
    }

    #[test]
    fn codes_add_up_to_the_places() {
        let coder = Coder::from([106.0, 38.0]);
        let places = [[106.000_002, 37.999_999], [106.000_001, 38.0]];
        assert_eq!(coder.code(places.into_iter()), [2, -1, -1, 1]);
    }
}
