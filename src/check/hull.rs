//! The convex hull of places, and how deep a place lies in it.

use crate::geodesy::{LocalPlane, LonLat};

/// A convex hull, in metres of the plane at its middle.
pub struct Hull {
    origin: [f64; 2],
    plane: LocalPlane,
    /// Counter-clockwise; two for places on a line, one for a single place.
    corners: Vec<[f64; 2]>,
}

impl Hull {
    /// The hull of `[lon, lat]` in degrees; none of nothing.
    pub fn of(places: impl Iterator<Item = [f64; 2]> + Clone) -> Option<Hull> {
        let mut south_north = [f64::INFINITY, f64::NEG_INFINITY];
        let mut west = f64::INFINITY;
        for p in places.clone() {
            west = west.min(p[0]);
            south_north = [south_north[0].min(p[1]), south_north[1].max(p[1])];
        }
        if !west.is_finite() {
            return None;
        }
        let middle = 0.5 * (south_north[0] + south_north[1]);
        let (origin, plane) = ([west, middle], LocalPlane::at(middle));
        let flat = |p: [f64; 2]| [(p[0] - origin[0]) * plane.x_m, (p[1] - origin[1]) * plane.y_m];
        let points = outermost(places.map(flat));
        Some(Hull { origin, plane, corners: chain(points) })
    }

    /// Metres from a place to the nearest side, negative outside (there measured to the line of the
    /// side, which is never farther).
    pub fn depth_m(&self, at: LonLat) -> f64 {
        let p = [
            (at.lon() - self.origin[0]) * self.plane.x_m,
            (at.lat() - self.origin[1]) * self.plane.y_m,
        ];
        let n = self.corners.len();
        if n < 3 {
            return 0.0;
        }
        let side = |i: usize| {
            let (a, b) = (self.corners[i], self.corners[(i + 1) % n]);
            let length = (b[0] - a[0]).hypot(b[1] - a[1]);
            cross(a, b, p) / length
        };
        (0..n).map(side).fold(f64::INFINITY, f64::min)
    }
}

fn cross(a: [f64; 2], b: [f64; 2], p: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
}

/// Points that may be corners: those not inside the octagon of the extremes, which are few.
fn outermost(points: impl Iterator<Item = [f64; 2]> + Clone) -> Vec<[f64; 2]> {
    const WAYS: [[f64; 2]; 8] = [
        [1.0, 0.0],
        [1.0, 1.0],
        [0.0, 1.0],
        [-1.0, 1.0],
        [-1.0, 0.0],
        [-1.0, -1.0],
        [0.0, -1.0],
        [1.0, -1.0],
    ];
    let mut far = [(f64::NEG_INFINITY, [0.0; 2]); 8];
    for p in points.clone() {
        for (far, way) in far.iter_mut().zip(WAYS) {
            let reach = p[0] * way[0] + p[1] * way[1];
            if reach > far.0 {
                *far = (reach, p);
            }
        }
    }
    let mut octagon: Vec<[f64; 2]> = far.iter().map(|f| f.1).collect();
    octagon.dedup();
    if octagon.len() > 1 && octagon.first() == octagon.last() {
        octagon.pop();
    }
    let n = octagon.len();
    let inside =
        |p: &[f64; 2]| n > 2 && (0..n).all(|i| cross(octagon[i], octagon[(i + 1) % n], *p) > 0.0);
    points.filter(|p| !inside(p)).collect()
}

/// Andrew's monotone chain.
fn chain(mut points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let half = |points: &mut dyn Iterator<Item = [f64; 2]>| {
        let mut line: Vec<[f64; 2]> = Vec::new();
        for p in points {
            while line.len() > 1 && cross(line[line.len() - 2], line[line.len() - 1], p) <= 0.0 {
                line.pop();
            }
            line.push(p);
        }
        line.pop();
        line
    };
    let mut hull = half(&mut points.iter().copied());
    hull.extend(half(&mut points.iter().rev().copied()));
    hull
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;

    fn at(metres: [f64; 2]) -> LonLat {
        let [lon, lat] = Scene::at(metres);
        LonLat::new(lon, lat).unwrap()
    }

    #[test]
    fn depth_is_the_distance_to_the_nearest_side() {
        let grid = (0..=20).flat_map(|x| (0..=20).map(move |y| [f64::from(x), f64::from(y)]));
        let hull = Hull::of(grid.map(|[x, y]| Scene::at([100.0 * x, 100.0 * y]))).unwrap();
        assert_eq!(hull.corners.len(), 4, "points on the sides are no corners");
        for (p, depth) in [
            ([1000.0, 1000.0], 1000.0),
            ([300.0, 1000.0], 300.0),
            ([1900.0, 1950.0], 50.0),
            ([-200.0, 1000.0], -200.0),
        ] {
            assert!((hull.depth_m(at(p)) - depth).abs() < 1.0, "{p:?} {}", hull.depth_m(at(p)));
        }
    }

    #[test]
    fn a_turned_square_is_no_box() {
        let corners = [[1000.0, 0.0], [0.0, 1000.0], [-1000.0, 0.0], [0.0, -1000.0]];
        let hull = Hull::of(corners.into_iter().map(Scene::at)).unwrap();
        // The middle of a side of the box around it is a corner; its corner is far outside.
        assert!((hull.depth_m(at([0.0, 0.0])) - 1000.0 / 2f64.sqrt()).abs() < 1.0);
        assert!(hull.depth_m(at([900.0, 900.0])) < -500.0);
    }

    #[test]
    fn lines_and_nothing_have_no_inside() {
        let line = Hull::of([[106.0, 38.0], [106.1, 38.1], [106.2, 38.2]].into_iter()).unwrap();
        assert!(line.depth_m(LonLat::new(106.1, 38.1).unwrap()) <= 0.01);
        assert!(Hull::of(std::iter::empty()).is_none());
    }
}
