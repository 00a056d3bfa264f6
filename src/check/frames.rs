//! The frame test: do the points fit the streets and districts better when their numbers are read
//! as GCJ-02, BD-09 or WGS84?
//!
//! A shifted frame moves a city by 300 m to 1.2 km as a whole. Points read in their own frame hug the
//! streets, or keep an even distance; read in another one they lie as if scattered. Where streets are
//! many the *median* of scattered points is no larger (some come to lie on a footway), but their tail
//! always is: what nine in ten keep tells more. So two distances speak, the median and that of nine
//! in ten, and a frame is named only when it beats the declared one clearly ([`Fit::better`]) *and*
//! beats what moving the points just as far in eleven other directions does: a place that is better
//! anywhere but here tells of parks, water or an extract that ends, not of a frame. Where the shift
//! does not exist (outside China) or the numbers are no degrees, nothing is tested; without streets
//! only the districts can speak, and without those nobody does.

use std::ops::Range;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::count::Count;
use super::finding::{Code, Finding, Severity, Words};
use super::sample::{evenly, median, quantile};
use super::{Records, Streets};
use crate::coverage::AreaIndex;
use crate::crs::{bd09, gcj02};
use crate::geodesy::{LocalPlane, LonLat};
use crate::inputs::{FileCount, Original};

/// Points of a file that are looked at.
const SAMPLE: usize = 500;
/// How far a street is looked for, metres; no street within it counts as this far.
const LOOK_M: f64 = 500.0;
/// The distances that speak: what half of the points keep, and what nine in ten do.
const QUANTILES: [f64; 2] = [0.5, 0.9];
/// Another frame must bring one of them down to this share, …
const SHARE: f64 = 0.5;
/// … at least so many metres nearer, …
const NEARER_M: f64 = 10.0;
/// … and to where people live, metres: nobody is drawn to a distant road.
const GOOD_M: f64 = 100.0;
/// And below those of the same move in each other direction, to this share: of twelve moves chance
/// favours the one that a frame would make only now and then.
const SHARE_OF_OTHERS: f64 = 0.8;
/// So many of the others may fit as well: streets repeat, and one move may end a block further.
const ALIASES: usize = 1;
/// Points of one block, so wide in metres, count once.
const BLOCK_M: f64 = 200.0;
/// The directions of a clock.
const DIRECTIONS: u32 = 12;
/// Or it must bring so many more of the points into the districts (share of all), …
const MORE_INSIDE: f64 = 0.1;
/// … nearly all of them, …
const INSIDE: f64 = 0.95;
/// … without being farther from the streets than this, metres.
const NO_WORSE_M: f64 = 10.0;
/// How many more blocks of points must come near (or points inside) than go away, in standard
/// deviations of as many coins: fewer than nine never prove anything.
const SIGMAS: f64 = 3.0;

/// A frame that degrees may be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Frame {
    /// GPS, OpenStreetMap; CGCS2000 is the same here.
    Wgs84,
    /// Amap, Tencent.
    Gcj02,
    /// Baidu.
    Bd09,
}

impl Frame {
    /// All of them.
    pub const ALL: [Frame; 3] = [Frame::Wgs84, Frame::Gcj02, Frame::Bd09];

    /// Its name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Frame::Wgs84 => "WGS84",
            Frame::Gcj02 => "GCJ-02",
            Frame::Bd09 => "BD-09",
        }
    }

    /// Its name in a study file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Frame::Wgs84 => "wgs84",
            Frame::Gcj02 => "gcj02",
            Frame::Bd09 => "bd09",
        }
    }

    /// The frame of a coordinate system by its label; none for what is not degrees of China's.
    fn labelled(label: &str) -> Option<Frame> {
        Frame::ALL.into_iter().find(|frame| label.starts_with(frame.name()))
    }

    /// Numbers in this frame to WGS84.
    fn read(self, raw: [f64; 2]) -> [f64; 2] {
        match self {
            Frame::Wgs84 => raw,
            Frame::Gcj02 => gcj02::to_wgs84(raw),
            Frame::Bd09 => gcj02::to_wgs84(bd09::to_gcj02(raw)),
        }
    }

    /// WGS84 to the numbers of this frame; [`Frame::read`] turns it back to better than a
    /// micrometre, so that converted points give the numbers of their file.
    fn write(self, at: [f64; 2]) -> [f64; 2] {
        match self {
            Frame::Wgs84 => at,
            Frame::Gcj02 => gcj02::from_wgs84(at),
            Frame::Bd09 => bd09::from_gcj02(gcj02::from_wgs84(at)),
        }
    }
}

