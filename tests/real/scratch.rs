use crate::data;
use walkshed::inputs::*;
use walkshed::network::*;
use walkshed::snapping::*;
use walkshed::units::*;
use walkshed::walk::*;

fn check(folder: &str, net: &str) {
    let Some(root) = data::root() else { return };
    let f = root.join(folder);
    let t = std::time::Instant::now();
    let mut rej = Rejects::default();
    let streets = read_streets(&f.join(net), &mut rej).unwrap();
    let t1 = t.elapsed();
    let network = Builder::default().build(&streets);
    let t2 = t.elapsed();
    let cats: Vec<String> =
        ["clinic", "canteen", "childcare", "fitness"].map(String::from).to_vec();
    let res = read_residents(&f.join("homes.csv"), None, &Columns::default(), &mut rej).unwrap();
    let fac =
        read_facilities(&[f.join("facilities.csv")], &cats, &Columns::default(), &mut rej).unwrap();
    let t3 = t.elapsed();
    let snapper = Snapper::new(&network);
    let t4 = t.elapsed();
    let places: Vec<_> = res.entrances.iter().map(|&p| snapper.snap(p, 200.0)).collect();
    let t5 = t.elapsed();
    let fplaces = snapper.link(&fac.entrances, 200.0);
    println!(
        "{folder}: pbf {t1:?} net {t2:?} csv {t3:?} tree {t4:?} snap {t5:?} nodes {} edges {}",
        network.node_count(),
        network.edge_count()
    );
    let imp = Impedance::default();
    let w = imp.weights(&network);
    let horizon = Cost::new(1e6).unwrap();
    let mut acc: Vec<Vec<Access>> = vec![];
    for c in 0..4 {
        let seeds = Seeds::plant(
            &network,
            imp,
            fac.rows
                .iter()
                .enumerate()
                .filter(|(_, x)| x.category == c)
                .flat_map(|(i, x)| x.entrances.clone().map(move |e| (i, e)))
                .filter_map(|(i, e)| fplaces[e as usize].map(|s| (FacilityId(i as u32), s))),
        );
        for h in [1200.0, 1e6] {
            let t = std::time::Instant::now();
            let field = nearest::search(&network, &w, &seeds.at_nodes, Cost::new(h).unwrap());
            println!("  search {h} {:?}", t.elapsed());
            if h > 1e5 {
                acc.push(
                    places
                        .iter()
                        .map(|p| {
                            p.map_or(Access::NONE, |p| {
                                access::from_place(&network, imp, &field, &seeds, p, horizon)
                            })
                        })
                        .collect(),
                );
            }
        }
    }
    if !f.join("expected_homes.csv.gz").exists() {
        return;
    }
    let exp = data::table(&f.join("expected_homes.csv.gz"));
    let mut bad = 0;
    let mut worst: f64 = 0.0;
    for (i, row) in exp.iter().enumerate() {
        assert_eq!(row["id"], *res.rows[i].id);
        if row["ambiguous"] == "1" {
            continue;
        }
        let snapped = places[i].is_some();
        if snapped != (row["snapped"] == "1") {
            bad += 1;
            continue;
        }
        for (c, name) in cats.iter().enumerate() {
            let a = acc[c][i];
            let m = &row[&format!("{name}_m")];
            let ids = &row[&format!("{name}_id")];
            if m.is_empty() {
                if a.facility.is_some() {
                    bad += 1;
                }
                continue;
            }
            let m: f64 = m.parse().unwrap();
            let d = (a.cost.metres() - m).abs();
            worst = worst.max(d);
            if d > 0.01 + 1e-6 * m
                || !a
                    .facility
                    .is_some_and(|f| ids.split(';').any(|x| *x == *fac.rows[f.index()].id))
            {
                bad += 1;
                if bad < 10 {
                    println!("{} {name} {m} {:?} {ids}", row["id"], a);
                }
            }
        }
    }
    println!("{folder}: worst {worst} bad {bad}");
    assert_eq!(bad, 0);
}
#[test]
fn lp() {
    check("las_palmas", "network.osm.pbf");
}
#[test]
fn poa() {
    check("porto_alegre", "network.osm.pbf");
}
#[test]
fn wu() {
    check("wuhan", "network.geojson.gz");
}
#[test]
fn mo() {
    check("reader_cases/monaco", "network.osm.pbf");
}
#[test]
fn mo1() {
    check("reader_cases/monaco_oneway", "network.osm.pbf");
}
#[test]
fn porto() {
    check("porto", "network.osm.pbf");
}
