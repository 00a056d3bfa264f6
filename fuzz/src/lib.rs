//! What the targets share: bytes become a file in memory, the file goes through the public readers.
//!
//! The first byte of an input chooses between endings, roles and declarations; [`Case`] takes it off.
//! Inputs of several files are split at [`MARK`].

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Once, OnceLock};

use walkshed::crs::Crs;
use walkshed::error::{Error, Result};
use walkshed::inputs::{self, Columns, Rejects, Residents, Source};
use walkshed::study::{Overrides, Study};

/// Stands between the parts of an input of several files.
pub const MARK: &[u8] = b"\x1ePART";
/// Larger inputs only make a run slow.
const LONGEST: usize = 64 << 10;

/// An input: what its first byte chooses, and the rest.
pub struct Case<'d> {
    pub choice: u8,
    pub bytes: &'d [u8],
}

impl<'d> Case<'d> {
    /// `None` for inputs that are too small or too large to be worth a run.
    pub fn of(data: &'d [u8]) -> Option<Case<'d>> {
        listen();
        let (choice, bytes) = data.split_first()?;
        (bytes.len() <= LONGEST).then_some(Case { choice: *choice, bytes })
    }

    /// Whether a bit of the choice is set.
    pub fn has(&self, bit: u8) -> bool {
        self.choice >> bit & 1 == 1
    }

    /// The parts between marks.
    pub fn parts(&self) -> Vec<&'d [u8]> {
        let (mut parts, mut rest) = (Vec::new(), self.bytes);
        while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
            parts.push(&rest[..at]);
            rest = &rest[at + MARK.len()..];
        }
        parts.push(rest);
        parts
    }
}

/// Readers call libraries that panic on broken files, and guard against it: such panics pass. A
/// panic that walkshed's own code makes is a fault even where it is caught, and so is one that is
/// not caught (libfuzzer-sys ends the process).
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let own = own.parent().and_then(Path::parent).unwrap().join("src");
        std::panic::set_hook(Box::new(move |info| {
            let said = std::env::var_os("FUZZ_SAY_PANICS").is_some();
            let file = info.location().map_or("", |at| at.file());
            let is_own = Path::new(file).starts_with(&own)
                || file.contains("/../src/")
                || file.starts_with("src/");
            if is_own || said {
                eprintln!("{info}\n{}", std::backtrace::Backtrace::force_capture());
            }
            if is_own {
                std::process::abort();
            }
        }));
    });
}

/// A folder in memory, one a process.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = place.join(format!("walkshed-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    })
}

/// Writes a file into the folder.
pub fn saved(name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A zip archive of some files, not compressed, so that what is wrong is in the files.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        archive.start_file(*name, stored).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A file about which nothing is declared, or that it is WGS84 (or GCJ-02).
pub fn source(path: &Path, declared: Option<Crs>) -> Source {
    Source { crs: declared, ..Source::at(path) }
}

/// The rules of a study that says nothing special.
pub fn study() -> &'static Study {
    static STUDY: OnceLock<Study> = OnceLock::new();
    STUDY.get_or_init(|| {
        let overrides = Overrides {
            residents: Some("residents.csv".into()),
            facilities: vec!["facilities.csv".into()],
            ..Overrides::default()
        };
        Study::resolve(None, overrides).unwrap()
    })
}

/// Whatever is wrong is said, with what to do about it.
fn told<T>(read: Result<T>) -> Option<T> {
    read.map_err(|e: Error| (e.to_string(), e.mend())).ok()
}

fn rejects() -> Rejects {
    Rejects::default()
}

pub fn residents(source: &Source) -> Option<Residents> {
    let rules = &study().osm_rules;
    told(inputs::read_residents(source, None, &Columns::default(), rules, &mut rejects()))
}

/// The same file as residents and as their entrances.
pub fn entrances(source: &Source) {
    let rules = &study().osm_rules;
    let columns = Columns::default();
    told(inputs::read_residents(source, Some(source), &columns, rules, &mut rejects()));
}

pub fn facilities(source: &Source) {
    let rules = study().facility_rules();
    let sources = std::slice::from_ref(source);
    told(inputs::read_facilities(sources, rules, &Columns::default(), &mut rejects()));
}

pub fn districts(source: &Source) {
    told(inputs::read_districts(source, &Columns::default(), &mut rejects()));
}

pub fn streets(source: &Source) {
    told(inputs::read_streets(source, &mut rejects()));
}

pub fn barriers(source: &Source) {
    told(inputs::read_barriers(std::slice::from_ref(source), &mut rejects()));
}

pub fn gates(source: &Source, residents: &mut Residents) {
    told(inputs::read_gates(source, &study().osm_rules, residents, &mut rejects()));
}

/// A layer in the roles that the choice asks for: bits 6 and 7 say which, bit 5 whether it is
/// declared to be WGS84.
pub fn layer(case: &Case<'_>, path: &Path) {
    let source = source(path, case.has(5).then_some(Crs::Wgs84));
    match case.choice >> 6 {
        0 => {
            residents(&source);
        }
        1 => districts(&source),
        2 => streets(&source),
        _ => {
            facilities(&source);
            barriers(&source);
        }
    }
}

/// An OpenStreetMap extract: as it is, or the blocks of one between marks, packed here so that
/// their lengths hold.
pub fn pbf(case: &Case<'_>) -> PathBuf {
    if case.has(0) {
        return saved("t.osm.pbf", case.bytes);
    }
    // required_features (4): OsmSchema-V0.6, DenseNodes
    let header = b"\x22\x0eOsmSchema-V0.6\x22\x0aDenseNodes";
    let mut file = Vec::new();
    blob(&mut file, "OSMHeader", header);
    for part in case.parts() {
        blob(&mut file, "OSMData", part);
    }
    saved("t.osm.pbf", &file)
}

/// One block, not compressed: `BlobHeader { type = 1, datasize = 3 }`, `Blob { raw = 1 }`.
fn blob(file: &mut Vec<u8>, kind: &str, bytes: &[u8]) {
    let mut content = vec![0x0a];
    varint(&mut content, bytes.len());
    content.extend(bytes);
    let mut header = vec![0x0a, kind.len() as u8];
    header.extend(kind.as_bytes());
    header.push(0x18);
    varint(&mut header, content.len());
    file.extend((header.len() as u32).to_be_bytes());
    file.extend(header);
    file.extend(content);
}

fn varint(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
