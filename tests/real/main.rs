//! Real cities against distances that others computed, home by home.

mod bureau;
mod city;
mod coverage;
mod data;
mod graph_facts;
mod homes;
mod isochrones;
mod pandana;
mod planners;
mod valhalla;
#[path = "../common/zone_invariants.rs"]
mod zone_invariants;
mod zones;
