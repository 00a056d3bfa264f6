//! The binary, as people and scripts meet it: a tiny city in a temporary folder, the program run on
//! it, and what it prints, writes and refuses.

mod barriers;
mod batch;
mod check;
mod city;
mod commands;
mod exits;
mod figures;
mod files;
mod folder;
mod formats;
mod frames;
mod habits;
mod isochrones;
mod kill;
mod layers;
mod others;
mod package;
mod poi;
mod report;
mod rows;
mod siting;
mod study;
mod tables;
mod terminal;
mod threads;
