//! GeoParquet layers -> rows: geometry as well-known binary, as GeoPandas and GDAL write it.

use std::fs::File;

use csv::StringRecord;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field as Cell;
use serde_json::Value;

use super::layer::{Feature, FeatureValues, Layer};
use super::{Allowance, Take, guarded, pages, shape};
use crate::crs::Stated;
use crate::error::{Error, Result};
use crate::inputs::head::Asked;
use crate::inputs::rejects::Reason;
use crate::inputs::source::{Source, Understood};

/// What a row takes at least, bytes, however little it says.
const ROW: usize = 100;

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let file = &*source.path;
    let bad = |what: &dyn std::fmt::Display| unreadable(source, &what.to_string());
    let damaged = || unreadable(source, "it is damaged");
    let open = || File::open(file).map_err(|e| Error::io("reading", file, e));
    let (opened, pages) = (open()?, open()?);
    let size = opened.metadata().map_err(|e| Error::io("reading", file, e))?.len();
    let reader = guarded(|| SerializedFileReader::new(opened).map_err(|e| bad(&e)), damaged)?;
    let mut unpacked = Allowance::of(size as usize);
    let fit = || pages::fit(&pages, reader.metadata(), &mut unpacked).map_err(|e| bad(&e));
    guarded(fit, damaged)?;
    let metadata = reader.metadata().file_metadata();
    let columns: Vec<String> =
        metadata.schema().get_fields().iter().map(|field| field.name().to_owned()).collect();
    let pairs = metadata.key_value_metadata();
    let geo = pairs.into_iter().flatten().find(|pair| pair.key == "geo");
    let geo: Value = match geo.and_then(|pair| pair.value.as_deref()) {
        Some(text) => serde_json::from_str(text).map_err(|e| bad(&e))?,
        None => return Err(bad(&"it is Parquet without geometry (no 'geo' in its metadata)")),
    };
    let place = geo["primary_column"].as_str().unwrap_or("geometry");
    let about = &geo["columns"][place];
    let encoding = about["encoding"].as_str().unwrap_or("");
    let position = columns.iter().position(|name| name == place);
    let (Some(position), true) = (position, encoding.eq_ignore_ascii_case("wkb")) else {
        let what = format!("its geometry '{place}' is encoded as '{encoding}', not as WKB");
        return Err(bad(&what));
    };
    let stated = stated(source, about)?;
    let others = || (0..columns.len()).filter(|i| *i != position);
    let names = others().map(|i| columns[i].clone()).collect();
    let mut layer = Layer::of(source, asked, names, stated, take)?;
    let mut allowance = Allowance::of(size as usize);
    let mut rows = guarded(|| reader.get_row_iter(None).map_err(|e| bad(&e)), damaged)?;
    let mut line = 0;
    loop {
        let row = guarded(|| rows.next().transpose().map_err(|e| bad(&e)), damaged)?;
        let Some(row) = row else { return layer.finish() };
        line += 1;
        let cells = row.into_columns();
        let mut record = StringRecord::new();
        for i in others() {
            record.push_field(&text(&cells[i].1));
        }
        // Rows that repeat themselves take no room in the file.
        let geometry_bytes = match &cells[position].1 {
            Cell::Bytes(bytes) => bytes.len(),
            _ => 0,
        };
        let said = ROW + record.as_slice().len() + geometry_bytes;
        allowance.spend(said).map_err(|what| bad(&what))?;
        let values = FeatureValues::Record(record);
        let geometry = match &cells[position].1 {
            Cell::Null => Ok(None),
            Cell::Bytes(bytes) => shape::of_wkb(bytes.data()),
            _ => Err("is no binary".into()),
        };
        layer.push(match geometry {
            Ok(geometry) => Ok(Feature { line, id: None, values, geometry }),
            Err(what) => Err((line, (place.to_owned(), what, Reason::Unreadable))),
        })?;
    }
}

/// A cell as text; lists, maps and structures are nobody's name or number.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null
        | Cell::Bytes(_)
        | Cell::Group(_)
        | Cell::ListInternal(_)
        | Cell::MapInternal(_) => String::new(),
        Cell::Str(text) => text.clone(),
        // Numbers as Rust writes them: the library's own way rounds.
        Cell::Float(number) => number.to_string(),
        Cell::Double(number) => number.to_string(),
        other => other.to_string(),
    }
}

/// The coordinate system of the metadata: none means longitude and latitude on WGS84, null means
/// that it is unknown (clause "crs" of GeoParquet 1.1).
fn stated(source: &Source, about: &Value) -> Result<Option<Stated>> {
    let crs = match about.get("crs") {
        None => return Ok(Some(Stated::Name("OGC:CRS84".into()))),
        Some(crs) => crs,
    };
    let (by, code) = (crs.pointer("/id/authority"), crs.pointer("/id/code"));
    let code = code.map(|code| code.as_str().map_or_else(|| code.to_string(), str::to_owned));
    match (by.and_then(Value::as_str), code) {
        (Some(by), Some(code)) => Ok(Some(Stated::Name(format!("{by}:{code}")))),
        _ if source.crs.is_some() => Ok(None),
        _ => Err(Error::Input {
            file: source.path.clone(),
            line: None,
            field: Some("crs".into()),
            what: match crs["name"].as_str() {
                Some(name) => format!("its coordinate system '{name}' has no code"),
                None => "its coordinate system is said to be unknown".into(),
            },
            mend: "declare it in the study file: { file = \"…\", crs = \"EPSG:4545\" }".into(),
        }),
    }
}

fn unreadable(source: &Source, what: &str) -> Error {
    Error::input(
        &source.path,
        format!("is no GeoParquet that can be read: {what}"),
        "write it again with geometry as WKB (GeoPandas: to_parquet)",
    )
}
