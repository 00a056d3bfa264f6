//! `summary.json`: what was run, on what, and what came out.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::folder::{MANIFEST, Staging};
use super::indicator_table::group;
use crate::coverage::{Group, Variant};
use crate::error::Result;
use crate::inputs::{FileCount, Rejects, Status, Weight};
use crate::lang::Lang;
use crate::pipeline::Findings;
use crate::rules::{Kind, Method};
use crate::study::{Batch, Study};

#[derive(Serialize)]
struct Manifest<'a> {
    walkshed: &'static str,
    fingerprint: String,
    title: &'a str,
    command: Vec<String>,
    method: &'a str,
    method_text: Option<[&'a str; 2]>,
    profile: Value,
    settings: Value,
    inputs: Vec<Value>,
    rejects: Value,
    graph: Option<&'a crate::network::GraphFacts>,
    residents: Value,
    facilities: BTreeMap<&'a str, Value>,
    barriers: Option<Value>,
    circles: Vec<Value>,
    targets: &'a [crate::rules::Target],
    warnings: Vec<String>,
    timings_s: BTreeMap<&'a str, f64>,
}

/// Writes the manifest; written last, it also marks a folder as a result.
pub fn write(findings: &Findings, staging: &Staging) -> Result<()> {
    let value = manifest(findings);
    staging.file(MANIFEST, |out| {
        serde_json::to_writer_pretty(&mut *out, &value)?;
        out.write_all(b"\n")
    })
}

/// The manifest as JSON, for `--json`.
#[must_use]
pub fn json(findings: &Findings) -> String {
    serde_json::to_string_pretty(&manifest(findings)).unwrap_or_default()
}

fn manifest(findings: &Findings) -> Manifest<'_> {
    let study = &findings.study;
    let has_people = findings.residents.has(Weight::Pop);
    let (points, people) = findings.answers.unsnapped(&findings.residents);
    let straight = study.method() == Method::Radius;
    Manifest {
        walkshed: env!("CARGO_PKG_VERSION"),
        fingerprint: fingerprint(study, &findings.hashes),
        title: &study.title,
        command: std::env::args().collect(),
        method: findings.method_name(),
        method_text: straight.then_some(["straight-line screening", "直线缓冲（筛查）"]),
        profile: json!({ "name": study.profile.0, "rule": study.profile.1 }),
        settings: json!({
            "horizon_m": study.horizon_m,
            "snap_limit_m": study.snap_limit_m,
            "min_component_m": study.min_component_m,
            "detour": straight.then_some(study.detour),
            "district": study.district,
            "district_level": study.district_level,
            "strict": study.strict,
            "zone_reach_m": study.zone_reach_m,
            "isochrones": study.isochrones,
            "walksheds": study.walksheds,
            "isochrone_cell_m": study.isochrone_cell_m,
            "facility_filter": study.facility_status.name(),
            "facility_filter_text": study.facility_status.text(),
            "data_date": study.data_date,
        }),
        inputs: inputs(findings),
        rejects: rejects(findings),
        graph: findings.network.as_ref().map(|n| n.facts()),
        residents: json!({
            "points": findings.residents.rows.len(),
            "weights": Weight::ALL
                .into_iter()
                .filter(|&w| findings.residents.has(w))
                .map(|w| {
                    let sum: f64 =
                        findings.residents.rows.iter().map(|r| r.weight[w as usize]).sum();
                    (w.name().to_owned(), json!(sum))
                })
                .collect::<serde_json::Map<_, _>>(),
            "unsnapped": points,
            "unsnapped_population": has_people.then_some(people),
        }),
        facilities: facilities(findings),
        barriers: barriers(findings, has_people),
        circles: circles(findings),
        targets: &study.targets,
        warnings: findings.warnings.iter().map(|w| w.text(Lang::En)).collect(),
        timings_s: findings
            .timings
            .iter()
            .map(|&(name, s)| (name, (s * 1e3).round() / 1e3))
            .collect(),
    }
}

