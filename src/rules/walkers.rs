//! Who may walk where: the tag table of the network rules (sections 1, 2 and 4).
//!
//! Decoding says which tags an object has; this file alone says what they mean for a walker. Values
//! are compared as a whole and case-sensitively: `foot=yes;no` is not `yes`.

/// The tags of a way that decide whether it may be walked.
#[derive(Clone, Copy, Debug, Default)]
pub struct WayTags<'a> {
    /// `highway=*`
    pub highway: Option<&'a str>,
    /// `foot=*`
    pub foot: Option<&'a str>,
    /// `access=*`
    pub access: Option<&'a str>,
    /// `route=*`
    pub route: Option<&'a str>,
    /// `motorroad=*`
    pub motorroad: Option<&'a str>,
    /// `oneway:foot=*`
    pub oneway_foot: Option<&'a str>,
}

impl<'a> WayTags<'a> {
    /// Takes a tag if the table reads it.
    pub fn set(&mut self, key: &str, value: &'a str) {
        match key {
            "highway" => self.highway = Some(value),
            "foot" => self.foot = Some(value),
            "access" => self.access = Some(value),
            "route" => self.route = Some(value),
            "motorroad" => self.motorroad = Some(value),
            "oneway:foot" => self.oneway_foot = Some(value),
            _ => {}
        }
    }
}

/// How a walkable way may be walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walkable {
    /// Along the order of its nodes.
    pub forward: bool,
    /// Against the order of its nodes.
    pub backward: bool,
    /// `highway=steps`: profiles may charge or avoid it.
    pub steps: bool,
}

impl Walkable {
    /// Both ways, not stairs: a street table's line without a `highway` property.
    pub const PLAIN: Walkable = Walkable { forward: true, backward: true, steps: false };
}

/// Values of `highway` that are walkable unless another tag forbids it.
const WALKABLE: [&str; 22] = [
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
/// Not built, or no longer there.
const UNBUILT: [&str; 5] = ["construction", "proposed", "abandoned", "razed", "planned"];

fn foot_allows(foot: Option<&str>) -> bool {
    matches!(foot, Some("yes" | "designated" | "permissive"))
}

/// Rule 1 and 2: may the way be walked, and in which direction? `None` when not at all.
#[must_use]
pub fn way(tags: &WayTags<'_>) -> Option<Walkable> {
    let highway = tags.highway?;
    let foot = foot_allows(tags.foot);
    if UNBUILT.contains(&highway) || tags.route == Some("ferry") {
        return None;
    }
    if !foot && !WALKABLE.contains(&highway) {
        return None;
    }
    if matches!(tags.foot, Some("no" | "private" | "use_sidepath")) {
        return None;
    }
    if !foot && (matches!(tags.access, Some("no" | "private")) || tags.motorroad == Some("yes")) {
        return None;
    }
    Some(Walkable {
        forward: tags.oneway_foot != Some("-1"),
        backward: tags.oneway_foot != Some("yes"),
        steps: highway == "steps",
    })
}

/// The tags of a node that decide whether a walker is stopped there.
#[derive(Clone, Copy, Debug, Default)]
pub struct NodeTags<'a> {
    /// Whether the node has any `barrier=*`.
    pub barrier: bool,
    /// `highway=*`
    pub highway: Option<&'a str>,
    /// `foot=*`
    pub foot: Option<&'a str>,
    /// `access=*`
    pub access: Option<&'a str>,
}

impl<'a> NodeTags<'a> {
    /// Takes a tag if the table reads it.
    pub fn set(&mut self, key: &str, value: &'a str) {
        match key {
            "barrier" => self.barrier = true,
            "highway" => self.highway = Some(value),
            "foot" => self.foot = Some(value),
            "access" => self.access = Some(value),
            _ => {}
        }
    }
}

/// Rule 4: a barrier that walkers may not pass.
#[must_use]
pub fn blocks(tags: &NodeTags<'_>) -> bool {
    let gate = matches!(tags.highway, Some("gate" | "lift_gate" | "swing_gate" | "turnstile"));
    if !tags.barrier && !gate {
        return false;
    }
    matches!(tags.foot, Some("no" | "private"))
        || (matches!(tags.access, Some("no" | "private")) && !foot_allows(tags.foot))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags<'a>(pairs: &[(&str, &'a str)]) -> WayTags<'a> {
        let mut tags = WayTags::default();
        for (key, value) in pairs {
            tags.set(key, value);
        }
        tags
    }

    fn walkable(pairs: &[(&str, &str)]) -> bool {
        way(&tags(pairs)).is_some()
    }

    #[test]
    fn every_row_of_rule_1() {
        assert!(!walkable(&[("foot", "yes")]), "no highway tag");
        for highway in UNBUILT {
            assert!(!walkable(&[("highway", highway), ("foot", "yes")]), "{highway}");
        }
        assert!(!walkable(&[("highway", "footway"), ("route", "ferry"), ("foot", "yes")]));
        for highway in WALKABLE {
            assert!(walkable(&[("highway", highway)]), "{highway}");
        }
        for highway in ["motorway", "motorway_link", "busway", "raceway", "elevator", "trail"] {
            assert!(!walkable(&[("highway", highway)]), "{highway}");
            for foot in ["yes", "designated", "permissive"] {
                assert!(walkable(&[("highway", highway), ("foot", foot)]), "{highway} {foot}");
            }
            assert!(!walkable(&[("highway", highway), ("foot", "yes;no")]));
        }
        for foot in ["no", "private", "use_sidepath"] {
            assert!(!walkable(&[("highway", "footway"), ("foot", foot)]), "{foot}");
        }
        for access in ["no", "private"] {
            assert!(!walkable(&[("highway", "service"), ("access", access)]));
            assert!(walkable(&[("highway", "service"), ("access", access), ("foot", "yes")]));
        }
        assert!(walkable(&[("highway", "service"), ("access", "customers")]));
        assert!(!walkable(&[("highway", "trunk"), ("motorroad", "yes")]));
        assert!(walkable(&[("highway", "trunk"), ("motorroad", "yes"), ("foot", "permissive")]));
        assert!(!walkable(&[("highway", "Footway")]), "case matters");
    }

    #[test]
    fn only_oneway_foot_binds_walkers() {
        let direction = |pairs: &[(&str, &str)]| {
            let w = way(&tags(pairs)).unwrap();
            (w.forward, w.backward)
        };
        assert_eq!(direction(&[("highway", "path"), ("oneway", "yes")]), (true, true));
        assert_eq!(direction(&[("highway", "path"), ("oneway:foot", "yes")]), (true, false));
        assert_eq!(direction(&[("highway", "path"), ("oneway:foot", "-1")]), (false, true));
        assert_eq!(direction(&[("highway", "path"), ("oneway:foot", "no")]), (true, true));
    }

    #[test]
    fn barriers_block_only_with_access_tags() {
        let blocked = |pairs: &[(&'static str, &'static str)]| {
            let mut tags = NodeTags::default();
            for (key, value) in pairs {
                tags.set(key, value);
            }
            blocks(&tags)
        };
        assert!(!blocked(&[("barrier", "gate")]));
        assert!(blocked(&[("barrier", "gate"), ("access", "private")]));
        assert!(!blocked(&[("barrier", "gate"), ("access", "private"), ("foot", "yes")]));
        assert!(blocked(&[("barrier", "bollard"), ("foot", "no")]));
        assert!(blocked(&[("highway", "turnstile"), ("access", "no")]));
        assert!(!blocked(&[("access", "no")]), "a parking entrance is no barrier");
        assert!(!blocked(&[("highway", "crossing"), ("access", "no")]));
    }
}
