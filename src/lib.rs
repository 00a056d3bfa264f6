//! walkshed
pub mod error;
pub mod geodesy;
pub mod inputs;
pub mod network;
pub mod rules;
pub mod snapping;
pub mod units;
pub mod walk;
