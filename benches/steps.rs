//! CPU seconds of every step of a run, and of the queues that the search could use.
//!
//! `cargo bench --bench steps` for a table, `-- --json` for one JSON object a step; `-- --read FILE`
//! only reads a file as residents, once, for `readers.py` to measure. See `benches/README.md` for what
//! the rows mean and how they are measured.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use rustix::time::{ClockId, clock_gettime};
use walkshed::inputs::{self, Columns, Rejects, Source};
use walkshed::memory;
use walkshed::network::{self, Impedance, Network, WeightedArc};
use walkshed::outputs::{self, Staging};
use walkshed::pipeline::{self, Findings};
use walkshed::progress::Progress;
use walkshed::snapping::Snapper;
use walkshed::study::{Overrides, Study};
use walkshed::synth;
use walkshed::units::{Cost, FacilityId, NodeId};
use walkshed::walk::access::Searched;
use walkshed::walk::service_area::stretches;
use walkshed::walk::{Access, CostField, Seed, Seeds, nearest, sweep};
use walkshed::zones;

type Result<T = (), E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// The cutoff of the compared steps, metres.
const CUTOFF_M: f64 = 1200.0;
/// Size and seed of the synthetic city: 24,000 buildings, 120,000 street nodes.
const SYNTHETIC: synth::Spec =
    synth::Spec { compounds: 2000, seed: 42, network: synth::NetworkFormat::Pbf };

fn main() -> Result {
    // As in the command, of which these are the steps.
    memory::keep_freed();
    let (mut json, mut runs) = (false, 5usize);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--json" => json = true,
            "--runs" => runs = args.next().ok_or("--runs needs a number")?.parse()?,
            "--read" => return read_only(&args.next().ok_or("--read needs a file")?),
            "--bench" => {} // cargo's own
            other => {
                let known = "--json, --runs N, --read FILE";
                return Err(format!("unknown option {other}; known: {known}").into());
            }
        }
    }
    // One worker, so that CPU seconds are those of one thread's work.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    pool.install(|| {
        let scratch = tempfile::tempdir()?;
        for city in cities(scratch.path())? {
            let mut report = Report { city: city.name, json, runs: runs.max(1), baseline: None };
            report.head();
            measure(city, scratch.path(), &mut report)?;
        }
        Ok(())
    })
}

/// Reads residents and says how many rows there are, of how many records, and the CPU seconds.
fn read_only(file: &str) -> Result {
    let (source, mut rejects) = (Source::at(file), Rejects::default());
    let start = cpu_s();
    let residents = inputs::read_residents(&source, None, &Columns::default(), &[], &mut rejects)?;
    let cpu_s = cpu_s() - start;
    let records: u64 = rejects.files.iter().map(|file| file.read).sum();
    let told = serde_json::json!({
        "rows": residents.rows.len(), "records": records, "read_cpu_s": cpu_s,
    });
    println!("{told}");
    Ok(())
}

struct City {
    name: &'static str,
    study: Option<PathBuf>,
    inputs: Overrides,
}

