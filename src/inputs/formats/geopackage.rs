//! GeoPackage layers -> rows, by SQLite.

use csv::StringRecord;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::layer::{Feature, FeatureValues, Layer};
use super::{Allowance, Take, shape};
use crate::crs::Stated;
use crate::error::{Error, Result};
use crate::inputs::head::Asked;
use crate::inputs::rejects::Reason;
use crate::inputs::source::{Source, Understood};

/// The largest cell that is read, bytes: an outline of four million corners.
const MOST_BYTES: i32 = 64 << 20;
/// Text of a usual row, bytes, which then need not move while the row grows.
const USUAL_BYTES: usize = 64;
/// SQLite needs some room for its own text, however small a file is.
const LEAST_BYTES: i32 = 1 << 20;

/// A layer as the package lists it.
struct Listed {
    table: String,
    geometry: String,
    stated: Option<Stated>,
}

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let file = &*source.path;
    let bad = |e: rusqlite::Error| unreadable(source, &e.to_string());
    // SQLite would make a file that is not there.
    let size = std::fs::metadata(file).map_err(|e| Error::io("reading", file, e))?.len();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let package = Connection::open_with_flags(file, flags).map_err(bad)?;
    // A column may be computed: it says at most what the file could hold.
    let most = i32::try_from(size).unwrap_or(MOST_BYTES).clamp(LEAST_BYTES, MOST_BYTES);
    package.set_limit(Limit::SQLITE_LIMIT_LENGTH, most).map_err(bad)?;
    // A view may compute for ever, and the lists of a package are tables.
    package.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false).map_err(bad)?;
    package.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(bad)?;
    let mut allowance = Allowance::of(size as usize);
    let layers = listed(&package).map_err(bad)?;
    let (layer, among) = choose(source, layers)?;
    let mut select =
        package.prepare(&format!("SELECT * FROM {}", quoted(&layer.table))).map_err(bad)?;
    let columns = columns(&package, &layer.table).map_err(bad)?;
    let columns = columns.into_iter().collect::<Option<Vec<String>>>();
    let columns = columns.filter(|columns| columns.len() == select.column_count());
    let Some(columns) = columns else {
        return Err(unreadable(source, "the name of a column is not UTF-8 text"));
    };
    let place = columns.iter().position(|name| name.eq_ignore_ascii_case(&layer.geometry));
    let Some(place) = place else {
        let what = format!("layer '{}' has no column '{}'", layer.table, layer.geometry);
        return Err(unreadable(source, &what));
    };
    let others = || (0..columns.len()).filter(|i| *i != place);
    let names = others().map(|i| columns[i].clone()).collect();
    let mut passed = Layer::of(source, asked, names, layer.stated, take)?;
    let mut rows = select.query([]).map_err(bad)?;
    let mut line = 0;
    while let Some(row) = rows.next().map_err(bad)? {
        line += 1;
        let mut record = StringRecord::with_capacity(USUAL_BYTES, columns.len());
        for i in others() {
            push(&mut record, row.get_ref(i).map_err(bad)?);
        }
        let blob = row.get_ref(place).map_err(bad)?;
        let said = record.as_slice().len() + blob.as_bytes().map_or(0, <[u8]>::len);
        allowance.spend(said).map_err(|what| unreadable(source, what))?;
        let geometry = match blob {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(blob) => geometry(blob),
            _ => Err("is no geometry".to_owned()),
        };
        let values = FeatureValues::Record(record);
        passed.push(match geometry {
            Ok(geometry) => Ok(Feature { line, id: None, values, geometry }),
            Err(what) => Err((line, (layer.geometry.clone(), what, Reason::Unreadable))),
        })?;
    }
    let mut understood = passed.finish()?;
    if among > 1 {
        understood.notes.push([
            format!("layer '{}' was read, the first of {among}", layer.table),
            format!("共 {among} 个图层，读取第一个：{}", layer.table),
        ]);
    }
    Ok(understood)
}

