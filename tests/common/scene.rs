//! Files of a study in a temporary folder, and the answers of a run over them.

use std::path::Path;

use walkshed::pipeline::{self, Findings};
use walkshed::progress::Progress;
use walkshed::study::{Overrides, Study};
use walkshed::walk::Access;

/// Writes a file into a folder.
pub fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// Runs the `study.toml` of a folder, without writing a result.
pub fn run(folder: &Path) -> Findings {
    let study = Study::resolve(Some(&folder.join("study.toml")), Overrides::default()).unwrap();
    pipeline::compute(study, &mut Progress::silent()).unwrap()
}

/// The answers of a run by name instead of by number.
pub trait Answered {
    /// A resident's answer for a category.
    fn access(&self, category: &str, home: &str) -> Access;
    /// Metres to the nearest facility of a category.
    fn metres(&self, category: &str, home: &str) -> Option<f64>;
    /// Id of the nearest facility of a category.
    fn facility(&self, category: &str, home: &str) -> Option<&str>;
    /// The row of a resident.
    fn home(&self, id: &str) -> usize;
    /// The ids of the residents that a circle covers, in the order of the input.
    fn covered(&self, circle: &str) -> Vec<&str>;
    /// The number of a circle.
    fn circle(&self, name: &str) -> usize;
}

impl Answered for Findings {
    fn access(&self, category: &str, home: &str) -> Access {
        let found = self.study.categories.iter().position(|(name, _)| name == category).unwrap();
        self.answers.access[found][self.home(home)]
    }

    fn metres(&self, category: &str, home: &str) -> Option<f64> {
        self.access(category, home).cost.reached()
    }

    fn facility(&self, category: &str, home: &str) -> Option<&str> {
        self.access(category, home).facility.map(|f| &*self.facilities.rows[f.index()].id)
    }

    fn home(&self, id: &str) -> usize {
        let found = self.residents.rows.iter().position(|r| &*r.id == id);
        found.unwrap_or_else(|| panic!("no resident {id}"))
    }

    fn covered(&self, circle: &str) -> Vec<&str> {
        let covered = &self.results[self.circle(circle)].covered;
        let rows = self.residents.rows.iter().zip(covered);
        rows.filter(|&(_, &covered)| covered).map(|(r, _)| &*r.id).collect()
    }

    fn circle(&self, name: &str) -> usize {
        self.study.circles.iter().position(|(known, _)| known == name).unwrap()
    }
}
