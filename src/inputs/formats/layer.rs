//! Layers: features with geometry, one after the other, whatever software wrote them.

use csv::StringRecord;
use geojson::{Geometry, JsonObject};

use crate::crs::Stated;
use crate::error::Result;
use crate::inputs::columns::Field;
use crate::inputs::head::{Asked, Head};
use crate::inputs::places;
use crate::inputs::rows::{Cells, Fault, Row, Shape, Values};
use crate::inputs::source::{Source, Understood};

use super::Take;

/// Features that are looked at to see how a file writes coordinates.
const SAMPLE: usize = 1000;

/// One feature as its format has it.
pub struct Feature {
    /// The line it starts on, from 1; its number in formats without lines.
    pub line: u64,
    /// Its own id, beside its properties.
    pub id: Option<String>,
    /// What it says of itself.
    pub values: FeatureValues,
    /// Where it is.
    pub geometry: Option<Geometry>,
}

/// What a feature says of itself.
pub enum FeatureValues {
    /// In the order of the layer's names.
    Record(StringRecord),
    /// By name.
    Properties(Option<JsonObject>),
}

/// Passes features on as rows. The first ones wait until there are enough of them to see how the
/// file writes coordinates; then features flow, and none is kept.
pub struct Layer<'t> {
    source: &'t Source,
    head: Head,
    stated: Option<Stated>,
    waiting: Option<Vec<Result<Feature, (u64, Fault)>>>,
    rows: u64,
    take: Take<'t>,
}

impl<'t> Layer<'t> {
    /// A layer with these properties, in the coordinate system that the file itself names.
    ///
    /// # Errors
    /// When a property that is needed is not there.
    pub fn of(
        source: &'t Source,
        asked: Asked<'_>,
        names: Vec<String>,
        stated: Option<Stated>,
        take: Take<'t>,
    ) -> Result<Layer<'t>> {
        let mut head = Head::of(asked, names, &source.path)?;
        head.has(asked.need, &source.path)?;
        head.forget(&[Field::Lon, Field::Lat, Field::LonLat]);
        Ok(Layer { source, head, stated, waiting: Some(Vec::new()), rows: 0, take })
    }

    /// The next feature, or why it cannot be read, with its line.
    ///
    /// # Errors
    /// When the coordinates cannot be read, or whoever takes the rows fails.
    pub fn push(&mut self, feature: Result<Feature, (u64, Fault)>) -> Result<()> {
        match &mut self.waiting {
            Some(waiting) if waiting.len() < SAMPLE => {
                waiting.push(feature);
                Ok(())
            }
            _ => {
                self.flow()?;
                self.pass(&feature)
            }
        }
    }

    /// What was understood, after the last feature.
    ///
    /// # Errors
    /// As [`Layer::push`].
    pub fn finish(mut self) -> Result<Understood> {
        self.flow()?;
        let (rows, crs_from) = (self.rows, self.source.crs_from(self.stated.as_ref()));
        Ok(Understood { rows, crs_from, ..Understood::of(self.head) })
    }

    fn flow(&mut self) -> Result<()> {
        let Some(waiting) = self.waiting.take() else { return Ok(()) };
        let readable = waiting.iter().filter_map(|feature| feature.as_ref().ok());
        let firsts = readable.filter_map(|feature| places::first(feature.geometry.as_ref()?));
        let pairs: Vec<[f64; 2]> = firsts.collect();
        self.head.frame = self.source.frame(self.stated.as_ref(), &pairs)?;
        waiting.iter().try_for_each(|feature| self.pass(feature))
    }

    fn pass(&mut self, feature: &Result<Feature, (u64, Fault)>) -> Result<()> {
        self.rows += 1;
        let (line, cells) = match feature {
            Ok(feature) => {
                let values = match &feature.values {
                    FeatureValues::Record(record) => Values::Record(record),
                    FeatureValues::Properties(object) => Values::Properties(object.as_ref()),
                };
                let shape = Shape::Geometry(feature.geometry.as_ref());
                (feature.line, Ok(Cells { values, shape, id: feature.id.as_deref() }))
            }
            Err((line, fault)) => (*line, Err(fault)),
        };
        (self.take)(&Row { record: self.rows, line, head: &self.head, cells })
    }
}
