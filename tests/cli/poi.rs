//! Exports of map services: POIs are classified by rule, and each says by which.

use serde_json::{Value, json};
use walkshed::crs::gcj02;

use super::city::{City, FACILITIES, STUDY};

/// As Amap's: the facilities of the city under their types, and what else such an export holds.
/// The places are those of the city on WGS84.
const AMAP: &str = "\
id,name,type,typecode,lng,lat
B01,北苑街道社区卫生服务站,医疗保健服务;综合医院;卫生院,090102,106.201,38.4801
B02,兴庆区老饭桌,餐饮服务;中餐厅;中餐厅,050100,106.201,38.4799
B03,阳光托育中心,科教文化服务;培训机构;培训机构,141400,106.2012,38.4801
B04,健身点|健身苑,体育休闲服务;运动场馆;户外健身场所,080108,106.201,38.4801
B05,力健健身俱乐部,体育休闲服务;运动场馆;健身中心,080111,106.201,38.4801
B06,小饭桌,餐饮服务;快餐厅;快餐厅,050300,106.218,38.4839
B07,爱心宠物医院,医疗保健服务;动物医疗场所;宠物诊所,090701,106.218,38.4839
B08,星牌台球厅,体育休闲服务;运动场馆;台球厅,080113,106.218,38.4839
B09,王氏诊所,医疗保健服务;诊所;诊所,090300,106.218,38.4839
B10,第一幼儿园,科教文化服务;学校;幼儿园,141204,106.218,38.4839
B11,社区卫生服务中心停车场,交通设施服务;停车场;停车场,150900,,
B12,某写字楼,商务住宅;楼宇;商务写字楼,120201,106.218,38.4839
B13,无名,[],[],106.218,38.4839
";

fn study(crs: &str) -> String {
    let entry = format!("facilities = {{ file = \"facilities.csv\", crs = \"{crs}\" }}");
    STUDY.replace("facilities = \"facilities.csv\"", &entry)
}

fn amap(table: &str, crs: &str) -> City {
    City::new().with("facilities.csv", table).with("study.toml", study(crs))
}

/// The same table in GCJ-02.
fn shifted() -> String {
    let mut lines = AMAP.lines().map(|line| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if let (Ok(lon), Ok(lat)) = (cells[4].parse(), cells[5].parse()) {
            let [lon, lat]: [f64; 2] = gcj02::from_wgs84([lon, lat]);
            (cells[4], cells[5]) = (lon.to_string(), lat.to_string());
        }
        cells.join(",") + "\n"
    });
    lines.by_ref().collect()
}

fn rules(city: &City) -> Vec<(String, String, String)> {
    let text = |f: &Value, key: &str| f["properties"][key].as_str().unwrap_or("-").to_owned();
    let layer = city.layer("facilities");
    layer.iter().map(|f| (text(f, "id"), text(f, "category"), text(f, "rule"))).collect()
}

