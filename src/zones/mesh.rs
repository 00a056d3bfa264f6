//! The Delaunay mesh of residents' spots, and of some of them.

use std::borrow::Cow;

use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation};

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

/// Delaunay triangulation of distinct spots (Delaunay 1934; bulk loading of `spade`), with a fence
/// of far posts around them, `beyond_m` outside, so that every cell is bounded.
///
/// `None` when a coordinate is out of the library's range, which no place on a map is.
pub fn of(spots: &[[f64; 2]], beyond_m: f64) -> Option<Mesh> {
    let mut sites: Vec<Site> =
        (0u32..).zip(spots).map(|(i, &at)| Site { at, spot: Some(i) }).collect();
    sites.extend(fence(spots, beyond_m));
    DelaunayTriangulation::bulk_load(sites).ok()
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
        let staying = mesh.vertices().map(|vertex| *vertex.data()).filter(|site| !leaves(site));
        return DelaunayTriangulation::bulk_load(staying.collect()).ok().map(Cow::Owned);
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
