//! The engine: how far is it on foot.
//!
//! [`nearest`] runs one bounded search for a whole category, from all its facilities at once and
//! against the direction of walking, and so answers for every node; [`access`] turns that into the
//! answer of each resident; [`service_area`] into the streets from which a facility is in reach.
//! [`sweep`] runs one search a facility where each needs its own, and [`served`] says whom it found.
//! Without streets, [`straight`] answers instead.

pub mod access;
pub mod metres;
pub mod nearest;
mod queue;
pub mod seeds;
pub mod served;
pub mod service_area;
pub mod straight;
pub mod sweep;

pub use access::Access;
pub use nearest::CostField;
pub use seeds::{Seed, Seeds};
pub use straight::Straight;
