//! Study files, with a rule file beside them.
#![no_main]

use walkshed::study::{Overrides, Study};
use walkshed_fuzz::{Case, saved};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    let parts = case.parts();
    saved("rules.toml", parts.get(1).copied().unwrap_or_default());
    let path = saved("study.toml", parts[0]);
    if let Err(e) = Study::resolve(Some(&path), Overrides::default()) {
        let _ = (e.to_string(), e.mend());
    }
});
