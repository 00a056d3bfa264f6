//! The formats that layers are written in.

use serde::Deserialize;

/// A format of layers. GeoJSON is always written; what a study names is written besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LayerFormat {
    /// One `.geojson` a layer.
    GeoJson,
    /// All layers in one GeoPackage, with styles and a QGIS project in it and beside it.
    Gpkg,
    /// One `.fgb` (FlatGeobuf) a layer.
    Fgb,
    /// One `.parquet` (GeoParquet) a layer.
    Parquet,
}

impl LayerFormat {
    /// What is written when nobody asks.
    pub const DEFAULT: [LayerFormat; 1] = [LayerFormat::Gpkg];
}
