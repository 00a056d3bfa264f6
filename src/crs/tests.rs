//! Vectors that other libraries and PROJ state, and what no input may do.

use super::*;
use crate::geodesy::distance_m;
use proptest::prelude::*;

/// 1e-9 degree is a tenth of a millimetre.
fn near(got: [f64; 2], expected: [f64; 2], degrees: f64) {
    let off = (got[0] - expected[0]).abs().max((got[1] - expected[1]).abs());
    assert!(off <= degrees, "{got:?} is not {expected:?}");
}

/// Longitude, latitude on WGS84 and on GCJ-02, as other libraries state them, and the digits that
/// they state.
#[test]
fn gcj02_as_other_libraries_have_it() {
    for (wgs84, gcj02, digits) in [
        ([116.404, 39.915], [116.410_244_499_169_38, 39.916_404_281_501_64], 1e-12),
        ([121.527_210_6, 31.177_427_6], [121.531_541_859_215, 31.175_303_983_645_97], 1e-12),
        ([113.912_316, 22.543_847], [113.917_176_480_836_3, 22.540_796_131_694_766], 1e-12),
        ([116.377_817, 39.911_954], [116.384_047_224_556_57, 39.913_345_455_360_69], 1e-12),
        ([120.0, 40.0], [120.005_675_683_554_86, 40.001_304_789_601_9], 1e-12),
        ([123.0, 45.0], [123.006_075_41, 45.001_978_15], 1e-5),
    ] {
        near(gcj02::from_wgs84(wgs84), gcj02, digits);
    }
    // Other libraries take one step back and stop: two metres off. Ours goes on.
    let once = {
        let [lon, lat] = gcj02::from_wgs84([116.404, 39.915]);
        [2.0 * 116.404 - lon, 2.0 * 39.915 - lat]
    };
    near(once, [116.397_755_500_830_61, 39.913_595_718_498_36], 1e-12);
    near(gcj02::from_wgs84(gcj02::to_wgs84([116.404, 39.915])), [116.404, 39.915], 1e-12);
}

#[test]
fn bd09_as_other_libraries_have_it() {
    let gcj02 = [116.404, 39.915];
    near(bd09::from_gcj02(gcj02), [116.410_369_493_710_29, 39.921_336_993_510_21], 1e-12);
    near(bd09::to_gcj02_closed(gcj02), [116.397_627_291_193_15, 39.908_656_739_576_31], 1e-12);
    near(bd09::from_gcj02(bd09::to_gcj02(gcj02)), gcj02, 1e-12);
}

#[test]
fn metres_of_baidu_as_other_libraries_have_them() {
    let off_m = |[x, y]: [f64; 2], [a, b]: [f64; 2]| (x - a).abs().max((y - b).abs());
    for (bd09, metres) in [
        ([-123.0, -45.0], [-13_692_446.350_778_64, -5_591_020.962_240_655]),
        ([123.0, 0.0], [13_692_446.354_308_05, 0.003_693_834_312_89]),
    ] {
        let got = bd09mc::from_bd09(bd09);
        assert!(off_m(got, metres) < 1e-7, "{got:?}");
        near(bd09mc::to_bd09(metres).unwrap(), bd09, 1e-9);
    }
    // Just below and above where two polynomials meet.
    for lat in [15.0, 30.0, 45.0, 60.0] {
        for lat in [lat - 1e-9, lat, lat + 1e-9] {
            let there = bd09mc::from_bd09([106.0, lat]);
            near(bd09mc::to_bd09(there).unwrap(), [106.0, lat], 1e-6);
        }
    }
    assert!(bd09mc::to_bd09([3e7, 0.0]).is_none() && bd09mc::to_bd09([0.0, 1.5e7]).is_none());
    for bad in [[f64::NAN, 0.0], [0.0, f64::NAN], [f64::INFINITY, 0.0]] {
        assert!(bd09mc::to_bd09(bad).is_none(), "{bad:?}");
    }
}

#[test]
fn metres_of_baidu_in_turned_columns() {
    let [x, y] = bd09mc::from_bd09([106.237_403_5, 38.493_176_1]);
    let crs = Crs::named("BD09MC").unwrap();
    for (pair, turned) in [([x, y], false), ([y, x], true)] {
        let frame = Frame::of(crs.clone(), &[pair]).unwrap();
        let at = frame.place(pair).unwrap();
        near([at.lon(), at.lat()], [106.226_508_9, 38.486_731_2], 1e-5);
        assert_eq!(frame.notes().is_empty(), !turned);
    }
}

