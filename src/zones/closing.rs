//! What uncovered points fill when they are drawn together: a morphological closing, outwards by
//! the reach and back by most of it (Serra 1982). Gaps narrower than twice the way back close;
//! around a lone home a small disc stays.

use geo::buffer::{BufferStyle, LineJoin};
use geo::{Buffer, Coord, LineString, MultiPolygon, Polygon};
use spade::Triangulation;

use super::cells::{Site, triangulate};

/// Share of the reach that is taken back: 130 m of 200 m.
const BACK: f64 = 0.65;
/// Corners of the polygon that stands for a disc; inscribed, so it never reaches too far.
const CORNERS: u32 = 32;

/// The closing of points in map metres: nowhere farther than `reach_m` from one of them.
pub fn close(points: &[[f64; 2]], reach_m: f64) -> MultiPolygon {
    let wide = dilate(points, reach_m);
    let style = BufferStyle::new(-BACK * reach_m).line_join(LineJoin::Round(0.2));
    wide.buffer_with_style(style)
}

/// The union of discs around points.
///
/// A triangle of the Delaunay mesh whose circumradius is within the reach lies wholly inside the
/// union; only points near triangles that do not, or near the hull, can carry its border. So the
/// union of a whole city costs what its border costs, not one disc a home.
fn dilate(points: &[[f64; 2]], reach_m: f64) -> MultiPolygon {
    let sites: Vec<Site> = points.iter().map(|&at| Site { at, uncovered: true }).collect();
    let mut parts: Vec<Polygon> = Vec::new();
    let discs: Vec<[f64; 2]> = match triangulate(sites) {
        Some(mesh) if mesh.num_inner_faces() > 0 => {
            let mut filled = vec![false; mesh.num_all_faces()];
            for face in mesh.inner_faces() {
                let radius_2 = face.circumcircle().1;
                if radius_2 <= reach_m * reach_m {
                    filled[face.index()] = true;
                    let corners = face.vertices().map(|v| {
                        let p = v.position();
                        Coord { x: p.x, y: p.y }
                    });
                    parts.push(Polygon::new(LineString(corners.to_vec()), vec![]));
                }
            }
            let mut near_border = vec![false; mesh.num_vertices()];
            for vertex in mesh.vertices() {
                if vertex.out_edges().any(|e| !filled[e.face().index()]) {
                    near_border[vertex.index()] = true;
                    // An obtuse triangle can leave a neighbour's disc sticking out.
                    for edge in vertex.out_edges() {
                        near_border[edge.to().index()] = true;
                    }
                }
            }
            mesh.vertices().filter(|v| near_border[v.index()]).map(|v| v.data().at).collect()
        }
        _ => points.to_vec(),
    };
    parts.extend(discs.iter().map(|&at| disc(at, reach_m)));
    geo::unary_union(&parts)
}

fn disc([x, y]: [f64; 2], radius: f64) -> Polygon {
    let ring = (0..CORNERS)
        .map(|i| {
            let (sin, cos) = (f64::from(i) / f64::from(CORNERS) * std::f64::consts::TAU).sin_cos();
            Coord { x: x + radius * cos, y: y + radius * sin }
        })
        .collect();
    Polygon::new(LineString(ring), vec![])
}
