//! Files that other programs wrote (tests/fixtures/make.py, make_qgis.py): the answers of the plain
//! tables, byte for byte where the coordinates are the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::city::{self, City, STUDY};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A city with one of its inputs as another file.
fn with(role: &str, file: &str, declaration: &str) -> City {
    let ending = if role == "network" { "streets.geojson" } else { &format!("{role}.csv") };
    let ending = if role == "districts" { "districts.geojson" } else { ending };
    let study = STUDY.replace(
        &format!("{role} = \"{ending}\""),
        &format!("{role} = {{ file = \"{file}\"{declaration} }}"),
    );
    assert!(study.contains(file), "{study}");
    City::new().with(file, std::fs::read(fixture(file)).unwrap()).with("study.toml", study)
}

/// Every file of the result but those that name the inputs.
fn files(city: &City) -> BTreeMap<String, Vec<u8>> {
    let mut files = city::files(&city.path("out"));
    let own =
        ["summary.json", "report.html", "tables.xlsx", "T4_facilities.csv", "T8_run_record.csv"];
    for named in own {
        files.remove(named);
    }
    files
}

fn same_bytes(city: &City, args: &[&str]) {
    let plain = City::new();
    plain.done(&[]);
    city.done(&[&["--strict"], args].concat());
    for ((name, found), (_, expected)) in files(city).into_iter().zip(files(&plain)) {
        assert!(found == expected, "{name}: {}", String::from_utf8_lossy(&found));
    }
}

#[test]
fn residents_of_every_format() {
    for (file, format) in [
        ("residents.xlsx", "workbook"),
        ("residents.xls", "workbook"),
        ("residents.ods", "workbook"),
        ("residents.fgb", "FlatGeobuf"),
        ("residents.parquet", "GeoParquet"),
        ("residents.geojsonl", "GeoJSON lines"),
        ("residents.kml", "KML"),
        ("residents_utf8.zip", "Shapefile"),
    ] {
        let city = with("residents", file, "");
        same_bytes(&city, &[]);
        let read = city.input("residents");
        assert_eq!((&read["format"], &read["read"]), (&format.into(), &6.into()), "{file}");
    }
    same_bytes(&with("residents", "city.gpkg", ", layer = \"residents\""), &[]);
}

/// As fuzzing found: exports are named for the other kind of workbook, and the library takes a
/// container of the old kind for one with a password.
#[test]
fn a_workbook_is_what_its_bytes_say() {
    for (file, named) in [("residents.xls", "residents.xlsx"), ("residents.xlsx", "residents.xls")]
    {
        let bytes = std::fs::read(fixture(file)).unwrap();
        same_bytes(&with("residents", named, "").with(named, bytes), &[]);
    }
}

#[test]
fn districts_of_every_format() {
    for file in [
        "districts.fgb",
        "districts.parquet",
        "districts.kml",
        "districts.kmz",
        "districts_bare.zip",
        "districts_utf8_bare.zip",
    ] {
        let city = with("districts", file, "");
        same_bytes(&city, &[]);
    }
    same_bytes(&with("districts", "city.gpkg", ", layer = \"districts\""), &[]);
    let cut = with("districts", "districts_utf8_bare.zip", "");
    let said = cut.done(&[]).stderr;
    assert!(said.contains("'行政区' was cut by the format"), "{said}");
    assert_eq!(cut.input("districts")["encoding"], "UTF-8");
}

#[test]
fn streets_of_every_format() {
    same_bytes(&with("network", "streets.parquet", ""), &[]);
    // Its index puts the streets in another order, so edges have other numbers.
    same_answers(&with("network", "streets.fgb", ""));
    same_bytes(&with("network", "city.gpkg", ", layer = \"streets\""), &[]);
}

/// As "Save Features As" writes them.
#[test]
fn files_of_qgis() {
    for file in ["qgis_residents.csv", "qgis_residents.fgb", "qgis_residents.kml"] {
        same_bytes(&with("residents", file, ""), &[]);
    }
    for file in ["qgis_districts.geojson", "qgis_districts.zip"] {
        same_bytes(&with("districts", file, ""), &[]);
    }
    for (role, layer) in
        [("residents", "residents"), ("districts", "districts"), ("network", "streets")]
    {
        same_bytes(&with(role, "qgis.gpkg", &format!(", layer = \"{layer}\"")), &[]);
    }
    // Metres, with the member `crs` that RFC 7946 does not know.
    let surveyed = with("residents", "qgis_residents.geojson", "");
    same_answers(&surveyed);
    assert_eq!(surveyed.input("residents")["crs"], "EPSG:4545");
}

