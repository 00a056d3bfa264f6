//! Snapping behind barriers against brute force: every segment of the network, every wall.

use proptest::collection::vec;
use proptest::prelude::*;
use walkshed::geodesy::LonLat;
use walkshed::network::{Builder, Network};
use walkshed::snapping::{Barriers, Snap, Snapper};

use crate::ellipsoid::degree_m;
use crate::settings::cases;
use crate::streets::{point, streets};

const SNAP_LIMIT_M: f64 = 150.0;

/// Whether the way from the first place to the second meets a wall between two others, by Cramer's
/// rule in metres; `None` when less than a micrometre decides.
fn is_barred([from, to, a, b]: [[f64; 2]; 4]) -> Option<bool> {
    let [x_m, y_m] = degree_m(from[1]);
    let local = |p: [f64; 2]| [(p[0] - from[0]) * x_m, (p[1] - from[1]) * y_m];
    let cross = |u: [f64; 2], v: [f64; 2]| u[0] * v[1] - u[1] * v[0];
    let (leg, a, b) = (local(to), local(a), local(b));
    let wall = [b[0] - a[0], b[1] - a[1]];
    let (leg_m, wall_m) = (leg[0].hypot(leg[1]), wall[0].hypot(wall[1]));
    if leg_m == 0.0 || wall_m == 0.0 {
        return Some(false);
    }
    // Who stands within two centimetres of the wall.
    for place in [[0.0, 0.0], leg] {
        let from_a = [place[0] - a[0], place[1] - a[1]];
        let t = (from_a[0] * wall[0] + from_a[1] * wall[1]) / (wall_m * wall_m);
        let t = t.clamp(0.0, 1.0);
        let off_m = (from_a[0] - t * wall[0]).hypot(from_a[1] - t * wall[1]);
        if (off_m - 0.02).abs() < 1e-6 {
            return None;
        }
        if off_m < 0.02 {
            return Some(false);
        }
    }
    let den = cross(leg, wall);
    if den.abs() < 1e-9 * leg_m * wall_m {
        return None;
    }
    // Metres along the leg and along the wall to where their lines meet.
    let on_leg_m = cross(a, wall) / den * leg_m;
    let on_wall_m = cross(a, leg) / den * wall_m;
    let inside = |at: f64, length: f64| match at.min(length - at) {
        close if close.abs() < 1e-6 => None,
        depth => Some(depth > 0.0),
    };
    match (inside(on_leg_m, leg_m), inside(on_wall_m, wall_m)) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Edge, metres along it and metres to it of the nearest place that is not barred; `Err` when it is
/// a matter of rounding.
fn by_brute_force(
    network: &Network,
    walls: &[Vec<[f64; 2]>],
    home: [f64; 2],
) -> Result<Option<Snap>, ()> {
    let [x_m, y_m] = degree_m(home[1]);
    let local = |p: [f64; 2]| [(p[0] - home[0]) * x_m, (p[1] - home[1]) * y_m];
    let mut free: Vec<Snap> = Vec::new();
    for edge in network.edges() {
        let (points, along_m) = network.polyline(edge);
        for (i, pair) in points.windows(2).enumerate() {
            let (a, b) = (local(pair[0]), local(pair[1]));
            let d = [b[0] - a[0], b[1] - a[1]];
            let length_2 = d[0] * d[0] + d[1] * d[1];
            let t = if length_2 == 0.0 { 0.0 } else { -(a[0] * d[0] + a[1] * d[1]) / length_2 };
            let t = t.clamp(0.0, 1.0);
            let foot = [a[0] + t * d[0], a[1] + t * d[1]];
            let access_m = foot[0].hypot(foot[1]);
            if access_m > SNAP_LIMIT_M {
                continue;
            }
            let foot = [home[0] + foot[0] / x_m, home[1] + foot[1] / y_m];
            let pieces = walls.iter().flat_map(|wall| wall.windows(2));
            let barred: Vec<_> =
                pieces.map(|piece| is_barred([home, foot, piece[0], piece[1]])).collect();
            if barred.contains(&Some(true)) {
                continue;
            }
            if barred.contains(&None) {
                return Err(());
            }
            let along_m = along_m[i] + t * (along_m[i + 1] - along_m[i]);
            free.push(Snap { edge, along_m, access_m });
        }
    }
    free.sort_by(|a, b| a.access_m.total_cmp(&b.access_m));
    match free[..] {
        [first, second, ..] if second.access_m - first.access_m < 1e-6 => {
            // Two segments of one edge share a vertex, and edges a node; other ties are tossed.
            let same = first.edge == second.edge && (first.along_m - second.along_m).abs() < 1e-3;
            if same { Ok(Some(first)) } else { Err(()) }
        }
        [first, ..] => Ok(Some(first)),
        [] => Ok(None),
    }
}

/// Walls anywhere, and walls through streets and homes.
fn walls() -> impl Strategy<Value = Vec<Vec<[f64; 2]>>> {
    let short = (point(), vec((-3000i32..3000, -3000i32..3000), 1..4)).prop_map(|(at, steps)| {
        let mut line = vec![at];
        for (dx, dy) in steps {
            let [x, y] = line[line.len() - 1];
            line.push([x + f64::from(dx) * 1e-7, y + f64::from(dy) * 1e-7]);
        }
        line
    });
    vec(prop_oneof![short, vec(point(), 2..5)], 0..12)
}

fn place([lon, lat]: [f64; 2]) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

/// A wall on a grid of ten metres, where legs often meet corners: whether numbers on the grid say
/// that a leg is barred at an inner point.
fn is_barred_on_grid([p, f, a, b]: [[i64; 2]; 4]) -> bool {
    let from = |u: [i64; 2], v: [i64; 2]| [v[0] - u[0], v[1] - u[1]];
    let cross = |u: [i64; 2], v: [i64; 2]| u[0] * v[1] - u[1] * v[0];
    let (leg, wall, to_wall) = (from(p, f), from(a, b), from(p, a));
    let den = cross(leg, wall);
    let (t, s) = (cross(to_wall, wall) * den.signum(), cross(to_wall, leg) * den.signum());
    den != 0 && 0 < t && t < den.abs() && 0 <= s && s <= den.abs()
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn the_nearest_free_leg_is_that_of_brute_force(
        streets in streets(), walls in walls(), homes in vec(point(), 1..16),
        beside in vec((any::<prop::sample::Index>(), 0.0..1.0f64), 0..6),
    ) {
        let network = Builder { min_component_m: 0.0, avoid_steps: false }.build(&streets);
        let snapper = Snapper::new(&network).with_barriers(Barriers::of(&walls));
        let open = Snapper::new(&network);
        // Also homes on walls.
        let pieces: Vec<_> = walls.iter().flat_map(|wall| wall.windows(2)).collect();
        let on_walls = beside.iter().filter(|_| !pieces.is_empty()).map(|(index, t)| {
            let piece = index.get(&pieces);
            [0, 1].map(|axis| piece[0][axis] + t * (piece[1][axis] - piece[0][axis]))
        });
        let homes: Vec<_> = homes.iter().copied().chain(on_walls).collect();
        let places: Vec<_> = homes.iter().copied().map(place).collect();
        let linkage = snapper.link(&places, SNAP_LIMIT_M);
        let turned = snapper.turned_away(&places, SNAP_LIMIT_M);
        for (i, &home) in homes.iter().enumerate() {
            let found = linkage[i];
            prop_assert_eq!(found, snapper.snap(places[i], SNAP_LIMIT_M));
            let Ok(expected) = by_brute_force(&network, &walls, home) else { continue };
            prop_assert_eq!(found.is_some(), expected.is_some(), "{:?} {:?}", found, expected);
            if let (Some(found), Some(expected)) = (found, expected) {
                prop_assert_eq!(found.edge, expected.edge);
                prop_assert!((found.along_m - expected.along_m).abs() < 1e-4);
                prop_assert!((found.access_m - expected.access_m).abs() < 1e-6);
            }
            // Turned away is who takes another street than without walls.
            let before = open.snap(places[i], SNAP_LIMIT_M);
            let freed = by_brute_force(&network, &[], home);
            if freed.is_ok() {
                prop_assert_eq!(turned[i], found != before, "{:?} {:?}", found, before);
            }
        }
    }

    #[test]
    fn walls_only_lengthen_legs_and_none_change_nothing(
        streets in streets(), walls in walls(), homes in vec(point(), 1..16), cut in 0usize..12,
    ) {
        let network = Builder { min_component_m: 0.0, avoid_steps: false }.build(&streets);
        let homes: Vec<_> = homes.into_iter().map(place).collect();
        let fewer = &walls[..cut.min(walls.len())];
        let far = [vec![[107.0, 38.0], [107.0, 39.0]]];
        let link = |walls: &[Vec<[f64; 2]>]| {
            let snapper = Snapper::new(&network).with_barriers(Barriers::of(walls));
            snapper.link(&homes, SNAP_LIMIT_M)
        };
        let open = Snapper::new(&network).link(&homes, SNAP_LIMIT_M);
        prop_assert_eq!(&link(&[]), &open);
        prop_assert_eq!(&link(&far), &open);
        let leg_m = |snap: &Option<Snap>| snap.map_or(f64::INFINITY, |snap| snap.access_m);
        let (less, more) = (link(fewer), link(&walls));
        for i in 0..homes.len() {
            prop_assert!(leg_m(&open[i]) <= leg_m(&less[i]) && leg_m(&less[i]) <= leg_m(&more[i]));
        }
        // The order of walls, and of their vertices, means nothing.
        let mut turned = walls.clone();
        turned.reverse();
        turned.iter_mut().for_each(|wall| wall.reverse());
        prop_assert_eq!(&link(&turned), &more);
    }

    #[test]
    fn on_a_grid_every_corner_is_judged_exactly(
        walls in vec(vec((0i64..5, 0i64..5), 2..4), 1..3), leg in [(0i64..5, 0i64..5), (0i64..5, 0i64..5)],
    ) {
        // 1/8192 degree is 13 m on the equator, and no number is rounded.
        let at = |(x, y): (i64, i64)| [x as f64 / 8192.0, y as f64 / 8192.0];
        let lines: Vec<Vec<_>> = walls.iter().map(|w| w.iter().map(|&p| at(p)).collect()).collect();
        let pair = |(x, y): (i64, i64)| [x, y];
        let expected = walls.iter().flat_map(|wall| wall.windows(2)).any(|piece| {
            is_barred_on_grid([leg[0], leg[1], piece[0], piece[1]].map(pair))
        });
        prop_assert_eq!(Barriers::of(&lines).crosses(at(leg[0]), at(leg[1])), expected);
    }
}
