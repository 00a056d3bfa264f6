//! Which district each resident belongs to, on every level.

use rayon::prelude::*;

use super::area_index::AreaIndex;
use crate::geodesy::LonLat;
use crate::inputs::Districts;

/// For each level and point, the district that contains it.
#[derive(Clone, Debug, Default)]
pub struct Membership {
    /// `of[level][point]`: index into the districts; `None` outside all of the level (未归属).
    pub of: Vec<Vec<Option<u32>>>,
}

impl Membership {
    /// Assigns points by plain longitude and latitude; on a shared border the district that comes
    /// first in the file wins.
    #[must_use]
    pub fn assign(districts: &Districts, points: &[LonLat]) -> Membership {
        let of = (0..districts.levels.len())
            .map(|level| {
                let rows: Vec<u32> = districts.on_level(level).map(|(i, _)| i as u32).collect();
                let index = AreaIndex::of(districts.on_level(level).map(|(_, d)| &d.area));
                points
                    .par_iter()
                    .with_min_len(1024)
                    .map(|at| index.first_at(at.coord()).map(|i| rows[i]))
                    .collect()
            })
            .collect();
        Membership { of }
    }

    /// The districts of one level, per point; everybody is outside where there is no such level.
    #[must_use]
    pub fn on(&self, level: Option<usize>, points: usize) -> Vec<Option<u32>> {
        level.map_or_else(|| vec![None; points], |level| self.of[level].clone())
    }
}
