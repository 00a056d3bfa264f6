//! Study file + overrides + built-in rules -> a checked [`Study`].

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::file::{FileEntry, OneOrMany, StudyFile};
use super::rule_faults::{check_rules, named, no_twins, same_file};
use super::{Inputs, LayerFormat, Study};
use crate::crs::{Crs, DatumShift};
use crate::error::{Error, Result};
use crate::inputs::{Columns, Field, Source};
use crate::isochrones;
use crate::lang::Lang;
use crate::rules::profile::DEFAULT_DETOUR;
use crate::rules::toml_file::{self, nearest};
use crate::rules::{Circle, Method, PoiRules, Rules};
use crate::snapping::SNAP_LIMIT_M;

/// Half way round the Earth: nobody walks farther, and every search ends.
const LONGEST_M: f64 = 20_000_000.0;

/// Rows of a ranked table in the workbook: a sheet of every uncovered home of a large city would cost
/// more than the rest of the run.
const WORKBOOK_ROWS: usize = 10_000;
/// Rows below its header that a sheet has room for.
const MOST_ROWS: usize = 1_048_575;
/// Places for one more facility, of each circle and category.
const SITES: usize = 5;
const MOST_SITES: usize = 100;

/// What the command line (or a caller) says; it wins over the study file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Street network.
    pub network: Option<PathBuf>,
    /// Residents.
    pub residents: Option<PathBuf>,
    /// Entrances of residents.
    pub entrances: Option<PathBuf>,
    /// Facilities; replaces all of the study file's.
    pub facilities: Vec<PathBuf>,
    /// Districts.
    pub districts: Option<PathBuf>,
    /// Barriers; replaces all of the study file's.
    pub barriers: Vec<PathBuf>,
    /// Profile by name.
    pub profile: Option<String>,
    /// Circles by name; replaces all of the study file's.
    pub circles: Vec<String>,
    /// Only residents of this district.
    pub district: Option<String>,
    /// Search horizon, metres.
    pub horizon_m: Option<f64>,
    /// Snap limit, metres.
    pub snap_limit_m: Option<f64>,
    /// Smallest component kept, metres of street.
    pub min_component_m: Option<f64>,
    /// Smallest zone printed, people.
    pub min_zone_population: Option<f64>,
    /// Formats of layers besides GeoJSON; replaces all of the study file's.
    pub formats: Vec<LayerFormat>,
    /// Language of what is written for people.
    pub lang: Option<Lang>,
    /// Draw the isochrones of the categories.
    pub isochrones: bool,
    /// Draw the walkshed of each facility.
    pub walksheds: bool,
    /// Width of their cells, metres.
    pub isochrone_cell_m: Option<f64>,
    /// Do not write `report.html`.
    pub no_report: bool,
    /// Do not write the tables T1 to T8.
    pub no_tables: bool,
    /// Result folder.
    pub out: Option<PathBuf>,
    /// Replace an existing result.
    pub force: bool,
    /// The first rejected row is an error.
    pub strict: bool,
}

