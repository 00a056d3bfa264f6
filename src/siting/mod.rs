//! Uncovered residents -> where one more facility would cover most of them.
//!
//! The maximal covering location problem (Church & ReVelle 1974, "The maximal covering location
//! problem", Papers of the Regional Science Association 32): choose so many sites that the people
//! within the cutoff are as many as possible. Sites are chosen one by one, each the one that adds
//! most; so many sites cover at least 63 % of what the best choice of as many would add (Nemhauser,
//! Wolsey & Fisher 1978). A site is a residential point: a place that is known to be on a street and
//! inhabited. Whether there is ground or a room is for people to say.

mod candidates;

pub use candidates::{MOST_CANDIDATES, candidates};

use crate::units::ResidentId;

/// A place for one more facility.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Index of the circle.
    pub circle: usize,
    /// Index of the category that it would be of.
    pub category: usize,
    /// The residential point that it is at.
    pub at: ResidentId,
    /// The residential points within the cutoff of it that had no facility of the category within
    /// it, and do not have the sites chosen before, ascending.
    pub gained: Vec<ResidentId>,
}

/// Chooses up to `most` of the sets, one by one, each the one that adds most weight to those before
/// (of equal ones the first); stops when nothing is added. Returns each with what it adds.
///
/// Members are numbers into `weights`, ascending.
///
/// # Example
///
/// ```
/// use walkshed::siting::greedy;
/// // The second set holds most people; of what then is left, the third.
/// let sets = [vec![0, 1], vec![1, 2], vec![0, 3]];
/// assert_eq!(greedy(&sets, &[2.0, 1.0, 9.0, 4.0], 2), [(1, vec![1, 2]), (2, vec![0, 3])]);
/// ```
#[must_use]
pub fn greedy(sets: &[Vec<u32>], weights: &[f64], most: usize) -> Vec<(usize, Vec<u32>)> {
    let mut taken = vec![false; weights.len()];
    let mut chosen = Vec::new();
    while chosen.len() < most {
        let gain = |set: &Vec<u32>| -> f64 {
            let new = set.iter().filter(|&&member| !taken[member as usize]);
            new.map(|&member| weights[member as usize]).sum()
        };
        let mut best = (0, 0.0);
        for (i, set) in sets.iter().enumerate() {
            let gain = gain(set);
            if gain > best.1 {
                best = (i, gain);
            }
        }
        if best.1 <= 0.0 {
            break;
        }
        let new: Vec<u32> =
            sets[best.0].iter().copied().filter(|&member| !taken[member as usize]).collect();
        for &member in &new {
            taken[member as usize] = true;
        }
        chosen.push((best.0, new));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_to_gain_is_no_site() {
        assert!(greedy(&[], &[], 3).is_empty());
        assert!(greedy(&[vec![0], vec![]], &[0.0], 3).is_empty());
        assert_eq!(greedy(&[vec![0], vec![0]], &[1.0], 3), [(0, vec![0])]);
        assert!(greedy(&[vec![0]], &[1.0], 0).is_empty());
    }

    proptest! {
        /// Against all choices of three sets: never more than the best, never less than 1 − 1/e of it,
        /// and what is said to be added is added once.
        #[test]
        fn is_never_below_its_bound(
            sets in prop::collection::vec(prop::collection::btree_set(0u32..12, 0..6), 3..8),
            weights in prop::collection::vec(0u8..20, 12),
        ) {
            let sets: Vec<Vec<u32>> = sets.into_iter().map(|set| set.into_iter().collect()).collect();
            let weights: Vec<f64> = weights.into_iter().map(f64::from).collect();
            let covered = |chosen: &[usize]| -> f64 {
                let holds = |member: u32| chosen.iter().any(|&i| sets[i].contains(&member));
                (0..12).filter(|&m| holds(m)).map(|m| weights[m as usize]).sum()
            };
            let mut best = 0.0f64;
            for a in 0..sets.len() {
                for b in 0..sets.len() {
                    for c in 0..sets.len() {
                        best = best.max(covered(&[a, b, c]));
                    }
                }
            }
            let chosen = greedy(&sets, &weights, 3);
            let of: Vec<usize> = chosen.iter().map(|(i, _)| *i).collect();
            let gains: Vec<f64> = chosen
                .iter()
                .map(|(_, new)| new.iter().map(|&m| weights[m as usize]).sum())
                .collect();
            let all: f64 = gains.iter().sum();
            prop_assert_eq!(all, covered(&of), "whole numbers add up exactly");
            prop_assert!(all <= best && all >= best * (1.0 - (-1.0f64).exp()));
            prop_assert!(gains.is_sorted_by(|a, b| a >= b), "the first adds most: {:?}", gains);
        }
    }
}
