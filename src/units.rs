//! Numbers that know what they measure: ids, and the one cost the engine sums.
//!
//! Lengths inside a room are plain `f64` with the unit in the name (`length_m`); what crosses a
//! room's door and could be mistaken for something else is a type of its own.

use std::cmp::Ordering;
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id as an index into the arrays of its kind.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// A junction or dead end of the walking graph.
    NodeId
);
id!(
    /// An undirected stretch of street between two nodes.
    EdgeId
);
id!(
    /// A facility, by its row in the facilities that were read.
    FacilityId
);
id!(
    /// A resident point, by its row in the residents that were read.
    ResidentId
);

/// What a walk costs: metres, or, where a profile charges stairs, metres plus the metres a walker
/// could have gone in the time that the stairs took (*effective metres*).
///
/// 64-bit floats, not integers: adding is monotone, so the smallest sum over all paths is the same
/// whatever order a search visits them in, and nothing is rounded before it is compared with a
/// cutoff (rounding each edge to a millimetre moves a home by up to a centimetre in a city).
///
/// Range `0 ..= ∞`; [`Cost::UNREACHED`] is infinite. Never NaN.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub struct Cost(f64);

impl Cost {
    /// No way leads there (within the horizon).
    pub const UNREACHED: Cost = Cost(f64::INFINITY);
    /// Already there.
    pub const ZERO: Cost = Cost(0.0);

    /// A cost of `metres` (effective metres). `None` when negative or NaN.
    #[must_use]
    pub fn new(metres: f64) -> Option<Cost> {
        (metres >= 0.0).then_some(Cost(metres))
    }

    /// A cost that the engine summed from costs: finite and non-negative by construction.
    pub(crate) const fn of_sum(metres: f64) -> Cost {
        Cost(metres)
    }

    /// Effective metres; infinite when unreached.
    #[must_use]
    pub const fn metres(self) -> f64 {
        self.0
    }

    /// `Some(metres)` when reached.
    #[must_use]
    pub fn reached(self) -> Option<f64> {
        self.0.is_finite().then_some(self.0)
    }

    /// Whether the cost counts under a cutoff; the cutoff itself counts (inclusive).
    #[must_use]
    pub fn within(self, cutoff: Cost) -> bool {
        self.0 <= cutoff.0
    }

    /// Total order; costs are never NaN.
    #[must_use]
    pub fn order(self, other: Cost) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl fmt::Debug for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reached() {
            Some(m) => write!(f, "{m:.3} m"),
            None => f.write_str("unreached"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutoffs_are_inclusive_and_nothing_is_within_infinity_but_numbers() {
        let cutoff = Cost::new(500.0).unwrap();
        assert!(Cost::new(500.0).unwrap().within(cutoff));
        assert!(!Cost::new(500.000_000_1).unwrap().within(cutoff));
        assert!(!Cost::UNREACHED.within(cutoff));
    }

    #[test]
    fn costs_are_never_negative_or_nan() {
        assert_eq!(Cost::new(-0.1), None);
        assert_eq!(Cost::new(f64::NAN), None);
    }
}