/// Cities of Ningxia as a map service has them, and what the formulas give.
#[test]
fn cities_of_ningxia() {
    for (wgs84, served, formula, bd09) in [
        (
            [106.226_508_9, 38.486_731_2],
            [106.230_916_6, 38.487_198_1],
            [106.230_910_966, 38.487_194_007],
            [106.237_403_537, 38.493_176_071],
        ),
        (
            [106.378_596_8, 38.982_397_4],
            [106.383_306_7, 38.983_238_4],
            [106.383_301_050, 38.983_234_001],
            [106.389_907_455, 38.988_918_728],
        ),
        (
            [106.363_477_5, 39.018_295_1],
            [106.368_161_6, 39.019_139_5],
            [106.368_155_977, 39.019_135_035],
            [106.374_772_702, 39.024_885_565],
        ),
        (
            [106.193_987_8, 37.996_908_2],
            [106.198_400_3, 37.997_463_1],
            [106.198_394_993, 37.997_459_000],
            [106.204_771_789, 38.003_775_241],
        ),
        (
            [106.238_411_0, 36.016_036_9],
            [106.242_612_3, 36.015_858_3],
            [106.242_607_008, 36.015_853_952],
            [106.249_192_560, 36.021_667_527],
        ),
        (
            [105.193_128_0, 37.499_412_7],
            [105.196_904_6, 37.499_977_2],
            [105.196_898_975, 37.499_973_003],
            [105.203_475_857, 37.505_777_378],
        ),
    ] {
        near(gcj02::from_wgs84(wgs84), formula, 6e-10);
        near(bd09::from_gcj02(served), bd09, 6e-10);
        let at = |p: [f64; 2]| LonLat::new(p[0], p[1]).unwrap();
        // The service itself is about 0.7 m away: what 近似转换 means.
        let off_m = distance_m(at(formula), at(served));
        assert!((0.5..0.8).contains(&off_m), "{off_m}");
    }
}

proptest! {
    #[test]
    fn there_and_back_in_china_is_well_below_a_millimetre(
        lon in 73.0..135.0f64, lat in 3.9..53.5f64,
    ) {
        let at = |p: [f64; 2]| LonLat::new(p[0], p[1]).unwrap();
        let home = at([lon, lat]);
        let gcj02 = gcj02::from_wgs84([lon, lat]);
        prop_assert!(distance_m(home, Crs::Gcj02.to_wgs84(gcj02).unwrap()) < 1e-6);
        let bd09 = bd09::from_gcj02(gcj02);
        prop_assert!(distance_m(home, Crs::Bd09.to_wgs84(bd09).unwrap()) < 1e-4);
        let metres = bd09mc::from_bd09(bd09);
        prop_assert!(distance_m(home, Crs::Bd09Mc.to_wgs84(metres).unwrap()) < 1e-3);
    }

    #[test]
    fn nothing_panics(lon in any::<f64>(), lat in any::<f64>()) {
        for crs in [Crs::Wgs84, Crs::Gcj02, Crs::Bd09, Crs::Bd09Mc, Crs::named("EPSG:4545").unwrap()] {
            let frame = Frame::of(crs, &[[lon, lat]]).unwrap_or_default();
            let _ = frame.place([lon, lat]);
        }
    }
}

/// Longitude, latitude; easting and northing in EPSG:4544 and EPSG:4545, metres (PROJ 9.5.1).
const GAUSS_KRUEGER: [[f64; 6]; 6] = [
    [106.2265089, 38.4867312, 607013.2516, 4262238.5912, 345259.4591, 4263016.3816],
    [106.3785968, 38.9823974, 619454.8986, 4317453.9802, 359504.9222, 4317800.5780],
    [106.1939878, 37.9969082, 604877.1462, 4207827.6242, 341360.4211, 4208694.3160],
    [106.2384110, 36.0160369, 611639.7976, 3988031.6178, 341193.0154, 3988757.8887],
    [105.1931280, 37.4994127, 517077.5714, 4151954.4809, 251773.2160, 4155639.9949],
    [106.5, 38.5, 630852.5483, 4264065.0407, 369147.4517, 4264065.0407],
];

fn frame(name: &str, pairs: &[[f64; 2]]) -> Frame {
    Frame::of(Crs::named(name).unwrap(), pairs).unwrap()
}

fn lands(frame: &Frame, pair: [f64; 2], lon: f64, lat: f64) {
    let at = frame.place(pair).unwrap();
    let off_m = distance_m(at, LonLat::new(lon, lat).unwrap());
    assert!(off_m < 0.001, "{pair:?} is {off_m} m off");
}

