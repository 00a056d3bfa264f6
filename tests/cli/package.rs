//! The GeoPackage, the project of QGIS in it and beside it, and the formats on request.

use std::collections::BTreeMap;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::Event;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::{Value, json};

use super::city::{City, RESIDENTS, STUDY, collection, district, files, square};

fn package(city: &City) -> Connection {
    Connection::open(city.path("out/walkshed.gpkg")).unwrap()
}

fn layers(package: &Connection) -> Vec<String> {
    let list = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY rowid";
    let mut select = package.prepare(list).unwrap();
    select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Number from well-known text of the standard, not from the program: little-endian throughout.
struct Wkb<'b>(&'b [u8]);

impl Wkb<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (taken, rest) = self.0.split_at(N);
        self.0 = rest;
        taken.try_into().unwrap()
    }

    fn count(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    fn number(&mut self) -> f64 {
        f64::from_le_bytes(self.take())
    }

    fn position(&mut self) -> Value {
        json!([self.number(), self.number()])
    }

    fn many(&mut self, one: impl Fn(&mut Self) -> Value) -> Value {
        (0..self.count()).map(|_| one(self)).collect()
    }

    fn coordinates(&mut self) -> Value {
        assert_eq!(self.take(), [1]);
        match self.count() {
            1 => self.position(),
            2 => self.many(Self::position),
            3 => self.many(|w| w.many(Self::position)),
            4..=6 => self.many(Self::coordinates),
            other => panic!("geometry type {other}"),
        }
    }
}

/// The coordinates of a geometry, and the envelope that stands before them.
fn geometry(blob: &[u8]) -> (Value, Option<[f64; 4]>) {
    assert_eq!((&blob[..3], blob[3] & 0b1111_0001), (&b"GP\0"[..], 1));
    assert_eq!(blob[4..8], 4326i32.to_le_bytes());
    let mut rest = Wkb(&blob[8..]);
    let envelope = (blob[3] == 0b11).then(|| [(); 4].map(|()| rest.number()));
    let coordinates = rest.coordinates();
    assert!(rest.0.is_empty());
    (coordinates, envelope)
}

/// West, east, south, north.
fn spans(coordinates: &Value, bounds: &mut [f64; 4]) {
    match coordinates.as_array().unwrap() {
        pair if pair[0].is_number() => {
            let [x, y] = [0, 1].map(|i| pair[i].as_f64().unwrap());
            *bounds = [bounds[0].min(x), bounds[1].max(x), bounds[2].min(y), bounds[3].max(y)];
        }
        parts => parts.iter().for_each(|part| spans(part, bounds)),
    }
}

const NOTHING: [f64; 4] = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY];

/// What a property of GeoJSON is in a table.
fn same(cell: &Cell, property: &Value) -> bool {
    match (cell, property) {
        (Cell::Null, Value::Null) => true,
        (Cell::Integer(0 | 1), Value::Bool(flag)) => *cell == Cell::Integer(i64::from(*flag)),
        (Cell::Integer(n), Value::Number(m)) => Some(*n as f64) == m.as_f64(),
        (Cell::Real(n), Value::Number(m)) => Some(*n) == m.as_f64(),
        (Cell::Text(a), Value::String(b)) => a == b,
        _ => false,
    }
}

#[test]
fn the_package_holds_what_the_geojson_files_hold() {
    let city = City::new();
    city.done(&[]);
    let package = package(&city);
    let geojson = files(&city.path("out"));
    let geojson = geojson.keys().filter(|name| name.ends_with(".geojson")).count();
    let layers = layers(&package);
    assert_eq!((layers.len(), &*layers[0]), (geojson, "residents"));
    let mut compared = 0;
    for layer in &layers {
        let mut select = package.prepare(&format!("SELECT * FROM \"{layer}\"")).unwrap();
        let names: Vec<String> = select.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = select.query([]).unwrap();
        let mut all = NOTHING;
        for (i, feature) in city.layer(layer).iter().enumerate() {
            let row = rows.next().unwrap().expect("as many rows as features");
            let mut properties = feature["properties"].as_object().unwrap().clone();
            for (column, name) in names.iter().enumerate() {
                let cell: Cell = row.get(column).unwrap();
                match &**name {
                    "fid" => assert_eq!(cell, Cell::Integer(i as i64 + 1)),
                    "geom" => {
                        let Cell::Blob(blob) = cell else { panic!("{cell:?}") };
                        let (coordinates, envelope) = geometry(&blob);
                        assert_eq!(coordinates, feature["geometry"]["coordinates"]);
                        let mut bounds = NOTHING;
                        spans(&coordinates, &mut bounds);
                        assert!(envelope.is_none_or(|e| e == bounds), "{envelope:?} {bounds:?}");
                        spans(&coordinates, &mut all);
                    }
                    name => {
                        let property = properties.remove(name).unwrap_or_else(|| panic!("{name}"));
                        assert!(same(&cell, &property), "{layer} {name}: {cell:?} {property}");
                        compared += 1;
                    }
                }
            }
            assert!(properties.is_empty(), "{layer} lacks {properties:?}");
        }
        assert!(rows.next().unwrap().is_none(), "{layer} has more rows than features");
        let extent = "SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name = ?";
        let extent: [f64; 4] = package
            .query_row(extent, [layer], |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            })
            .unwrap();
        assert_eq!(extent, all, "{layer}");
    }
    assert!(compared > 200);
}