/// How the points of one file fit under each frame, in the order of [`Frame::ALL`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrameTest {
    /// residents, facilities.
    pub role: &'static str,
    /// The file, where it is known.
    pub file: Option<PathBuf>,
    /// The frame that it was read in.
    pub declared: Frame,
    /// Points looked at.
    pub points: usize,
    /// Median distance to the nearest street, metres, at most 500; none without streets.
    pub snap_m: [Option<f64>; 3],
    /// What nine in ten keep, likewise.
    pub snap90_m: [Option<f64>; 3],
    /// Share of the points inside the districts; none without districts.
    pub inside: [Option<f64>; 3],
}

/// Points that were declared alike.
struct Group<'a> {
    role: &'static str,
    file: Option<&'a Path>,
    declared: Frame,
    /// How many there are.
    rows: usize,
    /// A sample of them as they were read, on WGS84.
    at: Vec<[f64; 2]>,
    /// The block of each.
    blocks: Vec<u32>,
}

/// Tests all files of points; what was found, and what it was found from.
pub fn test(records: &Records<'_>) -> (Vec<FrameTest>, Vec<Finding>) {
    let ground = Ground::of(records);
    let (mut tests, mut findings) = (Vec::new(), Vec::new());
    let groups: Vec<Group<'_>> = residents(records).chain(facilities(records)).collect();
    for group in &groups {
        let tried = Tried::of(group, &ground);
        let test = tried.told();
        findings.extend(tried.finding(&ground, &test, records));
        tests.push(test);
    }
    findings.extend(streets(records, &ground, &groups));
    (tests, findings)
}

fn residents<'a>(records: &Records<'a>) -> impl Iterator<Item = Group<'a>> {
    let rows = &records.residents.rows;
    let file = records.files.iter().find(|f| f.role == "residents");
    let of = move |i: usize| (rows[i].at, rows[i].original.as_deref());
    group("residents", file, 0..rows.len(), of).into_iter()
}

/// One group a file: rows stand in the order of the files, and each file counts its own.
fn facilities<'a>(records: &Records<'a>) -> impl Iterator<Item = Group<'a>> {
    let rows = &records.facilities.rows;
    let of = move |i: usize| (rows[i].at, rows[i].original.as_deref());
    let files: Vec<&FileCount> = records.files.iter().filter(|f| f.role == "facilities").collect();
    let counted = files.iter().map(|f| f.used as usize).sum::<usize>() == rows.len();
    let mut first = 0;
    let mut parts: Vec<(Option<&FileCount>, Range<usize>)> = Vec::new();
    if counted && !files.is_empty() {
        for file in files {
            let next = first + file.used as usize;
            parts.push((Some(file), first..next));
            first = next;
        }
    } else {
        parts.push((None, 0..rows.len()));
    }
    parts.into_iter().filter_map(move |(file, range)| group("facilities", file, range, of))
}

/// A sample of a file's rows; nothing where the frames cannot be told apart.
fn group<'a>(
    role: &'static str,
    file: Option<&'a FileCount>,
    rows: Range<usize>,
    of: impl Fn(usize) -> (LonLat, Option<&'a Original>),
) -> Option<Group<'a>> {
    let original = rows.clone().find_map(|i| of(i).1).map(|original| &*original.crs);
    let label = original.or(file.and_then(|f| f.crs.as_deref())).unwrap_or("WGS84");
    let declared = Frame::labelled(label)?;
    let at: Vec<[f64; 2]> = evenly(rows.len(), SAMPLE)
        .map(|i| of(rows.start + i).0)
        .map(|at| [at.lon(), at.lat()])
        .collect();
    // Outside China the frames are one.
    let shifted = at.iter().filter(|&&at| gcj02::applies(at)).count();
    (2 * shifted > at.len()).then_some(Group {
        role,
        file: file.map(|f| &*f.file),
        declared,
        rows: rows.len(),
        blocks: blocks(&at),
        at,
    })
}

