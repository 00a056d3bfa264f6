//! Chords: what stands for the stretches of rings that nothing else comes near, while rings are laid
//! over each other.
//!
//! A closing is drawn with tens of thousands of short edges of which few ever meet another ring. A
//! stretch whose box no other stretch enters is there as a whole in the result, or not at all; so its
//! two ends are laid over, joined by a chord, and the result gets the stretch back.

use std::borrow::Cow;

use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::simple::{SimpleContour, Simplify};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, Envelope, RTree};
use rustc_hash::FxHashMap;

use super::cone::Cone;
use super::grid::{Ring, Shape, around, in_steps};

/// Edges of a stretch, about.
const EDGES: usize = 8;
/// Rings with fewer corners stay as they are.
const FEWEST: usize = 9;
/// Steps of the grid between the boxes of stretches that are clear of each other. An overlay moves
/// crossings to the grid, and to corners nearby: at first a step away, twice as far every second time
/// that it has to look again.
const CLEARANCE: f64 = 32.0;
/// Steps of the grid between the two ends of a chord, at least: so far from the one, whatever leaves
/// the other in another direction is clear as well.
const SHORTEST: i64 = 64;

/// Rings with chords, and how to take the chords back.
pub struct Chords<'r> {
    /// Subject and clip, chords in place of stretches.
    pub rings: [Vec<Ring>; 2],
    /// All rings as they were, but for corners that bend nothing.
    whole: Vec<Cow<'r, [IntPoint]>>,
    /// For the two ends of a chord in the order of its ring, the stretch: the number of its ring, and
    /// its first and last corner.
    bent: FxHashMap<[IntPoint; 2], (usize, [usize; 2])>,
}

/// Consecutive corners of a ring; the last is the first of the next stretch.
struct Stretch<'r> {
    ring: &'r [IntPoint],
    corners: [usize; 2],
    /// By number: the stretches before and after it.
    beside: [usize; 2],
    /// Whether a chord may stand for it.
    is_clear: bool,
}

impl<'r> Chords<'r> {
    /// Draws chords wherever nothing else comes near.
    pub fn of(rings: [&'r [Ring]; 2]) -> Chords<'r> {
        // A corner amid a straight line would stay for the sake of the chords' ends, which may lie in
        // one; lines that cover each other need it gone.
        let whole: Vec<Cow<[IntPoint]>> = rings.into_iter().flatten().map(straightened).collect();
        let mut stretches: Vec<Stretch<'_>> = Vec::new();
        for ring in &whole {
            push_stretches(&mut stretches, ring);
        }
        rule_out_neighbours(&mut stretches);
        rule_out_strangers(&mut stretches);
        let mut bent = FxHashMap::default();
        let mut left = stretches.iter();
        let mut drawn = whole.iter().enumerate().map(|(number, ring)| {
            let mut drawn = Ring::new();
            for stretch in left.by_ref().take(count(ring.len())) {
                let [first, last] = stretch.corners;
                if stretch.is_clear {
                    drawn.push(ring[first]);
                    bent.insert([first, last].map(|i| stretch.corner(i)), (number, [first, last]));
                } else {
                    drawn.extend_from_slice(&ring[first..last]);
                }
            }
            drawn
        });
        let rings = rings.map(|rings| drawn.by_ref().take(rings.len()).collect());
        drop(drawn);
        Chords { rings, whole, bent }
    }

    /// Gives the stretches back that lie in the shapes, and takes corners out that bend nothing, and
    /// rings without area. A ring begins with its leftmost corner, and holes and shapes come from left
    /// to right, wherever the rings that were given began.
    pub fn taken_back(&self, mut shapes: Vec<Shape>) -> Vec<Shape> {
        for shape in &mut shapes {
            for ring in shape.iter_mut() {
                *ring = self.taken_back_from(ring);
            }
            if shape.first().is_some_and(Vec::is_empty) {
                shape.clear();
            }
            shape.retain(|ring| !ring.is_empty());
        }
        shapes.retain(|shape| !shape.is_empty());
        let corner = |ring: &Ring| ring.first().map(|p| (p.x, p.y));
        for shape in shapes.iter_mut().filter(|shape| shape.len() > 2) {
            shape[1..].sort_by_key(corner);
        }
        shapes.sort_by_key(|shape| shape.first().and_then(corner));
        shapes
    }

    fn taken_back_from(&self, ring: &Ring) -> Ring {
        let mut whole = Ring::with_capacity(ring.len());
        for (i, &from) in ring.iter().enumerate() {
            let to = ring[(i + 1) % ring.len()];
            whole.push(from);
            if let Some(&(number, [first, last])) = self.bent.get(&[from, to]) {
                whole.extend_from_slice(&self.whole[number][first + 1..last]);
            } else if let Some(&(number, [first, last])) = self.bent.get(&[to, from]) {
                whole.extend(self.whole[number][first + 1..last].iter().rev());
            }
        }
        whole.simplify_contour();
        let leftmost = (0..whole.len()).min_by_key(|&i| (whole[i].x, whole[i].y));
        whole.rotate_left(leftmost.unwrap_or(0));
        whole
    }
}

/// A ring without corners that bend nothing; empty if it has no area.
fn straightened(ring: &Ring) -> Cow<'_, [IntPoint]> {
    match ring.is_simple() {
        true => Cow::Borrowed(ring),
        false => Cow::Owned(ring.simplified().unwrap_or_default()),
    }
}

/// Stretches of a ring of so many corners. A ring of chords has three corners at least.
fn count(corners: usize) -> usize {
    match corners {
        0 => 0,
        1..FEWEST => 1,
        _ => (corners / EDGES).max(3),
    }
}

fn push_stretches<'r>(stretches: &mut Vec<Stretch<'r>>, ring: &'r [IntPoint]) {
    let (corners, count, before) = (ring.len(), count(ring.len()), stretches.len());
    stretches.extend((0..count).map(|i| Stretch {
        ring,
        corners: [i * corners / count, (i + 1) * corners / count],
        beside: [count - 1, 1].map(|on| before + (i + on) % count),
        is_clear: count > 1,
    }));
}

