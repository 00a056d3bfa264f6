//! Voronoi cells of resident spots, the uncovered ones dissolved by their shared edges.

use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation};

/// A corner of the mesh: where it is and which spot it is.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Map coordinates, metres.
    pub at: [f64; 2],
    /// The spot; `None` for a post of the fence.
    pub spot: Option<u32>,
}

impl HasPosition for Site {
    type Scalar = f64;

    fn position(&self) -> Point2<f64> {
        Point2::new(self.at[0], self.at[1])
    }
}

/// Delaunay triangulation of distinct spots (Delaunay 1934; bulk loading of `spade`), with a fence
/// of far posts around them, `beyond_m` outside, so that every cell is bounded.
///
/// `None` when a coordinate is out of the library's range, which no place on a map is.
pub fn mesh(spots: &[[f64; 2]], beyond_m: f64) -> Option<DelaunayTriangulation<Site>> {
    let mut sites: Vec<Site> =
        (0u32..).zip(spots).map(|(i, &at)| Site { at, spot: Some(i) }).collect();
    sites.extend(fence(spots, beyond_m));
    DelaunayTriangulation::bulk_load(sites).ok()
}

/// Rings around the cells of uncovered spots, in map metres: uncovered to the left, so outer rings
/// run counter-clockwise and holes clockwise.
///
/// The border between an uncovered and a covered cell is the chain of circumcentres of the triangles
/// with corners of both kinds; each such triangle has exactly one edge over which the chain leaves
/// it, so rings are followed from triangle to triangle without ever comparing coordinates.
pub fn uncovered_rings(
    mesh: &DelaunayTriangulation<Site>,
    uncovered: &[bool],
) -> Vec<Vec<[f64; 2]>> {
    let is_uncovered = |site: &Site| site.spot.is_some_and(|spot| uncovered[spot as usize]);
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
                .find(|e| !is_uncovered(e.from().data()) && is_uncovered(e.to().data()));
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

/// Posts on a wide circle around all spots; nobody lives there.
fn fence(spots: &[[f64; 2]], beyond_m: f64) -> Vec<Site> {
    const POSTS: u32 = 64;
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for at in spots {
        for axis in 0..2 {
            low[axis] = low[axis].min(at[axis]);
            high[axis] = high[axis].max(at[axis]);
        }
    }
    let middle = [0, 1].map(|axis| 0.5 * (low[axis] + high[axis]));
    let radius = 0.5 * (high[0] - low[0]).hypot(high[1] - low[1]) + beyond_m;
    (0..POSTS)
        .map(|i| {
            let (sin, cos) = (f64::from(i) / f64::from(POSTS) * std::f64::consts::TAU).sin_cos();
            let at = [middle[0] + radius * cos, middle[1] + radius * sin];
            Site { at, spot: None }
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

    fn drawn(rows: &[&str]) -> Vec<Vec<[f64; 2]>> {
        let cells = || {
            rows.iter().enumerate().flat_map(|(y, row)| {
                row.bytes().enumerate().map(move |(x, c)| ([x as f64, y as f64], c == b'u'))
            })
        };
        let spots: Vec<[f64; 2]> = cells().map(|([x, y], _)| [x * 100.0, y * -100.0]).collect();
        let uncovered: Vec<bool> = cells().map(|(_, u)| u).collect();
        uncovered_rings(&mesh(&spots, 5000.0).unwrap(), &uncovered)
    }

    #[test]
    fn a_grid_dissolves_into_its_cells() {
        // Cocircular corners everywhere: the worst case for a triangulation.
        let rings = drawn(&["ccccc", "cuucc", "ccccc", "cccuc", "ccccc"]);
        assert_eq!(rings.len(), 2);
        assert!((area(&rings) - 3.0 * 10_000.0).abs() < 1e-3, "{rings:?}");
    }

    #[test]
    fn a_covered_home_amid_uncovered_ones_is_a_hole() {
        let rings = drawn(&["ccccc", "cuuuc", "cucuc", "cuuuc", "ccccc"]);
        assert_eq!(rings.len(), 2);
        assert!((area(&rings) - 8.0 * 10_000.0).abs() < 1e-3);
    }

    #[test]
    fn nobody_and_everybody() {
        assert!(drawn(&["ccc", "ccc"]).is_empty());
        let all = drawn(&["u"]);
        assert_eq!(all.len(), 1);
        assert!(area(&all) > 1e7, "bounded by the fence alone");
    }
}