/// What points are held against.
struct Ground<'a> {
    streets: Option<Streets<'a>>,
    districts: Option<AreaIndex>,
}

impl<'a> Ground<'a> {
    fn of(records: &Records<'a>) -> Ground<'a> {
        let districts = records.level.map(|level| {
            AreaIndex::of(records.districts.on_level(level).map(|(_, district)| &district.area))
        });
        Ground { streets: records.streets, districts }
    }

    fn fit(&self, points: &[[f64; 2]]) -> Fit {
        let place = |p: &[f64; 2]| LonLat::new(p[0], p[1]);
        let street_m = self.streets.map(|streets| {
            let snap = |at: LonLat| streets.snapper.snap(at, LOOK_M).map(|snap| snap.access_m);
            points.iter().map(|p| place(p).and_then(snap).unwrap_or(LOOK_M)).collect()
        });
        let inside = self.districts.as_ref().map(|districts| {
            let holds = |at: LonLat| districts.first_at(at.coord()).is_some();
            points.iter().map(|p| place(p).is_some_and(holds)).collect()
        });
        Fit { street_m, inside }
    }
}

/// How points fit, one by one.
struct Fit {
    street_m: Option<Vec<f64>>,
    inside: Option<Vec<bool>>,
}

impl Fit {
    /// A quantile of the distances to a street, by its number.
    fn street_m(&self, number: usize) -> Option<f64> {
        quantile(self.street_m.clone()?, QUANTILES[number])
    }

    fn share_inside(&self) -> Option<f64> {
        let inside = self.inside.as_ref()?;
        let count = inside.iter().filter(|&&inside| inside).count();
        (!inside.is_empty()).then(|| count as f64 / inside.len() as f64)
    }

    /// Which of the distances are clearly smaller than those of another fit, without the other one
    /// being larger.
    fn nearer(&self, than: &Fit, blocks: &[u32]) -> [bool; 2] {
        [0, 1].map(|q| {
            let (Some(own), Some(other)) = (self.street_m(q), than.street_m(q)) else {
                return false;
            };
            let (Some(points), Some(others)) = (&self.street_m, &than.street_m) else {
                return false;
            };
            let steps = points.iter().zip(others).map(|(a, b)| match (*a <= own, *b <= own) {
                (true, false) => 1,
                (false, true) => -1,
                _ => 0,
            });
            let (gains, losses) = votes(blocks, steps);
            own <= SHARE * other
                && other - own >= NEARER_M
                && own <= GOOD_M
                && self.no_farther(than)
                && no_chance(gains, losses)
        })
    }

    fn no_farther(&self, than: &Fit) -> bool {
        (0..QUANTILES.len()).all(|q| match (self.street_m(q), than.street_m(q)) {
            (Some(own), Some(other)) => own <= other + NO_WORSE_M,
            _ => true,
        })
    }

    /// Deeper in the districts than another fit, and no farther from the streets.
    fn more_inside(&self, than: &Fit, more: f64) -> bool {
        let (Some(own), Some(other)) = (self.share_inside(), than.share_inside()) else {
            return false;
        };
        let (Some(points), Some(others)) = (&self.inside, &than.inside) else { return false };
        let gains = points.iter().zip(others).filter(|&(own, other)| *own && !other).count();
        let losses = points.iter().zip(others).filter(|&(own, other)| !own && *other).count();
        own >= INSIDE && own - other >= more && self.no_farther(than) && no_chance(gains, losses)
    }

