//! A town given outright: who is covered is said, not computed.

use geo::{Coord, MultiPolygon, Polygon};
use walkshed::coverage::{Answers, CircleResult, Membership, Why};
use walkshed::geodesy::LonLat;
use walkshed::inputs::{District, Districts, Resident, Residents};
use walkshed::units::Cost;
use walkshed::walk::Access;
use walkshed::zones::{self, Zones};

use crate::zone_invariants::{self, Case};

/// About a metre, in degrees, at the town's latitude.
pub const METRE: [f64; 2] = [1.0 / 87_260.0, 1.0 / 111_010.0];
const CENTRE: [f64; 2] = [106.2, 38.5];

/// A place so many metres east and north of the centre.
pub fn place(east_m: f64, north_m: f64) -> Coord {
    let round = |v: f64| (v * 1e7).round() / 1e7;
    Coord { x: round(CENTRE[0] + east_m * METRE[0]), y: round(CENTRE[1] + north_m * METRE[1]) }
}

/// A polygon through places.
pub fn area(corners: &[(f64, f64)]) -> MultiPolygon {
    let ring: Vec<Coord> = corners.iter().map(|&(x, y)| place(x, y)).collect();
    MultiPolygon(vec![Polygon::new(ring.into(), vec![])])
}

#[derive(Default)]
pub struct Town {
    pub residents: Residents,
    pub covered: Vec<bool>,
    pub districts: Districts,
}

impl Town {
    pub fn home(&mut self, east_m: f64, north_m: f64, people: f64, covered: bool) {
        let c = place(east_m, north_m);
        self.add(LonLat::new(c.x, c.y).unwrap(), people, covered, None);
    }

    /// A compound with an outline; it stands at `at`.
    pub fn compound(&mut self, at: (f64, f64), outline: MultiPolygon, people: f64, covered: bool) {
        let c = place(at.0, at.1);
        let m2 = walkshed::geodesy::area_m2(&outline);
        let land = Some(Box::new((outline, m2)));
        self.add(LonLat::new(c.x, c.y).unwrap(), people, covered, land);
    }

    fn add(
        &mut self,
        at: LonLat,
        people: f64,
        covered: bool,
        land: Option<Box<(MultiPolygon, f64)>>,
    ) {
        let n = self.residents.entrances.len() as u32;
        self.residents.entrances.push(at);
        self.residents.rows.push(Resident {
            id: format!("h{n}").into(),
            name: "".into(),
            at,
            weight: [people, 0.0, 0.0, 0.0, 0.0],
            entrances: n..n + 1,
            original: None,
            land,
            provision: None,
        });
        self.residents.has[0] = true;
        self.covered.push(covered);
    }

    pub fn district(&mut self, code: &str, outline: MultiPolygon) {
        if self.districts.levels.is_empty() {
            self.districts.levels.push("".into());
        }
        self.districts.rows.push(District {
            code: code.into(),
            name: code.into(),
            level: 0,
            area: outline,
        });
    }

    /// The zones, after all invariants were checked.
    pub fn zones(&self) -> Zones {
        let n = self.residents.rows.len();
        let points: Vec<LonLat> = self.residents.rows.iter().map(|r| r.at).collect();
        let membership = Membership::assign(&self.districts, &points);
        let level = self.districts.finest_level();
        let district_of = membership.on(level, n);
        let answers = Answers {
            access: vec![vec![Access::NONE; n]],
            snap_m: vec![None; n],
            joined: vec![vec![true; n]],
            facility_snap_m: vec![],
        };
        let result = CircleResult {
            categories: vec![0],
            needed: 1,
            cutoff: Cost::new(500.0).unwrap(),
            covered: self.covered.clone(),
            binding: vec![0; n],
            why: self
                .covered
                .iter()
                .map(|&c| if c { Why::Covered } else { Why::Unsnapped })
                .collect(),
            straight_m: vec![f64::INFINITY; n],
        };
        let inputs = zones::Inputs {
            residents: &self.residents,
            districts: &self.districts,
            level,
            district_of: &district_of,
            answers: &answers,
            reach_m: 200.0,
        };
        let zones = zones::build(&inputs, &[result]).unwrap().remove(0);
        if zones.contested == 0 {
            zone_invariants::check(&Case {
                residents: &self.residents,
                covered: &self.covered,
                districts: &self.districts,
                level,
                district_of: &district_of,
                zones: &zones,
                reach_m: 200.0,
            });
        }
        zones
    }
}
