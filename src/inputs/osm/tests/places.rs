//! Which objects become places, and where.

use geojson::{Geometry, GeometryValue};

use super::drawing::{Drawing, Order, saved};
use crate::inputs::Reason;
use crate::inputs::osm::places::{OsmPlace, OsmPlaces, Wanted, places};
use crate::rules::Rules;

pub fn read(drawing: &Drawing, wanted: Wanted) -> OsmPlaces {
    let (_folder, path) = drawing.file();
    places(&path, &Rules::built_in().unwrap().osm, wanted).unwrap()
}

pub fn one(drawing: &Drawing, wanted: Wanted) -> OsmPlace {
    let mut all = read(drawing, wanted).places;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn town() -> Drawing {
    let square = [(1, 106.2, 38.4), (2, 106.3, 38.4), (3, 106.3, 38.5), (-4, 106.2, 38.5)];
    Drawing::with_nodes(&square)
        .node(-7, [106.2265089, 38.4867312], &[("amenity", "clinic"), ("name", "卫生服务站")])
        .node(8, [106.21, 38.41], &[("amenity", "veterinary"), ("name", "宠物医院")])
        .node(9, [106.21, 38.42], &[("amenity", "restaurant"), ("name", "阳光小饭桌")])
        .node(10, [106.21, 38.43], &[("amenity", "restaurant"), ("name", "阳光老饭桌")])
        .way(-1, &[1, 2, 3, -4, 1], &[("leisure", "park"), ("name", "Park"), ("name:zh", "公园")])
        .way(2, &[1, 2], &[("leisure", "track"), ("sport", "running")])
        .way(3, &[1, 2, 3, 1], &[("building", "apartments"), ("building:flats", "24")])
        .way(4, &[1, 2, 3], &[("building", "house")])
        .way(5, &[1, 2, 3, 1], &[("building", "yes")])
        .relation(
            6,
            &[(1, -1, "outer"), (0, 9, "label")],
            &[("type", "multipolygon"), ("leisure", "sports_centre")],
        )
}

fn ids(all: &OsmPlaces) -> Vec<(&str, &str, &str)> {
    all.places.iter().map(|p| (&*p.id, &*p.category, &*p.rule)).collect()
}

#[test]
fn rules_pick_objects_of_every_kind() {
    let all = read(&town(), Wanted::Facilities);
    assert_eq!(
        ids(&all),
        [
            ("node/-7", "clinic", "clinic-community"),
            ("node/10", "canteen", "canteen-name"),
            ("way/-1", "fitness", "fitness-park"),
            ("way/2", "fitness", "fitness-pitch"),
            ("relation/6", "fitness", "fitness-sports-centre"),
        ]
    );
    assert_eq!(&*all.places[0].name, "卫生服务站");
    assert_eq!(&*all.places[2].name, "公园");
    // The very numbers of the decimal text.
    let clinic = all.places[0].geometry.clone().unwrap();
    assert_eq!(clinic, Geometry::new_point([106.2265089, 38.4867312]));
    let ring = [[106.2, 38.4], [106.3, 38.4], [106.3, 38.5], [106.2, 38.5], [106.2, 38.4]];
    assert_eq!(all.places[2].geometry.clone().unwrap(), Geometry::new_polygon([ring]));
    // Along one parallel the middle is the mean.
    let GeometryValue::Point { coordinates } = &all.places[3].geometry.as_ref().unwrap().value
    else {
        panic!("{:?}", all.places[3]);
    };
    let at = coordinates.as_slice();
    assert!((at[0] - 106.25).abs() < 1e-9 && (at[1] - 38.4).abs() < 1e-12, "{at:?}");
    let area = all.places[4].geometry.clone().unwrap();
    assert_eq!(area, Geometry::new_multi_polygon([[ring]]));
    let note = "found by rule: clinic-community 1, canteen-name 1, fitness-sports-centre 1, \
                fitness-pitch 1, fitness-park 1";
    assert_eq!(all.notes.len(), 1);
    assert_eq!(all.notes[0][0], note);
}

#[test]
fn homes_are_outlines_with_their_tags() {
    let all = read(&town(), Wanted::Residents);
    assert_eq!(
        ids(&all),
        [("way/3", "residential", "home-building"), ("way/4", "residential", "home-building")]
    );
    assert!(all.places[0].tags.contains(&("building:flats".into(), "24".into())));
    let (field, value, reason) = all.places[1].geometry.clone().unwrap_err();
    assert_eq!((&*field, reason), ("nodes", Reason::BadRing));
    assert_eq!(value, "3 nodes, from node/1 to node/3");
}

#[test]
fn nothing_depends_on_the_order_of_the_file_or_on_threads() {
    let rules = Rules::built_in().unwrap().osm;
    let mut told = Vec::new();
    for order in [Order::NodesFirst, Order::RelationsFirst] {
        for per_block in [1, 2, 100] {
            let (_folder, path) = saved(&town().bytes(order, per_block));
            for threads in [1, 4] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                let all = pool.install(|| places(&path, &rules, Wanted::Facilities)).unwrap();
                told.push(format!("{all:?}"));
            }
        }
    }
    assert!(told.iter().all(|text| *text == told[0]));
}

