//! Shapefiles: an archive, or .shp, .dbf, .prj and .cpg in a folder.
#![no_main]

use walkshed_fuzz::{Case, folder, layer, saved};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    if case.has(0) {
        return layer(&case, &saved("t.zip", case.bytes));
    }
    let place = folder().join("s");
    std::fs::create_dir_all(&place).unwrap();
    let parts = case.parts();
    for (i, name) in ["s/t.shp", "s/t.dbf", "s/t.prj", "s/t.cpg"].into_iter().enumerate() {
        match parts.get(i) {
            Some(part) => drop(saved(name, part)),
            None => drop(std::fs::remove_file(folder().join(name))),
        }
    }
    layer(&case, &place);
});
