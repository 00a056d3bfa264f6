//! Isochrones of random towns: valid, one beside the other, and true at the corners of the streets.

use geo::{Contains, Coord, Point, Validation};
use proptest::prelude::*;
use walkshed::geodesy::LonLat;
use walkshed::network::Builder;
use walkshed::snapping::{Barriers, Snapper, Vicinity};

use crate::settings::cases;
use crate::streets::{point, streets};
use crate::towns::town;

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn bands_are_valid_and_hold_whom_they_should(town in town()) {
        let found = town.run_with("isochrones = true\nwalksheds = true\n");
        prop_assert_eq!(found.areas.isochrones.len(), 3 * found.study.used_categories);
        for bands in found.areas.isochrones.chunks(3).chain(found.areas.walksheds.chunks(3)) {
            for band in bands {
                prop_assert!(band.area.is_valid(), "{:?}", band.area);
            }
            // Any place is in one band at most: they share borders, and no more.
            for step in 0..400u32 {
                let x = 9.998 + 0.012 * f64::from(step % 20) / 20.0 + 3.1e-5;
                let y = -0.002 + 0.012 * f64::from(step / 20) / 20.0 + 1.7e-5;
                let inside = bands.iter().filter(|b| b.area.contains(&Point(Coord { x, y })));
                prop_assert!(inside.count() <= 1);
            }
        }
        // A band's own home may lie beyond a border by less than a cell: of homes that clear it
        // by more than that (30 m of walk), nine of ten lie where they should.
        let (mut right, mut wrong) = (0, 0);
        for (category, access) in found.answers.access.iter().enumerate() {
            let bands = &found.areas.isochrones[3 * category..3 * category + 3];
            for (resident, access) in found.residents.rows.iter().zip(access) {
                let at = Point(resident.at.coord());
                let clear = |b: &walkshed::isochrones::Band| {
                    (b.cutoff.metres() - access.cost.metres()).abs() > 30.0
                };
                if bands.iter().all(clear) {
                    let should = bands.iter().position(|b| access.cost.within(b.cutoff));
                    let is = bands.iter().position(|b| b.area.contains(&at));
                    if should == is { right += 1 } else { wrong += 1 }
                }
            }
        }
        prop_assert!(wrong <= 1 + right / 10, "{} {}", right, wrong);
    }

    /// Looking the streets up once for a box finds the same places.
    #[test]
    fn places_of_a_vicinity_snap_as_alone(
        streets in streets(),
        wall in [point(), point()],
        corner in point(),
        shares in proptest::collection::vec((0.0..1.0f64, 0.0..1.0f64), 40),
    ) {
        let network = Builder { min_component_m: 0.0, avoid_steps: false }.build(&streets);
        prop_assume!(network.edge_count() > 0);
        let other = [corner[0] + 0.0016, corner[1] + 0.0015];
        let place = |[x, y]: [f64; 2]| LonLat::new(x, y).unwrap();
        for walled in [false, true] {
            let mut snapper = Snapper::new(&network);
            if walled {
                snapper = snapper.with_barriers(Barriers::of(&[wall]));
            }
            for limit_m in [10.0, 200.0] {
                let mut around =
                    Vicinity::of(&snapper, [place(corner), place(other)], limit_m);
                for &(u, v) in &shares {
                    let at = place([corner[0] + 0.0016 * u, corner[1] + 0.0015 * v]);
                    prop_assert_eq!(around.snap(at), snapper.snap(at, limit_m));
                }
            }
        }
    }
}