#[test]
fn gauss_krueger_with_and_without_zone_in_both_orders() {
    for [lon, lat, e105, n105, e108, n108] in GAUSS_KRUEGER {
        for (code, zone, east, north) in [
            ("EPSG:4544", 0.0, e105, n105),
            ("EPSG:4545", 0.0, e108, n108),
            ("EPSG:4523", 35e6, e105, n105),
            ("EPSG:4524", 36e6, e108, n108),
        ] {
            let number = if zone > 0.0 { zone } else { if east == e105 { 35e6 } else { 36e6 } };
            for easting in [east, east + number] {
                for pair in [[easting, north], [north, easting]] {
                    lands(&frame(code, &[pair]), pair, lon, lat);
                }
            }
        }
    }
    let usual = frame("EPSG:4544", &[[607013.0, 4262238.0]]);
    assert!(usual.notes().is_empty());
    let survey = frame("EPSG:4544", &[[4262238.0, 35607013.0]]);
    assert_eq!(survey.notes().len(), 2);
    assert!(survey.notes()[1][0].contains("zone 35"));
}

/// Zones of six degrees, with and without the zone before the easting (PROJ 9.5.1, pyproj 3.7.2).
#[test]
fn zones_of_six_degrees() {
    for (name, easting) in [
        ("EPSG:4507", 607_327.845_671_535),
        ("EPSG:4496", 18_607_327.845_671_535),
        ("EPSG:4544", 607_327.845_671_535),
        ("EPSG:4523", 35_607_327.845_671_535),
    ] {
        let pair = [easting, 4_261_495.415_243_623];
        let turned = [pair[1], pair[0]];
        lands(&frame(name, &[pair]), pair, 106.23, 38.48);
        lands(&frame(name, &[turned]), turned, 106.23, 38.48);
    }
    // The same easting without its zone, or with it where the system has none.
    let bare = [607_327.845_671_535, 4_261_495.415_243_623];
    lands(&frame("EPSG:4496", &[bare]), bare, 106.23, 38.48);
    let prefixed = [18_607_327.845_671_535, 4_261_495.415_243_623];
    lands(&frame("EPSG:4507", &[prefixed]), prefixed, 106.23, 38.48);
}

/// What `.prj` files hold: WKT of ESRI and of OGC without a code, WKT2, geographic ones.
#[test]
fn well_known_text() {
    use super::Stated;
    let wkt = |text: &str| Crs::stated(&Stated::Wkt(text.to_owned()), None);
    let esri = r#"PROJCS["CGCS2000_3_Degree_GK_Zone_36",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",36500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",108.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;
    let wkt2 = r#"PROJCRS["CGCS2000 / 3-degree Gauss-Kruger CM 108E",BASEGEOGCRS["China Geodetic Coordinate System 2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]]],CONVERSION["3-degree Gauss-Kruger CM 108E",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0,ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Longitude of natural origin",108,ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Scale factor at natural origin",1,SCALEUNIT["unity",1]],PARAMETER["False easting",500000,LENGTHUNIT["metre",1]],PARAMETER["False northing",0,LENGTHUNIT["metre",1]]],CS[Cartesian,2],AXIS["northing (X)",north],AXIS["easting (Y)",east],LENGTHUNIT["metre",1]]"#;
    for (text, add) in [(esri, 36e6), (wkt2, 0.0)] {
        let crs = wkt(text).unwrap();
        for [lon, lat, _, _, e108, n108] in GAUSS_KRUEGER {
            let pair = [e108 + add, n108];
            lands(&Frame::of(crs.clone(), &[pair]).unwrap(), pair, lon, lat);
        }
    }
    let with_code = wkt2.trim_end_matches(']').to_owned() + r#"],ID["EPSG",4545]]"#;
    assert_eq!(wkt(&with_code).unwrap().name(), "EPSG:4545");

    let degrees = r#"GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
    assert_eq!(wkt(degrees).unwrap().name(), "WGS84");
    let xian = esri
        .replace("D_China_2000", "D_Xian_1980")
        .replace("6378137.0,298.257222101", "6378140.0,298.257");
    assert!(wkt(&xian).unwrap_err().what.contains("Xi'an 1980"));
    // What software adds for Beijing 1954 fits one oil field.
    let beijing = esri.replace("D_China_2000", "Beijing_1954").replace(
        r#"6378137.0,298.257222101]"#,
        r#"6378245.0,298.3],TOWGS84[15.8,-154.4,-82.3,0,0,0,0]"#,
    );
    assert!(wkt(&beijing).unwrap_err().what.contains("Beijing 1954"));
    for broken in ["", "PROJCS[", "PROJCS[\"x\"]", "GEOGCS[\"x\",[[[[[[", "小"] {
        assert!(wkt(broken).is_err(), "{broken}");
    }
}

#[test]
fn the_zone_of_another_system_is_an_error_that_names_the_right_one() {
    let crs = Crs::named("EPSG:4544").unwrap();
    let refusal = Frame::of(crs, &[[36345259.0, 4263016.0]]).unwrap_err();
    assert!(refusal.what.contains("zone 36"), "{refusal:?}");
    assert!(refusal.mend.contains("EPSG:4545"), "{refusal:?}");
}