#[test]
fn an_amap_export_is_classified_and_every_row_is_accounted_for() {
    for (table, crs) in [(AMAP.to_owned(), "wgs84"), (shifted(), "gcj02")] {
        let city = amap(&table, crs);
        // What a rule leaves out is no fault.
        let ran = city.done(&["--strict"]);
        let expected = [
            ("B01", "clinic", "clinic-station"),
            ("B02", "canteen", "canteen"),
            ("B03", "childcare", "childcare"),
            ("B04", "fitness", "fitness-public"),
            ("B05", "fitness", "fitness-commercial"),
        ];
        let found = rules(&city);
        let found: Vec<_> = found.iter().map(|(a, b, c)| (&**a, &**b, &**c)).collect();
        assert_eq!(found, expected);
        assert_eq!(city.covered("fitness-10"), 450.0);
        assert_eq!(city.covered("convenience-15"), 500.0);

        let input = city.input("facilities");
        assert_eq!([&input["read"], &input["used"], &input["rejected"]], [13, 5, 8]);
        let told = "13 POIs by rule: 5 used (clinic 1: clinic-station 1; canteen 1: canteen 1; \
                    childcare 1: childcare 1; fitness 2: fitness-commercial 1, fitness-public 1), 6 \
                    excluded (canteen-for-children 1, clinic-private 1, kindergarten 1, not-fitness \
                    1, pets 1, sub-poi 1), 2 match no rule";
        assert_eq!(input["notes"].as_array().unwrap().last().unwrap(), told);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
        assert!(!ran.stderr.contains("could not be used"), "{}", ran.stderr);
        assert!(ran.stdout.contains("rejected rows: none\nPOIs left out by rule: 8"));

        let rejects = city.rejects();
        let of = |row: usize, key: &str| &*rejects[row][key];
        assert_eq!(rejects.len(), 8);
        assert_eq!((of(0, "line"), of(0, "reason")), ("7", "excluded_by_rule"));
        assert_eq!((of(0, "field"), of(0, "value")), ("rule", "canteen-for-children"));
        assert_eq!((of(6, "field"), of(6, "value")), ("typecode", "120201"));
        assert_eq!((of(7, "line"), of(7, "reason")), ("14", "unclassified"));
        let reasons = &city.json("out/summary.json")["rejects"]["by_reason"];
        assert_eq!(reasons, &json!({"excluded_by_rule": 6, "unclassified": 2}));
    }
}

/// The columns lng and lat of a table as one, `location`, in the order that `joined` writes them.
fn located(table: &str, joined: impl Fn(&str, &str) -> String) -> String {
    let line = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let place = match (cells[4], cells[5]) {
            ("lng", "lat") => "location".to_owned(),
            ("", "") => "[]".to_owned(),
            (lon, lat) => joined(lon, lat),
        };
        format!("{},{place}\n", cells[..4].join(","))
    };
    table.lines().map(line).collect()
}

#[test]
fn amaps_location_column_holds_both_coordinates() {
    let plain = amap(&shifted(), "gcj02");
    plain.done(&["--strict"]);
    // As Amap writes it, and as Baidu does: latitude first.
    for first in ["lon", "lat"] {
        let joined = |lon: &str, lat: &str| match first {
            "lon" => format!("\"{lon},{lat}\""),
            _ => format!("\"{lat},{lon}\""),
        };
        let city = amap(&located(&shifted(), joined), "gcj02");
        city.done(&["--strict"]);
        assert_eq!(rules(&city), rules(&plain), "{first}");
        for file in ["out/residents.geojson", "out/indicators.csv"] {
            assert_eq!(city.text(file), plain.text(file), "{first} first");
        }
        let input = city.input("facilities");
        assert_eq!([&input["read"], &input["used"], &input["rejected"]], [13, 5, 8]);
        assert_eq!(input["columns"]["lonlat"], "location");
        let swapped = "latitude stands in the column of the longitude";
        assert_eq!(input["notes"].to_string().contains(swapped), first == "lat", "{input}");
    }
    // A place that the map service itself publishes: 银川金凤, to its own 0.7 m.
    let table = "id,name,type,typecode,location\n\
                 B1,金凤社区卫生服务站,医疗保健服务;综合医院;卫生院,090102,\"106.2309166,38.4871981\"\n";
    let city = amap(table, "gcj02");
    city.done(&["--strict"]);
    let at = city.layer("facilities")[0]["geometry"]["coordinates"].clone();
    let [lon, lat] = [0, 1].map(|i| at[i].as_f64().unwrap());
    assert!((lon - 106.2265089).abs() < 1e-5 && (lat - 38.4867312).abs() < 1e-5, "{at}");
    // Kept rows need both.
    let city = amap(&table.replace(",38.4871981", ""), "gcj02");
    city.fails(&["--strict"], &["field location: '106.2309166'", "not two coordinates"]);
}

