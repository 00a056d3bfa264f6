//! Costs + rules -> answers of each resident -> indicators of each district.
//!
//! Coverage is counted at the residents, from their walks; nothing here knows a polygon of a
//! service area. Rates are formed from their own numerators and denominators on every level, never
//! averaged.

mod area_index;
mod indicators;
mod membership;
mod turned_away;
mod verdicts;

pub use area_index::{AreaIndex, Side};
pub use indicators::{Group, Indicator, Inputs, TargetVerdict, Variant, indicators, verdict};
pub use membership::Membership;
pub use turned_away::TurnedAway;
pub use verdicts::{CircleResult, Why, judge};

use crate::inputs::Residents;
use crate::walk::Access;

/// What the engine found for the residents.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// One answer a category (of those the circles ask for) and resident.
    pub access: Vec<Vec<Access>>,
    /// Per resident: metres from the nearest snapped entrance to its street; `None` when no
    /// entrance snaps. In straight-line mode everybody snaps, at 0 m.
    pub snap_m: Vec<Option<f64>>,
    /// Per resident and category: whether the resident's streets hold a facility at all, however
    /// far; `false` on an island.
    pub joined: Vec<Vec<bool>>,
    /// Per facility: metres to its street.
    pub facility_snap_m: Vec<Option<f64>>,
}

impl Answers {
    /// Residents that no street is near enough to.
    #[must_use]
    pub fn unsnapped(&self, residents: &Residents) -> (usize, f64) {
        let rows = residents.rows.iter().zip(&self.snap_m).filter(|(_, snap)| snap.is_none());
        rows.fold((0, 0.0), |(n, people), (r, _)| (n + 1, people + r.weight[0]))
    }
}
