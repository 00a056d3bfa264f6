//! Barriers: walls, railways and rivers that nobody crosses between a door and its street.

use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, coord};
use rstar::{AABB, RTree, RTreeObject};

use crate::geodesy::LocalPlane;

/// A set of barrier lines, indexed.
///
/// A barrier line bars an access leg (the straight line from a point to its foot on a street) when
/// the leg meets it on its way. Exactly, for each straight piece between two vertices of a line,
/// both vertices included:
///
/// - A leg that meets the piece is barred, also one that only touches its vertex: corners and ends
///   are wall, too.
/// - A piece on which the point or the foot stands does not bar: a gate in a wall, a home drawn on
///   the outline of its compound and a street along a river bank are left and reached on either
///   side. "On" means within [`Barriers::STANDING_M`], because coordinates are rounded.
/// - A piece that lies in the straight line of the leg does not bar: one walks along it.
/// - What lies beyond the foot does not matter.
///
/// Areas bar by their outlines, holes included. So a home that is drawn inside a river polygon is
/// shut in, and snaps to nothing but a street inside it or on its bank; and a leg from bank to bank,
/// which stands on the outline at both its ends, is not barred.
///
/// Lines are straight in longitude and latitude, as segments of streets are, and the side that a
/// point lies on is decided by exact arithmetic.
pub struct Barriers {
    pieces: RTree<Piece>,
}

/// A straight piece of a barrier, degrees.
struct Piece {
    ends: [Coord; 2],
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        let [a, b] = self.ends;
        AABB::from_corners([a.x, a.y], [b.x, b.y])
    }
}

impl Barriers {
    /// Who is so near to a barrier stands on it, metres. Two places that were one before they were
    /// rounded to 1e-7 degrees lie up to 1.6 cm apart.
    pub const STANDING_M: f64 = 0.02;

    /// Indexes lines, each a row of `[lon, lat]` in degrees; a ring ends where it starts.
    #[must_use]
    pub fn of<L: AsRef<[[f64; 2]]>>(lines: &[L]) -> Barriers {
        let pieces = lines
            .iter()
            .flat_map(|line| line.as_ref().windows(2))
            .filter(|pair| pair[0] != pair[1])
            .map(|pair| Piece { ends: [coord(pair[0]), coord(pair[1])] })
            .collect();
        Barriers { pieces: RTree::bulk_load(pieces) }
    }

    /// Whether the straight leg from a point to its foot, `[lon, lat]` in degrees, is barred.
    #[must_use]
    pub fn crosses(&self, from: [f64; 2], to: [f64; 2]) -> bool {
        let beside = AABB::from_corners(from, to);
        let (from, to) = (coord(from), coord(to));
        self.pieces.locate_in_envelope_intersecting(&beside).any(|piece| piece.bars(from, to))
    }
}

fn coord([x, y]: [f64; 2]) -> Coord {
    coord! { x: x, y: y }
}

impl Piece {
    fn bars(&self, from: Coord, to: Coord) -> bool {
        self.meets(from, to) && !self.is_under(from, from.y) && !self.is_under(to, from.y)
    }

    /// Whether the leg meets the piece other than in its own straight line.
    fn meets(&self, from: Coord, to: Coord) -> bool {
        let [a, b] = self.ends;
        let sides = |p, q, of: [Coord; 2]| of.map(|r| RobustKernel::orient2d(p, q, r));
        let apart =
            |[first, second]: [Orientation; 2]| first == second && first != Orientation::Collinear;
        let of_leg = sides(from, to, [a, b]);
        let in_line = of_leg == [Orientation::Collinear; 2];
        !in_line && !apart(of_leg) && !apart(sides(a, b, [from, to]))
    }

