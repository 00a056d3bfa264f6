//! Shapefiles -> rows: geometry, attributes, coordinate system and encoding from four files.

use std::io::Cursor;

use geojson::{Geometry, GeometryValue, Position};
use shapefile::record::traits::HasXY;
use shapefile::{PolygonRing, Shape, ShapeReader};

use super::bundle::Bundle;
use super::dbf::Attributes;
use super::layer::{Feature, FeatureValues, Layer};
use super::{Take, guarded, records};
use crate::crs::Stated;
use crate::error::{Error, Result};
use crate::inputs::head::Asked;
use crate::inputs::headers;
use crate::inputs::rejects::Reason;
use crate::inputs::source::{Source, Understood};

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let bundle = Bundle::of(source)?;
    let bad = |what: &dyn std::fmt::Display| unreadable(source, &what.to_string());
    let damaged = || unreadable(source, "it is damaged");
    if bundle.prj.is_none() && source.crs.is_none() {
        return Err(Error::Input {
            file: source.path.clone(),
            line: None,
            field: Some("crs".into()),
            what: "the Shapefile comes without a .prj, so nobody knows where its numbers are"
                .into(),
            mend: "put the .prj beside it, or declare it in the study file: { file = \"…\", crs = \
                   \"EPSG:4545\" }"
                .into(),
        });
    }
    let stated = bundle.prj.as_ref().map(|prj| {
        let text = String::from_utf8_lossy(prj);
        Stated::Wkt(text.trim_matches(['\u{feff}', '\0', ' ', '\r', '\n']).to_owned())
    });
    let attributes = match &bundle.dbf {
        Some(dbf) => {
            let read = || {
                let cpg = bundle.cpg.as_deref();
                Attributes::of(dbf, cpg, source.encoding).map_err(|e| bad(&e))
            };
            Some(guarded(read, damaged)?)
        }
        None => None,
    };
    records::fit(&bundle.shp).map_err(|what| bad(&what))?;
    let open = || ShapeReader::new(Cursor::new(&*bundle.shp)).map_err(|e| bad(&e));
    let mut reader = guarded(open, damaged)?;
    let mut names = attributes.as_ref().map(|a| a.names.clone()).unwrap_or_default();
    let completed = headers::complete(&mut names);
    let width = names.len();
    let mut layer = Layer::of(source, asked, names, stated, take)?;
    let mut shapes = reader.iter_shapes();
    let mut number = 0;
    let mut deleted = 0;
    while let Some(shape) = guarded(|| Ok(shapes.next()), damaged)? {
        let shape = shape.map_err(|e| bad(&e))?;
        let values = match attributes.as_ref().map(|a| a.records.get(number)) {
            Some(Some(Some(record))) => record.clone(),
            Some(Some(None)) => {
                (number, deleted) = (number + 1, deleted + 1);
                continue;
            }
            Some(None) => return Err(bad(&"the .dbf has fewer records than the .shp has shapes")),
            None => std::iter::repeat_n("", width).collect(),
        };
        number += 1;
        let line = number as u64;
        layer.push(match geometry(shape) {
            Ok(geometry) => {
                Ok(Feature { line, id: None, values: FeatureValues::Record(values), geometry })
            }
            Err(what) => Err((line, ("geometry".into(), what, Reason::WrongGeometry))),
        })?;
    }
    if attributes.as_ref().is_some_and(|a| a.records.len() > number) {
        return Err(bad(&"the .dbf has more records than the .shp has shapes"));
    }
    let encoding = attributes.map(|attributes| attributes.encoding);
    let mut understood = Understood { encoding, ..layer.finish()? };
    understood.notes.extend(completed);
    if bundle.among > 1 {
        let (name, among) = (&bundle.name, bundle.among);
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        understood.notes.push([
            format!("'{name}.shp' was read, the first of {among}"),
            format!("共 {among} 个 Shapefile，读取第一个：{name}.shp"),
        ]);
    }
    if deleted > 0 {
        understood.notes.push([
            format!("{deleted} features marked as deleted were left out"),
            format!("{deleted} 个标记为已删除的要素未读取"),
        ]);
    }
    Ok(understood)
}

