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
use super::rows::{self, Cells, Plan, Row};
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

/// All features of a file.
///
/// # Errors
/// When the file is no FeatureCollection, or says that its coordinates are not WGS84.
pub fn features(file: &Path, bytes: &[u8]) -> Result<Vec<Numbered>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::input(file, "is empty", "give a GeoJSON FeatureCollection"));
    }
    let collection: Collection<'_> = serde_json::from_slice(text).map_err(|e| Error::Input {
        file: file.to_owned(),
        line: (e.line() > 0).then_some(e.line() as u64),
        field: None,
        what: format!("is not a GeoJSON FeatureCollection: {e}"),
        mend: "export the layer as GeoJSON in EPSG:4326".into(),
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
    check_crs(file, collection.crs.as_ref())?;
    let start = text.as_ptr() as usize;
    let (mut line, mut counted) = (1u64, 0usize);
    Ok(raw
        .into_iter()
        .zip(1u64..)
        .map(|(raw, record)| {
            let offset = raw.get().as_ptr() as usize - start;
            line += text[counted..offset].iter().filter(|&&b| b == b'\n').count() as u64;
            counted = offset;
            let feature = serde_json::from_str(raw.get()).map_err(|e| without_place(&e));
            Numbered { record, line, feature }
        })
        .collect())
}

/// The parser counts lines from the feature's own start; the row says where that is in the file.
fn without_place(e: &serde_json::Error) -> String {
    let text = e.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// RFC 7946 dropped the `crs` member, but desktop software still writes and obeys it.
fn check_crs(file: &Path, crs: Option<&serde_json::Value>) -> Result<()> {
    let Some(crs) = crs.filter(|c| !c.is_null()) else { return Ok(()) };
    let name = crs.pointer("/properties/name").and_then(|n| n.as_str());
    let wgs84 = ["OGC:1.3:CRS84", "OGC::CRS84", "OGC:CRS84", "EPSG::4326", "EPSG:4326"];
    if name.is_some_and(|name| wgs84.iter().any(|end| name.ends_with(end))) {
        return Ok(());
    }
    Err(Error::Input {
        file: file.to_owned(),
        line: None,
        field: Some("crs".into()),
        what: format!(
            "says that its coordinates are in {}",
            name.map_or_else(|| crs.to_string(), str::to_owned)
        ),
        mend: "export it in EPSG:4326 (WGS84 longitude/latitude)".into(),
    })
}

pub fn each(
    file: &Path,
    columns: &Columns,
    uses: &[Field],
    need: &[Field],
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<u64> {
    let features = features(file, &rows::bytes(file)?)?;
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
            Ok(feature) => Cells::GeoJson { feature, plan: &plan },
            Err(e) => Cells::Broken((String::new(), e.clone(), Reason::Unreadable)),
        };
        take(&Row { record: numbered.record, line: numbered.line, cells })?;
    }
    Ok(features.len() as u64)
}
