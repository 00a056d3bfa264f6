//! FlatGeobuf layers -> rows.

use std::io::Cursor;

use csv::StringRecord;
use flatgeobuf::packed_r_tree::PackedRTree;
use flatgeobuf::{FallibleStreamingIterator, FeatureProperties, FgbFeature, FgbReader};
use geozero::{ColumnValue, PropertyProcessor};

use super::layer::{Feature, FeatureValues, Layer};
use super::{Take, guarded, shape};
use crate::crs::Stated;
use crate::error::{Error, Result};
use crate::inputs::head::Asked;
use crate::inputs::rejects::Reason;
use crate::inputs::source::{Source, Understood};

/// Bytes of a corner.
const CORNER: usize = 16;

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let bytes = super::bytes(&source.path)?;
    let bad = |what: &dyn std::fmt::Display| unreadable(source, &what.to_string());
    let damaged = || unreadable(source, "it is damaged");
    let open = || FgbReader::open(Cursor::new(&*bytes)).map_err(|e| bad(&e));
    let (names, stated) = guarded(
        || {
            let reader = open()?;
            fits(&bytes, &reader.header()).map_err(|what| bad(&what))?;
            let header = reader.header();
            let columns = header.columns();
            let names: Vec<String> = columns
                .iter()
                .flat_map(|columns| columns.iter())
                .map(|column| column.name().to_owned())
                .collect();
            Ok((names, stated(&header)))
        },
        damaged,
    )?;
    let width = names.len();
    let mut layer = Layer::of(source, asked, names, stated, take)?;
    let mut features = guarded(|| open()?.select_all_seq().map_err(|e| bad(&e)), damaged)?;
    let mut line = 0;
    loop {
        let feature = guarded(
            || match features.next().map_err(|e| bad(&e))? {
                Some(feature) => {
                    let most = bytes.len() / CORNER;
                    let sound = feature.geometry().is_none_or(|g| corners(&g, most).is_some());
                    match sound {
                        true => Ok(Some(read(feature, line + 1, width))),
                        false => Err(bad(&"a geometry has other corners than it says")),
                    }
                }
                None => Ok(None),
            },
            damaged,
        )?;
        let Some(feature) = feature else { return layer.finish() };
        line += 1;
        layer.push(feature)?;
    }
}

fn read(
    feature: &FgbFeature,
    line: u64,
    width: usize,
) -> Result<Feature, (u64, crate::inputs::rows::Fault)> {
    let fault = |field: &str, what: String| (line, (field.to_owned(), what, Reason::Unreadable));
    let mut cells = Cells(vec![String::new(); width]);
    feature.process_properties(&mut cells).map_err(|e| fault("", e.to_string()))?;
    let geometry = feature.geometry_trait().map_err(|e| fault("geometry", e.to_string()))?;
    Ok(Feature {
        line,
        id: None,
        values: FeatureValues::Record(StringRecord::from(cells.0)),
        geometry: geometry.and_then(|geometry| shape::of(&geometry)),
    })
}

/// The properties of a feature, as text by column.
struct Cells(Vec<String>);

impl PropertyProcessor for Cells {
    fn property(
        &mut self,
        column: usize,
        _: &str,
        value: &ColumnValue<'_>,
    ) -> geozero::error::Result<bool> {
        if let (Some(cell), false) =
            (self.0.get_mut(column), matches!(value, ColumnValue::Binary(_)))
        {
            *cell = value.to_string();
        }
        Ok(false)
    }
}

/// How many corners a geometry has with its parts; `None` when its rings are none of its corners or
/// it has more than `most`: the library makes room for as many as it says, and parts may all be one.
fn corners(geometry: &flatgeobuf::Geometry<'_>, most: usize) -> Option<usize> {
    let own = geometry.xy().map_or(0, |xy| xy.len() / 2);
    let mut from = 0;
    for end in geometry.ends().iter().flatten() {
        if end < from || end as usize > own {
            return None;
        }
        from = end;
    }
    let mut all = own;
    for part in geometry.parts().iter().flatten() {
        // A part takes room of its own, even where it says nothing.
        all += corners(&part, most)?.max(1);
        if all > most {
            return None;
        }
    }
    (all <= most).then_some(all)
}

/// The coordinate system of the header: a code of its register, or well-known text.
fn stated(header: &flatgeobuf::Header<'_>) -> Option<Stated> {
    let crs = header.crs()?;
    match (crs.code(), crs.wkt()) {
        (code, _) if code > 0 && crs.org().is_none_or(|by| by.eq_ignore_ascii_case("epsg")) => {
            Some(Stated::Name(format!("EPSG:{code}")))
        }
        (_, Some(text)) => Some(Stated::Wkt(text.to_owned())),
        _ => None,
    }
}

/// Whether every feature fits into the file: the library would make room for what it claims to be.
fn fits(bytes: &[u8], header: &flatgeobuf::Header<'_>) -> Result<(), String> {
    let size_at = |at: usize| -> Option<usize> {
        let size = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(size.try_into().ok()?) as usize)
    };
    let (count, node) = (header.features_count() as usize, header.index_node_size());
    let mut at = 12 + size_at(8).ok_or("it ends in its header")?;
    if node > 0 && count > 0 {
        // A feature takes a dozen bytes at least.
        if node < 2 || count > bytes.len() {
            return Err("its index is damaged".into());
        }
        at += PackedRTree::index_size(count, node);
    }
    while at < bytes.len() {
        let size = size_at(at).ok_or("it is cut short")?;
        at = at.checked_add(4 + size).filter(|end| *end <= bytes.len()).ok_or("it is cut short")?;
    }
    Ok(())
}

fn unreadable(source: &Source, what: &str) -> Error {
    Error::input(
        &source.path,
        format!("is no FlatGeobuf that can be read: {what}"),
        "export the layer again (in QGIS: Save features as, FlatGeobuf)",
    )
}
