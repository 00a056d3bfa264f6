//! The Delaunay mesh of residents' spots, and of some of them.

use std::borrow::Cow;

use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation};

use crate::hilbert;

/// A Delaunay triangulation of spots and the posts of a fence around them.
pub type Mesh = DelaunayTriangulation<Site>;

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

/// Delaunay triangulation of distinct spots (Delaunay 1934), with a fence of far posts around them,
/// `beyond_m` outside, so that every cell is bounded.
///
/// `None` when a coordinate is out of the library's range, which no place on a map is.
pub fn of(spots: &[[f64; 2]], beyond_m: f64) -> Option<Mesh> {
    let mut sites: Vec<Site> =
        (0u32..).zip(spots).map(|(i, &at)| Site { at, spot: Some(i) }).collect();
    sites.extend(fence(spots, beyond_m));
    let places: Vec<[f64; 2]> = sites.iter().map(|site| site.at).collect();
    let order = hilbert::order(&places);
    woven(order.len(), order.into_iter().map(|i| sites[i as usize]))
}

/// Inserts sites of which each is near the one before: its triangle is found in a few steps, and what
/// lies near on the ground lies near in memory, for all who walk the mesh later. On a million spots a
/// quarter faster than the bulk loading of `spade`, on fifty thousand as fast.
fn woven(count: usize, sites: impl Iterator<Item = Site>) -> Option<Mesh> {
    let mut mesh = Mesh::with_capacity(count, 3 * count, 2 * count);
    let mut near = None;
    for site in sites {
        let vertex = match near {
            Some(vertex) => mesh.insert_with_hint(site, vertex),
            None => mesh.insert(site),
        };
        near = Some(vertex.ok()?);
    }
    Some(mesh)
}

/// The mesh of those spots of a mesh that stay.
///
/// A triangulation is Delaunay whatever order its corners came and went in, but for which way a
/// square is cut, and there the two centres are one point. Where most stay, taking the others out
/// costs a fraction of beginning anew.
pub fn of_those<'m>(mesh: &'m Mesh, stays: impl Fn(u32) -> bool) -> Option<Cow<'m, Mesh>> {
    let leaves = |site: &Site| site.spot.is_some_and(|spot| !stays(spot));
    let leaving: Vec<_> =
        mesh.vertices().filter(|v| leaves(v.data())).map(|vertex| vertex.fix()).collect();
    if leaving.is_empty() {
        return Some(Cow::Borrowed(mesh));
    }
    if leaving.len() > mesh.num_vertices() / 2 {
        // In the order in which they came.
        let staying = mesh.vertices().map(|vertex| *vertex.data()).filter(|site| !leaves(site));
        return woven(mesh.num_vertices() - leaving.len(), staying).map(Cow::Owned);
    }
    let mut mesh = mesh.clone();
    // Backwards, since a corner that goes hands its number to the last one, which stays.
    for vertex in leaving.into_iter().rev() {
        mesh.remove(vertex);
    }
    Some(Cow::Owned(mesh))
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
