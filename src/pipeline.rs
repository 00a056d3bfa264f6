//! The one page that sees every room: [`Study`] -> [`Findings`] -> files.

use std::path::Path;

use rayon::prelude::*;

use crate::check::{self, Checked, FileReport, Finding, Report, Severity};
use crate::coverage::{self, Answers, CircleResult, Group, Indicator, Membership, TurnedAway};
use crate::error::{Error, Result};
use crate::geodesy::LonLat;
use crate::inputs::{self, BarrierLines, Districts, Facilities, Rejects, Residents, Source};
use crate::network::{self, Impedance, Network};
use crate::outputs::{self, Staging};
use crate::progress::Progress;
use crate::rules::Method;
use crate::snapping::{Barriers, Linkage, Snapper};
use crate::study::Study;
use crate::units::{Cost, FacilityId};
use crate::walk::access::Searched;
use crate::walk::service_area::{Stretch, stretches};
use crate::walk::{Access, Seeds, Straight, metres, nearest};
use crate::warnings::Warning;
use crate::zones::{self, Zones};

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
    /// The district of each resident on that level.
    pub district_of: Vec<Option<u32>>,
    /// The walking graph; none in straight-line mode.
    pub network: Option<Network>,
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
    /// One entry a circle: its categories with the streets within the cutoff.
    pub service_areas: Vec<Vec<(usize, Vec<Stretch>)>>,
    /// One entry a facility.
    pub catchments: Vec<Catchment>,
    /// Rows that were not used.
    pub rejects: Rejects,
    /// What the reader of the figures should know.
    pub warnings: Vec<Warning>,
    /// SHA-256 of each input file, in the order of `rejects.files`; empty until they are written.
    pub hashes: Vec<Option<String>>,
    /// Seconds of wall time a stage.
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
    let staging = Staging::open(&findings.study.out, findings.study.force)?;
    outputs::write(&findings, &staging, progress)?;
    progress.stage("write_manifest");
    findings.hashes = outputs::manifest::hashes(&findings);
    findings.timings = progress.finish();
    outputs::manifest::write(&findings, &staging)?;
    staging.publish(findings.study.force)?;
    Ok(findings)
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
    let (_, checked) = preflight(study, &read, false, progress);
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
    let (linked, checked) = preflight(&study, &read, true, progress);
    if let Some(wrong) = checked.findings.iter().find(|f| f.severity == Severity::Error) {
        return Err(wrong.to_error());
    }
    let Read {
        network,
        residents,
        facilities,
        districts,
        level,
        membership,
        district_of,
        rejects,
        ..
    } = read;
    let (answers, service_areas, turned_away) = match network.as_ref().zip(linked) {
        Some((network, linked)) => walk(&study, network, linked, &residents, &facilities, progress),
        None => straight(&study, &residents, &facilities, progress),
    };

    progress.stage("coverage");
    let results: Vec<CircleResult> = study
        .circles
        .iter()
        .map(|(_, circle)| {
            let categories = category_numbers(&study, &circle.categories);
            let cutoff = study.profile.1.cutoff(circle.minutes);
            // How near a facility must lie for a walk that is too long to be a detour.
            let near_m = match study.method() {
                Method::Network => cutoff.metres(),
                Method::Radius => cutoff.metres() / study.detour,
            };
            let near = (cutoff, near_m);
            coverage::judge(circle, categories, near, &residents, &facilities, &answers)
        })
        .collect();
    let mut indicators = coverage::indicators(
        &coverage::Inputs {
            residents: &residents,
            districts: &districts,
            level,
            membership: &membership,
            answers: &answers,
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
    let catchments = catchments(&residents, &facilities, &answers);

    progress.stage("zones");
    let zone_inputs = zones::Inputs {
        residents: &residents,
        facilities: &facilities,
        districts: &districts,
        level,
        district_of: &district_of,
        answers: &answers,
        reach_m: study.zone_reach_m,
    };
    let zones = zones::build(&zone_inputs, &results).ok_or_else(|| astray(&study, &residents))?;
    let warnings = Warning::all(&study, &rejects, checked.findings, &zones)
        .into_iter()
        .chain(Warning::of_barriers(&study, turned_away.as_ref()))
        .chain(Warning::unjudged(&study, &indicators))
        .collect();
    Ok(Findings {
        study,
        residents,
        facilities,
        districts,
        level,
        district_of,
        network,
        answers,
        turned_away,
        results,
        indicators,
        zones,
        service_areas,
        catchments,
        rejects,
        warnings,
        hashes: Vec::new(),
        timings: Vec::new(),
    })
}

/// The records of a study, read.
struct Read {
    /// None in straight-line mode.
    network: Option<Network>,
    /// What no way from a door to its street may cross.
    barriers: Option<BarrierLines>,
    residents: Residents,
    facilities: Facilities,
    districts: Districts,
    level: Option<usize>,
    membership: Membership,
    /// The district of each resident on the level.
    district_of: Vec<Option<u32>>,
    rejects: Rejects,
}

/// Reads all files of a study. What cannot be used goes to `refuse`, which may let it pass; then
/// nothing stands in its place.
fn read(
    study: &Study,
    progress: &mut Progress,
    refuse: &mut dyn FnMut(Error) -> Result<()>,
) -> Result<Read> {
    let mut rejects = Rejects { strict: study.strict, ..Rejects::default() };
    let files = &study.inputs;
    progress.stage("read_network");
    let network = match (study.method(), &files.network) {
        (Method::Network, Some(source)) => {
            let network = read_network(study, source, &mut rejects, progress);
            or_refused(network.map(Some), refuse)?
        }
        _ => None,
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
            Some(or_refused(inputs::read_barriers(&files.barriers, &mut rejects), refuse)?)
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
        network,
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
) -> Result<Network> {
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
    Ok(network)
}

/// Everybody's places on the network.
struct Linked {
    homes: Linkage,
    doors: Linkage,
    /// Per resident and per facility: metres to the nearest street of its entrances.
    home_m: Vec<Option<f64>>,
    door_m: Vec<Option<f64>>,
    /// Whose nearest street lies behind a barrier: entrances of residents, and of facilities.
    turned: Option<[Vec<bool>; 2]>,
}

/// Snaps everybody (when there are streets) and checks what was read; `quick` for a run.
fn preflight(
    study: &Study,
    read: &Read,
    quick: bool,
    progress: &mut Progress,
) -> (Option<Linked>, Checked) {
    let Read { residents, facilities, .. } = read;
    let linked = read.network.as_ref().map(|network| {
        progress.stage("snap");
        let snapper = match &read.barriers {
            None => Snapper::new(network),
            Some(barriers) => Snapper::new(network).with_barriers(Barriers::of(&barriers.lines)),
        };
        let link = |points: &[_]| snapper.link(points, study.snap_limit_m);
        let turned = |points: &[_]| snapper.turned_away(points, study.snap_limit_m);
        let (homes, doors) = (link(&residents.entrances), link(&facilities.entrances));
        let turned = read
            .barriers
            .is_some()
            .then(|| [turned(&residents.entrances), turned(&facilities.entrances)]);
        let home_m = nearest_snaps(residents.rows.iter().map(|r| r.entrances.clone()), &homes);
        let door_m = nearest_snaps(facilities.rows.iter().map(|f| f.entrances.clone()), &doors);
        (network, snapper, Linked { homes, doors, home_m, door_m, turned })
    });
    progress.stage("check");
    let checked = check::all(&check::Records {
        study,
        residents,
        facilities,
        districts: &read.districts,
        level: read.level,
        district_of: &read.district_of,
        files: &read.rejects.files,
        streets: linked.as_ref().map(|(network, snapper, linked)| check::Streets {
            network,
            snapper,
            homes: &linked.homes,
            doors: &linked.doors,
            home_m: &linked.home_m,
            door_m: &linked.door_m,
        }),
        quick,
    });
    (linked.map(|(_, _, linked)| linked), checked)
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

fn category_numbers(study: &Study, names: &[String]) -> Vec<usize> {
    let position = |name| study.categories.iter().position(|(known, _)| known == name);
    names.iter().filter_map(position).collect()
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

type ServiceAreas = Vec<Vec<(usize, Vec<Stretch>)>>;
type Walked = (Answers, ServiceAreas, Option<TurnedAway>);

/// Searches the network once a category.
fn walk(
    study: &Study,
    network: &Network,
    linked: Linked,
    residents: &Residents,
    facilities: &Facilities,
    progress: &mut Progress,
) -> Walked {
    let Linked { homes, doors, home_m, door_m, turned } = linked;
    progress.stage("walk");
    let impedance = Impedance { flight_m: study.profile.1.flight_m() };
    let weights = impedance.weights(network);
    let horizon = Cost::new(study.horizon_m).unwrap_or(Cost::ZERO);
    let searched: Vec<Searched<'_>> = (0..study.used_categories)
        .into_par_iter()
        .map(|category| {
            let entrances =
                counted(facilities, category).filter_map(|(id, e)| doors[e].map(|snap| (id, snap)));
            let seeds = Seeds::plant(network, impedance, entrances);
            let field = nearest::search(network, &weights, &seeds.at_nodes, horizon);
            let metres = (impedance.flight_m > 0.0)
                .then(|| metres::along_least_cost(network, &weights, &field, &seeds.at_nodes));
            Searched { network, impedance, seeds, field, metres, horizon }
        })
        .collect();
    let answers = Answers {
        access: searched.iter().map(|s| accesses(residents, &homes, s)).collect(),
        snap_m: home_m,
        joined: searched.iter().map(|s| joined(residents, &homes, s)).collect(),
        facility_snap_m: door_m,
    };
    progress.stage("service_areas");
    let service_areas = study
        .circles
        .par_iter()
        .map(|(_, circle)| {
            let cutoff = study.profile.1.cutoff(circle.minutes);
            category_numbers(study, &circle.categories)
                .into_par_iter()
                .map(|category| (category, stretches(&searched[category], cutoff)))
                .collect()
        })
        .collect();
    let turned_away = turned.map(|[homes, doors]| {
        TurnedAway::count(
            (residents, &homes, &answers.snap_m),
            (facilities, &doors, &answers.facility_snap_m),
        )
    });
    (answers, service_areas, turned_away)
}

/// Entrances of the facilities of a category that count.
fn counted(
    facilities: &Facilities,
    category: usize,
) -> impl Iterator<Item = (FacilityId, usize)> + '_ {
    (0u32..)
        .zip(&facilities.rows)
        .filter(move |(_, f)| f.category == category && f.counted)
        .flat_map(|(i, f)| f.entrances.clone().map(move |e| (FacilityId(i), e as usize)))
}

/// Each resident's answer: the best of its entrances.
fn accesses(residents: &Residents, homes: &Linkage, searched: &Searched<'_>) -> Vec<Access> {
    residents
        .rows
        .par_iter()
        .with_min_len(1024)
        .map(|resident| {
            let own = &homes[resident.entrances.start as usize..resident.entrances.end as usize];
            let from = |snap: &_| searched.from_place(*snap);
            own.iter().flatten().map(from).fold(Access::NONE, Access::better)
        })
        .collect()
}

/// Whether each resident's component holds a facility of the category, however far.
fn joined(residents: &Residents, homes: &Linkage, searched: &Searched<'_>) -> Vec<bool> {
    let network = searched.network;
    let with: rustc_hash::FxHashSet<u32> =
        searched.seeds.at_nodes.iter().map(|seed| network.component(seed.node)).collect();
    let holds = |snap: &crate::snapping::Snap| {
        with.contains(&network.component(network.ends(snap.edge)[0]))
    };
    residents
        .rows
        .iter()
        .map(|r| {
            homes[r.entrances.start as usize..r.entrances.end as usize].iter().flatten().any(holds)
        })
        .collect()
}

fn nearest_snaps(
    entrances: impl Iterator<Item = std::ops::Range<u32>>,
    snaps: &Linkage,
) -> Vec<Option<f64>> {
    entrances
        .map(|own| {
            let snaps = snaps[own.start as usize..own.end as usize].iter().flatten();
            snaps.map(|s| s.access_m).min_by(f64::total_cmp)
        })
        .collect()
}

/// Straight-line screening: everybody reaches everything, by air times the detour factor.
fn straight(
    study: &Study,
    residents: &Residents,
    facilities: &Facilities,
    progress: &mut Progress,
) -> Walked {
    progress.stage("straight");
    let horizon = Cost::new(study.horizon_m).unwrap_or(Cost::ZERO);
    let access = (0..study.used_categories)
        .map(|category| {
            let places: Vec<_> = counted(facilities, category)
                .map(|(id, e)| (id, facilities.entrances[e]))
                .collect();
            let index = Straight::of(&places);
            residents
                .rows
                .par_iter()
                .map(|r| {
                    r.entrances
                        .clone()
                        .map(|e| residents.entrances[e as usize])
                        .map(|at| index.access(at, study.detour, horizon))
                        .fold(Access::NONE, Access::better)
                })
                .collect()
        })
        .collect();
    let everybody = residents.rows.len();
    let answers = Answers {
        access,
        snap_m: vec![Some(0.0); everybody],
        joined: vec![vec![true; everybody]; study.used_categories],
        facility_snap_m: vec![Some(0.0); facilities.rows.len()],
    };
    (answers, Vec::new(), None)
}

fn catchments(residents: &Residents, facilities: &Facilities, answers: &Answers) -> Vec<Catchment> {
    let mut catchments = vec![Catchment::default(); facilities.rows.len()];
    for access in &answers.access {
        for (resident, access) in residents.rows.iter().zip(access) {
            let Some(facility) = access.facility else { continue };
            let catchment = &mut catchments[facility.index()];
            catchment.residents += 1;
            for (sum, weight) in catchment.weight.iter_mut().zip(resident.weight) {
                *sum += weight;
            }
        }
    }
    catchments
}
