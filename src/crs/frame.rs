//! How a file's pairs of numbers are to be read, beyond its coordinate system: which comes first,
//! and whether the zone stands before the easting.
//!
//! Chinese survey tables call the northing X and the easting Y, and write the number of the zone in
//! millions before the easting or leave it out. For Gauss-Krüger numbers within China the magnitude
//! decides both beyond doubt; where it does not, nothing is assumed.

use super::{Crs, Refusal, System, bd09mc, gcj02};
use crate::geodesy::LonLat;

/// A coordinate system and how the file writes it.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    crs: Crs,
    /// The first number is north (or the latitude).
    swapped: bool,
    /// Added to every easting: the zone that the file leaves out, or (negative) writes too much.
    zone_m: f64,
    /// Central meridian of a transverse Mercator system, degrees.
    meridian: Option<f64>,
}

/// Northings within China, metres (16° to 54° N).
const NORTHING: std::ops::Range<f64> = 1.7e6..6.1e6;
/// Eastings without their zone, metres.
const EASTING: std::ops::Range<f64> = 0.5e5..9.5e5;
const MILLION: f64 = 1e6;

impl Frame {
    /// Reads off a file's pairs how it writes coordinates of a system.
    ///
    /// # Errors
    /// When the zone in the eastings is not that of the system.
    pub fn of(crs: Crs, pairs: &[[f64; 2]]) -> Result<Frame, Refusal> {
        let meridian = match &crs {
            Crs::Defined(system) | Crs::Shifted(system) => system.central_meridian(),
            _ => None,
        };
        let mut frame = Frame { crs, swapped: false, zone_m: 0.0, meridian };
        let pairs = || pairs.iter().copied().filter(|p| p.iter().all(|v| v.is_finite()));
        let of_china = meridian.filter(|m| (70.0..=140.0).contains(m));
        match (&frame.crs, of_china) {
            (Crs::Defined(system) | Crs::Shifted(system), Some(meridian)) => {
                let survey = |[x, y]: [f64; 2]| NORTHING.contains(&x) && is_easting(y);
                let usual = |[x, y]: [f64; 2]| is_easting(x) && NORTHING.contains(&y);
                frame.swapped = pairs().any(survey) && !pairs().any(usual);
                let easting = |p: [f64; 2]| if frame.swapped { p[1] } else { p[0] };
                let zones: Vec<f64> = pairs()
                    .filter(|&p| survey(p) || usual(p))
                    .map(|p| (easting(p) / MILLION).floor())
                    .collect();
                if let Some(&zone) = zones.first() {
                    frame.zone_m = offset(system, meridian, zone)?;
                }
            }
            // In China every number of the east is larger than any of the north.
            (Crs::Bd09Mc, _) => {
                let is_turned = |[x, y]: [f64; 2]| x < y && bd09mc::to_bd09([y, x]).is_some();
                frame.swapped = pairs().any(is_turned) && pairs().all(|[x, y]| x < y);
            }
            (crs, _) if crs.is_geographic() => {
                // The shifted frames are frames of China, where no latitude is a longitude: a pair
                // of the far west (43.8, 87.6) fits the Earth either way, and China one way only.
                let is_shifted = matches!(crs, Crs::Gcj02 | Crs::Bd09);
                let fits = |at: [f64; 2]| match is_shifted {
                    true => gcj02::applies(at),
                    false => LonLat::new(at[0], at[1]).is_some(),
                };
                let turned = |[lat, lon]: [f64; 2]| !fits([lat, lon]) && fits([lon, lat]);
                // One stray row must not turn a file: nothing fits as it stands, or nothing is done.
                frame.swapped = pairs().any(turned) && !pairs().any(fits);
            }
            _ => {}
        }
        Ok(frame)
    }

    /// The coordinate system.
    #[must_use]
    pub fn crs(&self) -> &Crs {
        &self.crs
    }

    /// Where a pair is on WGS84; `None` when it is none of the system's, or farther from the
    /// central meridian of a Gauss-Krüger zone than any zone reaches.
    #[must_use]
    pub fn place(&self, pair: [f64; 2]) -> Option<LonLat> {
        let [x, y] = if self.swapped { [pair[1], pair[0]] } else { pair };
        let at = self.crs.to_wgs84([x + self.zone_m, y])?;
        self.meridian.is_none_or(|m| (at.lon() - m).abs() < 6.0).then_some(at)
    }

    /// What was understood beyond the system, English and Chinese; nothing when it was as usual.
    #[must_use]
    pub fn notes(&self) -> Vec<[String; 2]> {
        let mut notes = Vec::new();
        if self.swapped && self.crs.is_geographic() {
            notes.push([
                "latitude stands in the column of the longitude and the other way round".into(),
                "经度列与纬度列互换，已按纬度、经度读取".into(),
            ]);
        } else if self.swapped {
            notes.push([
                "X is north and Y is east, as in survey tables".into(),
                "X 为北、Y 为东（测量坐标），已互换".into(),
            ]);
        }
        if self.zone_m != 0.0 {
            let zone = (self.zone_m.abs() / MILLION).round();
            notes.push(match self.zone_m > 0.0 {
                true => [
                    format!("the eastings leave out zone {zone}"),
                    format!("横坐标未加带号，按 {zone} 带读取"),
                ],
                false => [
                    format!("the eastings begin with zone {zone}"),
                    format!("横坐标带有带号 {zone}，已去除"),
                ],
            });
        }
        notes
    }
}

fn is_easting(v: f64) -> bool {
    EASTING.contains(&v) || ((13e6..46e6).contains(&v) && EASTING.contains(&(v % MILLION)))
}

/// What turns eastings that begin with `zone` (0: with none) into those of the system.
fn offset(system: &System, meridian: f64, zone: f64) -> Result<f64, Refusal> {
    let own = system.false_easting().map_or(0.0, |fe| (fe / MILLION).floor());
    let of_meridian = zone == 0.0 || zone * 3.0 == meridian || zone * 6.0 - 3.0 == meridian;
    if zone == own || of_meridian {
        return Ok((own - zone) * MILLION);
    }
    let (three, six) = (zone * 3.0, zone * 6.0 - 3.0);
    let means = if zone >= 24.0 { three } else { six };
    let code =
        if zone >= 24.0 { 4534.0 + (three - 75.0) / 3.0 } else { 4502.0 + (six - 75.0) / 6.0 };
    Err(Refusal {
        what: format!(
            "the eastings begin with zone {zone} (central meridian {means}°), but {} has \
             {meridian}°",
            system.name()
        ),
        mend: format!("declare the system of the zone: EPSG:{code}"),
    })
}
