//! The region cut by districts.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;

use super::borders::Border;
use super::grid::{Ring, Shape, bounds, in_steps, meet, overlay, rings, split};

/// A contiguous area in one district, and the uncovered residents in it.
pub struct Piece {
    pub shape: Shape,
    pub district: Option<u32>,
    pub residents: Vec<u32>,
}

impl Piece {
    /// A piece whose residents are not known yet.
    pub fn empty(shape: Shape, district: Option<u32>) -> Piece {
        Piece { shape, district, residents: Vec::new() }
    }
}

/// Cuts the region district by district; each takes its part out of what is left, so that pieces
/// never overlap, even where districts do (the first in the file wins, as for residents).
pub fn by_district(borders: &[Border], region: Vec<Shape>) -> Vec<Piece> {
    let mut left = region;
    let mut pieces: Vec<Piece> = Vec::new();
    for border in borders {
        let (near, far): (Vec<Shape>, Vec<Shape>) = left
            .into_iter()
            .partition(|shape| border.boxes.iter().any(|b| meet(*b, bounds(shape))));
        left = far;
        // Most have no border across them and are not cut.
        let (whole, cut): (Vec<Shape>, Vec<Shape>) =
            near.into_iter().partition(|shape| border.inside.is_clear(bounds(shape).map(in_steps)));
        let (within, without): (Vec<Shape>, Vec<Shape>) = whole
            .into_iter()
            .partition(|shape| border.inside.first_at(in_steps(shape[0][0])).is_some());
        // Shapes of the region do not overlap, so all others are cut at once.
        let [inside, outside] = split(&rings(cut), &border.inner);
        left.extend(without.into_iter().chain(outside));
        pieces.extend(
            within.into_iter().chain(inside).map(|s| Piece::empty(s, Some(border.district))),
        );
    }
    // What is left lies outside all districts, but for the hair's breadth along their borders.
    let (near, far): (Vec<Shape>, Vec<Shape>) = left.into_iter().partition(|shape| {
        let around = bounds(shape);
        borders.iter().any(|border| border.boxes.iter().any(|b| meet(*b, around)))
    });
    let districts: Vec<Ring> =
        borders.iter().flat_map(|border| border.outer.iter().cloned()).collect();
    let outside = overlay(&rings(near), &districts, OverlayRule::Difference, FillRule::NonZero);
    pieces.extend(far.into_iter().chain(outside).map(|s| Piece::empty(s, None)));
    pieces
}
