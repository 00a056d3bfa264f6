//! The part of the Earth that is drawn: where residents live, with a margin.

use geo::BoundingRect;

use crate::geodesy::LocalPlane;
use crate::pipeline::Findings;

/// Units of a drawing's width: tenths of a pixel of a screen.
pub const WIDTH: f64 = 10_000.0;
/// Smallest and largest height, as a part of the width, so that a map fits a sheet.
const HEIGHTS: [f64; 2] = [0.45, 1.15];
/// The least that is drawn of a place, metres.
const LEAST_M: f64 = 400.0;

/// Degrees to units of the drawing and back to metres.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// West, south, east, north of the drawing, degrees.
    pub bounds: [f64; 4],
    /// Height of the drawing, in its units.
    pub height: f64,
    /// Metres a degree of longitude and of latitude.
    pub metres: [f64; 2],
}

impl Frame {
    /// Around all residents and their zones; `None` without any.
    pub fn of(findings: &Findings) -> Option<Frame> {
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let mut add = |x: f64, y: f64| {
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        };
        for resident in &findings.residents.rows {
            add(resident.at.lon(), resident.at.lat());
        }
        for zone in findings.zones.iter().flat_map(|zones| &zones.zones) {
            if let Some(rect) = zone.area.bounding_rect() {
                add(rect.min().x, rect.min().y);
                add(rect.max().x, rect.max().y);
            }
        }
        bounds[0].is_finite().then(|| Frame::around(bounds))
    }

    fn around([west, south, east, north]: [f64; 4]) -> Frame {
        let plane = LocalPlane::at((south + north) / 2.0);
        let metres = [plane.length_m(1.0, 0.0), plane.length_m(0.0, 1.0)];
        let middle = [(west + east) / 2.0, (south + north) / 2.0];
        let [mut wide, mut high] = [(east - west) * metres[0], (north - south) * metres[1]]
            .map(|m| (1.06 * m).max(LEAST_M));
        high = high.max(HEIGHTS[0] * wide);
        wide = wide.max(high / HEIGHTS[1]);
        let half = [wide / metres[0] / 2.0, high / metres[1] / 2.0];
        let bounds =
            [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]];
        Frame { bounds, height: (WIDTH * high / wide).round(), metres }
    }

    /// A place in the units of the drawing, x to the east and y to the south.
    pub fn xy(&self, lon: f64, lat: f64) -> [f64; 2] {
        let [west, _, east, north] = self.bounds;
        let per_degree = WIDTH / (east - west);
        let along = self.metres[1] / self.metres[0];
        [(lon - west) * per_degree, (north - lat) * per_degree * along]
    }

    /// Metres a unit of the drawing.
    pub fn unit_m(&self) -> f64 {
        (self.bounds[2] - self.bounds[0]) * self.metres[0] / WIDTH
    }

    /// Whether a place in units is drawn.
    pub fn shows(&self, [x, y]: [f64; 2]) -> bool {
        (0.0..=WIDTH).contains(&x) && (0.0..=self.height).contains(&y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_the_bounds_are_the_corners_of_the_drawing() {
        let frame = Frame::around([106.0, 38.0, 106.2, 38.1]);
        let [west, south, east, north] = frame.bounds;
        let [x, y] = frame.xy(west, north);
        assert!(x.abs() < 1e-6 && y.abs() < 1e-6);
        let [x, y] = frame.xy(east, south);
        assert!((x - WIDTH).abs() < 1e-6 && (y - frame.height).abs() < 1.0, "{y} {}", frame.height);
        // 0.2 degrees at 38 north are 17.5 km, and 6 % more are drawn.
        assert!((frame.unit_m() - 1.86).abs() < 0.01, "{}", frame.unit_m());
    }

    #[test]
    fn one_home_still_has_a_map() {
        let frame = Frame::around([106.0, 38.0, 106.0, 38.0]);
        assert!((frame.unit_m() * WIDTH - LEAST_M).abs() < 1.0);
        let column = Frame::around([106.0, 38.0, 106.0, 39.0]);
        assert!(column.height <= HEIGHTS[1] * WIDTH + 1.0, "a strip fits a sheet");
    }
}
