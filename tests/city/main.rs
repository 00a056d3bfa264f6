//! A grid city with predicted answers: distances are sums of blocks that the test measures itself,
//! and every home weighs another power of two, so that one sum names exactly who was reached.

#[path = "../common/ellipsoid.rs"]
mod ellipsoid;
#[path = "../common/geojson.rs"]
mod geojson;
#[path = "../common/scene.rs"]
mod scene;

mod circles;
mod cutoffs;
mod defaults;
mod denominators;
mod distances;
mod districts;
mod entrances;
mod figures;
mod isochrones;
mod profiles;
mod radius;
mod targets;
mod town;
