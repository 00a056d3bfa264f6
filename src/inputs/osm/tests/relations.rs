//! Areas put together from the ways of relations.

use geo::{Area, Contains, MultiPolygon, Point, Validation};

use super::drawing::Drawing;
use super::places::{one, read};
use crate::inputs::Reason;
use crate::inputs::osm::places::Wanted;

const HOME: [(&str, &str); 2] = [("type", "multipolygon"), ("building", "apartments")];

/// Nodes on whole degrees: node 10·x + y at x, y.
fn grid() -> Drawing {
    let all = (0..10).flat_map(|x| (0..10).map(move |y| (10 * x + y, x as f64, y as f64)));
    Drawing::with_nodes(&all.collect::<Vec<_>>())
}

fn area(drawing: &Drawing) -> MultiPolygon {
    let area: MultiPolygon =
        one(drawing, Wanted::Residents).geometry.unwrap().value.try_into().unwrap();
    assert!(area.is_valid(), "{area:?}");
    area
}

fn fault(drawing: &Drawing) -> (String, Reason) {
    let fault = one(drawing, Wanted::Residents).geometry.unwrap_err();
    (fault.1, fault.2)
}

/// The corners of a square, from its south-west one.
fn square(x: i64, y: i64, size: i64) -> Vec<i64> {
    [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
        .map(|(dx, dy)| 10 * (x + dx) + y + dy)
        .to_vec()
}

#[test]
fn split_ways_in_any_order_and_direction_are_one_ring() {
    let parts: [Vec<i64>; 3] = [vec![0, 50], vec![50, 55, 5], vec![5, 0]];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for turned in 0..8 {
            let mut drawing = grid().way(9, &square(1, 1, 2), &[]);
            let mut members = vec![(1, 9, "inner")];
            for part in order {
                let mut refs = parts[part].clone();
                if turned >> part & 1 == 1 {
                    refs.reverse();
                }
                drawing = drawing.way(part as i64 + 1, &refs, &[]);
                members.push((1, part as i64 + 1, "outer"));
            }
            let area = area(&drawing.relation(1, &members, &HOME));
            assert_eq!((area.0.len(), area.0[0].interiors().len()), (1, 1));
            assert_eq!(area.unsigned_area(), 25.0 - 4.0);
            assert!(!area.contains(&Point::new(2.0, 2.0)) && area.contains(&Point::new(4.0, 2.0)));
        }
    }
}

#[test]
fn islands_lie_in_holes_with_or_without_roles() {
    for roles in [["outer", "inner", "outer", "outer"], [""; 4]] {
        let drawing = grid()
            .way(1, &square(0, 0, 6), &[])
            .way(2, &square(1, 1, 4), &[])
            .way(3, &square(2, 2, 1), &[])
            .way(4, &square(7, 7, 2), &[])
            .relation(
                1,
                &[(1, 3, roles[2]), (1, 2, roles[1]), (1, 1, roles[0]), (1, 4, roles[3])],
                &HOME,
            );
        let area = area(&drawing);
        assert_eq!(area.0.len(), 3);
        assert_eq!(area.unsigned_area(), 36.0 - 16.0 + 1.0 + 4.0);
        assert!(area.contains(&Point::new(2.5, 2.5)) && !area.contains(&Point::new(4.0, 4.0)));
    }
}

#[test]
fn rings_may_touch_at_nodes() {
    // Two squares that share a corner, each in two ways that end there.
    let squares = grid()
        .way(1, &[22, 2, 0], &[])
        .way(2, &[0, 20, 22], &[])
        .way(3, &[22, 42, 44], &[])
        .way(4, &[44, 24, 22], &[])
        .relation(1, &[1, 3, 2, 4].map(|id| (1, id, "outer")), &HOME);
    let both = area(&squares);
    assert_eq!((both.0.len(), both.unsigned_area()), (2, 8.0));
    // A hole that touches the outline where ways of both end.
    let hole = grid()
        .way(1, &[0, 50, 55], &[])
        .way(2, &[55, 5, 0], &[])
        .way(3, &[0, 21, 22], &[])
        .way(4, &[22, 12, 0], &[])
        .relation(1, &[(1, 1, "outer"), (1, 2, "outer"), (1, 3, "inner"), (1, 4, "inner")], &HOME);
    // The hole is a kite: (0,0) (2,1) (2,2) (1,2), by the shoelace formula 2.
    assert_eq!(area(&hole).unsigned_area(), 25.0 - 2.0);
    // A ring that comes back to a node of another along the walk is two rings.
    let eight = grid()
        .way(1, &[0, 20, 22], &[])
        .way(2, &[22, 42, 44, 24, 22], &[])
        .way(3, &[22, 2, 0], &[])
        .relation(1, &[(1, 1, "outer"), (1, 2, "outer"), (1, 3, "outer")], &HOME);
    assert_eq!(area(&eight).unsigned_area(), 8.0);
}

