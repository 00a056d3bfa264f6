//! Wuhan as planning offices would hold it: an Excel sheet in EPSG:4547 with 万人, an Amap export in
//! GBK and GCJ-02, a Shapefile in CGCS2000 without `.cpg`.
//!
//! `tests/fixtures/wuhan.py` writes the same files with other software; the two are kept alike by the
//! test that reads both.

use std::collections::BTreeMap;
use std::path::Path;

use dbase::encoding::EncodingRs;
use dbase::{FieldValue, Record, TableWriterBuilder};
use encoding_rs::GBK;
use proj4rs::Proj;
use rust_xlsxwriter::{Format, Workbook};
use shapefile::{Point, Polygon, PolygonRing};
use walkshed::crs::gcj02;

use crate::data;

/// An ordinary row of the plain files.
type Plain = BTreeMap<String, String>;

/// How Amap types what a category is made of, and calls it; a facility in turn has one of them.
const KINDS: [(&str, [[&str; 3]; 3]); 4] = [
    (
        "clinic",
        [
            ["090102", "医疗保健服务;综合医院;卫生院", "社区卫生服务站"],
            ["090102", "医疗保健服务;综合医院;卫生院", "社区卫生服务中心"],
            ["090102", "医疗保健服务;综合医院;卫生院", "中心卫生院"],
        ],
    ),
    (
        "canteen",
        [
            ["050100", "餐饮服务;中餐厅;中餐厅", "老年食堂"],
            ["050100", "餐饮服务;中餐厅;中餐厅", "老饭桌（社区店）"],
            ["050300|080000", "餐饮服务;快餐厅;快餐厅|体育休闲服务;体育休闲服务场所", "长者饭堂"],
        ],
    ),
    (
        "childcare",
        [
            ["141400", "科教文化服务;培训机构;培训机构", "托育中心"],
            ["141204", "科教文化服务;学校;幼儿园", "幼儿园托育部"],
            ["072000", "生活服务;婴儿服务场所;婴儿服务场所", "婴幼儿照护中心"],
        ],
    ),
    (
        "fitness",
        [
            ["080108", "体育休闲服务;运动场馆;户外健身场所", "健身苑"],
            ["080111", "体育休闲服务;运动场馆;健身中心", "健身中心"],
            ["080101", "体育休闲服务;运动场馆;综合体育馆", "文体活动馆"],
        ],
    ),
];

/// What such an export holds besides, and no category may take.
pub const OTHERS: [[&str; 3]; 9] = [
    ["050300", "餐饮服务;快餐厅;快餐厅", "小饭桌"],
    ["090701", "医疗保健服务;动物医疗场所;宠物诊所", "宠物医院"],
    ["080113", "体育休闲服务;运动场馆;台球厅", "台球厅"],
    ["090202", "医疗保健服务;专科医院;口腔医院", "口腔门诊"],
    ["090300", "医疗保健服务;诊所;诊所", "中医诊所"],
    ["141400", "科教文化服务;培训机构;培训机构", "课后托管班"],
    ["141204", "科教文化服务;学校;幼儿园", "第一幼儿园"],
    ["150900", "交通设施服务;停车场;停车场相关", "社区卫生服务站停车场"],
    ["120201", "商务住宅;楼宇;商务写字楼", "健身大厦"],
];

/// How many rows of each of [`OTHERS`]; each stands at some home, where it would be counted at once.
pub const EACH: usize = 8;

/// Writes the files and their study into a folder.
pub fn write(plain: &Path, network: &str, folder: &Path) {
    let homes = data::table(&plain.join("homes.csv"));
    residents(&homes, &folder.join("居民小区.xlsx"));
    facilities(&data::table(&plain.join("facilities.csv")), &homes, &folder.join("高德POI.csv"));
    districts(&data::json(&plain.join("districts.geojson")), &folder.join("行政区.shp"));
    let study = format!(
        "title = \"武汉\"\n[inputs]\nnetwork = '{}'\n\
         residents = {{ file = \"居民小区.xlsx\", crs = \"EPSG:4547\" }}\n\
         facilities = {{ file = \"高德POI.csv\", crs = \"gcj02\" }}\n\
         districts = \"行政区.shp\"\n",
        plain.join(network).display()
    );
    std::fs::write(folder.join("study.toml"), study).unwrap();
}

fn lon_lat(row: &Plain) -> [f64; 2] {
    ["lon", "lat"].map(|axis| row[axis].parse().unwrap())
}

