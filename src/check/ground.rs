//! Facilities where none can stand: on a motorway, in water. Their coordinates are wrong, or they are
//! those of an office, a bridge or a boat.

use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::Records;
use super::finding::{Code, Finding, Severity, Words};
use crate::coverage::AreaIndex;
use crate::geodesy::LocalPlane;
use crate::inputs::Ground;

/// Half the width of a carriageway with its shoulder, metres.
const CARRIAGEWAY_M: f64 = 8.0;

/// The facilities that count and stand where nobody walks.
pub fn misplaced(records: &Records<'_>) -> Vec<Finding> {
    let Some(streets) = &records.streets else { return Vec::new() };
    let Ground { motorways, water } = streets.ground;
    let rows = &records.facilities.rows;
    let counted: Vec<usize> = (0..rows.len()).filter(|&f| rows[f].counted).collect();
    let Some(&first) = counted.first().filter(|_| !motorways.is_empty() || !water.is_empty())
    else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let mut found = |code, own: Vec<usize>, [en, zh]: [&str; 2]| {
        if own.is_empty() {
            return;
        }
        let text = Words::of(
            format!("{} facilities {en}", own.len()),
            format!("{} 个设施{zh}", own.len()),
        );
        findings.push(
            Finding::new(Severity::Warning, code, "facilities", text)
                .counting(own.len())
                .in_file(records.file("facilities"))
                .such_as(own.iter().map(|&f| rows[f].id.to_string()))
                .mend("check their coordinates", "请核对其坐标"),
        );
    };

    let plane = LocalPlane::at(rows[first].at.lat());
    let metres = |[lon, lat]: [f64; 2]| [lon * plane.x_m, lat * plane.y_m];
    let lines = motorways.iter().flat_map(|way| way.lines()).map(|line| {
        let ends = [line.start, line.end].map(|end| metres([end.x, end.y]));
        Line::new(ends[0], ends[1])
    });
    let carriageways = RTree::bulk_load(lines.map(|line| GeomWithData::new(line, ())).collect());
    let on_motorway = |&f: &usize| {
        let at = metres([rows[f].at.lon(), rows[f].at.lat()]);
        // Beside a service area or under a bridge a street is nearer.
        let street_m = streets.door_m[f].unwrap_or(f64::INFINITY);
        let within_m = CARRIAGEWAY_M.min(street_m);
        carriageways.locate_within_distance(at, within_m * within_m).next().is_some()
    };
    found(
        Code::FacilityOnMotorway,
        counted.iter().copied().filter(on_motorway).collect(),
        ["stand on a motorway", "位于高速公路上"],
    );

    let areas = AreaIndex::of(water);
    let in_water = |&f: &usize| areas.first_at(rows[f].at.coord()).is_some();
    found(
        Code::FacilityInWater,
        counted.iter().copied().filter(in_water).collect(),
        ["stand in water", "位于水面上"],
    );
    findings
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon};

    use super::super::scene::Scene;
    use super::*;

    fn ring(corners: [[f64; 2]; 4]) -> LineString {
        let corners = corners.map(Scene::at);
        corners.iter().chain(&corners[..1]).map(|&[x, y]| geo::Coord { x, y }).collect()
    }

    #[test]
    fn on_the_carriageway_and_in_the_lake() {
        let mut scene = Scene::new();
        scene.street([-2000.0, 0.0], [2000.0, 0.0]);
        let line = [[-2000.0, 100.0], [2000.0, 100.0]].map(Scene::at);
        scene.ground.motorways = vec![line.iter().map(|&[x, y]| geo::Coord { x, y }).collect()];
        let square =
            |r: f64| ring([[-r, -r], [r, -r], [r, r], [-r, r]].map(|[x, y]| [x, y - 500.0]));
        let lake = Polygon::new(square(100.0), vec![square(20.0)]);
        scene.ground.water = vec![lake.into()];
        for (id, at) in [
            ("on", [0.0, 107.0]),
            ("beside", [0.0, 109.0]),
            ("wet", [0.0, -450.0]),
            ("island", [0.0, -500.0]),
            ("closed", [10.0, -450.0]),
        ] {
            scene.facility(id, "", 0, Scene::at(at));
        }
        scene.facilities.rows[4].counted = false;
        let findings = scene.check(misplaced);
        let told: Vec<_> = findings.iter().map(|f| (f.code, f.examples.join(" "))).collect();
        let expected =
            [(Code::FacilityOnMotorway, "on".into()), (Code::FacilityInWater, "wet".into())];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_street_under_the_bridge_is_nearer() {
        let mut scene = Scene::new();
        scene.street([-2000.0, 0.0], [2000.0, 0.0]);
        let line = [[0.0, -500.0], [0.0, 500.0]].map(Scene::at);
        scene.ground.motorways = vec![line.iter().map(|&[x, y]| geo::Coord { x, y }).collect()];
        scene.facility("under", "", 0, Scene::at([5.0, 2.0]));
        scene.facility("on", "", 0, Scene::at([5.0, 300.0]));
        let findings = scene.check(misplaced);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].examples, ["on"]);
    }
}
