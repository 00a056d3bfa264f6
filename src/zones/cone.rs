//! A cone of directions on the grid, narrower than half a turn.

use i_overlay::i_float::int::point::IntPoint;

type Direction = [i64; 2];

/// All directions from the one on its right to the one on its left, both included.
#[derive(Clone, Copy, Debug)]
pub struct Cone {
    right: Direction,
    left: Direction,
}

impl Cone {
    /// The narrowest cone that holds the directions of all steps, given by their two ends. `None` if
    /// they take half a turn or more, without steps, or where one leads nowhere.
    pub fn of(steps: impl Iterator<Item = (IntPoint, IntPoint)>) -> Option<Cone> {
        let mut cone: Option<Cone> = None;
        for (from, to) in steps {
            let step = [i64::from(to.x) - i64::from(from.x), i64::from(to.y) - i64::from(from.y)];
            cone = Some(match cone {
                None if step == [0, 0] => return None,
                None => Cone { right: step, left: step },
                Some(cone) => cone.widened(step)?,
            });
        }
        cone
    }

    fn widened(self, to: Direction) -> Option<Cone> {
        let (from_right, from_left) = (cross(self.right, to), cross(self.left, to));
        if self.holds(to) {
            Some(self)
        } else if from_left > 0 && from_right > 0 {
            Some(Cone { left: to, ..self })
        } else if from_right < 0 && from_left < 0 {
            Some(Cone { right: to, ..self })
        } else {
            None
        }
    }

    fn holds(&self, direction: Direction) -> bool {
        // What lies ahead of neither side lies behind both.
        let ahead = dot(self.right, direction) > 0 || dot(self.left, direction) > 0;
        cross(self.right, direction) >= 0 && cross(self.left, direction) <= 0 && ahead
    }

    /// Whether no direction lies in both, nor nearly: their sides are a sixteenth of a radian apart.
    pub fn is_apart_from(&self, other: &Cone) -> bool {
        let [own, others] = [self, other].map(|cone| [cone.right, cone.left]);
        let alike = own.iter().any(|&a| others.iter().any(|&b| are_alike(a, b)));
        !(alike
            || others.iter().any(|&side| self.holds(side))
            || own.iter().any(|&side| other.holds(side)))
    }
}

fn are_alike(a: Direction, b: Direction) -> bool {
    dot(a, b) > 0 && cross(a, b).abs() <= dot(a, b) / 16
}

/// Coordinates of the grid lie within 10⁹ and steps within twice that, so that nothing overflows.
fn cross(a: Direction, b: Direction) -> i64 {
    a[0] * b[1] - a[1] * b[0]
}

fn dot(a: Direction, b: Direction) -> i64 {
    a[0] * b[0] + a[1] * b[1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cone(directions: &[(i32, i32)]) -> Option<Cone> {
        let origin = IntPoint::new(0, 0);
        Cone::of(directions.iter().map(|&(x, y)| (origin, IntPoint::new(x, y))))
    }

    #[test]
    fn a_cone_takes_less_than_half_a_turn() {
        assert!(cone(&[(1, 0), (0, 1), (-9, 1)]).is_some());
        assert!(cone(&[(1, 0), (0, 1), (-9, 0)]).is_none());
        assert!(cone(&[(1, 0), (0, 1), (-9, -1)]).is_none());
        assert!(cone(&[(0, 1), (-9, 1), (1, 0), (5, 5)]).is_some(), "in any order");
        assert!(cone(&[(3, 2), (6, 4), (9, 6)]).is_some(), "all one way");
        assert!(cone(&[(3, 2), (-3, -2)]).is_none());
        assert!(cone(&[]).is_none() && cone(&[(0, 0)]).is_none());
    }

    #[test]
    fn cones_are_apart_if_they_share_no_direction() {
        let apart = |a: &[(i32, i32)], b: &[(i32, i32)]| {
            let (a, b) = (cone(a).unwrap(), cone(b).unwrap());
            assert_eq!(a.is_apart_from(&b), b.is_apart_from(&a));
            a.is_apart_from(&b)
        };
        assert!(apart(&[(1, 0), (1, 1)], &[(-1, 0), (-1, 1)]));
        assert!(!apart(&[(1, 0), (1, 1)], &[(2, 2), (0, 1)]), "a side in common");
        assert!(!apart(&[(1, 0), (-1, 5)], &[(1, 1), (0, 1)]), "one within the other");
        assert!(!apart(&[(1, 1)], &[(4, 4)]));
        assert!(apart(&[(1, 1)], &[(-4, -4)]));
        assert!(apart(&[(100, 0), (0, 1)], &[(100, -7)]));
        assert!(!apart(&[(100, 0), (0, 1)], &[(100, -6)]), "too nearly the same");
    }
}
