//! Coordinate systems with an EPSG code, by `proj4rs`.

use std::fmt;

use proj4rs::Proj;

use super::Refusal;

/// A coordinate system of the EPSG register, ready to convert.
#[derive(Clone)]
pub struct Epsg {
    code: u16,
    definition: &'static str,
    from: Proj,
    wgs84: Proj,
}

impl Epsg {
    /// Looks a code up.
    ///
    /// # Errors
    /// When the code is unknown, or its datum cannot be brought to WGS84.
    pub fn of(code: u16) -> Result<Epsg, Refusal> {
        let unknown = |why: String| Refusal {
            what: format!("EPSG:{code} {why}"),
            mend: "check the code; CGCS2000 in 3° zones are EPSG:4513 to 4554".into(),
        };
        let Some(found) = crs_definitions::from_code(code) else {
            return Err(unknown("is not a coordinate system that walkshed knows".into()));
        };
        let definition = found.proj4;
        if let Some(name) = without_shift(code, definition) {
            return Err(Refusal {
                what: format!(
                    "EPSG:{code} is on the datum {name}, whose position to WGS84 is not published"
                ),
                mend: "have it converted to CGCS2000 (EPSG:4490 or a Gauss-Krüger zone) by the \
                       surveying office; the difference is up to a hundred metres"
                    .into(),
            });
        }
        let proj = |text: &str| Proj::from_proj_string(text);
        match (proj(definition), proj("+proj=longlat +datum=WGS84 +no_defs")) {
            (Ok(from), Ok(wgs84)) => Ok(Epsg { code, definition, from, wgs84 }),
            (Err(e), _) | (_, Err(e)) => Err(unknown(format!("cannot be converted: {e}"))),
        }
    }

    /// The EPSG code.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.code
    }

    /// Whether its numbers are degrees.
    #[must_use]
    pub fn is_geographic(&self) -> bool {
        self.from.is_latlong()
    }

    /// The value of a parameter of the definition, such as `x_0`.
    fn parameter(&self, name: &str) -> Option<f64> {
        let mut words = self.definition.split_whitespace();
        words.find_map(|word| {
            word.strip_prefix('+')?.strip_prefix(name)?.strip_prefix('=')?.parse().ok()
        })
    }

    /// False easting in metres: 500,000, with the zone in millions before it where the system
    /// writes it so.
    #[must_use]
    pub fn false_easting(&self) -> Option<f64> {
        self.parameter("x_0")
    }

    /// Longitude of the central meridian of a Gauss-Krüger (transverse Mercator) zone, degrees.
    #[must_use]
    pub fn central_meridian(&self) -> Option<f64> {
        self.definition.contains("+proj=tmerc").then(|| self.parameter("lon_0"))?
    }

    /// From x (east) and y (north), metres or degrees, to longitude and latitude on WGS84; `None`
    /// where the projection has no inverse.
    #[must_use]
    pub fn to_wgs84(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let mut point = match self.is_geographic() {
            true => (x.to_radians(), y.to_radians(), 0.0),
            false => (x, y, 0.0),
        };
        proj4rs::transform::transform(&self.from, &self.wgs84, &mut point).ok()?;
        Some([point.0.to_degrees(), point.1.to_degrees()])
    }
}

impl fmt::Debug for Epsg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.code)
    }
}

/// The name of a datum that has no published way to WGS84.
fn without_shift(code: u16, definition: &str) -> Option<&'static str> {
    // One shift for all of Beijing 1954 is in the register; it fits one oil field.
    if definition.contains("+towgs84=15.8,-154.4,-82.3") {
        return Some("Beijing 1954");
    }
    if definition.contains("+a=6378140") {
        return Some("Xi'an 1980");
    }
    if code == 4555 || (4568..=4589).contains(&code) || (4652..=4800).contains(&code) {
        return definition.contains("krass").then_some("New Beijing");
    }
    let known = ["+datum=", "+towgs84=", "+nadgrids=", "+ellps=GRS80", "+ellps=WGS84"];
    (!known.iter().any(|word| definition.contains(word))).then_some("of its own")
}
