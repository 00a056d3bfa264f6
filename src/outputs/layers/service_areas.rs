//! Streets within the cutoff of each circle and category.

use super::look::{Classes, DISTINCT, Look, Mark};
use super::shared::{category_field, category_title, circle_title, method_field};
use super::{About, Field, Layer, Place, Record, Shape};
use crate::network::Network;
use crate::outputs::numbers::on_grid;
use crate::pipeline::Findings;
use crate::walk::service_area::Stretch;

/// The streets that facilities of a category reach within a circle's cutoff, one feature a facility.
pub struct ServiceAreaLayer<'f> {
    findings: &'f Findings,
    network: &'f Network,
    circle: usize,
    category: usize,
    by_facility: Vec<Vec<Stretch>>,
    about: About,
}

/// One layer a circle and category. Straight-line runs have no streets and no such layers.
pub fn all(findings: &Findings) -> Vec<ServiceAreaLayer<'_>> {
    let Some(network) = &findings.network else { return Vec::new() };
    let mut all = Vec::new();
    for (circle, areas) in findings.areas.service_areas.iter().enumerate() {
        for &(category, ref stretches) in areas {
            let by_facility = grouped(network, stretches, findings.facilities.rows.len());
            let about = about(findings, circle, category);
            all.push(ServiceAreaLayer { findings, network, circle, category, by_facility, about });
        }
    }
    all
}

fn about(findings: &Findings, circle: usize, category: usize) -> About {
    let study = &findings.study;
    let (circle, served) = (&study.circles[circle], &study.categories[category]);
    let ([en, zh], [of_en, of_zh]) = (circle_title(circle), category_title(served));
    let title = [format!("Streets in reach: {of_en}, {en}"), format!("服务范围：{zh} · {of_zh}")];
    let names = study.circles.iter().map(|c| (&*c.0, circle_title(c))).collect::<Vec<_>>();
    About {
        name: format!("service_area_{}_{}", circle.0, served.0),
        title: title.clone(),
        fields: vec![
            Field::text("circle", ["circle", "服务圈"])
                .meaning(names.iter().map(|(name, [en, zh])| (*name, [&**en, &**zh]))),
            category_field(findings),
            Field::text("facility", ["facility", "设施编号"]),
            Field::text("facility_name", ["name of the facility", "设施名称"]),
            Field::amount("minutes", ["walking time", "步行时间"]).unit(["min", "分钟"]),
            Field::metres("cutoff_m", 1, ["largest distance", "距离上限"]),
            Field::metres("length_m", 1, ["length of streets", "道路长度"]),
            method_field(),
        ],
        shape: Shape::Lines,
        place: Place::ServiceAreas,
        looks: vec![Look {
            title,
            classes: Classes::One(Mark::Line {
                width: 0.5,
                colour: DISTINCT[category % DISTINCT.len()],
            }),
            label: None,
            visible: false,
            from_scale: None,
            only: None,
        }],
    }
}

impl Layer for ServiceAreaLayer<'_> {
    fn about(&self) -> &About {
        &self.about
    }

    fn len(&self) -> usize {
        self.by_facility.len()
    }

    fn fill<R: Record>(&self, i: usize, mut record: R) {
        let study = &self.findings.study;
        let (circle, rule) = &study.circles[self.circle];
        let group = &self.by_facility[i];
        let facility = &self.findings.facilities.rows[group[0].facility.index()];
        record.text(&**circle);
        record.text(&*study.categories[self.category].0);
        record.text(&*facility.id);
        record.text(&*facility.name);
        record.amount(rule.minutes);
        record.fixed(study.profile.1.cutoff(rule.minutes).metres());
        record.fixed(group.iter().map(|s| s.to_m - s.from_m).sum::<f64>());
        record.text(self.findings.method_name());
        record.lines(group.iter().map(|stretch| line(self.network, stretch)));
    }
}

/// Stretches by facility, each group in the order of the edges. Those that would shrink to a point
/// on the grid of the output are left out: a line needs two.
fn grouped(network: &Network, stretches: &[Stretch], facilities: usize) -> Vec<Vec<Stretch>> {
    // A cell of the grid is less across, so that a line within one is no longer than this a vertex.
    const CELL_M: f64 = 0.02;
    let drawn = |stretch: &&Stretch| {
        let vertices = network.polyline(stretch.edge).0.len();
        if stretch.to_m - stretch.from_m > CELL_M * vertices as f64 {
            return true;
        }
        let mut points = line(network, stretch).map(on_grid);
        let first = points.next();
        points.any(|p| Some(p) != first)
    };
    let mut counts = vec![0; facilities];
    for stretch in stretches {
        counts[stretch.facility.index()] += 1;
    }
    let mut groups: Vec<Vec<Stretch>> = counts.into_iter().map(Vec::with_capacity).collect();
    for stretch in stretches.iter().filter(drawn) {
        groups[stretch.facility.index()].push(*stretch);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The points of a stretch: the vertices within it, and its two ends.
pub fn line<'n>(network: &'n Network, stretch: &Stretch) -> impl Iterator<Item = [f64; 2]> + 'n {
    let (points, along_m) = network.polyline(stretch.edge);
    let (from_m, to_m) = (stretch.from_m, stretch.to_m);
    // Vertices strictly between the ends, sought from both: most stretches are whole edges.
    let first = along_m.iter().position(|&m| m > from_m).unwrap_or(along_m.len());
    let last = along_m.iter().rposition(|&m| m < to_m).map_or(0, |last| last + 1);
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
