//! The layers of residents, facilities and zones.

use super::features::{Feature, layer};
use super::folder::Staging;
use crate::error::Result;
use crate::inputs::{Original, Status, StatusFilter, Weight};
use crate::pipeline::Findings;
use crate::zones::Zone;

/// `residents.geojson`: every resident with its answers.
pub fn residents(findings: &Findings, staging: &Staging) -> Result<()> {
    let residents = &findings.residents;
    let study = &findings.study;
    let as_areas = residents.all_have_land();
    let originals = residents.rows.iter().any(|r| r.original.is_some());
    let categories: Vec<[String; 3]> = study
        .categories
        .iter()
        .take(study.used_categories)
        .map(|(name, _)| ["m", "min", "facility"].map(|end| format!("{name}_{end}")))
        .collect();
    layer(staging, "residents", residents.rows.len(), |i, out| {
        let resident = &residents.rows[i];
        let mut feature = Feature::start(out);
        feature.text("id", &resident.id);
        feature.text("name", &resident.name);
        weights(&mut feature, findings, &resident.weight);
        if let Some(land) = &resident.land {
            feature.fixed("land_m2", Some(land.1), 1);
        }
        let district = findings.district_of[i].map(|d| &findings.districts.rows[d as usize]);
        feature.text_or_null("district_code", district.map(|d| &*d.code));
        feature.text_or_null("district_name", district.map(|d| &*d.name));
        feature.fixed("snap_m", findings.answers.snap_m[i], 2);
        for ([metres, minutes, facility], access) in categories.iter().zip(&findings.answers.access)
        {
            let access = access[i];
            feature.fixed(metres, access.facility.map(|_| access.metres), 2);
            let walk = access.facility.map(|_| study.profile.1.minutes(access.cost));
            feature.fixed(minutes, walk, 2);
            let id = access.facility.map(|f| &*findings.facilities.rows[f.index()].id);
            feature.text_or_null(facility, id);
        }
        let mut why = "covered";
        for ((name, _), result) in study.circles.iter().zip(&findings.results) {
            feature.flag(name, result.covered[i]);
            if why == "covered" {
                why = result.why[i].name();
            }
        }
        feature.text("why", why);
        if originals {
            source(&mut feature, resident.original.as_deref());
        }
        feature.text("method", findings.method_name());
        match &resident.land {
            Some(land) if as_areas => feature.areas(&land.0),
            _ => feature.point([resident.at.lon(), resident.at.lat()]),
        }
    })
}

/// `facilities.geojson`: every facility with its catchment.
pub fn facilities(findings: &Findings, staging: &Staging) -> Result<()> {
    let rows = &findings.facilities.rows;
    let originals = rows.iter().any(|f| f.original.is_some());
    let classified = rows.iter().any(|f| !f.rule.is_empty());
    let by_status = findings.study.facility_status != StatusFilter::default();
    layer(staging, "facilities", rows.len(), |i, out| {
        let facility = &rows[i];
        let catchment = &findings.catchments[i];
        let mut feature = Feature::start(out);
        feature.text("id", &facility.id);
        feature.text("name", &facility.name);
        feature.text("category", &findings.study.categories[facility.category].0);
        if classified {
            let rule = Some(&*facility.rule).filter(|rule| !rule.is_empty());
            feature.text_or_null("rule", rule);
        }
        feature.text("status", &facility.status);
        feature.flag("running", facility.state == Status::Running);
        if by_status {
            feature.flag("counted", facility.counted);
        }
        feature.fixed("capacity", facility.capacity, 0);
        feature.fixed("snap_m", findings.answers.facility_snap_m[i], 2);
        feature.amount("catchment_residents", catchment.residents as f64);
        for weight in present(findings) {
            let name = format!("catchment_{}", weight.name());
            feature.amount(&name, catchment.weight[weight as usize]);
        }
        if originals {
            source(&mut feature, facility.original.as_deref());
        }
        feature.text("method", findings.method_name());
        feature.point([facility.at.lon(), facility.at.lat()]);
    })
}

/// `zones_<circle>.geojson`: the uncovered zones by rank; a valid empty layer when there are none.
pub fn zones(findings: &Findings, staging: &Staging) -> Result<()> {
    for ((name, _), zones) in findings.study.circles.iter().zip(&findings.zones) {
        layer(staging, &format!("zones_{name}"), zones.zones.len(), |i, out| {
            zone(findings, name, &zones.zones[i], out);
        })?;
    }
    Ok(())
}

fn zone(findings: &Findings, circle: &str, zone: &Zone, out: &mut Vec<u8>) {
    let mut feature = Feature::start(out);
    let district = zone.district.map(|d| &findings.districts.rows[d as usize]);
    feature.text("zone_id", &format!("{circle}-{}", zone.rank));
    feature.text("circle", circle);
    feature.amount("rank", zone.rank as f64);
    feature.text_or_null("district_code", district.map(|d| &*d.code));
    feature.text_or_null("district_name", district.map(|d| &*d.name));
    feature.amount("residents", zone.residents.len() as f64);
    // The names are a contract: a weight the input lacks is null, not absent.
    for (name, weight) in [
        ("population", Weight::Pop),
        ("pop60", Weight::Pop60),
        ("pop0_3", Weight::Pop0_3),
        ("households", Weight::Households),
    ] {
        if findings.residents.has(weight) {
            feature.amount(name, zone.weight[weight as usize]);
        } else {
            feature.text_or_null(name, None);
        }
    }
    let missing: Vec<&str> =
        zone.missing.iter().map(|&c| &*findings.study.categories[c].0).collect();
    feature.text("missing", &missing.join(";"));
    let [low, middle, high] = zone.nearest_m.map_or([None; 3], |m| m.map(Some));
    feature.fixed("nearest_m_min", low, 1);
    feature.fixed("nearest_m_median", middle, 1);
    feature.fixed("nearest_m_max", high, 1);
    feature.fixed("shortfall_m_median", zone.shortfall_m, 1);
    feature.fixed("straight_m_median", zone.straight_m, 1);
    feature.fixed("detour", zone.detour, 2);
    feature.text("cause", zone.cause);
    let nearest = zone.nearest_facility.map(|f| &*findings.facilities.rows[f.index()].id);
    feature.text_or_null("nearest_facility", nearest);
    // Two decimals, so that the smallest plot is not written as nothing.
    feature.fixed("area_m2", Some(zone.area_m2), 2);
    feature.text("method", findings.method_name());
    feature.areas(&zone.area);
}

/// The coordinates as the input has them, beside the converted ones.
fn source(feature: &mut Feature<'_>, original: Option<&Original>) {
    match original {
        Some(Original { pair: [x, y], crs }) => {
            feature.amount("source_x", *x);
            feature.amount("source_y", *y);
            feature.text("source_crs", crs);
        }
        None => {
            for name in ["source_x", "source_y", "source_crs"] {
                feature.text_or_null(name, None);
            }
        }
    }
}

/// The weights that the input carries.
fn present(findings: &Findings) -> impl Iterator<Item = Weight> + '_ {
    Weight::ALL.into_iter().filter(|&w| findings.residents.has(w))
}

fn weights(feature: &mut Feature<'_>, findings: &Findings, weight: &[f64]) {
    for kind in present(findings) {
        feature.amount(kind.name(), weight[kind as usize]);
    }
}
