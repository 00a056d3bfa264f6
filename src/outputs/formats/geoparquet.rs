//! GeoParquet 1.0: one file a layer, geometry as well-known binary, the coordinate system spelled
//! out (readers take a file that names none for WGS84, but writers forget it too often to be trusted).

use std::io::{self, Write};
use std::sync::Arc;

use geo::MultiPolygon;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use serde_json::{Value, json};

use super::wkb::{self, Bounds};
use crate::error::{Error, Result};
use crate::outputs::folder::Staging;
use crate::outputs::layers::{Format, Kind, Layer, Record, Shape, columns};
use crate::outputs::numbers::rounded;

/// Rows that are held before they are written.
const GROUP: usize = 1 << 16;

/// The column of geometries; no field is called so.
const GEOMETRY: &str = "geometry";

/// One `.parquet` a layer.
pub struct GeoParquet<'s> {
    /// Where the files go.
    pub staging: &'s Staging,
}

impl Format for GeoParquet<'_> {
    type Error = Error;

    fn layer(&mut self, layer: &impl Layer) -> Result<()> {
        let name = &layer.about().name;
        self.staging
            .file(&format!("{name}.parquet"), |out| write(layer, out).map_err(io::Error::other))
    }
}

fn write(layer: &impl Layer, out: &mut (impl Write + Send)) -> ParquetResult<()> {
    let about = layer.about();
    let level = ZstdLevel::default();
    let settings = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let schema = Arc::new(schema(layer)?);
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(settings))?;
    let mut rows = Rows {
        columns: about.fields.iter().map(|field| Column::of(field.kind)).collect(),
        geometry: Vec::new(),
        extent: Bounds::NONE,
    };
    for start in (0..layer.len()).step_by(GROUP) {
        for i in start..(start + GROUP).min(layer.len()) {
            layer.fill(i, Row { rows: &mut rows, at: 0 });
        }
        let mut group = file.next_row_group()?;
        for column in &mut rows.columns {
            column.write(&mut group)?;
        }
        let there = vec![1; rows.geometry.len()];
        write_column::<ByteArrayType>(&mut group, &rows.geometry, &there)?;
        rows.geometry.clear();
        group.close()?;
    }
    let geo = metadata(about.shape, rows.extent).to_string();
    file.append_key_value_metadata(KeyValue::new("geo".into(), geo));
    file.close()?;
    Ok(())
}

fn schema(layer: &impl Layer) -> ParquetResult<Type> {
    let about = layer.about();
    let mut fields = Vec::new();
    for (name, field) in columns(&about.fields).iter().zip(&about.fields) {
        let (kind, logical) = match field.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Flag => (Physical::BOOLEAN, None),
            Kind::Count => (Physical::INT64, None),
            Kind::Amount | Kind::Fixed(_) => (Physical::DOUBLE, None),
        };
        let column = Type::primitive_type_builder(name, kind)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        fields.push(Arc::new(column.build()?));
    }
    let geometry = Type::primitive_type_builder(GEOMETRY, Physical::BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL);
    fields.push(Arc::new(geometry.build()?));
    Type::group_type_builder("schema").with_fields(fields).build()
}

