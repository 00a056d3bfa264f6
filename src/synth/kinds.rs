//! What a way or a gate is, and the OpenStreetMap tags that say so.

type Tags = &'static [(&'static str, &'static str)];

/// The kind of a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayKind {
    Trunk,
    Primary,
    Secondary,
    Tertiary,
    /// A street that is being built: on the map, but nobody walks there yet.
    Construction,
    Residential,
    /// One-way for cars, which does not bind walkers.
    ResidentialOneway,
    LivingStreet,
    Service,
    /// The drive of a school or a factory, closed to the public.
    PrivateDrive,
    Footway,
    Path,
    Steps,
    Motorway,
    MotorwayLink,
    River,
    Railway,
    Wall,
    Park,
}

impl WayKind {
    pub fn tags(self) -> Tags {
        match self {
            Self::Trunk => &[("highway", "trunk")],
            Self::Primary => &[("highway", "primary")],
            Self::Secondary => &[("highway", "secondary")],
            Self::Tertiary => &[("highway", "tertiary")],
            Self::Construction => &[("highway", "construction"), ("construction", "secondary")],
            Self::Residential => &[("highway", "residential")],
            Self::ResidentialOneway => &[("highway", "residential"), ("oneway", "yes")],
            Self::LivingStreet => &[("highway", "living_street")],
            Self::Service => &[("highway", "service")],
            Self::PrivateDrive => &[("highway", "service"), ("access", "private")],
            Self::Footway => &[("highway", "footway")],
            Self::Path => &[("highway", "path")],
            Self::Steps => &[("highway", "steps")],
            Self::Motorway => &[("highway", "motorway"), ("oneway", "yes")],
            Self::MotorwayLink => &[("highway", "motorway_link")],
            Self::River => &[("waterway", "river")],
            Self::Railway => &[("railway", "rail")],
            Self::Wall => &[("barrier", "wall")],
            Self::Park => &[("leisure", "park")],
        }
    }

    /// Whether people walk there. The tests check this against the tags.
    pub fn walkable(self) -> bool {
        !matches!(
            self,
            Self::Construction
                | Self::PrivateDrive
                | Self::Motorway
                | Self::MotorwayLink
                | Self::River
                | Self::Railway
                | Self::Wall
                | Self::Park
        )
    }
}

/// How a way passes what lies across it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Ground,
    Bridge,
    Underpass,
}

impl Level {
    pub fn tags(self) -> Tags {
        match self {
            Self::Ground => &[],
            Self::Bridge => &[("bridge", "yes"), ("layer", "1")],
            Self::Underpass => &[("tunnel", "yes"), ("layer", "-1")],
        }
    }
}

/// A gate in the wall of a compound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    Open,
    /// Closed to cars of strangers, open to people on foot.
    OpenOnFoot,
    /// Closed to everybody.
    Private,
}

impl Gate {
    pub fn tags(self) -> Tags {
        match self {
            Self::Open => &[("barrier", "gate")],
            Self::OpenOnFoot => &[("barrier", "gate"), ("access", "private"), ("foot", "yes")],
            Self::Private => &[("barrier", "gate"), ("access", "private")],
        }
    }
}
