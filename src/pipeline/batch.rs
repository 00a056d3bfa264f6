//! Every district of a region, one result folder each, from one reading and one search of the streets.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;
use serde_json::Value;

use super::link::{checked, link};
use super::read::{Read, read};
use super::walk::search;
use super::{conclude, judge, publish, sound};
use crate::error::{Error, Result};
use crate::inputs::Districts;
use crate::outputs::{self, Staging, manifest};
use crate::progress::{Progress, Tally};
use crate::study::Study;

/// The folder of the whole study, beside those of its districts.
pub const REGION: &str = "region";

/// What became of a district.
#[derive(Debug)]
pub enum State {
    /// Computed and written.
    Done,
    /// A finished result of the same settings and inputs was there.
    Kept,
    /// Nobody lives there, so there is nothing to find out.
    Empty,
    /// No result, or none of these settings.
    Failed(Error),
}

impl State {
    /// Its name in files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            State::Done => "done",
            State::Kept => "kept",
            State::Empty => "empty",
            State::Failed(_) => "failed",
        }
    }
}

/// One district of a batch, or all of it.
#[derive(Debug)]
pub struct Outcome {
    /// Its code; [`REGION`] for all.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub state: State,
    /// Its result folder.
    pub folder: PathBuf,
    /// The `summary.json` of its result, when it has one.
    pub manifest: Option<Value>,
}

/// Runs every district of a study into a folder of its own below the study's `out`, and the study as
/// a whole into [`REGION`] when there are several; writes `comparison.csv` beside
/// them. Each folder is what a run with `--district` writes, and that of the region what one without.
///
/// A finished folder of the same version, settings and inputs is kept, so that a batch that was
/// stopped goes on; one of other settings is replaced with `force` only. A district that fails does
/// not keep the others from being computed.
///
/// # Errors
/// When no district can be computed at all: the inputs cannot be read, there are no districts, or the
/// table cannot be written. What keeps one district from being computed is in its outcome.
pub fn run(study: &Study, progress: &mut Progress, tally: &Tally) -> Result<Vec<Outcome>> {
    let mut study = study.clone();
    let only = study.district.take();
    let read = read(&study, progress, &mut Err)?;
    let mut jobs: Vec<(Option<String>, String)> = wanted(&study, only.as_deref(), &read)?
        .into_iter()
        .map(|(code, name)| (Some(code), name))
        .collect();
    if jobs.len() > 1 {
        // First, since it takes longest.
        jobs.insert(0, (None, study.lang.pick(["whole region", "全区域"]).to_owned()));
    }
    progress.stage("hash_inputs");
    let hashes = manifest::hashes(&read.rejects);
    std::fs::create_dir_all(&study.out).map_err(|e| Error::io("creating", &study.out, e))?;

    let network = read.network.clone();
    let linked = link(&study, network.as_deref(), &read, progress);
    let streets = linked.as_ref().map(|l| search(&study, l, &read.facilities, progress));
    let streets = linked.as_ref().zip(streets.as_ref());
    progress.finish();

    let one = |folder: &Path, own: &Study| -> Result<State> {
        if let Some(there) = manifest::of_folder(folder) {
            if there["fingerprint"] == *manifest::fingerprint(own, &hashes) {
                return Ok(State::Kept);
            }
            if !own.force {
                let what = "holds a result of other settings, rules, inputs or program version";
                let mend = "add --force to replace it, or choose another --out";
                return Err(Error::Output {
                    path: folder.to_owned(),
                    what: what.into(),
                    mend: mend.into(),
                });
            }
        }
        Staging::check(folder, own.force)?;
        let mut silent = Progress::silent();
        let Some(limited) = read.limited(own)? else { return Ok(State::Empty) };
        let checked =
            sound(checked(own, &limited, streets.map(|(linked, _)| linked), true, &mut silent))?;
        let judged = judge(own, &limited, streets, &mut silent);
        let mut findings = conclude(own.clone(), limited, checked, judged, &mut silent)?;
        findings.hashes = hashes.clone();
        publish(&mut findings, &mut silent)?;
        Ok(State::Done)
    };
    tally.begin(jobs.len());
    let outcomes = Mutex::new(Vec::new());
    // One district after the other is taken up as workers fall idle.
    jobs.into_par_iter().enumerate().with_max_len(1).for_each(|(number, (district, name))| {
        let code = district.clone().unwrap_or_else(|| REGION.into());
        let folder = study.out.join(&code);
        let out = folder.clone();
        let is_nameable = district.as_deref().is_none_or(is_folder_name);
        let own = Study { district, out, ..study.clone() };
        let state = match is_nameable {
            true => one(&folder, &own).unwrap_or_else(State::Failed),
            false => State::Failed(unnameable(&study, &code)),
        };
        let manifest = match state {
            State::Done | State::Kept => manifest::of_folder(&folder),
            State::Empty | State::Failed(_) => None,
        };
        // The whole comes below its parts.
        let number = if own.district.is_none() { usize::MAX } else { number };
        if let Ok(mut outcomes) = outcomes.lock() {
            outcomes.push((number, Outcome { code, name, state, folder, manifest }));
        }
        tally.one_more();
    });
    tally.end();
    let mut outcomes = outcomes.into_inner().unwrap_or_default();
    outcomes.sort_by_key(|(number, _)| *number);
    let outcomes: Vec<Outcome> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    outputs::comparison::write(&study.out, &outcomes)?;
    Ok(outcomes)
}

