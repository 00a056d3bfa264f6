//! The streets of the map: all of them, and for each circle those from which it is reached.

use super::frame::Frame;
use super::shapes::thinned;
use crate::network::Network;
use crate::outputs::layers::stretch_line as line;
use crate::pipeline::Findings;
use crate::units::EdgeId;
use crate::walk::service_area::Stretch;

/// Vertices of streets that the interactive map carries: about three megabytes.
const VERTICES: usize = 400_000;
/// Vertices of streets in the drawing.
const DRAWN: usize = 40_000;

/// A thinned line, degrees.
pub type Line = Vec<[f64; 2]>;

/// Streets, thinned to what a page can carry.
pub struct StreetMap {
    /// Streets of the interactive map.
    pub all: Vec<Line>,
    /// For each circle the streets from which all that it asks for is reached.
    pub reached: Vec<Vec<Line>>,
    /// Streets of the drawing.
    pub drawn: Vec<Line>,
    /// How far a drawn line may lie from the street.
    pub tolerance_m: f64,
    /// Whether the interactive map has the streets of the drawing alone.
    pub left_out: bool,
    /// Streets shorter than this are not in the drawing; 0 when all are.
    shortest_m: f64,
}

impl StreetMap {
    /// Thins the streets of a run; a straight-line run has none.
    pub fn of(findings: &Findings, frame: &Frame) -> StreetMap {
        let mut map = StreetMap {
            all: Vec::new(),
            reached: vec![Vec::new(); findings.study.circles.len()],
            drawn: Vec::new(),
            tolerance_m: 2.0,
            left_out: false,
            shortest_m: 0.0,
        };
        let Some(network) = &findings.network else { return map };
        let edges: Vec<EdgeId> = network.edges().filter(|&e| is_shown(network, e, frame)).collect();
        let pieces: Vec<Vec<Stretch>> =
            (0..map.reached.len()).map(|circle| reached(findings, circle)).collect();
        // At the least, a line has two vertices.
        let least = 2 * (edges.len() + pieces.iter().map(Vec::len).sum::<usize>());
        map.left_out = least > VERTICES;
        let thin = |tolerance_m: f64| -> (Vec<Line>, Vec<Vec<Line>>) {
            let all = edges.iter().map(|&e| {
                let (points, _) = network.polyline(e);
                thinned(points, frame.metres, tolerance_m)
            });
            let of_circle = |pieces: &Vec<Stretch>| {
                let cut = |s: &Stretch| {
                    let points: Line = line(network, s).collect();
                    thinned(&points, frame.metres, tolerance_m)
                };
                pieces.iter().filter(|s| is_shown(network, s.edge, frame)).map(cut).collect()
            };
            (all.collect(), pieces.iter().map(of_circle).collect())
        };
        if !map.left_out {
            (map.all, map.reached) = thin(map.tolerance_m);
            let count = |(all, reached): (&Vec<Line>, &Vec<Vec<Line>>)| {
                all.iter().chain(reached.iter().flatten()).map(Vec::len).sum::<usize>()
            };
            while count((&map.all, &map.reached)) > VERTICES && map.tolerance_m < 30.0 {
                map.tolerance_m *= 2.0;
                (map.all, map.reached) = thin(map.tolerance_m);
            }
        }
        map.draw(network, &edges, frame);
        if map.left_out {
            map.all = map.drawn.clone();
        }
        map
    }

    /// Streets of the drawing: thinned to less than a pixel, and the shortest left out until the rest
    /// is few enough.
    fn draw(&mut self, network: &Network, edges: &[EdgeId], frame: &Frame) {
        let pixel_m = 10.0 * frame.unit_m();
        let mut lines: Vec<(f64, Line)> = edges
            .iter()
            .map(|&e| {
                let (points, _) = network.polyline(e);
                (network.length_m(e), thinned(points, frame.metres, 0.5 * pixel_m))
            })
            .collect();
        let count = |lines: &[(f64, Line)]| lines.iter().map(|(_, l)| l.len()).sum::<usize>();
        while count(&lines) > DRAWN {
            self.shortest_m = (1.5 * self.shortest_m).max(pixel_m.ceil());
            lines.retain(|&(length_m, _)| length_m >= self.shortest_m);
        }
        self.drawn = lines.into_iter().map(|(_, line)| line).collect();
    }

    /// The length under which the drawing leaves streets out, if it does.
    pub fn shortest_drawn_m(&self) -> Option<f64> {
        (self.shortest_m > 0.0).then_some(self.shortest_m)
    }
}

/// Whether any vertex of an edge lies on the map.
fn is_shown(network: &Network, edge: EdgeId, frame: &Frame) -> bool {
    network.polyline(edge).0.iter().any(|&[lon, lat]| frame.shows(frame.xy(lon, lat)))
}

/// The stretches of street from which as many categories of a circle are reached as it needs.
fn reached(findings: &Findings, circle: usize) -> Vec<Stretch> {
    let needed = findings.results[circle].needed;
    let areas = &findings.areas.service_areas[circle];
    let mut all: Vec<Stretch> = areas.iter().flat_map(|(_, part)| part).copied().collect();
    all.sort_by(|a, b| a.edge.cmp(&b.edge).then(a.from_m.total_cmp(&b.from_m)));
    all.chunk_by(|a, b| a.edge == b.edge).flat_map(|of_edge| overlap(of_edge, needed)).collect()
}

/// Where at least `needed` stretches of one edge lie over each other.
fn overlap(stretches: &[Stretch], needed: usize) -> Vec<Stretch> {
    // Beginnings before ends, so that stretches that touch are one.
    let mut ends: Vec<(f64, bool)> =
        stretches.iter().flat_map(|s| [(s.from_m, false), (s.to_m, true)]).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut found = Vec::new();
    let (mut open, mut from_m) = (0, 0.0);
    for (at_m, is_end) in ends {
        if is_end {
            if open == needed && at_m > from_m {
                found.push(Stretch { from_m, to_m: at_m, ..stretches[0] });
            }
            open -= 1;
        } else {
            open += 1;
            if open == needed {
                from_m = at_m;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::FacilityId;

    #[test]
    fn a_circle_is_reached_where_enough_categories_are() {
        let part =
            |from_m, to_m| Stretch { edge: EdgeId(0), from_m, to_m, facility: FacilityId(0) };
        // One category up to 60 and from there on by another facility, a second from 40 to 80.
        let parts = [part(0.0, 60.0), part(40.0, 80.0), part(60.0, 100.0)];
        let found = |needed| -> Vec<(f64, f64)> {
            overlap(&parts, needed).iter().map(|s| (s.from_m, s.to_m)).collect()
        };
        assert_eq!(found(1), [(0.0, 100.0)]);
        assert_eq!(found(2), [(40.0, 80.0)]);
        assert_eq!(found(4), []);
    }
}
