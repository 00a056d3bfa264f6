//! Barriers: lines and outlines that nobody crosses on the way from a door to a street.

use super::columns::Columns;
use super::formats;
use super::head::Asked;
use super::rejects::{Reason, Rejects};
use super::rows::{self, Fault, Row};
use super::source::Source;
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
    let columns = Columns::default();
    let asked = Asked { columns: &columns, uses: &[], need: &[], picked: None };
    for source in sources {
        if !formats::has_geometry(&source.path) {
            return Err(Error::input(
                &source.path,
                "not a format that walkshed reads barriers from",
                "give lines or polygons as a layer (.geojson, .gpkg, .shp, .fgb, .kml)",
            ));
        }
        rows::read(source, "barriers", asked, rejects, |row| {
            row.readable()?;
            barriers.lines.extend(lines(row)?);
            Ok(())
        })?;
    }
    Ok(barriers)
}

/// The lines of a row; the outlines and holes of an area.
fn lines(row: &Row<'_>) -> Result<Vec<Vec<[f64; 2]>>, Fault> {
    let Some(lines) = row.lines()? else {
        return Err(("geometry".into(), "a point".into(), Reason::WrongGeometry));
    };
    // An outline that is not closed would be a wall with a gap that nobody drew.
    if let Err(fault @ (_, _, Reason::BadRing)) = row.place() {
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
