//! Bytes -> records on WGS84, with every rejected row and its place.
//!
//! Only this room and `outputs` know file formats. Each kind of record has one file that says what
//! a row must hold; each format has one file in `formats` that turns bytes into `rows::Row`s. A
//! new format is one more arm in `formats::each`; what numbers mean as places is the business of
//! [`crs`](crate::crs).

mod barriers;
mod cells;
mod columns;
mod districts;
mod facilities;
mod formats;
mod head;
mod headers;
mod osm;
mod places;
mod poi;
mod provision;
mod rejects;
mod residents;
mod rows;
mod source;
mod status;
mod street_lines;
mod streets;

pub use barriers::BarrierLines;
pub use columns::{Columns, Field};
pub use districts::{District, Districts};
pub use facilities::{Facilities, Facility, FacilityRules};
pub use provision::Provision;
pub use rejects::{FileCount, Reason, Reject, Rejects};
pub use residents::{Resident, Residents, Weight};
pub use rows::Original;
pub use source::{CrsFrom, Source};
pub use status::{Status, StatusFilter};
pub use streets::{Ground, StreetCount, Streets};

use crate::error::{Error, Result};
use crate::rules::OsmRule;

/// Reads a street network: `.osm.pbf`, or street lines as `.geojson`, `.json`, either gzipped.
///
/// # Errors
/// When the file cannot be read, has another format, or holds no walkable street.
pub fn read_streets(source: &Source, rejects: &mut Rejects) -> Result<Streets> {
    let path = &*source.path;
    let name = path.to_string_lossy().to_lowercase();
    let streets = if name.ends_with(".pbf") {
        osm::is_wgs84(source)?;
        let streets = osm::streets::read(path)?;
        rejects.count_whole(path, "network", streets.count.ways_highway);
        streets
    } else if formats::has_geometry(path) {
        street_lines::read(source, rejects)?
    } else {
        return Err(Error::Network {
            file: path.to_owned(),
            what: "not a street format that walkshed reads".into(),
            mend: "give an OpenStreetMap extract (.osm.pbf) or lines as GeoJSON (.geojson, \
                   .geojson.gz) or another layer"
                .into(),
        });
    };
    if streets.way.is_empty() {
        return Err(Error::Network {
            file: path.to_owned(),
            what: format!(
                "holds no walkable street ({} ways with a highway tag)",
                streets.count.ways_highway
            ),
            mend: "check that the extract covers the place and was not filtered to other objects"
                .into(),
        });
    }
    Ok(streets)
}

/// The files that an input is read from: itself, or the parts of a Shapefile.
#[must_use]
pub fn parts(path: &std::path::Path) -> Vec<std::path::PathBuf> {
    formats::parts(path)
}

/// Reads residents: CSV points or GeoJSON points, multipoints and polygons.
///
/// # Errors
/// When the file cannot be read, lacks a column it needs, or no row can be used.
pub fn read_residents(
    source: &Source,
    entrances: Option<&Source>,
    columns: &Columns,
    osm_rules: &[OsmRule],
    rejects: &mut Rejects,
) -> Result<Residents> {
    let mut residents = residents::read(source, columns, osm_rules, rejects)?;
    if let Some(entrances) = entrances {
        residents::read_entrances(&mut residents, entrances, columns, rejects)?;
    }
    Ok(residents)
}

/// Looks for gates of an OpenStreetMap extract on the outlines of residents: from there they walk,
/// unless their entrances are known already.
///
/// # Errors
/// When the file cannot be read, holds no gate, or no resident has an outline.
pub fn read_gates(
    source: &Source,
    rules: &[OsmRule],
    residents: &mut Residents,
    rejects: &mut Rejects,
) -> Result<()> {
    osm::gates::read(source, rules, residents, rejects)
}

/// Reads facilities from one or several files of CSV points or GeoJSON. A facility names its
/// category by name or by one of its titles; an export of Amap or Baidu has types instead, which
/// POI rules make categories of.
///
/// # Errors
/// When a file cannot be read, lacks a column it needs, no row can be used, or a map service's
/// export does not have its coordinate system declared.
pub fn read_facilities(
    sources: &[Source],
    rules: FacilityRules<'_>,
    columns: &Columns,
    rejects: &mut Rejects,
) -> Result<Facilities> {
    facilities::read(sources, rules, columns, rejects)
}

/// Reads districts: GeoJSON polygons with code and name.
///
/// # Errors
/// When the file cannot be read, or no polygon can be used.
pub fn read_districts(
    source: &Source,
    columns: &Columns,
    rejects: &mut Rejects,
) -> Result<Districts> {
    districts::read(source, columns, rejects)
}

/// Reads barriers from one or several files of GeoJSON lines and polygons (their outlines).
///
/// # Errors
/// When a file cannot be read, has another format, or no line of it can be used.
pub fn read_barriers(sources: &[Source], rejects: &mut Rejects) -> Result<BarrierLines> {
    barriers::read(sources, rejects)
}
