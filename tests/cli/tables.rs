//! The tables T1 to T8, as text and as a workbook: figures that anybody can compute again from the
//! layers, sums that reconcile, text that no program runs.

use std::collections::BTreeMap;
use std::io::Read;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use super::city::{City, FACILITIES, STUDY, collection, district, districts, files, square};
use super::figures;

const TABLES: [&str; 8] = [
    "T1_indicators",
    "T2_facility_coverage",
    "T3_blind_spots",
    "T4_facilities",
    "T5_provision_gaps",
    "T6_capacity_gaps",
    "T7_siting",
    "T8_run_record",
];

/// The headings that the tests look for.
const ENGLISH: [&str; 2] = ["--lang", "en"];

/// A table as its file has it: headings and rows.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn of(city: &City, name: &str) -> Table {
        let text = city.text(&format!("out/{name}.csv"));
        let text = text.strip_prefix('\u{feff}').unwrap_or_else(|| panic!("{name}: no BOM"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let own = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let header = own(reader.headers().unwrap());
        Table { header, rows: reader.records().map(|r| own(&r.unwrap())).collect() }
    }

    /// The only column whose heading begins so.
    fn column(&self, begins: &str) -> usize {
        let found: Vec<usize> =
            (0..self.header.len()).filter(|&i| self.header[i].starts_with(begins)).collect();
        assert_eq!(found.len(), 1, "'{begins}' in {:?}", self.header);
        found[0]
    }

    fn cells<'a>(&'a self, begins: &str) -> Vec<&'a str> {
        let column = self.column(begins);
        self.rows.iter().map(|row| &*row[column]).collect()
    }

    fn number(&self, row: &[String], begins: &str) -> f64 {
        let cell = &row[self.column(begins)];
        cell.parse().unwrap_or_else(|_| panic!("{begins}: '{cell}' in {row:?}"))
    }
}

fn near(a: f64, b: f64, within: f64) -> bool {
    (a - b).abs() <= within * b.abs().max(1.0)
}

/// The small city with two levels that nest: one county around two communities.
fn two_levels() -> City {
    let mut all = districts()["features"].as_array().unwrap().clone();
    for community in &mut all {
        community["properties"]["level"] = "community".into();
    }
    let mut county = district("640100", "银川", square(106.199, 38.479, 106.219, 38.485));
    county["properties"]["level"] = "county".into();
    all.push(county);
    City::new().with("districts.geojson", collection(all).to_string())
}

#[test]
fn rates_are_formed_from_what_stands_beside_them() {
    for city in [figures::city(), {
        let city = two_levels();
        city.done(&ENGLISH);
        city
    }] {
        let table = Table::of(&city, "T1_indicators");
        let mut checked = [0; 3];
        for row in &table.rows {
            let value = &row[table.column("value")];
            if value == "no data" {
                continue;
            }
            let (part, all) = (table.number(row, "numerator"), table.number(row, "denominator"));
            assert_eq!(value.parse::<f64>().unwrap(), part / all, "{row:?}");
            checked[0] += 1;
            let met = &*row[table.column("met?")];
            if let Ok(target) = row[table.column("target")].parse::<f64>() {
                checked[1] += 1;
                assert_eq!(met, if part / all >= target { "met" } else { "missed" }, "{row:?}");
                let shortfall = table.number(row, "shortfall");
                checked[2] += usize::from(shortfall > 0.0);
                // So many more meet it, one fewer does not.
                assert!((part + shortfall) / all >= target, "{row:?}");
                assert!(shortfall == 0.0 || (part + shortfall - 1.0) / all < target, "{row:?}");
            }
        }
        assert!(checked[0] > 40 && checked[1] > 2 && checked[2] > 0, "{checked:?}");
        // The same figures as in the table for programs, row by row.
        let plain = city.table("indicators");
        assert_eq!(plain.len(), table.rows.len());
        for (plain, row) in plain.iter().zip(&table.rows) {
            assert_eq!(plain["indicator"], row[table.column("indicator no.")]);
            assert_eq!(plain["district_code"], row[table.column("district code")]);
            if !plain["rate"].is_empty() {
                assert_eq!(plain["rate"].parse::<f64>().unwrap(), table.number(row, "value"));
            }
        }
    }
}

/// What of the residents' layer counts: people, household, district, and the answers.
fn by_district(city: &City) -> BTreeMap<String, Vec<Value>> {
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for resident in city.layer("residents") {
        let properties = &resident["properties"];
        let code = properties["district_code"].as_str().unwrap_or("outside all districts");
        groups.entry(code.to_owned()).or_default().push(properties.clone());
        groups.entry("all".to_owned()).or_default().push(properties.clone());
    }
    groups
}