fn geometry(shape: Shape) -> Result<Option<Geometry>, String> {
    let value = match shape {
        Shape::NullShape => return Ok(None),
        Shape::Point(point) => GeometryValue::Point { coordinates: position(&point) },
        Shape::PointM(point) => GeometryValue::Point { coordinates: position(&point) },
        Shape::PointZ(point) => GeometryValue::Point { coordinates: position(&point) },
        Shape::Multipoint(points) => many(points.points()),
        Shape::MultipointM(points) => many(points.points()),
        Shape::MultipointZ(points) => many(points.points()),
        Shape::Polyline(line) => lines(line.parts()),
        Shape::PolylineM(line) => lines(line.parts()),
        Shape::PolylineZ(line) => lines(line.parts()),
        Shape::Polygon(polygon) => polygons(polygon.rings()),
        Shape::PolygonM(polygon) => polygons(polygon.rings()),
        Shape::PolygonZ(polygon) => polygons(polygon.rings()),
        Shape::Multipatch(_) => return Err("Multipatch".into()),
    };
    Ok(Some(Geometry::new(value)))
}

fn position(point: &impl HasXY) -> Position {
    Position::from([point.x(), point.y()])
}

fn positions<P: HasXY>(points: &[P]) -> Vec<Position> {
    points.iter().map(position).collect()
}

fn many<P: HasXY>(points: &[P]) -> GeometryValue {
    GeometryValue::MultiPoint { coordinates: positions(points) }
}

fn lines<P: HasXY>(parts: &[Vec<P>]) -> GeometryValue {
    GeometryValue::MultiLineString { coordinates: parts.iter().map(|p| positions(p)).collect() }
}

/// Rings wound one way are outlines, the other way holes; which hole lies in which outline the file
/// does not say, and holes may stand anywhere among the rings.
fn polygons<P: HasXY>(rings: &[PolygonRing<P>]) -> GeometryValue {
    let mut polygons: Vec<Vec<Vec<Position>>> = Vec::new();
    let mut holes = Vec::new();
    for ring in rings {
        match ring {
            PolygonRing::Outer(points) => polygons.push(vec![positions(points)]),
            PolygonRing::Inner(points) => holes.push(positions(points)),
        }
    }
    for hole in holes {
        let around = |polygon: &&mut Vec<Vec<Position>>| contains(&polygon[0], &hole);
        let smallest = polygons
            .iter_mut()
            .filter(around)
            .min_by(|a, b| area(&a[0]).abs().total_cmp(&area(&b[0]).abs()));
        match smallest {
            Some(polygon) => polygon.push(hole),
            // Wound the wrong way by careless software: it is an outline of its own.
            None => polygons.push(vec![hole]),
        }
    }
    match polygons.len() {
        1 => GeometryValue::Polygon { coordinates: polygons.pop().unwrap_or_default() },
        _ => GeometryValue::MultiPolygon { coordinates: polygons },
    }
}

/// Twice the signed area of a ring, in square units of the file.
fn area(ring: &[Position]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let local = |p: &Position| [p[0] - origin[0], p[1] - origin[1]];
    let cross = |pair: &[Position]| {
        let ([ax, ay], [bx, by]) = (local(&pair[0]), local(&pair[1]));
        ax * by - bx * ay
    };
    ring.windows(2).map(cross).sum()
}

/// Whether a hole lies in an outline: by the first of its corners that is not one of the outline's.
fn contains(outline: &[Position], hole: &[Position]) -> bool {
    let Some(corner) = hole.iter().find(|corner| !outline.contains(corner)) else { return true };
    let (x, y) = (corner[0], corner[1]);
    let crosses = |pair: &&[Position]| {
        let ([ax, ay], [bx, by]) = ([pair[0][0], pair[0][1]], [pair[1][0], pair[1][1]]);
        (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
    };
    outline.windows(2).filter(crosses).count() % 2 == 1
}

fn unreadable(source: &Source, what: &str) -> Error {
    Error::input(
        &source.path,
        format!("is no Shapefile that can be read: {what}"),
        "export the layer again, and give .shp, .dbf, .prj and .cpg together",
    )
}
