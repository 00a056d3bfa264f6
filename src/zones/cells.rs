//! Voronoi cells of resident points, the uncovered ones dissolved by their shared edges.

use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation};

/// A place where residents stand, metres on the map of the run.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Map coordinates, metres.
    pub at: [f64; 2],
    /// Whether somebody there is uncovered.
    pub uncovered: bool,
}

impl HasPosition for Site {
    type Scalar = f64;

    fn position(&self) -> Point2<f64> {
        Point2::new(self.at[0], self.at[1])
    }
}

/// Delaunay triangulation of distinct sites (Delaunay 1934; bulk loading of `spade`).
///
/// `None` when a coordinate is out of the library's range, which no place on a map is.
pub fn triangulate(sites: Vec<Site>) -> Option<DelaunayTriangulation<Site>> {
    DelaunayTriangulation::bulk_load(sites).ok()
}

/// Rings around the cells of uncovered sites, in map metres: uncovered to the left, so outer rings
/// run counter-clockwise and holes clockwise.
///
/// Far covered sites are added all around, so that every cell is bounded; `beyond_m` is how far
/// outside the others they stand. The border between an uncovered and a covered cell is the chain of
/// circumcentres of the triangles with corners of both kinds; each such triangle has exactly one
/// edge over which the chain leaves it, so rings are followed from triangle to triangle without
/// ever comparing coordinates.
pub fn uncovered_rings(sites: &[Site], beyond_m: f64) -> Vec<Vec<[f64; 2]>> {
    let mut all = sites.to_vec();
    all.extend(fence(sites, beyond_m));
    let Some(mesh) = triangulate(all) else { return Vec::new() };
    let mut done = vec![false; mesh.num_all_faces()];
    let mut rings = Vec::new();
    for face in mesh.inner_faces() {
        if done[face.index()] {
            continue;
        }
        let mut ring = Vec::new();
        let mut here = Some(face);
        while let Some(face) = here.filter(|f| !done[f.index()]) {
            done[face.index()] = true;
            let out = face
                .adjacent_edges()
                .into_iter()
                .find(|e| !e.from().data().uncovered && e.to().data().uncovered);
            let Some(out) = out else { break };
            let centre = face.circumcenter();
            ring.push([centre.x, centre.y]);
            here = out.rev().face().as_inner();
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

/// Covered sites on a wide circle around all others.
fn fence(sites: &[Site], beyond_m: f64) -> Vec<Site> {
    const POSTS: u32 = 64;
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for site in sites {
        for axis in 0..2 {
            low[axis] = low[axis].min(site.at[axis]);
            high[axis] = high[axis].max(site.at[axis]);
        }
    }
    let middle = [0, 1].map(|axis| 0.5 * (low[axis] + high[axis]));
    let radius = 0.5 * (high[0] - low[0]).hypot(high[1] - low[1]) + beyond_m;
    (0..POSTS)
        .map(|i| {
            let (sin, cos) = (f64::from(i) / f64::from(POSTS) * std::f64::consts::TAU).sin_cos();
            let at = [middle[0] + radius * cos, middle[1] + radius * sin];
            Site { at, uncovered: false }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(rings: &[Vec<[f64; 2]>]) -> f64 {
        let of = |ring: &Vec<[f64; 2]>| -> f64 {
            (0..ring.len())
                .map(|i| {
                    let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                    0.5 * (a[0] * b[1] - b[0] * a[1])
                })
                .sum()
        };
        rings.iter().map(of).sum()
    }

    fn grid(uncovered: &[&str]) -> Vec<Site> {
        uncovered
            .iter()
            .enumerate()
            .flat_map(|(y, row)| {
                row.bytes().enumerate().map(move |(x, c)| Site {
                    at: [x as f64 * 100.0, y as f64 * -100.0],
                    uncovered: c == b'u',
                })
            })
            .collect()
    }

    #[test]
    fn a_grid_dissolves_into_its_cells() {
        // Cocircular corners everywhere: the worst case for a triangulation.
        let sites = grid(&["ccccc", "cuucc", "ccccc", "cccuc", "ccccc"]);
        let rings = uncovered_rings(&sites, 5000.0);
        assert_eq!(rings.len(), 2);
        assert!((area(&rings) - 3.0 * 10_000.0).abs() < 1e-3, "{rings:?}");
    }

    #[test]
    fn a_covered_home_amid_uncovered_ones_is_a_hole() {
        let sites = grid(&["ccccc", "cuuuc", "cucuc", "cuuuc", "ccccc"]);
        let rings = uncovered_rings(&sites, 5000.0);
        assert_eq!(rings.len(), 2);
        assert!((area(&rings) - 8.0 * 10_000.0).abs() < 1e-3);
    }

    #[test]
    fn nobody_and_everybody() {
        assert!(uncovered_rings(&grid(&["ccc", "ccc"]), 5000.0).is_empty());
        let all = uncovered_rings(&grid(&["u"]), 5000.0);
        assert_eq!(all.len(), 1);
        assert!(area(&all) > 1e7, "bounded by the fence alone");
    }
}