fn sum<'a>(of: impl IntoIterator<Item = &'a Value>, weight: &str) -> f64 {
    of.into_iter().map(|r| r[weight].as_f64().unwrap()).sum()
}

#[test]
fn coverage_is_that_of_the_residents_layer_district_by_district() {
    let city = figures::city();
    let groups = by_district(&city);
    let table = Table::of(&city, "T1_indicators");
    let [name, number, unit] = ["indicator", "indicator no.", "unit of both"]
        .map(|n| table.header.iter().position(|h| h == n).unwrap());
    let mut checked = 0;
    for row in &table.rows {
        let group = &groups[&group_of(row)];
        assert_eq!(table.number(row, "population"), sum(group, "pop"), "{row:?}");
        assert_eq!(table.number(row, "60 and older"), sum(group, "pop60"), "{row:?}");
        for circle in ["fitness-10", "convenience-15"] {
            let own = row[number] == circle
                || (row[number].starts_with("COV")
                    && circle.starts_with("fit") == row[number].contains("FIT"));
            let weight = match &*row[unit] {
                "people" if row[number].starts_with("COV") => "pop",
                "households" => "households",
                _ => continue,
            };
            if !own || row[name].contains(" · ") {
                continue;
            }
            checked += 1;
            let covered = group.iter().filter(|r| r[circle] == true);
            assert_eq!(table.number(row, "numerator"), sum(covered, weight), "{circle}: {row:?}");
            assert_eq!(table.number(row, "denominator"), sum(group, weight), "{circle}: {row:?}");
        }
    }
    assert!(checked >= 4 * groups.len(), "{checked} figures of {} groups", groups.len());
}

/// The code of a row's district; `all` or `outside all districts` without one.
fn group_of(row: &[String]) -> String {
    if row[1].is_empty() { row[2].clone() } else { row[1].clone() }
}

#[test]
fn walks_by_category_are_those_of_the_residents_layer() {
    let city = figures::city();
    let groups = by_district(&city);
    let table = Table::of(&city, "T2_facility_coverage");
    let facilities = city.layer("facilities");
    assert_eq!(table.rows.len(), groups.len());
    let titles = [
        ("clinic", "clinic"),
        ("canteen", "elder-care canteen"),
        ("childcare", "childcare"),
        ("fitness", "fitness area"),
    ];
    let mut means = 0;
    for row in &table.rows {
        let group = &groups[&group_of(row)];
        let people = sum(group, "pop");
        assert_eq!(table.number(row, "population"), people);
        for (category, title) in titles {
            let metres = |r: &&Value| r[format!("{category}_m")].as_f64();
            for (minutes, limit) in [(5, 300.0), (10, 500.0), (15, 1000.0)] {
                let within = group.iter().filter(|r| metres(r).is_some_and(|m| m <= limit));
                let within = sum(within, "pop");
                let cell = table.number(row, &format!("{title}: {minutes}-minute population"));
                assert_eq!(cell, within, "{title} {minutes}: {row:?}");
                let rate = table.number(row, &format!("{title}: {minutes}-minute coverage"));
                assert_eq!(rate, within / people);
            }
            let mut walks: Vec<(f64, f64)> = group
                .iter()
                .filter_map(|r| {
                    Some((r[format!("{category}_min")].as_f64()?, r["pop"].as_f64().unwrap()))
                })
                .collect();
            let reached: f64 = walks.iter().map(|w| w.1).sum();
            assert_eq!(table.number(row, &format!("{title}: without any")), people - reached);
            if reached == 0.0 {
                continue;
            }
            let mean = walks.iter().map(|w| w.0 * w.1).sum::<f64>() / reached;
            assert!(near(table.number(row, &format!("{title}: mean walk")), mean, 0.005));
            means += 1;
            walks.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut passed = 0.0;
            let p90 = walks.iter().find(|w| {
                passed += w.1;
                passed >= 0.9 * people
            });
            let cell = &row[table.column(&format!("{title}: P90"))];
            match p90 {
                Some(walk) => {
                    assert!(near(cell.parse().unwrap(), walk.0, 0.005), "{cell} {walk:?}")
                }
                None => assert_eq!(cell, "beyond the search"),
            }
        }
        if group_of(row) == "all" {
            for (category, title) in titles {
                let own = facilities.iter().map(|f| &f["properties"]);
                let own = own.filter(|f| f["category"] == category && f["running"] == true);
                let there = table.number(row, &format!("{title}: facilities"));
                assert_eq!(there, own.count() as f64);
            }
        }
    }
    assert!(means > 12, "{means}");
}

