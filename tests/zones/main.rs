//! Uncovered zones of made-up towns: the invariants as properties, and the awkward cases one by one.

#[path = "../common/zone_invariants.rs"]
mod zone_invariants;

mod awkward;
mod properties;
mod town;
