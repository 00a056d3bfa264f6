//! GeoJSON as text.

/// A FeatureCollection of features that are already JSON.
pub fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}", features.join(",\n"))
}

/// A feature: a geometry type, its coordinates as JSON, and text properties.
pub fn feature(kind: &str, coordinates: &str, properties: &[(&str, &str)]) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key:?}:{value:?}")).collect();
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{{}}},\"geometry\":{{\"type\":{kind:?},\
         \"coordinates\":{coordinates}}}}}",
        properties.join(",")
    )
}