#[test]
fn every_level_adds_up_to_the_total() {
    let city = two_levels();
    city.done(&ENGLISH);
    let adds_up = |table: &Table, rows: Vec<&Vec<String>>, column: usize| {
        let sum = |level: &str| -> Option<f64> {
            let own = rows.iter().filter(|r| r[0] == level);
            own.map(|r| r[column].parse::<f64>().ok()).sum()
        };
        let Some(total) = sum("all") else { return 0 };
        for level in ["community", "county"] {
            assert_eq!(sum(level), Some(total), "{level}: {}", table.header[column]);
        }
        1
    };
    let table = Table::of(&city, "T2_facility_coverage");
    let counts = (0..table.header.len()).filter(|&i| {
        ["population", "facilities", "without any"].iter().any(|w| table.header[i].contains(w))
            && !table.header[i].contains("coverage")
    });
    let checked: usize =
        counts.map(|column| adds_up(&table, table.rows.iter().collect(), column)).sum();
    assert_eq!(checked, 1 + 4 * 5);
    let outside = table.rows.iter().filter(|r| r[2] == "outside all districts");
    let outside: Vec<f64> = outside.map(|r| table.number(r, "population")).collect();
    assert_eq!(outside, [70.0, 70.0], "R6, on either level");
    let table = Table::of(&city, "T1_indicators");
    let mut by_indicator: BTreeMap<(&str, &str, &str), Vec<&Vec<String>>> = BTreeMap::new();
    let [name, counted] =
        ["indicator", "counted as"].map(|n| table.header.iter().position(|h| h == n).unwrap());
    let number = table.column("indicator no.");
    for row in table.rows.iter().filter(|r| !r[counted].contains("pass mark")) {
        by_indicator.entry((&row[number], &row[name], &row[counted])).or_default().push(row);
    }
    let columns = [table.column("numerator"), table.column("denominator")];
    let checked: usize = by_indicator
        .values()
        .flat_map(|rows| columns.map(|column| adds_up(&table, rows.clone(), column)))
        .sum();
    assert!(checked > 20, "{checked}");
}

#[test]
fn the_ledger_is_who_is_not_covered() {
    let city = figures::city();
    let residents = city.by("residents", "id");
    let table = Table::of(&city, "T3_blind_spots");
    let titles = [
        ("fitness-10", "10-minute fitness circle"),
        ("convenience-15", "15-minute convenience circle"),
    ];
    let mut rows = 0;
    for (circle, title) in titles {
        let own: Vec<_> = table.rows.iter().filter(|r| r[1] == title).collect();
        rows += own.len();
        let id = table.column("id");
        let mut listed: Vec<&str> = own.iter().map(|r| &*r[id]).collect();
        listed.sort_unstable();
        let uncovered: Vec<&str> =
            residents.iter().filter(|(_, r)| r[circle] == false).map(|(id, _)| &**id).collect();
        assert_eq!(listed, uncovered, "{circle}");
        let t1 = Table::of(&city, "T1_indicators");
        let total = t1.rows.iter().find(|r| {
            r[0] == "all"
                && r[t1.column("indicator no.")].starts_with("COV")
                && r[7].starts_with(title)
        });
        let total = total.unwrap();
        let people: f64 = own.iter().map(|r| table.number(r, "population")).sum();
        assert_eq!(people, t1.number(total, "denominator") - t1.number(total, "numerator"));
        for row in own {
            let resident = &residents[&row[id]];
            assert_eq!(table.number(row, "longitude"), resident_place(&city, &row[id])[0]);
            if row[table.column("walk (m)")].is_empty() {
                assert!(
                    ["no way", "beyond the search"]
                        .contains(&&*row[table.column("nearest facility")])
                );
                continue;
            }
            let walks = ["clinic", "canteen", "childcare", "fitness"]
                .into_iter()
                .filter(|c| circle != "fitness-10" || *c == "fitness")
                .map(|c| resident[format!("{c}_m")].as_f64().unwrap());
            let walk = walks.fold(0.0, f64::max);
            assert_eq!(table.number(row, "walk (m)"), walk, "the farthest of the needed");
            let straight = table.number(row, "straight");
            assert!(straight > 0.0 && straight <= walk + 0.01, "{row:?}");
            assert!(near(table.number(row, "detour"), walk / straight, 0.001));
        }
    }
    assert_eq!(rows, table.rows.len());
    assert!(rows > 50, "{rows}");
    let numbers: Vec<f64> = table.rows.iter().map(|r| table.number(r, "no.")).collect();
    assert!(numbers.iter().enumerate().all(|(i, &n)| n == (i + 1) as f64));
    let people: Vec<f64> = table.rows.iter().map(|r| table.number(r, "population")).collect();
    assert!(people.is_sorted_by(|a, b| a >= b), "most people first");
}

