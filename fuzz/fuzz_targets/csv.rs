//! Tables as text.
#![no_main]

use walkshed::crs::Crs;
use walkshed_fuzz::{Case, entrances, facilities, residents, saved, source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    let path = saved(if case.has(0) { "t.csv.gz" } else { "t.csv" }, case.bytes);
    match case.choice >> 6 {
        0 => {
            residents(&source(&path, None));
        }
        1 => entrances(&source(&path, None)),
        _ => facilities(&source(&path, case.has(5).then_some(Crs::Gcj02))),
    }
});
