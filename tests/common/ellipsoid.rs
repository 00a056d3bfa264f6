//! Lengths on WGS84 from first principles, as a yardstick that shares no code with the library.

/// Semi-major axis, metres, and first eccentricity squared of WGS84.
const A: f64 = 6_378_137.0;
const E2: f64 = 0.006_694_379_990_141_316;

/// Metres between two places `[lon, lat]`: the straight line through the ground between their
/// positions in space. It is shorter than the walk over the ground by (d/R)²/24, which is 1e-9 of a
/// kilometre.
pub fn chord_m(a: [f64; 2], b: [f64; 2]) -> f64 {
    let space = |[lon, lat]: [f64; 2]| {
        let (sin, cos) = lat.to_radians().sin_cos();
        let n = A / (1.0 - E2 * sin * sin).sqrt();
        let (sin_lon, cos_lon) = lon.to_radians().sin_cos();
        [n * cos * cos_lon, n * cos * sin_lon, n * (1.0 - E2) * sin]
    };
    let (p, q) = (space(a), space(b));
    (0..3).map(|i| (p[i] - q[i]).powi(2)).sum::<f64>().sqrt()
}

/// Metres of a degree of longitude and of latitude around a latitude: the plane of rule 8.
pub fn degree_m(lat: f64) -> [f64; 2] {
    let (sin, cos) = lat.to_radians().sin_cos();
    let w = (1.0 - E2 * sin * sin).sqrt();
    [(A / w * cos).to_radians(), (A * (1.0 - E2) / w.powi(3)).to_radians()]
}