fn resident_place(city: &City, id: &str) -> [f64; 2] {
    thread_local! {
        static PLACES: std::cell::RefCell<BTreeMap<String, [f64; 2]>> = Default::default();
    }
    PLACES.with_borrow_mut(|places| {
        if places.is_empty() {
            for f in city.layer("residents") {
                let at = |i: usize| f["geometry"]["coordinates"][i].as_f64().unwrap();
                places.insert(f["properties"]["id"].as_str().unwrap().to_owned(), [at(0), at(1)]);
            }
        }
        places[id]
    })
}

#[test]
fn people_served_do_not_depend_on_other_facilities() {
    // F6 beside R4: nearer to some, and no facility for others.
    let more = "F6,新健身,fitness,106.211,38.4801,\n";
    let city = City::new().and("facilities.csv", more);
    city.done(&ENGLISH);
    let both = Table::of(&city, "T4_facilities");
    let served = |table: &Table| -> BTreeMap<String, String> {
        let people = table.column("people served");
        table.rows.iter().map(|r| (r[0].clone(), r[people].clone())).collect()
    };
    let with = served(&both);
    city.done(&["--lang", "en", "--force"]);
    let catchment: f64 = sum(
        city.layer("facilities")
            .iter()
            .map(|f| &f["properties"])
            .filter(|f| f["category"] == "fitness"),
        "catchment_pop",
    );
    assert_eq!(catchment, 870.0, "catchments part the people");
    for id in ["F4", "F6"] {
        let alone: String = FACILITIES
            .lines()
            .chain([more.trim()])
            .filter(|l| !l.contains("fitness") || l.starts_with(id))
            .map(|l| l.to_owned() + "\n")
            .collect();
        let alone = City::new().with("facilities.csv", alone);
        alone.done(&ENGLISH);
        let residents = alone.layer("residents");
        let near = residents.iter().map(|r| &r["properties"]);
        let near = near.filter(|r| r["fitness_m"].as_f64().unwrap() <= 1000.0);
        assert_eq!(with[id].parse::<f64>().unwrap(), sum(near, "pop"), "{id}");
    }
    assert_eq!(with["F4"], "500", "R1 to R4");
    assert_eq!(with["F5"], "not counted");
    assert_eq!(both.cells("capacity"), ["no data"; 6]);
    assert_eq!(both.cells("source"), ["facilities.csv"; 6]);
    assert_eq!(both.cells("coordinates as given"), ["WGS84"; 6]);
    // By air the same question has another answer.
    city.done(&["--lang", "en", "--force", "--profile", "radius"]);
    let by_air = served(&Table::of(&city, "T4_facilities"));
    let (lon, lat) = (106.201f64, 38.4801f64);
    let residents = city.layer("residents");
    let near = residents.iter().filter(|r| {
        let at = |i: usize| r["geometry"]["coordinates"][i].as_f64().unwrap();
        let (x, y) = ((at(0) - lon) * 87_240.0, (at(1) - lat) * 111_010.0);
        x.hypot(y) <= 1000.0
    });
    let near = near.map(|r| &r["properties"]);
    assert_eq!(by_air["F4"].parse::<f64>().unwrap(), sum(near, "pop"));
}

