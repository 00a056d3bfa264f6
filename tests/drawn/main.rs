//! Hand-drawn maps for every network rule: letters are places, ways and tags are named, and the
//! distances from letter to letter can be counted on the drawing.

#[path = "../common/ellipsoid.rs"]
mod ellipsoid;
#[path = "../common/geojson.rs"]
mod geojson;

mod areas;
mod barriers;
mod components;
mod directions;
mod lengths;
mod nearest;
mod picture;
mod rings;
mod segments;
mod snapping;
mod tables;
mod tags;
mod walking;
mod walks;
mod walls;
