//! Four invented districts that tile the city, with borders along the river and the tracks.
//!
//! From the place where the railway crosses the river four borders run out: two follow river and
//! tracks all the way, two leave them for a street on the way. Neighbours share the very same
//! vertices, so no home falls between two districts.

use std::io::{self, Write};

use super::ground::{Degrees, Ground, Xy};
use super::landscape::{railway, river};
use super::plan::Plan;

/// How far the districts reach beyond the ring.
const MARGIN_M: f64 = 350.0;
/// Border vertices are at most about so far apart.
const SHAPE_M: f64 = 120.0;
/// The share of the way after which the northern and eastern borders turn into a street.
const TURN: f64 = 0.6;

/// Invented codes: no province of China has a number beginning with 99. The order is that of the
/// quarters: north-east, north-west, south-west, south-east.
const DISTRICTS: [(&str, &str); 4] = [
    ("990104", "示范新区"),
    ("990103", "示范北区"),
    ("990101", "示范老城区"),
    ("990102", "示范东区"),
];

pub fn write(mut out: impl Write, plan: &Plan, ground: &Ground) -> io::Result<()> {
    let arms = arms(plan);
    let frame = frame(plan);
    out.write_all(b"{\"type\":\"FeatureCollection\",\"name\":\"districts\",\"features\":[\n")?;
    // Sorted by code, while the arms go round by direction.
    for (index, quarter) in [2, 3, 1, 0].into_iter().enumerate() {
        let (code, name) = DISTRICTS[quarter];
        let (from, to) = (&arms[quarter], &arms[(quarter + 1) % 4]);
        // Counter-clockwise: out along one border, round the corner, back along the next.
        let mut line = from.clone();
        let ends = [from, to].map(|arm| arm.last().copied().unwrap_or(frame[quarter]));
        line.extend(shaped(&[ends[0], frame[quarter], ends[1]]));
        line.extend(to.iter().rev());
        line.dedup();
        write!(
            out,
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\",\"name\":\"{name}\",\
             \"level\":\"county\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[["
        )?;
        for (number, &at) in line.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            let place = ground.place(at);
            let (lon, lat) = (Degrees(place.lon), Degrees(place.lat));
            write!(out, "{comma}[{lon},{lat}]")?;
        }
        let end = if index == 3 { "" } else { "," };
        writeln!(out, "]]}}}}{end}")?;
    }
    out.write_all(b"]}\n")?;
    out.flush()
}

/// The corners of the outer frame: north-east, north-west, south-west, south-east.
fn frame(plan: &Plan) -> [Xy; 4] {
    let (right, top) = (plan.columns.len(), plan.rows.len());
    let corner = |column, row, dx: f64, dy: f64| {
        let at = plan.corner(column, row);
        Xy::new(at.x + dx * MARGIN_M, at.y + dy * MARGIN_M)
    };
    [
        corner(right, top, 1.0, 1.0),
        corner(0, top, -1.0, 1.0),
        corner(0, 0, -1.0, -1.0),
        corner(right, 0, 1.0, -1.0),
    ]
}

/// The borders from the crossing outwards: east, north, west, south.
fn arms(plan: &Plan) -> [Vec<Xy>; 4] {
    let (column, row) = plan.main_barriers();
    let (water, tracks) = (river(plan, column), railway(plan, row));
    let crossing = water[row].toward(water[row + 1], 0.5);
    let (right, top) = (plan.columns.len(), plan.rows.len());

    // East: along the tracks, then down a street to the line south of them, and on along that.
    let leave = turn(column + 1, right);
    let mut east = vec![crossing];
    east.extend(&tracks[column + 1..=leave]);
    if leave < right {
        east.push(plan.corner(leave, row));
        east.extend((leave..=right).map(|c| plan.corner(c, row - 1)));
    }
    // North: along the river, then to the second line east of it, and on along that.
    let leave = turn(row + 1, top);
    let mut north = vec![crossing];
    north.extend(&water[row + 1..=leave]);
    if leave < top {
        north.push(plan.corner(column + 1, leave));
        let line = (column + 2).min(right);
        north.extend((leave..=top).map(|r| plan.corner(line, r)));
    }
    let mut west = vec![crossing];
    west.extend(tracks[..=column].iter().rev());
    let mut south = vec![crossing];
    south.extend(water[..=row].iter().rev());

    let frame = frame(plan);
    let ends = [
        |last: Xy, frame: [Xy; 4]| Xy::new((frame[0].x + frame[3].x) / 2.0, last.y),
        |last: Xy, frame: [Xy; 4]| Xy::new(last.x, (frame[0].y + frame[1].y) / 2.0),
        |last: Xy, frame: [Xy; 4]| Xy::new((frame[1].x + frame[2].x) / 2.0, last.y),
        |last: Xy, frame: [Xy; 4]| Xy::new(last.x, (frame[2].y + frame[3].y) / 2.0),
    ];
    let mut arms = [east, north, west, south];
    for (arm, end) in arms.iter_mut().zip(ends) {
        let last = arm.last().copied().unwrap_or(crossing);
        arm.push(end(last, frame));
        *arm = shaped(arm);
    }
    arms
}

