//! GeoJSON collections, and features line by line.
#![no_main]

use walkshed_fuzz::{Case, layer, saved};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    let name = if case.has(0) { "t.geojsonl" } else { "t.geojson" };
    layer(&case, &saved(name, case.bytes));
});
