//! Residents of the interactive map: every point, or squares where there are too many.

use std::collections::BTreeMap;

use crate::geodesy::LocalPlane;
use crate::pipeline::Findings;

/// So many points are drawn one by one, with their answers.
const SINGLE: usize = 20_000;
/// Sides of squares, metres; the smallest that makes few enough of them is used.
const SIDES_M: [u32; 9] = [50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000];

/// Who is drawn.
pub enum Crowd {
    /// Every resident.
    Single,
    /// Squares of a side.
    Cells {
        /// The side, metres.
        side_m: u32,
        /// Those where somebody lives, from south to north.
        cells: Vec<Cell>,
    },
}

/// The residents of one square.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The mean of their places, degrees.
    pub at: [f64; 2],
    /// How many points.
    pub points: usize,
    /// People, or points where nobody is counted.
    pub total: f64,
    /// Of them those whom each circle covers.
    pub covered: Vec<f64>,
}

impl Crowd {
    /// Chooses by the number of residents.
    pub fn of(findings: &Findings) -> Crowd {
        Crowd::at_most(findings, SINGLE)
    }

    fn at_most(findings: &Findings, most: usize) -> Crowd {
        if findings.residents.rows.len() <= most {
            return Crowd::Single;
        }
        let last = SIDES_M[SIDES_M.len() - 1];
        for side_m in SIDES_M {
            let cells = cells(findings, side_m);
            if cells.len() <= most || side_m == last {
                return Crowd::Cells { side_m, cells };
            }
        }
        Crowd::Single
    }
}

fn cells(findings: &Findings, side_m: u32) -> Vec<Cell> {
    let rows = &findings.residents.rows;
    let plane = LocalPlane::at(rows.first().map_or(0.0, |r| r.at.lat()));
    let square = |degrees: f64, metres: f64| (degrees * metres / f64::from(side_m)).floor() as i64;
    let mut cells: BTreeMap<[i64; 2], Cell> = BTreeMap::new();
    for (i, resident) in rows.iter().enumerate() {
        let (lon, lat) = (resident.at.lon(), resident.at.lat());
        let key = [square(lat, plane.y_m), square(lon, plane.x_m)];
        let cell = cells.entry(key).or_insert_with(|| Cell {
            at: [0.0; 2],
            points: 0,
            total: 0.0,
            covered: vec![0.0; findings.results.len()],
        });
        let weight = findings.residents.people_or_point(i);
        cell.at = [cell.at[0] + lon, cell.at[1] + lat];
        cell.points += 1;
        cell.total += weight;
        for (sum, result) in cell.covered.iter_mut().zip(&findings.results) {
            if result.covered[i] {
                *sum += weight;
            }
        }
    }
    let mut cells: Vec<Cell> = cells.into_values().collect();
    for cell in &mut cells {
        cell.at = cell.at.map(|sum| sum / cell.points as f64);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::report::tests::demo;
    use crate::rules::Denominator;

    #[test]
    fn squares_hold_everybody_and_change_no_figure() {
        let findings = demo();
        assert!(matches!(Crowd::of(&findings), Crowd::Single));
        let Crowd::Cells { side_m, cells } = Crowd::at_most(&findings, 500) else { panic!() };
        assert!(side_m > 50 && cells.len() <= 500 && cells.len() > 50, "{side_m} {}", cells.len());
        assert_eq!(cells.iter().map(|c| c.points).sum::<usize>(), findings.residents.rows.len());
        for circle in 0..findings.results.len() {
            let figure = findings
                .indicators
                .iter()
                .find(|i| i.circle == circle && i.denominator == Denominator::Population);
            let sums =
                cells.iter().fold((0.0, 0.0), |s, c| (s.0 + c.covered[circle], s.1 + c.total));
            assert_eq!(figure.unwrap().parts, Some(sums));
        }
    }
}
