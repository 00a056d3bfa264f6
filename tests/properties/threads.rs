//! One thread or four: the same findings, bit by bit.

use std::path::Path;

use walkshed::pipeline::{self, Findings};
use walkshed::progress::Progress;
use walkshed::study::{Overrides, Study};

/// Runs the demo city, which is large enough that every parallel loop is really split.
fn with_threads(threads: usize) -> Findings {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/study.toml");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let drawn = Overrides { isochrones: true, walksheds: true, ..Overrides::default() };
        let study = Study::resolve(Some(&file), drawn).unwrap();
        pipeline::compute(study, &mut Progress::silent()).unwrap()
    })
}

#[test]
fn one_thread_and_four_find_the_same() {
    let one = with_threads(1);
    assert!(one.residents.rows.len() > 2000, "{}", one.residents.rows.len());
    for _ in 0..2 {
        let four = with_threads(4);
        assert!(one.answers.access == four.answers.access, "walks differ");
        assert_eq!(one.answers.snap_m, four.answers.snap_m);
        assert_eq!(one.answers.facility_snap_m, four.answers.facility_snap_m);
        assert_eq!(one.answers.joined, four.answers.joined);
        for (a, b) in one.results.iter().zip(&four.results) {
            assert_eq!((&a.covered, &a.binding, &a.why), (&b.covered, &b.binding, &b.why));
        }
        assert!(one.indicators == four.indicators, "figures differ");
        assert_eq!(one.catchments, four.catchments);
        assert_eq!(one.district_of, four.district_of);
        assert_eq!(one.warnings, four.warnings);
        assert!(one.areas.service_areas == four.areas.service_areas, "service areas differ");
        assert!(one.areas.isochrones == four.areas.isochrones, "isochrones differ");
        assert!(one.areas.walksheds == four.areas.walksheds, "walksheds differ");
        for (a, b) in one.zones.iter().zip(&four.zones) {
            assert!(a.zones == b.zones, "zones differ");
        }
    }
}
