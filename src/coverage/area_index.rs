//! Which polygon holds a point: an index over the edges of many areas.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, MultiPolygon};

/// Areas in their order; a point on a shared border belongs to the first of them.
///
/// Inside is decided area by area with the even-odd rule over all rings, exactly, by a ray to the
/// right. Rings are cut into chains of a few edges: of a chain wholly to the right of a point only
/// its two ends matter, since a ray crosses it an odd number of times if they lie on both sides. The
/// chains lie in horizontal strips, where a point asks only the areas that it has on both sides.
pub struct AreaIndex {
    /// Lowest and highest y of all areas.
    low: f64,
    high: f64,
    /// The corners of the rings; a chain ends with the corner that the next begins with.
    corners: Vec<Coord>,
    /// In the order of the areas.
    chains: Vec<Chain>,
    /// Where each strip begins in `bands`; one more than there are strips.
    first: Vec<u32>,
    /// What lies in each strip, in the order of the areas.
    bands: Vec<Band>,
    /// The chains of each band by number.
    in_band: Vec<u32>,
}

/// What one area has in one strip. All its edges at the height of a point in the strip are there.
struct Band {
    /// Lowest and highest x.
    left: f64,
    right: f64,
    /// From where to where its chains stand in `in_band`.
    chains: [u32; 2],
}

/// Consecutive edges of a ring, and the box around them.
#[derive(Clone, Copy)]
struct Chain {
    low: Coord,
    high: Coord,
    /// Its first and last corner, as numbers.
    corners: [u32; 2],
    area: u32,
}

/// Edges of a chain, at most. Measured on zones of Porto: from here on longer ones gain nothing.
const LONGEST: usize = 16;

