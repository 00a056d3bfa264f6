//! Figures of a run by what they are about.

use walkshed::coverage::{Group, Indicator, Variant};
use walkshed::pipeline::Findings;
use walkshed::rules::Denominator;

use crate::scene::Answered;

/// The figure of a circle as a whole; there is exactly one.
pub fn figure<'f>(
    found: &'f Findings,
    circle: &str,
    variant: Variant,
    group: Group,
    denominator: Denominator,
) -> &'f Indicator {
    let circle = found.circle(circle);
    let mut fitting = found.indicators.iter().filter(|i| {
        (i.circle, i.category, i.variant, i.group, i.denominator)
            == (circle, None, variant, group, denominator)
    });
    let one = fitting.next().expect("no such figure");
    assert!(fitting.next().is_none(), "the figure is there twice");
    one
}