/// The synthetic city, and Porto where the data are.
fn cities(scratch: &Path) -> Result<Vec<City>> {
    let mut cities = Vec::new();
    let data = std::env::var_os("WALKSHED_TEST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let porto = data.join("porto");
    if porto.is_dir() {
        let inputs = Overrides {
            network: Some(porto.join("network.osm.pbf")),
            residents: Some(porto.join("homes.csv")),
            facilities: vec![porto.join("facilities.csv")],
            ..Overrides::default()
        };
        cities.push(City { name: "porto", study: None, inputs });
    } else {
        eprintln!("no {}: only the synthetic city is measured", porto.display());
    }
    let folder = scratch.join("synthetic");
    synth::write(&SYNTHETIC, &folder)?;
    let study = Some(folder.join("study.toml"));
    cities.push(City { name: "synthetic", study, inputs: Overrides::default() });
    Ok(cities)
}

fn measure(city: City, scratch: &Path, report: &mut Report) -> Result {
    let resolve = || {
        let out = Some(scratch.join(city.name).with_extension("out"));
        let overrides = Overrides { out, force: true, ..city.inputs.clone() };
        Study::resolve(city.study.as_deref(), overrides)
    };
    let findings = pipeline::compute(resolve()?, &mut Progress::silent())?;
    let streets_file = findings.study.inputs.network.clone().ok_or("no network")?;

    let read = || inputs::read_streets(&streets_file, &mut Rejects::default());
    let streets = read()?;
    let build = || network::Builder::default().build(&streets);
    let network = build();
    report.step("read_pbf", "read PBF", &read);
    report.step("build_network", "build network", build);
    report.step("pbf_to_graph", "PBF -> graph", || {
        read().map(|streets| network::Builder::default().build(&streets))
    });
    drop(streets);
    report.step("read_tables", "read residents and facilities", || read_tables(&findings));

    let snapper = Snapper::new(&network);
    let limit_m = findings.study.snap_limit_m;
    report.step("index_segments", "index segments", || Snapper::new(&network));
    let homes = snapper.link(&findings.residents.entrances, limit_m);
    let what = format!("snap homes ({})", homes.len());
    report.step("snap_homes", &what, || snapper.link(&findings.residents.entrances, limit_m));
    let doors = snapper.link(&findings.facilities.entrances, limit_m);
    drop(snapper);

    let cutoff = Cost::new(CUTOFF_M).ok_or("the cutoff is no cost")?;
    let impedance = Impedance::default();
    let weights = impedance.weights(&network);
    let entrances = (0u32..).zip(&findings.facilities.rows).flat_map(|(i, facility)| {
        let own = facility.entrances.clone().filter_map(|e| doors[e as usize]);
        own.map(move |snap| (facility.category, FacilityId(i), snap))
    });
    let entrances: Vec<_> = entrances.collect();
    let seeds: Vec<Seeds> = (0..findings.study.used_categories)
        .map(|wanted| {
            let own = entrances.iter().filter(|(category, ..)| *category == wanted);
            Seeds::plant(&network, impedance, own.map(|&(_, facility, snap)| (facility, snap)))
        })
        .collect();
    let search = |seeds: &Seeds| nearest::search(&network, &weights, &seeds.at_nodes, cutoff);
    let what = format!(
        "nearest, {} categories, all nodes ({} of {})",
        seeds.len(),
        metres(CUTOFF_M),
        network.node_count()
    );
    report.step("nearest", &what, || seeds.iter().map(search).collect::<Vec<_>>());
    compare_queues(&network, &weights, &seeds, cutoff, report);

    let searched: Vec<Searched<'_>> = seeds
        .into_iter()
        .map(|seeds| Searched {
            network: &network,
            impedance,
            field: search(&seeds),
            seeds,
            metres: None,
            horizon: cutoff,
        })
        .collect();
    report.step("nearest_per_home", "nearest per home", || {
        let answers = |searched: &Searched<'_>| -> Vec<Access> {
            let answer =
                |home: &Option<_>| home.map_or(Access::NONE, |snap| searched.from_place(snap));
            homes.iter().map(answer).collect()
        };
        searched.iter().map(answers).collect::<Vec<_>>()
    });
    let one_each: Vec<Vec<Seed>> = entrances
        .chunk_by(|a, b| a.1 == b.1)
        .map(|own| {
            let own = own.iter().map(|&(_, facility, snap)| (facility, snap));
            Seeds::plant(&network, impedance, own).at_nodes
        })
        .collect();
    let what = format!("counts within {} ({} searches)", metres(CUTOFF_M), one_each.len());
    report.step("counts", &what, || sweep::count_within(&network, &weights, &one_each, cutoff));

    let areas: Vec<(usize, Cost)> = findings
        .study
        .circles
        .iter()
        .zip(&findings.areas.service_areas)
        .flat_map(|((_, circle), areas)| {
            let cutoff = findings.study.profile.1.cutoff(circle.minutes);
            areas.iter().map(move |(category, _)| (*category, cutoff))
        })
        .collect();
    let what = format!("service areas ({})", areas.len());
    report.step("service_areas", &what, || {
        areas.iter().map(|&(k, cutoff)| stretches(&searched[k], cutoff)).collect::<Vec<_>>()
    });
    drop(searched);

    let what = format!("zones, {} circles", findings.results.len());
    report.step("zones", &what, || {
        let inputs = zones::Inputs {
            residents: &findings.residents,
            districts: &findings.districts,
            level: findings.level,
            district_of: &findings.district_of,
            answers: &findings.answers,
            reach_m: findings.study.zone_reach_m,
        };
        zones::build(&inputs, &findings.results)
    });
    let write = || -> walkshed::error::Result<()> {
        let staging = Staging::open(&findings.study.out, true)?;
        outputs::write(&findings, &staging, &mut Progress::silent())?;
        outputs::manifest::write(&findings, &staging)
    };
    write()?;
    report.step("write_files", "write all files", || write().expect("the result is written"));
    drop(findings);
    let study = resolve()?;
    report.step("whole_run", "whole run, one thread", || {
        pipeline::run(study.clone(), &mut Progress::silent()).expect("the run is done")
    });
    Ok(())
}

