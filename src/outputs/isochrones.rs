//! `isochrones_<category>.geojson` and `walksheds.geojson`: areas of so many minutes.
//!
//! Pictures: coverage is counted from the distance of each home, never from these areas.

use super::features::{Feature, layer};
use super::folder::Staging;
use crate::error::Result;
use crate::isochrones::Band;
use crate::pipeline::Findings;

/// Writes what the study asks for; a layer without any area is empty.
pub fn write(findings: &Findings, staging: &Staging) -> Result<()> {
    let study = &findings.study;
    if study.isochrones {
        for (number, (category, _)) in study.categories[..study.used_categories].iter().enumerate()
        {
            let own = |band: &Band| band.category == number;
            areas(findings, staging, &format!("isochrones_{category}"), own, &findings.isochrones)?;
        }
    }
    if study.walksheds {
        areas(findings, staging, "walksheds", |_| true, &findings.walksheds)?;
    }
    Ok(())
}

fn areas(
    findings: &Findings,
    staging: &Staging,
    name: &str,
    wanted: impl Fn(&Band) -> bool,
    bands: &[Band],
) -> Result<()> {
    // A band in which no place lies (nothing is a valid geometry, but no program draws it).
    let drawn: Vec<&Band> = bands.iter().filter(|b| !b.area.0.is_empty() && wanted(b)).collect();
    layer(staging, name, drawn.len(), |i, out| band(findings, drawn[i], out))
}

fn band(findings: &Findings, band: &Band, out: &mut Vec<u8>) {
    let mut feature = Feature::start(out);
    feature.text("category", &findings.study.categories[band.category].0);
    if let Some(facility) = band.facility {
        let facility = &findings.facilities.rows[facility.index()];
        feature.text("facility", &facility.id);
        feature.text("facility_name", &facility.name);
    }
    feature.amount("minutes_from", band.minutes[0]);
    feature.amount("minutes_to", band.minutes[1]);
    feature.fixed("cutoff_m", Some(band.cutoff.metres()), 1);
    feature.fixed("area_m2", Some(band.area_m2), 1);
    feature.text("method", findings.method_name());
    feature.text("profile", &findings.study.profile.0);
    feature.areas(&band.area);
}
