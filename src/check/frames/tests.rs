//! The frame test on made-up cities: streets, and points that hug them in one frame or another.

use super::super::scene::Scene;
use super::*;
use crate::geodesy::LocalPlane;
use crate::inputs::Rejects;

/// Numbers in 0..1 that are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as f64 / (1u64 << 31) as f64
    }
}

/// Streets 500 m apart over 6 km, and homes and facilities within 20 m of them in the middle
/// 4 km: off the streets at random, half of all places lie more than 70 m from one.
fn city() -> Scene {
    let mut scene = Scene::new();
    for i in -6..=6 {
        let at = 500.0 * f64::from(i);
        scene.street([-3000.0, at], [3000.0, at]);
        scene.street([at, -3000.0], [at, 3000.0]);
    }
    let mut dice = Dice(3);
    for i in 0..200 {
        let along = 4000.0 * dice.roll() - 2000.0;
        let across = 500.0 * (9.0 * dice.roll()).floor() - 2000.0 + 40.0 * dice.roll() - 20.0;
        let at = if i % 2 == 0 { [along, across] } else { [across, along] };
        if i % 4 < 3 {
            scene.resident(&i.to_string(), "", Scene::at(at), 10.0);
        } else {
            scene.facility(&i.to_string(), "", 0, Scene::at(at));
        }
    }
    scene
}

type Move = fn([f64; 2]) -> [f64; 2];

fn moved(at: LonLat, by: Move) -> LonLat {
    let [lon, lat] = by([at.lon(), at.lat()]);
    LonLat::new(lon, lat).unwrap()
}

fn found(scene: &Scene) -> Vec<Finding> {
    scene.check(test).1
}

#[test]
fn points_in_their_own_frame_are_let_pass() {
    let scene = city();
    assert_eq!(found(&scene), []);
    let tests = scene.check(test).0;
    assert_eq!(tests.len(), 2);
    let [own, gcj, bd] = tests[0].snap_m.map(Option::unwrap);
    assert!(own < 20.0 && gcj > 40.0 && bd > 40.0, "{tests:?}");
}

#[test]
fn shifted_points_are_found_with_the_figures_in_the_right_frame() {
    let plain = city();
    let own = plain.check(test).0[1].snap_m[0].unwrap();
    let shifts: [(Frame, Move); 2] =
        [(Frame::Gcj02, |at| Frame::Gcj02.write(at)), (Frame::Bd09, |at| Frame::Bd09.write(at))];
    for (frame, shift) in shifts {
        let mut scene = city();
        for facility in &mut scene.facilities.rows {
            facility.at = moved(facility.at, shift);
        }
        let findings = found(&scene);
        assert_eq!(findings.len(), 1, "{findings:?}");
        let finding = &findings[0];
        assert_eq!((finding.role, finding.severity), (Some("facilities"), Severity::Warning));
        assert!(finding.text.en.starts_with(&format!("facilities look like {}", frame.name())));
        let as_is = scene.check(|r| Ground::of(r).fit(&group_of(r)).street_m(0)).unwrap();
        assert!(finding.text.en.contains(&format!(
            "median distance to a street {as_is:.0} m as declared, {own:.0} m as {}",
            frame.key()
        )));
        let figure = finding.figures[&format!("snap_m_{}", frame.key())];
        assert!((figure - own).abs() < 1e-3, "{figure} {own}");
    }
}

fn group_of(records: &Records<'_>) -> Vec<[f64; 2]> {
    records.facilities.rows.iter().map(|f| [f.at.lon(), f.at.lat()]).collect()
}

/// Where footways are everywhere, half of the scattered points come nearer to one than houses
/// ever stand; only the tail tells.
#[test]
fn where_the_median_misleads_the_tail_speaks() {
    let mut scene = Scene::new();
    let mut dice = Dice(11);
    let mut south = -2500.0;
    let mut homes = Vec::new();
    while south < 2500.0 {
        // Five footways 30 m apart, homes midway between two, then open ground.
        for row in 0..5 {
            let at = south + 30.0 * f64::from(row);
            scene.street([-2500.0, at], [2500.0, at]);
            if row < 4 && south.abs() < 1500.0 {
                homes.extend((0..10).map(|_| [3000.0 * dice.roll() - 1500.0, at + 15.0]));
            }
        }
        south += 220.0 + 200.0 * dice.roll();
    }
    for (i, home) in homes.into_iter().enumerate() {
        scene.resident(&i.to_string(), "", Scene::at(home), 10.0);
    }
    assert_eq!(found(&scene), []);
    for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
        *at = moved(*at, |at| Frame::Gcj02.write(at));
    }
    let finding = found(&scene).remove(0);
    let [declared, own] =
        ["wgs84", "gcj02"].map(|frame| finding.figures[&format!("snap_m_{frame}")]);
    assert!(declared < own && (own - 15.0).abs() < 0.5, "{finding:?}");
    assert!(finding.text.en.contains("nine in ten lie within"), "{finding:?}");
    assert!(finding.text.en.contains("within 15 m as gcj02"), "{finding:?}");
}

#[test]
fn a_declaration_that_is_wrong_is_found_the_other_way_round() {
    // Plain WGS84, declared as GCJ-02: the reader has moved it by as much.
    let mut scene = city();
    for resident in &mut scene.residents.rows {
        let pair = [resident.at.lon(), resident.at.lat()];
        resident.at = moved(resident.at, |at| Frame::Gcj02.read(at));
        resident.original = Some(Box::new(Original { pair, crs: "GCJ-02 (近似转换)".into() }));
    }
    let findings = found(&scene);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].text.en.starts_with("residents look like WGS84"), "{findings:?}");
    assert_eq!(findings[0].people, Some(1500.0));
}

