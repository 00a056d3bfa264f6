//! Some of many, the same ones every time.

/// At most `most` of the numbers below `count`, evenly spread over them.
pub fn evenly(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let taken = count.min(most);
    (0..taken).map(move |i| i * count / taken)
}

/// The median of some numbers (the upper one of two); none of none.
pub fn median(values: Vec<f64>) -> Option<f64> {
    quantile(values, 0.5)
}

/// The number that a share of all numbers lie below; none of none.
pub fn quantile(mut values: Vec<f64>, share: f64) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let place = ((values.len() as f64 * share) as usize).min(values.len() - 1);
    Some(*values.select_nth_unstable_by(place, f64::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_and_never_larger_than_the_whole() {
        assert_eq!(evenly(10, 5).collect::<Vec<_>>(), [0, 2, 4, 6, 8]);
        assert_eq!(evenly(3, 500).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(evenly(0, 500).count(), 0);
        let last = evenly(50_001, 500).last().unwrap();
        assert!((49_800..50_001).contains(&last), "{last}");
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![5.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(vec![1.0, 2.0]), Some(2.0));
        assert_eq!(quantile((0..100).map(f64::from).collect(), 0.9), Some(90.0));
        assert_eq!(median(vec![]), None);
    }
}