    /// Clearly better than the fit as declared, and than those of as far a move elsewhere.
    fn better(&self, declared: &Fit, blocks: &[u32], elsewhere: impl Fn() -> Vec<Fit>) -> bool {
        let nearer = self.nearer(declared, blocks);
        if nearer.contains(&true) {
            let others = elsewhere();
            let beats = |q: usize, other: &Fit| match (self.street_m(q), other.street_m(q)) {
                (Some(own), Some(other)) => own <= SHARE_OF_OTHERS * other,
                _ => false,
            };
            let beaten = |q: usize| others.iter().filter(|other| beats(q, other)).count();
            return (0..nearer.len()).any(|q| nearer[q] && beaten(q) + ALIASES >= others.len());
        }
        self.more_inside(declared, MORE_INSIDE)
            && elsewhere().iter().all(|fit| self.more_inside(fit, 0.5 * MORE_INSIDE))
    }
}

/// The blocks that gain and those that lose: the homes of one block move past the same streets, so
/// they are one witness and not fifty.
fn votes(blocks: &[u32], steps: impl Iterator<Item = i32>) -> (usize, usize) {
    let mut of = vec![0i32; blocks.iter().max().map_or(0, |&last| last as usize + 1)];
    for (&block, step) in blocks.iter().zip(steps) {
        of[block as usize] += step;
    }
    (of.iter().filter(|&&sum| sum > 0).count(), of.iter().filter(|&&sum| sum < 0).count())
}

/// Numbers the blocks of [`BLOCK_M`] that points lie in.
fn blocks(at: &[[f64; 2]]) -> Vec<u32> {
    let mut known: FxHashMap<[i64; 2], u32> = FxHashMap::default();
    let plane = LocalPlane::at(at.first().map_or(0.0, |at| at[1]));
    at.iter()
        .map(|at| {
            let cell = [at[0] * plane.x_m, at[1] * plane.y_m].map(|m| (m / BLOCK_M).floor() as i64);
            let next = known.len() as u32;
            *known.entry(cell).or_insert(next)
        })
        .collect()
}

/// Whether tossed coins would not have fallen like this.
fn no_chance(gains: usize, losses: usize) -> bool {
    gains as f64 - losses as f64 >= SIGMAS * ((gains + losses) as f64).sqrt() && gains > 0
}

/// Points moved just as far as from `from` to `to`, in all other directions.
fn elsewhere(from: &[[f64; 2]], to: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
    let turn = std::f64::consts::TAU / f64::from(DIRECTIONS);
    let turned = |direction: u32| {
        let (sin, cos) = (turn * f64::from(direction)).sin_cos();
        let place = |(a, b): (&[f64; 2], &[f64; 2])| {
            let plane = LocalPlane::at(a[1]);
            let (x, y) = ((b[0] - a[0]) * plane.x_m, (b[1] - a[1]) * plane.y_m);
            let (x, y) = (cos * x - sin * y, sin * x + cos * y);
            [a[0] + x / plane.x_m, a[1] + y / plane.y_m]
        };
        from.iter().zip(to).map(place).collect()
    };
    (1..DIRECTIONS).map(turned).collect()
}

/// A group under every frame.
struct Tried<'g, 'a> {
    group: &'g Group<'a>,
    points: [Vec<[f64; 2]>; 3],
    fits: [Fit; 3],
}

impl<'g, 'a> Tried<'g, 'a> {
    fn of(group: &'g Group<'a>, ground: &Ground<'_>) -> Tried<'g, 'a> {
        let points = Frame::ALL.map(|frame| match frame == group.declared {
            true => group.at.clone(),
            false => group.at.iter().map(|&at| frame.read(group.declared.write(at))).collect(),
        });
        let fits = [0, 1, 2].map(|i| ground.fit(&points[i]));
        Tried { group, points, fits }
    }

    fn told(&self) -> FrameTest {
        FrameTest {
            role: self.group.role,
            file: self.group.file.map(Path::to_owned),
            declared: self.group.declared,
            points: self.group.at.len(),
            snap_m: [0, 1, 2].map(|i| self.fits[i].street_m(0)),
            snap90_m: [0, 1, 2].map(|i| self.fits[i].street_m(1)),
            inside: [0, 1, 2].map(|i| self.fits[i].share_inside()),
        }
    }

