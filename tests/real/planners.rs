//! Wuhan as planning offices hold it ([`bureau`](crate::bureau)) against Wuhan as it is shared: the
//! same answers, but for what the rounding of coordinates moves.
//!
//! `WALKSHED_WUHAN` names a folder where `tests/fixtures/wuhan.py` wrote the files with PROJ, GDAL and
//! openpyxl; then those are read too.

use std::path::{Path, PathBuf};

use walkshed::coverage::Group;
use walkshed::pipeline::{self, Findings};
use walkshed::progress::Progress;
use walkshed::study::{Overrides, Study};

use crate::bureau;
use crate::city::WUHAN;

/// How far rounding moves a walk. A home moves by up to 0.5 mm on both axes, a facility by up to half
/// of 1e-7 degree: 5.6 mm north, 4.8 mm east. A point that moves by d moves its foot on a straight
/// street and its leg to it by at most d·√2 together: 1 mm for homes, 10.4 mm for facilities.
const NOISE_M: f64 = 0.0115;

fn run(study: &Path) -> Findings {
    let overrides = Overrides { horizon_m: Some(1e6), strict: true, ..Overrides::default() };
    let study = Study::resolve(Some(study), overrides).unwrap();
    pipeline::compute(study, &mut Progress::silent()).unwrap()
}

/// The worst of something, largest first.
fn worst(mut found: Vec<(f64, String)>) -> String {
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let shown = found.iter().take(20).map(|(_, what)| &**what);
    format!("{} homes, the worst:\n{}", found.len(), shown.collect::<Vec<_>>().join("\n"))
}

fn same_answers(plain: &Findings, theirs: &Findings) {
    understood(theirs);
    let homes = plain.residents.rows.len();
    assert_eq!(theirs.residents.rows.len(), homes);
    assert_eq!(theirs.facilities.rows.len(), plain.facilities.rows.len());
    let category = |found: &Findings, i: usize| {
        let facility = &found.facilities.rows[i];
        (facility.id.clone(), found.study.categories[facility.category].0.clone())
    };
    for i in 0..plain.facilities.rows.len() {
        assert_eq!(category(theirs, i), category(plain, i));
    }
    for (ours, theirs) in plain.districts.rows.iter().zip(&theirs.districts.rows) {
        assert_eq!((&theirs.code, &theirs.name), (&ours.code, &ours.name));
    }
    assert_eq!(theirs.district_of, plain.district_of);

    let (mut wrong, mut other_facility, mut farthest) = (Vec::new(), 0, 0.0_f64);
    for i in 0..homes {
        let (a, b) = (&plain.residents.rows[i], &theirs.residents.rows[i]);
        assert_eq!((&b.id, &b.name, b.weight), (&a.id, &a.name, a.weight));
        let snaps = [plain, theirs].map(|found| found.answers.snap_m[i]);
        let off = match snaps {
            [Some(a), Some(b)] => (a - b).abs(),
            [None, None] => 0.0,
            _ => f64::INFINITY,
        };
        if off > NOISE_M {
            wrong.push((off, format!("{}: snap {snaps:?}", a.id)));
        }
        for (c, access) in plain.answers.access.iter().enumerate() {
            let [ours, theirs] = [access[i], theirs.answers.access[c][i]];
            let off = match (ours.facility, theirs.facility) {
                (None, None) => 0.0,
                _ => (ours.metres - theirs.metres).abs(),
            };
            farthest = farthest.max(off);
            // Facilities stand in one order, so their numbers compare.
            other_facility += u32::from(ours.facility != theirs.facility);
            if off.is_nan() || off > NOISE_M {
                let category = &plain.study.categories[c].0;
                let what = format!("{} {category}: {ours:?}, now {theirs:?}", a.id);
                wrong.push((off, what));
            }
        }
    }
    assert!(wrong.is_empty(), "beyond {NOISE_M} m: {}", worst(wrong));
    eprintln!(
        "distances agree within {farthest:.4} m of {NOISE_M} m allowed; {other_facility} walks go to \
         another facility as near"
    );
    same_coverage(plain, theirs);
}