#[test]
fn residents_and_facilities_shifted_alike_are_both_found() {
    let mut scene = city();
    for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
        *at = moved(*at, |at| Frame::Gcj02.write(at));
    }
    for at in scene.facilities.rows.iter_mut().map(|f| &mut f.at) {
        *at = moved(*at, |at| Frame::Gcj02.write(at));
    }
    let roles: Vec<_> = found(&scene).iter().map(|f| f.role.unwrap()).collect();
    assert_eq!(roles, ["residents", "facilities"]);
}

#[test]
fn streets_in_another_frame_than_everything_else() {
    let mut scene = city();
    for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
        *at = moved(*at, |at| Frame::Bd09.read(at));
    }
    for at in scene.facilities.rows.iter_mut().map(|f| &mut f.at) {
        *at = moved(*at, |at| Frame::Bd09.read(at));
    }
    let findings = found(&scene);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].text.en.starts_with("the streets look like BD-09"), "{findings:?}");
}

#[test]
fn points_off_all_streets_are_no_matter_of_frames() {
    // Parks: in the middle of the blocks, 250 m from any street.
    let mut scene = city();
    for (i, facility) in scene.facilities.rows.iter_mut().enumerate() {
        let i = i as f64;
        let at = Scene::at([500.0 * (i % 8.0) - 1750.0, 500.0 * (i / 8.0).floor() - 1750.0]);
        facility.at = LonLat::new(at[0], at[1]).unwrap();
    }
    assert_eq!(found(&scene), []);
    // Homes beside an extract that ends before it comes to them.
    let mut scene = city();
    for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
        let plane = LocalPlane::at(Scene::LAT);
        *at = LonLat::new(at.lon() + 5400.0 / plane.x_m, at.lat()).unwrap();
    }
    assert_eq!(found(&scene), []);
}

#[test]
fn places_without_streets_around_prove_nothing() {
    let mut scene = Scene::new();
    scene.street([-20_000.0, 0.0], [20_000.0, 0.0]);
    let mut dice = Dice(9);
    for i in 0..300 {
        let at = [30_000.0 * dice.roll() - 15_000.0, 6000.0 * dice.roll() - 3000.0];
        scene.resident(&i.to_string(), "", Scene::at(at), 10.0);
    }
    assert_eq!(found(&scene), []);
}

#[test]
fn few_points_prove_nothing() {
    let mut scene = city();
    scene.facilities.rows.truncate(8);
    for facility in &mut scene.facilities.rows {
        facility.at = moved(facility.at, |at| Frame::Gcj02.write(at));
    }
    assert_eq!(found(&scene), []);
}

#[test]
fn the_homes_of_one_block_are_one_witness() {
    // Forty homes in a row of 150 m beside one street: where they go, they go together.
    let spread = |step: f64| {
        let mut scene = city();
        for i in 0..40 {
            let at = Scene::at([step * f64::from(i) - 20.0 * step, 5.0 + f64::from(i % 3)]);
            scene.facility(&format!("row{i}"), "", 0, at);
        }
        scene.facilities.rows.drain(..50);
        for facility in &mut scene.facilities.rows {
            facility.at = moved(facility.at, |at| Frame::Gcj02.write(at));
        }
        found(&scene).len()
    };
    assert_eq!((spread(4.0), spread(100.0)), (0, 1));
}

#[test]
fn outside_china_and_in_projected_systems_nothing_is_tested() {
    let mut scene = city();
    for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
        *at = LonLat::new(at.lon() - 121.6, at.lat() - 10.4).unwrap();
    }
    let roles: Vec<_> = scene.check(test).0.iter().map(|t| t.role).collect();
    assert_eq!(roles, ["facilities"]);
    let mut scene = city();
    for facility in &mut scene.facilities.rows {
        facility.original = Some(Box::new(Original { pair: [4e6, 5e5], crs: "EPSG:4544".into() }));
    }
    let roles: Vec<_> = scene.check(test).0.iter().map(|t| t.role).collect();
    assert_eq!(roles, ["residents"]);
}

#[test]
fn without_streets_the_districts_speak() {
    // A small study area; GCJ-02 moves it by more than its width here.
    let mut scene = Scene::new();
    let mut dice = Dice(5);
    for i in 0..60 {
        let at = [200.0 * dice.roll() - 100.0, 200.0 * dice.roll() - 100.0];
        scene.resident(&i.to_string(), "", Scene::at(at), 10.0);
    }
    scene.district("1", "社区", [-0.0012, -0.001, 0.0012, 0.001]);
    assert_eq!(found(&scene), []);
    for at in scene.residents.rows.iter_mut().map(|r| &mut r.at) {
        *at = moved(*at, |at| Frame::Gcj02.write(at));
    }
    let findings = found(&scene);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].severity, Severity::Error, "nobody lives in a district as declared");
    assert!(findings[0].text.en.contains("0.0 % as declared, 100.0 % as gcj02"));
    scene.districts = Default::default();
    assert_eq!(found(&scene), [], "nothing to hold them against");
}

#[test]
fn the_rows_of_several_files_are_tested_file_by_file() {
    let mut scene = city();
    let rows = scene.facilities.rows.len();
    let mut files = Rejects::default();
    for (name, used) in [("a.csv", 30), ("b.csv", rows - 30)] {
        files.count_whole(Path::new(name), "facilities", used as u64);
    }
    scene.files = files.files;
    for facility in &mut scene.facilities.rows[30..] {
        facility.at = moved(facility.at, |at| Frame::Gcj02.write(at));
    }
    let findings = found(&scene);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].file.as_deref(), Some(Path::new("b.csv")));
    assert_eq!(findings[0].points, Some(rows - 30));
}
