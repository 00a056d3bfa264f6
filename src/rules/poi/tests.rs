//! What the built-in rules make of POIs, and what a study may say instead.

use super::*;
use crate::rules::Rules;

fn built_in() -> PoiRules {
    PoiRules::of(&Rules::built_in().unwrap().poi)
}

fn rules(text: &str) -> PoiRules {
    let tables: crate::rules::RuleTables = toml::from_str(text).unwrap();
    for rule in &tables.poi {
        assert_eq!(rule.fault(), None);
    }
    PoiRules::of(&tables.poi)
}

/// `category rule category rule`, `-rule` for an excluded POI, `?` for one that no rule matches.
fn told(rules: &PoiRules, poi: &Poi<'_>) -> String {
    match rules.classify(poi) {
        Outcome::Kept(kept) => kept
            .iter()
            .map(|(category, rule)| format!("{category} {rule}"))
            .collect::<Vec<_>>()
            .join(" "),
        Outcome::Excluded { rule, reason } => {
            assert!(reason.iter().all(|text| !text.is_empty()), "{rule}");
            format!("-{rule}")
        }
        Outcome::Unclassified => "?".into(),
    }
}

fn check(cases: &[(&str, &str, &str)]) {
    let rules = built_in();
    for &(class, name, expected) in cases {
        // Digits are Amap's codes, anything else is a type text.
        let poi = match class.contains(char::is_numeric) {
            true => Poi { typecode: class, name, ..Poi::default() },
            false => Poi { type_text: class, name, ..Poi::default() },
        };
        assert_eq!(told(&rules, &poi), expected, "{class} {name}");
    }
}

/// STANDARDS 5.5: the samples of 090102, by code and by type text.
#[test]
fn community_health_hides_under_090102_and_is_split_by_name() {
    for class in ["090102", "医疗保健服务;综合医院;卫生院"] {
        check(&[
            (class, "北苑街道幸福社区卫生计生服务站", "clinic clinic-station"),
            (class, "东城社区卫生服务站(小牌坊胡同)", "clinic clinic-station"),
            (class, "湘湖社区卫生服务站", "clinic clinic-station"),
            (class, "南山区高新社康服务站", "clinic clinic-station"),
            (class, "萧山区城厢街道社区卫生服务中心", "clinic clinic-centre"),
            (class, "某中心社区卫生服务中心胜利社区卫生服务站", "clinic clinic-station"),
            (class, "月牙湖乡卫生院", "clinic clinic-township"),
            (class, "塘南村卫生室", "clinic clinic-village"),
            (class, "某某防治所", "clinic clinic-090102"),
            (class, "社区卫生服务中心口腔科", "-dental"),
            (class, "社区卫生服务中心（暂停营业）", "-closed-by-name"),
        ]);
    }
}

#[test]
fn what_is_near_to_health_is_not_the_clinic_of_the_plan() {
    check(&[
        ("090300", "王氏内科诊所", "-clinic-private"),
        ("医疗;诊所", "王氏内科诊所", "-clinic-private"),
        ("090300", "幸福社区卫生服务站", "clinic clinic-station"),
        ("医疗;诊所", "幸福社区卫生服务站", "clinic clinic-station"),
        ("090101", "自治区人民医院", "-hospital"),
        ("090202", "爱牙口腔", "-dental"),
        ("090201", "丽人整形美容医院", "-cosmetic"),
        ("090201", "丽人医院", "-hospital"),
        ("090601", "仁和大药房(社区卫生服务站店)", "-pharmacy"),
        ("090601", "同心堂", "-other-health"),
        ("医疗;药店", "同心堂", "-other-health"),
        ("090500", "金凤区疾控中心", "-other-health"),
        ("090701", "爱宠医院", "-animal-health"),
        ("090701", "爱心宠物医院", "-pets"),
        ("医疗保健服务;动物医疗场所;兽医站", "镇畜牧站", "-animal-health"),
        ("090102", "动物卫生院", "-animals"),
        ("150904", "社区卫生服务中心停车场", "-sub-poi"),
        ("991401", "社区卫生服务站东门", "-sub-poi"),
        // A residential compound that is named after its neighbour.
        ("120302", "卫生院家属院", "?"),
        ("", "社区卫生服务站", "?"),
    ]);
}