/// The line after which a border leaves what it follows; the last line means that it never does.
fn turn(first: usize, last: usize) -> usize {
    let lines = (last - first) as f64;
    let turn = first + (lines * TURN).round() as usize;
    if last - first < 3 { last } else { turn }
}

/// The line with more vertices, because the ground bends between them.
fn shaped(line: &[Xy]) -> Vec<Xy> {
    let mut shaped = Vec::new();
    for pair in line.windows(2) {
        let pieces = (pair[0].distance(pair[1]) / SHAPE_M).ceil().max(1.0) as u32;
        for piece in 0..pieces {
            shaped.push(pair[0].toward(pair[1], f64::from(piece) / f64::from(pieces)));
        }
    }
    shaped.extend(line.last());
    shaped
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Ground, Plan, write};

    type Ring = Vec<(i64, i64)>;

    fn rings(seed: u64, compounds: u32) -> Vec<Ring> {
        let mut text = Vec::new();
        let plan = Plan::new(seed, compounds, 1.0);
        write(&mut text, &plan, &Ground::new(seed)).expect("districts");
        let text = String::from_utf8(text).expect("UTF-8");
        let numbers = |pair: &str| -> Option<(i64, i64)> {
            let (lon, lat) = pair.split_once(',')?;
            let whole = |n: &str| n.replace('.', "").parse::<i64>().ok();
            Some((whole(lon)?, whole(lat)?))
        };
        let ring = |line: &str| -> Option<Ring> {
            let (_, rest) = line.split_once("[[[")?;
            let (inside, _) = rest.split_once("]]]")?;
            inside.split("],[").map(numbers).collect()
        };
        text.lines().filter_map(ring).collect()
    }

    #[test]
    fn districts_tile_the_city() {
        for (seed, compounds) in [(42, 300), (1, 1), (3, 60), (9, 20_000)] {
            let rings = rings(seed, compounds);
            assert_eq!(rings.len(), 4);
            let mut edges: BTreeMap<_, i32> = BTreeMap::new();
            let mut area = 0;
            for ring in &rings {
                assert_eq!(ring.first(), ring.last());
                let cross = |p: &[(i64, i64)]| {
                    i128::from(p[0].0) * i128::from(p[1].1)
                        - i128::from(p[1].0) * i128::from(p[0].1)
                };
                let twice: i128 = ring.windows(2).map(cross).sum();
                assert!(twice > 0, "counter-clockwise");
                area += twice;
                for pair in ring.windows(2) {
                    assert_ne!(pair[0], pair[1]);
                    *edges.entry((pair[0], pair[1])).or_default() += 1;
                }
            }
            assert!(edges.values().all(|&n| n == 1), "no edge twice in one direction");
            // Inner borders run once each way; what is left is one outline round everything.
            let outer = edges.keys().filter(|(a, b)| !edges.contains_key(&(*b, *a)));
            let next: BTreeMap<_, _> = outer.copied().collect();
            let start = *next.keys().next().expect("an outline");
            let (mut at, mut steps, mut outline) = (start, 0, 0);
            while steps == 0 || at != start {
                let to = next[&at];
                outline +=
                    i128::from(at.0) * i128::from(to.1) - i128::from(to.0) * i128::from(at.1);
                at = to;
                steps += 1;
            }
            assert_eq!((steps, outline), (next.len(), area));
        }
    }
}
