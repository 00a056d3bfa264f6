//! Barriers: lines and outlines that nobody crosses on the way from a door to a street.

use super::geojson_rows::{self, Numbered};
use super::rejects::{Reason, Rejects};
use super::rings;
use super::rows::{self, Cells, Fault, Row};
use super::source::{Source, Understood};
use crate::crs::Frame;
use crate::error::{Error, Result};

/// Lines that bar the way, in the order of the files: a wall, a railway, the outline (or the hole) of
/// a river.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarrierLines {
    /// The lines, each of two or more places `[lon, lat]` in degrees; a ring ends where it starts.
    pub lines: Vec<Vec<[f64; 2]>>,
}

pub fn read(sources: &[Source], rejects: &mut Rejects) -> Result<BarrierLines> {
    let mut barriers = BarrierLines::default();
    for source in sources {
        let path = &*source.path;
        rejects.open(path, "barriers");
        let (features, frame) = features(source)?;
        for Numbered { record, line, feature } in &features {
            let read = match feature {
                Ok(feature) => lines(feature, &frame),
                Err(e) => Err((String::new(), e.clone(), Reason::Unreadable)),
            };
            match read {
                Ok(lines) => barriers.lines.extend(lines),
                Err(fault) => {
                    let cells = Cells::Broken(fault.clone());
                    let row = Row { record: *record, line: *line, cells };
                    rejects.push(row.reject(path, fault))?;
                }
            }
        }
        let rows = features.len() as u64;
        let understood = Understood { rows, encoding: Some("UTF-8"), frame, notes: Vec::new() };
        rejects.close(understood, None)?;
    }
    Ok(barriers)
}

/// The features of a file and how it writes coordinates: all that is known of formats here.
fn features(source: &Source) -> Result<(Vec<Numbered>, Frame)> {
    let path = &*source.path;
    let name = path.to_string_lossy().to_lowercase();
    if ![".geojson", ".json", ".geojson.gz", ".json.gz"].iter().any(|end| name.ends_with(end)) {
        return Err(Error::input(
            path,
            "not a format that walkshed reads barriers from",
            "give lines or polygons as GeoJSON (.geojson, .geojson.gz)",
        ));
    }
    let (features, crs) = geojson_rows::features(path, &rows::bytes(path)?)?;
    let frame = source.frame(crs, &geojson_rows::sample(&features))?;
    Ok((features, frame))
}

/// The lines of a feature; the outlines and holes of an area.
fn lines(feature: &geojson::Feature, frame: &Frame) -> Result<Vec<Vec<[f64; 2]>>, Fault> {
    let geometry = feature.geometry.as_ref();
    let Some(lines) = rings::lines(geometry, frame)? else {
        return Err(("geometry".into(), "a point".into(), Reason::WrongGeometry));
    };
    // An outline that is not closed would be a wall with a gap that nobody drew.
    if let Err(fault @ (_, _, Reason::BadRing)) = rings::place(geometry, frame) {
        return Err(fault);
    }
    let lines: Vec<Vec<[f64; 2]>> = lines
        .into_iter()
        .map(|line| line.into_iter().map(|at| [at.lon(), at.lat()]).collect())
        .collect();
    let has_no_length = |line: &Vec<[f64; 2]>| line.windows(2).all(|pair| pair[0] == pair[1]);
    if lines.is_empty() || lines.iter().any(has_no_length) {
        return Err((
            "coordinates".into(),
            "a line without a length".into(),
            Reason::WrongGeometry,
        ));
    }
    Ok(lines)
}