fn push(record: &mut StringRecord, value: ValueRef<'_>) {
    match value {
        ValueRef::Integer(number) => record.push_field(&number.to_string()),
        ValueRef::Real(number) => record.push_field(&number.to_string()),
        ValueRef::Text(text) => record.push_field(&String::from_utf8_lossy(text)),
        ValueRef::Null | ValueRef::Blob(_) => record.push_field(""),
    }
}

/// The columns of a table as a query of all of them has them; none where a name is not UTF-8, which
/// the library does not expect of a query.
fn columns(package: &Connection, table: &str) -> rusqlite::Result<Vec<Option<String>>> {
    let mut names = package
        .prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid")?;
    let name = |row: &rusqlite::Row<'_>| {
        let bytes = row.get_ref(0)?.as_bytes().unwrap_or_default();
        Ok(str::from_utf8(bytes).ok().map(str::to_owned))
    };
    names.query_map([table], name)?.collect()
}

/// The feature layers of a package with their coordinate systems, in its own order.
fn listed(package: &Connection) -> rusqlite::Result<Vec<Listed>> {
    // Ordinary tables only, which have a page: views and virtual tables may compute for ever. One
    // geometry column and one system each: lists that repeat themselves would multiply.
    let mut select = package.prepare(
        "SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id,
                s.definition
           FROM gpkg_contents c
           JOIN gpkg_geometry_columns g ON g.rowid =
                (SELECT min(rowid) FROM gpkg_geometry_columns WHERE table_name = c.table_name)
           LEFT JOIN gpkg_spatial_ref_sys s ON s.rowid =
                (SELECT min(rowid) FROM gpkg_spatial_ref_sys WHERE srs_id = g.srs_id)
          WHERE c.data_type = 'features'
            AND EXISTS (SELECT 1 FROM sqlite_master m
                         WHERE m.name = c.table_name AND m.type = 'table' AND m.rootpage > 0)
          ORDER BY c.rowid",
    )?;
    let layers = select.query_map([], |row| {
        let organization: Option<String> = row.get(2)?;
        let code: Option<i64> = row.get(3)?;
        let definition: Option<String> = row.get(4)?;
        let stated = match (organization, code, definition) {
            (Some(by), Some(code), _) if by.eq_ignore_ascii_case("epsg") => {
                Some(Stated::Name(format!("EPSG:{code}")))
            }
            (_, _, Some(text)) if text.contains('[') => Some(Stated::Wkt(text)),
            _ => None,
        };
        Ok(Listed { table: row.get(0)?, geometry: row.get(1)?, stated })
    })?;
    layers.collect()
}

/// The layer that the study names, or the first one, and among how many it was taken unasked.
fn choose(source: &Source, layers: Vec<Listed>) -> Result<(Listed, usize)> {
    let names: Vec<&str> = layers.iter().map(|layer| &*layer.table).collect();
    let names = names.join(", ");
    let among = layers.len();
    match &source.layer {
        None => match layers.into_iter().next() {
            Some(first) => Ok((first, among)),
            None => Err(unreadable(source, "it holds no layer of features")),
        },
        Some(wanted) => match layers.into_iter().find(|layer| layer.table == *wanted) {
            Some(layer) => Ok((layer, 1)),
            None => Err(Error::input(
                &source.path,
                format!("has no layer '{wanted}'"),
                format!("layers here: {names}"),
            )),
        },
    }
}

/// The geometry of a cell: a header (clause 2.1.3 of GeoPackage 1.3) before well-known binary.
fn geometry(blob: &[u8]) -> Result<Option<geojson::Geometry>, String> {
    let (b'G', b'P', flags) = (match blob {
        [g, p, _, flags, ..] => (*g, *p, *flags),
        _ => return Err("is no geometry of a GeoPackage".into()),
    }) else {
        return Err("is no geometry of a GeoPackage".into());
    };
    let is_empty = flags & 0x10 != 0;
    if is_empty {
        return Ok(None);
    }
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("has an envelope of an unknown kind".into()),
    };
    shape::of_wkb(blob.get(8 + envelope..).unwrap_or_default())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn unreadable(source: &Source, what: &str) -> Error {
    Error::input(
        &source.path,
        format!("is no GeoPackage that can be read: {what}"),
        "export the layer again (in QGIS: Save features as, GeoPackage)",
    )
}
