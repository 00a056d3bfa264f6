//! Chords: what stands for the stretches of rings that nothing else comes near, while rings are laid
//! over each other.
//!
//! A closing is drawn with tens of thousands of short edges of which few ever meet another ring. A
//! stretch whose box no other stretch enters is there as a whole in the result, or not at all; so its
//! two ends are laid over, joined by a chord, and the result gets the stretch back.

use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::simple::Simplify;
use rstar::{AABB, RTree, RTreeObject};
use rustc_hash::FxHashMap;

use super::cone::Cone;
use super::grid::{Ring, Shape};

/// Edges of a stretch, about.
const EDGES: usize = 8;
/// Rings with fewer corners stay as they are.
const FEWEST: usize = 9;
/// Steps of the grid between the boxes of stretches that are clear of each other: an overlay moves
/// crossings to the grid, and to corners a step or two away.
const CLEARANCE: f64 = 32.0;
/// Steps of the grid between the two ends of a chord, at least: so far from the one, whatever leaves
/// the other in another direction is clear as well.
const SHORTEST: f64 = 64.0;

/// Rings with chords, and how to take the chords back.
pub struct Chords<'r> {
    /// The rings that were given, chords in place of stretches.
    pub rings: [Vec<Ring>; 2],
    /// For the two ends of a chord in the order of its ring, the stretch: its ring, and its first and
    /// last corner.
    bent: FxHashMap<[IntPoint; 2], (&'r Ring, [usize; 2])>,
}

/// Consecutive corners of a ring; the last is the first of the next stretch.
struct Stretch<'r> {
    ring: &'r Ring,
    corners: [usize; 2],
    /// By number: the next stretch of the ring.
    next: usize,
    /// Whether a chord may stand for it.
    is_clear: bool,
}

