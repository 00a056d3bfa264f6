//! Covered population per category, circle and district, at every threshold of the expected files.

use std::collections::BTreeMap;

use walkshed::pipeline::Findings;

use crate::city::{self, City};
use crate::data;

/// Whether a home is covered at a threshold, unrounded, for one category or for all four.
fn covered(findings: &Findings, what: &str, home: usize, metres: f64) -> bool {
    let within = |c: usize| findings.answers.access[c][home].cost.metres() <= metres;
    match what {
        "convenience" => (0..findings.study.used_categories).all(within),
        name => within(findings.study.categories.iter().position(|(n, _)| n == name).unwrap()),
    }
}

fn check_summary(city: City) {
    let Some(findings) = city.run() else { return };
    let expected = data::json(&city.expected("expected_summary.json").unwrap());
    assert_eq!(expected["parameters"]["snap_limit_m"].as_f64(), Some(findings.study.snap_limit_m));
    let (unsnapped, people) = findings.answers.unsnapped(&findings.residents);
    assert_eq!(expected["homes"]["unsnapped"].as_u64(), Some(unsnapped as u64));
    assert_eq!(expected["homes"]["unsnapped_population"].as_f64(), Some(people));
    let mut checked = 0;
    for (what, thresholds) in expected["coverage"].as_object().unwrap() {
        if what == "all_present_categories" {
            continue; // Porto Alegre's own extra, of three categories
        }
        for (metres, numbers) in thresholds.as_object().unwrap() {
            let metres: f64 = metres.parse().unwrap();
            let homes = (0..findings.residents.rows.len())
                .filter(|&home| covered(&findings, what, home, metres));
            let (count, population) = homes.fold((0, 0.0), |(count, sum), home| {
                (count + 1, sum + findings.residents.rows[home].weight[0])
            });
            assert_eq!(numbers["homes"].as_u64(), Some(count), "{what} {metres}");
            assert_eq!(numbers["population"].as_f64(), Some(population), "{what} {metres}");
            checked += 1;
        }
    }
    assert!(checked >= 40);
}

#[test]
fn las_palmas() {
    check_summary(city::LAS_PALMAS);
    check_summary(city::MIN_COMPONENT_0);
    check_summary(city::SNAP_LIMIT_50);
}

#[test]
fn porto_alegre() {
    check_summary(city::PORTO_ALEGRE);
}

#[test]
fn wuhan() {
    check_summary(city::WUHAN);
}

#[test]
fn monaco() {
    check_summary(city::MONACO);
    check_summary(city::MONACO_ONEWAY);
}

/// Sums per district, the row without a name being those outside all of them.
#[test]
fn districts() {
    for city in [city::LAS_PALMAS, city::WUHAN, city::MONACO] {
        let Some(findings) = city.run() else { return };
        let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for home in 0..findings.residents.rows.len() {
            let district = findings.district_of[home]
                .map_or("", |d| &*findings.districts.rows[d as usize].code);
            rows.entry(district).or_default().push(home);
        }
        let mut seen = 0;
        for row in data::table(&city.expected("expected_districts.csv").unwrap()) {
            let homes = rows.remove(&*row["district"]).unwrap_or_default();
            assert_eq!(row["homes"], homes.len().to_string(), "{}", row["district"]);
            for (column, expected) in &row {
                let Some((what, metres)) =
                    column.strip_suffix("_pop").and_then(|c| c.rsplit_once('_'))
                else {
                    continue;
                };
                let metres: f64 = metres.parse().unwrap();
                let population: f64 = homes
                    .iter()
                    .filter(|&&home| covered(&findings, what, home, metres))
                    .map(|&home| findings.residents.rows[home].weight[0])
                    .sum();
                let expected: f64 = expected.parse().unwrap();
                assert_eq!(population, expected, "{} {column}", row["district"]);
                seen += 1;
            }
        }
        assert!(rows.is_empty(), "districts nobody expected: {rows:?}");
        assert!(seen > 45 * 5);
    }
}

/// The published figures are the same sums: what the indicators say at 500 m and 1000 m.
#[test]
fn indicators_say_what_the_homes_say() {
    use walkshed::coverage::{Group, Variant};
    use walkshed::rules::Denominator;

    let Some(findings) = city::LAS_PALMAS.run() else { return };
    let expected = data::json(&city::LAS_PALMAS.expected("expected_summary.json").unwrap());
    for (circle, what, metres) in [(0, "fitness", "500"), (1, "convenience", "1000")] {
        let headline = findings
            .indicators
            .iter()
            .find(|i| {
                i.circle == circle
                    && i.category.is_none()
                    && i.group == Group::Total
                    && i.variant == Variant::Headline
                    && i.denominator == Denominator::Population
            })
            .unwrap();
        let share = expected["coverage"][what][metres]["population"].as_f64().unwrap();
        assert_eq!(headline.parts, Some((share, 378_000.0)));
    }
    let fitness = &findings.indicators[0];
    assert_eq!(fitness.verdict.as_ref().unwrap().met, Some(true), "97.5 % against 95 %");
}