#[test]
fn one_character_between_the_canteens_of_the_old_and_of_pupils() {
    check(&[
        ("050100", "兴庆区老饭桌", "canteen canteen"),
        ("050100", "兴庆区小饭桌", "-canteen-for-children"),
        ("050300", "供电局职工食堂", "-canteen-at-work"),
        ("050300", "凤凰社区食堂", "canteen canteen"),
        ("120304", "长城花园社区日间照料中心", "?"),
        ("120304", "长城花园日间照料中心(老年食堂)", "canteen canteen"),
        ("美食;中餐厅", "幸福餐桌", "canteen canteen"),
        ("[]", "邻里食堂", "canteen canteen"),
        // Managed by somebody: 托管 keeps a place from childcare alone.
        ("120304", "老年食堂(康养公司托管运营)", "canteen canteen"),
        ("050100", "老饭桌(已关闭)", "-closed-by-name"),
    ]);
}

#[test]
fn childcare_is_not_after_school_care() {
    check(&[
        ("141400", "阳光托育中心", "childcare childcare"),
        ("141400", "阳光托管中心", "-childcare-after-school"),
        ("141400", "午托托育", "-childcare-after-school"),
        ("070000", "宠物托育", "-pets"),
        ("072000", "金色月子中心", "-childcare-confinement"),
        ("072000", "贝贝摄影", "?"),
        ("072001", "贝贝游泳", "-baby-swimming"),
        ("141204", "银川市第一幼儿园", "-kindergarten"),
        ("教育培训;幼儿园", "小太阳", "-kindergarten"),
        ("140000", "小太阳幼儿园", "-kindergarten-by-name"),
        ("141204", "小太阳托幼园", "childcare childcare"),
    ]);
    let rules = built_in();
    let own = |code, name, class| {
        let poi = Poi { typecode: code, name, has_nursery_class: class, ..Poi::default() };
        told(&rules, &poi)
    };
    assert_eq!(
        own("141204", "第一幼儿园", Some(true)),
        "childcare childcare-nursery-class-by-name"
    );
    assert_eq!(own("141204", "小太阳", Some(true)), "childcare childcare-nursery-class");
    assert_eq!(own("141204", "小太阳", Some(false)), "-kindergarten");
    assert_eq!(own("090102", "卫生室", Some(true)), "clinic clinic-village");
}

#[test]
fn fitness_says_what_is_commercial() {
    check(&[
        ("080108", "健身点", "fitness fitness-outdoor"),
        ("080111", "力健健身", "fitness fitness-centre"),
        ("080111", "力健健身房", "fitness fitness-commercial"),
        ("080104", "飞人篮球俱乐部", "fitness fitness-commercial"),
        ("运动健身;健身中心", "力健健身俱乐部", "fitness fitness-commercial"),
        ("080111", "全民健身中心", "fitness fitness-public"),
        ("080118", "羽毛球馆", "fitness fitness-venue"),
        ("080113", "星牌", "-not-fitness-by-code"),
        ("080111", "健身台球俱乐部", "-not-fitness"),
        ("体育休闲服务;运动场馆;台球厅", "星牌台球厅", "-not-fitness"),
        ("080202", "练习场", "-not-fitness-by-code"),
        ("110101", "中山公园", "?"),
        // Beauty keeps a place from the clinics alone.
        ("080111", "康美健身美容", "fitness fitness-centre"),
        // A shop that sells what gyms use.
        ("060903", "健身房器材", "?"),
    ]);
}

