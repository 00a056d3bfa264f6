//! The convex hull of places, and how deep a place lies in it.

use crate::geodesy::{LocalPlane, LonLat};

/// A convex hull on the plane at its middle.
pub struct Hull {
    /// `x`, `y` and `c` of each side: `lon·x + lat·y − c` metres from it, inwards.
    sides: Vec<[f64; 3]>,
    #[cfg(test)]
    corners: usize,
}

impl Hull {
    /// The hull of `[lon, lat]` in degrees; none of nothing.
    pub fn of(places: impl Iterator<Item = [f64; 2]> + Clone) -> Option<Hull> {
        // What is convex in degrees is so in metres.
        let corners = chain(outermost(places));
        let low = corners.iter().map(|p| p[1]).fold(f64::INFINITY, f64::min);
        let high = corners.iter().map(|p| p[1]).fold(f64::NEG_INFINITY, f64::max);
        if corners.is_empty() {
            return None;
        }
        let plane = LocalPlane::at(0.5 * (low + high));
        let side = |i: usize| {
            let (a, b) = (corners[i], corners[(i + 1) % corners.len()]);
            let (x, y) = ((b[0] - a[0]) * plane.x_m, (b[1] - a[1]) * plane.y_m);
            let length = x.hypot(y);
            let (x, y) = (-y / length * plane.x_m, x / length * plane.y_m);
            [x, y, x * a[0] + y * a[1]]
        };
        let sides = if corners.len() > 2 { (0..corners.len()).map(side).collect() } else { vec![] };
        Some(Hull {
            sides,
            #[cfg(test)]
            corners: corners.len(),
        })
    }

    /// Metres from a place to the nearest side, negative outside (there measured to the line of the
    /// side, which is never farther); 0 where the hull is a line or a point.
    pub fn depth_m(&self, at: LonLat) -> f64 {
        let depth = |[x, y, c]: &[f64; 3]| at.lon() * x + at.lat() * y - c;
        self.sides.iter().map(depth).reduce(f64::min).unwrap_or(0.0)
    }
}

fn cross(a: [f64; 2], b: [f64; 2], p: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
}

/// Points that may be corners: those not inside the upright box that four extremes span, and then
/// not inside the octagon of all eight, which are few.
fn outermost(points: impl Iterator<Item = [f64; 2]> + Clone) -> Vec<[f64; 2]> {
    // East, north-east, north and so on round to south-east.
    let mut far = [(f64::NEG_INFINITY, [0.0; 2]); 8];
    for p in points.clone() {
        let (sum, difference) = (p[0] + p[1], p[0] - p[1]);
        let reaches = [p[0], sum, p[1], -difference, -p[0], -sum, -p[1], difference];
        for (far, reach) in far.iter_mut().zip(reaches) {
            if reach > far.0 {
                *far = (reach, p);
            }
        }
    }
    let [north_east, north_west, south_west, south_east] = [1, 3, 5, 7].map(|way| far[way].1);
    let east = north_east[0].min(south_east[0]);
    let west = north_west[0].max(south_west[0]);
    let north = north_east[1].min(north_west[1]);
    let south = south_east[1].max(south_west[1]);
    let amid = |p: &[f64; 2]| p[0] > west && p[0] < east && p[1] > south && p[1] < north;
    let mut octagon: Vec<[f64; 2]> = far.iter().map(|f| f.1).collect();
    octagon.dedup();
    if octagon.len() > 1 && octagon.first() == octagon.last() {
        octagon.pop();
    }
    let n = octagon.len();
    let inside =
        |p: &[f64; 2]| n > 2 && (0..n).all(|i| cross(octagon[i], octagon[(i + 1) % n], *p) > 0.0);
    points.filter(|p| !amid(p) && !inside(p)).collect()
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
        assert_eq!(hull.corners, 4, "points on the sides are no corners");
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