#[test]
fn faults_of_kept_pois_are_faults() {
    let table = AMAP.replace("090102,106.201,38.4801", "090102,106.201,north")
        + "B02,老年食堂,餐饮服务;中餐厅;中餐厅,050100,106.201,38.4799\n"
        + "B06,邻里食堂,餐饮服务;中餐厅;中餐厅,050100,106.201,38.4799\n";
    let city = amap(&table, "wgs84");
    city.fails(&["--strict"], &["record 1, line 2, field lat"]);
    let ran = city.done(&[]);
    assert!(ran.stderr.contains("2 rows could not be used"), "{}", ran.stderr);
    assert!(ran.stderr.contains("2 match no rule, 2 cannot be used"), "{}", ran.stderr);
    assert!(ran.stdout.contains("rejected rows: 2 -> rejects.csv\n  "), "{}", ran.stdout);
    let input = city.input("facilities");
    assert_eq!([&input["read"], &input["used"], &input["rejected"]], [15, 5, 10]);
    // The excluded B06 did not claim its id, the kept B02 did.
    assert!(rules(&city).contains(&("B06".into(), "canteen".into(), "canteen".into())));
    assert!(city.rejects().iter().any(|r| r["value"] == "B02" && r["reason"] == "duplicate_id"));
}

#[test]
fn one_site_with_two_categories_is_one_row_and_two_facilities() {
    let table = AMAP.replace("兴庆区老饭桌", "兴庆区日间照料中心(老饭桌)");
    let own = "[category.daycare]\n[[poi]]\nid = \"daycare\"\ncategory = \"daycare\"\n\
               names = [\"日间照料\"]\n";
    let city = amap(&table, "wgs84").with("study.toml", study("wgs84") + own);
    city.done(&["--strict"]);
    let both: Vec<_> = rules(&city).into_iter().filter(|(id, ..)| id == "B02").collect();
    assert_eq!(both.len(), 2);
    assert_eq!((&*both[0].1, &*both[0].2), ("canteen", "canteen"));
    assert_eq!((&*both[1].1, &*both[1].2), ("daycare", "daycare"));
    let input = city.input("facilities");
    assert_eq!([&input["read"], &input["used"], &input["rejected"]], [13, 5, 8]);
}

#[test]
fn rules_of_the_study_replace_the_built_in_ones() {
    let own = "[[poi]]\nid = \"clinic-private\"\ncategory = \"clinic\"\ncodes = [\"0903\"]\n\
               [[poi]]\nid = \"fitness-commercial\"\ncategory = \"fitness\"\nexclude = true\n\
               reason = \"paid\"\ncodes = [\"08\"]\nnames = [\"俱乐部\"]\n";
    let city = amap(AMAP, "wgs84").with("study.toml", study("wgs84") + own);
    city.done(&[]);
    let found = rules(&city);
    assert!(found.contains(&("B09".into(), "clinic".into(), "clinic-private".into())), "{found:?}");
    assert!(!found.iter().any(|(id, ..)| id == "B05"));
    assert!(city.rejects().iter().any(|r| r["value"] == "fitness-commercial"));

    for (rule, says) in [
        ("id = \"x\"\ncategory = \"gym\"\nnames = [\"a\"]", "poi rule 'x': unknown category 'gym'"),
        ("id = \"x\"\ncategory = \"clinic\"", "poi rule 'x': codes: "),
        ("id = \"x\"\ncategory = \"clinic\"\nname = [\"a\"]", "did you mean 'names'?"),
        (
            "id = \"x\"\noff = true\n[[poi]]\nid = \"x\"\noff = true",
            "two poi rules have the id 'x'",
        ),
    ] {
        let wrong = format!("{}[[poi]]\n{rule}\n", study("wgs84"));
        City::new().with("study.toml", wrong).fails(&[], &["study.toml", says]);
    }
}

