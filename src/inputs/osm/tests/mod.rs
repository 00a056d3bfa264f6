//! Extracts drawn by hand: what is read out of them, and what is refused.

mod drawing;
mod gates;
mod ground;
mod hostile;
mod pbf;
mod places;
mod real;
mod relations;
