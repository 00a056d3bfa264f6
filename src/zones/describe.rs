//! From pieces to zones: who lives there, how far they walk, why, and in which rank.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cut::Piece;
use super::grid::Grid;
use super::settle::Settled;
use super::{Inputs, Zone, Zones};
use crate::coverage::{CircleResult, Why};
use crate::geodesy;
use crate::inputs::Weight;
use crate::units::{FacilityId, ResidentId};

pub fn zones(inputs: &Inputs<'_>, result: &CircleResult, grid: &Grid, settled: Settled) -> Zones {
    let mut zones: Vec<Zone> =
        settled.pieces.into_par_iter().map(|piece| zone(inputs, result, grid, piece)).collect();
    // Ties end at the smallest id, so that the order of the rows does not matter.
    let first_id =
        |z: &Zone| z.residents.iter().map(|r| &inputs.residents.rows[r.index()].id).min();
    zones.sort_by(|a, b| {
        let by = |w: Weight| b.weight[w as usize].total_cmp(&a.weight[w as usize]);
        by(Weight::Pop)
            .then(by(Weight::Pop60))
            .then(b.residents.len().cmp(&a.residents.len()))
            .then_with(|| first_id(a).cmp(&first_id(b)))
    });
    for (i, zone) in zones.iter_mut().enumerate() {
        zone.rank = i + 1;
    }
    Zones { zones, contested: settled.contested }
}

fn zone(inputs: &Inputs<'_>, result: &CircleResult, grid: &Grid, piece: Piece) -> Zone {
    let mut weight = [0.0; 5];
    let (mut walks, mut shortfalls, mut straights, mut detours) = (vec![], vec![], vec![], vec![]);
    let mut causes: BTreeMap<Why, f64> = BTreeMap::new();
    let mut nearest: FxHashMap<FacilityId, f64> = FxHashMap::default();
    let mut missing = vec![false; inputs.answers.access.len()];
    for &r in &piece.residents {
        let r = r as usize;
        let resident = &inputs.residents.rows[r];
        for (sum, w) in weight.iter_mut().zip(resident.weight) {
            *sum += w;
        }
        // Places where the input counts nobody still decide among themselves.
        let people = resident.weight[Weight::Pop as usize].max(1e-6);
        *causes.entry(result.why[r]).or_default() += people;
        for category in result.missing(inputs.answers, r) {
            missing[category] = true;
        }
        let access = result.binding_access(inputs.answers, r);
        let Some(facility) = access.facility else { continue };
        *nearest.entry(facility).or_default() += people;
        walks.push(access.metres);
        shortfalls.push(access.cost.metres() - result.cutoff.metres());
        let straight_m = result.straight_m[r];
        straights.push(straight_m);
        if straight_m > 0.0 {
            detours.push(access.metres / straight_m);
        }
    }
    let area = grid.area(&piece.shape);
    let area_m2 = geodesy::area_m2(&area);
    let most = |(_, a): &(Why, f64), (_, b): &(Why, f64)| a.total_cmp(b);
    let range = walks.iter().copied().fold(None, |range, m| match range {
        None => Some((m, m)),
        Some((low, high)) => Some((m.min(low), m.max(high))),
    });
    Zone {
        rank: 0,
        district: piece.district,
        area,
        residents: piece.residents.into_iter().map(ResidentId).collect(),
        weight,
        missing: (0..missing.len()).filter(|&c| missing[c]).collect(),
        nearest_m: range.zip(median(&mut walks)).map(|((low, high), m)| [low, m, high]),
        shortfall_m: median(&mut shortfalls),
        straight_m: median(&mut straights),
        detour: median(&mut detours),
        cause: causes.into_iter().rev().max_by(most).map_or("", |(why, _)| why.cause()),
        nearest_facility: nearest
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .map(|(facility, _)| facility),
        area_m2,
    }
}

/// The middle value; the mean of the two middle ones of an even number.
fn median(values: &mut [f64]) -> Option<f64> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let (lower, &mut middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    Some(match lower.iter().copied().max_by(f64::total_cmp) {
        Some(below) if n.is_multiple_of(2) => 0.5 * (below + middle),
        _ => middle,
    })
}
