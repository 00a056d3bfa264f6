//! Coordinate reference systems: numbers of a file -> WGS84.
//!
//! GCJ-02 and BD-09 by the public formulas ([`gcj02`], [`bd09`]); everything that has an EPSG code by
//! `proj4rs` with the definitions of `crs-definitions` ([`Epsg`]). CGCS2000 is WGS84 for this
//! purpose: they differ by less than a decimetre. Xi'an 1980 and Beijing 1954 are refused: nobody
//! published how their datums lie to WGS84, and a guess is off by the width of a street or more.

pub mod bd09;
mod epsg;
mod frame;
pub mod gcj02;

pub use epsg::Epsg;
pub use frame::Frame;

use crate::geodesy::LonLat;

/// Why numbers cannot be read as coordinates, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub mend: String,
}

/// How a pair of numbers says where it is.
#[derive(Clone, Debug, Default)]
pub enum Crs {
    /// Longitude and latitude in degrees on WGS84, or on CGCS2000, which is the same here.
    #[default]
    Wgs84,
    /// Longitude and latitude of Amap, Tencent and licensed Chinese maps.
    Gcj02,
    /// Longitude and latitude of Baidu.
    Bd09,
    /// A system of the EPSG register.
    Epsg(Box<Epsg>),
}

impl Crs {
    /// A system by its name: `wgs84`, `cgcs2000`, `gcj02`, `bd09`, `EPSG:4545`,
    /// `urn:ogc:def:crs:EPSG::4545`, `OGC:CRS84`, in any case, with or without hyphens.
    ///
    /// # Errors
    /// When the name is unknown, or its datum cannot be brought to WGS84.
    pub fn named(name: &str) -> Result<Crs, Refusal> {
        let plain: String = name
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == ':')
            .collect::<String>()
            .to_lowercase();
        match &*plain {
            "wgs84" | "cgcs2000" => return Ok(Crs::Wgs84),
            "gcj02" | "gcj" | "火星坐标" | "amap" | "高德" => return Ok(Crs::Gcj02),
            "bd09" | "bd09ll" | "baidu" | "百度" => return Ok(Crs::Bd09),
            _ if plain.ends_with("crs84") => return Ok(Crs::Wgs84),
            _ => {}
        }
        let code = plain.contains("epsg").then(|| plain.rsplit(':').next()).flatten();
        match code.and_then(|code| code.trim_start_matches("epsg").parse::<u32>().ok()) {
            Some(4326 | 4490) => Ok(Crs::Wgs84),
            Some(code) => match u16::try_from(code) {
                Ok(code) => Ok(Crs::Epsg(Box::new(Epsg::of(code)?))),
                Err(_) => Err(unknown(name)),
            },
            None => Err(unknown(name)),
        }
    }

    /// Its name for people; that of the shifted frames says that the way back is approximate.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Crs::Wgs84 => "WGS84".into(),
            Crs::Gcj02 => "GCJ-02 (近似转换, about 0.7 m)".into(),
            Crs::Bd09 => "BD-09 (近似转换, about 0.7 m)".into(),
            Crs::Epsg(epsg) => format!("EPSG:{}", epsg.code()),
        }
    }

    /// The label of original coordinates in layers; none for WGS84, which needs none.
    #[must_use]
    pub fn short_name(&self) -> Option<Box<str>> {
        match self {
            Crs::Wgs84 => None,
            Crs::Gcj02 => Some("GCJ-02 (近似转换)".into()),
            Crs::Bd09 => Some("BD-09 (近似转换)".into()),
            Crs::Epsg(epsg) => Some(format!("EPSG:{}", epsg.code()).into()),
        }
    }

    /// Whether its numbers are degrees of longitude and latitude.
    #[must_use]
    pub fn is_geographic(&self) -> bool {
        match self {
            Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 => true,
            Crs::Epsg(epsg) => epsg.is_geographic(),
        }
    }

    /// From x (east, or longitude) and y (north, or latitude) to WGS84; `None` where the numbers
    /// are none of the system's.
    #[must_use]
    pub fn to_wgs84(&self, at: [f64; 2]) -> Option<LonLat> {
        if self.is_geographic() {
            LonLat::new(at[0], at[1])?;
        }
        let [lon, lat] = match self {
            Crs::Wgs84 => at,
            Crs::Gcj02 => gcj02::to_wgs84(at),
            Crs::Bd09 => gcj02::to_wgs84(bd09::to_gcj02(at)),
            Crs::Epsg(epsg) => epsg.to_wgs84(at)?,
        };
        LonLat::new(lon, lat)
    }
}

fn unknown(name: &str) -> Refusal {
    Refusal {
        what: format!("'{name}' is no coordinate system that walkshed knows"),
        mend: "write wgs84, cgcs2000, gcj02, bd09, or a code such as EPSG:4545".into(),
    }
}

/// Finds what `forward` maps to `target`, by correcting a guess with the error that it leaves.
///
/// For a shift that changes slowly from place to place, as those of GCJ-02 and BD-09 do, each step
/// gains two digits; it ends when a step is below 1e-12 degree, a tenth of a micrometre.
fn inverse(forward: impl Fn([f64; 2]) -> [f64; 2], target: [f64; 2]) -> [f64; 2] {
    let mut guess = target;
    for _ in 0..10 {
        let reached = forward(guess);
        let step = [target[0] - reached[0], target[1] - reached[1]];
        guess = [guess[0] + step[0], guess[1] + step[1]];
        if step[0].abs().max(step[1].abs()) < 1e-12 {
            break;
        }
    }
    guess
}

#[cfg(test)]
mod tests;