#[test]
fn required_sites_and_places() {
    let facilities = "\
id,name,category,lon,lat,status,capacity,建筑面积（㎡）
F1,西区社区卫生服务中心,clinic,106.201,38.4801,running,,1200.5
F2,东区社区卫生服务站,clinic,106.218,38.4839,running,,
F3,托育,childcare,106.2012,38.4801,,2,
F4,健身,fitness,106.201,38.4801,,,
F5,食堂,canteen,106.201,38.4799,open,,80
";
    let city = City::new().with("facilities.csv", facilities);
    city.done(&ENGLISH);
    let areas = Table::of(&city, "T4_facilities");
    assert_eq!(areas.cells("area ("), ["1200.5", "no data", "no data", "no data", "80"]);
    let table = Table::of(&city, "T6_capacity_gaps");
    // R1 to R3 in the west, R4 and R5 in the east, R6 outside.
    assert_eq!(table.cells("population"), ["870", "450", "350", "70"]);
    let sites = "community health centre: ";
    for (what, cells) in [
        ("all of", ["2", "1", "1", "0"]),
        ("those of", ["1", "1", "0", "0"]),
        ("required, least", ["1", "1", "1", ""]),
        ("required, most", ["1", "1", "1", ""]),
        ("gap", ["0", "0", "1", ""]),
        ("at least one", ["yes", "yes", "no", ""]),
    ] {
        assert_eq!(table.cells(&format!("{sites}{what}")), cells, "{what}");
    }
    let places = "childcare places: ";
    // 1.5 a thousand: 1.305, 0.675 and 0.525, rounded up.
    for (what, cells) in [
        ("sites (", ["1", "1", "0", "0"]),
        ("places there", ["2", "2", "0", "0"]),
        ("places required", ["2", "1", "1", ""]),
        ("gap", ["0", "-1", "1", ""]),
    ] {
        assert_eq!(table.cells(&format!("{places}{what}")), cells, "{what}");
    }
    // Another norm, in the study file.
    let norm = "[norm.childcare-places]\ncategory = \"childcare\"\nplaces_per_1000 = 10\nkind = \"project\"\n";
    let city = city.and("study.toml", norm);
    city.done(&["--lang", "en", "--force"]);
    let table = Table::of(&city, "T6_capacity_gaps");
    assert_eq!(table.cells("childcare-places: places required"), ["9", "5", "4", ""]);
    let broken = norm.replace("= 10", "= -10");
    let city = City::new().and("study.toml", &broken);
    city.fails(&[], &["norm 'childcare-places'", "-10 is not above 0"]);
    let city = City::new().and("study.toml", &norm.replace("\"childcare\"", "\"childcar\""));
    city.fails(&[], &["norm 'childcare-places'", "unknown category 'childcar'"]);
}

#[test]
fn floor_area_required_of_compounds() {
    let residents = "\
编号,小区,经度,纬度,人口,户数,新建/已建,养老服务用房面积,社区服务用房面积（平方米）
R1,甲,106.202,38.4802,100,40,新建,12,
R2,乙,106.203,38.4798,150,50,已建,,20
R3,丙,106.206,38.4802,200,66,,30,30
";
    let city = City::new().with("residents.csv", residents);
    city.done(&["--lang", "en", "--strict"]);
    let table = Table::of(&city, "T5_provision_gaps");
    // The plan's 0.1 m² a person, rooms of 0.3 m² a household, the local rules of 0.3 and 0.2: by hand.
    assert_eq!(table.cells("compound"), ["甲", "甲", "甲", "乙"]);
    assert_eq!(table.cells("new or existing"), ["new", "new", "new", "existing"]);
    assert_eq!(table.cells("area required"), ["10", "12", "12", "10"]);
    assert_eq!(table.cells("area there"), ["12", "no data", "12", "no data"]);
    assert_eq!(table.cells("gap"), ["-2", "no data", "0", "no data"]);
    // A norm for all asks nobody for an age.
    let norm =
        "[norm.rooms]\nm2_per_household = 0.5\narea = \"service_area_m2\"\nkind = \"project\"\n";
    let city = city.and("study.toml", norm);
    city.done(&["--lang", "en", "--force"]);
    let table = Table::of(&city, "T5_provision_gaps");
    let all: Vec<_> = table.rows.iter().filter(|r| r[5].starts_with("rooms")).collect();
    let gaps: Vec<&str> = all.iter().map(|r| &*r[table.column("gap")]).collect();
    assert_eq!(gaps, ["no data", "5", "3"], "0.5 × 50 − 20, 0.5 × 66 − 30");

    let city = City::new().with("residents.csv", residents.replace("已建,,20", "1998,,20"));
    city.done(&[]);
    let said = city.text("out/rejects.csv");
    assert!(said.contains("新建/已建,1998") && said.contains("neither new nor existing"), "{said}");
    let city = City::new().with("residents.csv", residents.replace("新建,12", "新建,-12"));
    city.fails(&["--strict"], &["养老服务用房面积", "-12"]);
}

