//! BD-09: Baidu's frame, GCJ-02 shifted once more by about 900 m.

/// The factor in Baidu's formula.
const K: f64 = std::f64::consts::PI * 3000.0 / 180.0;

/// From GCJ-02 to BD-09, degrees `[lon, lat]`.
#[must_use]
pub fn from_gcj02([x, y]: [f64; 2]) -> [f64; 2] {
    let z = x.hypot(y) + 0.000_02 * (y * K).sin();
    let theta = y.atan2(x) + 0.000_003 * (x * K).cos();
    [z * theta.cos() + 0.006_5, z * theta.sin() + 0.006]
}

/// From BD-09 to GCJ-02, degrees `[lon, lat]`: the closed form that is in common use errs by up to
/// 0.2 m, so it is corrected until the way there and back closes.
#[must_use]
pub fn to_gcj02(at: [f64; 2]) -> [f64; 2] {
    super::inverse(from_gcj02, at)
}

/// The closed form of other libraries, for comparing with their vectors.
#[cfg(test)]
pub fn to_gcj02_closed([lon, lat]: [f64; 2]) -> [f64; 2] {
    let (x, y) = (lon - 0.006_5, lat - 0.006);
    let z = x.hypot(y) - 0.000_02 * (y * K).sin();
    let theta = y.atan2(x) - 0.000_003 * (x * K).cos();
    [z * theta.cos(), z * theta.sin()]
}
