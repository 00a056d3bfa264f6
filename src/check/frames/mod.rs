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

mod fit;

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Serialize;

use self::fit::{Fit, Ground, LOOK_M, SHARE, blocks, elsewhere};
use super::Records;
use super::count::Count;
use super::finding::{Code, Finding, Severity, Words};
use super::sample::{evenly, median};
use crate::crs::{bd09, gcj02};
use crate::geodesy::LonLat;
use crate::inputs::{FileCount, Original};

/// Points of a file that are looked at.
const SAMPLE: usize = 500;

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
mod tests;