#[test]
fn what_the_file_does_not_hold_is_said() {
    let clipped = Drawing::with_nodes(&[(1, 0.0, 0.0), (2, 1.0, 0.0), (3, 1.0, 1.0)])
        .way(1, &[1, 2, 3, 99, 1], &[("leisure", "park")])
        .relation(2, &[(1, 77, "outer")], &[("type", "multipolygon"), ("leisure", "park")]);
    let all = read(&clipped, Wanted::Facilities).places;
    let fault = |i: usize| all[i].geometry.clone().unwrap_err();
    assert_eq!(fault(0), ("node".into(), "node/99".into(), Reason::Incomplete));
    assert_eq!(fault(1), ("way".into(), "way/77".into(), Reason::Incomplete));
}

#[test]
fn ways_of_too_few_nodes_are_no_outlines() {
    let nodes = [(1, 0.0, 0.0), (2, 1.0, 0.0)];
    let home = |refs: &[i64]| {
        let drawing = Drawing::with_nodes(&nodes).way(1, refs, &[("building", "house")]);
        one(&drawing, Wanted::Residents).geometry.unwrap_err().2
    };
    assert_eq!(home(&[1, 2, 1]), Reason::BadRing);
    assert_eq!(home(&[1]), Reason::BadRing);
    assert_eq!(home(&[]), Reason::Incomplete);
    let park = Drawing::with_nodes(&nodes).way(1, &[2], &[("leisure", "park")]);
    let point = one(&park, Wanted::Facilities).geometry.unwrap();
    assert_eq!(point, Geometry::new_point([1.0, 0.0]));
}

#[test]
fn doors_on_the_outline_are_its_entrances() {
    let nodes = [(1, 0.0, 0.0), (2, 0.001, 0.0), (3, 0.001, 0.001)];
    let drawing = |tags: &[(&'static str, &'static str)]| {
        Drawing::with_nodes(&nodes)
            .node(4, [0.0005, 0.0], tags)
            .node(5, [0.0, 0.0005], &[("entrance", "emergency")])
            .way(1, &[1, 4, 2, 3, 5, 1], &[("leisure", "park"), ("building", "house")])
    };
    let doors =
        |tags: &[(&'static str, &'static str)], wanted| one(&drawing(tags), wanted).entrances;
    let open = [("barrier", "gate")];
    assert_eq!(doors(&open, Wanted::Facilities), [[0.0005, 0.0]]);
    assert_eq!(doors(&open, Wanted::Residents), [[0.0005, 0.0]]);
    // Residents have the key, visitors of a park have not; and they start outside the gate.
    let closed = [("barrier", "gate"), ("access", "private")];
    assert_eq!(doors(&closed, Wanted::Facilities), [[0.0; 2]; 0]);
    let at = doors(&closed, Wanted::Residents);
    assert_eq!(at.len(), 1);
    let metre = 1.0 / crate::geodesy::LocalPlane::at(0.0).y_m;
    assert!((at[0][0] - 0.0005).abs() < 1e-12 && (at[0][1] + metre).abs() < 1e-12, "{at:?}");
}
