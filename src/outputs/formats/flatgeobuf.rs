//! FlatGeobuf: one file a layer, with a packed index; features in Hilbert order.

use std::io;

use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{LineString, MultiPolygon};
use geozero::error::GeozeroError;
use geozero::{ColumnValue, FeatureProcessor, GeomProcessor, PropertyProcessor};

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::outputs::folder::Staging;
use crate::outputs::layers::{Format, Kind, Layer, Record, Shape, columns};
use crate::outputs::numbers::{rounded, rounded_degrees};

/// One `.fgb` a layer.
pub struct FlatGeobuf<'s> {
    /// Where the files go.
    pub staging: &'s Staging,
    /// The language of titles.
    pub lang: Lang,
}

impl Format for FlatGeobuf<'_> {
    type Error = Error;

    fn layer(&mut self, layer: &impl Layer) -> Result<()> {
        let name = &layer.about().name;
        self.staging.file(&format!("{name}.fgb"), |out| {
            let writer = filled(layer, self.lang).map_err(io::Error::other)?;
            writer.write(out).map_err(io::Error::other)
        })
    }
}

fn filled<'w>(layer: &impl Layer, lang: Lang) -> Result<FgbWriter<'w>, Failed> {
    let about = layer.about();
    let kind = match about.shape {
        Shape::Point => GeometryType::Point,
        Shape::Lines => GeometryType::MultiLineString,
        Shape::Areas => GeometryType::MultiPolygon,
    };
    let options = FgbWriterOptions {
        detect_type: false,
        promote_to_multi: false,
        crs: FgbCrs { org: Some("EPSG"), code: 4326, name: Some("WGS 84"), ..FgbCrs::default() },
        title: Some(&about.title[lang as usize]),
        ..FgbWriterOptions::default()
    };
    let mut writer = FgbWriter::create_with_options(&about.name, kind, options)?;
    let names = columns(&about.fields);
    for (name, field) in names.iter().zip(&about.fields) {
        let kind = match field.kind {
            Kind::Text => ColumnType::String,
            Kind::Flag => ColumnType::Bool,
            Kind::Count => ColumnType::Long,
            Kind::Amount | Kind::Fixed(_) => ColumnType::Double,
        };
        let alias = field.alias(lang);
        writer.add_column(name, kind, |buffer, column| {
            column.title = Some(buffer.create_string(&alias));
        });
    }
    let mut decimals = Vec::new();
    decimals.extend(about.fields.iter().map(|field| match field.kind {
        Kind::Fixed(decimals) => decimals,
        _ => 0,
    }));
    let mut failed = Ok(());
    for i in 0..layer.len() {
        let feature = Feature {
            writer: &mut writer,
            names: &names,
            decimals: &decimals,
            at: 0,
            failed: &mut failed,
        };
        layer.fill(i, feature);
        std::mem::replace(&mut failed, Ok(()))?;
    }
    Ok(writer)
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("{0}")]
    File(#[from] flatgeobuf::Error),
    #[error("{0}")]
    Feature(#[from] GeozeroError),
}

struct Feature<'a, 'w> {
    writer: &'a mut FgbWriter<'w>,
    names: &'a [String],
    decimals: &'a [u32],
    at: usize,
    failed: &'a mut Result<(), GeozeroError>,
}

impl Feature<'_, '_> {
    /// The next field; null is nothing.
    fn put(&mut self, value: Option<ColumnValue<'_>>) {
        let at = self.at;
        self.at += 1;
        debug_assert!(at < self.names.len(), "more values than fields");
        if let (Some(value), Some(name)) = (value, self.names.get(at))
            && let Err(e) = self.writer.property(at, name, &value)
        {
            *self.failed = Err(e);
        }
    }

    /// Ends with a geometry.
    fn done(self, geometry: impl FnOnce(&mut FgbWriter<'_>) -> Result<(), GeozeroError>) {
        debug_assert_eq!(self.at, self.names.len(), "fewer values than fields");
        let done = geometry(self.writer).and_then(|()| self.writer.feature_end(0));
        if done.is_err() {
            *self.failed = done;
        }
    }
}

/// A line, or a ring, of a larger geometry.
fn line(
    writer: &mut FgbWriter<'_>,
    points: impl Iterator<Item = [f64; 2]>,
    number: usize,
) -> Result<(), GeozeroError> {
    writer.linestring_begin(false, points.size_hint().0, number)?;
    for (i, at) in points.enumerate() {
        let [lon, lat] = at.map(rounded_degrees);
        writer.xy(lon, lat, i)?;
    }
    writer.linestring_end(false, number)
}

impl Record for Feature<'_, '_> {
    fn text<'v>(&mut self, value: impl Into<Option<&'v str>>) {
        self.put(value.into().map(ColumnValue::String));
    }

    fn flag(&mut self, value: impl Into<Option<bool>>) {
        self.put(value.into().map(ColumnValue::Bool));
    }

    fn count(&mut self, value: usize) {
        self.put(Some(ColumnValue::Long(value as i64)));
    }

    fn amount(&mut self, value: impl Into<Option<f64>>) {
        self.put(value.into().map(ColumnValue::Double));
    }

    fn fixed(&mut self, value: impl Into<Option<f64>>) {
        let decimals = self.decimals.get(self.at).copied().unwrap_or_default();
        let value = value.into().filter(|v| v.is_finite());
        self.put(value.map(|v| ColumnValue::Double(rounded(v, decimals))));
    }

    fn absent(&mut self) {
        self.put(None);
    }

    fn point(self, at: [f64; 2]) {
        self.done(|writer| {
            let [lon, lat] = at.map(rounded_degrees);
            writer.point_begin(0)?;
            writer.xy(lon, lat, 0)?;
            writer.point_end(0)
        });
    }

    fn areas(self, area: &MultiPolygon) {
        self.done(|writer| {
            writer.multipolygon_begin(area.0.len(), 0)?;
            for (i, polygon) in area.iter().enumerate() {
                writer.polygon_begin(false, 1 + polygon.interiors().len(), i)?;
                let points = |ring: &LineString| ring.0.clone().into_iter().map(|c| [c.x, c.y]);
                line(writer, points(polygon.exterior()), 0)?;
                for (j, ring) in polygon.interiors().iter().enumerate() {
                    line(writer, points(ring), 1 + j)?;
                }
                writer.polygon_end(false, i)?;
            }
            writer.multipolygon_end(0)
        });
    }

    fn lines<L: Iterator<Item = [f64; 2]>>(self, lines: impl Iterator<Item = L>) {
        self.done(|writer| {
            writer.multilinestring_begin(0, 0)?;
            for (i, points) in lines.enumerate() {
                line(writer, points, i)?;
            }
            writer.multilinestring_end(0)
        });
    }
}
