//! Coordinate systems of the EPSG register and of well-known text, by `proj4rs`.

use std::fmt;

use proj4rs::Proj;

use super::{Refusal, wkt};

/// A coordinate system with a definition, ready to convert.
#[derive(Clone)]
pub struct System {
    name: Box<str>,
    definition: String,
    from: Proj,
    wgs84: Proj,
}

/// How a datum lies to WGS84, as the user states it: three shifts in metres, and if known three
/// rotations in seconds and a scale in millionths (position vector, as `+towgs84` of PROJ).
#[derive(Clone, Debug, PartialEq)]
pub struct DatumShift(pub Vec<f64>);

impl System {
    /// Looks an EPSG code up. A datum that has no published way to WGS84 needs a stated shift.
    ///
    /// # Errors
    /// When the code is unknown, or its datum cannot be brought to WGS84.
    pub fn of_code(code: u16, shift: Option<&DatumShift>) -> Result<System, Refusal> {
        let name = format!("EPSG:{code}");
        match crs_definitions::from_code(code) {
            Some(found) => System::of(name, datum_of(code, found.proj4), found.proj4, shift),
            None => Err(Refusal {
                what: format!("{name} is not a coordinate system that walkshed knows"),
                mend: CHECK_CODE.into(),
            }),
        }
    }

    /// Understands well-known text (WKT1 of OGC and of ESRI, WKT2), as `.prj` files hold it.
    ///
    /// # Errors
    /// When the text cannot be understood, or its datum cannot be brought to WGS84.
    pub fn of_wkt(text: &str, shift: Option<&DatumShift>) -> Result<System, Refusal> {
        let name = wkt::name(text).unwrap_or("unnamed").to_owned();
        let refused = |why: &dyn fmt::Display| Refusal {
            what: format!("its coordinate system '{name}' cannot be understood: {why}"),
            mend: "declare it in the study file: { file = \"…\", crs = \"EPSG:4545\" }".into(),
        };
        if wkt::depth(text) > DEEPEST {
            return Err(refused(&"its brackets lie too deep within each other"));
        }
        let definition = proj4wkt::wkt_to_projstring(text).map_err(|e| refused(&e))?;
        let datum = wkt::legacy_datum(text).or_else(|| datum_of(0, &definition));
        System::of(name, datum, &definition, shift)
    }

    fn of(
        name: String,
        datum: Option<&'static str>,
        definition: &str,
        shift: Option<&DatumShift>,
    ) -> Result<System, Refusal> {
        let definition = match (datum, shift) {
            (Some(datum), None) => {
                return Err(Refusal {
                    what: format!(
                        "{name} is on the datum {datum}, whose position to WGS84 is not published"
                    ),
                    mend:
                        "have it converted to CGCS2000 (EPSG:4490 or a Gauss-Krüger zone) by the \
                           surveying office; the difference is up to a hundred metres. If you know \
                           the local shift in metres, or accept to be off by so much, state it: \
                           { file = \"…\", datum_shift = [0, 0, 0] }"
                            .into(),
                });
            }
            (_, None) => definition.to_owned(),
            (_, Some(shift)) => {
                let own = |word: &&str| {
                    !["+towgs84", "+nadgrids", "+datum"].iter().any(|key| word.starts_with(key))
                };
                let bare: Vec<&str> = definition.split_whitespace().filter(own).collect();
                let numbers: Vec<String> = shift.0.iter().map(f64::to_string).collect();
                format!("{} +towgs84={}", bare.join(" "), numbers.join(","))
            }
        };
        let proj = |text: &str| Proj::from_proj_string(text);
        match (proj(&definition), proj("+proj=longlat +datum=WGS84 +no_defs")) {
            (Ok(from), Ok(wgs84)) => Ok(System { name: name.into(), definition, from, wgs84 }),
            (Err(e), _) | (_, Err(e)) => Err(Refusal {
                what: format!("{name} cannot be converted: {e}"),
                mend: CHECK_CODE.into(),
            }),
        }
    }

    /// Its name: `EPSG:4545`, or as well-known text has it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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

    /// From longitude and latitude on WGS84 to x (east) and y (north), metres or degrees; `None`
    /// where the projection does not reach.
    #[must_use]
    pub fn of_wgs84(&self, [lon, lat]: [f64; 2]) -> Option<[f64; 2]> {
        let mut point = (lon.to_radians(), lat.to_radians(), 0.0);
        proj4rs::transform::transform(&self.wgs84, &self.from, &mut point).ok()?;
        Some(match self.is_geographic() {
            true => [point.0.to_degrees(), point.1.to_degrees()],
            false => [point.0, point.1],
        })
    }
}

/// Brackets within brackets of well-known text; systems of the register have fewer than ten.
const DEEPEST: usize = 50;

const CHECK_CODE: &str = "check the code; CGCS2000 in 3° zones are EPSG:4513 to 4554";

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The name of a datum that has no published way to WGS84.
fn datum_of(code: u16, definition: &str) -> Option<&'static str> {
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
