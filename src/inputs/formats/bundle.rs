//! The files of a Shapefile: side by side, in a folder, or in a zip archive.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::inputs::source::Source;

/// The files that are read of a Shapefile.
pub struct Bundle {
    /// Its name, without ending.
    pub name: String,
    /// Among how many it was taken unasked.
    pub among: usize,
    /// Geometry.
    pub shp: Vec<u8>,
    /// Attributes.
    pub dbf: Option<Vec<u8>>,
    /// Coordinate system, as well-known text.
    pub prj: Option<Vec<u8>>,
    /// Name of the encoding.
    pub cpg: Option<Vec<u8>>,
}

impl Bundle {
    /// Gathers the files.
    ///
    /// # Errors
    /// When they cannot be read, or there is no Shapefile of the name that the study gives.
    pub fn of(source: &Source) -> Result<Bundle> {
        let path = &*source.path;
        if path.is_dir() {
            let files = listed(path)?;
            let (name, among) = choose(source, files.iter().filter_map(|f| f.to_str()))?;
            return Bundle::read(name, among, |ending| {
                let of = |file: &&PathBuf| is_part(&file.to_string_lossy(), name, ending);
                files.iter().find(of).map(|file| read(file)).transpose()
            });
        }
        if has_ending(&path.to_string_lossy(), "zip") {
            return Bundle::unzip(source);
        }
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let shp = read(path)?;
        let stem = path.file_stem().unwrap_or_default();
        let beside = listed(folder)?;
        let name = stem.to_string_lossy().into_owned();
        Bundle::read(&name.clone(), 1, |ending| match ending {
            "shp" => Ok(Some(shp.clone())),
            _ => {
                let of = |file: &&PathBuf| {
                    file.file_stem() == Some(stem) && has_ending(&file.to_string_lossy(), ending)
                };
                beside.iter().find(of).map(|file| read(file)).transpose()
            }
        })
    }

    fn unzip(source: &Source) -> Result<Bundle> {
        let path = &*source.path;
        let bytes = read(path)?;
        let most = super::most_unpacked(bytes.len());
        let bad = |e: &dyn std::fmt::Display| {
            Error::input(path, format!("is no zip archive that can be read: {e}"), "pack it again")
        };
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| bad(&e))?;
        let names = archive.file_names().filter_map(Result::ok);
        let files: Vec<String> = names.map(std::borrow::Cow::into_owned).collect();
        let (name, among) = choose(source, files.iter().map(|file| &**file))?;
        let name = name.to_owned();
        Bundle::read(&name.clone(), among, |ending| {
            let Some(file) = files.iter().find(|file| is_part(file, &name, ending)) else {
                return Ok(None);
            };
            let entry = archive.by_name(file).map_err(|e| bad(&e))?;
            let mut unpacked = Vec::new();
            entry.take(most + 1).read_to_end(&mut unpacked).map_err(|e| bad(&e))?;
            match unpacked.len() as u64 > most {
                true => Err(bad(&"it unpacks to more than any layer holds")),
                false => Ok(Some(unpacked)),
            }
        })
    }

    fn read(
        name: &str,
        among: usize,
        mut part: impl FnMut(&str) -> Result<Option<Vec<u8>>>,
    ) -> Result<Bundle> {
        Ok(Bundle {
            name: name.to_owned(),
            among,
            shp: part("shp")?.unwrap_or_default(),
            dbf: part("dbf")?,
            prj: part("prj")?,
            cpg: part("cpg")?,
        })
    }
}

/// The Shapefile that the study names, or the first one (by its name), and among how many it was
/// taken unasked; as its path without ending.
fn choose<'f>(source: &Source, files: impl Iterator<Item = &'f str>) -> Result<(&'f str, usize)> {
    let without = |file: &'f str| has_ending(file, "shp").then(|| &file[..file.len() - 4]);
    // What macOS adds to archives is not data.
    let mut names: Vec<&str> =
        files.filter_map(without).filter(|name| !name.contains("__MACOSX")).collect();
    names.sort_unstable();
    let base = |name: &'f str| name.rsplit(['/', '\\']).next().unwrap_or(name);
    let listed = || names.iter().map(|name| base(name)).collect::<Vec<_>>().join(", ");
    let wanted = source.layer.as_deref();
    match wanted {
        Some(wanted) => match names.iter().find(|name| base(name) == wanted) {
            Some(name) => Ok((name, 1)),
            None => Err(Error::input(
                &source.path,
                format!("has no Shapefile '{wanted}'"),
                format!("Shapefiles here: {}", listed()),
            )),
        },
        None => match names.first() {
            Some(name) => Ok((name, names.len())),
            None => Err(Error::input(
                &source.path,
                "holds no .shp",
                "give the .shp, or a folder or zip archive with .shp, .dbf and .prj",
            )),
        },
    }
}

/// The files that an input is read from: itself, or those of a Shapefile in their order.
pub fn parts(path: &Path) -> Vec<PathBuf> {
    let alone = || vec![path.to_owned()];
    let is_folder = path.is_dir();
    if !is_folder && !has_ending(&path.to_string_lossy(), "shp") {
        return alone();
    }
    let folder = if is_folder { Some(path) } else { path.parent() };
    let folder = folder.filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(files) = listed(folder) else { return alone() };
    let is_one = |file: &PathBuf| {
        let name = file.to_string_lossy();
        ["shp", "dbf", "prj", "cpg"].iter().any(|ending| has_ending(&name, ending))
            && (is_folder || file.file_stem() == path.file_stem())
    };
    files.into_iter().filter(is_one).collect()
}

fn is_part(file: &str, name: &str, ending: &str) -> bool {
    has_ending(file, ending) && &file[..file.len() - ending.len() - 1] == name
}

fn has_ending(file: &str, ending: &str) -> bool {
    let at = file.len().checked_sub(ending.len() + 1);
    let found = at.and_then(|at| file.get(at..)).and_then(|end| end.strip_prefix('.'));
    found.is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |e| Error::io("reading", folder, e);
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>().map_err(failed)?;
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|e| Error::io("reading", file, e))
}
