//! All files of a study -> records, districts assigned.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::coverage::Membership;
use crate::error::{Error, Result};
use crate::inputs::{
    self, BarrierLines, Districts, Facilities, Ground, Rejects, Residents, Source,
};
use crate::network::{self, Network};
use crate::progress::Progress;
use crate::rules::Method;
use crate::study::Study;

/// The records of a study, read.
pub(super) struct Read {
    /// When reading began.
    pub began: SystemTime,
    /// None in straight-line mode.
    pub network: Option<Arc<Network>>,
    /// Where nobody walks.
    pub ground: Arc<Ground>,
    /// What no way from a door to its street may cross.
    pub barriers: Option<Arc<BarrierLines>>,
    pub residents: Residents,
    pub facilities: Facilities,
    pub districts: Districts,
    pub level: Option<usize>,
    pub membership: Membership,
    /// The district of each resident on the level.
    pub district_of: Vec<Option<u32>>,
    pub rejects: Rejects,
}

/// Reads all files of a study. What cannot be used goes to `refuse`, which may let it pass; then
/// nothing stands in its place.
pub(super) fn read(
    study: &Study,
    progress: &mut Progress,
    refuse: &mut dyn FnMut(Error) -> Result<()>,
) -> Result<Read> {
    let began = SystemTime::now();
    let mut rejects = Rejects { strict: study.strict, ..Rejects::default() };
    let files = &study.inputs;
    progress.stage("read_network");
    let (network, ground) = match (study.method(), &files.network) {
        (Method::Network, Some(source)) => {
            let read = read_network(study, source, &mut rejects, progress);
            let (network, ground) = or_refused(read.map(Some), refuse)?.unzip();
            (network.map(Arc::new), Arc::new(ground.unwrap_or_default()))
        }
        _ => (None, Arc::default()),
    };
    progress.stage("read_tables");
    let residents = inputs::read_residents(
        &files.residents,
        files.entrances.as_ref(),
        &files.resident_columns,
        &study.osm_rules,
        &mut rejects,
    );
    let mut residents = or_refused(residents, refuse)?;
    // Without residents their outlines have no gates to look for.
    if let (Some(gates), false) = (&files.gates, residents.rows.is_empty()) {
        let found = inputs::read_gates(gates, &study.osm_rules, &mut residents, &mut rejects);
        or_refused(found, refuse)?;
    }
    let facilities = inputs::read_facilities(
        &files.facilities,
        study.facility_rules(),
        &files.facility_columns,
        &mut rejects,
    );
    let facilities = or_refused(facilities, refuse)?;
    let districts = match &files.districts {
        Some(source) => {
            let districts = inputs::read_districts(source, &files.district_columns, &mut rejects);
            or_refused(districts, refuse)?
        }
        None => Districts::default(),
    };
    // Straight lines know no barriers, and no streets behind them.
    let barriers = match study.method() {
        Method::Network if !files.barriers.is_empty() => {
            let lines = inputs::read_barriers(&files.barriers, &mut rejects);
            Some(Arc::new(or_refused(lines, refuse)?))
        }
        _ => None,
    };
    progress.stage("assign_districts");
    // Without districts whatever is asked of them has been answered by their file.
    let known = files.districts.is_none() || !districts.rows.is_empty();
    let level = if known { or_refused(level_of(study, &districts), refuse)? } else { None };
    let points: Vec<_> = residents.rows.iter().map(|r| r.at).collect();
    let mut membership = Membership::assign(&districts, &points);
    if known && !residents.rows.is_empty() {
        let limited = limit_to_district(study, &districts, &mut membership, &mut residents);
        or_refused(limited, refuse)?;
    }
    let district_of = membership.on(level, residents.rows.len());
    Ok(Read {
        began,
        network,
        ground,
        barriers,
        residents,
        facilities,
        districts,
        level,
        membership,
        district_of,
        rejects,
    })
}

