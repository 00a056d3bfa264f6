//! Geometry of any library that speaks `geo-traits` -> the geometry that rows carry.
//!
//! Rings stay as the file has them, closed or not: whether they are sound is asked where places are
//! read, once for all formats.

use geo_traits::{
    CoordTrait, GeometryTrait, GeometryType, LineStringTrait, MultiLineStringTrait,
    MultiPointTrait, MultiPolygonTrait, PointTrait, PolygonTrait,
};
use geojson::{Geometry, GeometryValue, Position};

/// The geometry; an empty collection stands for kinds that are no place.
pub fn of(geometry: &impl GeometryTrait<T = f64>) -> Option<Geometry> {
    let value = match geometry.as_type() {
        GeometryType::Point(point) => {
            GeometryValue::Point { coordinates: position(&point.coord()?) }
        }
        GeometryType::MultiPoint(points) => {
            let coords = points.points().filter_map(|point| Some(position(&point.coord()?)));
            GeometryValue::MultiPoint { coordinates: coords.collect() }
        }
        GeometryType::LineString(line) => {
            GeometryValue::LineString { coordinates: positions(line) }
        }
        GeometryType::MultiLineString(lines) => GeometryValue::MultiLineString {
            coordinates: lines.line_strings().map(|line| positions(&line)).collect(),
        },
        GeometryType::Polygon(polygon) => GeometryValue::Polygon { coordinates: rings(polygon) },
        GeometryType::MultiPolygon(polygons) => GeometryValue::MultiPolygon {
            coordinates: polygons.polygons().map(|polygon| rings(&polygon)).collect(),
        },
        _ => GeometryValue::GeometryCollection { geometries: Vec::new() },
    };
    Some(Geometry::new(value))
}

/// The geometry of well-known binary.
pub fn of_wkb(bytes: &[u8]) -> Result<Option<Geometry>, String> {
    // Collections may hold collections as deep as a file is long, and are no place anyway.
    let kind = match bytes {
        [0, a, b, c, d, ..] => u32::from_be_bytes([*a, *b, *c, *d]),
        [1, a, b, c, d, ..] => u32::from_le_bytes([*a, *b, *c, *d]),
        _ => return Err("is no well-known binary".into()),
    };
    if (kind & 0xffff) % 1000 == 7 {
        let geometries = Vec::new();
        return Ok(Some(Geometry::new(GeometryValue::GeometryCollection { geometries })));
    }
    wkb::reader::read_wkb(bytes).map(|geometry| of(&geometry)).map_err(|e| e.to_string())
}

fn position(coord: &impl CoordTrait<T = f64>) -> Position {
    Position::from([coord.x(), coord.y()])
}

fn positions(line: &impl LineStringTrait<T = f64>) -> Vec<Position> {
    line.coords().map(|coord| position(&coord)).collect()
}

fn rings(polygon: &impl PolygonTrait<T = f64>) -> Vec<Vec<Position>> {
    let outer = polygon.exterior().map(|ring| positions(&ring));
    outer.into_iter().chain(polygon.interiors().map(|ring| positions(&ring))).collect()
}