#[test]
fn what_the_input_lacks_is_no_data_and_never_nought() {
    let plain = "id,lon,lat\nR1,106.202,38.4802\nR2,106.218,38.4838\n";
    let city = City::new().with("residents.csv", plain);
    city.done(&ENGLISH);
    let t1 = Table::of(&city, "T1_indicators");
    for column in ["population", "60 and older", "under three", "data of"] {
        assert!(t1.cells(column).iter().all(|&cell| cell == "no data"), "{column}");
    }
    let met = t1.cells("met?");
    assert!(met.contains(&"no data") && !met.contains(&"missed"), "{met:?}");
    let t2 = Table::of(&city, "T2_facility_coverage");
    assert_eq!(t2.cells("resident points"), ["2", "1", "1", "0"]);
    assert_eq!(t2.cells("fitness area: 10-minute coverage"), ["0.5", "1", "0", "no data"]);
    let t3 = Table::of(&city, "T3_blind_spots");
    assert_eq!((t3.rows.len(), t3.cells("population")), (2, vec!["no data"; 2]));
    let t4 = Table::of(&city, "T4_facilities");
    assert_eq!(
        t4.cells("people served"),
        ["no data", "no data", "no data", "no data", "not counted"]
    );
    assert_eq!(t4.cells("points served"), ["1", "1", "1", "1", "not counted"]);
    let t6 = Table::of(&city, "T6_capacity_gaps");
    assert_eq!(
        t6.cells("childcare places: places required"),
        ["no data", "no data", "no data", ""]
    );
    // The clinic of the small city has no name that says that it is a centre.
    assert_eq!(t6.cells("community health centre: those of"), ["no data"; 4]);
    assert!(Table::of(&city, "T5_provision_gaps").rows.is_empty());
    let t7 = Table::of(&city, "T7_siting");
    assert!(!t7.rows.is_empty() && t7.cells("people covered anew").iter().all(|&c| c == "no data"));
    let notes = Table::of(&city, "T8_run_record");
    let said =
        notes.rows.iter().filter(|r| r[0] == "counted as" && r[2].starts_with("Not computed"));
    assert_eq!(said.map(|r| &r[1][..2]).collect::<Vec<_>>(), ["T5"]);

    // A search that ends before fifteen minutes do knows nothing of them.
    let args = ["--lang", "en", "--circle", "fitness-10", "--horizon", "600", "--force"];
    let study =
        city.text("study.toml") + "[circle.fitness-10]\nminutes = 10\ncategories = [\"fitness\"]\n";
    let city = City::new().with("study.toml", study);
    city.done(&args);
    let t2 = Table::of(&city, "T2_facility_coverage");
    assert_eq!(t2.cells("fitness area: 15-minute coverage"), ["beyond the search"; 4]);
    assert_eq!(t2.cells("fitness area: 10-minute population"), ["450", "450", "0", "0"]);
    assert_eq!(t2.cells("fitness area: without any"), ["420", "0", "350", "70"]);
}

/// The sheets of the workbook but the first, by the ids of their tables.
fn sheets(city: &City) -> BTreeMap<String, calamine::Range<Data>> {
    let mut book: Xlsx<_> = open_workbook(city.path("out/tables.xlsx")).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 9);
    names[1..].iter().map(|n| (n[..2].to_owned(), book.worksheet_range(n).unwrap())).collect()
}