#[test]
fn coordinates_of_map_services_are_never_taken_for_wgs84_unasked() {
    let plain = |table: &str| City::new().with("facilities.csv", table);
    plain(AMAP).fails(
        &[],
        &["facilities.csv, field typecode: Amap exports are in GCJ-02", "crs = \"gcj02\"", "wgs84"],
    );
    // A column of categories beside Amap's own does not make the coordinates others.
    let with_category = "id,category,typecode,lon,lat\nF1,clinic,090102,106.201,38.48\n";
    plain(with_category).fails(&[], &["field typecode", "GCJ-02"]);
    let baidu = "uid,name,std_tag,lng,lat\nu1,幸福社区卫生服务站,医疗;诊所,106.201,38.4801\n";
    plain(baidu).fails(&[], &["field std_tag", "BD-09", "crs = \"bd09\""]);
    let either = baidu.replace("std_tag", "type");
    plain(&either).fails(&[], &["field type", "GCJ-02 (Amap) or BD-09 (Baidu)"]);
    let city = City::new().with("facilities.csv", baidu).with("study.toml", study("bd09"));
    city.done(&["--strict"]);
    assert_eq!(rules(&city), [("u1".into(), "clinic".into(), "clinic-station".into())]);
}

#[test]
fn a_layer_named_wgs84_by_desktop_software_is_asked_about_too() {
    let layer = json!({"type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "features": [{"type": "Feature",
            "properties": {"id": "B1", "name": "湘湖社区卫生服务站", "typecode": "090102", "type": []},
            "geometry": {"type": "Point", "coordinates": [106.201, 38.48]}}]});
    let entry = |entry: &str| STUDY.replace("\"facilities.csv\"", entry);
    let city = City::new().with("f.geojson", layer.to_string());
    let city = city.with("study.toml", entry("\"f.geojson\""));
    city.fails(&[], &["field typecode", "GCJ-02"]);
    let city = city.with("study.toml", entry("{ file = \"f.geojson\", crs = \"wgs84\" }"));
    city.done(&["--strict"]);
    assert_eq!(rules(&city), [("B1".into(), "clinic".into(), "clinic-station".into())]);
}

#[test]
fn a_column_of_categories_goes_before_types() {
    // 类型 holds categories of the user's, beside codes of the office's own.
    let own = "编号,名称,类型,经度,纬度,分类\nF1,站,社区卫生,106.201,38.48,A\nF2,站,酒店,106.201,38.48,B\n";
    let city = City::new().with("facilities.csv", own);
    city.done(&[]);
    assert_eq!(rules(&city), [("F1".into(), "clinic".into(), "-".into())]);
    assert!(!city.text("out/facilities.geojson").contains("\"rule\""));
    assert_eq!(city.rejects()[0]["reason"], "unknown_category");
    // 类型 holds Amap's types.
    let typed = "编号,名称,类型,经度,纬度\n\
                 F1,湘湖社区卫生服务站,医疗保健服务;综合医院;卫生院,106.201,38.48\n";
    City::new().with("facilities.csv", typed).fails(&[], &["field 类型", "GCJ-02"]);
    let amap = "编号,名称,类型,类型编码,经度,纬度\n\
                F1,湘湖社区卫生服务站,医疗保健服务;综合医院;卫生院,090102,106.201,38.48\n\
                F2,老饭桌,,50100,106.201,38.48\n";
    let city = City::new().with("facilities.csv", amap);
    city.fails(&[], &["field 类型编码", "GCJ-02"]);
    let city = city.with("study.toml", study("wgs84"));
    city.done(&["--strict"]);
    let found: Vec<_> = rules(&city).into_iter().map(|(id, _, rule)| (id, rule)).collect();
    let expected = [("F1", "clinic-station"), ("F2", "canteen")];
    assert_eq!(found, expected.map(|(id, rule)| (id.to_owned(), rule.to_owned())));
}

#[test]
fn a_column_called_type_makes_no_export() {
    let table = FACILITIES.replace("category", "type");
    let city = City::new().with("facilities.csv", table);
    city.fails(&[], &["field category", "has no column 'category'", "typecode, type or tag"]);
    let mapped = STUDY.to_owned() + "[columns.facilities]\ncategory = \"type\"\n";
    city.with("study.toml", mapped).done(&["--strict"]);
}

