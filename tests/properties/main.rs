//! Properties that hold for every network, held against slow second algorithms.
//!
//! Seeds are fixed, so that a run says the same tomorrow; `PROPTEST_RNG_SEED` and `PROPTEST_CASES`
//! look further.

#[path = "../common/ellipsoid.rs"]
mod ellipsoid;
#[path = "../common/geojson.rs"]
mod geojson;
#[path = "../common/scene.rs"]
mod scene;

mod barriers;
mod graphs;
mod isochrones;
mod oracle;
mod places;
mod settings;
mod streets;
mod studies;
mod threads;
mod towns;
