//! A project of QGIS over the layers of the package: groups, styles, title, the city's extent.

use super::style::Style;
use super::template::fill;
use crate::crs::System;
use crate::lang::Lang;
use crate::outputs::formats::geopackage;
use crate::outputs::layers::{About, Place};

/// A layer as the map needs it, and whether it holds anything.
pub struct Drawn {
    /// What it is.
    pub about: About,
    /// How many features it has.
    pub count: usize,
}

/// What a project opens on: lowest and highest longitude and latitude.
pub type Extent = [[f64; 2]; 2];

/// The XML of a project.
pub fn project(title: &str, layers: &[Drawn], extent: Extent, lang: Lang) -> String {
    let mut ordered: Vec<&Drawn> = layers.iter().collect();
    ordered.sort_by_key(|layer| layer.about.place);
    let [mut tree, mut drawn, mut legend] = [const { String::new() }; 3];
    for group in ordered.chunk_by(|a, b| a.about.place == b.about.place) {
        let place = group[0].about.place;
        let mut members = String::new();
        // Facilities lie over residents.
        let upper_first = group.iter().rev().filter(|_| place == Place::Points);
        let as_given = group.iter().filter(|_| place != Place::Points);
        for layer in upper_first.chain(as_given) {
            let about = &layer.about;
            for (number, look) in about.looks.iter().enumerate() {
                let id = format!("{}_{number}", about.name);
                let only = look.only.as_ref().map(|only| format!("|subset={only}"));
                let source = format!(
                    "./{}|layername={}{}",
                    geopackage::FILE,
                    about.name,
                    only.unwrap_or_default()
                );
                let shown = &*look.title[lang as usize];
                let title = match (layer.count, lang) {
                    (0, Lang::En) => format!("{shown} (none)"),
                    (0, Lang::Zh) => format!("{shown}（无）"),
                    _ => shown.to_owned(),
                };
                let checked = if look.visible { "Qt::Checked" } else { "Qt::Unchecked" };
                let entry = fill(
                    include_str!("templates/tree_layer.xml"),
                    &[
                        ("id", &id),
                        ("title", &title),
                        ("source", &source),
                        ("checked", checked),
                        ("expanded", if look.visible { "1" } else { "0" }),
                    ],
                    &[],
                );
                if look.visible {
                    legend += &entry;
                }
                members += &entry;
                drawn += &Style::of(about, look, lang).layer(&id, &title, &source);
            }
        }
        let (title, one_at_a_time) = match place {
            Place::Points => (["Facilities and residents", "设施与居民点"], false),
            Place::Zones => (["Uncovered zones", "未覆盖片区"], true),
            Place::ServiceAreas => (["Streets in reach", "步行服务范围"], false),
            Place::Isochrones => (["Isochrones", "等时圈"], false),
            Place::Districts => (["Coverage of districts", "各区划覆盖率"], true),
        };
        tree += &fill(
            include_str!("templates/group.xml"),
            &[("title", lang.pick(title)), ("exclusive", if one_at_a_time { "1" } else { "0" })],
            &[("layers", &members)],
        );
    }
    let title = match title {
        "" => lang.pick(["Walking circles", "步行服务圈覆盖评估"]),
        title => title,
    };
    let (code, [xmin, ymin, xmax, ymax]) = flat(extent);
    let layout = layout(title, [xmin, ymin, xmax, ymax], &legend, lang);
    let [xmin, ymin, xmax, ymax] = [xmin, ymin, xmax, ymax].map(|v| v.to_string());
    fill(
        include_str!("templates/project.xml"),
        &[
            ("title", title),
            // XML within XML, as the program keeps it.
            ("title_format", include_str!("templates/title_format.xml").trim_end()),
            ("code", &code.to_string()),
            ("xmin", &xmin),
            ("ymin", &ymin),
            ("xmax", &xmax),
            ("ymax", &ymax),
        ],
        &[("tree", &tree), ("layers", &drawn), ("layout", &layout)],
    )
}

/// Millimetres of the map on the sheet.
const MAP: [f64; 2] = [310.0, 261.0];

/// A sheet to print or to hand in: A3, with title, map, legend of what is seen, and a scale.
fn layout(title: &str, [xmin, ymin, xmax, ymax]: [f64; 4], legend: &str, lang: Lang) -> String {
    // The map has the form of its extent.
    let (width, height) = (xmax - xmin, ymax - ymin);
    let missing =
        [(height * MAP[0] / MAP[1] - width) / 2.0, (width * MAP[1] / MAP[0] - height) / 2.0];
    let [x, y] = missing.map(|m| m.max(0.0));
    let extent = [xmin - x, ymin - y, xmax + x, ymax + y].map(|v| v.to_string());
    // Items know each other by such names, which need not differ between projects.
    let ids = [1, 2, 3, 4, 5].map(|n| format!("{{a3000000-0000-4000-8000-{n:012}}}"));
    let [width, height] = MAP.map(|v| v.to_string());
    fill(
        include_str!("templates/layout.xml"),
        &[
            ("title", title),
            ("legend", lang.pick(["Legend", "图例"])),
            ("metres", lang.pick(["m", "米"])),
            ("map_width", &width),
            ("map_height", &height),
            ("xmin", &extent[0]),
            ("ymin", &extent[1]),
            ("xmax", &extent[2]),
            ("ymax", &extent[3]),
            ("id1", &ids[0]),
            ("id2", &ids[1]),
            ("id3", &ids[2]),
            ("id4", &ids[3]),
            ("id5", &ids[4]),
        ],
        &[("legend", legend)],
    )
}

/// The zone of UTM that a place lies in, by its EPSG code, and an extent in it with some room:
/// degrees would draw a city too wide. (The zones of CGCS2000 lie as near, but QGIS warns that the
/// way between the datums is not exact.)
fn flat([low, high]: Extent) -> (u16, [f64; 4]) {
    let middle = [0, 1].map(|axis| (low[axis] + high[axis]) / 2.0);
    let zone = (((middle[0] + 180.0) / 6.0).floor() as u16).min(59) + 1;
    let code = if middle[1] < 0.0 { 32_700 } else { 32_600 } + zone;
    let system = System::of_code(code, None).ok();
    let flat = |lon: f64, lat: f64| system.as_ref()?.of_wgs84([lon, lat]);
    let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    // The edges of a box are bent by the projection.
    for step in 0..=8 {
        let share = f64::from(step) / 8.0;
        let [lon, lat] = [0, 1].map(|axis| low[axis] + share * (high[axis] - low[axis]));
        let rim = [(lon, low[1]), (lon, high[1]), (low[0], lat), (high[0], lat)];
        for [x, y] in rim.into_iter().filter_map(|(lon, lat)| flat(lon, lat)) {
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        }
    }
    if bounds[0] > bounds[2] {
        // Near a pole, where UTM ends.
        return (4326, [low[0], low[1], high[0], high[1]]);
    }
    let room = 0.04 * (bounds[2] - bounds[0]).max(bounds[3] - bounds[1]).max(2500.0);
    let [west, south, east, north] = bounds;
    (code, [west - room, south - room, east + room, north + room].map(f64::round))
}