/// Codes and names of the districts to run, each code once, in the order of the file.
fn wanted(study: &Study, only: Option<&str>, read: &Read) -> Result<Vec<(String, String)>> {
    let districts = &read.districts;
    let fail = |what: String, mend: String| Error::Study {
        file: study.file.clone().unwrap_or_else(|| "command line".into()),
        line: None,
        what,
        mend,
    };
    let listed: Vec<&str> = match only {
        Some(code) => vec![code],
        None => study.batch.districts.iter().map(String::as_str).collect(),
    };
    if let Some(code) = listed.iter().find(|code| !has(districts, code)) {
        let known: Vec<&str> = districts.rows.iter().take(20).map(|d| &*d.code).collect();
        return Err(fail(
            format!("batch: there is no district '{code}'"),
            format!("codes there: {}", known.join(", ")),
        ));
    }
    let level = match &study.batch.level {
        None => read.level,
        Some(wanted) => {
            let Some(level) = districts.levels.iter().position(|known| **known == **wanted) else {
                return Err(fail(
                    format!("batch: no district has the level '{wanted}'"),
                    format!("levels in the file: {}", districts.levels.join(", ")),
                ));
            };
            Some(level)
        }
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for district in &districts.rows {
        let is_wanted = match listed.is_empty() {
            true => Some(district.level) == level,
            false => listed.iter().any(|code| **code == *district.code),
        };
        if is_wanted && found.iter().all(|(code, _)| **code != *district.code) {
            found.push((district.code.to_string(), district.name.to_string()));
        }
    }
    if found.is_empty() {
        let mend = "give --districts FILE, or districts = \"FILE\" under [inputs]";
        return Err(fail("batch: there are no districts".into(), mend.into()));
    }
    Ok(found)
}

fn has(districts: &Districts, code: &str) -> bool {
    districts.rows.iter().any(|district| *district.code == *code)
}

/// Whether a code can name a folder on every system, and not the one of the region.
fn is_folder_name(code: &str) -> bool {
    if code.eq_ignore_ascii_case(REGION) {
        return false;
    }
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !code.is_empty() && !code.starts_with('.') && !code.ends_with('.') && code.chars().all(fits)
}

fn unnameable(study: &Study, code: &str) -> Error {
    let place = study.inputs.districts.clone().unwrap_or_default().path;
    let what = format!("the code '{code}' cannot name a folder of its own");
    Error::input(&place, what, "give the district a code of letters and digits")
}