/// The box of a stretch in the index.
struct Boxed {
    envelope: AABB<[f64; 2]>,
    stretch: usize,
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl<'r> Chords<'r> {
    /// Draws chords wherever nothing else comes near.
    pub fn of(rings: [&'r [Ring]; 2]) -> Chords<'r> {
        let mut stretches = rings.into_iter().flatten().fold(Vec::new(), cut);
        let one_way: Vec<bool> = stretches.iter().map(Stretch::runs_one_way).collect();
        for number in 0..stretches.len() {
            let (stretch, next) = (&stretches[number], stretches[number].next);
            // What crosses itself is moved there, and so may come to meet its neighbour.
            let parted =
                one_way[number] && one_way[next] && stretch.is_parted_from(&stretches[next]);
            let long = stretch.span() >= SHORTEST;
            stretches[number].is_clear &= parted && long;
            stretches[next].is_clear &= parted;
        }
        let boxes = (0..).zip(&stretches).map(|(number, s): (usize, _)| s.boxed(number)).collect();
        let index: RTree<Boxed> = RTree::bulk_load(boxes);
        for (a, b) in index.intersection_candidates_with_other_tree(&index) {
            let (a, b) = (a.stretch, b.stretch);
            if a != b && stretches[a].next != b && stretches[b].next != a {
                stretches[a].is_clear = false;
                // Where neighbours cross on both sides of a stretch, they are moved beside it.
                let between = stretches[a].next;
                stretches[between].is_clear &= stretches[between].next != b;
            }
        }
        let mut of = stretches.iter().peekable();
        let mut bent = FxHashMap::default();
        let rings = rings.map(|rings| {
            let with_chords = |ring: &Ring| {
                let mut drawn = Ring::new();
                while let Some(s) = of.next_if(|s| std::ptr::eq(s.ring, ring)) {
                    let [first, last] = s.corners;
                    if s.is_clear {
                        drawn.push(ring[first]);
                        bent.insert([ring[first], ring[last % ring.len()]], (s.ring, s.corners));
                    } else {
                        drawn.extend_from_slice(&ring[first..last]);
                    }
                }
                drawn
            };
            rings.iter().map(with_chords).collect()
        });
        Chords { rings, bent }
    }

    /// Gives the stretches back that lie in the shapes, and takes corners out that bend nothing. A
    /// ring begins with its leftmost corner, and rings and shapes come from left to right, wherever
    /// the rings that were given began.
    pub fn taken_back(&self, mut shapes: Vec<Shape>) -> Vec<Shape> {
        for ring in shapes.iter_mut().flatten() {
            let mut whole = Ring::with_capacity(ring.len());
            for (i, &from) in ring.iter().enumerate() {
                let to = ring[(i + 1) % ring.len()];
                whole.push(from);
                if let Some(&(ring, [first, last])) = self.bent.get(&[from, to]) {
                    whole.extend_from_slice(&ring[first + 1..last]);
                } else if let Some(&(ring, [first, last])) = self.bent.get(&[to, from]) {
                    whole.extend(ring[first + 1..last].iter().rev());
                }
            }
            whole.simplify_contour();
            let leftmost = (0..whole.len()).min_by_key(|&i| (whole[i].x, whole[i].y));
            whole.rotate_left(leftmost.unwrap_or(0));
            *ring = whole;
        }
        let corner = |ring: &Ring| ring.first().map(|p| (p.x, p.y));
        for shape in shapes.iter_mut().filter(|shape| shape.len() > 2) {
            shape[1..].sort_by_key(corner);
        }
        shapes.sort_by_key(|shape| shape.first().and_then(corner));
        shapes
    }
}

/// Adds the stretches of a ring.
fn cut<'r>(mut stretches: Vec<Stretch<'r>>, ring: &'r Ring) -> Vec<Stretch<'r>> {
    let (corners, before) = (ring.len(), stretches.len());
    // A ring of chords has three corners at least.
    let count = match corners {
        0 => 0,
        1..FEWEST => 1,
        _ => (corners / EDGES).max(3),
    };
    stretches.extend((0..count).map(|i| Stretch {
        ring,
        corners: [i * corners / count, (i + 1) * corners / count],
        next: before + (i + 1) % count,
        is_clear: count > 1,
    }));
    stretches
}

impl Stretch<'_> {
    fn corner(&self, number: usize) -> IntPoint {
        self.ring[number % self.ring.len()]
    }

    fn all(&self) -> impl Iterator<Item = IntPoint> + '_ {
        (self.corners[0]..=self.corners[1]).map(|i| self.corner(i))
    }

    fn boxed(&self, number: usize) -> Boxed {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for p in self.all() {
            for (axis, v) in [p.x, p.y].into_iter().enumerate() {
                low[axis] = low[axis].min(f64::from(v));
                high[axis] = high[axis].max(f64::from(v));
            }
        }
        let half = 0.5 * CLEARANCE;
        let envelope = AABB::from_corners(low.map(|v| v - half), high.map(|v| v + half));
        Boxed { envelope, stretch: number }
    }

    /// Steps from one end to the other.
    fn span(&self) -> f64 {
        let [from, to] = self.corners.map(|i| self.corner(i));
        (f64::from(to.x) - f64::from(from.x)).hypot(f64::from(to.y) - f64::from(from.y))
    }

    /// Whether all edges go in directions less than half a turn apart: then it cannot cross itself.
    fn runs_one_way(&self) -> bool {
        let [first, last] = self.corners;
        let steps = (first..last).map(|i| (self.corner(i), self.corner(i + 1)));
        Cone::of(steps.filter(|(from, to)| from != to)).is_some()
    }

    /// Whether this stretch and the next are seen from the corner that they share in directions of
    /// which none is common: then nothing drawn within the one meets anything drawn within the other.
    fn is_parted_from(&self, next: &Stretch<'_>) -> bool {
        let shared = self.corner(self.corners[1]);
        let back = Cone::of((self.corners[0]..self.corners[1]).map(|i| (shared, self.corner(i))));
        let ahead =
            Cone::of((next.corners[0] + 1..=next.corners[1]).map(|i| (shared, next.corner(i))));
        back.zip(ahead).is_some_and(|(back, ahead)| back.is_apart_from(&ahead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use i_overlay::core::fill_rule::FillRule;
    use i_overlay::core::overlay::{IntOverlayOptions, Overlay};
    use i_overlay::core::overlay_rule::OverlayRule;
    use i_overlay::core::solver::Solver;
    use proptest::prelude::*;

    /// A ring of so many corners that waves around a circle.
    fn wavy(x: i32, y: i32, radius: i32, wave: i32, corners: usize) -> Ring {
        let corner = |i: usize| {
            let turn = i as f64 / corners as f64 * std::f64::consts::TAU;
            let r = f64::from(radius) + f64::from(wave) * (7.0 * turn).sin();
            let (sin, cos) = turn.sin_cos();
            IntPoint::new(x + (r * cos).round() as i32, y + (r * sin).round() as i32)
        };
        (0..corners).map(corner).collect()
    }

    fn corners(rings: &[Vec<Ring>; 2]) -> usize {
        rings.iter().flatten().map(Vec::len).sum()
    }

    fn laid(subject: &[Ring], clip: &[Ring], options: IntOverlayOptions) -> Vec<Shape> {
        let solver = Solver { multithreading: None, ..Solver::default() };
        Overlay::with_contours_custom(subject, clip, options, solver)
            .overlay(OverlayRule::Intersect, FillRule::Positive)
    }

    /// With chords, and without.
    fn both(subject: &[Ring], clip: &[Ring]) -> [Vec<Shape>; 2] {
        let kept = IntOverlayOptions {
            preserve_input_collinear: true,
            preserve_output_collinear: true,
            ..IntOverlayOptions::ogc()
        };
        let chords = Chords::of([subject, clip]);
        let with = chords.taken_back(laid(&chords.rings[0], &chords.rings[1], kept));
        let nothing = Chords { rings: [Vec::new(), Vec::new()], bent: FxHashMap::default() };
        [with, nothing.taken_back(laid(subject, clip, IntOverlayOptions::ogc()))]
    }

    #[test]
    fn rings_far_from_others_are_chords_and_come_back_whole() {
        let (field, ring) = (wavy(0, 0, 90_000, 0, 80), wavy(500, 0, 20_000, 0, 24));
        let rings = [vec![field], vec![ring.clone()]];
        let chords = Chords::of([&rings[0], &rings[1]]);
        assert_eq!(corners(&chords.rings), 10 + 3);
        let [with, without] = both(&rings[0], &rings[1]);
        assert_eq!(with, without);
        assert_eq!(with[0][0].len(), ring.len());
    }

    #[test]
    fn rings_of_no_extent_are_nothing() {
        let dot = vec![IntPoint::new(5, 5); 20];
        let line: Ring = (0..20).map(|i| IntPoint::new(i * 100, i * 100)).collect();
        let there_and_back: Ring = line.iter().chain(line.iter().rev()).copied().collect();
        let field = vec![wavy(0, 0, 90_000, 0, 80)];
        for rings in [vec![], vec![Ring::new()], vec![dot], vec![line], vec![there_and_back]] {
            let [with, without] = both(&field, &rings);
            assert!(with.is_empty() && without.is_empty());
        }
    }

    #[test]
    fn rings_that_lie_on_each_other_come_out_once() {
        let field = vec![wavy(0, 0, 90_000, 0, 80)];
        let twice = vec![wavy(500, 0, 20_000, 3_000, 70); 2];
        let [with, without] = both(&field, &twice);
        assert_eq!(with, without);
        assert_eq!(with.len(), 1);
    }

    #[test]
    fn a_loop_of_a_ring_with_itself_is_no_chord() {
        // A small loop on the way: its winding number is -1, so that it is no part of the shape.
        let mut ring = wavy(0, 0, 90_000, 0, 40);
        let at = ring[20];
        let looped = [(0, 0), (2_000, -2_000), (4_000, 0), (2_000, 2_000)];
        ring.splice(20..21, looped.map(|(x, y)| IntPoint::new(at.x + x, at.y + y)));
        let field = vec![wavy(0, 0, 900_000, 0, 24)];
        let [with, without] = both(&field, &[ring]);
        assert_eq!(with, without);
    }

    proptest! {
        #[test]
        fn chords_change_nothing(
            subject in prop::collection::vec(
                (-200i32..200, -200i32..200, 20i32..150, 0i32..12, 3usize..90), 1..5),
            clip in prop::collection::vec(
                (-200i32..200, -200i32..200, 5i32..90, 0i32..12, 3usize..90), 1..12),
        ) {
            let drawn = |rings: &[(i32, i32, i32, i32, usize)]| -> Vec<Ring> {
                let km = |v: i32| v * 1_000 + 37;
                let wavy = |&(x, y, r, w, n)| wavy(km(x), km(y), km(r), km(w), n);
                rings.iter().map(wavy).collect()
            };
            let (subject, clip) = (drawn(&subject), drawn(&clip));
            let [with, without] = both(&subject, &clip);
            prop_assert_eq!(with, without);
        }
    }
}
