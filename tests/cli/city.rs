//! A tiny city with answers known beforehand, and the program run on it.
//!
//! Three streets of 1745 m run east, 222 m apart, joined at both ends and in the middle. All
//! facilities stand at the west end; `F5` in the east is closed. By the default rules `R1`..`R3`
//! (450 people) reach fitness within 500 m, `R4` (50) reaches everything within 1000 m, `R5` (300)
//! and `R6` (70) reach nothing; `R6` lives outside both districts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

pub const RESIDENTS: &str = "\
id,name,lon,lat,pop,households,pop60,pop0_3
R1,小区1,106.202,38.4802,100,33,20,4
R2,小区2,106.203,38.4798,150,50,30,6
R3,小区3,106.206,38.4802,200,66,40,8
R4,小区4,106.212,38.4802,50,16,10,2
R5,小区5,106.218,38.4838,300,100,60,12
R6,小区6,106.2195,38.4842,70,23,14,2
";

pub const FACILITIES: &str = "\
id,name,category,lon,lat,status
F1,卫生站,clinic,106.201,38.4801,running
F2,食堂,canteen,106.201,38.4799,open
F3,托育,childcare,106.2012,38.4801,
F4,健身,fitness,106.201,38.4801,正常运营
F5,旧健身,fitness,106.218,38.4839,停用
";

pub const STUDY: &str = r#"title = "小城"
[inputs]
network = "streets.geojson"
residents = "residents.csv"
facilities = "facilities.csv"
districts = "districts.geojson"
[settings]
out = "out"
"#;

pub fn streets() -> Value {
    let lon = [106.200, 106.205, 106.210, 106.215, 106.220];
    let lat = [38.480, 38.482, 38.484];
    let along = lat.map(|y| lon.map(|x| json!([x, y])).to_vec());
    let across = [0, 2, 4].map(|i| lat.map(|y| json!([lon[i], y])).to_vec());
    let street = |line: Vec<Value>| {
        json!({"type": "Feature", "properties": {"highway": "residential"},
               "geometry": {"type": "LineString", "coordinates": line}})
    };
    collection(along.into_iter().chain(across).map(street).collect())
}

pub fn districts() -> Value {
    collection(vec![
        district("640104", "西区", square(106.199, 38.479, 106.2105, 38.485)),
        district("640105", "东区", square(106.2105, 38.479, 106.219, 38.485)),
    ])
}

pub fn district(code: &str, name: &str, area: Value) -> Value {
    json!({"type": "Feature", "properties": {"code": code, "name": name}, "geometry": area})
}

pub fn square(west: f64, south: f64, east: f64, north: f64) -> Value {
    json!({"type": "Polygon", "coordinates":
        [[[west, south], [east, south], [east, north], [west, north], [west, south]]]})
}

pub fn collection(features: Vec<Value>) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

/// A folder with the files of the city; everything goes when it is dropped.
pub struct City {
    folder: tempfile::TempDir,
}

impl City {
    pub fn new() -> City {
        City { folder: tempfile::tempdir().unwrap() }
            .with("residents.csv", RESIDENTS)
            .with("facilities.csv", FACILITIES)
            .with("streets.geojson", streets().to_string())
            .with("districts.geojson", districts().to_string())
            .with("study.toml", STUDY)
    }

    /// With one file more, or another one in its place.
    pub fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> City {
        std::fs::write(self.path(name), bytes).unwrap();
        self
    }

    /// With more lines at the end of a file.
    pub fn and(self, name: &str, lines: &str) -> City {
        let text = std::fs::read_to_string(self.path(name)).unwrap();
        self.with(name, text + lines)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Any command of the program, started in the folder of the city.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_walkshed"));
        command.current_dir(self.folder.path()).args(args);
        for name in ["LANG", "LC_ALL", "LC_MESSAGES"] {
            command.env_remove(name);
        }
        command
    }

    /// `walkshed run study.toml …`
    pub fn run(&self, args: &[&str]) -> Ran {
        self.walkshed(&[&["run", "study.toml"], args].concat())
    }

    /// Whatever comes of it, nothing panics and nothing half done stays behind.
    pub fn walkshed(&self, args: &[&str]) -> Ran {
        let ran = Ran::of(self.command(args).output().unwrap());
        assert!(self.partial().is_empty(), "{args:?} left {:?}\n{}", self.partial(), ran.stderr);
        ran
    }

    /// `walkshed run study.toml …` where folders of unfinished runs may stay.
    pub fn run_beside(&self, args: &[&str]) -> Ran {
        let args = [&["run", "study.toml"], args].concat();
        Ran::of(self.command(&args).output().unwrap())
    }

    /// Runs, and the run is done.
    pub fn done(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.stderr);
        ran
    }

    /// Runs and fails with each of these in the message, a mend, and no result.
    pub fn fails(&self, args: &[&str], says: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.code, 1, "{args:?} should fail with {says:?}: {}", ran.stderr);
        for part in says {
            assert!(ran.stderr.contains(part), "no {part:?} in: {}", ran.stderr);
        }
        assert!(ran.stderr.contains("\n  mend: "), "no mend in: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "a failed run prints no results");
        assert!(!self.path("out").exists(), "a failed run leaves no result");
        ran
    }

    /// Folders of unfinished runs.
    pub fn partial(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name.contains("partial")).collect()
    }

    pub fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
    }

    pub fn json(&self, file: &str) -> Value {
        serde_json::from_str(&self.text(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
    }

    /// The features of a layer of the result.
    pub fn layer(&self, name: &str) -> Vec<Value> {
        let layer = self.json(&format!("out/{name}.geojson"));
        assert_eq!(layer["type"], "FeatureCollection");
        layer["features"].as_array().unwrap().clone()
    }

    /// Properties of the features of a layer, by a key.
    pub fn by(&self, name: &str, key: &str) -> BTreeMap<String, Value> {
        let named = |f: Value| (f["properties"][key].as_str().unwrap().to_owned(), f);
        self.layer(name)
            .into_iter()
            .map(named)
            .map(|(id, f)| (id, f["properties"].clone()))
            .collect()
    }

    /// Rows of a table of the result, by the names of the header; the byte order mark is checked.
    pub fn table(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let text = self.text(&format!("out/{name}.csv"));
        let text = text.strip_prefix('\u{feff}').unwrap_or_else(|| panic!("{name}: no BOM"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(Result::unwrap).collect()
    }

    pub fn rejects(&self) -> Vec<BTreeMap<String, String>> {
        self.table("rejects")
    }

    /// The entry of an input in the manifest, by its role.
    pub fn input(&self, role: &str) -> Value {
        let summary = self.json("out/summary.json");
        let inputs = summary["inputs"].as_array().unwrap().clone();
        inputs.into_iter().find(|i| i["role"] == role).unwrap_or_else(|| panic!("no {role}"))
    }

    /// Covered people of a circle in all, from the table of indicators.
    pub fn covered(&self, circle: &str) -> f64 {
        let own = |r: &BTreeMap<String, String>| {
            r["circle"] == circle
                && r["level"] == "total"
                && r["denominator"] == "population"
                && r["category"].is_empty()
                && r["variant"].is_empty()
        };
        self.table("indicators").iter().find(|r| own(r)).unwrap()["covered"].parse().unwrap()
    }
}

/// What came of running the program.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        let ran = Ran {
            code: output.status.code().expect("killed by a signal"),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        };
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
        assert!((0..=3).contains(&ran.code), "exit code {}: {}", ran.code, ran.stderr);
        ran
    }
}

/// Every file of a folder, by name.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).unwrap()))
        .collect()
}
