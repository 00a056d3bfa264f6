//! The result folder: written beside its place under another name, then put there in one step.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::tables;

/// A folder being filled. Dropped before [`Staging::publish`], it takes everything with it; a run
/// that is killed leaves the old result as it was.
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
    published: bool,
}

/// What tells a result from any other folder.
pub const MANIFEST: &str = "summary.json";

impl Staging {
    /// Checks that the result may go to `target`, without touching it.
    ///
    /// # Errors
    /// When something is there that may not be replaced.
    pub fn check(target: &Path, force: bool) -> Result<()> {
        let refuse = |what: &str, mend: &str| {
            Err(Error::Output { path: target.to_owned(), what: what.into(), mend: mend.into() })
        };
        if target.file_name().is_none() {
            return refuse("is not a folder name", "give a folder that the result may become");
        }
        let Ok(there) = fs::symlink_metadata(target) else { return Ok(()) };
        if there.is_symlink() {
            return refuse("is a link", "give the folder that it points to, or another --out");
        }
        let Ok(mut entries) = fs::read_dir(target) else {
            return refuse("is there and is not a folder", "choose another --out");
        };
        if entries.next().is_none() {
            return Ok(());
        }
        if !is_result(target) {
            return refuse(
                "is not empty and holds no walkshed result",
                "choose another --out; a folder with other files is never replaced",
            );
        }
        if !force {
            return refuse(
                "already holds a result",
                "add --force to replace it, or choose another --out",
            );
        }
        match foreign(target).map_err(|e| Error::io("reading", target, e))? {
            Some(name) => refuse(
                &format!("holds '{name}', which is not part of the result"),
                "move it elsewhere, or choose another --out; only a result is ever replaced",
            ),
            None => Ok(()),
        }
    }

    /// Opens an empty folder beside `target`.
    ///
    /// # Errors
    /// When `target` may not be replaced, or the system refuses.
    pub fn open(target: &Path, force: bool) -> Result<Staging> {
        Staging::check(target, force)?;
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(|e| Error::io("creating", &parent, e))?;
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let prefix = format!(".{name}.partial-");
        remove_abandoned(&parent, &prefix);
        let folder = parent.join(format!("{prefix}{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|e| Error::io("removing", &folder, e))?;
        }
        fs::create_dir(&folder).map_err(|e| Error::io("creating", &folder, e))?;
        Ok(Staging { target: target.to_owned(), folder, published: false })
    }

    /// Writes one file of the result.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn file(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<()> {
        let path = self.folder.join(name);
        File::create_new(&path)
            .and_then(|file| {
                // Records come in larger pieces, which then pass without being copied.
                let mut out = BufWriter::with_capacity(1 << 16, file);
                write(&mut out)?;
                out.flush()
            })
            .map_err(|e| Error::io("writing", &self.target.join(name), e))
    }

    /// Writes one file of the result through a library that wants a path of its own.
    ///
    /// # Errors
    /// When the library fails.
    pub fn by_path<E: std::error::Error + Send + Sync + 'static>(
        &self,
        name: &str,
        write: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<()> {
        write(&self.folder.join(name))
            .map_err(|e| Error::io("writing", &self.target.join(name), io::Error::other(e)))
    }

    /// Where a writer may keep what it is not done with; it takes it away itself.
    pub fn scratch(&self) -> &Path {
        &self.folder
    }

    /// Puts the folder in its place, in one step where the system can exchange two names.
    ///
    /// # Errors
    /// When the system refuses, or something came to be there since the run began that may not be
    /// replaced; it is then still there.
    pub fn publish(mut self, force: bool) -> Result<()> {
        Staging::check(&self.target, force)?;
        let fail = |e| Error::io("putting the result in place", &self.target, e);
        if self.target.exists() {
            exchange(&self.folder, &self.target).map_err(fail)?;
            // What is beside now is the old result.
            let _ = fs::remove_dir_all(&self.folder);
        } else {
            fs::rename(&self.folder, &self.target).map_err(fail)?;
        }
        self.published = true;
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.published {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Whether a folder holds a result: other programs write a `summary.json` too.
fn is_result(folder: &Path) -> bool {
    super::manifest::of_folder(folder).is_some()
}

/// Something in a result's folder that no run wrote, if there is anything.
fn foreign(folder: &Path) -> io::Result<Option<String>> {
    const WRITTEN: [&str; 7] = [
        MANIFEST,
        "indicators.csv",
        "rejects.csv",
        "report.html",
        "tables.xlsx",
        "walkshed.gpkg",
        "walkshed.qgz",
    ];
    const LAYERS: [&str; 4] = ["residents", "facilities", "districts", "walksheds"];
    const KINDS: [&str; 3] = ["zones_", "service_area_", "isochrones_"];
    const FORMATS: [&str; 3] = ["geojson", "fgb", "parquet"];
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let layer = name.rsplit_once('.').is_some_and(|(layer, format)| {
            let of_kind = KINDS.iter().any(|kind| layer.starts_with(kind));
            FORMATS.contains(&format) && (of_kind || LAYERS.contains(&layer))
        });
        let table = name.strip_suffix(".csv").is_some_and(|name| tables::FILES.contains(&name));
        if !entry.file_type()?.is_file() || !(layer || table || WRITTEN.contains(&&*name)) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Swaps two folders; where the system cannot, moves one after the other.
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let mut aside = new.as_os_str().to_owned();
    aside.push("-old");
    fs::rename(old, &aside)?;
    if let Err(e) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(e);
    }
    fs::rename(&aside, new)
}

/// Removes what killed runs left; a folder of a run that still goes on is left alone.
fn remove_abandoned(parent: &Path, prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(pid) = name.strip_prefix(prefix) else { continue };
        let alive = Path::new("/proc").join(pid).exists() || !Path::new("/proc/self").exists();
        if !alive && pid.parse::<u32>().is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
