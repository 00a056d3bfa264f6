//! The one page that sees every room: [`Study`] -> [`Findings`] -> files.
//!
//! Its stages have a file each: reading all inputs, placing everybody on the streets (with the check
//! that needs nobody to walk), walking.

mod areas;
pub mod batch;
mod link;
mod reach;
mod read;
mod sites;
mod walk;

pub use areas::Areas;

use std::sync::Arc;
use std::time::SystemTime;

use crate::check::{Checked, FileReport, Finding, Report, Severity};
use crate::coverage::{self, Answers, CircleResult, Group, Indicator, Membership, TurnedAway};
use crate::error::{Error, Result};
use crate::geodesy::LonLat;
use crate::inputs::{Districts, Facilities, Rejects, Residents};
use crate::network::Network;
use crate::outputs::{self, Staging};
use crate::progress::Progress;
use crate::rules::Method;
use crate::siting::Site;
use crate::study::Study;
use crate::warnings::Warning;
use crate::zones::{self, Zones};

use link::{Linked, checked, link};
use reach::Reach;
use read::{Read, read};
use walk::{Streets, Walked, catchments, search, straight};

/// Everything a run found out.
pub struct Findings {
    /// What was asked.
    pub study: Study,
    /// The residents that were read.
    pub residents: Residents,
    /// The facilities that were read.
    pub facilities: Facilities,
    /// The districts that were read.
    pub districts: Districts,
    /// The level that `district_of` and zones use.
    pub level: Option<usize>,
    /// Who belongs to which district, on every level.
    pub membership: Membership,
    /// The district of each resident on that level.
    pub district_of: Vec<Option<u32>>,
    /// The walking graph; none in straight-line mode.
    pub network: Option<Arc<Network>>,
    /// Who walks how far.
    pub answers: Answers,
    /// Whom barriers keep from the nearest street; none without barriers, and in straight-line mode,
    /// where they cannot act.
    pub turned_away: Option<TurnedAway>,
    /// One entry a circle.
    pub results: Vec<CircleResult>,
    /// All figures.
    pub indicators: Vec<Indicator>,
    /// One entry a circle.
    pub zones: Vec<Zones>,
    /// What facilities reach: service areas, isochrones, walksheds.
    pub areas: Arc<Areas>,
    /// One entry a facility.
    pub catchments: Vec<Catchment>,
    /// One entry a facility: whom it has within [`SERVED_MINUTES`]; `None` for one that does not count,
    /// or that stands on no street. Nothing unless the study asks for tables.
    pub served: Option<Vec<Option<Served>>>,
    /// Where one more facility would cover most people: for each circle and category the places, the
    /// one that adds most first. Nothing unless the study asks for tables.
    pub sites: Option<Vec<Site>>,
    /// Rows that were not used.
    pub rejects: Rejects,
    /// What the reader of the figures should know.
    pub warnings: Vec<Warning>,
    /// SHA-256 of each input file, in the order of `rejects.files`; empty until a result is written.
    pub hashes: Vec<Option<String>>,
    /// When the run began.
    pub began: SystemTime,
    /// Seconds of wall time a stage, those so far; `total` at the end.
    pub timings: Vec<(&'static str, f64)>,
}

/// The residents whose nearest facility of a category this one is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catchment {
    /// How many resident points.
    pub residents: usize,
    /// Sums of their weights.
    pub weight: [f64; 5],
}

/// The residents that have a walk to a facility within [`SERVED_MINUTES`], however near another one of
/// its category is; of several facilities of one category each may have the same ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Served {
    /// How many resident points.
    pub residents: usize,
    /// Sums of their weights.
    pub weight: [f64; 5],
}

/// The walk within which a facility's people are counted, minutes.
pub const SERVED_MINUTES: f64 = 15.0;

