//! FlatGeobuf layers.
#![no_main]

use walkshed_fuzz::{Case, layer, saved};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    layer(&case, &saved("t.fgb", case.bytes));
});
