//! KML and KMZ -> rows: placemarks in document order. KML is always WGS84.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use csv::StringRecord;
use geojson::{Geometry, GeometryValue, Position};
use kml::types::{Coord, Element, Geometry as KmlGeometry, Placemark, Polygon};
use kml::{Kml, KmlReader};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::layer::{Feature, FeatureValues, Layer};
use super::{Take, guarded, text};
use crate::crs::Stated;
use crate::error::{Error, Result};
use crate::inputs::head::Asked;
use crate::inputs::source::{Source, Understood};

/// Folders within folders; the library goes down as deep as a file does.
const DEEPEST: u32 = 100;

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    let file = &*source.path;
    let bytes = unzipped(source, super::bytes(file)?)?;
    let (text, encoding) = text::decode(file, source.encoding, &bytes)?;
    shallow(source, &text)?;
    let read = || {
        let mut reader = KmlReader::<_, f64>::from_reader(text.as_bytes());
        reader.read().map_err(|e| unreadable(source, &e.to_string()))
    };
    let document = guarded(read, || unreadable(source, "it is damaged"))?;
    let mut placemarks = Vec::new();
    gather(document, &mut placemarks);
    if placemarks.is_empty() {
        return Err(Error::input(file, "holds no placemark", "export the layer again"));
    }
    let said: Vec<BTreeMap<String, String>> = placemarks.iter().map(properties).collect();
    let mut names: Vec<String> = Vec::new();
    for name in said.iter().flat_map(BTreeMap::keys) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let stated = Some(Stated::Name("OGC:CRS84".into()));
    let mut layer = Layer::of(source, asked, names.clone(), stated, take)?;
    for ((placemark, said), line) in placemarks.iter().zip(&said).zip(1u64..) {
        let cell = |name: &String| said.get(name).map_or("", |text| &**text);
        layer.push(Ok(Feature {
            line,
            id: placemark.attrs.get("id").cloned(),
            values: FeatureValues::Record(names.iter().map(cell).collect::<StringRecord>()),
            geometry: placemark.geometry.as_ref().map(geometry),
        }))?;
    }
    Ok(Understood { encoding: Some(encoding), ..layer.finish()? })
}

/// The document of a KMZ; the bytes themselves when they are no archive.
fn unzipped(source: &Source, bytes: Vec<u8>) -> Result<Vec<u8>> {
    if !bytes.starts_with(b"PK") {
        return Ok(bytes);
    }
    let bad = |e: &dyn std::fmt::Display| unreadable(source, &e.to_string());
    let most = super::most_unpacked(bytes.len());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| bad(&e))?;
    let mut names = archive.file_names().filter_map(Result::ok);
    let first = names.find(|name| name.to_lowercase().ends_with(".kml"));
    let name = first.ok_or_else(|| bad(&"the archive holds no .kml"))?.into_owned();
    drop(names);
    let entry = archive.by_name(&name).map_err(|e| bad(&e))?;
    let mut unpacked = Vec::new();
    entry.take(most + 1).read_to_end(&mut unpacked).map_err(|e| bad(&e))?;
    match unpacked.len() as u64 > most {
        true => Err(bad(&"it unpacks to more than any layer holds")),
        false => Ok(unpacked),
    }
}

/// Whether every element ends, and none lies too deep within others.
fn shallow(source: &Source, text: &str) -> Result<()> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0;
    loop {
        match reader.read_event().map_err(|e| unreadable(source, &e.to_string()))? {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            // Within an element that does not end the library would read on for ever.
            Event::Eof if depth > 0 => return Err(unreadable(source, "it is cut short")),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(unreadable(source, "its elements lie too deep within each other"));
        }
    }
}

fn gather(kml: Kml, placemarks: &mut Vec<Placemark>) {
    match kml {
        Kml::KmlDocument(document) => {
            document.elements.into_iter().for_each(|element| gather(element, placemarks));
        }
        Kml::Document { elements, .. } => {
            elements.into_iter().for_each(|element| gather(element, placemarks));
        }
        Kml::Folder(folder) => {
            folder.elements.into_iter().for_each(|element| gather(element, placemarks));
        }
        Kml::Placemark(placemark) => placemarks.push(placemark),
        _ => {}
    }
}

/// What a placemark says of itself: its name, and its data in either of the two ways of KML.
fn properties(placemark: &Placemark) -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    for element in &placemark.children {
        data(element, &mut said);
    }
    if let Some(name) = &placemark.name {
        said.entry("name".into()).or_insert_with(|| name.clone());
    }
    said
}

fn data(element: &Element, said: &mut BTreeMap<String, String>) {
    let name = element.attrs.get("name");
    let value = match &*element.name {
        "Data" => element.children.iter().find(|child| child.name == "value"),
        "SimpleData" => Some(element),
        _ => None,
    };
    if let (Some(name), Some(value)) = (name, value) {
        said.insert(name.clone(), value.content.clone().unwrap_or_default());
        return;
    }
    element.children.iter().for_each(|child| data(child, said));
}

fn geometry(geometry: &KmlGeometry) -> Geometry {
    let many = || GeometryValue::GeometryCollection { geometries: Vec::new() };
    Geometry::new(match geometry {
        KmlGeometry::Point(point) => GeometryValue::Point { coordinates: position(&point.coord) },
        KmlGeometry::LineString(line) => {
            GeometryValue::LineString { coordinates: positions(&line.coords) }
        }
        KmlGeometry::LinearRing(ring) => {
            GeometryValue::LineString { coordinates: positions(&ring.coords) }
        }
        KmlGeometry::Polygon(polygon) => GeometryValue::Polygon { coordinates: rings(polygon) },
        KmlGeometry::MultiGeometry(parts) => {
            let parts = &parts.geometries;
            let points: Option<Vec<Position>> = parts
                .iter()
                .map(|part| match part {
                    KmlGeometry::Point(point) => Some(position(&point.coord)),
                    _ => None,
                })
                .collect();
            let lines: Option<Vec<Vec<Position>>> = parts
                .iter()
                .map(|part| match part {
                    KmlGeometry::LineString(line) => Some(positions(&line.coords)),
                    _ => None,
                })
                .collect();
            let polygons: Option<Vec<Vec<Vec<Position>>>> = parts
                .iter()
                .map(|part| match part {
                    KmlGeometry::Polygon(polygon) => Some(rings(polygon)),
                    _ => None,
                })
                .collect();
            match (points, lines, polygons) {
                (Some(coordinates), _, _) => GeometryValue::MultiPoint { coordinates },
                (_, Some(coordinates), _) => GeometryValue::MultiLineString { coordinates },
                (_, _, Some(coordinates)) => GeometryValue::MultiPolygon { coordinates },
                _ => many(),
            }
        }
        _ => many(),
    })
}

fn position(coord: &Coord) -> Position {
    Position::from([coord.x, coord.y])
}

fn positions(coords: &[Coord]) -> Vec<Position> {
    coords.iter().map(position).collect()
}

fn rings(polygon: &Polygon) -> Vec<Vec<Position>> {
    let outer = positions(&polygon.outer.coords);
    std::iter::once(outer).chain(polygon.inner.iter().map(|ring| positions(&ring.coords))).collect()
}

fn unreadable(source: &Source, what: &str) -> Error {
    Error::input(
        &source.path,
        format!("is no KML that can be read: {what}"),
        "export the layer again (in QGIS: Save features as, KML)",
    )
}