/// What the format keeps beside the columns.
fn metadata(shape: Shape, extent: Bounds) -> Value {
    let kind = match shape {
        Shape::Point => "Point",
        Shape::Lines => "MultiLineString",
        Shape::Areas => "MultiPolygon",
    };
    let crs: Value = serde_json::from_str(include_str!("crs84.json")).unwrap_or_default();
    let mut column = json!({ "encoding": "WKB", "geometry_types": [kind], "crs": crs });
    if !extent.is_none() {
        column["bbox"] = json!([extent.low[0], extent.low[1], extent.high[0], extent.high[1]]);
    }
    if shape == Shape::Areas {
        column["orientation"] = "counterclockwise".into();
    }
    json!({ "version": "1.0.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: column } })
}

/// The rows of a group, by column.
struct Rows {
    columns: Vec<Column>,
    geometry: Vec<ByteArray>,
    extent: Bounds,
}

/// Values, and for each row whether it has one.
struct Column {
    values: Values,
    decimals: u32,
    there: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Flag(Vec<bool>),
    Count(Vec<i64>),
    Number(Vec<f64>),
}

impl Column {
    fn of(kind: Kind) -> Column {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Count => Values::Count(Vec::new()),
            Kind::Amount | Kind::Fixed(_) => Values::Number(Vec::new()),
        };
        let decimals = if let Kind::Fixed(decimals) = kind { decimals } else { 0 };
        Column { values, decimals, there: Vec::new() }
    }

    /// Writes the values and forgets them.
    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> ParquetResult<()> {
        let there = std::mem::take(&mut self.there);
        match &mut self.values {
            Values::Text(values) => {
                write_column::<ByteArrayType>(group, &std::mem::take(values), &there)
            }
            Values::Flag(values) => {
                write_column::<BoolType>(group, &std::mem::take(values), &there)
            }
            Values::Count(values) => {
                write_column::<Int64Type>(group, &std::mem::take(values), &there)
            }
            Values::Number(values) => {
                write_column::<DoubleType>(group, &std::mem::take(values), &there)
            }
        }
    }
}

fn write_column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    values: &[T::T],
    there: &[i16],
) -> ParquetResult<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, Some(there), None)?;
        column.close()?;
    }
    Ok(())
}

/// A row being filled.
struct Row<'r> {
    rows: &'r mut Rows,
    at: usize,
}

impl Row<'_> {
    /// The next column, told whether it has a value.
    fn next(&mut self, there: bool) -> Option<&mut Column> {
        let column = self.rows.columns.get_mut(self.at);
        debug_assert!(column.is_some(), "more values than fields");
        self.at += 1;
        let column = column?;
        column.there.push(i16::from(there));
        Some(column)
    }

    fn number(&mut self, value: Option<f64>, round: bool) {
        let Some(column) = self.next(value.is_some()) else { return };
        let decimals = column.decimals;
        match (&mut column.values, value) {
            (Values::Number(values), Some(value)) => {
                values.push(if round { rounded(value, decimals) } else { value });
            }
            (_, value) => debug_assert!(value.is_none(), "a field of another kind"),
        }
    }

    fn done(self, write: impl FnOnce(&mut Vec<u8>) -> Bounds) {
        debug_assert_eq!(self.at, self.rows.columns.len(), "fewer values than fields");
        let mut bytes = Vec::new();
        let bounds = write(&mut bytes);
        self.rows.extent.join(bounds);
        self.rows.geometry.push(bytes.into());
    }
}

impl Record for Row<'_> {
    fn text<'v>(&mut self, value: impl Into<Option<&'v str>>) {
        let value = value.into();
        let Some(column) = self.next(value.is_some()) else { return };
        match (&mut column.values, value) {
            (Values::Text(values), Some(value)) => values.push(value.as_bytes().to_vec().into()),
            (_, value) => debug_assert!(value.is_none(), "a field of another kind"),
        }
    }

    fn flag(&mut self, value: impl Into<Option<bool>>) {
        let value = value.into();
        let Some(column) = self.next(value.is_some()) else { return };
        match (&mut column.values, value) {
            (Values::Flag(values), Some(value)) => values.push(value),
            (_, value) => debug_assert!(value.is_none(), "a field of another kind"),
        }
    }

    fn count(&mut self, value: usize) {
        let Some(column) = self.next(true) else { return };
        match &mut column.values {
            Values::Count(values) => values.push(value as i64),
            _ => debug_assert!(false, "a field of another kind"),
        }
    }

    fn amount(&mut self, value: impl Into<Option<f64>>) {
        self.number(value.into(), false);
    }

    fn fixed(&mut self, value: impl Into<Option<f64>>) {
        self.number(value.into().filter(|v| v.is_finite()), true);
    }

    fn absent(&mut self) {
        self.next(false);
    }

    fn point(self, at: [f64; 2]) {
        self.done(|out| wkb::point(out, at));
    }

    fn areas(self, area: &MultiPolygon) {
        self.done(|out| wkb::areas(out, area));
    }

    fn lines<L: Iterator<Item = [f64; 2]>>(self, lines: impl Iterator<Item = L>) {
        self.done(|out| wkb::lines(out, lines));
    }
}
