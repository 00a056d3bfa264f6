//! GeoJSON FeatureCollections -> rows.
//!
//! Each feature is parsed by itself, so that one broken feature is one rejected row and not a
//! broken file, and every row knows the line it starts on.

use std::borrow::Cow;
use std::path::Path;

use geojson::Feature;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::columns::{Columns, Field};
use super::rejects::Reason;
use super::rings;
use super::rows::{self, Cells, Plan, Row};
use super::source::{Source, Understood, refused};
use crate::crs::Crs;
use crate::error::{Error, Result};

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(default)]
    crs: Option<serde_json::Value>,
    #[serde(borrow, default)]
    features: Option<Vec<&'a RawValue>>,
}

/// A feature with its number and line; the text it could not be read from, otherwise.
pub struct Numbered {
    pub record: u64,
    pub line: u64,
    pub feature: Result<Feature, String>,
}

/// All features of a file, and the coordinate system that it names.
///
/// # Errors
/// When the file is no FeatureCollection, or names a coordinate system that is not known.
pub fn features(file: &Path, bytes: &[u8]) -> Result<(Vec<Numbered>, Option<Crs>)> {
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
    let crs = declared(file, collection.crs.as_ref())?;
    let start = text.as_ptr() as usize;
    let (mut line, mut counted) = (1u64, 0usize);
    let numbered = raw
        .into_iter()
        .zip(1u64..)
        .map(|(raw, record)| {
            let offset = raw.get().as_ptr() as usize - start;
            line += text[counted..offset].iter().filter(|&&b| b == b'\n').count() as u64;
            counted = offset;
            let feature = serde_json::from_str(raw.get()).map_err(|e| without_place(&e));
            Numbered { record, line, feature }
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
fn declared(file: &Path, crs: Option<&serde_json::Value>) -> Result<Option<Crs>> {
    let Some(crs) = crs.filter(|c| !c.is_null()) else { return Ok(None) };
    let name = crs.pointer("/properties/name").and_then(|n| n.as_str());
    let name = name.map_or_else(|| crs.to_string(), str::to_owned);
    Crs::named(&name).map(Some).map_err(|refusal| refused(file, refusal))
}

/// The first positions of some features, to see how the file writes coordinates.
pub fn sample(features: &[Numbered]) -> Vec<[f64; 2]> {
    let readable = features.iter().take(1000).filter_map(|f| f.feature.as_ref().ok());
    readable.filter_map(|f| rings::first(f.geometry.as_ref()?)).collect()
}

pub fn each(
    source: &Source,
    columns: &Columns,
    uses: &[Field],
    need: &[Field],
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<Understood> {
    let file = &*source.path;
    let (features, crs) = features(file, &rows::bytes(file)?)?;
    let frame = source.frame(crs, &sample(&features))?;
    let readable = || features.iter().filter_map(|f| f.feature.as_ref().ok());
    let names = rows::property_names(readable().map(|f| f.properties.as_ref()));
    // Places come from the geometry, whatever properties repeat them.
    let uses: Vec<Field> =
        uses.iter().copied().filter(|f| !matches!(f, Field::Lon | Field::Lat)).collect();
    let plan = Plan::of(columns, &names, file, &uses)?;
    for &field in need {
        if plan.index[field as usize].is_none() && readable().next().is_some() {
            return Err(rows::missing_column(file, field, &names));
        }
    }
    for numbered in &features {
        let cells = match &numbered.feature {
            Ok(feature) => Cells::GeoJson { feature, plan: &plan, frame: &frame },
            Err(e) => Cells::Broken((String::new(), e.clone(), Reason::Unreadable)),
        };
        take(&Row { record: numbered.record, line: numbered.line, cells })?;
    }
    let rows = features.len() as u64;
    Ok(Understood { rows, encoding: Some("UTF-8"), frame, notes: Vec::new() })
}
