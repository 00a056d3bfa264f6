//! Order along a Hilbert curve: neighbours on the ground become neighbours in memory.
//!
//! Random access past the caches costs a hundred times a hit, so on large cities the order of nodes
//! decides the speed of everything that walks the graph.

use crate::radix;

/// Indices of the points, sorted along a Hilbert curve of 65,536 × 65,536 cells over their extent.
pub fn order(points: &[[f64; 2]]) -> Vec<u32> {
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for p in points {
        for axis in 0..2 {
            low[axis] = low[axis].min(p[axis]);
            high[axis] = high[axis].max(p[axis]);
        }
    }
    let side = (high[0] - low[0]).max(high[1] - low[1]);
    let scale = if side > 0.0 { 65_535.0 / side } else { 0.0 };
    radix::order(points.iter().map(|p| {
        let x = ((p[0] - low[0]) * scale) as u32;
        let y = ((p[1] - low[1]) * scale) as u32;
        distance(x, y)
    }))
}

/// How the square that is being entered lies: bit 0 is set where both axes run the other way, bit 1
/// where they are exchanged.
type Turn = usize;

/// One step into a quarter of the square: its place along the curve, 0 to 3, and how it lies (Hamilton
/// 2006, by rotation).
const fn quarter(x: usize, y: usize, turn: Turn) -> (usize, Turn) {
    let (flip, swap) = (turn & 1, turn >> 1);
    let (x, y) = if swap == 1 { (y ^ flip, x ^ flip) } else { (x ^ flip, y ^ flip) };
    let turn = if y == 0 { (swap ^ 1) << 1 | (flip ^ x) } else { turn };
    ((3 * x) ^ y, turn)
}

/// Four steps at once, for every turn and four bits of both coordinates: the place in the upper bits,
/// the turn in the lowest two.
const STEPS: [u16; 1 << 10] = {
    let mut steps = [0; 1 << 10];
    let mut i = 0;
    while i < steps.len() {
        let (mut turn, mut place, mut bit) = (i >> 8, 0, 4);
        while bit > 0 {
            bit -= 1;
            let (digit, next) = quarter(i >> (4 + bit) & 1, i >> bit & 1, turn);
            (place, turn) = (place << 2 | digit, next);
        }
        steps[i] = (place << 2 | turn) as u16;
        i += 1;
    }
    steps
};

/// Distance along the curve of a cell, both coordinates below 65,536.
fn distance(x: u32, y: u32) -> u32 {
    let (mut d, mut turn) = (0, 0);
    for shift in [12, 8, 4, 0] {
        let step = STEPS[turn << 8 | ((x >> shift & 15) << 4 | y >> shift & 15) as usize];
        d = d << 8 | u32::from(step >> 2);
        turn = usize::from(step & 3);
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_steps_from_cell_to_neighbouring_cell() {
        // Cells of the 256 x 256 corner, which the curve visits first.
        let mut cells: Vec<(u32, i64, i64)> = (0..256)
            .flat_map(|x| (0..256).map(move |y| (distance(x, y), i64::from(x), i64::from(y))))
            .collect();
        cells.sort_unstable();
        for (i, pair) in cells.windows(2).enumerate() {
            let ((d, x0, y0), (_, x1, y1)) = (pair[0], pair[1]);
            assert_eq!(d as usize, i);
            assert_eq!((x1 - x0).abs() + (y1 - y0).abs(), 1, "at {d}");
        }
    }

    #[test]
    fn steps_taken_four_at_once_are_those_taken_singly() {
        for i in 0..20_000u32 {
            let (x, y) = (i.wrapping_mul(2_654_435_761) >> 16, i.wrapping_mul(40_503) & 0xffff);
            let (mut d, mut turn) = (0, 0);
            for bit in (0..16).rev() {
                let (digit, next) = quarter((x >> bit & 1) as usize, (y >> bit & 1) as usize, turn);
                (d, turn) = (d << 2 | digit as u32, next);
            }
            assert_eq!(distance(x, y), d, "{x} {y}");
        }
    }

    #[test]
    fn every_point_is_ordered_once() {
        let points: Vec<[f64; 2]> =
            (0..1000).map(|i| [f64::from(i * 37 % 101), f64::from(i * 53 % 89)]).collect();
        let mut order = order(&points);
        order.sort_unstable();
        assert_eq!(order, (0..1000).collect::<Vec<u32>>());
        assert!(super::order(&[]).is_empty());
        assert_eq!(super::order(&[[1.0, 1.0]; 3]), [0, 1, 2]);
    }
}