#[test]
fn a_type_in_three_columns() {
    let table = "编号,名称,大类,中类,小类,经度,纬度\n\
                 1,湘湖社区卫生服务站,医疗保健服务,综合医院,卫生院,106.201,38.48\n\
                 2,健身点,体育休闲服务,运动场馆,户外健身场所,106.201,38.48\n\
                 3,写字楼,商务住宅,楼宇,,106.201,38.48\n";
    let plain = City::new().with("facilities.csv", table);
    plain.fails(&[], &["field 大类", "GCJ-02 (Amap) or BD-09 (Baidu)"]);
    let city = amap(table, "gcj02");
    city.done(&["--strict"]);
    let found: Vec<String> = rules(&city).into_iter().map(|(.., rule)| rule).collect();
    assert_eq!(found, ["clinic-station", "fitness-outdoor"]);
    assert_eq!(city.rejects()[0]["value"], "商务住宅;楼宇");
}

#[test]
fn a_kindergarten_counts_with_a_nursery_class_only() {
    let table = "id,name,typecode,lng,lat,托班\n\
                 K1,第一幼儿园,141204,106.201,38.48,有\n\
                 K2,第二幼儿园,141204,106.201,38.48,无\n\
                 K3,第三幼儿园,141204,106.201,38.48,\n\
                 K4,第四幼儿园,141204,106.201,38.48,也许\n";
    let city = amap(table, "wgs84");
    city.done(&[]);
    let ids: Vec<String> = rules(&city).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["K1"]);
    let reasons: Vec<String> = city.rejects().iter().map(|r| r["reason"].clone()).collect();
    assert_eq!(reasons, ["excluded_by_rule", "excluded_by_rule", "neither_yes_nor_no"]);
}

#[test]
fn running_against_built() {
    let more = "F6,a,clinic,106.218,38.4839,暂停营业\nF7,b,clinic,106.218,38.4839,在建\n\
                F8,c,clinic,106.218,38.4839,已关闭\n";
    let city = City::new().and("facilities.csv", more);
    let ran = city.done(&["--strict"]);
    assert!(
        ran.stdout.contains(
            "facilities, running/built: clinic 1/2 · elder-care canteen 1/1 · childcare 1/1 · \
             fitness area 1/2 (running ones count)"
        ),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("4 facilities do not run and are not counted"), "{}", ran.stderr);
    let summary = city.json("out/summary.json");
    let clinics = json!({"built": 2, "running": 1, "planned": 1, "closed": 1, "counted": 1,
        "unsnapped": 0});
    assert_eq!(summary["facilities"]["clinic"], clinics);
    assert_eq!(summary["settings"]["facility_filter"], "running");
    assert_eq!(city.covered("fitness-10"), 450.0);

    // F5 is built in the east, where R5 (300 people) and R6 (70) live within 500 m of it.
    let built = STUDY.replace("[settings]", "[settings]\nfacility_status = \"built\"");
    let city = city.with("study.toml", built);
    let ran = city.done(&["--force", "--lang", "zh"]);
    assert!(ran.stdout.contains("社区卫生 1/2 · "), "{}", ran.stdout);
    assert!(ran.stdout.contains("（按建成计）") || ran.stdout.contains("(按建成计)"));
    assert!(ran.stderr.contains("2 个设施未运营，按建成口径计入"), "{}", ran.stderr);
    assert!(ran.stderr.contains("2 个设施尚未建成或已撤销"), "{}", ran.stderr);
    assert_eq!(city.covered("fitness-10"), 820.0);
    let summary = city.json("out/summary.json");
    assert_eq!(summary["settings"]["facility_filter"], "built");
    assert_eq!(summary["facilities"]["fitness"]["counted"], 2);
    assert_eq!(city.table("indicators")[0]["facility_filter"], "built");
    let layer = city.by("facilities", "id");
    assert_eq!((&layer["F5"]["running"], &layer["F5"]["counted"]), (&false.into(), &true.into()));
    assert_eq!(layer["F8"]["counted"], false);

    let wrong = STUDY.replace("[settings]", "[settings]\nfacility_status = \"buildt\"");
    City::new().with("study.toml", wrong).fails(&[], &["did you mean 'built'?"]);
}
