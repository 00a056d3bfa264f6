//! Tables as offices keep them: titles, units, sums, full-width digits, degrees and minutes.

use super::city::{City, FACILITIES, RESIDENTS, STUDY};

/// The same answers as the plain tables, number for number.
fn same(city: &City) {
    let plain = City::new();
    plain.done(&[]);
    city.done(&["--strict"]);
    assert_eq!(city.text("out/residents.geojson"), plain.text("out/residents.geojson"));
    assert_eq!(city.text("out/indicators.csv"), plain.text("out/indicators.csv"));
}

fn notes(city: &City, role: &str) -> String {
    city.input(role)["notes"].to_string()
}

/// The residents with each row's cells written anew.
fn rewritten(cells: impl Fn(&[&str]) -> String) -> String {
    RESIDENTS
        .lines()
        .skip(1)
        .map(|line| cells(&line.split(',').collect::<Vec<_>>()) + "\n")
        .collect()
}

#[test]
fn titles_units_and_sums_in_a_table() {
    let rows = rewritten(|c| {
        let wan = c[4].parse::<f64>().unwrap() / 10_000.0;
        let [id, name, lon, lat, ..] = c else { unreachable!() };
        format!("{id},{name},{lon},{lat},{wan},{},{},{}", c[5], c[6], c[7])
    });
    let table = |sums: &str| {
        format!(
            "小城居民小区一览表,,,,,,,\n,,,,,,,单位：万人、户\n\
             编号,小区名称,经度（°）,纬度（°）,常住人口（万人）,总户数（户）,60岁及以上人口,0-3岁人口\n\
             {rows}{sums}"
        )
    };
    let sums = "小 计,,,,0.087,288,174,34\n合计：,,,,0.0870,288,174,34\n";
    let city = City::new().with("residents.csv", table(sums));
    same(&city);
    let read = city.input("residents");
    assert_eq!((&read["read"], &read["used"]), (&6.into(), &6.into()));
    let said = notes(&city, "residents");
    assert!(said.contains("the header is row 3"), "{said}");
    assert!(said.contains("'常住人口（万人）' is read as pop times 10000"), "{said}");
    assert!(said.contains("2 rows of sums were left out; they agree"), "{said}");
    assert_eq!(read["columns"]["pop"], "常住人口（万人）");

    let wrong = City::new().with("residents.csv", table("合计,,,,0.0970,288,174,34\n"));
    same(&wrong);
    let said = notes(&wrong, "residents");
    assert!(said.contains("line 10 states 970 as the sum of '常住人口（万人）'"), "{said}");
    assert!(said.contains("add up to 870"), "{said}");
}

#[test]
fn digits_commas_and_words_for_nothing() {
    let wide = |text: &str| -> String {
        let wide = |c: char| match c {
            '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
            '.' => '．',
            other => other,
        };
        text.chars().map(wide).collect()
    };
    let header = RESIDENTS.lines().next().unwrap();
    let rows = rewritten(|c| {
        let [id, name, lon, lat, ..] = c else { unreachable!() };
        let (lon, lat) = (wide(lon), wide(lat));
        format!("{id},\u{3000}{name} ,{lon},{lat},'{},{},{},{}", c[4], wide(c[5]), c[6], c[7])
    });
    same(&City::new().with("residents.csv", format!("{header}\n{rows}")));

    // 无 where a number is needed is a missing number, not nobody.
    let city = City::new().with("residents.csv", RESIDENTS.replace(",100,", ",无,"));
    city.done(&[]);
    let reject = &city.rejects()[0];
    assert_eq!((&*reject["field"], &*reject["reason"]), ("pop", "empty"));
    // 12,000 people instead of 100.
    let city = City::new().with("residents.csv", RESIDENTS.replace(",100,", ",\"12,000\","));
    city.done(&["--strict"]);
    assert_eq!(city.covered("fitness-10"), 12_350.0);
}

#[test]
fn degrees_and_two_coordinates_in_a_cell() {
    let dms = |degrees: &str| {
        let seconds = (degrees.parse::<f64>().unwrap() * 3600.0 * 1e6).round() / 1e6;
        let (d, m) = ((seconds / 3600.0).floor(), (seconds / 60.0).floor() % 60.0);
        format!("{d}°{m}′{}″", ((seconds - d * 3600.0 - m * 60.0) * 1e6).round() / 1e6)
    };
    let rows = rewritten(|c| {
        let [id, name, lon, lat, ..] = c else { unreachable!() };
        format!("{id},{name},{},{},{},{},{},{}", dms(lon), dms(lat), c[4], c[5], c[6], c[7])
    });
    let header = RESIDENTS.lines().next().unwrap();
    let city = City::new().with("residents.csv", format!("{header}\n{rows}"));
    let plain = City::new();
    plain.done(&[]);
    city.done(&["--strict"]);
    assert_eq!(city.text("out/indicators.csv"), plain.text("out/indicators.csv"));

    let header = header.replace("lon,lat", "经纬度");
    for [mark, end] in [[",", ""], ["，", ""], [" ", ""], [";", " "]] {
        let rows = rewritten(|c| {
            let [id, name, lon, lat, ..] = c else { unreachable!() };
            format!("{id},{name},\"{lon}{mark}{end}{lat}\",{},{},{},{}", c[4], c[5], c[6], c[7])
        });
        same(&City::new().with("residents.csv", format!("{header}\n{rows}")));
    }
    // Latitude first: no longitude is 106, so all are turned, and it is said.
    let rows = rewritten(|c| {
        let [id, name, lon, lat, ..] = c else { unreachable!() };
        format!("{id},{name},\"{lat},{lon}\",{},{},{},{}", c[4], c[5], c[6], c[7])
    });
    let city = City::new().with("residents.csv", format!("{header}\n{rows}"));
    same(&city);
    assert!(notes(&city, "residents").contains("latitude stands in the column of the longitude"));
    let broken = format!("{header}\nR1,x,\"106.2\",1,1,1,1\n");
    City::new().with("residents.csv", broken).fails(&[], &["not two coordinates"]);
}

