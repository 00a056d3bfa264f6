//! OpenStreetMap extracts -> rows: the objects that tag rules pick.

use csv::StringRecord;

use super::Take;
use super::layer::{Feature, FeatureValues, Layer};
use crate::crs::Stated;
use crate::error::{Error, Result};
use crate::inputs::head::{Asked, Picked};
use crate::inputs::osm::{self, places};
use crate::inputs::source::{Source, Understood};

/// What a row of an extract says, by the names that other files have for it.
const NAMES: [&str; 5] = ["id", "name", "category", "rule", "capacity"];

pub fn each(source: &Source, asked: Asked<'_>, take: Take<'_>) -> Result<Understood> {
    osm::is_wgs84(source)?;
    let Some(Picked { rules, wanted }) = asked.picked else {
        return Err(Error::input(
            &source.path,
            "is an OpenStreetMap extract, from which only streets, residents, facilities and gates \
             can be read",
            "give the layer in another format",
        ));
    };
    let found = places::places(&source.path, rules, wanted)?;
    if found.places.is_empty() {
        return Err(Error::input(
            &source.path,
            "holds nothing that the tag rules pick",
            "see the rules with `walkshed rules osm`; the study file can replace and add some",
        ));
    }
    let names = NAMES.map(str::to_owned).to_vec();
    let stated = Some(Stated::Name("EPSG:4326".into()));
    let mut layer = Layer::of(source, asked, names, stated, take)?;
    for (place, line) in found.places.into_iter().zip(1u64..) {
        // `capacity=yes` and the like is none.
        let is_number = |text: &&str| text.parse::<f64>().is_ok_and(f64::is_finite);
        let said = place.tags.iter().find(|(key, _)| **key == *"capacity").map(|(_, v)| &**v);
        let capacity = said.filter(is_number).unwrap_or("");
        let cells = [&*place.id, &*place.name, &*place.category, &*place.rule, capacity];
        let values = StringRecord::from(cells.to_vec());
        // Who goes to a facility goes to its doors; homes keep their outline, and their gates are
        // an input of their own.
        let doors = match wanted {
            places::Wanted::Facilities => place.entrances,
            places::Wanted::Residents => Vec::new(),
        };
        let geometry = match place.geometry {
            Ok(_) if !doors.is_empty() => {
                let coordinates = doors.into_iter().map(Into::into).collect();
                Ok(geojson::Geometry::new(geojson::GeometryValue::MultiPoint { coordinates }))
            }
            other => other,
        };
        layer.push(match geometry {
            Ok(geometry) => Ok(Feature {
                line,
                id: None,
                values: FeatureValues::Record(values),
                geometry: Some(geometry),
            }),
            Err(fault) => Err((line, fault)),
        })?;
    }
    let mut understood = layer.finish()?;
    understood.notes.extend(found.notes);
    Ok(understood)
}
