//! OpenStreetMap extracts (`.osm.pbf`): streets, facilities and homes by tag rules, gates on outlines.

pub mod blocks;
pub mod gates;
mod ground;
mod parts;
mod pbf;
pub mod places;
mod rings;
pub mod streets;
#[cfg(test)]
mod tests;

pub use blocks::is_wgs84;
