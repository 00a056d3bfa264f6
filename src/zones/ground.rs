//! The places where residents stand, and the mesh over them: made once for all circles.

use spade::DelaunayTriangulation;

use super::cells::{self, Site};
use super::grid::Grid;
use crate::geodesy::{Conformal, LocalPlane};
use crate::inputs::Residents;

/// Distinct spots of all residents on a map in metres, and their Delaunay mesh.
pub struct Ground {
    pub grid: Grid,
    map: Conformal,
    /// Metres on the map per degree of longitude.
    scale: f64,
    origin: [f64; 2],
    /// For each resident, its spot: residents on one point of the grid cannot be told apart.
    pub spot_of: Vec<u32>,
    /// The spots, metres.
    pub spots: Vec<[f64; 2]>,
    /// Mesh of the spots and a fence far around them.
    pub mesh: Option<DelaunayTriangulation<Site>>,
}

impl Ground {
    /// `None` when the residents span more than 90 degrees.
    pub fn of(residents: &Residents, reach_m: f64) -> Option<Ground> {
        let grid = Grid::around(residents.rows.iter().map(|r| r.at))?;
        let lats = || residents.rows.iter().map(|r| r.at.lat());
        let (south, north) = lats().fold((90.0, -90.0), |(s, n), lat| (lat.min(s), lat.max(n)));
        let map = Conformal::covering(south, north);
        // The largest scale of the place: a metre on the map is nowhere more than one outside.
        let scale = [south, north, 0.0_f64.clamp(south, north)]
            .map(|lat| LocalPlane::at(lat).x_m)
            .into_iter()
            .fold(0.0, f64::max);
        let first = residents.rows.first()?.at;
        let origin = map.xy(first.lon(), first.lat());
        let mut ground = Ground {
            grid,
            map,
            scale,
            origin,
            spot_of: vec![0; residents.rows.len()],
            spots: Vec::new(),
            mesh: None,
        };
        let mut order: Vec<(i32, i32, u32)> = (0u32..)
            .zip(&residents.rows)
            .map(|(i, r)| {
                let p = grid.point(r.at.coord());
                (p.x, p.y, i)
            })
            .collect();
        order.sort_unstable();
        for same in order.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            for &(_, _, i) in same {
                ground.spot_of[i as usize] = ground.spots.len() as u32;
            }
            let at = residents.rows[same[0].2 as usize].at;
            let p = ground.map.xy(at.lon(), at.lat());
            ground.spots.push([0, 1].map(|axis| (p[axis] - origin[axis]) * scale));
        }
        ground.mesh = cells::mesh(&ground.spots, 20.0 * reach_m);
        Some(ground)
    }

    /// From map metres to the grid.
    pub fn to_grid(&self, p: [f64; 2]) -> i_overlay::i_float::int::point::IntPoint {
        let x = p[0] / self.scale + self.origin[0];
        let y = p[1] / self.scale + self.origin[1];
        self.grid.point(geo::Coord { x, y: self.map.lat(y) })
    }

    /// For each spot, whether one of its residents is uncovered.
    pub fn uncovered_spots(&self, covered: &[bool]) -> Vec<bool> {
        let mut uncovered = vec![false; self.spots.len()];
        for (&spot, &covered) in self.spot_of.iter().zip(covered) {
            uncovered[spot as usize] |= !covered;
        }
        uncovered
    }
}
