//! Isochrones of a real city: valid, and drawn where the homes say they should be.

use geo::{MultiPolygon, Validation};
use walkshed::coverage::AreaIndex;
use walkshed::inputs::Resident;
use walkshed::pipeline;
use walkshed::progress::Progress;
use walkshed::study::{Overrides, Study};

use crate::city;

/// Of all homes, 99.5 % are inside the band of at most 10 minutes exactly when their own walk takes at
/// most 10 minutes; the others are named with the reason.
#[test]
fn las_palmas_homes_lie_in_the_band_of_their_walk() {
    let Some(folder) = city::LAS_PALMAS.folder() else { return };
    let overrides = Overrides {
        network: Some(folder.join("network.osm.pbf")),
        residents: Some(folder.join("homes.csv")),
        facilities: vec![folder.join("facilities.csv")],
        isochrones: true,
        ..Overrides::default()
    };
    let study = Study::resolve(None, overrides).unwrap();
    let found = pipeline::compute(study, &mut Progress::silent()).unwrap();
    let homes = &found.residents.rows;
    assert!(homes.len() > 7000);
    for (category, access) in found.answers.access.iter().enumerate() {
        let name = &found.study.categories[category].0;
        let bands: Vec<_> =
            found.areas.isochrones.iter().filter(|b| b.category == category).collect();
        assert_eq!(bands.len(), 3);
        assert!(bands.iter().all(|band| band.area.is_valid() && band.area_m2 > 1e5));
        for until in 1..=3 {
            let cutoff = bands[until - 1].cutoff;
            let inside: Vec<bool> = within(bands[..until].iter().map(|band| &band.area), homes);
            let differs: Vec<usize> =
                (0..homes.len()).filter(|&i| inside[i] != access[i].cost.within(cutoff)).collect();
            let share = 1.0 - differs.len() as f64 / homes.len() as f64;
            println!("{name}, {} min: {:.3} % agree", bands[until - 1].minutes[1], 100.0 * share);
            for &i in &differs {
                let off_m = access[i].cost.metres() - cutoff.metres();
                let why = if off_m.abs() < 20.0 { "near the border" } else { "a jump in the cell" };
                println!("  {}: {off_m:+.1} m of walk from the border ({why})", homes[i].id);
            }
            // Five minutes are the most winding of the three.
            let demanded = if until == 1 { 0.99 } else { 0.995 };
            assert!(share >= demanded, "{name} {until}: {share}");
        }
    }
}

fn within<'a>(areas: impl Iterator<Item = &'a MultiPolygon>, homes: &[Resident]) -> Vec<bool> {
    let index = AreaIndex::of(areas);
    homes.iter().map(|home| index.first_at(home.at.coord()).is_some()).collect()
}