impl Findings {
    /// `network` or `radius`.
    #[must_use]
    pub fn method_name(&self) -> &'static str {
        match self.study.method() {
            Method::Network => "network",
            Method::Radius => "radius",
        }
    }

    /// Whether every target with a number was met; one that cannot be judged for want of data is
    /// not.
    #[must_use]
    pub fn meets_all_targets(&self) -> bool {
        let numbered = (0..self.study.targets.len())
            .filter(|&target| self.study.targets[target].value.is_some());
        let mut verdicts = numbered.map(|target| coverage::verdict(&self.indicators, target));
        verdicts.all(|met| met == Some(true))
    }
}

/// Runs a study and writes its result folder, whole or not at all.
///
/// # Errors
/// Whatever keeps the study from being computed or written; nothing is left half done.
pub fn run(study: Study, progress: &mut Progress) -> Result<Findings> {
    Staging::check(&study.out, study.force)?;
    let mut findings = compute(study, progress)?;
    progress.stage("hash_inputs");
    findings.hashes = outputs::manifest::hashes(&findings.rejects);
    publish(&mut findings, progress)?;
    Ok(findings)
}

/// Writes the result folder of findings whose inputs have been hashed.
fn publish(findings: &mut Findings, progress: &mut Progress) -> Result<()> {
    let staging = Staging::open(&findings.study.out, findings.study.force)?;
    findings.timings = progress.so_far();
    outputs::write(findings, &staging, progress)?;
    progress.stage("write_manifest");
    findings.timings = progress.finish();
    outputs::manifest::write(findings, &staging)?;
    staging.publish(findings.study.force)
}

/// Reads and checks a study without walking or writing anything.
///
/// A file that cannot be used is a finding here, so that one report names all of them.
///
/// # Errors
/// None today; what is wrong with the inputs is in the report.
pub fn check(study: &Study, progress: &mut Progress) -> Result<Report> {
    let mut unusable = Vec::new();
    let read = read(study, progress, &mut |error| {
        unusable.push(Finding::unusable(&error));
        Ok(())
    })?;
    let network = read.network.clone();
    let linked = link(study, network.as_deref(), &read, progress);
    let checked = checked(study, &read, linked.as_ref(), false, progress);
    progress.finish();
    let files = FileReport::all(&read.rejects);
    Ok(Report::of(&study.title, files, unusable, checked))
}

/// Computes a study without writing anything.
///
/// # Errors
/// When an input cannot be used, or the check finds that the figures would be wrong beyond doubt.
pub fn compute(study: Study, progress: &mut Progress) -> Result<Findings> {
    let read = read(&study, progress, &mut Err)?;
    let network = read.network.clone();
    let linked = link(&study, network.as_deref(), &read, progress);
    let checked = sound(checked(&study, &read, linked.as_ref(), true, progress))?;
    let streets = linked.as_ref().map(|l| search(&study, l, &read.facilities, progress));
    let judged = judge(&study, &read, linked.as_ref().zip(streets.as_ref()), progress);
    // Zones are where a run takes most memory; what found the walks goes before.
    drop((linked, streets));
    conclude(study, read, checked, judged, progress)
}

/// What was checked, unless the figures would be wrong beyond doubt.
fn sound(checked: Checked) -> Result<Checked> {
    match checked.findings.iter().find(|f| f.severity == Severity::Error) {
        Some(wrong) => Err(wrong.to_error()),
        None => Ok(checked),
    }
}

/// What follows from the walks of the residents, before zones are drawn.
struct Judged {
    walked: Walked,
    served: Option<Vec<Option<Served>>>,
    results: Vec<CircleResult>,
    indicators: Vec<Indicator>,
    catchments: Vec<Catchment>,
    sites: Option<Vec<Site>>,
}

