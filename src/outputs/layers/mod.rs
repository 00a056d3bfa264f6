//! The layers of a result, described once for all formats: the fields with their words, a function
//! that fills a feature, and how the layer looks on a map.
//!
//! To add a layer: a type that is a [`Layer`], and its line in [`Layers::of`] and [`Layers::each`].

mod districts;
mod facilities;
mod field;
mod isochrones;
mod look;
mod record;
mod residents;
mod service_areas;
mod shared;
mod zones;

pub use field::{Field, Kind, columns};
pub use look::{Classes, Colour, Look, Mark};
pub use record::Record;
pub use service_areas::line as stretch_line;

use districts::DistrictLayer;
use facilities::FacilityLayer;
use isochrones::IsochroneLayer;
use residents::ResidentLayer;
use service_areas::ServiceAreaLayer;
use zones::ZoneLayer;

use crate::pipeline::Findings;

/// The one kind of geometry of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Points.
    Point,
    /// Lines of one or several parts.
    Lines,
    /// Areas of one or several parts.
    Areas,
}

/// Where a layer stands on a map: groups of layers, the upper ones drawn over the lower ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Residents and facilities.
    Points,
    /// Uncovered zones; one circle's are seen at a time.
    Zones,
    /// Streets in reach.
    ServiceAreas,
    /// Areas in reach.
    Isochrones,
    /// Districts; one circle's coverage is seen at a time.
    Districts,
}

/// What is known of a layer before any of its features.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// Its name: of the file, and of the table in a package.
    pub name: String,
    /// What it is, in English and Chinese.
    pub title: [String; 2],
    /// Its fields, in the order in which features are filled.
    pub fields: Vec<Field>,
    /// Its geometry.
    pub shape: Shape,
    /// Where it stands on a map.
    pub place: Place,
    /// How it is drawn; the first is how it opens, the others are maps of their own.
    pub looks: Vec<Look>,
}

/// A layer: what it is, and its features one by one.
pub trait Layer: Sync {
    /// What it is.
    fn about(&self) -> &About;

    /// How many features it has.
    fn len(&self) -> usize;

    /// Hands over feature `i`.
    fn fill<R: Record>(&self, i: usize, record: R);
}

/// A format, which takes the layers one after the other.
pub trait Format {
    /// What can go wrong.
    type Error;

    /// Writes a layer.
    fn layer(&mut self, layer: &impl Layer) -> Result<(), Self::Error>;
}

/// All layers of a result.
pub struct Layers<'f> {
    residents: ResidentLayer<'f>,
    facilities: FacilityLayer<'f>,
    zones: Vec<ZoneLayer<'f>>,
    service_areas: Vec<ServiceAreaLayer<'f>>,
    isochrones: Vec<IsochroneLayer<'f>>,
    districts: Option<DistrictLayer<'f>>,
}

impl<'f> Layers<'f> {
    /// Describes the layers of a run.
    pub fn of(findings: &'f Findings) -> Layers<'f> {
        Layers {
            residents: ResidentLayer::of(findings),
            facilities: FacilityLayer::of(findings),
            zones: zones::all(findings),
            service_areas: service_areas::all(findings),
            isochrones: isochrones::all(findings),
            districts: DistrictLayer::of(findings),
        }
    }

    /// Hands every layer to a format, always in the same order.
    pub fn each<F: Format>(&self, format: &mut F) -> Result<(), F::Error> {
        format.layer(&self.residents)?;
        format.layer(&self.facilities)?;
        self.zones.iter().try_for_each(|layer| format.layer(layer))?;
        self.service_areas.iter().try_for_each(|layer| format.layer(layer))?;
        self.isochrones.iter().try_for_each(|layer| format.layer(layer))?;
        self.districts.iter().try_for_each(|layer| format.layer(layer))
    }
}