/// Every verdict and figure is the same, but for homes that the noise may carry over a cutoff.
fn same_coverage(plain: &Findings, theirs: &Findings) {
    let mut unclear = vec![Vec::new(); plain.results.len()];
    for (circle, (ours, now)) in plain.results.iter().zip(&theirs.results).enumerate() {
        let mut differ = Vec::new();
        for i in 0..plain.residents.rows.len() {
            let from_cutoff = |&c: &usize| {
                (plain.answers.access[c][i].cost.metres() - ours.cutoff.metres()).abs()
            };
            let near = ours.categories.iter().map(from_cutoff).fold(f64::INFINITY, f64::min);
            if near <= NOISE_M {
                unclear[circle].push(i);
            } else if ours.covered[i] != now.covered[i] {
                differ.push((near, format!("{}: {near} m from it", plain.residents.rows[i].id)));
            }
        }
        let name = &plain.study.circles[circle].0;
        assert!(differ.is_empty(), "{name}, on the other side of the cutoff: {}", worst(differ));
        eprintln!("{name}: {} homes within the noise of the cutoff", unclear[circle].len());
    }
    // Figures at other cutoffs have unclear homes of their own; these are counted there.
    assert_eq!(plain.indicators.len(), theirs.indicators.len());
    let (mut exact, mut within) = (0, 0);
    for (ours, now) in plain.indicators.iter().zip(&theirs.indicators) {
        let what = (ours.circle, ours.category, ours.variant, ours.group);
        assert_eq!(what, (now.circle, now.category, now.variant, now.group));
        let (Some((a, all)), Some((b, all_now))) = (ours.parts, now.parts) else {
            assert_eq!(ours.parts, now.parts, "{what:?}");
            continue;
        };
        assert_eq!(all, all_now, "{what:?}");
        if a == b {
            exact += 1;
            continue;
        }
        let weight = |i: usize| match ours.weight {
            Some(weight) => plain.residents.rows[i].weight[weight as usize],
            None => 1.0,
        };
        let is_inside = |i: usize| match ours.group {
            Group::Total => true,
            Group::District(d) => plain.district_of[i] == Some(d as u32),
            Group::Outside(_) => plain.district_of[i].is_none(),
        };
        let is_unclear = |&i: &usize| {
            let categories = &plain.results[ours.circle].categories;
            categories.iter().any(|&c| {
                let cost = plain.answers.access[c][i].cost.metres();
                (cost - ours.cutoff.metres()).abs() <= NOISE_M
            })
        };
        let homes = (0..plain.residents.rows.len()).filter(|&i| is_inside(i)).filter(is_unclear);
        let most: f64 = homes.map(weight).sum();
        assert!((a - b).abs() <= most, "{what:?}: {a}, now {b}, and only {most} may move");
        within += 1;
    }
    assert!(exact > 100);
    eprintln!(
        "{exact} figures are the same, {within} differ by homes within the noise of a cutoff"
    );
}

/// What was said of the files is what was done to them.
fn understood(found: &Findings) {
    let files = &found.rejects.files;
    let of = |role: &str| files.iter().find(|file| file.role == role).unwrap();
    let told = |role: &str, what: &str| {
        let notes = &of(role).notes;
        assert!(notes.iter().any(|note| note[0].contains(what)), "{role}: {what} in {notes:?}");
    };
    assert_eq!(of("residents").crs.as_deref(), Some("EPSG:4547"));
    told("residents", "X is north and Y is east");
    told("residents", "is read as pop times 10000");
    told("residents", "the header is row 3");
    told("residents", "1 rows of sums were left out; they agree");
    let facilities = of("facilities");
    assert_eq!(facilities.encoding, Some("gb18030"));
    assert!(facilities.crs.as_deref().unwrap().starts_with("GCJ-02"));
    let others = (bureau::OTHERS.len() * bureau::EACH) as u64;
    assert_eq!((facilities.read, facilities.rejected), (400 + others, others));
    let districts = of("districts");
    assert_eq!(districts.encoding, Some("gb18030"));
    told("districts", "column '行政区划代' was cut by the format; it is read as '行政区划代码'");
}

#[test]
fn wuhan_from_planners_files() {
    let (Some(plain), Some(data)) = (WUHAN.run(), WUHAN.folder()) else { return };
    let folder = tempfile::tempdir().unwrap();
    bureau::write(&std::fs::canonicalize(data).unwrap(), WUHAN.network, folder.path());
    same_answers(&plain, &run(&folder.path().join("study.toml")));
    if let Some(folder) = std::env::var_os("WALKSHED_WUHAN") {
        same_answers(&plain, &run(&PathBuf::from(folder).join("study.toml")));
    }
}
