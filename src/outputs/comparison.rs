//! `comparison.csv`: the districts of a batch side by side, one circle of one district a row.

use std::io::Write;
use std::path::Path;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::pipeline::batch::{Outcome, State};

const NAME: &str = "comparison.csv";

const HEADER: [&str; 17] = [
    "district_code",
    "district_name",
    "state",
    "circle",
    "residents",
    "covered",
    "population",
    "rate",
    "target_id",
    "target_op",
    "target_value",
    "verdict",
    "shortfall",
    "zones",
    "zone_population",
    "zone_area_m2",
    "note",
];

/// Writes the table from the manifests of the results, UTF-8 with byte order mark, whole or not at
/// all. A district without a result has one row that says why.
pub fn write(folder: &Path, outcomes: &[Outcome]) -> Result<()> {
    let path = folder.join(NAME);
    let failed = |e: std::io::Error| Error::io("writing", &path, e);
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut csv = csv::Writer::from_writer(&mut bytes);
    let told = |e: csv::Error| failed(e.into());
    csv.write_record(HEADER).map_err(told)?;
    for outcome in outcomes {
        for row in rows(outcome) {
            csv.write_record(row).map_err(told)?;
        }
    }
    csv.flush().map_err(failed)?;
    drop(csv);
    let partial = folder.join(format!(".{NAME}.partial-{}", std::process::id()));
    let mut file = std::fs::File::create(&partial).map_err(failed)?;
    file.write_all(&bytes).map_err(failed)?;
    std::fs::rename(&partial, &path).map_err(failed)
}

fn rows(outcome: &Outcome) -> Vec<[String; 17]> {
    let start = || [outcome.code.clone(), outcome.name.clone(), outcome.state.name().to_owned()];
    let Some(manifest) = &outcome.manifest else {
        let why = match &outcome.state {
            State::Failed(error) => error.to_string(),
            State::Empty => "无居民点 nobody lives there".to_owned(),
            State::Done | State::Kept => "无法读取 summary.json cannot be read".to_owned(),
        };
        let mut row: [String; 17] = Default::default();
        row[..3].clone_from_slice(&start());
        row[16] = why;
        return vec![row];
    };
    let circles = manifest["circles"].as_array().into_iter().flatten();
    circles
        .map(|circle| {
            let figures = circle["figures"].as_array().into_iter().flatten();
            let population = figures
                .into_iter()
                .find(|f| f["category"].is_null() && f["denominator"] == "population")
                .unwrap_or(&Value::Null);
            let targets = manifest["targets"].as_array().into_iter().flatten();
            let target = targets
                .into_iter()
                .find(|t| !population["target"].is_null() && t["id"] == population["target"])
                .unwrap_or(&Value::Null);
            let (covered, total) = (population["covered"].as_f64(), population["total"].as_f64());
            let met = population["met"].as_bool();
            // Whole people, as in the other files.
            let short = |value: f64| match met? {
                true => Some(0.0),
                false => Some((value * total? - covered?).ceil().max(1.0)),
            };
            let shortfall = target["value"].as_f64().and_then(short);
            let zones = &circle["zones"];
            let [code, name, state] = start();
            [
                code,
                name,
                state,
                text(&circle["name"]),
                text(&manifest["residents"]["points"]),
                text(&population["covered"]),
                text(&population["total"]),
                text(&population["rate"]),
                text(&population["target"]),
                text(&target["op"]),
                text(&target["value"]),
                match met {
                    Some(true) => "met".into(),
                    Some(false) => "missed".into(),
                    None => String::new(),
                },
                shortfall.map(|people| people.to_string()).unwrap_or_default(),
                text(&zones["count"]),
                text(&zones["population"]),
                text(&zones["area_m2"]),
                String::new(),
            ]
        })
        .collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        // Whole numbers without a point; the sum over no zones is -0.
        Value::Number(number) => (number.as_f64().unwrap_or_default() + 0.0).to_string(),
        other => other.to_string(),
    }
}