#[test]
fn the_index_agrees_with_the_geometries() {
    let city = City::new();
    city.done(&[]);
    let package = package(&city);
    for layer in layers(&package) {
        let join = format!(
            "SELECT t.geom, r.minx, r.maxx, r.miny, r.maxy FROM \"{layer}\" t
             LEFT JOIN \"rtree_{layer}_geom\" r ON r.id = t.fid"
        );
        let mut select = package.prepare(&join).unwrap();
        let mut rows = select.query([]).unwrap();
        let mut count = 0;
        while let Some(row) = rows.next().unwrap() {
            let mut bounds = NOTHING;
            spans(&geometry(&row.get::<_, Vec<u8>>(0).unwrap()).0, &mut bounds);
            let indexed = [1, 2, 3, 4].map(|i| row.get::<_, f64>(i).unwrap());
            for (i, (inner, outer)) in bounds.iter().zip(indexed).enumerate() {
                let beyond = if i % 2 == 0 { inner - outer } else { outer - inner };
                assert!((0.0..1e-5).contains(&beyond), "{layer}: {bounds:?} in {indexed:?}");
            }
            count += 1;
        }
        let all = format!("SELECT count(*) FROM \"rtree_{layer}_geom\"");
        let all: i64 = package.query_row(&all, [], |row| row.get(0)).unwrap();
        assert_eq!(all, count, "{layer}");
        let check = format!("SELECT rtreecheck('rtree_{layer}_geom')");
        let checked: String = package.query_row(&check, [], |row| row.get(0)).unwrap();
        assert_eq!(checked, "ok");
    }
    let intact: String = package.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(intact, "ok");
    let mut strays = package.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(strays.query([]).unwrap().next().unwrap().is_none());
}

#[test]
fn a_city_without_gaps_has_empty_zones_that_know_what_they_are() {
    let near: String = RESIDENTS.lines().take(3).map(|l| l.to_owned() + "\n").collect();
    let city = City::new().with("residents.csv", near);
    city.done(&["--format", "gpkg,fgb,parquet"]);
    let package = package(&city);
    let typed = "SELECT g.geometry_type_name, g.srs_id, c.min_x, o.feature_count,
        (SELECT count(*) FROM pragma_table_info(c.table_name)),
        (SELECT count(*) FROM \"zones_fitness-10\")
        FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name)
        JOIN gpkg_ogr_contents o USING (table_name) WHERE table_name = 'zones_fitness-10'";
    let found: (String, i64, Option<f64>, i64, i64, i64) = package
        .query_row(typed, [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .unwrap();
    // Twenty-one fields, fid and geometry.
    assert_eq!(found, ("MULTIPOLYGON".into(), 4326, None, 0, 23, 0));
    for file in ["zones_fitness-10.fgb", "zones_fitness-10.parquet"] {
        assert!(std::fs::metadata(city.path("out").join(file)).unwrap().len() > 500, "{file}");
    }
    assert!(project(&city).contains("（无）"), "the legend says so");
}

/// The XML of the project beside the package.
fn project(city: &City) -> String {
    let file = std::fs::File::open(city.path("out/walkshed.qgz")).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    assert_eq!(archive.len(), 1);
    let mut xml = String::new();
    archive.by_index(0).unwrap().read_to_string(&mut xml).unwrap();
    xml
}

/// Every text and attribute of well-formed XML, as a reader has it.
fn words(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut words, mut text, mut depth) = (Vec::new(), String::new(), 0);
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    let value = attribute.unwrap().value;
                    words.push(quick_xml::escape::unescape(&value).unwrap().into_owned());
                }
            }
            Event::Text(part) => text += part,
            Event::GeneralRef(name) => {
                text += &quick_xml::escape::unescape(&format!("&{};", &**name)).unwrap();
            }
            Event::Eof => break,
            _ => {}
        }
        depth += match event {
            Event::Start(_) => 1,
            Event::End(_) => -1,
            _ => 0,
        };
        if matches!(event, Event::Start(_) | Event::End(_)) {
            words.push(std::mem::take(&mut text).trim().to_owned());
        }
    }
    assert_eq!(depth, 0);
    words
}