fn read_tables(findings: &Findings) -> walkshed::error::Result<usize> {
    let (study, mut rejects) = (&findings.study, Rejects::default());
    let files = &study.inputs;
    let residents = inputs::read_residents(
        &files.residents,
        None,
        &files.resident_columns,
        &study.osm_rules,
        &mut rejects,
    )?;
    let facilities = inputs::read_facilities(
        &files.facilities,
        study.facility_rules(),
        &files.facility_columns,
        &mut rejects,
    )?;
    Ok(residents.rows.len() + facilities.rows.len())
}

/// The evidence for the queue: the same search with textbook heaps, answer by answer the same.
fn compare_queues(
    network: &Network,
    weights: &[WeightedArc],
    seeds: &[Seeds],
    cutoff: Cost,
    report: &mut Report,
) {
    let ours = |seeds: &Seeds| nearest::search(network, weights, &seeds.at_nodes, cutoff);
    for seeds in seeds {
        let ours = ours(seeds);
        let fresh = || (BinaryHeap::<Reverse<Entry>>::new(), FourAry::default());
        let (mut binary, mut four) = fresh();
        let start = &seeds.at_nodes;
        assert_same(&ours, &search_with(&mut binary, network, weights, start, cutoff));
        assert_same(&ours, &search_with(&mut four, network, weights, start, cutoff));
    }
    report.baseline = Some(report.seconds(|| seeds.iter().map(ours).collect::<Vec<_>>()));
    report.baseline_row("queue_bucket", "  queue: buckets (the library's)");
    // The heaps keep their memory from search to search.
    let binary = RefCell::new(BinaryHeap::<Reverse<Entry>>::new());
    let four = RefCell::new(FourAry::default());
    report.step("queue_binary", "  queue: binary heap", || {
        let search = |s: &Seeds| {
            search_with(&mut *binary.borrow_mut(), network, weights, &s.at_nodes, cutoff)
        };
        seeds.iter().map(search).collect::<Vec<_>>()
    });
    report.step("queue_four_ary", "  queue: 4-ary heap", || {
        let search =
            |s: &Seeds| search_with(&mut *four.borrow_mut(), network, weights, &s.at_nodes, cutoff);
        seeds.iter().map(search).collect::<Vec<_>>()
    });
    report.baseline = None;
}

fn assert_same(ours: &CostField, theirs: &[(f64, u32)]) {
    assert_eq!(ours.len(), theirs.len());
    for (node, &(cost, facility)) in (0u32..).map(NodeId).zip(theirs) {
        assert_eq!(ours.cost(node).metres().to_bits(), cost.to_bits(), "{node:?}");
        let facility = cost.is_finite().then_some(FacilityId(facility));
        assert_eq!(ours.facility(node), facility, "{node:?}");
    }
}

/// Cost (its bits, which order like the number, for no cost is negative) and node.
type Entry = (u64, u32);

trait Queue {
    fn push(&mut self, entry: Entry);
    fn pop(&mut self) -> Option<Entry>;
}

impl Queue for BinaryHeap<Reverse<Entry>> {
    fn push(&mut self, entry: Entry) {
        BinaryHeap::push(self, Reverse(entry));
    }

    fn pop(&mut self) -> Option<Entry> {
        BinaryHeap::pop(self).map(|Reverse(entry)| entry)
    }
}

/// A heap of four children a parent: half the levels of a binary one.
#[derive(Default)]
struct FourAry(Vec<Entry>);