    /// Whether somebody at a place stands on the piece, measured in the plane at a latitude.
    fn is_under(&self, place: Coord, lat: f64) -> bool {
        let plane = LocalPlane::at(lat);
        let [a, b] = self.ends.map(|end| {
            let step = end - place;
            coord! { x: step.x * plane.x_m, y: step.y * plane.y_m }
        });
        let d = b - a;
        let t = (-(a.x * d.x + a.y * d.y) / (d.x * d.x + d.y * d.y)).clamp(0.0, 1.0);
        let nearest = a + d * t;
        nearest.x.hypot(nearest.y) <= Barriers::STANDING_M
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grid of 1.7 m on the equator, whose numbers are not rounded.
    fn at([x, y]: [i32; 2]) -> [f64; 2] {
        [f64::from(x) / 65_536.0, f64::from(y) / 65_536.0]
    }

    fn crosses(lines: &[&[[i32; 2]]], from: [i32; 2], to: [i32; 2]) -> bool {
        let lines: Vec<Vec<_>> =
            lines.iter().map(|line| line.iter().map(|&p| at(p)).collect()).collect();
        let barriers = Barriers::of(&lines);
        let there = barriers.crosses(at(from), at(to));
        // A wall has no direction.
        let turned: Vec<Vec<_>> =
            lines.iter().map(|line| line.iter().rev().copied().collect()).collect();
        assert_eq!(Barriers::of(&turned).crosses(at(from), at(to)), there);
        assert_eq!(barriers.crosses(at(to), at(from)), there);
        there
    }

    #[test]
    fn a_leg_is_barred_on_its_way_only() {
        let wall: &[[i32; 2]] = &[[-10, 0], [10, 0]];
        assert!(crosses(&[wall], [0, -5], [0, 5]));
        assert!(crosses(&[wall], [-9, -1], [30, 2]));
        assert!(!crosses(&[wall], [0, -5], [0, -1]), "the wall is beyond the foot");
        assert!(!crosses(&[wall], [-5, -5], [5, -5]), "the wall is beside the leg");
        assert!(!crosses(&[wall], [11, -5], [11, 5]), "the leg passes the end");
        assert!(!crosses(&[], [0, -5], [0, 5]));
        assert!(crosses(&[&[[50, 50], [51, 51]], wall], [0, -5], [0, 5]), "one of two");
    }

    #[test]
    fn a_vertex_is_wall() {
        assert!(crosses(&[&[[-10, 3], [0, 0], [10, 3]]], [0, -5], [0, 5]), "a bend");
        assert!(crosses(&[&[[-10, 0], [0, 0]]], [0, -5], [0, 5]), "an end");
        assert!(crosses(&[&[[-4, 4], [0, 0], [4, 4]]], [-5, 0], [5, 0]), "a corner touched");
    }

    #[test]
    fn who_stands_on_a_wall_leaves_it_on_either_side() {
        let wall: &[[i32; 2]] = &[[-10, 0], [0, 0], [10, 0]];
        for x in [-10, -3, 0, 7] {
            for y in [-5, 5] {
                assert!(!crosses(&[wall], [x, 0], [1, y]), "{x} {y}");
            }
        }
        // Another wall bars nevertheless.
        assert!(crosses(&[wall, &[[-10, 2], [10, 2]]], [0, 0], [0, 5]));
        assert!(!crosses(&[wall, &[[-10, 2], [10, 2]]], [0, 0], [0, -5]));
    }

    #[test]
    fn along_a_wall_nothing_is_crossed() {
        let wall: &[[i32; 2]] = &[[-10, 0], [0, 0], [10, 0]];
        assert!(!crosses(&[wall], [-5, 0], [5, 0]));
        assert!(!crosses(&[wall], [-20, 0], [20, 0]));
        // Until it turns: its corner is in the way.
        assert!(crosses(&[&[[-10, 0], [0, 0], [0, 10]]], [-5, 0], [5, 0]));
    }

    #[test]
    fn a_home_without_a_leg_is_not_barred() {
        assert!(!crosses(&[&[[-10, 0], [10, 0]]], [0, 0], [0, 0]));
        assert!(!crosses(&[&[[3, 3], [3, 3]]], [0, 0], [6, 6]), "a wall without a length");
    }

    #[test]
    fn two_centimetres_are_on_the_wall_and_three_are_not() {
        let lat = 38.48;
        let plane = LocalPlane::at(lat);
        let barriers = Barriers::of(&[[[106.2, lat], [106.21, lat]]]);
        let spot = |north_m: f64| [106.204, lat + north_m / plane.y_m];
        for side in [-1.0, 1.0] {
            for metres in [0.0, 1e-9, 0.005, 0.0199] {
                assert!(!barriers.crosses(spot(side * metres), spot(side * -30.0)), "{metres}");
                assert!(!barriers.crosses(spot(side * -30.0), spot(side * metres)), "{metres}");
            }
            for metres in [0.0201, 0.03, 5.0] {
                assert!(barriers.crosses(spot(side * metres), spot(side * -30.0)), "{metres}");
                assert!(barriers.crosses(spot(side * -30.0), spot(side * metres)), "{metres}");
            }
        }
    }
}