const HOSTILE: &str = r#"东区 <b> & "C" 'd' ]]> &amp; {title}"#;

#[test]
fn titles_and_names_cannot_break_the_project() {
    let circle = "[circle.near]\ntitle = '''A & <B> \"c\"'''\ntitle_zh = '''近 & <圈> \"十\"'''\n\
        minutes = 5\ncategories = [\"fitness\"]\n";
    let study = STUDY
        .replace("小城", &HOSTILE.replace('"', "\\\""))
        .replace("[settings]", "[settings]\ncircles = [\"near\"]");
    let city = City::new().with("study.toml", study + circle).with(
        "districts.geojson",
        collection(vec![district("640104", HOSTILE, square(106.199, 38.479, 106.22, 38.485))])
            .to_string(),
    );
    city.done(&[]);
    let xml = project(&city);
    let words = words(&xml);
    assert_eq!(words.iter().filter(|w| *w == HOSTILE).count(), 4, "name, title, label, sheet");
    let legend = "未覆盖片区：近 & <圈> \"十\"";
    assert!(words.iter().filter(|w| *w == legend).count() >= 2, "{words:?}");
    let package = package(&city);
    let mut styles = package.prepare("SELECT f_table_name, styleQML FROM layer_styles").unwrap();
    let styles = styles.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let styles: BTreeMap<String, String> = styles.map(Result::unwrap).collect();
    assert_eq!(styles.len(), layers(&package).len(), "a style each");
    for style in styles.values() {
        self::words(style);
    }
    assert!(self::words(&styles["districts"]).contains(&"近 & <圈> \"十\"覆盖率（0–1）".into()));
    let name: String =
        package.query_row("SELECT name FROM districts", [], |row| row.get(0)).unwrap();
    assert_eq!(name, HOSTILE);
}

#[test]
fn the_project_in_the_package_is_the_one_beside_it() {
    let city = City::new();
    city.done(&[]);
    let content: String = package(&city)
        .query_row("SELECT content FROM qgis_projects WHERE name = 'walkshed'", [], |r| r.get(0))
        .unwrap();
    let byte = |i| u8::from_str_radix(&content[i..i + 2], 16).unwrap();
    let inside: Vec<u8> = (0..content.len()).step_by(2).map(byte).collect();
    assert!(inside == std::fs::read(city.path("out/walkshed.qgz")).unwrap());
    let xml = project(&city);
    let sources = xml.matches("<datasource>").count();
    // Every layer once, districts once a circle.
    assert_eq!(sources, layers(&package(&city)).len() + 1);
    assert_eq!(xml.matches("<datasource>./walkshed.gpkg|layername=").count(), sources);
    assert!(xml.contains("EPSG:32648"), "the UTM zone of 106° east");
}

#[test]
fn titles_follow_the_study_not_the_locale() {
    let city = City::new();
    let mut command = city.command(&["run", "study.toml", "-q"]);
    assert!(command.env("LANG", "en_US.UTF-8").status().unwrap().success());
    let chinese = project(&city);
    assert!(
        chinese.contains("10分钟健身圈覆盖率（目标 95%）") && chinese.contains("到道路距离（米）")
    );
    city.done(&["--lang", "en", "--force"]);
    let english = project(&city);
    assert!(english.contains("Coverage against target (95%): 10-minute fitness circle"));
    assert!(english.contains("distance to the street (m)") && !english.contains("覆盖率"));
    let city = city.with("study.toml", STUDY.replace("[settings]", "[settings]\nlang = \"en\""));
    city.done(&["--force"]);
    assert!(project(&city) == english);
}

#[test]
fn districts_carry_their_coverage() {
    let city = City::new();
    city.done(&[]);
    let by_code = city.by("districts", "code");
    // All 450 people in the west, none of 350 in the east; the target is 95 %.
    let west = &by_code["640104"];
    assert_eq!((&west["pop"], &west["residents"]), (&450.into(), &3.into()));
    assert_eq!((&west["fitness-10_covered"], &west["fitness-10_rate"]), (&450.into(), &1.into()));
    assert_eq!((&west["fitness-10_met"], &west["fitness-10_shortfall"]), (&true.into(), &0.into()));
    let east = &by_code["640105"];
    assert_eq!((&east["pop"], &east["residents"]), (&350.into(), &2.into()));
    assert_eq!((&east["fitness-10_covered"], &east["fitness-10_total"]), (&0.into(), &350.into()));
    assert_eq!(
        (&east["fitness-10_percent"], &east["fitness-10_met"]),
        (&"0.0%".into(), &false.into())
    );
    // 0.95 x 350 = 332.5 people: half a person is one more.
    assert_eq!(east["fitness-10_shortfall"], 333);
    // The convenience circle has a target without a number.
    assert_eq!(east["convenience-15_rate"], 50.0 / 350.0);
    assert!(east["convenience-15_met"].is_null() && east["convenience-15_target"].is_null());
    city.done(&["--district", "640105", "--force"]);
    let only = city.by("districts", "code");
    assert_eq!(only.keys().map(String::as_str).collect::<Vec<_>>(), ["640105"]);
    assert_eq!(only["640105"]["pop"], 350);
}

