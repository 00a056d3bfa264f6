//! KML, KMZ as it is, and KMZ packed here.
#![no_main]

use walkshed_fuzz::{Case, layer, saved, zipped};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    let path = match case.choice & 3 {
        0 | 3 => saved("t.kml", case.bytes),
        1 => saved("t.kmz", case.bytes),
        _ => saved("t.kmz", &zipped(&[("doc.kml", case.bytes)])),
    };
    layer(&case, &path);
});