fn inputs(findings: &Findings) -> Vec<Value> {
    findings
        .rejects
        .files
        .iter()
        .enumerate()
        .map(|(i, count)| {
            let hash = findings.hashes.get(i);
            json!({
                "role": count.role,
                "file": count.file,
                "sha256": hash,
                "read": count.read,
                "used": count.used,
                "rejected": count.rejected,
                "format": count.format,
                "encoding": count.encoding,
                "crs": count.crs,
                "crs_from": count.crs_from,
                "columns": count.columns.iter().cloned().collect::<BTreeMap<_, _>>(),
                "notes": count.notes.iter().map(|note| &note[0]).collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn rejects(findings: &Findings) -> Value {
    let mut by_reason: BTreeMap<String, u64> = BTreeMap::new();
    for reject in &findings.rejects.rows {
        let reason = serde_json::to_value(reject.reason).unwrap_or_default();
        *by_reason.entry(reason.as_str().unwrap_or_default().into()).or_default() += 1;
    }
    json!({ "total": findings.rejects.rows.len(), "by_reason": by_reason })
}

fn facilities(findings: &Findings) -> BTreeMap<&str, Value> {
    let mut all = BTreeMap::new();
    for (i, (name, _)) in findings.study.categories.iter().enumerate() {
        let of = || {
            findings
                .facilities
                .rows
                .iter()
                .zip(&findings.answers.facility_snap_m)
                .filter(move |(f, _)| f.category == i)
        };
        all.insert(
            name.as_str(),
            json!({
                "built": of().filter(|(f, _)| f.state.is_built()).count(),
                "running": of().filter(|(f, _)| f.state == Status::Running).count(),
                "planned": of().filter(|(f, _)| f.state == Status::Planned).count(),
                "closed": of().filter(|(f, _)| f.state == Status::Closed).count(),
                "counted": of().filter(|(f, _)| f.counted).count(),
                "unsnapped": of().filter(|(f, snap)| f.counted && snap.is_none()).count(),
            }),
        );
    }
    all
}

/// Whom barriers turned away from the nearest street, and who then had none; null without barriers.
fn barriers(findings: &Findings, has_people: bool) -> Option<Value> {
    let turned = findings.turned_away?;
    Some(json!({
        "residents": {
            "turned_away": turned.residents,
            "turned_away_population": has_people.then_some(turned.people),
            "unsnapped": turned.residents_lost,
            "unsnapped_population": has_people.then_some(turned.people_lost),
        },
        "facilities": {
            "turned_away": turned.facilities,
            "unsnapped": turned.facilities_lost,
        },
    }))
}

fn circles(findings: &Findings) -> Vec<Value> {
    let study = &findings.study;
    let has_people = findings.residents.has(Weight::Pop);
    study
        .circles
        .iter()
        .enumerate()
        .map(|(number, (name, circle))| {
            let zones = &findings.zones[number].zones;
            let of_circle = || findings.indicators.iter().filter(move |i| i.circle == number);
            let figures: Vec<Value> = of_circle()
                .filter(|i| i.group == Group::Total && i.variant == Variant::Headline)
                .map(|i| {
                    json!({
                        "category": i.category.map(|c| &study.categories[c].0),
                        "denominator": i.denominator.name(),
                        "weight": i.weight.map(|w| w.name()),
                        "covered": i.parts.map(|p| p.0),
                        "total": i.parts.map(|p| p.1),
                        "rate": i.rate(),
                        "target": i.verdict.as_ref().map(|v| &study.targets[v.target].id),
                        "met": i.verdict.as_ref().and_then(|v| v.met),
                    })
                })
                .collect();
            let sensitivity: Vec<Value> = of_circle()
                .filter(|i| i.group == Group::Total && i.variant != Variant::Headline)
                .map(|i| {
                    json!({
                        "variant": i.variant.name(),
                        "cutoff_m": i.cutoff.reached(),
                        "covered": i.parts.map(|p| p.0),
                        "rate": i.rate(),
                    })
                })
                .collect();
            let districts: Vec<Value> = of_circle()
                .filter(|i| {
                    i.group != Group::Total
                        && i.variant == Variant::Headline
                        && i.category.is_none()
                        && i.denominator == crate::rules::Denominator::Population
                })
                .map(|i| {
                    let (level, code, name) = group(findings, i.group);
                    json!({
                        "level": level,
                        "code": code,
                        "name": name,
                        "covered": i.parts.map(|p| p.0),
                        "total": i.parts.map(|p| p.1),
                        "rate": i.rate(),
                        "met": i.verdict.as_ref().and_then(|v| v.met),
                    })
                })
                .collect();
            json!({
                "name": name,
                "rule": circle,
                "cutoff_m": findings.results[number].cutoff.reached(),
                "figures": figures,
                "sensitivity": sensitivity,
                "districts": districts,
                "zones": {
                    "count": zones.len(),
                    "residents": zones.iter().map(|z| z.residents.len()).sum::<usize>(),
                    "population": has_people
                        .then(|| zones.iter().map(|z| z.weight[0]).sum::<f64>()),
                    "area_m2": zones.iter().map(|z| z.area_m2).sum::<f64>().round(),
                    "contested": findings.zones[number].contested,
                },
            })
        })
        .collect()
}

/// Hashes of all inputs, in the order of `rejects.files`.
#[must_use]
pub fn hashes(rejects: &Rejects) -> Vec<Option<String>> {
    let of = |count: &FileCount| sha256(&crate::inputs::parts(&count.file));
    rejects.files.par_iter().map(of).collect()
}

/// A name for everything that decides a result: version, settings, rules and inputs. Results with the
/// same one are the same.
#[must_use]
pub fn fingerprint(study: &Study, hashes: &[Option<String>]) -> String {
    // Where it goes, and what a whole batch is, decides nothing.
    let study =
        Study { out: PathBuf::new(), force: false, batch: Batch::default(), ..study.clone() };
    let all = format!("{} {study:?} {hashes:?}", env!("CARGO_PKG_VERSION"));
    Sha256::digest(all.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The manifest of a finished result; `None` where there is none.
#[must_use]
pub fn of_folder(folder: &Path) -> Option<Value> {
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(folder.join(MANIFEST)).ok()?).ok()?;
    manifest.get("walkshed").is_some().then_some(manifest)
}

/// Hash of an input, so that a figure can be traced to the bytes it came from (of several files: one
/// after the other); null if one has gone since.
fn sha256(parts: &[PathBuf]) -> Option<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    for part in parts {
        let mut file = std::fs::File::open(part).ok()?;
        loop {
            match file.read(&mut buffer).ok()? {
                0 => break,
                n => hash.update(&buffer[..n]),
            }
        }
    }
    Some(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The name of a target's kind in files.
#[must_use]
pub const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Statutory => "statutory",
        Kind::Policy => "policy",
        Kind::Local => "local",
        Kind::Project => "project",
    }
}
