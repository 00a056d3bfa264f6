//! Rules
pub mod walkers;