impl AreaIndex {
    /// Indexes areas given in plain coordinates.
    pub fn of<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon>) -> AreaIndex {
        AreaIndex::of_rings((0u32..).zip(areas).flat_map(|(number, area)| {
            let rings =
                area.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
            rings.map(move |ring| (number, ring.coords().copied()))
        }))
    }

    /// Indexes areas given ring by ring, each with the number of its area, in the order of the areas;
    /// the last corner of a ring may repeat the first.
    pub fn of_rings<R: Iterator<Item = Coord>>(
        rings: impl IntoIterator<Item = (u32, R)>,
    ) -> AreaIndex {
        let mut corners: Vec<Coord> = Vec::new();
        let mut chains = Vec::new();
        for (area, mut ring) in rings {
            let Some(first) = ring.next() else { continue };
            let start = corners.len();
            corners.push(first);
            for corner in ring.chain([first]) {
                if corners.last() != Some(&corner) {
                    corners.push(corner);
                }
            }
            let last = corners.len() - 1;
            for from in (start..last).step_by(LONGEST) {
                chains.push(Chain::of(&corners, [from, last.min(from + LONGEST)], area));
            }
        }
        let low = chains.iter().fold(f64::INFINITY, |low, c| low.min(c.low.y));
        let high = chains.iter().fold(f64::NEG_INFINITY, |high, c| high.max(c.high.y));
        let (first, bands, in_band) = (Vec::new(), Vec::new(), Vec::new());
        let mut index = AreaIndex { low, high, corners, chains, first, bands, in_band };
        index.fill();
        index
    }

    /// Puts chains into strips: as many strips as chains, or so few that no chain lies in more than
    /// three of them on average, however tall chains are.
    fn fill(&mut self) {
        let chains = &self.chains;
        // A chain lies in one strip more than it crosses borders of strips: of `count` strips as
        // many as its share of the height, on average.
        let crossed: f64 = chains.iter().map(|c| c.high.y - c.low.y).sum();
        let tallest = 2.0 * chains.len() as f64 * (self.high - self.low) / crossed;
        let count = chains.len().min(tallest as usize).clamp(1, 1 << 16);
        let span = |c: &Chain| self.strip(c.low.y, count)..=self.strip(c.high.y, count);
        let mut first = vec![0u32; count + 1];
        for strip in chains.iter().flat_map(span) {
            first[strip + 1] += 1;
        }
        for i in 0..count {
            first[i + 1] += first[i];
        }
        let mut next = first.clone();
        let mut in_band = vec![0u32; first[count] as usize];
        for (number, chain) in (0u32..).zip(chains) {
            for strip in span(chain) {
                in_band[next[strip] as usize] = number;
                next[strip] += 1;
            }
        }
        let mut bands = Vec::new();
        for strip in 0..count {
            let [from, to] = [first[strip], first[strip + 1]];
            first[strip] = bands.len() as u32;
            let same_area = |&a: &u32, &b: &u32| chains[a as usize].area == chains[b as usize].area;
            let mut start = from;
            for of_area in in_band[from as usize..to as usize].chunk_by(same_area) {
                let end = start + of_area.len() as u32;
                bands.push(Band::of(of_area.iter().map(|&n| &chains[n as usize]), [start, end]));
                start = end;
            }
        }
        first[count] = bands.len() as u32;
        (self.first, self.bands, self.in_band) = (first, bands, in_band);
    }

    /// The chains of a band.
    fn chains_of(&self, band: &Band) -> impl Iterator<Item = &Chain> {
        let [start, end] = band.chains;
        self.in_band[start as usize..end as usize].iter().map(|&n| &self.chains[n as usize])
    }

    fn strip(&self, y: f64, count: usize) -> usize {
        let height = self.high - self.low;
        if height <= 0.0 {
            return 0;
        }
        ((((y - self.low) / height) * count as f64) as usize).min(count - 1)
    }

    /// The first area that holds the point, borders included.
    pub fn first_at(&self, point: Coord) -> Option<usize> {
        self.all_at(point).map(|(area, _)| area).next()
    }

    /// All areas that hold the point, borders included, by number, and whether it is inside or on
    /// the border.
    pub fn all_at(&self, point: Coord) -> impl Iterator<Item = (usize, Side)> + '_ {
        let bands = if point.y >= self.low && point.y <= self.high {
            let strip = self.strip(point.y, self.first.len() - 1);
            &self.bands[self.first[strip] as usize..self.first[strip + 1] as usize]
        } else {
            &[]
        };
        let both_sides = move |band: &&Band| (band.left <= point.x) & (point.x <= band.right);
        bands.iter().filter(both_sides).filter_map(move |band| {
            let mut around = Around::new(point);
            let mut chains = self.chains_of(band).filter(|chain| chain.is_beside(point)).peekable();
            let area = chains.peek()?.area;
            chains.for_each(|chain| around.pass_all(chain, &self.corners));
            (around.side() != Side::Outside).then_some((area as usize, around.side()))
        })
    }

    /// Whether no ring comes near a box, given by its lowest and highest corner: then it lies wholly
    /// inside or wholly outside each area. A ring that only bends around the box may count as near.
    pub fn is_clear(&self, [low, high]: [Coord; 2]) -> bool {
        if low.y > self.high || high.y < self.low {
            return true;
        }
        let count = self.first.len() - 1;
        let [from, to] = [low.y, high.y].map(|y| self.strip(y.max(self.low), count));
        let bands = &self.bands[self.first[from] as usize..self.first[to + 1] as usize];
        let near = bands.iter().filter(|band| low.x <= band.right && band.left <= high.x);
        !near.flat_map(|band| self.chains_of(band)).any(|chain| {
            low.x <= chain.high.x
                && chain.low.x <= high.x
                && low.y <= chain.high.y
                && chain.low.y <= high.y
        })
    }

    /// Where a point lies with respect to one area.
    pub fn side(&self, area: usize, point: Coord) -> Side {
        self.all_at(point).find(|found| found.0 == area).map_or(Side::Outside, |(_, side)| side)
    }
}

impl Band {
    fn of<'c>(of_area: impl Iterator<Item = &'c Chain>, chains: [u32; 2]) -> Band {
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        let (left, right) =
            of_area.fold(none, |(left, right), c| (left.min(c.low.x), right.max(c.high.x)));
        Band { left, right, chains }
    }
}

impl Chain {
    fn of(corners: &[Coord], ends: [usize; 2], area: u32) -> Chain {
        let (mut low, mut high) = (corners[ends[0]], corners[ends[0]]);
        for corner in &corners[ends[0] + 1..=ends[1]] {
            low = Coord { x: low.x.min(corner.x), y: low.y.min(corner.y) };
            high = Coord { x: high.x.max(corner.x), y: high.y.max(corner.y) };
        }
        Chain { low, high, corners: ends.map(|end| end as u32), area }
    }

