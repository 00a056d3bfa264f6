//! The formats that layers are written in.

pub mod geojson;
pub mod geopackage;
pub mod wkb;
