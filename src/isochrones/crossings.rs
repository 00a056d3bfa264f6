//! Where a line of the lattice leaves the reach of a cutoff: found by walking from places on it.

/// A place on a line between two corners, and what its walk costs.
#[derive(Clone, Copy, Debug)]
struct Sample {
    /// Steps of the output's grid from the corner with the shorter walk.
    at: i64,
    cost: f64,
}

/// Finds the crossings of one line after the other.
pub struct Crossings<'c> {
    /// Ascending, effective metres.
    cutoffs: &'c [f64],
    samples: Vec<Sample>,
}

/// A crossing is sought until its cost is so near to the cutoff, metres.
const NEAR_M: f64 = 0.5;
/// Where the cost jumps (a barrier, the middle between two streets), the jump is pinned down to so
/// much of a line: a cell of 20 m to 31 cm.
const PARTS: i64 = 64;
/// Along a line the cost rises by at most a metre a metre, or nearly so; more is a jump. Stairs that
/// are charged rise faster and are merely found by halving.
const STEEPEST: f64 = 1.5;

impl<'c> Crossings<'c> {
    /// For these cutoffs, ascending.
    pub fn of(cutoffs: &'c [f64]) -> Crossings<'c> {
        Crossings { cutoffs, samples: Vec::new() }
    }

    /// Where each of `levels` is crossed between a corner within the lowest of them and one beyond
    /// the highest, in steps from the first, `1 ..= steps - 1`; never descending, and equal where the
    /// cost jumps over several cutoffs at once.
    ///
    /// `cost` are those of both corners, `from` answers for the places between; `length_m` is the
    /// length of the line.
    pub fn find(
        &mut self,
        levels: std::ops::Range<usize>,
        [inner, outer]: [f64; 2],
        (steps, length_m): (i64, f64),
        mut from: impl FnMut(i64) -> f64,
        mut take: impl FnMut(usize, i64),
    ) {
        let samples = &mut self.samples;
        samples.clear();
        samples.push(Sample { at: 0, cost: inner });
        samples.push(Sample { at: steps, cost: outer });
        let metre = length_m / steps as f64;
        let mut low = 0;
        let mut reached = 1;
        for level in levels {
            let cutoff = self.cutoffs[level];
            while samples[low + 1].cost <= cutoff {
                low += 1;
            }
            let at = loop {
                let (a, b) = (samples[low], samples[low + 1]);
                let rise = b.cost - a.cost;
                let even = rise <= STEEPEST * metre * (b.at - a.at) as f64 + NEAR_M;
                let share = if even { (cutoff - a.cost) / rise } else { 0.0 };
                let between = a.at + (share * (b.at - a.at) as f64) as i64;
                if (b.at - a.at) * PARTS <= steps || b.at - a.at < 2 {
                    break between;
                }
                let near_end = [a, b].into_iter().find(|s| (s.cost - cutoff).abs() <= NEAR_M);
                if let (true, Some(near)) = (even, near_end) {
                    break near.at;
                }
                let next = if even { between } else { (a.at + b.at) / 2 };
                let next = next.clamp(a.at + 1, b.at - 1);
                let sample = Sample { at: next, cost: from(next) };
                samples.insert(low + 1, sample);
                if sample.cost <= cutoff {
                    low += 1;
                }
            };
            reached = at.clamp(reached, steps - 1);
            take(level, reached);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cutoffs: &[f64], of: impl Fn(f64) -> f64) -> Vec<i64> {
        let mut found = Vec::new();
        let ends = [of(0.0), of(20.0)];
        Crossings::of(cutoffs).find(
            0..cutoffs.len(),
            ends,
            (2000, 20.0),
            |at| of(at as f64 / 100.0),
            |_, at| found.push(at),
        );
        found
    }

    #[test]
    fn a_slope_is_crossed_where_it_says() {
        let at = found(&[300.0, 305.0], |m| 290.0 + m);
        assert!((at[0] - 1000).abs() <= 50 && (at[1] - 1500).abs() <= 50, "{at:?}");
    }

    #[test]
    fn a_bend_is_found_behind_the_straight_guess() {
        // Level for 15 m, then a metre a metre: the chord would say 8 m.
        let at = found(&[302.0], |m| 300.0 + (m - 15.0f64).max(0.0));
        assert!((at[0] - 1700).abs() <= 50, "{at:?}");
    }

    #[test]
    fn a_jump_is_pinned_down_and_the_same_for_all_cutoffs() {
        for far in [2000.0, f64::INFINITY] {
            let at = found(&[300.0, 500.0, 1000.0], |m| if m <= 13.37 { 290.0 } else { far });
            assert!(at.iter().all(|&level| level == at[0]), "{at:?}");
            assert!((1337 - 32..=1337).contains(&at[0]), "{at:?}");
        }
    }

    #[test]
    fn crossings_keep_off_the_corners_and_never_descend() {
        let late = found(&[300.0], |m| if m < 20.0 { 290.0 } else { 400.0 });
        assert!((1999 - 32..=1999).contains(&late[0]), "{late:?}");
        assert_eq!(found(&[300.0], |m| if m > 0.0 { 400.0 } else { 300.0 }), [1]);
        // Up, down and up again.
        let at = found(&[300.0, 310.0], |m| match m {
            m if m < 4.0 => 295.0,
            m if m < 9.0 => 305.0,
            m if m < 12.0 => 296.0,
            _ => 320.0,
        });
        assert!(at[0] <= at[1], "{at:?}");
    }
}
