//! Where the shared cities lie, and how to read their expected files.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder of the shared cities.
///
/// `WALKSHED_TEST_DATA` or `../shared/data` beside the project. Without it these tests cannot run:
/// they say so and pass on a developer's machine, and fail in CI (`CI` set), where a silent skip
/// would be a lie.
pub fn root() -> Option<PathBuf> {
    let root = std::env::var_os("WALKSHED_TEST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    if root.is_dir() {
        return Some(root);
    }
    let message = format!(
        "no test data at {}: set WALKSHED_TEST_DATA to the folder that holds las_palmas, wuhan, …",
        root.display()
    );
    assert!(std::env::var_os("CI").is_none(), "{message}");
    eprintln!("NOT TESTED: {message}");
    None
}

/// Text of a file, unpacked when gzipped.
pub fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}

/// A CSV file as one map a row.
pub fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = text(path);
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// A JSON file.
pub fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&text(path)).unwrap()
}
