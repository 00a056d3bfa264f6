//! Every home and category: the distance, the facility, the snap, the district.

use crate::city::{self, City};
use crate::data;

/// The rules' own words: within 1 cm and a millionth.
fn tolerance(metres: f64) -> f64 {
    0.01 + 1e-6 * metres
}

fn check(city: City) {
    let Some(findings) = city.run() else { return };
    let expected = data::table(&city.expected("expected_homes.csv.gz").unwrap());
    assert_eq!(expected.len(), findings.residents.rows.len());
    let mut wrong: Vec<(f64, String)> = Vec::new();
    let mut compared = 0;
    for (i, (row, home)) in expected.iter().zip(&findings.residents.rows).enumerate() {
        assert_eq!(row["id"], *home.id);
        if let Some(district) = row.get("district") {
            let ours = findings.district_of[i].map(|d| &*findings.districts.rows[d as usize].code);
            if ours.unwrap_or("") != district {
                wrong.push((
                    f64::INFINITY,
                    format!("{}: district {district}, ours {ours:?}", home.id),
                ));
            }
        }
        if row["ambiguous"] == "1" {
            continue;
        }
        let snap_m = findings.answers.snap_m[i];
        match (row["snapped"] == "1", snap_m) {
            (true, Some(ours)) => {
                let theirs: f64 = row["snap_m"].parse().unwrap();
                let off = (ours - theirs).abs();
                if off > tolerance(theirs) {
                    wrong.push((off, format!("{}: snap {theirs}, ours {ours}", home.id)));
                }
            }
            (false, None) => {}
            (theirs, ours) => {
                wrong
                    .push((f64::INFINITY, format!("{}: snapped {theirs}, ours {ours:?}", home.id)));
            }
        }
        for (c, (category, _)) in findings.study.categories.iter().enumerate() {
            let access = findings.answers.access[c][i];
            let theirs = &row[&format!("{category}_m")];
            let ids = &row[&format!("{category}_id")];
            let ours = access.facility.map(|f| &*findings.facilities.rows[f.index()].id);
            compared += 1;
            let Ok(metres) = theirs.parse::<f64>() else {
                if ours.is_some() {
                    let message = format!("{} {category}: none, ours {access:?}", home.id);
                    wrong.push((f64::INFINITY, message));
                }
                continue;
            };
            let off = (access.metres - metres).abs();
            let same = ours.is_some_and(|id| ids.split(';').any(|known| known == id));
            if !same || off.is_nan() || off > tolerance(metres) {
                let message = format!(
                    "{} {category}: {metres} to {ids}, ours {} to {ours:?}",
                    home.id, access.metres
                );
                wrong.push((off, message));
            }
        }
    }
    assert!(compared > 0);
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0));
    let worst: Vec<&str> = wrong.iter().take(20).map(|(_, message)| &**message).collect();
    assert!(
        wrong.is_empty(),
        "{} of {compared} wrong, the worst:\n{}",
        wrong.len(),
        worst.join("\n")
    );
}

#[test]
fn las_palmas() {
    check(city::LAS_PALMAS);
}

#[test]
fn las_palmas_with_all_components() {
    check(city::MIN_COMPONENT_0);
}

#[test]
fn las_palmas_with_a_snap_limit_of_50_m() {
    check(city::SNAP_LIMIT_50);
}

#[test]
fn porto_alegre() {
    check(city::PORTO_ALEGRE);
}

#[test]
fn wuhan() {
    check(city::WUHAN);
}

#[test]
fn monaco() {
    check(city::MONACO);
}

#[test]
fn monaco_with_directions() {
    check(city::MONACO_ONEWAY);
}

/// Facilities snap where the expected files say; ties between two equally near places aside.
#[test]
fn facilities_snap_alike() {
    for city in [city::LAS_PALMAS, city::SNAP_LIMIT_50, city::PORTO_ALEGRE, city::WUHAN] {
        let Some(findings) = city.run() else { return };
        let expected = data::table(&city.expected("expected_facilities.csv").unwrap());
        assert_eq!(expected.len(), findings.facilities.rows.len());
        for (i, (row, facility)) in expected.iter().zip(&findings.facilities.rows).enumerate() {
            assert_eq!(row["id"], *facility.id);
            let ours = findings.answers.facility_snap_m[i];
            assert_eq!(row["snapped"] == "1", ours.is_some(), "{}", facility.id);
            if let Some(ours) = ours {
                let theirs: f64 = row["snap_m"].parse().unwrap();
                assert!((ours - theirs).abs() <= tolerance(theirs), "{} {ours}", facility.id);
            }
        }
    }
}
