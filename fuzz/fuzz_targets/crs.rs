//! Coordinate systems by name and by well-known text, and numbers through them.
#![no_main]

use walkshed::crs::{Crs, DatumShift, Frame, Stated};
use walkshed_fuzz::Case;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    let text = String::from_utf8_lossy(case.bytes).into_owned();
    let shift = case.has(1).then(|| DatumShift(vec![12.5, -113.0, 7.0]));
    let stated = if case.has(0) { Stated::Wkt(text) } else { Stated::Name(text) };
    let Ok(crs) = Crs::stated(&stated, shift.as_ref()) else { return };
    let pairs: &[[f64; 2]] = match case.choice >> 6 {
        0 => &[[106.2, 38.4], [0.0, 0.0], [-180.0, 90.0]],
        1 => &[[500_123.0, 4_250_000.0], [36_500_123.0, 4_250_000.0], [1e300, -1e300]],
        2 => &[[4_250_000.0, 500_123.0], [f64::NAN, f64::INFINITY], [1e-300, 1e9]],
        _ => &[[38.4, 106.2], [13_000_000.0, 4_600_000.0], [1e7, 1e7]],
    };
    let _ = (crs.name(), crs.short_name());
    if let Ok(frame) = Frame::of(crs, pairs) {
        let _ = frame.notes();
        for pair in pairs {
            if let Some(at) = frame.place(*pair) {
                assert!(at.lon().is_finite() && at.lat().is_finite());
            }
        }
    }
});