/// Rules out stretches that may meet the next one elsewhere than in the corner that they share.
fn rule_out_neighbours(stretches: &mut [Stretch<'_>]) {
    let one_way: Vec<bool> = stretches.iter().map(Stretch::runs_one_way).collect();
    for number in 0..stretches.len() {
        let (stretch, [before, next]) = (&stretches[number], stretches[number].beside);
        // What crosses itself is moved there, and so may come to meet its neighbour.
        let parted = one_way[number] && one_way[next] && stretch.is_parted_from(&stretches[next]);
        let long = stretch.span_2() >= SHORTEST * SHORTEST;
        stretches[number].is_clear &= parted && long;
        stretches[next].is_clear &= parted;
        // Of three, the third stands beside both.
        if stretches[number].is_of_three() {
            stretches[before].is_clear &= parted;
        }
    }
}

/// Rules out stretches whose box that of another enters, and those between two whose boxes meet.
fn rule_out_strangers(stretches: &mut [Stretch<'_>]) {
    let boxes: Vec<AABB<[f64; 2]>> = stretches.iter().map(Stretch::envelope).collect();
    let numbered = boxes.iter().enumerate();
    let index: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>> = RTree::bulk_load(
        numbered.map(|(number, &b)| GeomWithData::new(Rectangle::from(b), number)).collect(),
    );
    for (number, stretch) in stretches.iter_mut().enumerate() {
        let [before, next] = stretch.beside;
        stretch.is_clear = stretch.is_clear
            && (stretch.is_of_three() || !boxes[before].intersects(&boxes[next]))
            && index
                .locate_in_envelope_intersecting(&boxes[number])
                .all(|near| [before, number, next].contains(&near.data));
    }
}

impl Stretch<'_> {
    fn corner(&self, number: usize) -> IntPoint {
        self.ring[number % self.ring.len()]
    }

    fn is_of_three(&self) -> bool {
        count(self.ring.len()) == 3
    }

    /// The box of its corners, and half the clearance around.
    fn envelope(&self) -> AABB<[f64; 2]> {
        let [first, last] = self.corners;
        let [low, high] = around((first..=last).map(|i| self.corner(i))).map(in_steps);
        let half = 0.5 * CLEARANCE;
        AABB::from_corners([low.x - half, low.y - half], [high.x + half, high.y + half])
    }

    /// Steps from one end to the other, squared.
    fn span_2(&self) -> i64 {
        let [from, to] = self.corners.map(|i| self.corner(i));
        let [x, y] = [(from.x, to.x), (from.y, to.y)].map(|(a, b)| i64::from(b) - i64::from(a));
        x * x + y * y
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
    use super::super::grid::arrangement;
    use super::*;
    use i_overlay::core::fill_rule::FillRule;
    use i_overlay::core::overlay::{IntOverlayOptions, Overlay};
    use i_overlay::core::overlay_rule::OverlayRule;
    use i_overlay::core::solver::Strategy;
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

    const RULES: [OverlayRule; 4] =
        [OverlayRule::Intersect, OverlayRule::Union, OverlayRule::Difference, OverlayRule::Subject];

    /// With chords, and without, by one of the ways of finding crossings that the library has.
    fn laid(
        [subject, clip]: [&[Ring]; 2],
        (rule, fill): (OverlayRule, FillRule),
        strategy: Strategy,
    ) -> [Vec<Shape>; 2] {
        let chords = Chords::of([subject, clip]);
        let mut with = arrangement(&chords);
        let ogc = IntOverlayOptions::ogc();
        let mut without = Overlay::with_contours_custom(subject, clip, ogc, with.solver);
        let nothing = Chords { rings: [vec![], vec![]], whole: vec![], bent: FxHashMap::default() };
        [(&mut with, &chords), (&mut without, &nothing)].map(|(overlay, chords)| {
            overlay.solver.strategy = strategy;
            chords.taken_back(overlay.overlay(rule, fill))
        })
    }

    fn both(subject: &[Ring], clip: &[Ring]) -> [Vec<Shape>; 2] {
        let how = (OverlayRule::Intersect, FillRule::Positive);
        laid([subject, clip], how, Strategy::Auto)
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

    #[test]
    fn lines_that_cover_each_other_are_found_with_many_corners_along_one() {
        // A long edge, and a ring along it with a corner every thousand steps.
        let at = |x, y| IntPoint::new(x, y);
        let long = [vec![at(0, 0), at(1_000_000, 0), at(1_000_000, 90_000), at(0, 90_000)]];
        let mut along: Ring = (0..1_000).map(|i| at(300 + 999 * i, 0)).collect();
        along.extend([at(999_300, -90_000), at(300, -90_000)]);
        let along = [along];
        for strategy in [Strategy::List, Strategy::Tree, Strategy::Frag] {
            let how = (OverlayRule::Union, FillRule::NonZero);
            let [with, without] = laid([&long, &along], how, strategy);
            assert_eq!(with, without);
            assert_eq!(with.len(), 1, "joined along the line");
        }
    }

    #[test]
    fn rings_without_area_are_dropped() {
        let line: Ring = [0, 9, 5].map(|v| IntPoint::new(v, v)).to_vec();
        let square: Ring =
            [(0, 0), (9, 0), (9, 9), (0, 9)].map(|(x, y)| IntPoint::new(x, y)).to_vec();
        let nothing = Chords::of([&[], &[]]);
        let shapes = vec![vec![square.clone(), line.clone()], vec![line, square.clone()]];
        assert_eq!(nothing.taken_back(shapes), [[square]]);
    }

    #[test]
    fn one_ring_may_be_both_subject_and_clip() {
        let rings = [wavy(0, 0, 90_000, 3_000, 70)];
        let [with, without] = both(&rings, &rings);
        assert_eq!(with, without);
        assert_eq!(with.len(), 1);
    }

    proptest! {
        #[test]
        fn chords_change_nothing(
            subject in prop::collection::vec(
                (-200i32..200, -200i32..200, 20i32..150, 0i32..12, 3usize..90), 1..5),
            clip in prop::collection::vec(
                (-200i32..200, -200i32..200, 5i32..90, 0i32..12, 3usize..90), 1..12),
            rule in 0usize..4,
            fill in prop::sample::select(vec![
                FillRule::Positive, FillRule::NonZero, FillRule::EvenOdd]),
            strategy in prop::sample::select(vec![
                Strategy::Auto, Strategy::List, Strategy::Tree, Strategy::Frag]),
        ) {
            let drawn = |rings: &[(i32, i32, i32, i32, usize)]| -> Vec<Ring> {
                let km = |v: i32| v * 1_000 + 37;
                let wavy = |&(x, y, r, w, n)| wavy(km(x), km(y), km(r), km(w), n);
                rings.iter().map(wavy).collect()
            };
            let (subject, clip) = (drawn(&subject), drawn(&clip));
            let [with, without] = laid([&subject, &clip], (RULES[rule], fill), strategy);
            prop_assert_eq!(with, without);
        }
    }
}