/// The answers of the residents and their figures: all that needs the searched streets.
fn judge(
    study: &Study,
    read: &Read,
    streets: Option<(&Linked<'_>, &Streets<'_>)>,
    progress: &mut Progress,
) -> Judged {
    let Read { residents, facilities, districts, .. } = read;
    let walked = match streets {
        Some((linked, streets)) => {
            progress.stage("answers");
            streets.answer(linked, residents, facilities)
        }
        None => straight(study, residents, facilities, progress),
    };
    let answers = &walked.answers;
    let reach = study.tables.then(|| {
        progress.stage("served");
        Reach::of(study, residents, streets.map(|(linked, _)| linked))
    });
    let served = reach.as_ref().map(|reach| reach.served(facilities));

    progress.stage("coverage");
    let results: Vec<CircleResult> = study
        .circles
        .iter()
        .map(|(_, circle)| {
            let categories = category_numbers(study, &circle.categories);
            let cutoff = study.profile.1.cutoff(circle.minutes);
            // How near a facility must lie for a walk that is too long to be a detour.
            let near_m = match study.method() {
                Method::Network => cutoff.metres(),
                Method::Radius => cutoff.metres() / study.detour,
            };
            let near = (cutoff, near_m);
            coverage::judge(circle, categories, near, residents, facilities, answers)
        })
        .collect();
    let mut indicators = coverage::indicators(
        &coverage::Inputs {
            residents,
            districts,
            level: read.level,
            membership: &read.membership,
            answers,
            categories: &study.categories,
            targets: &study.targets,
            profile: &study.profile.1,
        },
        &study.circles,
        &results,
    );
    if let Some(code) = &study.district {
        // Nobody else was counted: figures of other districts would be those of strangers.
        indicators.retain(|i| match i.group {
            Group::Total => true,
            Group::District(d) => *districts.rows[d].code == **code,
            Group::Outside(_) => false,
        });
    }
    let catchments = catchments(residents, facilities, answers);

    let sites = reach.map(|reach| {
        progress.stage("sites");
        sites::sites(study, residents, answers, &results, &reach)
    });
    Judged { walked, served, results, indicators, catchments, sites }
}

/// Draws the zones and gathers all findings.
fn conclude(
    study: Study,
    read: Read,
    checked: Checked,
    judged: Judged,
    progress: &mut Progress,
) -> Result<Findings> {
    let Judged { walked, served, results, indicators, catchments, sites } = judged;
    let Walked { answers, turned_away, areas } = walked;
    progress.stage("zones");
    let zone_inputs = zones::Inputs {
        residents: &read.residents,
        districts: &read.districts,
        level: read.level,
        district_of: &read.district_of,
        answers: &answers,
        reach_m: study.zone_reach_m,
    };
    let zones =
        zones::build(&zone_inputs, &results).ok_or_else(|| astray(&study, &read.residents))?;
    let warnings = Warning::all(&study, &read.rejects, checked.findings, &zones)
        .into_iter()
        .chain(Warning::of_barriers(&study, turned_away.as_ref()))
        .chain(Warning::unjudged(&study, &indicators))
        .collect();
    Ok(Findings {
        study,
        residents: read.residents,
        facilities: read.facilities,
        districts: read.districts,
        level: read.level,
        membership: read.membership,
        district_of: read.district_of,
        network: read.network,
        answers,
        turned_away,
        results,
        indicators,
        zones,
        areas,
        catchments,
        served,
        sites,
        rejects: read.rejects,
        warnings,
        hashes: Vec::new(),
        began: read.began,
        timings: Vec::new(),
    })
}

fn category_numbers(study: &Study, names: &[String]) -> Vec<usize> {
    let position = |name| study.categories.iter().position(|(known, _)| known == name);
    names.iter().filter_map(position).collect()
}

/// Names the resident that stands farthest from where most stand.
fn astray(study: &Study, residents: &Residents) -> Error {
    let middle = |of: fn(&LonLat) -> f64| {
        let mut all: Vec<f64> = residents.rows.iter().map(|r| of(&r.at)).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let (lon, lat) = (middle(|at| at.lon()), middle(|at| at.lat()));
    let away = |at: &LonLat| (at.lon() - lon).abs().max((at.lat() - lat).abs());
    let farthest = residents.rows.iter().max_by(|a, b| away(&a.at).total_cmp(&away(&b.at)));
    let what = farthest.map_or_else(String::new, |r| {
        let (lon, lat) = (r.at.lon(), r.at.lat());
        format!("resident '{}' at {lon}, {lat} is a quarter of the Earth from others", r.id)
    });
    Error::input(&study.inputs.residents.path, what, "check its coordinates, or leave it out")
}