    /// The frame that fits clearly better than the declared one, in words.
    fn finding(
        &self,
        ground: &Ground<'_>,
        test: &FrameTest,
        records: &Records<'_>,
    ) -> Option<Finding> {
        let own = self.group.declared as usize;
        let better = |&i: &usize| {
            let others = || {
                let moved = elsewhere(&self.points[own], &self.points[i]);
                moved.iter().map(|points| ground.fit(points)).collect()
            };
            i != own && self.fits[i].better(&self.fits[own], &self.group.blocks, others)
        };
        let key = |&i: &usize| {
            (test.snap90_m[i].unwrap_or_default(), -test.inside[i].unwrap_or_default())
        };
        let best = (0..3)
            .filter(better)
            .min_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal))?;
        let frame = Frame::ALL[best];
        let (en, zh) = figures(test, own, best);
        let role = self.group.role;
        let role_zh = if role == "residents" { "居民点" } else { "设施" };
        let text = Words::of(
            format!("{role} look like {}: {en}", frame.name()),
            format!("{role_zh}坐标像是 {}：{zh}", frame.name()),
        );
        let name = self.group.file.and_then(Path::file_name).unwrap_or_default();
        let entry = format!(
            "{role} = {{ file = \"{}\", crs = \"{}\" }}",
            name.to_string_lossy(),
            frame.key()
        );
        let mut finding = Finding::new(self.severity(records, own), Code::Frame, role, text)
            .in_file(self.group.file)
            .mend(
                format!("if they are, declare it in the study file: {entry}"),
                format!("如确系该坐标系，请在研究文件中声明：{entry}"),
            );
        for (i, frame) in Frame::ALL.iter().enumerate() {
            if let Some(m) = test.snap_m[i] {
                finding = finding.figure(format!("snap_m_{}", frame.key()), m);
            }
            if let Some(m) = test.snap90_m[i] {
                finding = finding.figure(format!("snap90_m_{}", frame.key()), m);
            }
            if let Some(share) = test.inside[i] {
                finding = finding.figure(format!("inside_{}", frame.key()), share);
            }
        }
        Some(match role {
            "residents" => finding.touching(Count::of(records.residents, 0..self.group.rows)),
            _ => finding.counting(self.group.rows),
        })
    }

    /// An error only when nothing of the file can count as declared: every figure would be zero.
    fn severity(&self, records: &Records<'_>, declared: usize) -> Severity {
        let fit = &self.fits[declared];
        let near = |m: &f64| *m <= records.study.snap_limit_m.min(LOOK_M) && *m < LOOK_M;
        let nowhere = fit.street_m.as_ref().is_some_and(|m| !m.iter().any(near));
        // Facilities may all stand outside the districts and still serve them.
        let outside = self.group.role == "residents"
            && fit.inside.as_ref().is_some_and(|inside| !inside.contains(&true));
        if nowhere || outside { Severity::Error } else { Severity::Warning }
    }
}

/// `median distance to a street 211 m as declared, 14 m as gcj02`, what nine in ten keep where that
/// tells more, and the share inside where it differs.
fn figures(test: &FrameTest, own: usize, best: usize) -> (String, String) {
    let key = Frame::ALL[best].key();
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    let halved = |m: [Option<f64>; 3]| match (m[own], m[best]) {
        (Some(declared), Some(other)) => Some((declared, other, other <= SHARE * declared)),
        _ => None,
    };
    let (median, most) = (halved(test.snap_m), halved(test.snap90_m));
    let median_speaks = median.is_some_and(|m| m.2);
    if let Some((declared, other, _)) = median.filter(|_| median_speaks) {
        en.push(format!(
            "median distance to a street {declared:.0} m as declared, {other:.0} m as {key}"
        ));
        zh.push(format!(
            "到道路的中位距离按现有声明为 {declared:.0} 米，按 {key} 为 {other:.0} 米"
        ));
    }
    if let Some((declared, other, _)) = most.filter(|m| m.1 < m.0) {
        en.push(format!(
            "nine in ten lie within {declared:.0} m of a street as declared, within {other:.0} m as \
             {key}"
        ));
        zh.push(format!(
            "九成的点到道路的距离按现有声明在 {declared:.0} 米内，按 {key} 在 {other:.0} 米内"
        ));
    }
    if let (Some(declared), Some(other)) = (test.inside[own], test.inside[best])
        && declared != other
    {
        let (declared, other) = (100.0 * declared, 100.0 * other);
        en.push(format!("inside the districts {declared:.1} % as declared, {other:.1} % as {key}"));
        zh.push(format!("位于区划内的比例按现有声明为 {declared:.1}%，按 {key} 为 {other:.1}%"));
    }
    (en.join("; "), zh.join("；"))
}

