//! Districts on the grid, once for all circles: drawn in and out by a hair's breadth.

use geo::buffer::{Buffer, BufferStyle, LineJoin};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;
use rayon::prelude::*;

use super::Inputs;
use super::grid::{Grid, Ring, Shape, bounds, in_steps, overlay, rings};
use crate::coverage::AreaIndex;

/// One district of the level that zones are cut at.
pub struct Border {
    /// Which district.
    pub district: u32,
    /// Its area without the last two centimetres. A cut along a straight border ends on the grid, up
    /// to half a step off the line; drawn in by two steps, zones on both sides stay apart.
    pub inner: Vec<Ring>,
    /// The same, to be asked, in steps of the grid.
    pub inside: AreaIndex,
    /// Its area and two centimetres around it, for zones outside all districts.
    pub outer: Vec<Ring>,
    /// Boxes of its parts.
    pub boxes: Vec<[IntPoint; 2]>,
}

const MARGIN_STEPS: f64 = 2.0;

/// All districts of the run's level, in the order of the file.
pub fn all(inputs: &Inputs<'_>, grid: &Grid) -> Vec<Border> {
    let Some(level) = inputs.level else { return Vec::new() };
    let districts: Vec<_> = inputs.districts.on_level(level).collect();
    districts
        .into_par_iter()
        .map(|(number, district)| {
            let whole = grid.shapes(&district.area);
            let inner = offset(&whole, -MARGIN_STEPS);
            let corners = inner.iter().map(|ring| (0, ring.iter().map(|&p| in_steps(p))));
            Border {
                district: number as u32,
                boxes: whole.iter().map(bounds).collect(),
                inside: AreaIndex::of_rings(corners),
                inner,
                outer: offset(&whole, MARGIN_STEPS),
            }
        })
        .collect()
}

/// Shapes drawn in (or out) by so many steps.
fn offset(shapes: &[Shape], steps: f64) -> Vec<Ring> {
    let line =
        |ring: &Ring| LineString(ring.iter().chain(ring.first()).map(|&p| in_steps(p)).collect());
    let area = MultiPolygon(
        shapes
            .iter()
            .filter_map(|shape| shape.split_first())
            .map(|(outer, holes)| Polygon::new(line(outer), holes.iter().map(line).collect()))
            .collect(),
    );
    let style = BufferStyle::new(steps).line_join(LineJoin::Bevel);
    let drawn: Vec<Ring> = area
        .buffer_with_style(style)
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        .map(|ring| {
            let point = |c: &Coord| IntPoint::new(c.x.round() as i32, c.y.round() as i32);
            ring.coords().skip(1).map(point).collect()
        })
        .collect();
    rings(overlay(&drawn, &[], OverlayRule::Subject, FillRule::NonZero))
}