impl Study {
    /// Reads a study file (if any), lets the overrides win, and checks everything that can be
    /// checked without opening the inputs. Paths of the study file start at the study file.
    ///
    /// # Errors
    /// [`Error::Study`] names the file, the line where known, and the mend.
    pub fn resolve(file: Option<&Path>, overrides: Overrides) -> Result<Study> {
        let place = file.unwrap_or(Path::new("command line"));
        let fail = |what: String, mend: String| Error::Study {
            file: place.to_owned(),
            line: None,
            what,
            mend,
        };
        let folder = file.and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let mut written: StudyFile = match file {
            Some(path) => toml_file::parse(path, &read(path)?)?,
            None => StudyFile::default(),
        };
        let mut rules = Rules::built_in()?;
        for path in &written.rules {
            let path = folder.join(path);
            let tables = toml_file::parse(&path, &read(&path)?)?;
            no_twins(&tables).map_err(|(what, mend)| fail(what, mend))?;
            rules.add(tables);
        }
        let tables = written.take_rules();
        no_twins(&tables).map_err(|(what, mend)| fail(what, mend))?;
        rules.add(tables);
        check_rules(&rules).map_err(|(what, mend)| fail(what, mend))?;

        let s = written.settings.clone();
        let profile_name = overrides.profile.or(s.profile).unwrap_or_else(|| "gb50180".into());
        let profile =
            named(&rules.profiles, &profile_name, "profile").map_err(|e| fail(e.0, e.1))?;
        let wanted = match (overrides.circles.is_empty(), s.circles) {
            (false, _) => Some(overrides.circles),
            (true, circles) => circles,
        };
        let circles = match wanted {
            None => rules.circles.clone(),
            Some(names) => names
                .into_iter()
                .map(|name| {
                    let circle = named(&rules.circles, &name, "circle")?;
                    Ok((name, circle))
                })
                .collect::<Result<_, _>>()
                .map_err(|e: (String, String)| fail(e.0, e.1))?,
        };
        if circles.is_empty() {
            return Err(fail("names no circle".into(), "name at least one under circles".into()));
        }
        if let Some(twice) =
            (1..circles.len()).find(|&i| circles[..i].iter().any(|c| c.0 == circles[i].0))
        {
            let what = format!("circle '{}' is named twice", circles[twice].0);
            return Err(fail(what, "name each circle once".into()));
        }
        same_file(&circles).map_err(|(what, mend)| fail(what, mend))?;
        let is_used = |name: &str| {
            circles.iter().any(|(_, c): &(String, Circle)| c.categories.iter().any(|k| k == name))
        };
        let (used, unused): (Vec<_>, Vec<_>) =
            rules.categories.iter().cloned().partition(|(name, _)| is_used(name));
        let used_categories = used.len();
        let categories = used.into_iter().chain(unused).collect();
        let targets = rules
            .targets
            .iter()
            .filter(|t| circles.iter().any(|(name, _)| *name == t.circle))
            .cloned()
            .collect();

        let length = |name: &str, given: Option<f64>, default: f64| match given {
            Some(v) if !(0.0..=LONGEST_M).contains(&v) => {
                Err(fail(format!("{name} = {v:?}"), format!("give metres, 0 to {LONGEST_M}")))
            }
            given => Ok(given.unwrap_or(default)),
        };
        let number = |name: &str, given: usize, range: RangeInclusive<usize>, what: &str| {
            let most = *range.end();
            range.contains(&given).then_some(given).ok_or_else(|| {
                fail(format!("{name} = {given}"), format!("give a number of {what} to {most}"))
            })
        };
        let horizon_m = length("horizon_m", overrides.horizon_m.or(s.horizon_m), 5000.0)?;
        let inputs = inputs(&written, &folder, &overrides.network, &overrides.residents)
            .and_then(|inputs| {
                Ok(Inputs {
                    entrances: overrides.entrances.map(Source::at).or(inputs.entrances),
                    facilities: match (overrides.facilities.is_empty(), inputs.facilities) {
                        (false, _) => overrides.facilities.into_iter().map(Source::at).collect(),
                        (true, listed) if listed.is_empty() => {
                            return Err(missing("facilities"));
                        }
                        (true, listed) => listed,
                    },
                    districts: overrides.districts.map(Source::at).or(inputs.districts),
                    barriers: match overrides.barriers.is_empty() {
                        false => overrides.barriers.into_iter().map(Source::at).collect(),
                        true => inputs.barriers,
                    },
                    ..inputs
                })
            })
            .map_err(|e| fail(e.0, e.1))?;
        let detour = match s.detour.or(profile.detour) {
            Some(d) if !(d.is_finite() && d >= 1.0) => {
                return Err(fail(format!("detour = {d}"), "give a factor of 1 or more".into()));
            }
            given => given.unwrap_or(DEFAULT_DETOUR),
        };
        for (name, circle) in &circles {
            let farthest = circle
                .sensitivity_m
                .iter()
                .copied()
                .chain(
                    circle
                        .sensitivity_minutes
                        .iter()
                        .map(|m| profile.cutoff(circle.minutes + m).metres()),
                )
                .fold(profile.cutoff(circle.minutes).metres(), f64::max);
            if farthest > LONGEST_M {
                return Err(fail(
                    format!("circle '{name}' reaches farther than {LONGEST_M} m"),
                    "check its minutes, its variants and the speed of the profile".into(),
                ));
            }
            if farthest > horizon_m {
                return Err(fail(
                    format!("the horizon of {horizon_m} m ends before {name} does ({farthest} m)"),
                    format!("set horizon_m (or --horizon) to {farthest} or more"),
                ));
            }
        }
        let draws_isochrones = overrides.isochrones || s.isochrones.unwrap_or(false);
        let walksheds = overrides.walksheds || s.walksheds.unwrap_or(false);
        let cell_m = overrides.isochrone_cell_m.or(s.isochrone_cell_m);
        let isochrone_cell_m = cell_m.unwrap_or(isochrones::CELL_M);
        if !isochrones::CELLS_M.contains(&isochrone_cell_m) {
            let (low, high) = isochrones::CELLS_M.into_inner();
            let what = format!("isochrone_cell_m = {isochrone_cell_m:?}");
            return Err(fail(what, format!("give metres, {low} to {high}")));
        }
        let last = isochrones::MINUTES[isochrones::MINUTES.len() - 1];
        let farthest = profile.cutoff(last).metres();
        if (draws_isochrones || walksheds) && farthest > horizon_m {
            return Err(fail(
                format!(
                    "the horizon of {horizon_m} m ends before {last} minutes do ({farthest} m)"
                ),
                format!("set horizon_m (or --horizon) to {farthest} or more for isochrones"),
            ));
        }
        let district = overrides.district.or(s.district);
        let district_level = s.district_level;
        let one_of_them = district.as_ref().map(|code| format!("district = '{code}'"));
        let level = district_level.as_ref().map(|level| format!("district_level = '{level}'"));
        if let (None, Some(asked)) = (&inputs.districts, one_of_them.or(level)) {
            let (_, mend) = missing("districts");
            return Err(fail(format!("{asked}, but there are no districts"), mend));
        }
        let min_zone_population =
            overrides.min_zone_population.or(s.min_zone_population).unwrap_or(0.0);
        if !(min_zone_population.is_finite() && min_zone_population >= 0.0) {
            let what = format!("min_zone_population = {min_zone_population:?}");
            return Err(fail(what, "give a number of people, 0 or more".into()));
        }
        Ok(Study {
            title: written.title,
            file: file.map(Path::to_owned),
            inputs,
            profile: (profile_name, profile),
            categories,
            used_categories,
            circles,
            poi: PoiRules::of(&rules.poi),
            facility_status: s.facility_status.unwrap_or_default(),
            targets,
            norms: rules.norms,
            osm_rules: rules.osm,
            horizon_m,
            snap_limit_m: length(
                "snap_limit_m",
                overrides.snap_limit_m.or(s.snap_limit_m),
                SNAP_LIMIT_M,
            )?,
            min_component_m: length(
                "min_component_m",
                overrides.min_component_m.or(s.min_component_m),
                2000.0,
            )?,
            detour,
            district,
            district_level,
            zone_reach_m: match length("zone_reach_m", s.zone_reach_m, 200.0)? {
                reach if reach < 10.0 => {
                    return Err(fail(
                        format!("zone_reach_m = {reach}"),
                        "give 10 m or more: a zone needs room around a home".into(),
                    ));
                }
                reach => reach,
            },
            min_zone_population,
            isochrones: draws_isochrones,
            walksheds,
            isochrone_cell_m,
            batch: written.batch,
            sites: number("sites", s.sites.unwrap_or(SITES), 0..=MOST_SITES, "places, 0 (none)")?,
            workbook_rows: number(
                "workbook_rows",
                s.workbook_rows.unwrap_or(WORKBOOK_ROWS),
                1..=MOST_ROWS,
                "rows, 1",
            )?,
            data_date: s.data_date.unwrap_or_default(),
            formats: {
                let mut formats = match overrides.formats.is_empty() {
                    true => s.formats.unwrap_or_else(|| LayerFormat::DEFAULT.to_vec()),
                    false => overrides.formats,
                };
                formats.sort_unstable();
                formats.dedup();
                formats
            },
            lang: overrides.lang.or(s.lang).unwrap_or(Lang::Zh),
            out: overrides
                .out
                .or(s.out.map(|out| folder.join(out)))
                .unwrap_or_else(|| "out".into()),
            report: !overrides.no_report,
            tables: !overrides.no_tables,
            force: overrides.force,
            strict: overrides.strict || s.strict.unwrap_or(false),
        })
    }

