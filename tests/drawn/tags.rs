//! Rule 1: which ways are walkable, row by row of the table.

use crate::picture::Map;

/// Whether the way from A to B with these tags may be walked: 100 m, or 300 m around it.
fn walkable(tags: &str) -> bool {
    let map = "
        A---B
        |   |
        C---D";
    let walks = Map::drawn(map).footways(&["ACDB"]).way("AB", tags).walks();
    match walks.metres('A', 'B').unwrap() {
        m if (m - 100.0).abs() < 1e-5 => true,
        m if (m - 300.0).abs() < 1e-5 => false,
        m => panic!("{tags}: {m} m"),
    }
}

/// Each of the ways, all with the same further tags.
#[track_caller]
fn assert_all(highways: &[&str], more: &str, expected: bool) {
    for highway in highways {
        let tags = format!("highway={highway} {more}");
        assert_eq!(walkable(&tags), expected, "{tags}");
    }
}

const LISTED: [&str; 22] = [
    "footway",
    "path",
    "pedestrian",
    "steps",
    "living_street",
    "residential",
    "unclassified",
    "service",
    "track",
    "road",
    "corridor",
    "platform",
    "bridleway",
    "cycleway",
    "tertiary",
    "tertiary_link",
    "secondary",
    "secondary_link",
    "primary",
    "primary_link",
    "trunk",
    "trunk_link",
];
const UNBUILT: [&str; 5] = ["construction", "proposed", "abandoned", "razed", "planned"];
const NOT_LISTED: [&str; 9] = [
    "motorway",
    "motorway_link",
    "busway",
    "raceway",
    "elevator",
    "trail",
    "services",
    "via_ferrata",
    "Footway",
];

#[test]
fn the_listed_kinds_are_walkable() {
    assert_all(&LISTED, "", true);
}

#[test]
fn what_is_not_built_is_not_walkable_whatever_else_is_tagged() {
    assert_all(&UNBUILT, "", false);
    assert_all(&UNBUILT, "foot=yes", false);
    assert_all(&UNBUILT, "foot=designated access=yes", false);
}

#[test]
fn a_ferry_is_no_walk() {
    assert_all(&["footway", "service", "ferry"], "route=ferry", false);
    assert_all(&["footway"], "route=ferry foot=yes", false);
    assert_all(&["footway"], "route=hiking", true);
}

#[test]
fn other_kinds_are_walkable_only_where_foot_allows() {
    assert_all(&NOT_LISTED, "", false);
    for foot in ["yes", "designated", "permissive"] {
        assert_all(&NOT_LISTED, &format!("foot={foot}"), true);
    }
    for foot in ["destination", "customers", "yes;no", "Yes", "official"] {
        assert_all(&NOT_LISTED, &format!("foot={foot}"), false);
    }
    assert_all(&NOT_LISTED, "access=yes", false);
}

#[test]
fn foot_forbids() {
    for foot in ["no", "private", "use_sidepath"] {
        assert_all(&LISTED, &format!("foot={foot}"), false);
        assert_all(&LISTED, &format!("foot={foot} access=yes"), false);
    }
    for foot in ["destination", "discouraged", "no;yes", "No"] {
        assert_all(&LISTED, &format!("foot={foot}"), true);
    }
}

#[test]
fn access_forbids_unless_foot_allows() {
    for access in ["no", "private"] {
        assert_all(&LISTED, &format!("access={access}"), false);
        assert_all(&LISTED, &format!("access={access} foot=destination"), false);
        for foot in ["yes", "designated", "permissive"] {
            assert_all(&LISTED, &format!("access={access} foot={foot}"), true);
        }
    }
    for access in ["customers", "destination", "permit", "yes", "no;destination"] {
        assert_all(&["service", "footway"], &format!("access={access}"), true);
    }
}

#[test]
fn motorroads_forbid_unless_foot_allows() {
    assert_all(&["trunk", "primary"], "motorroad=yes", false);
    assert_all(&["trunk", "primary"], "motorroad=no", true);
    for foot in ["yes", "designated", "permissive"] {
        assert_all(&["trunk", "primary"], &format!("motorroad=yes foot={foot}"), true);
    }
}

#[test]
fn what_the_table_does_not_read_means_nothing() {
    for tag in [
        "sidewalk=no",
        "service=driveway",
        "vehicle=no",
        "motor_vehicle=no",
        "layer=-1",
        "indoor=yes",
        "foot:conditional=no",
        "access:conditional=no",
        "bicycle=no",
    ] {
        assert_all(&["footway", "service"], tag, true);
    }
}