/// The parts of the workbook, as text.
pub fn parts(city: &City, folder: &str) -> BTreeMap<String, String> {
    let file = std::fs::File::open(city.path(&format!("{folder}/tables.xlsx"))).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut part = zip.by_index(i).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

const HOSTILE: [&str; 8] = [
    "=cmd|' /C calc'!A0",
    "+1+cmd",
    "-2+3",
    "@SUM(A1:A9)",
    "＝1+1",
    "a\tb\"c\", <d> & e",
    "_x0041_",
    "=HYPERLINK(\"http://example.org\",\"x\")",
];

/// The small city with names that spreadsheets would run.
fn hostile() -> City {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let homes: String = HOSTILE
        .iter()
        .enumerate()
        .map(|(i, name)| format!("H{i},{},106.2181,38.4838,5,1,1,1\n", quoted(name)))
        .collect();
    let facilities =
        FACILITIES.replace("卫生站", &quoted(HOSTILE[0])).replace("旧健身", &quoted(HOSTILE[3]));
    let west = square(106.199, 38.479, 106.2105, 38.485);
    let east = square(106.2105, 38.479, 106.219, 38.485);
    let areas = vec![district("640104", HOSTILE[0], west), district("=1+1", HOSTILE[3], east)];
    City::new()
        .and("residents.csv", &homes)
        .with("facilities.csv", facilities)
        .with("districts.geojson", collection(areas).to_string())
}

#[test]
fn no_text_is_run_as_a_formula() {
    let city = hostile();
    city.done(&ENGLISH);
    let mut quoted = 0;
    for name in TABLES {
        let table = Table::of(&city, name);
        for cell in table.rows.iter().flatten() {
            let start = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
            let formula = start.starts_with(['=', '+', '-', '@', '＝']);
            assert!(!formula || cell.parse::<f64>().is_ok(), "{name}: {cell}");
            quoted += usize::from(cell.starts_with("'"));
        }
    }
    assert!(quoted > 20, "{quoted}");
    for (name, text) in parts(&city, "out") {
        assert!(!text.contains("<f>") && !text.contains("<hyperlink"), "{name}");
    }
    // In the workbook the names are what they are.
    let ledger = &sheets(&city)["T3"];
    let names: Vec<String> = ledger.rows().map(|r| r[4].to_string()).collect();
    for name in HOSTILE {
        assert_eq!(names.iter().filter(|known| *known == name).count(), 2, "{name}: {names:?}");
    }
}

#[test]
fn the_workbook_holds_the_same_as_the_text() {
    for city in [figures::city(), {
        let city = hostile();
        city.done(&ENGLISH);
        city
    }] {
        let mut compared = [0; 2];
        let sheets = sheets(&city);
        for name in TABLES {
            let table = Table::of(&city, name);
            let sheet = &sheets[&name[..2]];
            let cell = |row: usize, column: usize| {
                sheet.get_value((row as u32, column as u32)).cloned().unwrap_or(Data::Empty)
            };
            for (column, heading) in table.header.iter().enumerate() {
                assert_eq!(cell(0, column).to_string(), *heading);
            }
            if !table.rows.is_empty() {
                assert_eq!(sheet.height(), table.rows.len() + 1, "{name}");
            }
            for (i, row) in table.rows.iter().enumerate() {
                for (column, text) in row.iter().enumerate() {
                    match cell(i + 1, column) {
                        Data::Float(value) => {
                            compared[0] += 1;
                            assert_eq!(text.parse::<f64>().unwrap(), value, "{name}");
                        }
                        Data::String(words) => {
                            compared[1] += 1;
                            let text = text.strip_prefix('\'').unwrap_or(text);
                            assert_eq!(text, words.strip_prefix('\'').unwrap_or(&words), "{name}");
                        }
                        Data::Empty => assert_eq!(text, "", "{name}"),
                        other => panic!("{name}: {other:?}"),
                    }
                }
            }
        }
        assert!(compared.iter().all(|&n| n > 300), "{compared:?}");
    }
}

#[test]
fn sheets_are_ready_to_work_with() {
    let city = City::new();
    city.done(&["--lang", "zh"]);
    let book: Xlsx<_> = open_workbook(city.path("out/tables.xlsx")).unwrap();
    let titles = [
        "说明",
        "T1 指标汇总表",
        "T2 分设施覆盖表",
        "T3 盲点台账",
        "T4 设施清单",
        "T5 配建缺口表",
        "T6 配置缺口表",
        "T7 选址建议",
        "T8 运行记录",
    ];
    assert_eq!(book.sheet_names(), titles);
    let parts = parts(&city, "out");
    let sheet = |number: usize| &parts[&format!("xl/worksheets/sheet{number}.xml")];
    for number in 1..=9 {
        assert!(
            sheet(number).contains("ySplit=\"1\"") && sheet(number).contains("state=\"frozen\"")
        );
    }
    // With rows there is a filter over all of them.
    for number in [2, 3, 4, 5, 7, 9] {
        assert!(sheet(number).contains("<autoFilter ref=\"A1:"), "{number}");
    }
    assert!(!sheet(6).contains("<autoFilter") && sheet(6).contains("未计算"));
    let colours = sheet(2).matches("<cfRule type=\"expression\"").count();
    assert_eq!(colours, 4, "figure and verdict, met and missed");
    for word in ["达标", "未达标"] {
        assert!(sheet(2).contains(&format!("2=\"{word}\"</formula>")), "{word}");
    }
    assert!(parts["xl/styles.xml"].contains("0.00%"));
    let headings = &Table::of(&city, "T3_blind_spots").header;
    for heading in
        ["经度（度，WGS84）", "步行距离（米）", "步行时间（分钟）", "绕行系数（步行÷直线）"]
    {
        assert!(headings.iter().any(|h| h == heading), "{heading} in {headings:?}");
    }
    // In English no heading is Chinese.
    city.done(&["--lang", "en", "--force"]);
    for name in TABLES {
        let header = Table::of(&city, name).header.join(" ");
        assert!(!header.chars().any(|c| ('一'..='鿿').contains(&c)), "{name}: {header}");
    }
}

#[test]
fn the_workbook_has_the_first_of_the_ledger_and_says_so() {
    let study = STUDY.replace("[settings]", "[settings]\nworkbook_rows = 2");
    let city = City::new().with("study.toml", &study);
    city.done(&ENGLISH);
    let ledger = Table::of(&city, "T3_blind_spots");
    assert_eq!(ledger.rows.len(), 3 + 2, "R4 to R6, and R5 and R6");
    let sheets = sheets(&city);
    assert_eq!(sheets["T3"].height(), 1 + 2);
    let said = sheets["T3"].get((0, 0)).unwrap().to_string();
    assert_eq!(said, "no. — the first 2 of 5 rows; all are in T3_blind_spots.csv");
    // Only what is ranked is cut.
    assert_eq!(sheets["T4"].height(), 1 + 5);
    for wrong in ["0", "1048576"] {
        let city = City::new().with("study.toml", study.replace("= 2", &format!("= {wrong}")));
        city.fails(&[], &[&format!("workbook_rows = {wrong}")]);
    }
}

#[test]
fn the_record_says_what_was_run_on_what() {
    let rows = "R7,x,106.2,38.48,-1,1,1,1\nR1,again,106.2,38.48,1,1,1,1\n";
    let city = City::new().and("residents.csv", rows);
    city.done(&ENGLISH);
    let record = Table::of(&city, "T8_run_record");
    let summary = city.json("out/summary.json");
    let files: Vec<_> = record.rows.iter().filter(|r| r[0] == "input").collect();
    let inputs = summary["inputs"].as_array().unwrap();
    assert_eq!(files.len(), inputs.len());
    for (row, input) in files.iter().zip(inputs) {
        assert!(row[1].ends_with(input["file"].as_str().unwrap()), "{row:?}");
        assert_eq!(row[record.column("SHA-256")], input["sha256"].as_str().unwrap());
        for key in ["read", "used", "rejected"] {
            assert_eq!(row[record.column(&format!("{key} ("))], input[key].to_string());
        }
        assert_eq!(row[record.column("coordinate system")], input["crs"].as_str().unwrap());
    }
    let rejected: Vec<_> = record.rows.iter().filter(|r| r[0] == "rejected").collect();
    assert_eq!(rejected.len(), 2, "two reasons");
    assert!(rejected.iter().all(|r| r[record.column("rejected (")] == "1"));
    let value = |item: &str| {
        let row = record.rows.iter().find(|r| r[1].starts_with(item));
        row.unwrap_or_else(|| panic!("no {item}"))[2].clone()
    };
    assert_eq!(value("software"), format!("walkshed {}", env!("CARGO_PKG_VERSION")));
    assert!(value("run time").parse::<f64>().unwrap() >= 0.0);
    assert!(value("method").contains("gb50180"));
    let begun = value("begun");
    assert!(begun.starts_with("20") && begun.len() == 19, "{begun}");
}

#[test]
fn one_district_has_rows_of_its_own_only() {
    let city = two_levels();
    city.done(&["--lang", "en", "--district", "640105"]);
    for name in ["T1_indicators", "T2_facility_coverage", "T6_capacity_gaps"] {
        let table = Table::of(&city, name);
        let mut codes: Vec<&str> = table.rows.iter().map(|r| &*r[1]).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes, ["", "640105"], "{name}");
        assert!(table.rows.iter().all(|r| r[1] == "640105" || r[0] == "all"), "{name}");
    }
}

