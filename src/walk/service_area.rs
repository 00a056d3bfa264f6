//! Service area of a category: the stretches of street from which a facility is in reach.

use super::access::Searched;
use crate::units::{Cost, EdgeId, FacilityId};

/// A stretch of an edge whose every point has a facility within the cutoff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The edge.
    pub edge: EdgeId,
    /// Where it begins, metres from the edge's first end.
    pub from_m: f64,
    /// Where it ends; more than `from_m`.
    pub to_m: f64,
    /// A facility in reach from all of it (the nearest one of the side it was reached from).
    pub facility: FacilityId,
}

/// All stretches within `cutoff`, cut exactly where it ends; in the order of the edges, without
/// overlaps. Distances are those of somebody standing on the street: no access leg.
#[must_use]
pub fn stretches(searched: &Searched<'_>, cutoff: Cost) -> Vec<Stretch> {
    let network = searched.network;
    // Room for a stretch an edge: a vector that grows is copied, and takes fresh memory each time.
    let mut found = Vec::with_capacity(network.edge_count());
    let mut parts: Vec<Stretch> = Vec::new();
    for edge in network.edges() {
        let [first, last] = network.ends(edge);
        let (walk, length_m) = (network.walk(edge), network.length_m(edge));
        let per_metre = searched.impedance.per_metre(network, edge);
        // How many metres of this edge are left after so much cost.
        let left = |cost: f64| (cutoff.metres() - cost) / per_metre;
        parts.clear();
        let mut add = |from_m: f64, to_m: f64, facility| {
            let (from_m, to_m) = (from_m.max(0.0), to_m.min(length_m));
            if to_m > from_m {
                parts.push(Stretch { edge, from_m, to_m, facility });
            }
        };
        if let Some(facility) = searched.field.facility(first).filter(|_| walk.backward()) {
            add(0.0, left(searched.field.cost(first).metres()), facility);
        }
        if let Some(facility) = searched.field.facility(last).filter(|_| walk.forward()) {
            add(length_m - left(searched.field.cost(last).metres()), length_m, facility);
        }
        for on_edge in searched.seeds.on(edge) {
            let reach = left(on_edge.egress_m);
            if reach >= 0.0 {
                let back = if walk.forward() { reach } else { 0.0 };
                let ahead = if walk.backward() { reach } else { 0.0 };
                add(on_edge.along_m - back, on_edge.along_m + ahead, on_edge.facility);
            }
        }
        parts.sort_by(|a, b| a.from_m.total_cmp(&b.from_m).then(a.to_m.total_cmp(&b.to_m)));
        let mut end = 0.0;
        for part in &parts {
            if part.to_m > end {
                found.push(Stretch { from_m: part.from_m.max(end), ..*part });
                end = part.to_m;
            }
        }
    }
    found.shrink_to_fit();
    found
}
