//! Homes, facilities and gates of OpenStreetMap extracts.
#![no_main]

use walkshed_fuzz::{Case, facilities, gates, pbf, residents, source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    let source = source(&pbf(&case), None);
    if case.has(6) {
        return facilities(&source);
    }
    if let Some(mut residents) = residents(&source) {
        gates(&source, &mut residents);
    }
});