    /// Whether a ray from the point to the right meets the box.
    fn is_beside(&self, p: Coord) -> bool {
        // All three at once: which of them fails is anybody's guess, and a wrong one costs more.
        (p.y >= self.low.y) & (p.y <= self.high.y) & (p.x <= self.high.x)
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

/// What a ray to the right of a point has met so far.
struct Around {
    point: Coord,
    inside: bool,
    on_edge: bool,
}

impl Around {
    fn new(point: Coord) -> Around {
        Around { point, inside: false, on_edge: false }
    }

    /// A chain that is beside the point.
    fn pass_all(&mut self, chain: &Chain, corners: &[Coord]) {
        let p = self.point;
        let [first, last] = chain.corners.map(|corner| corner as usize);
        if p.x < chain.low.x {
            // An edge is crossed if one of its ends lies above the ray and the other does not, so
            // that a vertex is crossed once.
            self.inside ^= (corners[first].y > p.y) != (corners[last].y > p.y);
            return;
        }
        for edge in corners[first..=last].windows(2) {
            self.pass(edge[0], edge[1]);
        }
    }

    fn pass(&mut self, a: Coord, b: Coord) {
        let p = self.point;
        let (lower, upper) = if a.y < b.y { (a, b) } else { (b, a) };
        if p.y < lower.y || p.y > upper.y || (p.x > lower.x && p.x > upper.x) {
            return;
        }
        if p.x < lower.x && p.x < upper.x {
            self.inside ^= p.y < upper.y;
            return;
        }
        match RobustKernel::orient2d(lower, upper, p) {
            Orientation::Collinear => self.on_edge = true,
            Orientation::CounterClockwise => self.inside ^= p.y < upper.y,
            Orientation::Clockwise => {}
        }
    }

    fn side(&self) -> Side {
        match (self.on_edge, self.inside) {
            (true, _) => Side::Border,
            (false, true) => Side::Inside,
            (false, false) => Side::Outside,
        }
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
        fn a_clear_box_lies_on_one_side(
            rings in prop::collection::vec(
                (0i32..100, 0i32..100, prop::collection::vec(1u8..=9, 3..60)), 0..5),
            boxes in prop::collection::vec((-9i32..109, -9i32..109, 0i32..8, 0i32..8), 20),
        ) {
            let star = |&(x, y, ref radii): &(i32, i32, Vec<u8>)| -> Vec<Coord> {
                let n = radii.len() as f64;
                radii.iter().enumerate().map(|(i, &r)| {
                    let (sin, cos) = (i as f64 / n * std::f64::consts::TAU).sin_cos();
                    let r = f64::from(r);
                    Coord { x: f64::from(x) + r * cos, y: f64::from(y) + r * sin }
                }).collect()
            };
            let rings: Vec<Vec<Coord>> = rings.iter().map(star).collect();
            let index = AreaIndex::of_rings((0..).zip(rings.iter().map(|r| r.iter().copied())));
            for (x, y, wide, high) in boxes {
                let at = |x, y| Coord { x: f64::from(x), y: f64::from(y) };
                let areas = |x, y| index.all_at(at(x, y)).collect::<Vec<_>>();
                let corner = areas(x, y);
                if index.is_clear([at(x, y), at(x + wide, y + high)]) {
                    for (x, y) in [(x + wide, y), (x, y + high), (x + wide, y + high)] {
                        prop_assert_eq!(&areas(x, y), &corner);
                    }
                } else {
                    prop_assert!(!rings.is_empty());
                }
            }
        }

        #[test]
        fn agrees_with_geo_on_areas_with_holes_that_overlap(
            stars in prop::collection::vec(
                (-30i32..30, -30i32..30, prop::collection::vec(2u8..=20, 3..50)), 0..6),
            places in prop::collection::vec((-50i32..50, -50i32..50), 8),
        ) {
            let ring = |&(x, y, ref radii): &(i32, i32, Vec<u8>), size: f64| -> geo::LineString {
                let n = radii.len() as f64;
                let corner = |(i, &r): (usize, &u8)| {
                    let (sin, cos) = (i as f64 / n * std::f64::consts::TAU).sin_cos();
                    let r = (size * f64::from(r)).round();
                    Coord { x: f64::from(x) + (r * cos).round(), y: f64::from(y) + (r * sin).round() }
                };
                radii.iter().enumerate().map(corner).collect()
            };
            use geo::Validation;
            let areas: Vec<MultiPolygon> = stars
                .iter()
                .map(|star| geo::Polygon::new(ring(star, 1.0), vec![ring(star, 0.4)]))
                .filter(|area| area.is_valid())
                .map(|area| MultiPolygon(vec![area]))
                .collect();
            let index = AreaIndex::of(&areas);
            let corners = areas.iter().flat_map(geo::CoordsIter::coords_iter);
            let places = places.iter().map(|&(x, y)| Coord { x: f64::from(x), y: f64::from(y) });
            for p in places.chain(corners) {
                let one_by_one = areas.iter().enumerate().filter_map(|(number, area)| {
                    match (area.contains(&Point(p)), area.intersects(&Point(p))) {
                        (true, _) => Some((number, Side::Inside)),
                        (_, true) => Some((number, Side::Border)),
                        _ => None,
                    }
                });
                prop_assert_eq!(index.all_at(p).collect::<Vec<_>>(), one_by_one.collect::<Vec<_>>());
            }
        }

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