#[test]
fn several_values_empty_ones_and_what_spreadsheets_make_of_codes() {
    for code in [
        "90102",
        "90102.0",
        "090102.0",
        "０９０１０２",
        " 090102 ",
        "120304|090102",
        "120304｜90102",
    ] {
        check(&[(code, "某站", "clinic clinic-090102")]);
    }
    let rules = built_in();
    let both = Poi {
        typecode: "[]",
        type_text: "商务住宅;住宅区;社区中心|医疗保健服务；综合医院；卫生院",
        name: "某站",
        has_nursery_class: None,
    };
    assert_eq!(told(&rules, &both), "clinic clinic-090102");
    // A level is a level whole: 卫生院 is not in 卫生院路, nor over the edge of two values.
    for text in ["地名;综合医院;卫生院路", "医疗保健服务;综合医院|卫生院"] {
        assert_eq!(told(&rules, &Poi { type_text: text, name: "某站", ..both }), "?", "{text}");
    }
    // Where there is a code the type text is not asked.
    assert_eq!(told(&rules, &Poi { typecode: "130000", ..both }), "?");
    assert_eq!(told(&rules, &Poi::default()), "?");
    assert_eq!(told(&rules, &Poi { typecode: "[]", type_text: "[]", name: "[]", ..both }), "?");
    let spaced =
        Poi { typecode: "090102", name: "湘湖 社区卫生　服务站", ..Poi::default() };
    assert_eq!(told(&rules, &spaced), "clinic clinic-station");
}

#[test]
fn names_beat_codes_and_one_site_may_be_two_things() {
    let rules = rules(
        r#"
        [[poi]]
        id = "by-code"
        category = "daycare"
        codes = ["120304"]
        [[poi]]
        id = "day"
        category = "daycare"
        names = ["日间照料"]
        [[poi]]
        id = "meals"
        category = "canteen"
        names = ["食堂"]
        [[poi]]
        id = "meals-again"
        category = "canteen"
        names = ["老年食堂"]
        [[poi]]
        id = "gone"
        category = "daycare"
        exclude = true
        reason = "moved"
        names = ["旧址"]
        [[poi]]
        id = "never"
        off = true
        category = "canteen"
        names = ["中心"]
    "#,
    );
    let own = |name| told(&rules, &Poi { typecode: "120304", name, ..Poi::default() });
    assert_eq!(own("日间照料中心(老年食堂)"), "daycare day canteen meals");
    assert_eq!(own("老年食堂"), "canteen meals", "the code is not asked");
    assert_eq!(own("社区中心"), "daycare by-code");
    assert_eq!(own("日间照料中心旧址(老年食堂)"), "canteen meals");
    assert_eq!(own("日间照料中心旧址"), "-gone");
    assert_eq!(own("旧址"), "-gone", "an exclusion bars the code of its category too");
}

#[test]
fn faults_name_the_field() {
    for (text, field) in [
        ("id = ''\ncategory = 'c'\nnames = ['a']", "id"),
        ("id = 'a'\nnames = ['a']", "category"),
        ("id = 'a'\nexclude = true\nnames = ['a']", "reason"),
        ("id = 'a'\ncategory = 'c'\nreason = 'r'\nnames = ['a']", "reason"),
        ("id = 'a'\ncategory = 'c'\nnot_names = ['a']", "codes"),
        ("id = 'a'\ncategory = 'c'\ncodes = ['9010a']", "codes"),
        ("id = 'a'\ncategory = 'c'\ncodes = ['']", "codes"),
        ("id = 'a'\ncategory = 'c'\nnames = ['a', ' ']", "names"),
        ("id = 'a'\ncategory = 'c'\ntypes = [';']", "types"),
        ("id = 'a'\ncategory = 'c'\ntypes = ['a|b']", "types"),
    ] {
        let rule: PoiRule = toml::from_str(text).unwrap();
        assert_eq!(rule.fault().map(|(field, _)| field), Some(field), "{text}");
    }
    assert!(toml::from_str::<PoiRule>("id = 'a'\nname = ['a']").is_err(), "unknown keys");
}
