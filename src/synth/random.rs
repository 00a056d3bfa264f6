//! Random numbers of our own, so that a city never changes because a crate did.
//!
//! SplitMix64: one addition and three mixing steps a number, the same on every platform. Each part
//! of the city draws from a stream keyed by what it is (`Random::keyed(seed, [tag, i, j])`), so a
//! change in one part leaves the others as they were.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Random {
    /// The stream of one thing in the city: what kind it is, and which one.
    pub fn keyed(seed: u64, key: [u64; 3]) -> Self {
        let state = key.iter().fold(mix(seed ^ 0x9e37_79b9_7f4a_7c15), |s, &k| {
            mix(s.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ mix(k.wrapping_add(1)))
        });
        Self(state)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Uniform in `[0, 1)`, a multiple of 2⁻⁵³.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Between `-size` and `size`.
    pub fn jitter(&mut self, size: f64) -> f64 {
        self.between(-size, size)
    }

    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Uniform in `0..n`; 0 for an empty range.
    pub fn below(&mut self, n: usize) -> usize {
        // The bias of the multiplication is n / 2^64: of no matter here.
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_stream_is_pinned() {
        // A different number here means that every published synthetic city changes.
        let mut random = Random::keyed(42, [1, 2, 3]);
        assert_eq!(random.bits(), 10_428_070_040_781_553_252);
        let mean: f64 = (0..10_000).map(|_| random.unit()).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
    }

    #[test]
    fn below_stays_below() {
        let mut random = Random::keyed(7, [0, 0, 0]);
        assert_eq!(random.below(0), 0);
        assert!((0..1000).all(|_| random.below(3) < 3));
    }
}
