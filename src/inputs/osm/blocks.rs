//! The blocks of an OpenStreetMap extract (`.osm.pbf`), decoded in parallel, handed on in file order.
//!
//! A few blocks are in memory at a time, so that what a caller keeps decides what a read costs: an
//! extract of a country is read like one of a town.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use rayon::prelude::*;

use super::pbf::{Blobs, Block, Content, Damage};
use crate::crs::Crs;
use crate::error::{Error, Result};
use crate::inputs::source::Source;

/// Blocks decoded at a time; each holds at most 32 MB and usually some 8000 objects.
const AT_A_TIME: usize = 64;
/// What a reader must understand, as far as this one does.
const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// Decodes the blocks that `wanted` asks for by their number, takes a part out of each in parallel
/// and gives the parts with their numbers to `keep`, in file order.
///
/// # Errors
/// When the file cannot be read, is not OSM PBF, is damaged or cut short.
pub fn each<T: Send>(
    file: &Path,
    wanted: impl Fn(usize) -> bool,
    part: impl Fn(&Block<'_>) -> Result<T, Damage> + Sync,
    mut keep: impl FnMut(usize, T),
) -> Result<()> {
    let handle = File::open(file).map_err(|e| Error::io("reading", file, e))?;
    let mut blobs = Blobs::new(BufReader::with_capacity(1 << 20, handle)).enumerate().peekable();
    let mut headers = 0;
    while blobs.peek().is_some() {
        let batch: Vec<_> = blobs
            .by_ref()
            .filter(|(number, _)| wanted(*number) || *number == 0)
            .take(AT_A_TIME)
            .collect();
        let decoded = batch.into_par_iter().map_init(Vec::new, |room, (number, blob)| {
            Ok((number, Content::of(&blob?, room)?.part(&part)?))
        });
        let decoded: Vec<Result<_, Damage>> = decoded.collect();
        for content in decoded {
            let (number, content) = content.map_err(|damage| unreadable(file, &damage))?;
            match content {
                Content::Header(features) => {
                    headers += 1;
                    understood(file, &features)?;
                }
                Content::Block(part) => keep(number, part),
                Content::Other => {}
            }
        }
    }
    if headers == 0 {
        return Err(unreadable(file, &"it is empty, or has no header"));
    }
    Ok(())
}

/// A file with history holds every object several times, and those that were deleted.
fn understood(file: &Path, features: &[String]) -> Result<()> {
    match features.iter().find(|feature| !UNDERSTOOD.contains(&&***feature)) {
        None => Ok(()),
        Some(feature) => Err(Error::input(
            file,
            format!("needs a reader for '{feature}'"),
            "make a plain extract of one date (for example: osmium time-filter history.osm.pbf -o \
             now.osm.pbf)",
        )),
    }
}

/// The error for a file that is no extract.
pub fn unreadable(file: &Path, e: &dyn std::fmt::Display) -> Error {
    Error::input(
        file,
        format!("is no OSM PBF file that can be read: {e}"),
        "download or extract it again (for example: osmium extract -b W,S,E,N region.osm.pbf -o \
         city.osm.pbf)",
    )
}

/// OpenStreetMap is WGS84 by definition; whoever declares something else means another file.
///
/// # Errors
/// When the source declares another coordinate system.
pub fn is_wgs84(source: &Source) -> Result<()> {
    match source.crs.as_ref().filter(|crs| !matches!(crs, Crs::Wgs84)) {
        None => Ok(()),
        Some(crs) => Err(Error::Input {
            file: source.path.clone(),
            line: None,
            field: Some("crs".into()),
            what: format!("OpenStreetMap data are WGS84, not {}", crs.name()),
            mend: "leave the crs of this file out".into(),
        }),
    }
}

/// Nanodegrees as degrees: the same numbers that decimal texts of them are read as.
pub fn degrees(nano: [i64; 2]) -> [f64; 2] {
    nano.map(|nano| nano as f64 / 1e9)
}