    /// Whether distances run along streets or straight.
    #[must_use]
    pub fn method(&self) -> Method {
        match self.inputs.network {
            Some(_) => self.profile.1.method,
            None => Method::Radius,
        }
    }
}

/// What is wrong, and the mend.
pub(super) type Fault = (String, String);

fn read(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("reading", path, e))?;
    String::from_utf8(bytes).map_err(|e| Error::Study {
        file: path.to_owned(),
        line: Some(1 + bytes_before(e.as_bytes(), e.utf8_error().valid_up_to())),
        what: "is not UTF-8 text".into(),
        mend: "save it as UTF-8".into(),
    })
}

fn bytes_before(bytes: &[u8], end: usize) -> u64 {
    bytes[..end].iter().filter(|&&b| b == b'\n').count() as u64
}

fn missing(what: &str) -> Fault {
    (
        format!("names no {what}"),
        format!("give --{what} FILE, or {what} = \"FILE\" under [inputs] of a study file"),
    )
}

fn inputs(
    written: &StudyFile,
    folder: &Path,
    network: &Option<PathBuf>,
    residents: &Option<PathBuf>,
) -> Result<Inputs, Fault> {
    let table = &written.inputs;
    let at = |entry: &Option<FileEntry>| match entry {
        Some(entry) => source(entry, folder).map(Some),
        None => Ok(None),
    };
    let given = |path: &Option<PathBuf>| path.as_ref().map(Source::at);
    Ok(Inputs {
        network: given(network).or(at(&table.network)?),
        residents: given(residents)
            .or(at(&table.residents)?)
            .ok_or_else(|| missing("residents"))?,
        entrances: at(&table.entrances)?,
        gates: at(&table.gates)?,
        facilities: sources(&table.facilities, folder)?,
        districts: at(&table.districts)?,
        barriers: sources(&table.barriers, folder)?,
        resident_columns: columns(&written.columns.residents, "residents")?,
        facility_columns: columns(&written.columns.facilities, "facilities")?,
        district_columns: columns(&written.columns.districts, "districts")?,
    })
}

