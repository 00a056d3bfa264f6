//! Which polygon holds a point: an index over many areas, each cut into horizontal strips.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{BoundingRect, Coord, MultiPolygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Areas in their order; a point on a shared border belongs to the first of them.
pub struct AreaIndex {
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    areas: Vec<Strips>,
}

impl AreaIndex {
    /// Indexes areas given in plain coordinates.
    pub fn of<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon>) -> AreaIndex {
        let areas: Vec<Strips> = areas.into_iter().map(Strips::of).collect();
        let boxes = areas
            .iter()
            .enumerate()
            .filter(|(_, a)| !a.edges.is_empty())
            .map(|(i, a)| {
                let corners = Rectangle::from_corners(a.low.into(), a.high.into());
                GeomWithData::new(corners, i)
            })
            .collect();
        AreaIndex { boxes: RTree::bulk_load(boxes), areas }
    }

    /// The first area that holds the point, borders included.
    pub fn first_at(&self, point: Coord) -> Option<usize> {
        self.all_at(point).map(|(area, _)| area).min()
    }

    /// All areas that hold the point, borders included, in no particular order, and whether it is
    /// inside or on the border.
    pub fn all_at(&self, point: Coord) -> impl Iterator<Item = (usize, Side)> + '_ {
        self.boxes
            .locate_in_envelope_intersecting(&AABB::from_point([point.x, point.y]))
            .map(move |found| (found.data, self.areas[found.data].side(point)))
            .filter(|&(_, side)| side != Side::Outside)
    }

    /// Where a point lies with respect to one area.
    pub fn side(&self, area: usize, point: Coord) -> Side {
        self.areas[area].side(point)
    }
}

/// Inside, outside, or on the border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Strictly inside.
    Inside,
    /// Strictly outside.
    Outside,
    /// Exactly on a ring.
    Border,
}

/// The edges of one area, sorted into horizontal strips, so that a ray meets only the edges beside
/// the point. Inside is decided by the even-odd rule over all rings, exactly.
struct Strips {
    low: Coord,
    high: Coord,
    edges: Vec<[Coord; 2]>,
    first: Vec<u32>,
    in_strip: Vec<u32>,
}

impl Strips {
    fn of(area: &MultiPolygon) -> Strips {
        let edges: Vec<[Coord; 2]> = area
            .iter()
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
            .flat_map(|ring| ring.lines().map(|l| [l.start, l.end]))
            .filter(|[a, b]| a != b)
            .collect();
        let (low, high) =
            area.bounding_rect().map_or_else(Default::default, |r| (r.min(), r.max()));
        let mut strips = Strips { low, high, edges, first: Vec::new(), in_strip: Vec::new() };
        let count = (strips.edges.len() / 4).clamp(1, 4096);
        let mut first = vec![0u32; count + 1];
        for edge in &strips.edges {
            for strip in strips.span(edge, count) {
                first[strip + 1] += 1;
            }
        }
        for i in 0..count {
            first[i + 1] += first[i];
        }
        let mut next = first.clone();
        let mut in_strip = vec![0u32; first[count] as usize];
        for (i, edge) in strips.edges.iter().enumerate() {
            for strip in strips.span(edge, count) {
                in_strip[next[strip] as usize] = i as u32;
                next[strip] += 1;
            }
        }
        strips.first = first;
        strips.in_strip = in_strip;
        strips
    }

    fn strip(&self, y: f64, count: usize) -> usize {
        let height = self.high.y - self.low.y;
        if height <= 0.0 {
            return 0;
        }
        ((((y - self.low.y) / height) * count as f64) as usize).min(count - 1)
    }

    fn span(&self, [a, b]: &[Coord; 2], count: usize) -> std::ops::RangeInclusive<usize> {
        self.strip(a.y.min(b.y), count)..=self.strip(a.y.max(b.y), count)
    }

