//! The places where residents stand, and the mesh over them: made once for all circles.

use geo::Coord;
use i_overlay::i_float::int::point::IntPoint;
use spade::Triangulation;

use super::grid::{self, Grid};
use super::mesh::{self, Mesh};
use crate::geodesy::{self, Conformal, LocalPlane};
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
    /// The spots on the grid, by x, then y.
    pub at: Vec<IntPoint>,
    /// Whether any resident is an area; where none is, nobody's outline need be asked for.
    pub has_outlines: bool,
    /// Mesh of the spots and a fence far around them.
    pub mesh: Option<Mesh>,
}

impl Ground {
    /// `None` when the residents span more than 90 degrees.
    pub fn of(residents: &Residents, reach_m: f64) -> Option<Ground> {
        let grid = Grid::around(residents.rows.iter().map(|r| r.at))?;
        let [south, north] = geodesy::span(residents.rows.iter().map(|r| r.at.lat()))?;
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
            at: Vec::new(),
            has_outlines: residents.any_has_land(),
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
            let (x, y, first) = same[0];
            ground.at.push(IntPoint::new(x, y));
            let at = residents.rows[first as usize].at;
            let p = ground.map.xy(at.lon(), at.lat());
            ground.spots.push([0, 1].map(|axis| (p[axis] - origin[axis]) * scale));
        }
        ground.mesh = mesh::of(&ground.spots, 20.0 * reach_m);
        Some(ground)
    }

    /// From map metres to the grid.
    pub fn to_grid(&self, p: [f64; 2]) -> IntPoint {
        let x = p[0] / self.scale + self.origin[0];
        let y = p[1] / self.scale + self.origin[1];
        self.grid.point(Coord { x, y: self.map.lat(y) })
    }

    /// A spot in degrees, on the grid.
    pub fn coord(&self, spot: u32) -> Coord {
        self.grid.coord(self.at[spot as usize])
    }

    /// A spot in steps of the grid.
    pub fn in_steps(&self, spot: u32) -> Coord {
        grid::in_steps(self.at[spot as usize])
    }

    /// Spots at most so many steps away from a point of the grid in x and in y, with the larger of
    /// the two distances.
    pub fn near(&self, at: IntPoint, steps: i32) -> impl Iterator<Item = (usize, i32)> + '_ {
        let first = self.at.partition_point(|p| p.x < at.x - steps);
        let end = self.at.partition_point(|p| p.x <= at.x + steps);
        (first..end)
            .map(move |i| (i, (self.at[i].x - at.x).abs().max((self.at[i].y - at.y).abs())))
            .filter(move |&(_, away)| away <= steps)
    }

    /// Neighbours in the mesh that are at most so many steps apart in x and in y.
    pub fn close_neighbours(&self, steps: i32) -> Vec<[u32; 2]> {
        let near = |a: u32, b: u32| {
            let (a, b) = (self.at[a as usize], self.at[b as usize]);
            (a.x - b.x).abs() <= steps && (a.y - b.y).abs() <= steps
        };
        let edges = self.mesh.iter().flat_map(|mesh| mesh.undirected_edges());
        edges
            .filter_map(|edge| {
                let [a, b] = edge.vertices().map(|v| v.data().spot);
                a.zip(b).filter(|&(a, b)| near(a, b)).map(|(a, b)| [a, b])
            })
            .collect()
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
