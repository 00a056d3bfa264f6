//! GCJ-02 (火星坐标): the frame of Amap, Tencent and every licensed map of China.
//!
//! WGS84 is shifted by a smooth function of the place, a few hundred metres. The formula is public;
//! it agrees with the map services to about 0.7 m (median over 664 published places), so results
//! are an approximation (近似转换), whatever the precision of the inverse.

use std::f64::consts::PI;

/// Semi-major axis that the formula is written with: Krasovsky 1940, metres.
const A: f64 = 6_378_245.0;
/// First eccentricity squared of that ellipsoid.
const EE: f64 = 0.006_693_421_622_965_943;

/// The rectangle in which the shift applies, degrees: west, south, east, north.
const CHINA: [f64; 4] = [72.004, 0.8293, 137.8347, 55.8271];

/// Whether the shift applies at a place.
#[must_use]
pub fn applies([lon, lat]: [f64; 2]) -> bool {
    let [west, south, east, north] = CHINA;
    (west..=east).contains(&lon) && (south..=north).contains(&lat)
}

/// From WGS84 to GCJ-02, degrees `[lon, lat]`. Outside China nothing is shifted.
#[must_use]
pub fn from_wgs84(at: [f64; 2]) -> [f64; 2] {
    if !applies(at) {
        return at;
    }
    let [dlon, dlat] = shift(at);
    [at[0] + dlon, at[1] + dlat]
}

/// From GCJ-02 to WGS84, degrees `[lon, lat]`, to better than a micrometre: the fixed point of
/// `w = g - shift(w)`, which contracts by a factor of a hundred a step.
#[must_use]
pub fn to_wgs84(at: [f64; 2]) -> [f64; 2] {
    super::inverse(from_wgs84, at)
}

/// The shift at a WGS84 place, degrees.
fn shift([lon, lat]: [f64; 2]) -> [f64; 2] {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let wave = |amplitude: f64, angle: f64| amplitude * (angle * PI).sin();
    let common = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + (common
            + wave(20.0, y)
            + wave(40.0, y / 3.0)
            + wave(160.0, y / 12.0)
            + wave(320.0, y / 30.0))
            * (2.0 / 3.0);
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + (common
            + wave(20.0, x)
            + wave(40.0, x / 3.0)
            + wave(150.0, x / 12.0)
            + wave(300.0, x / 30.0))
            * (2.0 / 3.0);
    let (sin, cos) = lat.to_radians().sin_cos();
    let m = 1.0 - EE * sin * sin;
    let meridian = A * (1.0 - EE) / (m * m.sqrt());
    let parallel = A / m.sqrt() * cos;
    [(east_m / parallel).to_degrees(), (north_m / meridian).to_degrees()]
}
