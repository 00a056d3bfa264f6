//! Pairs of places against another router and against the rules' own distances.

use walkshed::geodesy::LonLat;
use walkshed::inputs::{Rejects, Source, read_streets};
use walkshed::network::{Builder, Impedance};
use walkshed::snapping::Snapper;
use walkshed::units::{Cost, FacilityId};
use walkshed::walk::access::Searched;
use walkshed::walk::{Seeds, nearest};

use crate::data;

#[test]
fn las_palmas_pairs() {
    let Some(root) = data::root() else { return };
    let folder = root.join("las_palmas");
    let streets =
        read_streets(&Source::at(folder.join("network.osm.pbf")), &mut Rejects::default()).unwrap();
    let network = Builder::default().build(&streets);
    let snapper = Snapper::new(&network);
    let impedance = Impedance::default();
    let weights = impedance.weights(&network);
    let horizon = Cost::new(20_000.0).unwrap();
    let (mut pairs, mut agree, mut same_side, mut compared) = (0, 0, 0, 0);
    for row in data::table(&folder.join("valhalla_pairs.csv")) {
        let number = |name: &str| row[name].parse::<f64>();
        let place = |end: &str| {
            let at = |axis: &str| number(&format!("{end}_{axis}")).unwrap();
            snapper.snap(LonLat::new(at("lon"), at("lat")).unwrap(), 1.0)
        };
        let (Some(from), Some(to)) = (place("from"), place("to")) else { continue };
        let seeds = Seeds::plant(&network, impedance, [(FacilityId(0), to)]);
        let field = nearest::search(&network, &weights, &seeds.at_nodes, horizon);
        let searched =
            Searched { network: &network, impedance, seeds, field, metres: None, horizon };
        let ours = searched.from_place(from).cost.metres();
        if row["ambiguous"] == "0"
            && let Ok(reference) = number("reference_m")
        {
            assert!((ours - reference).abs() <= 0.01 + 1e-6 * reference, "{row:?} ours {ours}");
            compared += 1;
        }
        if let Ok(valhalla) = number("valhalla_m") {
            pairs += 1;
            agree += usize::from((ours / valhalla - 1.0).abs() <= 0.01);
            same_side += usize::from((ours <= 1000.0) == (valhalla <= 1000.0));
        }
    }
    assert!(compared > 550, "only {compared} pairs have a reference");
    // The sources' own word for this city: 94.7 % within 1 %, 99.5 % on the same side of 1000 m.
    let share = |n: usize| n as f64 / pairs as f64;
    assert!(share(agree) > 0.94, "{agree} of {pairs}");
    assert!(share(same_side) > 0.99, "{same_side} of {pairs}");
}
