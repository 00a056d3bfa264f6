//! Where no facility stands: motorways and water, by their OpenStreetMap tags.

/// What a way or an area is for somebody who would go there on foot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffLimits {
    /// A carriageway that walkers may not use, by its middle line.
    Motorway,
    /// An area of water, by its outline.
    Water,
}

/// The tags that decide it.
#[derive(Clone, Copy, Debug, Default)]
pub struct GroundTags {
    motorway: bool,
    motorroad: bool,
    water: bool,
    /// What lies underground has other things on top.
    tunnel: bool,
    /// Whether it is a street or a building, which never bound an area of water.
    pub built: bool,
}

impl GroundTags {
    /// Takes a tag if it decides anything.
    pub fn set(&mut self, key: &str, value: &str) {
        match (key, value) {
            ("highway", _) => {
                self.built = true;
                self.motorway |= matches!(value, "motorway" | "motorway_link");
            }
            ("building", _) => self.built = true,
            ("motorroad", "yes") => self.motorroad = true,
            ("natural", "water")
            | ("waterway", "riverbank" | "dock")
            | ("landuse", "reservoir") => {
                self.water = true;
            }
            ("tunnel", _) => self.tunnel |= value != "no",
            _ => {}
        }
    }

    /// What the object is; nothing for most.
    #[must_use]
    pub fn off_limits(&self) -> Option<OffLimits> {
        match self {
            GroundTags { tunnel: true, .. } => None,
            GroundTags { motorway: true, .. } => Some(OffLimits::Motorway),
            GroundTags { built: true, motorroad: true, .. } => Some(OffLimits::Motorway),
            GroundTags { built: false, water: true, .. } => Some(OffLimits::Water),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tags: &[(&str, &str)]) -> Option<OffLimits> {
        let mut ground = GroundTags::default();
        tags.iter().for_each(|(key, value)| ground.set(key, value));
        ground.off_limits()
    }

    #[test]
    fn motorways_and_water_above_ground() {
        for highway in ["motorway", "motorway_link"] {
            assert_eq!(of(&[("highway", highway)]), Some(OffLimits::Motorway));
            assert_eq!(of(&[("tunnel", "yes"), ("highway", highway)]), None);
            assert_eq!(of(&[("tunnel", "no"), ("highway", highway)]), Some(OffLimits::Motorway));
        }
        assert_eq!(of(&[("highway", "trunk"), ("motorroad", "yes")]), Some(OffLimits::Motorway));
        assert_eq!(of(&[("highway", "trunk")]), None);
        for (key, value) in
            [("natural", "water"), ("waterway", "riverbank"), ("landuse", "reservoir")]
        {
            assert_eq!(of(&[(key, value)]), Some(OffLimits::Water));
        }
        assert_eq!(of(&[("waterway", "river")]), None, "a line");
        assert_eq!(of(&[("natural", "water"), ("tunnel", "culvert")]), None);
    }
}
