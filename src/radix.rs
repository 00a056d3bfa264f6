//! Sorting by whole numbers, in time that grows with the count alone.

/// Indices of the keys in ascending order; equal ones stay in theirs.
pub fn order(keys: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut keyed: Vec<u64> =
        keys.enumerate().map(|(i, key)| u64::from(key) << 32 | i as u64).collect();
    sort_by_upper_half(&mut keyed);
    keyed.into_iter().map(|key| key as u32).collect()
}

/// Radix sort by the upper 32 bits; stable, so equal ones stay in their order.
fn sort_by_upper_half(keys: &mut Vec<u64>) {
    const BITS: u32 = 11;
    let mut from = std::mem::take(keys);
    let mut to = vec![0u64; from.len()];
    for pass in 0..3 {
        let digit = |key: u64| (key >> (32 + pass * BITS)) as usize & ((1 << BITS) - 1);
        let mut start = [0usize; 1 << BITS];
        for &key in &from {
            start[digit(key)] += 1;
        }
        let mut sum = 0;
        for slot in &mut start {
            sum += std::mem::replace(slot, sum);
        }
        for &key in &from {
            let slot = &mut start[digit(key)];
            to[*slot] = key;
            *slot += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    *keys = from;
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_ascend_and_equal_ones_stay_in_their_order() {
        let mut state = 5u32;
        let mut keys = vec![0, u32::MAX, 1 << 31, 0, 1 << 11, 1 << 22, u32::MAX];
        keys.extend((0..5000u32).map(|i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> (i % 32)
        }));
        let mut slowly: Vec<u32> = (0..keys.len() as u32).collect();
        slowly.sort_by_key(|&i| keys[i as usize]);
        assert_eq!(super::order(keys.iter().copied()), slowly);
        assert!(super::order(std::iter::empty()).is_empty());
    }
}