/// The other way round: residents and facilities both fit the streets when *they* are moved into
/// another frame, so the streets are in it.
fn streets(records: &Records<'_>, ground: &Ground<'_>, groups: &[Group<'_>]) -> Option<Finding> {
    let streets = Ground { streets: Some(ground.streets?), districts: None };
    let roles = ["residents", "facilities"];
    if !roles.iter().all(|role| groups.iter().any(|group| group.role == *role)) {
        return None;
    }
    let shifted = |frame: Frame| {
        let mut most = Vec::new();
        let all = groups.iter().all(|group| {
            let moved: Vec<[f64; 2]> = group.at.iter().map(|&at| frame.write(at)).collect();
            let (declared, fit) = (streets.fit(&group.at), streets.fit(&moved));
            most.push((declared.street_m(1), fit.street_m(1)));
            let others = || elsewhere(&group.at, &moved).iter().map(|p| streets.fit(p)).collect();
            fit.better(&declared, &group.blocks, others)
        });
        all.then_some((frame, most))
    };
    let (frame, most) = [Frame::Gcj02, Frame::Bd09].into_iter().find_map(shifted)?;
    let [declared, other] = [
        median(most.iter().filter_map(|m| m.0).collect())?,
        median(most.iter().filter_map(|m| m.1).collect())?,
    ];
    let (name, key) = (frame.name(), frame.key());
    let text = Words::of(
        format!(
            "the streets look like {name}: nine in ten residents and facilities lie within \
             {declared:.0} m of a street as declared, within {other:.0} m with the streets as {key}"
        ),
        format!(
            "路网坐标像是 {name}：九成居民点和设施到道路的距离按现有声明在 {declared:.0} 米内，路网按 \
             {key} 则在 {other:.0} 米内"
        ),
    );
    let file = records.file("network");
    let entry = format!(
        "network = {{ file = \"{}\", crs = \"{key}\" }}",
        file.and_then(Path::file_name).unwrap_or_default().to_string_lossy()
    );
    Some(
        Finding::new(Severity::Warning, Code::Frame, "network", text)
            .in_file(file)
            .mend(
                format!("if they are, declare it in the study file: {entry}"),
                format!("如确系该坐标系，请在研究文件中声明：{entry}"),
            )
            .figure("snap90_m_wgs84", declared)
            .figure(format!("snap90_m_{key}"), other),
    )
}

#[cfg(test)]
mod tests {
    use super::super::scene::Scene;
    use super::*;
    use crate::inputs::Rejects;

    /// Numbers in 0..1 that are the same every time.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 33) as f64 / (1u64 << 31) as f64
        }
    }

    /// Streets 500 m apart over 6 km, and homes and facilities within 20 m of them in the middle
    /// 4 km: off the streets at random, half of all places lie more than 70 m from one.
    fn city() -> Scene {
        let mut scene = Scene::new();
        for i in -6..=6 {
            let at = 500.0 * f64::from(i);
            scene.street([-3000.0, at], [3000.0, at]);
            scene.street([at, -3000.0], [at, 3000.0]);
        }
        let mut dice = Dice(3);
        for i in 0..200 {
            let along = 4000.0 * dice.roll() - 2000.0;
            let across = 500.0 * (9.0 * dice.roll()).floor() - 2000.0 + 40.0 * dice.roll() - 20.0;
            let at = if i % 2 == 0 { [along, across] } else { [across, along] };
            if i % 4 < 3 {
                scene.resident(&i.to_string(), "", Scene::at(at), 10.0);
            } else {
                scene.facility(&i.to_string(), "", 0, Scene::at(at));
            }
        }
        scene
    }

    type Move = fn([f64; 2]) -> [f64; 2];

    fn moved(at: LonLat, by: Move) -> LonLat {
        let [lon, lat] = by([at.lon(), at.lat()]);
        LonLat::new(lon, lat).unwrap()
    }

    fn found(scene: &Scene) -> Vec<Finding> {
        scene.check(test).1
    }

    #[test]
    fn points_in_their_own_frame_are_let_pass() {
        let scene = city();
        assert_eq!(found(&scene), []);
        let tests = scene.check(test).0;
        assert_eq!(tests.len(), 2);
        let [own, gcj, bd] = tests[0].snap_m.map(Option::unwrap);
        assert!(own < 20.0 && gcj > 40.0 && bd > 40.0, "{tests:?}");
    }

    #[test]
    fn shifted_points_are_found_with_the_figures_in_the_right_frame() {
        let plain = city();
        let own = plain.check(test).0[1].snap_m[0].unwrap();
        let shifts: [(Frame, Move); 2] = [
            (Frame::Gcj02, |at| Frame::Gcj02.write(at)),
            (Frame::Bd09, |at| Frame::Bd09.write(at)),
        ];
        for (frame, shift) in shifts {
            let mut scene = city();
            for facility in &mut scene.facilities.rows {
                facility.at = moved(facility.at, shift);
            }
            let findings = found(&scene);
            assert_eq!(findings.len(), 1, "{findings:?}");
            let finding = &findings[0];
            assert_eq!((finding.role, finding.severity), (Some("facilities"), Severity::Warning));
            assert!(finding.text.en.starts_with(&format!("facilities look like {}", frame.name())));
            let as_is = scene.check(|r| Ground::of(r).fit(&group_of(r)).street_m(0)).unwrap();
            assert!(finding.text.en.contains(&format!(
                "median distance to a street {as_is:.0} m as declared, {own:.0} m as {}",
                frame.key()
            )));
            let figure = finding.figures[&format!("snap_m_{}", frame.key())];
            assert!((figure - own).abs() < 1e-3, "{figure} {own}");
        }
    }

    fn group_of(records: &Records<'_>) -> Vec<[f64; 2]> {
        records.facilities.rows.iter().map(|f| [f.at.lon(), f.at.lat()]).collect()
    }

    /// Where footways are everywhere, half of the scattered points come nearer to one than houses
    /// ever stand; only the tail tells.
    #[test]
    fn where_the_median_misleads_the_tail_speaks() {
        let mut scene = Scene::new();
        let mut dice = Dice(11);
        let mut south = -2500.0;
        let mut homes = Vec::new();
        while south < 2500.0 {
            // Five footways 30 m apart, homes midway between two, then open ground.
            for row in 0..5 {
                let at = south + 30.0 * f64::from(row);
                scene.street([-2500.0, at], [2500.0, at]);
                if row < 4 && south.abs() < 1500.0 {
                    homes.extend((0..10).map(|_| [3000.0 * dice.roll() - 1500.0, at + 15.0]));
                }
            }
            south += 220.0 + 200.0 * dice.roll();
        }
        for (i, home) in homes.into_iter().enumerate() {
            scene.resident(&i.to_string(), "", Scene::at(home), 10.0);
        }
        assert_eq!(found(&scene), []);
        for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
            *at = moved(*at, |at| Frame::Gcj02.write(at));
        }
        let finding = found(&scene).remove(0);
        let [declared, own] =
            ["wgs84", "gcj02"].map(|frame| finding.figures[&format!("snap_m_{frame}")]);
        assert!(declared < own && (own - 15.0).abs() < 0.5, "{finding:?}");
        assert!(finding.text.en.contains("nine in ten lie within"), "{finding:?}");
        assert!(finding.text.en.contains("within 15 m as gcj02"), "{finding:?}");
    }

    #[test]
    fn a_declaration_that_is_wrong_is_found_the_other_way_round() {
        // Plain WGS84, declared as GCJ-02: the reader has moved it by as much.
        let mut scene = city();
        for resident in &mut scene.residents.rows {
            let pair = [resident.at.lon(), resident.at.lat()];
            resident.at = moved(resident.at, |at| Frame::Gcj02.read(at));
            resident.original =
                Some(Box::new(Original { pair, crs: "GCJ-02 (近似转换)".into() }));
        }
        let findings = found(&scene);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].text.en.starts_with("residents look like WGS84"), "{findings:?}");
        assert_eq!(findings[0].people, Some(1500.0));
    }

    #[test]
    fn residents_and_facilities_shifted_alike_are_both_found() {
        let mut scene = city();
        for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
            *at = moved(*at, |at| Frame::Gcj02.write(at));
        }
        for at in scene.facilities.rows.iter_mut().map(|f| &mut f.at) {
            *at = moved(*at, |at| Frame::Gcj02.write(at));
        }
        let roles: Vec<_> = found(&scene).iter().map(|f| f.role.unwrap()).collect();
        assert_eq!(roles, ["residents", "facilities"]);
    }

    #[test]
    fn streets_in_another_frame_than_everything_else() {
        let mut scene = city();
        for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
            *at = moved(*at, |at| Frame::Bd09.read(at));
        }
        for at in scene.facilities.rows.iter_mut().map(|f| &mut f.at) {
            *at = moved(*at, |at| Frame::Bd09.read(at));
        }
        let findings = found(&scene);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].text.en.starts_with("the streets look like BD-09"), "{findings:?}");
    }

    #[test]
    fn points_off_all_streets_are_no_matter_of_frames() {
        // Parks: in the middle of the blocks, 250 m from any street.
        let mut scene = city();
        for (i, facility) in scene.facilities.rows.iter_mut().enumerate() {
            let i = i as f64;
            let at = Scene::at([500.0 * (i % 8.0) - 1750.0, 500.0 * (i / 8.0).floor() - 1750.0]);
            facility.at = LonLat::new(at[0], at[1]).unwrap();
        }
        assert_eq!(found(&scene), []);
        // Homes beside an extract that ends before it comes to them.
        let mut scene = city();
        for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
            let plane = LocalPlane::at(Scene::LAT);
            *at = LonLat::new(at.lon() + 5400.0 / plane.x_m, at.lat()).unwrap();
        }
        assert_eq!(found(&scene), []);
    }

    #[test]
    fn places_without_streets_around_prove_nothing() {
        let mut scene = Scene::new();
        scene.street([-20_000.0, 0.0], [20_000.0, 0.0]);
        let mut dice = Dice(9);
        for i in 0..300 {
            let at = [30_000.0 * dice.roll() - 15_000.0, 6000.0 * dice.roll() - 3000.0];
            scene.resident(&i.to_string(), "", Scene::at(at), 10.0);
        }
        assert_eq!(found(&scene), []);
    }

    #[test]
    fn few_points_prove_nothing() {
        let mut scene = city();
        scene.facilities.rows.truncate(8);
        for facility in &mut scene.facilities.rows {
            facility.at = moved(facility.at, |at| Frame::Gcj02.write(at));
        }
        assert_eq!(found(&scene), []);
    }

    #[test]
    fn outside_china_and_in_projected_systems_nothing_is_tested() {
        let mut scene = city();
        for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
            *at = LonLat::new(at.lon() - 121.6, at.lat() - 10.4).unwrap();
        }
        let roles: Vec<_> = scene.check(test).0.iter().map(|t| t.role).collect();
        assert_eq!(roles, ["facilities"]);
        let mut scene = city();
        for facility in &mut scene.facilities.rows {
            facility.original =
                Some(Box::new(Original { pair: [4e6, 5e5], crs: "EPSG:4544".into() }));
        }
        let roles: Vec<_> = scene.check(test).0.iter().map(|t| t.role).collect();
        assert_eq!(roles, ["residents"]);
    }

    #[test]
    fn without_streets_the_districts_speak() {
        // A small study area; GCJ-02 moves it by more than its width here.
        let mut scene = Scene::new();
        let mut dice = Dice(5);
        for i in 0..60 {
            let at = [200.0 * dice.roll() - 100.0, 200.0 * dice.roll() - 100.0];
            scene.resident(&i.to_string(), "", Scene::at(at), 10.0);
        }
        scene.district("1", "社区", [-0.0012, -0.001, 0.0012, 0.001]);
        assert_eq!(found(&scene), []);
        for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
            *at = moved(*at, |at| Frame::Gcj02.write(at));
        }
        let findings = found(&scene);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].severity, Severity::Error, "nobody lives in a district as declared");
        assert!(findings[0].text.en.contains("0.0 % as declared, 100.0 % as gcj02"));
        scene.districts = Default::default();
        assert_eq!(found(&scene), [], "nothing to hold them against");
    }

    #[test]
    fn the_rows_of_several_files_are_tested_file_by_file() {
        let mut scene = city();
        let rows = scene.facilities.rows.len();
        let mut files = Rejects::default();
        for (name, used) in [("a.csv", 30), ("b.csv", rows - 30)] {
            files.count_whole(Path::new(name), "facilities", used as u64);
        }
        scene.files = files.files;
        for facility in &mut scene.facilities.rows[30..] {
            facility.at = moved(facility.at, |at| Frame::Gcj02.write(at));
        }
        let findings = found(&scene);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].file.as_deref(), Some(Path::new("b.csv")));
        assert_eq!(findings[0].points, Some(rows - 30));
    }
}