#[test]
fn tables_can_be_left_out_and_nothing_else_changes() {
    let city = City::new();
    city.done(&["--lang", "en"]);
    let all = files(&city.path("out"));
    let ran = city.done(&["--lang", "en", "--force", "--no-tables"]);
    assert!(!ran.stdout.contains("tables.xlsx"), "{}", ran.stdout);
    let rest = files(&city.path("out"));
    let left_out: Vec<&str> =
        all.keys().filter(|name| !rest.contains_key(*name)).map(|name| &**name).collect();
    let tables = TABLES.map(|table| format!("{table}.csv"));
    let expected: Vec<&str> = tables.iter().map(|t| &**t).chain(["tables.xlsx"]).collect();
    assert_eq!(left_out, expected);
    let mut same = 0;
    for (name, bytes) in &rest {
        // The others say when they were written.
        if name.ends_with(".geojson") || name.ends_with(".csv") {
            assert!(all[name] == *bytes, "{name}");
            same += 1;
        }
    }
    assert!(same > 8, "{same}");
    // A batch leaves them out too.
    let ran = city.walkshed(&["batch", "study.toml", "--out", "each", "--no-tables"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let one = files(&city.path("each/640104"));
    assert!(one.contains_key("zones_fitness-10.geojson") && !one.contains_key(&tables[0]));
}