#[test]
fn a_member_named_twice_counts_once() {
    let drawing = grid().way(1, &square(0, 0, 2), &[]).relation(
        1,
        &[(1, 1, "outer"), (1, 1, "outer")],
        &HOME,
    );
    assert_eq!(area(&drawing).unsigned_area(), 4.0);
}

#[test]
fn what_is_no_area_is_said_and_not_guessed() {
    let broken = |members: &[(u64, i64, &'static str)], what: &str| {
        let drawing = grid()
            .way(1, &square(0, 0, 5), &[])
            .way(2, &square(1, 1, 2), &[])
            .way(3, &[70, 90, 99], &[])
            .way(4, &[70, 90, 70], &[])
            .way(5, &square(6, 6, 2), &[])
            .way(6, &square(0, 0, 5), &[])
            .relation(1, members, &HOME);
        let (value, reason) = fault(&drawing);
        assert_eq!(reason, Reason::BrokenRelation, "{value}");
        assert!(value.contains(what), "{value}");
    };
    broken(&[(1, 3, "outer")], "open at node/70");
    broken(&[(1, 1, "outer"), (1, 3, "outer")], "open at node/70");
    broken(&[(1, 4, "outer")], "no area");
    broken(&[(1, 1, "outer"), (1, 5, "inner")], "lies in no outer ring");
    broken(&[(1, 1, "outer"), (1, 2, "outer")], "outer but lies in another");
    broken(&[(1, 1, "outer"), (1, 6, "outer")], "twice");
    broken(&[(0, 1, "label")], "no ways");
    broken(&[(1, 1, "outer"), (2, 8, "outer")], "relation/8");
}

#[test]
fn rings_that_touch_twice_are_right_or_refused() {
    // A square of 16 and a crescent of 1 on its east side; they touch at (4, 1) and (4, 3).
    let ways: [&[i64]; 4] = [&[41, 43], &[43, 44, 4, 0, 40, 41], &[41, 62, 43], &[43, 52, 41]];
    let mut right = 0;
    for order in
        [[0, 1, 2, 3], [0, 2, 1, 3], [0, 3, 1, 2], [2, 0, 3, 1], [2, 3, 0, 1], [3, 1, 0, 2]]
    {
        for role in ["outer", ""] {
            let mut drawing = grid();
            for (id, refs) in (1..).zip(ways) {
                drawing = drawing.way(id, refs, &[]);
            }
            let members = order.map(|way| (1, way + 1, role));
            let home = one(&drawing.relation(1, &members, &HOME), Wanted::Residents);
            if let Ok(shape) = home.geometry {
                let area: MultiPolygon = shape.value.try_into().unwrap();
                assert_eq!(area.unsigned_area(), 17.0, "{order:?} {role}");
                right += 1;
            }
        }
    }
    assert!(right >= 4, "{right}");
}

#[test]
fn other_relations_are_refused_with_their_type() {
    let drawing = |kind| {
        grid().way(1, &square(0, 0, 2), &[]).relation(
            1,
            &[(1, 1, "outer")],
            &[("type", kind), ("building", "apartments")],
        )
    };
    assert_eq!(fault(&drawing("site")), ("type=site".into(), Reason::WrongGeometry));
    assert_eq!(area(&drawing("boundary")).unsigned_area(), 4.0);
}

#[test]
fn a_relation_and_the_way_around_it_are_one_home() {
    let drawing = grid()
        .way(1, &square(0, 0, 4), &[("building", "apartments")])
        .way(2, &square(1, 1, 1), &[("building", "house")])
        .relation(7, &[(1, 1, "outer"), (1, 2, "inner")], &HOME);
    let all = read(&drawing, Wanted::Residents);
    let ids: Vec<&str> = all.places.iter().map(|p| &*p.id).collect();
    // Somebody lives in the court.
    assert_eq!(ids, ["way/2", "relation/7"]);
    assert!(all.notes[1][0].starts_with("1 ways are left out"), "{:?}", all.notes);
    // A broken relation takes nobody's place.
    let broken = grid().way(1, &square(0, 0, 4), &[("building", "apartments")]).relation(
        7,
        &[(1, 1, "outer"), (1, 99, "inner")],
        &HOME,
    );
    assert_eq!(read(&broken, Wanted::Residents).places.len(), 2);
}
