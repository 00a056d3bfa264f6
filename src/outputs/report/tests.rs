//! The page of whole runs.
use std::path::Path;

use crate::pipeline::{self, Findings};
use crate::progress::Progress;
use crate::study::{Overrides, Study};

/// The embedded demo, computed.
pub fn demo() -> Findings {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/study.toml");
    let study = Study::resolve(Some(&file), Overrides::default()).unwrap();
    pipeline::compute(study, &mut Progress::silent()).unwrap()
}
