//! Straight lines: the screening without streets, and the yardstick beside every walk.

use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::access::Access;
use crate::geodesy::{self, Conformal, LocalPlane, LonLat};
use crate::units::{Cost, FacilityId};

/// The shortest straight line from one of some entrances to one of others, metres; infinite where
/// there are none.
#[must_use]
pub fn closest_m(from: &[LonLat], to: &[LonLat]) -> f64 {
    let pairs = from.iter().flat_map(|&a| to.iter().map(move |&b| (a, b)));
    pairs.map(|(a, b)| geodesy::distance_m(a, b)).fold(f64::INFINITY, f64::min)
}

/// The facilities of a category, to be found by straight line.
pub struct Straight {
    map: Conformal,
    tree: RTree<GeomWithData<[f64; 2], (FacilityId, LonLat)>>,
}

impl Straight {
    /// Indexes facilities (one entry an entrance).
    #[must_use]
    pub fn of(entrances: &[(FacilityId, LonLat)]) -> Straight {
        let lats = entrances.iter().map(|(_, at)| at.lat());
        let [south, north] = geodesy::span(lats).unwrap_or_default();
        let map = Conformal::covering(south, north);
        let points = entrances
            .iter()
            .map(|&(id, at)| GeomWithData::new(map.xy(at.lon(), at.lat()), (id, at)))
            .collect();
        Straight { map, tree: RTree::bulk_load(points) }
    }

    /// The nearest facility by straight line, within `limit_m` metres (inclusive), with its
    /// geodesic distance. Of equally near ones the lowest number.
    #[must_use]
    pub fn nearest(&self, at: LonLat, limit_m: f64) -> Option<(f64, FacilityId)> {
        let scale = LocalPlane::at(at.lat()).x_m;
        let query = self.map.xy(at.lon(), at.lat());
        let mut best: Option<(f64, FacilityId)> = None;
        for (point, distance_2) in self.tree.nearest_neighbor_iter_with_distance_2(&query) {
            let on_map_m = distance_2.sqrt() * scale;
            let nearest_m = best.map_or(limit_m, |(m, _)| m);
            if on_map_m > nearest_m + Conformal::slack_m(at.lat(), nearest_m) {
                break;
            }
            let (id, place) = point.data;
            let found = (geodesy::distance_m(at, place), id);
            if found.0 <= limit_m && best.is_none_or(|known| found < known) {
                best = Some(found);
            }
        }
        best
    }

    /// Whether a facility lies within `limit_m` metres by straight line (inclusive).
    #[must_use]
    pub fn any_within(&self, at: LonLat, limit_m: f64) -> bool {
        self.around(at, limit_m).next().is_some()
    }

    /// All facilities that straight-line mode has within `cutoff` (inclusive); one with several
    /// entrances may come several times.
    pub fn all_within(
        &self,
        at: LonLat,
        detour: f64,
        cutoff: Cost,
    ) -> impl Iterator<Item = FacilityId> + '_ {
        // A little farther, so that what counts is the product, as in `access`.
        let limit_m = cutoff.metres() / detour * (1.0 + 1e-9);
        self.around(at, limit_m)
            .filter(move |(_, straight_m)| Cost::of_sum(straight_m * detour).within(cutoff))
            .map(|(id, _)| id)
    }

    /// The entrances within `limit_m` metres of a place (inclusive), with their distances.
    fn around(&self, at: LonLat, limit_m: f64) -> impl Iterator<Item = (FacilityId, f64)> + '_ {
        let half = (limit_m + Conformal::slack_m(at.lat(), limit_m)) / LocalPlane::at(at.lat()).x_m;
        let [x, y] = self.map.xy(at.lon(), at.lat());
        let square = AABB::from_corners([x - half, y - half], [x + half, y + half]);
        self.tree
            .locate_in_envelope_intersecting(&square)
            .map(move |point| (point.data.0, geodesy::distance_m(at, point.data.1)))
            .filter(move |&(_, straight_m)| straight_m <= limit_m)
    }

    /// The answer of straight-line mode: the nearest facility, its straight line times `detour`.
    #[must_use]
    pub fn access(&self, at: LonLat, detour: f64, horizon: Cost) -> Access {
        match self.nearest(at, horizon.metres() / detour) {
            Some((straight_m, facility)) => {
                let metres = straight_m * detour;
                Access { cost: Cost::of_sum(metres), metres, facility: Some(facility) }
            }
            None => Access::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_of_all_entrances_count() {
        let at = |lon| LonLat::new(lon, 38.5).unwrap();
        let (from, to) = ([at(106.0), at(106.02)], [at(106.1), at(106.03), at(105.9)]);
        assert_eq!(closest_m(&from, &to), geodesy::distance_m(from[1], to[1]));
        assert_eq!(closest_m(&to, &from), geodesy::distance_m(to[1], from[1]));
        assert_eq!(closest_m(&from, &[]), f64::INFINITY);
        assert_eq!(closest_m(&[], &to), f64::INFINITY);
    }
}