impl Queue for FourAry {
    fn push(&mut self, entry: Entry) {
        let heap = &mut self.0;
        let mut hole = heap.len();
        heap.push(entry);
        while hole > 0 {
            let parent = (hole - 1) / 4;
            if heap[parent] <= entry {
                break;
            }
            heap[hole] = heap[parent];
            hole = parent;
        }
        heap[hole] = entry;
    }

    fn pop(&mut self) -> Option<Entry> {
        let heap = &mut self.0;
        let last = heap.pop()?;
        let Some(&top) = heap.first() else { return Some(last) };
        let mut hole = 0;
        loop {
            let children = hole * 4 + 1..heap.len().min(hole * 4 + 5);
            let Some(least) = children.min_by_key(|&child| heap[child]) else { break };
            if last <= heap[least] {
                break;
            }
            heap[hole] = heap[least];
            hole = least;
        }
        heap[hole] = last;
        Some(top)
    }
}

/// The textbook search: nodes leave the queue in the order of their cost.
fn search_with(
    queue: &mut impl Queue,
    network: &Network,
    weights: &[WeightedArc],
    seeds: &[Seed],
    horizon: Cost,
) -> Vec<(f64, u32)> {
    let mut label = vec![(f64::INFINITY, u32::MAX); network.node_count()];
    let horizon_m = horizon.metres();
    let beats = |a: (f64, u32), b: (f64, u32)| a.0 < b.0 || (a.0 == b.0 && a.1 < b.1);
    for seed in seeds {
        let candidate = (seed.cost.metres(), seed.facility.0);
        let known = &mut label[seed.node.index()];
        if candidate.0 <= horizon_m && beats(candidate, *known) {
            *known = candidate;
            queue.push((candidate.0.to_bits(), seed.node.0));
        }
    }
    while let Some((cost, node)) = queue.pop() {
        let here = label[node as usize];
        if cost != here.0.to_bits() {
            continue;
        }
        for arc in &weights[network.arcs_into(NodeId(node))] {
            let candidate = (here.0 + arc.cost, here.1);
            let known = &mut label[arc.tail.index()];
            if beats(candidate, *known) && candidate.0 <= horizon_m {
                *known = candidate;
                if !arc.dead_end {
                    queue.push((candidate.0.to_bits(), arc.tail.0));
                }
            }
        }
    }
    label
}

/// Prints the rows of one city.
struct Report {
    city: &'static str,
    json: bool,
    runs: usize,
    /// Other rows are given as multiples of this.
    baseline: Option<f64>,
}

impl Report {
    fn head(&self) {
        if !self.json {
            println!("{}: CPU seconds, median of {} after a warm-up", self.city, self.runs);
        }
    }

    fn step<T>(&mut self, step: &str, what: &str, run: impl FnMut() -> T) {
        let cpu_s = self.seconds(run);
        self.row(step, what, cpu_s);
    }

    fn baseline_row(&self, step: &str, what: &str) {
        self.row(step, what, self.baseline.unwrap_or(0.0));
    }

    fn row(&self, step: &str, what: &str, cpu_s: f64) {
        let ratio = self.baseline.map(|baseline| cpu_s / baseline);
        if self.json {
            let row = serde_json::json!({
                "city": self.city, "step": step, "what": what.trim(), "cpu_s": cpu_s,
                "ratio": ratio, "runs": self.runs,
            });
            println!("{row}");
        } else {
            let ratio = ratio.map_or_else(String::new, |ratio| format!("  {ratio:5.2} x"));
            println!("  {what:<52} {cpu_s:10.6}{ratio}");
        }
    }

    /// Median CPU seconds of the process, after one run that does not count.
    fn seconds<T>(&self, mut run: impl FnMut() -> T) -> f64 {
        black_box(run());
        let mut seconds: Vec<f64> = (0..self.runs)
            .map(|_| {
                let start = cpu_s();
                let made = black_box(run());
                let end = cpu_s();
                drop(made);
                end - start
            })
            .collect();
        seconds.sort_by(f64::total_cmp);
        seconds[seconds.len() / 2]
    }
}

/// CPU seconds that the process has used, user and system.
fn cpu_s() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9
}

fn metres(m: f64) -> String {
    format!("{m:.0} m")
}
