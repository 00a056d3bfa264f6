//! The command line: parse, run, print the error once, exit code.

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use walkshed::cli::{
    CheckArgs, Cli, Command, RuleFile, RunArgs, StreetFormat, StudyArgs, SynthArgs,
};
use walkshed::error::{Error, Result};
use walkshed::lang::Lang;
use walkshed::memory;
use walkshed::outputs::{check_report, manifest, terminal};
use walkshed::pipeline;
use walkshed::pipeline::batch::State;
use walkshed::progress::{Progress, Tally};
use walkshed::rules::BUILT_IN;
use walkshed::study::Study;
use walkshed::synth;

/// Done, but a target was missed or could not be judged, and `--check-targets` was given.
const TARGET_MISSED: u8 = 3;

fn main() -> ExitCode {
    memory::keep_freed();
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Run(args) => run(&args),
        Command::Batch(args) => batch(&args),
        Command::Check(args) => check(&args),
        Command::Synth(args) => make_city(&args),
        Command::Rules { file } => {
            let number = match file {
                RuleFile::Profiles => 0,
                RuleFile::Circles => 1,
                RuleFile::Targets => 2,
                RuleFile::Osm => 3,
                RuleFile::Poi => 4,
                RuleFile::Norms => 5,
            };
            print(BUILT_IN[number].1).map(|()| ExitCode::SUCCESS)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "walkshed", &mut script);
            print(&String::from_utf8_lossy(&script)).map(|()| ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|error| {
        say(&format!("walkshed: {error}"));
        if let Some(mend) = error.mend() {
            say(&format!("  mend: {mend}"));
        }
        ExitCode::FAILURE
    })
}

fn run(args: &RunArgs) -> Result<ExitCode> {
    let lang = begin(&args.study);
    let study = Study::resolve(args.study.study.as_deref(), args.overrides())?;
    let mut progress = if args.quiet { Progress::silent() } else { Progress::on_terminal(lang) };
    let findings = pipeline::run(study, &mut progress)?;
    drop(progress);
    if args.json {
        print(&format!("{}\n", manifest::json(&findings)))?;
    } else if !args.quiet {
        print(&terminal::report(&findings, lang))?;
    }
    for warning in &findings.warnings {
        say(&format!("walkshed: {}: {}", lang.pick(["warning", "提示"]), warning.text(lang)));
    }
    let missed = args.check_targets && !findings.meets_all_targets();
    // The system takes memory back as a whole, faster than a million rows one by one.
    std::mem::forget(findings);
    Ok(if missed { ExitCode::from(TARGET_MISSED) } else { ExitCode::SUCCESS })
}

/// One result a district; 1 when one of them failed.
fn batch(args: &RunArgs) -> Result<ExitCode> {
    let lang = begin(&args.study);
    let study = Study::resolve(args.study.study.as_deref(), args.overrides())?;
    let (mut progress, tally) = match args.quiet {
        true => (Progress::silent(), Tally::silent()),
        false => (Progress::on_terminal(lang), Tally::on_terminal(lang)),
    };
    let outcomes = pipeline::batch::run(&study, &mut progress, &tally)?;
    drop(progress);
    let mut failed = false;
    for outcome in &outcomes {
        if let State::Failed(error) = &outcome.state {
            failed = true;
            say(&format!("walkshed: {} {}: {error}", outcome.code, outcome.name));
            if let Some(mend) = error.mend() {
                say(&format!("  mend: {mend}"));
            }
        }
    }
    let count = |name| outcomes.iter().filter(|o| o.state.name() == name).count();
    let [done, kept, empty, lost] = ["done", "kept", "empty", "failed"].map(count);
    if !args.quiet {
        let table = study.out.join("comparison.csv");
        let table = table.display();
        print(&match lang {
            Lang::En => {
                format!("{done} done, {kept} kept, {empty} empty, {lost} failed -> {table}\n")
            }
            Lang::Zh => {
                format!("完成 {done}，沿用 {kept}，无居民 {empty}，失败 {lost} -> {table}\n")
            }
        })?;
    }
    let missed = outcomes.iter().filter_map(|o| o.manifest.as_ref()).any(|manifest| {
        let circles = manifest["circles"].as_array().into_iter().flatten();
        let mut figures = circles.flat_map(|c| c["figures"].as_array().into_iter().flatten());
        figures.any(|f| !f["target"].is_null() && f["met"] != true)
    });
    Ok(match (failed, args.check_targets && missed) {
        (true, _) => ExitCode::FAILURE,
        (false, true) => ExitCode::from(TARGET_MISSED),
        (false, false) => ExitCode::SUCCESS,
    })
}

/// Prints what is doubtful; 1 when a run would stop.
fn check(args: &CheckArgs) -> Result<ExitCode> {
    let lang = begin(&args.study);
    let study = Study::resolve(args.study.study.as_deref(), args.study.overrides())?;
    let mut progress = Progress::on_terminal(lang);
    let report = pipeline::check(&study, &mut progress)?;
    drop(progress);
    if args.json {
        print(&format!("{}\n", check_report::json(&report)))?;
    } else {
        print(&check_report::text(&report, lang))?;
    }
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Settles how many work, and in which language it is told.
fn begin(args: &StudyArgs) -> Lang {
    // This thread is one of the workers: it does its share instead of falling asleep, and what it
    // gives back serves it again.
    let workers = rayon::ThreadPoolBuilder::new().use_current_thread();
    if let Err(e) = workers.num_threads(args.threads.unwrap_or(0)).build_global() {
        say(&format!("walkshed: worker threads: {e}; going on with the default"));
    }
    args.lang.map_or_else(Lang::from_locale, Lang::from)
}

fn make_city(args: &SynthArgs) -> Result<ExitCode> {
    let spec = synth::Spec {
        compounds: args.compounds,
        seed: args.seed,
        network: match args.network_format {
            StreetFormat::Pbf => synth::NetworkFormat::Pbf,
            StreetFormat::Geojson => synth::NetworkFormat::GeoJson,
        },
    };
    let occupied = std::fs::read_dir(&args.out).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(Error::Output {
            path: args.out.clone(),
            what: "is not empty".into(),
            mend: "choose another --out".into(),
        });
    }
    let made = synth::write(&spec, &args.out)?;
    print(&format!(
        "{} compounds, {} residents, {} facilities, {} street nodes -> {}\n\
         next: walkshed run {}\n",
        made.compounds,
        made.residents,
        made.facilities,
        made.street_nodes,
        args.out.display(),
        args.out.join("study.toml").display(),
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints to stdout; a reader that has gone away (`| head`) is no error.
fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::io("writing", "standard output".as_ref(), e))
        }
        _ => Ok(()),
    }
}

/// A line on stderr; when nobody can hear it, the exit code still speaks.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