/// The same coverage, and walks within the centimetre that eastings were rounded to.
fn same_answers(city: &City) {
    let plain = City::new();
    plain.done(&[]);
    city.done(&["--strict"]);
    for circle in ["fitness-10", "convenience-15"] {
        assert_eq!(city.covered(circle), plain.covered(circle));
    }
    let expected = plain.by("residents", "id");
    for (id, row) in city.by("residents", "id") {
        for field in ["clinic_m", "canteen_m", "childcare_m", "fitness_m"] {
            let [found, wanted] = [&row, &expected[&id]].map(|row| row[field].as_f64().unwrap());
            assert!((found - wanted).abs() <= 0.011, "{id} {field}: {found} {wanted}");
        }
        assert_eq!(row["district_name"], expected[&id]["district_name"], "{id}");
    }
}

#[test]
fn projected_layers_by_what_the_files_say() {
    for (role, file, layer, crs) in [
        ("residents", "city.gpkg", ", layer = \"surveyed\"", "EPSG:4545"),
        ("residents", "surveyed.parquet", "", "EPSG:4545"),
        ("districts", "districts_gbk.zip", "", "CGCS2000_3_Degree_GK_CM_108E"),
    ] {
        let city = with(role, file, layer);
        same_answers(&city);
        let read = city.input(role);
        assert_eq!((&read["crs"], &read["crs_from"]), (&crs.into(), &"file".into()), "{file}");
    }
    assert_eq!(
        with("districts", "districts_gbk.zip", "").done(&[]).stderr.matches("was cut").count(),
        1,
        "five characters of six fit into ten bytes of GBK"
    );
}

#[test]
fn a_shapefile_that_does_not_say_where_it_is() {
    let city = with("districts", "districts_lost.zip", "");
    city.fails(&[], &["districts_lost.zip", "without a .prj", "crs = \"EPSG:4545\""]);
    same_bytes(&with("districts", "districts_lost.zip", ", crs = \"cgcs2000\""), &[]);
}

#[test]
fn a_shapefile_in_a_folder_or_by_its_own_name() {
    let bytes = std::fs::read(fixture("districts_bare.zip")).unwrap();
    for place in ["区划", "区划/districts_bare.shp"] {
        let study = STUDY.replace("\"districts.geojson\"", &format!("\"{place}\""));
        let city = City::new().with("study.toml", study);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        archive.extract(city.path("")).unwrap();
        same_bytes(&city, &[]);
    }
}

/// Written by openpyxl: titles, a header of two lines, merged cells, two coordinates in a cell in
/// four ways of writing, words for nothing, a row of sums.
#[test]
fn the_habits_of_a_street_office() {
    let city = with("facilities", "facilities.xlsx", "");
    city.done(&["--strict"]);
    assert_eq!(city.covered("fitness-10"), 450.0);
    assert_eq!(city.covered("convenience-15"), 500.0);
    let plain = City::new();
    plain.done(&[]);
    let (found, wanted) = (city.by("residents", "id"), plain.by("residents", "id"));
    for (id, row) in found {
        for field in ["clinic_m", "canteen_m", "childcare_m", "fitness_m"] {
            assert_eq!(row[field], wanted[&id][field], "{id} {field}");
        }
    }
    let read = city.input("facilities");
    assert_eq!((&read["read"], &read["used"]), (&5.into(), &5.into()));
    let notes = read["notes"].to_string();
    assert!(notes.contains("the header is row 3") && notes.contains("rows of sums"), "{notes}");
}

#[test]
fn layers_that_are_not_there() {
    let city = with("residents", "city.gpkg", ", layer = \"homes\"");
    city.fails(&[], &["has no layer 'homes'", "residents, districts, streets, surveyed"]);
    let said = with("residents", "city.gpkg", "").done(&[]).stderr;
    assert!(said.contains("layer 'residents' was read, the first of 4"), "{said}");
}

#[test]
fn damaged_files_are_errors() {
    for file in [
        "residents.xls",
        "residents.ods",
        "residents.fgb",
        "residents.parquet",
        "residents.kml",
        "districts.kmz",
        "residents_utf8.zip",
        "city.gpkg",
    ] {
        let whole = std::fs::read(fixture(file)).unwrap();
        // A workbook's last bytes may be nothing but space.
        for part in [0, 1, whole.len() / 3] {
            let city = with("residents", file, "").with(file, &whole[..part]);
            city.fails(&[], &[file]);
        }
    }
}

/// As fuzzing found: software that writes Chinese names of columns as GBK.
#[test]
fn a_column_name_that_is_not_utf8() {
    let mut bytes = std::fs::read(fixture("city.gpkg")).unwrap();
    let (name, gbk) = (b"\"pop\" ", b"\"\xc8\xcb\"  ");
    let places: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(name)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + name.len()].copy_from_slice(gbk);
    }
    let city = with("residents", "city.gpkg", ", layer = \"residents\"").with("city.gpkg", bytes);
    city.fails(&[], &["city.gpkg", "the name of a column is not UTF-8"]);
}