/// A title and a line of units above the header, survey axes (X is north), a sum below.
fn residents(homes: &[Plain], file: &Path) {
    let proj = |code| Proj::from_proj_string(crs_definitions::from_code(code).unwrap().proj4);
    let (degrees, zone) = (proj(4490).unwrap(), proj(4547).unwrap());
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("居民小区").unwrap();
    sheet.merge_range(0, 0, 0, 4, "武汉市居民小区人口一览表", &Format::new()).unwrap();
    sheet.write(1, 4, "单位：万人、米").unwrap();
    sheet.write_row(2, 0, ["编号", "小区名称", "X（米）", "Y（米）", "人口（万人）"]).unwrap();
    let mut row = 3;
    let mut sum = 0;
    for home in homes {
        let [lon, lat] = lon_lat(home).map(f64::to_radians);
        let mut at = (lon, lat, 0.0);
        proj4rs::transform::transform(&degrees, &zone, &mut at).unwrap();
        let millimetres = |m: f64| (m * 1000.0).round() / 1000.0;
        let people: u32 = home["pop"].parse().unwrap();
        sheet.write(row, 0, &home["id"]).unwrap();
        sheet.write(row, 1, &home["name"]).unwrap();
        sheet.write(row, 2, millimetres(at.1)).unwrap();
        sheet.write(row, 3, millimetres(at.0)).unwrap();
        sheet.write(row, 4, f64::from(people) / 1e4).unwrap();
        sum += people;
        row += 1;
    }
    sheet.write(row, 0, "合　计").unwrap();
    sheet.write(row, 4, f64::from(sum) / 1e4).unwrap();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "2000国家大地坐标系").unwrap();
    book.save(file).unwrap();
}

/// Both coordinates in one cell, 7 decimals; empty cells as Amap writes them.
fn facilities(facilities: &[Plain], homes: &[Plain], file: &Path) {
    let mut seen = [0; KINDS.len()];
    let own = facilities.iter().enumerate().map(|(i, facility)| {
        let kind = KINDS.iter().position(|(known, _)| facility["category"] == *known).unwrap();
        let [code, kinds, name] = KINDS[kind].1[seen[kind] % 3];
        seen[kind] += 1;
        (facility["id"].clone(), format!("示例{i}号{name}"), kinds, code, lon_lat(facility))
    });
    let step = homes.len() / (OTHERS.len() * EACH);
    let others = (0..OTHERS.len() * EACH).map(|i| {
        let [code, kinds, name] = OTHERS[i % OTHERS.len()];
        (format!("x{i}"), format!("其他{i}号{name}"), kinds, code, lon_lat(&homes[i * step]))
    });
    let mut rows = String::from("id,name,type,typecode,address,location,adname,rating,cost\r\n");
    for (id, name, kinds, code, at) in own.chain(others) {
        let [lon, lat] = gcj02::from_wgs84(at);
        rows += &format!("{id},{name},{kinds},{code},[],\"{lon:.7},{lat:.7}\",示例区,4.5,[]\r\n");
    }
    let (bytes, _, broken) = GBK.encode(&rows);
    assert!(!broken);
    std::fs::write(file, bytes).unwrap();
}

/// Text in GBK, of which only the language byte tells; the name of the first column is cut to ten bytes.
fn districts(layer: &serde_json::Value, file: &Path) {
    let name = |name: &str| dbase::FieldName::try_from(name).unwrap();
    let table = TableWriterBuilder::with_encoding(EncodingRs::from(GBK))
        .add_character_field(name("code"), 12)
        .add_character_field(name("name"), 40);
    let mut writer = shapefile::Writer::from_path(file, table).unwrap();
    for district in layer["features"].as_array().unwrap() {
        let rings = district["geometry"]["coordinates"].as_array().unwrap();
        assert_eq!(rings.len(), 1);
        let corner =
            |at: &serde_json::Value| Point::new(at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
        let ring = rings[0].as_array().unwrap().iter().map(corner).collect();
        let mut record = Record::default();
        for (field, key) in [("code", "adcode"), ("name", "name")] {
            let text = district["properties"][key].as_str().unwrap().to_owned();
            record.insert(field.into(), FieldValue::Character(Some(text)));
        }
        let shape = Polygon::new(PolygonRing::Outer(ring));
        writer.write_shape_and_record(&shape, &record).unwrap();
    }
    drop(writer);
    // The library writes names of columns in UTF-8 whatever the table is in, and FoxPro's byte for GBK.
    let path = file.with_extension("dbf");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[29] = 0x4d;
    for (column, name) in ["行政区划代码", "名称"].iter().enumerate() {
        let (name, ..) = GBK.encode(name);
        let mut cell = [0; 11];
        let kept = name.len().min(10);
        cell[..kept].copy_from_slice(&name[..kept]);
        bytes[32 * (column + 1)..][..11].copy_from_slice(&cell);
    }
    std::fs::write(path, bytes).unwrap();
    std::fs::write(file.with_extension("prj"), CGCS2000).unwrap();
}

/// As ArcGIS writes it.
const CGCS2000: &str = "GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",\
    DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],\
    PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
