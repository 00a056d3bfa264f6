//! Streets of OpenStreetMap extracts.
#![no_main]

use walkshed_fuzz::{Case, pbf, streets, source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    streets(&source(&pbf(&case), None));
});
