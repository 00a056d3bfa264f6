//! The `study.toml` beside a synthetic city, so that one command runs on it.

use super::NetworkFormat;

/// The text of the study file.
pub fn study_toml(network: NetworkFormat) -> String {
    let network = network.file_name();
    format!(
        r#"# A synthetic city; it depicts no real place. 虚构的示例城市，不代表任何真实地点。
title = "示例市便民服务圈评估（虚构数据 · invented data）"

[inputs]
network = "{network}"
residents = "residents.csv"
facilities = "facilities.csv"
districts = "districts.geojson"

[settings]
# 300 / 500 / 1000 m for 5 / 10 / 15 minutes; `walkshed rules profiles` lists the others.
profile = "gb50180"
circles = ["fitness-10", "convenience-15"]
out = "out"
"#
    )
}
