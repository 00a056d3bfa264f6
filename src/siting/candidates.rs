//! Where a site may be: few enough places to try all of them.

use crate::geodesy::{self, Conformal, LocalPlane, LonLat};
use crate::units::ResidentId;

/// How many places are tried at most: those with most people around.
pub const MOST_CANDIDATES: usize = 300;

/// One candidate in each square cell of `cell_m` metres that holds somebody: of those in it the one
/// nearest to where its people live on average. Those with most people around come first; of more than
/// [`MOST_CANDIDATES`] the last are left out.
///
/// `uncovered` are residents with their places and people.
#[must_use]
pub fn candidates(uncovered: &[(ResidentId, LonLat, f64)], cell_m: f64) -> Vec<ResidentId> {
    let lats = uncovered.iter().map(|(_, at, _)| at.lat());
    let Some([south, north]) = geodesy::span(lats) else { return Vec::new() };
    // Cells are of one size on the map; it is true to scale in the middle.
    let map = Conformal::covering(south, north);
    let step = cell_m / LocalPlane::at((south + north) / 2.0).x_m;
    let mut placed: Vec<([i64; 2], [f64; 2], usize)> = uncovered
        .iter()
        .enumerate()
        .map(|(i, (_, at, _))| {
            let place = map.xy(at.lon(), at.lat());
            (place.map(|v| (v / step).floor() as i64), place, i)
        })
        .collect();
    placed.sort_unstable_by_key(|&(cell, _, i)| (cell, i));
    let mut cells: Vec<(f64, usize)> =
        placed.chunk_by(|a, b| a.0 == b.0).map(|cell| middle(uncovered, cell)).collect();
    cells.retain(|&(people, _)| people > 0.0);
    // Of equal ones the first in the order of the input.
    cells.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    cells.truncate(MOST_CANDIDATES);
    cells.into_iter().map(|(_, i)| uncovered[i].0).collect()
}

/// The people of a cell, and who lives nearest to their middle.
fn middle(
    uncovered: &[(ResidentId, LonLat, f64)],
    cell: &[([i64; 2], [f64; 2], usize)],
) -> (f64, usize) {
    let people: f64 = cell.iter().map(|&(.., i)| uncovered[i].2).sum();
    let mean = [0, 1].map(|axis| {
        cell.iter().map(|&(_, place, i)| place[axis] * uncovered[i].2).sum::<f64>() / people
    });
    let off = |place: [f64; 2]| (place[0] - mean[0]).powi(2) + (place[1] - mean[1]).powi(2);
    let nearest = cell.iter().min_by(|a, b| off(a.1).total_cmp(&off(b.1)).then(a.2.cmp(&b.2)));
    (people, nearest.map_or(0, |&(.., i)| i))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(id: u32, lon: f64, people: f64) -> (ResidentId, LonLat, f64) {
        (ResidentId(id), LonLat::new(lon, 38.0).unwrap(), people)
    }

    #[test]
    fn one_a_cell_in_the_middle_of_its_people() {
        assert!(candidates(&[], 250.0).is_empty());
        // Three homes some 40 m apart, and one 9 km away with more people; one without.
        let homes = [
            home(1, 106.0000, 1.0),
            home(2, 106.0005, 1.0),
            home(3, 106.0010, 1.0),
            home(7, 106.1000, 9.0),
            home(8, 106.2000, 0.0),
        ];
        assert_eq!(candidates(&homes, 2000.0), [ResidentId(7), ResidentId(2)]);
        // The heavier end draws the middle.
        let homes = [home(1, 106.0, 1.0), home(2, 106.0005, 1.0), home(3, 106.001, 9.0)];
        assert_eq!(candidates(&homes, 2000.0), [ResidentId(3)]);
    }

    #[test]
    fn those_with_most_people_are_tried() {
        let homes: Vec<_> =
            (0..400).map(|i| home(i, 106.0 + f64::from(i) * 0.01, f64::from(i))).collect();
        let found = candidates(&homes, 100.0);
        assert_eq!(found.len(), MOST_CANDIDATES);
        assert_eq!((found[0], found[299]), (ResidentId(399), ResidentId(100)));
    }
}