#[test]
fn a_mapping_wins_over_what_is_recognised() {
    let rows = rewritten(|c| {
        let wan = c[4].parse::<f64>().unwrap() / 10_000.0;
        let [id, name, lon, lat, ..] = c else { unreachable!() };
        format!("{id},{name},{lon},{lat},{wan},{},{},{}", c[5], c[6], c[7])
    });
    let header = RESIDENTS.lines().next().unwrap().replace("pop,", "户籍人口（万人）,");
    let table = format!("{header}\n{rows}");
    let study = STUDY.to_owned() + "[columns.residents]\npop = \"户籍人口(万人)\"\n";
    same(&City::new().with("residents.csv", table).with("study.toml", study));
}

#[test]
fn codes_that_a_spreadsheet_took_for_numbers() {
    let city = |code: &str| {
        let text = City::new().text("districts.geojson").replace("\"640104\"", code);
        City::new().with("districts.geojson", text)
    };
    same(&city("640104"));
    same(&city("\"640104.0\""));
    same(&city("\"6.40104E5\""));
    let lost = city("\"6.40104E+11\"");
    lost.done(&[]);
    assert_eq!(lost.rejects()[0]["reason"], "lost_digits");
}

/// Xi'an 1980 has no published way to WGS84; who states one is taken at the word, and the result
/// says that it is approximate.
#[test]
fn an_old_datum_needs_a_stated_shift() {
    let study = |more: &str| {
        STUDY.replace(
            "\"facilities.csv\"",
            &format!("{{ file = \"facilities.csv\", crs = \"EPSG:4610\"{more} }}"),
        )
    };
    City::new()
        .with("study.toml", study(""))
        .fails(&[], &["Xi'an 1980", "datum_shift = [0, 0, 0]"]);
    City::new()
        .with("study.toml", study(", datum_shift = [1, 2]"))
        .fails(&[], &["datum_shift = [1.0, 2.0]", "3 shifts"]);
    let city = City::new().with("study.toml", study(", datum_shift = [0, 0, 0]"));
    city.done(&["--strict"]);
    assert_eq!(city.input("facilities")["crs"], "EPSG:4610 (近似转换, by a stated shift)");
    // The ellipsoids differ by centimetres on the ground there, not by metres.
    assert_eq!(city.covered("fitness-10"), 450.0);
    let first = &city.by("facilities", "id")["F1"];
    assert_eq!(first["source_crs"], "EPSG:4610 (近似转换)");
    assert_eq!(first["source_x"], 106.201);
}

/// Facilities with tabs and a title, and the columns in another order.
#[test]
fn another_separator_under_a_title() {
    let rows: String = FACILITIES.replace(',', "\t");
    same(&City::new().with("facilities.csv", format!("设施，一览表\n{rows}")));
    let wide = FACILITIES.replace(',', "，");
    same(&City::new().with("facilities.csv", format!("设施一览表\n{wide}")));
}

#[test]
fn features_line_by_line() {
    let line = |c: &[&str]| {
        let [id, name, lon, lat, ..] = c else { unreachable!() };
        format!(
            "\u{1e}{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{id}\",\"name\":\"{name}\",\
             \"pop\":{},\"households\":{},\"pop60\":{},\"pop0_3\":{}}},\"geometry\":{{\"type\":\
             \"Point\",\"coordinates\":[{lon},{lat}]}}}}",
            c[4], c[5], c[6], c[7]
        )
    };
    let study = STUDY.replace("residents.csv", "r.ndjson");
    let city = City::new().with("study.toml", study.clone()).with("r.ndjson", rewritten(line));
    same(&city);
    let broken = rewritten(line).replacen("106.203", "106.203,,", 1);
    let city = City::new().with("study.toml", study).with("r.ndjson", broken);
    city.done(&[]);
    let reject = &city.rejects()[0];
    assert_eq!((&*reject["line"], &*reject["reason"]), ("2", "unreadable"));
}
