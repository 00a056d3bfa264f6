//! How a layer hands over one feature: its values in the order of its fields, then its geometry.

use geo::MultiPolygon;

/// A feature being written. Every format has one, so that one function a layer fills all of them;
/// generic, because a million residents pass through it several times.
pub trait Record: Sized {
    /// The next field, text; none is null.
    fn text<'v>(&mut self, value: impl Into<Option<&'v str>>);

    /// The next field, yes or no.
    fn flag(&mut self, value: impl Into<Option<bool>>);

    /// The next field, a whole number.
    fn count(&mut self, value: usize);

    /// The next field, a number as exact as it is known.
    fn amount(&mut self, value: impl Into<Option<f64>>);

    /// The next field, a number with the decimals of its field; null unless it is finite.
    fn fixed(&mut self, value: impl Into<Option<f64>>);

    /// The next field does not apply to this feature: left out where the format can, else null.
    fn absent(&mut self);

    /// Ends with a point, degrees.
    fn point(self, at: [f64; 2]);

    /// Ends with areas, degrees; outer rings counter-clockwise.
    fn areas(self, area: &MultiPolygon);

    /// Ends with lines, degrees.
    fn lines<L: Iterator<Item = [f64; 2]>>(self, lines: impl Iterator<Item = L>);
}
