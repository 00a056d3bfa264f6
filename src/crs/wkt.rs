//! What well-known text says of a coordinate system without being understood as a whole: its name,
//! its EPSG code, a datum that nobody published the way from.

/// The name of the system: the first text in quotes.
pub fn name(text: &str) -> Option<&str> {
    text.split('"').nth(1)
}

/// How deep brackets lie within brackets. The library goes down as deep as a text does, and no
/// stack is endless.
pub fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut quoted) = (0usize, 0, false);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'(' => depth += 1,
            b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The EPSG code of the whole system, not of one of its parts: `AUTHORITY["EPSG","4545"]` or
/// `ID["EPSG",4545]` on the outermost level.
pub fn epsg(text: &str) -> Option<u16> {
    let (mut depth, mut quoted, mut found) = (0u32, false, None);
    for (i, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            'A' | 'I' | 'a' | 'i' if depth == 1 => {
                let rest = &text[i..];
                let is = |word: &str| {
                    rest.get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word))
                };
                if is("AUTHORITY[") || is("AUTHORITY(") || is("ID[") || is("ID(") {
                    found = code(rest);
                }
            }
            _ => {}
        }
    }
    found
}

fn code(rest: &str) -> Option<u16> {
    let inner = &rest[rest.find(['[', '('])? + 1..rest.find([']', ')'])?];
    let mut parts = inner.split(',').map(|part| part.trim().trim_matches('"'));
    let authority = parts.next()?;
    authority.eq_ignore_ascii_case("epsg").then(|| parts.next()?.parse().ok())?
}

/// The name of a Chinese datum from before CGCS2000, however it is spelled.
pub fn legacy_datum(text: &str) -> Option<&'static str> {
    let plain: String =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // The new one first: its name holds the other's.
    let known = [
        ("newbeijing", "New Beijing"),
        ("beijing1954", "Beijing 1954"),
        ("xian1980", "Xi'an 1980"),
        ("xian80", "Xi'an 1980"),
        ("beijing54", "Beijing 1954"),
    ];
    known.into_iter().find(|(word, _)| plain.contains(word)).map(|(_, name)| name)
}

/// Whether a geographic system in degrees from Greenwich is WGS84 or CGCS2000.
pub fn is_wgs84(text: &str) -> bool {
    let plain: String =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let datum = [
        "dwgs1984",
        "worldgeodeticsystem1984",
        "wgs1984",
        "wgs84",
        "china2000",
        "cgcs2000",
        "chinageodeticcoordinatesystem2000",
    ];
    let greenwich = !plain.contains("primem") || plain.contains("primemgreenwich0");
    datum.iter().any(|name| plain.contains(name)) && greenwich
}

#[cfg(test)]
mod tests {
    use super::*;

    const OGC: &str = r#"PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 108E",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",108],PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","4545"]]"#;

    #[test]
    fn the_code_of_the_whole() {
        assert_eq!(epsg(OGC), Some(4545));
        assert_eq!(name(OGC), Some("CGCS2000 / 3-degree Gauss-Kruger CM 108E"));
        assert_eq!(epsg(&OGC.replace(r#",AUTHORITY["EPSG","4545"]"#, "")), None);
        assert_eq!(
            epsg(r#"GEOGCRS["x (ID[",DATUM["y",ID["EPSG",1]],ID["EPSG",4490]]"#),
            Some(4490)
        );
        assert_eq!(epsg(r#"GEOGCS["x",AUTHORITY["ESRI","104000"]]"#), None);
        assert_eq!(epsg(""), None);
    }

    #[test]
    fn brackets_within_brackets() {
        assert_eq!(depth(OGC), 5);
        assert_eq!(depth(r#"A["[[[",B[1],C(2)]"#), 2);
        assert_eq!(depth("]]]["), 1);
    }

    #[test]
    fn datums_of_before() {
        assert_eq!(legacy_datum(r#"DATUM["D_Xian_1980","#), Some("Xi'an 1980"));
        assert_eq!(legacy_datum(r#"DATUM["Beijing_1954","#), Some("Beijing 1954"));
        assert_eq!(legacy_datum(r#"DATUM["New_Beijing","#), Some("New Beijing"));
        assert_eq!(legacy_datum(OGC), None);
    }
}
