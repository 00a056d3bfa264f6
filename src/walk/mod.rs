//! The engine: how far is it on foot.
//!
//! [`nearest`] runs one bounded search for a whole category, from all its facilities at once and
//! against the direction of walking, and so answers for every node; [`access`] turns that into the
//! answer of each resident; [`sweep`] runs one search a facility where each needs its own.

pub mod access;
pub mod nearest;
mod queue;
pub mod seeds;
pub mod sweep;

pub use access::{Access, Leg};
pub use nearest::CostField;
pub use seeds::{Seed, Seeds};
