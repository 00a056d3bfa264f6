//! Real cities against distances that others computed, home by home.
mod data;
mod graph_facts;
