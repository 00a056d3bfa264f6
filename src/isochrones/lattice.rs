//! Square cells on the grid of the output: their corners are whole steps of 1e-7 degree.

use crate::geodesy::{LocalPlane, LonLat};

/// Steps of the output's grid in a degree.
const STEPS: f64 = 1e7;

/// A point of the output's grid: steps of 1e-7 degree east and north.
pub type Point = [i64; 2];

/// A lattice of cells, `step` wide and high, in tiles of [`Lattice::TILE`] by [`Lattice::TILE`]
/// corners.
///
/// Lines of the lattice lie on the output's grid, so a place on such a line is written as it was
/// computed. That is what keeps contours apart that were apart before.
#[derive(Clone, Copy, Debug)]
pub struct Lattice {
    /// Width and height of a cell in steps of the output's grid.
    pub step: [i64; 2],
}

impl Lattice {
    /// Corners of a tile in each direction.
    pub const TILE: i64 = 8;

    /// Cells about `cell_m` metres wide and high at a latitude.
    pub fn at(lat: f64, cell_m: f64) -> Lattice {
        let plane = LocalPlane::at(lat.clamp(-89.0, 89.0));
        let step = |per_degree: f64| ((cell_m / per_degree * STEPS).round() as i64).max(8);
        Lattice { step: [step(plane.x_m), step(plane.y_m)] }
    }

    /// The point of a corner.
    pub fn point(&self, [i, j]: [i64; 2]) -> Point {
        [i * self.step[0], j * self.step[1]]
    }

    /// The tile that a corner belongs to.
    pub fn tile([i, j]: [i64; 2]) -> [i64; 2] {
        [i.div_euclid(Self::TILE), j.div_euclid(Self::TILE)]
    }

    /// Number of a corner within its tile.
    pub fn slot([i, j]: [i64; 2]) -> usize {
        (j.rem_euclid(Self::TILE) * Self::TILE + i.rem_euclid(Self::TILE)) as usize
    }

    /// Corners of a tile.
    pub const SLOTS: usize = (Self::TILE * Self::TILE) as usize;

    /// The corners of a tile, in the order of their slots.
    pub fn corners([x, y]: [i64; 2]) -> impl Iterator<Item = [i64; 2]> {
        let side = 0..Self::TILE;
        side.clone()
            .flat_map(move |j| side.clone().map(move |i| [x * Self::TILE + i, y * Self::TILE + j]))
    }

    /// Opposite corners of a box around a tile's corners and the lines that they begin; `None` at the
    /// edge of the globe.
    pub fn bounds(&self, [x, y]: [i64; 2]) -> Option<[LonLat; 2]> {
        let at = |x: i64, y: i64| place(self.point([x * Self::TILE, y * Self::TILE]));
        Some([at(x, y)?, at(x + 1, y + 1)?])
    }

    /// The tiles that hold a corner within `reach_m` and a cell of a box of `[lon, lat]`: from the
    /// first to the last in both directions.
    pub fn tiles_around(&self, low: [f64; 2], high: [f64; 2], reach_m: f64) -> [[i64; 2]; 2] {
        // Degrees of longitude are shortest at the end that lies farther from the equator.
        let plane = LocalPlane::at(low[1].abs().max(high[1].abs()).min(89.0));
        let tile = |axis: usize, degrees: f64, beyond_m: f64, cells: f64| {
            let per_degree = [plane.x_m, LocalPlane::at(0.0).y_m][axis];
            let at = (degrees + beyond_m / per_degree) * STEPS / self.step[axis] as f64 + cells;
            at.floor() as i64
        };
        let corner = |p: [f64; 2], sign: f64| {
            Self::tile([0, 1].map(|axis| tile(axis, p[axis], sign * reach_m, 1.5 * sign)))
        };
        [corner(low, -1.0), corner(high, 1.0)]
    }
}

/// The place of a point; `None` off the globe.
pub fn place([x, y]: Point) -> Option<LonLat> {
    LonLat::new(x as f64 / STEPS, y as f64 / STEPS)
}

/// A point as `geo` has it, degrees.
pub fn coord([x, y]: Point) -> geo::Coord {
    geo::Coord { x: x as f64 / STEPS, y: y as f64 / STEPS }
}
