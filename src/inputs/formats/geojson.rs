//! GeoJSON FeatureCollections, and features line by line -> rows.
//!
//! Each feature is parsed by itself, so that one broken feature is one rejected row and not a
//! broken file, and every row knows the line it starts on.

use std::borrow::Cow;
use std::path::Path;

use geojson::feature::Id;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Take;
use super::layer::{Feature, FeatureValues, Layer};
use crate::crs::Stated;
use crate::error::{Error, Result};
use crate::inputs::head::Asked;
use crate::inputs::rejects::Reason;
use crate::inputs::source::{Source, Understood};

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(default)]
    crs: Option<serde_json::Value>,
    #[serde(borrow, default)]
    features: Option<Vec<&'a RawValue>>,
}

/// A feature with its line; why it could not be read, otherwise.
struct Numbered {
    line: u64,
    feature: Result<geojson::Feature, String>,
}

/// All features of a file, and the coordinate system that it names.
///
/// # Errors
/// When the file is no FeatureCollection.
fn features(file: &Path, bytes: &[u8]) -> Result<(Vec<Numbered>, Option<Stated>)> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::input(file, "is empty", "give a GeoJSON FeatureCollection"));
    }
    let collection: Collection<'_> = serde_json::from_slice(text).map_err(|e| Error::Input {
        file: file.to_owned(),
        line: (e.line() > 0).then_some(e.line() as u64),
        field: None,
        what: format!("is not a GeoJSON FeatureCollection: {e}"),
        mend: "export the layer as GeoJSON".into(),
    })?;
    let raw = match collection.features {
        Some(features) if collection.kind == "FeatureCollection" => features,
        _ => {
            return Err(Error::input(
                file,
                format!("is a GeoJSON {}, not a FeatureCollection", collection.kind),
                "export the whole layer as GeoJSON",
            ));
        }
    };
    let crs = stated(collection.crs.as_ref());
    let start = text.as_ptr() as usize;
    let (mut line, mut counted) = (1u64, 0usize);
    let numbered = raw
        .into_iter()
        .map(|raw| {
            let offset = raw.get().as_ptr() as usize - start;
            line += text[counted..offset].iter().filter(|&&b| b == b'\n').count() as u64;
            counted = offset;
            let feature = serde_json::from_str(raw.get()).map_err(|e| without_place(&e));
            Numbered { line, feature }
        })
        .collect();
    Ok((numbered, crs))
}

/// The parser counts lines from the feature's own start; the row says where that is in the file.
fn without_place(e: &serde_json::Error) -> String {
    let text = e.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// RFC 7946 dropped the `crs` member, but desktop software still writes and obeys it; so do we.
fn stated(crs: Option<&serde_json::Value>) -> Option<Stated> {
    let crs = crs.filter(|c| !c.is_null())?;
    let name = crs.pointer("/properties/name").and_then(|n| n.as_str());
    Some(Stated::Name(name.map_or_else(|| crs.to_string(), str::to_owned)))
}

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let (features, crs) = features(&source.path, &super::bytes(&source.path)?)?;
    pass(source, asked, features, crs, take)
}

/// Newline-delimited GeoJSON: one feature a line (also with the record separator of RFC 8142).
pub fn each_line(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let file = &*source.path;
    let bytes = super::bytes(file)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let lines = bytes.split(|&b| b == b'\n').zip(1u64..);
    let full = lines
        .map(|(text, line)| (text.strip_prefix(b"\x1e").unwrap_or(text).trim_ascii(), line))
        .filter(|(text, _)| !text.is_empty());
    let features: Vec<Numbered> = full
        .map(|(text, line)| {
            let feature = serde_json::from_slice(text).map_err(|e| without_place(&e));
            Numbered { line, feature }
        })
        .collect();
    if features.is_empty() {
        return Err(Error::input(file, "is empty", "give one GeoJSON feature a line"));
    }
    pass(source, asked, features, None, take)
}

fn pass(
    source: &Source,
    asked: Asked<'_>,
    features: Vec<Numbered>,
    crs: Option<Stated>,
    take: Take<'_>,
) -> Result<Understood> {
    let names = property_names(&features);
    // Without one readable feature there are no properties to miss.
    let readable = features.iter().any(|numbered| numbered.feature.is_ok());
    let asked = if readable { asked } else { Asked { need: &[], ..asked } };
    let mut layer = Layer::of(source, asked, names, crs, take)?;
    for Numbered { line, feature } in features {
        let feature = feature.map(|feature| Feature {
            line,
            id: feature.id.map(|id| match id {
                Id::String(id) => id,
                Id::Number(id) => id.to_string(),
            }),
            values: FeatureValues::Properties(feature.properties),
            geometry: feature.geometry,
        });
        layer.push(feature.map_err(|e| (line, (String::new(), e, Reason::Unreadable))))?;
    }
    Ok(Understood { encoding: Some("UTF-8"), ..layer.finish()? })
}

/// Property names of features, in first-seen order.
fn property_names(features: &[Numbered]) -> Vec<String> {
    let mut names = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let readable = features.iter().filter_map(|numbered| numbered.feature.as_ref().ok());
    for name in readable.filter_map(|f| f.properties.as_ref()).flat_map(|p| p.keys()) {
        if seen.insert(name.as_str()) {
            names.push(name.clone());
        }
    }
    names
}
