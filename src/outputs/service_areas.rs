//! `service_area_<circle>_<category>.geojson`: street within the cutoff, one feature a facility.

use super::features::{Feature, layer};
use super::folder::Staging;
use super::numbers::on_grid;
use crate::error::Result;
use crate::network::Network;
use crate::pipeline::Findings;
use crate::walk::service_area::Stretch;

/// Writes one layer a circle and category. Straight-line runs have no streets and no such files.
pub fn write(findings: &Findings, staging: &Staging) -> Result<()> {
    let Some(network) = &findings.network else { return Ok(()) };
    for ((circle, rule), areas) in findings.study.circles.iter().zip(&findings.service_areas) {
        for (category, stretches) in areas {
            let category = &findings.study.categories[*category].0;
            let cutoff_m = findings.study.profile.1.cutoff(rule.minutes).metres();
            let by_facility = grouped(network, stretches);
            let name = format!("service_area_{circle}_{category}");
            layer(staging, &name, by_facility.len(), |i, out| {
                let group = &by_facility[i];
                let facility = &findings.facilities.rows[group[0].facility.index()];
                let mut feature = Feature::start(out);
                feature.text("circle", circle);
                feature.text("category", category);
                feature.text("facility", &facility.id);
                feature.text("facility_name", &facility.name);
                feature.amount("minutes", rule.minutes);
                feature.fixed("cutoff_m", Some(cutoff_m), 1);
                let length_m = group.iter().map(|s| s.to_m - s.from_m).sum();
                feature.fixed("length_m", Some(length_m), 1);
                feature.text("method", findings.method_name());
                feature.lines(group.iter().map(|stretch| line(network, stretch)));
            })?;
        }
    }
    Ok(())
}

/// Stretches by facility, each group in the order of the edges. Those that would shrink to a point
/// on the grid of the output are left out: a line needs two.
fn grouped(network: &Network, stretches: &[Stretch]) -> Vec<Vec<Stretch>> {
    let drawn = |stretch: &&Stretch| {
        let mut points = line(network, stretch).map(on_grid);
        let first = points.next();
        points.any(|p| Some(p) != first)
    };
    let mut sorted: Vec<Stretch> = stretches.iter().filter(drawn).copied().collect();
    sorted.sort_by_key(|s| s.facility);
    sorted.chunk_by(|a, b| a.facility == b.facility).map(<[Stretch]>::to_vec).collect()
}

/// The points of a stretch: the vertices within it, and its two ends.
pub(super) fn line<'n>(
    network: &'n Network,
    stretch: &Stretch,
) -> impl Iterator<Item = [f64; 2]> + 'n {
    let (points, along_m) = network.polyline(stretch.edge);
    let (from_m, to_m) = (stretch.from_m, stretch.to_m);
    // Vertices strictly between the ends.
    let first = along_m.partition_point(|&m| m <= from_m);
    let last = along_m.partition_point(|&m| m < to_m);
    let at = |m: f64, after: usize| {
        let after = after.clamp(1, points.len() - 1);
        let (a, b) = (points[after - 1], points[after]);
        let span = along_m[after] - along_m[after - 1];
        let t = if span > 0.0 { (m - along_m[after - 1]) / span } else { 0.0 };
        [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
    };
    let ends = [at(from_m, first), at(to_m, last)];
    std::iter::once(ends[0])
        .chain(points[first.min(last)..last].iter().copied())
        .chain(std::iter::once(ends[1]))
}