impl Read {
    /// The same with the residents of the study's district alone, of all without one; `None` when
    /// nobody lives there.
    pub fn limited(&self, study: &Study) -> Result<Option<Read>> {
        let code = study.district.as_deref().unwrap_or_default();
        let own = |&d: &usize| *self.districts.rows[d].code == *code;
        let wanted: Vec<usize> = (0..self.districts.rows.len()).filter(own).collect();
        let lives =
            |&d: &usize| self.membership.of[self.districts.rows[d].level].contains(&Some(d as u32));
        if !wanted.is_empty() && !wanted.iter().any(lives) {
            return Ok(None);
        }
        let mut residents = self.residents.clone();
        let mut membership = self.membership.clone();
        limit_to_district(study, &self.districts, &mut membership, &mut residents)?;
        Ok(Some(Read {
            began: self.began,
            network: self.network.clone(),
            ground: self.ground.clone(),
            barriers: self.barriers.clone(),
            facilities: self.facilities.clone(),
            districts: self.districts.clone(),
            level: self.level,
            district_of: membership.on(self.level, residents.rows.len()),
            residents,
            membership,
            rejects: self.rejects.clone(),
        }))
    }
}

fn or_refused<T: Default>(
    read: Result<T>,
    refuse: &mut dyn FnMut(Error) -> Result<()>,
) -> Result<T> {
    read.or_else(|error| refuse(error).map(|()| T::default()))
}

fn read_network(
    study: &Study,
    source: &Source,
    rejects: &mut Rejects,
    progress: &mut Progress,
) -> Result<(Network, Ground)> {
    let streets = inputs::read_streets(source, rejects)?;
    progress.stage("build_network");
    let builder = network::Builder {
        min_component_m: study.min_component_m,
        avoid_steps: study.profile.1.avoid_stairs,
    };
    let network = builder.build(&streets);
    if network.edge_count() == 0 {
        return Err(nothing_kept(&source.path, &network));
    }
    Ok((network, streets.ground))
}

/// Every piece of street is shorter than the smallest that is kept.
fn nothing_kept(path: &Path, network: &Network) -> Error {
    let facts = network.facts();
    let what = match facts.longest_pruned_m {
        Some(longest) => format!(
            "no connected piece of street is {} m long (the longest: {longest:.0} m)",
            facts.min_component_m
        ),
        None => "holds no street with a length".into(),
    };
    Error::Network {
        file: path.to_owned(),
        what,
        mend: "lower --min-component (min_component_m), or give the streets of a larger place"
            .into(),
    }
}

/// The level that zones are cut at.
fn level_of(study: &Study, districts: &Districts) -> Result<Option<usize>> {
    let Some(wanted) = &study.district_level else { return Ok(districts.finest_level()) };
    match districts.levels.iter().position(|level| **level == **wanted) {
        Some(level) => Ok(Some(level)),
        None => Err(Error::Study {
            file: study.file.clone().unwrap_or_else(|| "command line".into()),
            line: None,
            what: format!("district_level = '{wanted}', but no district has it"),
            mend: if districts.levels.iter().all(|level| level.is_empty()) {
                "leave district_level out, or give the districts a level".into()
            } else {
                format!("levels in the file: {}", districts.levels.join(", "))
            },
        }),
    }
}

/// With `--district` only its residents are kept; streets and facilities around stay.
fn limit_to_district(
    study: &Study,
    districts: &Districts,
    membership: &mut Membership,
    residents: &mut Residents,
) -> Result<()> {
    let Some(code) = &study.district else { return Ok(()) };
    let wanted: Vec<usize> =
        (0..districts.rows.len()).filter(|&d| *districts.rows[d].code == **code).collect();
    let inside = |r: usize| {
        let of = |d: &usize| membership.of[districts.rows[*d].level][r] == Some(*d as u32);
        wanted.iter().any(of)
    };
    let keep: Vec<bool> = (0..residents.rows.len()).map(inside).collect();
    if !keep.contains(&true) {
        let place = study.inputs.districts.clone().unwrap_or_default().path;
        let (what, mend) = if wanted.is_empty() {
            let known: Vec<&str> = districts.rows.iter().take(20).map(|d| &*d.code).collect();
            (format!("has no district '{code}'"), format!("codes there: {}", known.join(", ")))
        } else {
            (format!("district '{code}' holds no resident"), "check its polygon".into())
        };
        return Err(Error::input(&place, what, mend));
    }
    let mut flags = keep.iter();
    residents.rows.retain(|_| flags.next() == Some(&true));
    for of in &mut membership.of {
        let mut flags = keep.iter();
        of.retain(|_| flags.next() == Some(&true));
    }
    Ok(())
}