    fn side(&self, p: Coord) -> Side {
        let outside =
            p.x < self.low.x || p.x > self.high.x || p.y < self.low.y || p.y > self.high.y;
        if self.edges.is_empty() || outside {
            return Side::Outside;
        }
        let strip = self.strip(p.y, self.first.len() - 1);
        let mut inside = false;
        for &i in &self.in_strip[self.first[strip] as usize..self.first[strip + 1] as usize] {
            let [a, b] = self.edges[i as usize];
            let beside = p.y >= a.y.min(b.y) && p.y <= a.y.max(b.y);
            if !beside || p.x > a.x.max(b.x) {
                continue;
            }
            let (lower, upper) = if a.y < b.y { (a, b) } else { (b, a) };
            let turn = RobustKernel::orient2d(lower, upper, p);
            if turn == Orientation::Collinear && p.x >= a.x.min(b.x) {
                return Side::Border;
            }
            // Each edge owns its lower end only, so a vertex is crossed once.
            if p.y < upper.y && turn == Orientation::CounterClockwise {
                inside = !inside;
            }
        }
        if inside { Side::Inside } else { Side::Outside }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Intersects, Point, wkt};
    use proptest::prelude::*;

    fn at(index: &AreaIndex, x: f64, y: f64) -> Option<usize> {
        index.first_at(Coord { x, y })
    }

    #[test]
    fn the_first_area_owns_a_shared_border() {
        let a = wkt!(MULTIPOLYGON(((0. 0.,2. 0.,2. 2.,0. 2.,0. 0.))));
        let b = wkt!(MULTIPOLYGON(((2. 0.,4. 0.,4. 2.,2. 2.,2. 0.))));
        let index = AreaIndex::of([&a, &b]);
        assert_eq!(at(&index, 2.0, 1.0), Some(0));
        assert_eq!(at(&index, 2.0, 2.0), Some(0));
        assert_eq!(at(&index, 2.5, 0.0), Some(1));
        assert_eq!(at(&index, 4.5, 1.0), None);
        let other_way = AreaIndex::of([&b, &a]);
        assert_eq!(at(&other_way, 2.0, 1.0), Some(0));
    }

    #[test]
    fn holes_are_outside_and_their_rims_belong() {
        let ring = wkt!(MULTIPOLYGON(((0. 0.,6. 0.,6. 6.,0. 6.,0. 0.),
            (2. 2.,2. 4.,4. 4.,4. 2.,2. 2.))));
        let index = AreaIndex::of([&ring]);
        assert_eq!(index.side(0, Coord { x: 3.0, y: 3.0 }), Side::Outside);
        assert_eq!(index.side(0, Coord { x: 1.0, y: 3.0 }), Side::Inside);
        assert_eq!(index.side(0, Coord { x: 2.0, y: 3.0 }), Side::Border);
        assert_eq!(AreaIndex::of([&MultiPolygon(vec![])]).first_at(Coord { x: 0., y: 0. }), None);
    }

    proptest! {
        #[test]
        fn agrees_with_geo_on_star_polygons(
            radii in prop::collection::vec(1u8..=20, 3..40), x in -20i8..=20, y in -20i8..=20,
        ) {
            let n = radii.len() as f64;
            let ring: Vec<Coord> = radii.iter().enumerate().map(|(i, &r)| {
                let (sin, cos) = (i as f64 / n * std::f64::consts::TAU).sin_cos();
                Coord { x: f64::from(r) * cos, y: f64::from(r) * sin }
            }).collect();
            let area = MultiPolygon(vec![geo::Polygon::new(ring.into(), vec![])]);
            let p = Coord { x: f64::from(x), y: f64::from(y) };
            let side = AreaIndex::of([&area]).side(0, p);
            prop_assert_eq!(side == Side::Inside, area.contains(&Point(p)));
            prop_assert_eq!(side != Side::Outside, area.intersects(&Point(p)));
        }
    }
}
