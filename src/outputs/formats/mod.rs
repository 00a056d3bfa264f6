//! The formats that layers are written in.

pub mod geojson;
