//! Voronoi cells of resident spots, the uncovered ones dissolved by their shared edges.

use spade::Triangulation;

use super::mesh::{Mesh, Site};

/// Rings around the cells of uncovered spots, in map metres: uncovered to the left, so outer rings
/// run counter-clockwise and holes clockwise.
///
/// The border between an uncovered and a covered cell is the chain of circumcentres of the triangles
/// with corners of both kinds; each such triangle has exactly one edge over which the chain leaves
/// it, so rings are followed from triangle to triangle without ever comparing coordinates.
pub fn uncovered_rings(mesh: &Mesh, uncovered: &[bool]) -> Vec<Vec<[f64; 2]>> {
    let of = |site: &Site| site.spot.is_some_and(|spot| uncovered[spot as usize]);
    // By vertex of the mesh, since all faces ask.
    let is_uncovered: Vec<bool> = mesh.vertices().map(|vertex| of(vertex.data())).collect();
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
                .find(|e| !is_uncovered[e.from().index()] && is_uncovered[e.to().index()]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zones::mesh;

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
        uncovered_rings(&mesh::of(&spots, 5000.0).unwrap(), &uncovered)
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