#[test]
fn other_projections() {
    // Web Mercator by its definition; it converts, and nothing is ever measured in it.
    let (lon, lat) = (106.226_508_9_f64, 38.486_731_2_f64);
    let x = 6_378_137.0 * lon.to_radians();
    let y = 6_378_137.0 * (std::f64::consts::FRAC_PI_4 + lat.to_radians() / 2.0).tan().ln();
    let at = frame("EPSG:3857", &[]).place([x, y]).unwrap();
    near([at.lon(), at.lat()], [lon, lat], 1e-9);
    let utm = frame("EPSG:32648", &[]);
    let at = utm.place([500_000.0, 0.0]).unwrap();
    near([at.lon(), at.lat()], [105.0, 0.0], 1e-9);
    let far = frame("EPSG:4545", &[[345_259.0, 4_263_016.0]]);
    assert!(far.place([9e6, 4.2e6]).is_none(), "outside every zone");
}

#[test]
fn swapped_degrees_are_found_when_they_cannot_be_anything_else() {
    let swapped = frame("wgs84", &[[38.48, 106.22], [38.49, 106.23]]);
    let at = swapped.place([38.48, 106.22]).unwrap();
    assert_eq!((at.lon(), at.lat()), (106.22, 38.48));
    assert_eq!(swapped.notes().len(), 1);
    // One that fits as it stands leaves everything as it stands.
    assert!(frame("wgs84", &[[38.48, 106.22], [106.22, 38.48]]).notes().is_empty());
    let stray = frame("wgs84", &[[-15.4, 28.1], [28.1, 106.2], [-15.5, 28.0]]);
    assert!(stray.notes().is_empty());
    assert!(frame("gcj02", &[[-15.4, 28.1], [28.1, -15.4]]).notes().is_empty());
}

/// 43.8, 87.6 (乌鲁木齐) could be a place either way round; in a frame of China it is one place.
#[test]
fn swapped_degrees_of_western_china_are_found_in_the_frames_of_china() {
    for name in ["gcj02", "bd09"] {
        let swapped = frame(name, &[[43.8, 87.6]]);
        let at = swapped.place([43.8, 87.6]).unwrap();
        assert!((at.lon() - 87.6).abs() < 0.02 && (at.lat() - 43.8).abs() < 0.02, "{at:?}");
        assert_eq!(swapped.notes().len(), 1);
        assert!(frame(name, &[[43.8, 87.6], [87.6, 43.8]]).notes().is_empty());
        assert!(frame(name, &[[87.6, 43.8]]).notes().is_empty());
    }
    assert!(frame("wgs84", &[[43.8, 87.6]]).notes().is_empty());
}

#[test]
fn names_of_systems() {
    for name in ["wgs84", "WGS-84", "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490"] {
        assert!(matches!(Crs::named(name), Ok(Crs::Wgs84)), "{name}");
    }
    for name in ["gcj02", "GCJ-02", "火星坐标"] {
        assert!(matches!(Crs::named(name), Ok(Crs::Gcj02)), "{name}");
    }
    assert!(matches!(Crs::named("BD-09"), Ok(Crs::Bd09)));
    assert_eq!(Crs::named("urn:ogc:def:crs:EPSG::4545").unwrap().name(), "EPSG:4545");
    for name in ["EPSG:99999", "EPSG:1", "mars", "", "EPSG:", "4545°"] {
        assert!(Crs::named(name).is_err(), "{name}");
    }
}

#[test]
fn datums_without_a_published_shift_are_refused_with_the_reason() {
    for (code, datum) in [
        (4610, "Xi'an 1980"),
        (2359, "Xi'an 1980"),
        (2380, "Xi'an 1980"),
        (4214, "Beijing 1954"),
        (2411, "Beijing 1954"),
        (21418, "Beijing 1954"),
        (4555, "New Beijing"),
        (4568, "New Beijing"),
    ] {
        let refusal = Crs::named(&format!("EPSG:{code}")).unwrap_err();
        assert!(refusal.what.contains(datum), "{code}: {refusal:?}");
    }
    for code in (4491..=4554).chain([4258, 25830, 32650, 3857]) {
        assert!(Crs::named(&format!("EPSG:{code}")).is_ok(), "{code}");
    }
}

#[test]
fn text_that_goes_too_deep_is_refused() {
    for text in ["A[".repeat(100_000), format!("{}1{}", "A[".repeat(100_000), "]".repeat(100_000))]
    {
        let refusal = Crs::stated(&Stated::Wkt(text), None).unwrap_err();
        assert!(refusal.what.contains("too deep"), "{}", refusal.what);
    }
}
