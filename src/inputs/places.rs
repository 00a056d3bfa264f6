//! Geometry as files have it -> places on WGS84, with every position and ring checked.

use geo::orient::Direction;
use geo::{Coord, LineString, MultiPolygon, Orient, Polygon};
use geojson::{Geometry, GeometryValue, Position};

use super::rejects::Reason;
use super::rows::Fault;
use crate::crs::Frame;
use crate::geodesy::LonLat;

/// Where a row lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// One point.
    Point(LonLat),
    /// Several entrances.
    Points(Vec<LonLat>),
    /// An area.
    Area(MultiPolygon),
}

/// The place of a feature: points, or an area.
pub fn place(geometry: Option<&Geometry>, frame: &Frame) -> Result<Place, Fault> {
    let Some(geometry) = geometry else {
        return Err(wrong("none"));
    };
    match &geometry.value {
        GeometryValue::Point { coordinates } => position(coordinates, frame).map(Place::Point),
        GeometryValue::MultiPoint { coordinates } if !coordinates.is_empty() => coordinates
            .iter()
            .map(|p| position(p, frame))
            .collect::<Result<_, _>>()
            .map(Place::Points),
        GeometryValue::Polygon { coordinates } => {
            Ok(Place::Area(MultiPolygon(vec![polygon(coordinates, frame)?])))
        }
        GeometryValue::MultiPolygon { coordinates } if !coordinates.is_empty() => coordinates
            .iter()
            .map(|rings| polygon(rings, frame))
            .collect::<Result<_, _>>()
            .map(|polygons| Place::Area(MultiPolygon(polygons))),
        other => Err(wrong(other.type_name())),
    }
}

/// The lines of a street feature; outlines for areas (rule 10). `Ok(None)` for a point.
pub fn lines(
    geometry: Option<&Geometry>,
    frame: &Frame,
) -> Result<Option<Vec<Vec<LonLat>>>, Fault> {
    let Some(geometry) = geometry else {
        return Err(wrong("none"));
    };
    let line = |positions: &Vec<Position>| -> Result<Vec<LonLat>, Fault> {
        positions.iter().map(|p| position(p, frame)).collect()
    };
    match &geometry.value {
        GeometryValue::LineString { coordinates } => Ok(Some(vec![line(coordinates)?])),
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().map(line).collect::<Result<_, _>>().map(Some)
        }
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().flatten().map(line).collect::<Result<_, _>>().map(Some)
        }
        GeometryValue::Point { .. } | GeometryValue::MultiPoint { .. } => Ok(None),
        GeometryValue::GeometryCollection { .. } => Err(wrong("GeometryCollection")),
    }
}

fn wrong(kind: &str) -> Fault {
    ("geometry".into(), kind.into(), Reason::WrongGeometry)
}

/// One position; east (or longitude) first.
fn position(position: &Position, frame: &Frame) -> Result<LonLat, Fault> {
    let numbers = position.as_slice();
    let found = || format!("{numbers:?}");
    match *numbers {
        [x, y, ..] => {
            frame.place([x, y]).ok_or_else(|| ("coordinates".into(), found(), Reason::OutOfRange))
        }
        _ => Err(("coordinates".into(), found(), Reason::WrongGeometry)),
    }
}

/// The position of a point, as it stands; nothing for other geometry.
pub fn point(geometry: &Geometry) -> Option<[f64; 2]> {
    let is_point = matches!(geometry.value, GeometryValue::Point { .. });
    first(geometry).filter(|_| is_point)
}

/// The first position of a geometry, as it stands.
pub fn first(geometry: &Geometry) -> Option<[f64; 2]> {
    let position =
        match &geometry.value {
            GeometryValue::Point { coordinates } => Some(coordinates),
            GeometryValue::MultiPoint { coordinates }
            | GeometryValue::LineString { coordinates } => coordinates.first(),
            GeometryValue::MultiLineString { coordinates }
            | GeometryValue::Polygon { coordinates } => coordinates.first()?.first(),
            GeometryValue::MultiPolygon { coordinates } => coordinates.first()?.first()?.first(),
            GeometryValue::GeometryCollection { .. } => None,
        };
    match position?.as_slice() {
        &[x, y, ..] => Some([x, y]),
        _ => None,
    }
}

fn polygon(rings: &[Vec<Position>], frame: &Frame) -> Result<Polygon, Fault> {
    let mut checked = rings.iter().map(|ring| {
        let closed = ring.len() >= 4 && ring.first() == ring.last();
        let coords: Vec<Coord> =
            ring.iter().map(|p| position(p, frame).map(LonLat::coord)).collect::<Result<_, _>>()?;
        if !closed {
            let ends = match (coords.first(), coords.last()) {
                (Some(a), Some(b)) => format!(
                    "{} positions, from [{}, {}] to [{}, {}]",
                    coords.len(),
                    a.x,
                    a.y,
                    b.x,
                    b.y
                ),
                _ => "no positions".into(),
            };
            return Err(("coordinates".to_owned(), ends, Reason::BadRing));
        }
        Ok(LineString(coords))
    });
    let outer = checked.next().ok_or_else(|| wrong("a polygon without rings"))??;
    // Files of desktop software wind either way; what is written winds as RFC 7946 asks.
    Ok(Polygon::new(outer, checked.collect::<Result<_, _>>()?).orient(Direction::Default))
}