/// The files of one kind; none when the study names none.
fn sources(entries: &Option<OneOrMany>, folder: &Path) -> Result<Vec<Source>, Fault> {
    match entries {
        None => Ok(Vec::new()),
        Some(OneOrMany::One(entry)) => Ok(vec![source(entry, folder)?]),
        Some(OneOrMany::Many(entries)) => {
            entries.iter().map(|entry| source(entry, folder)).collect()
        }
    }
}

/// A file of the study, with its declarations understood.
fn source(entry: &FileEntry, folder: &Path) -> Result<Source, Fault> {
    let declared = match entry {
        FileEntry::Path(path) => return Ok(Source::at(folder.join(path))),
        FileEntry::Declared(declared) => declared,
    };
    let file = declared.file.display();
    let datum_shift = match &declared.datum_shift {
        Some(shift) if ![3, 7].contains(&shift.len()) || !shift.iter().all(|v| v.is_finite()) => {
            let mend = "give 3 shifts in metres, or these with 3 rotations in seconds and a scale in \
                        millionths";
            return Err((format!("{file}: datum_shift = {shift:?}"), mend.to_owned()));
        }
        shift => shift.clone().map(DatumShift),
    };
    let named = |name: &str| Crs::named_with(name, datum_shift.as_ref());
    let crs = declared.crs.as_deref().map(named).transpose();
    let encoding = match &declared.encoding {
        None => None,
        Some(name) => Some(Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            let mend = "write utf-8, gb18030, gbk, utf-16le or another name of the WHATWG list";
            (format!("{file}: unknown encoding '{name}'"), mend.to_owned())
        })?),
    };
    Ok(Source {
        path: folder.join(&declared.file),
        crs: crs.map_err(|refusal| (format!("{file}: {}", refusal.what), refusal.mend))?,
        datum_shift,
        encoding,
        layer: declared.layer.clone(),
    })
}

fn columns(mapping: &BTreeMap<String, String>, table: &'static str) -> Result<Columns, Fault> {
    let names = || Field::ALL.iter().map(|f| f.name());
    let mut mapped = BTreeMap::new();
    for (name, column) in mapping {
        let Some(field) = Field::ALL.into_iter().find(|f| f.name() == name) else {
            let mend = match nearest(name, names()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("fields are: {}", names().collect::<Vec<_>>().join(", ")),
            };
            return Err((format!("[columns.{table}] maps an unknown field '{name}'"), mend));
        };
        mapped.insert(field, column.clone());
    }
    Ok(Columns::of(table, mapped))
}
