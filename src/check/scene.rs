//! Small made-up inputs for the tests of this room, placed in metres around one spot in China.

use geo::{Coord, MultiPolygon, Rect};

use super::{Records, Streets};
use crate::coverage::Membership;
use crate::geodesy::{LocalPlane, LonLat, length_m};
use crate::inputs::{
    District, Districts, Facilities, Facility, FileCount, Ground, Resident, Residents, Status,
};
use crate::network::Network;
use crate::snapping::Snapper;
use crate::study::{Overrides, Study};

pub struct Scene {
    pub study: Study,
    pub residents: Residents,
    pub facilities: Facilities,
    pub districts: Districts,
    pub files: Vec<FileCount>,
    pub ground: Ground,
    nodes: Vec<[f64; 2]>,
    edges: Vec<(u32, u32, f64)>,
}

impl Scene {
    pub const LON: f64 = 106.2;
    pub const LAT: f64 = 38.5;

    pub fn new() -> Scene {
        let overrides = Overrides {
            residents: Some("residents.csv".into()),
            facilities: vec!["facilities.csv".into()],
            ..Overrides::default()
        };
        Scene {
            study: Study::resolve(None, overrides).unwrap(),
            residents: Residents::default(),
            facilities: Facilities::default(),
            districts: Districts::default(),
            files: Vec::new(),
            ground: Ground::default(),
            nodes: Vec::new(),
            edges: Vec::new(),
        }
    }

    /// Metres east and north of the middle, as degrees.
    pub fn at([east, north]: [f64; 2]) -> [f64; 2] {
        let plane = LocalPlane::at(Scene::LAT);
        [Scene::LON + east / plane.x_m, Scene::LAT + north / plane.y_m]
    }

    pub fn resident(&mut self, id: &str, name: &str, at: [f64; 2], pop: f64) {
        let at = LonLat::new(at[0], at[1]).unwrap();
        let first = self.residents.entrances.len() as u32;
        self.residents.entrances.push(at);
        self.residents.has[0] = true;
        self.residents.rows.push(Resident {
            id: id.into(),
            name: name.into(),
            at,
            weight: [pop, 0.0, 0.0, 0.0, 0.0],
            entrances: first..first + 1,
            original: None,
            land: None,
            provision: None,
        });
    }

    pub fn facility(&mut self, id: &str, name: &str, category: usize, at: [f64; 2]) {
        let at = LonLat::new(at[0], at[1]).unwrap();
        let first = self.facilities.entrances.len() as u32;
        self.facilities.entrances.push(at);
        self.facilities.rows.push(Facility {
            id: id.into(),
            name: name.into(),
            category,
            at,
            original: None,
            entrances: first..first + 1,
            capacity: None,
            floor_area_m2: None,
            counted: true,
            rule: "".into(),
            state: Status::Running,
            status: "".into(),
            source: 0,
        });
    }

    /// A box in degrees around the middle: west, south, east, north.
    pub fn district(&mut self, code: &str, name: &str, [west, south, east, north]: [f64; 4]) {
        let corner = |x: f64, y: f64| Coord { x: Scene::LON + x, y: Scene::LAT + y };
        let area = Rect::new(corner(west, south), corner(east, north)).to_polygon();
        if self.districts.levels.is_empty() {
            self.districts.levels.push("".into());
        }
        self.districts.rows.push(District {
            code: code.into(),
            name: name.into(),
            level: 0,
            area: MultiPolygon(vec![area]),
        });
    }

    /// A street between two places in metres; streets that begin or end on one spot are joined.
    pub fn street(&mut self, from: [f64; 2], to: [f64; 2]) {
        let ends = [from, to].map(|end| {
            let at = Scene::at(end);
            let known = self.nodes.iter().position(|node| *node == at);
            known.unwrap_or_else(|| {
                self.nodes.push(at);
                self.nodes.len() - 1
            })
        });
        let metres = length_m(self.nodes[ends[0]], self.nodes[ends[1]]);
        self.edges.push((ends[0] as u32, ends[1] as u32, metres));
    }

    /// Calls one of the checks.
    pub fn check<T>(&self, check: impl Fn(&Records<'_>) -> T) -> T {
        let network = Network::from_edges(&self.nodes, &self.edges).unwrap();
        let snapper = Snapper::new(&network);
        let link = |points: &[LonLat]| snapper.link(points, self.study.snap_limit_m);
        let (homes, doors) = (link(&self.residents.entrances), link(&self.facilities.entrances));
        let metres = |snaps: &crate::snapping::Linkage| -> Vec<Option<f64>> {
            snaps.iter().map(|snap| snap.map(|snap| snap.access_m)).collect()
        };
        let (home_m, door_m) = (metres(&homes), metres(&doors));
        let points: Vec<LonLat> = self.residents.rows.iter().map(|r| r.at).collect();
        let level = self.districts.finest_level();
        let district_of =
            Membership::assign(&self.districts, &points).on(level, self.residents.rows.len());
        check(&Records {
            study: &self.study,
            residents: &self.residents,
            facilities: &self.facilities,
            districts: &self.districts,
            level,
            district_of: &district_of,
            files: &self.files,
            streets: (!self.edges.is_empty()).then_some(Streets {
                network: &network,
                snapper: &snapper,
                homes: &homes,
                doors: &doors,
                home_m: &home_m,
                door_m: &door_m,
                ground: &self.ground,
            }),
            quick: false,
        })
    }
}