#[test]
fn a_circle_may_be_called_like_a_field() {
    let circle = "[circle.NAME]\nminutes = 5\ncategories = [\"fitness\"]\n\
        [circle.geom]\nminutes = 5\ncategories = [\"fitness\"]\n";
    let study = STUDY.replace("[settings]", "[settings]\ncircles = [\"NAME\", \"geom\"]") + circle;
    let city = City::new().with("study.toml", study);
    city.done(&["--format", "gpkg,fgb,parquet"]);
    let row = "SELECT name, NAME_2, geom_2 FROM residents WHERE id = 'R1'";
    let row: (String, bool, bool) = package(&city)
        .query_row(row, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    assert_eq!(row, ("小区1".into(), true, true));
}

#[test]
fn the_formats_are_those_that_are_asked_for() {
    let ends = |city: &City| {
        let all = files(&city.path("out"));
        let count = |end: &str| all.keys().filter(|name| name.ends_with(end)).count();
        [".geojson", ".gpkg", ".qgz", ".fgb", ".parquet"].map(count)
    };
    let city = City::new();
    city.done(&[]);
    assert_eq!(ends(&city), [10, 1, 1, 0, 0]);
    city.done(&["--force", "--format", "geojson"]);
    assert_eq!(ends(&city), [10, 0, 0, 0, 0]);
    city.done(&["--force", "--format", "fgb,parquet"]);
    assert_eq!(ends(&city), [10, 0, 0, 10, 10]);
    let city = city.with(
        "study.toml",
        STUDY.replace("[settings]", "[settings]\nformats = [\"fgb\", \"gpkg\"]"),
    );
    city.done(&["--force"]);
    assert_eq!(ends(&city), [10, 1, 1, 10, 0]);
    city.done(&["--force", "--format", "parquet"]);
    assert_eq!(ends(&city), [10, 0, 0, 0, 10], "the flag wins");
    assert_eq!(city.run(&["--force", "--format", "shp"]).code, 2);
    let study = STUDY.replace("[settings]", "[settings]\nformats = [\"shp\"]");
    City::new().with("study.toml", study).fails(&[], &["shp"]);
}

#[test]
fn every_format_reads_back_as_the_residents_that_were_written() {
    let city = City::new();
    city.done(&["--format", "gpkg,fgb,parquet", "--out", "first"]);
    let first: Vec<Value> =
        city.json("first/residents.geojson")["features"].as_array().unwrap().clone();
    for file in ["walkshed.gpkg", "residents.fgb", "residents.parquet"] {
        let from = format!("first/{file}");
        city.done(&["--force", "--residents", &from]);
        let summary = city.json("out/summary.json");
        let input = &summary["inputs"][1];
        assert_eq!((&input["read"], &input["used"]), (&6.into(), &6.into()), "{file}");
        assert_ne!(input["crs_from"], "default", "{file} says what it is in: {input}");
        let mut again = city.layer("residents");
        again.sort_by_key(|f| f["properties"]["id"].as_str().unwrap().to_owned());
        // Coordinates, weights and so all distances are the same.
        assert_eq!(again, first, "{file}");
    }
    for file in ["facilities.fgb", "facilities.parquet"] {
        let from = format!("first/{file}");
        city.done(&["--force", "--facilities", &from]);
        assert_eq!(city.layer("residents"), first, "{file}");
    }
    for file in ["districts.fgb", "districts.parquet"] {
        let from = format!("first/{file}");
        city.done(&["--force", "--districts", &from]);
        assert_eq!(city.layer("residents"), first, "{file}");
    }
}

#[test]
fn the_package_has_the_date_of_the_data() {
    let city = City::new()
        .with("study.toml", STUDY.replace("[settings]", "[settings]\ndata_date = \"2024-06\""));
    city.done(&[]);
    let dates = "SELECT DISTINCT last_change FROM gpkg_contents
        UNION SELECT update_time FROM layer_styles";
    let date =
        |city: &City| -> String { package(city).query_row(dates, [], |row| row.get(0)).unwrap() };
    assert_eq!(date(&city), "2024-06-01T00:00:00.000Z");
    let city = city.with("study.toml", STUDY);
    city.done(&["--force"]);
    assert_eq!(date(&city), "1970-01-01T00:00:00.000Z", "no date, no invented one");
}
