//! Coordinate reference systems: numbers of a file -> WGS84.
//!
//! GCJ-02 and BD-09 by the public formulas ([`gcj02`], [`bd09`], in metres [`bd09mc`]); everything that has an EPSG code by
//! `proj4rs` with the definitions of `crs-definitions`, and everything that well-known text defines by
//! `proj4wkt` ([`System`]). CGCS2000 is WGS84 for this purpose: they differ by less than a decimetre.
//! Xi'an 1980 and Beijing 1954 are refused: nobody published how their datums lie to WGS84, and a
//! guess is off by the width of a street or more. Who knows the shift can state it ([`DatumShift`]).

pub mod bd09;
pub mod bd09mc;
mod frame;
pub mod gcj02;
mod system;
mod wkt;

pub use frame::Frame;
pub use system::{DatumShift, System};

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
    /// Metres of Baidu's own Mercator map.
    Bd09Mc,
    /// A system of the EPSG register, or of well-known text.
    Defined(Box<System>),
    /// The same, brought to WGS84 by a shift that the user states.
    Shifted(Box<System>),
}

/// What a file says of its own coordinate system, not understood yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// A name or a code: `EPSG:4545`, `urn:ogc:def:crs:OGC:1.3:CRS84`.
    Name(String),
    /// Well-known text.
    Wkt(String),
}

impl Crs {
    /// A system by its name: `wgs84`, `cgcs2000`, `gcj02`, `bd09`, `bd09mc`, `EPSG:4545`,
    /// `urn:ogc:def:crs:EPSG::4545`, `OGC:CRS84`, in any case, with or without hyphens.
    ///
    /// # Errors
    /// When the name is unknown, or its datum cannot be brought to WGS84.
    pub fn named(name: &str) -> Result<Crs, Refusal> {
        Crs::named_with(name, None)
    }

    /// The same, with a shift for a datum that has no published one.
    ///
    /// # Errors
    /// As [`Crs::named`]; without a shift the datum must be a known one.
    pub fn named_with(name: &str, shift: Option<&DatumShift>) -> Result<Crs, Refusal> {
        let plain: String = name
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == ':')
            .collect::<String>()
            .to_lowercase();
        match &*plain {
            "wgs84" | "cgcs2000" => return Ok(Crs::Wgs84),
            "gcj02" | "gcj" | "火星坐标" | "amap" | "高德" => return Ok(Crs::Gcj02),
            "bd09" | "bd09ll" | "baidu" | "百度" => return Ok(Crs::Bd09),
            "bd09mc" | "百度墨卡托" => return Ok(Crs::Bd09Mc),
            _ if plain.ends_with("crs84") => return Ok(Crs::Wgs84),
            _ => {}
        }
        let code = plain.contains("epsg").then(|| plain.rsplit(':').next()).flatten();
        match code.and_then(|code| code.trim_start_matches("epsg").parse::<u32>().ok()) {
            Some(4326 | 4490 | 4979 | 4480) => Ok(Crs::Wgs84),
            Some(code) => match u16::try_from(code) {
                Ok(code) => System::of_code(code, shift).map(|system| Crs::of(system, shift)),
                Err(_) => Err(unknown(name)),
            },
            None => Err(unknown(name)),
        }
    }

    /// The system that a file states.
    ///
    /// # Errors
    /// When it cannot be understood, or its datum cannot be brought to WGS84.
    pub fn stated(stated: &Stated, shift: Option<&DatumShift>) -> Result<Crs, Refusal> {
        let text = match stated {
            Stated::Name(name) => return Crs::named_with(name, shift),
            Stated::Wkt(text) => text,
        };
        // The register knows more of a system than the text of a file does.
        if let Some(code) = wkt::epsg(text)
            && let Ok(crs) = Crs::named_with(&format!("EPSG:{code}"), shift)
        {
            return Ok(crs);
        }
        let system = System::of_wkt(text, shift)?;
        let is_wgs84 = system.is_geographic() && shift.is_none() && wkt::is_wgs84(text);
        Ok(if is_wgs84 { Crs::Wgs84 } else { Crs::of(system, shift) })
    }

    fn of(system: System, shift: Option<&DatumShift>) -> Crs {
        match shift {
            Some(_) => Crs::Shifted(Box::new(system)),
            None => Crs::Defined(Box::new(system)),
        }
    }

    /// Its name for people; that of the shifted frames says that the way back is approximate.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Crs::Wgs84 => "WGS84".into(),
            Crs::Gcj02 => "GCJ-02 (近似转换, about 0.7 m)".into(),
            Crs::Bd09 => "BD-09 (近似转换, about 0.7 m)".into(),
            Crs::Bd09Mc => "BD09MC (近似转换, about 0.7 m)".into(),
            Crs::Defined(system) => system.name().to_owned(),
            Crs::Shifted(system) => format!("{} (近似转换, by a stated shift)", system.name()),
        }
    }

    /// The label of original coordinates in layers; none for WGS84, which needs none.
    #[must_use]
    pub fn short_name(&self) -> Option<Box<str>> {
        match self {
            Crs::Wgs84 => None,
            Crs::Gcj02 => Some("GCJ-02 (近似转换)".into()),
            Crs::Bd09 => Some("BD-09 (近似转换)".into()),
            Crs::Bd09Mc => Some("BD09MC (近似转换)".into()),
            Crs::Defined(system) => Some(system.name().into()),
            Crs::Shifted(system) => Some(format!("{} (近似转换)", system.name()).into()),
        }
    }

    /// Whether its numbers are degrees of longitude and latitude.
    #[must_use]
    pub fn is_geographic(&self) -> bool {
        match self {
            Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 => true,
            Crs::Bd09Mc => false,
            Crs::Defined(system) | Crs::Shifted(system) => system.is_geographic(),
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
            Crs::Bd09Mc => gcj02::to_wgs84(bd09::to_gcj02(bd09mc::to_bd09(at)?)),
            Crs::Defined(system) | Crs::Shifted(system) => system.to_wgs84(at)?,
        };
        LonLat::new(lon, lat)
    }
}

fn unknown(name: &str) -> Refusal {
    Refusal {
        what: format!("'{name}' is no coordinate system that walkshed knows"),
        mend: "write wgs84, cgcs2000, gcj02, bd09, bd09mc, or a code such as EPSG:4545".into(),
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
