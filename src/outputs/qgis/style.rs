//! Looks -> styles of QGIS: how features are drawn, labels, aliases of fields, values with words.

use super::template::fill;
use crate::lang::Lang;
use crate::outputs::layers::{About, Classes, Colour, Field, Look, Mark, Shape, columns};

/// A look of a layer as QGIS draws it.
pub struct Style {
    /// The elements that a style file and a layer of a project share.
    body: String,
    labels: &'static str,
    scaled: &'static str,
    scale: String,
    shape: Shape,
}

impl Style {
    /// The style of one look.
    pub fn of(about: &About, look: &Look, lang: Lang) -> Style {
        let columns = columns(&about.fields);
        let label = look.label.as_ref().map(|label| {
            // Over the point, or horizontal within the area.
            let (placement, distance) = match about.shape {
                Shape::Point => ("6", "1"),
                _ => ("1", "0"),
            };
            fill(
                include_str!("templates/labels.xml"),
                &[
                    ("text", &label.text[lang as usize]),
                    ("size", &label.size.to_string()),
                    ("colour", &colour(label.colour)),
                    ("placement", placement),
                    ("distance", distance),
                ],
                &[],
            )
        });
        let name = columns.iter().find(|name| *name == "name").or(columns.first());
        let preview = name.map(|name| format!("\"{name}\"")).unwrap_or_default();
        let body = fill(
            include_str!("templates/style.xml"),
            &[("preview", &preview)],
            &[
                ("renderer", &renderer(&look.classes, lang)),
                ("labels", label.as_deref().unwrap_or_default()),
                ("widgets", &widgets(&columns, &about.fields, lang)),
                ("aliases", &aliases(&columns, &about.fields, lang)),
            ],
        );
        Style {
            body,
            labels: if label.is_some() { "1" } else { "0" },
            scaled: if look.from_scale.is_some() { "1" } else { "0" },
            scale: look.from_scale.unwrap_or(100_000_000).to_string(),
            shape: about.shape,
        }
    }

    /// As a style file (QML).
    pub fn qml(&self) -> String {
        let geometry_type = match self.shape {
            Shape::Point => "0",
            Shape::Lines => "1",
            Shape::Areas => "2",
        };
        let words = [
            ("labels", self.labels),
            ("scaled", self.scaled),
            ("scale", &self.scale),
            ("geometry_type", geometry_type),
        ];
        fill(include_str!("templates/qml.xml"), &words, &[("style", &self.body)])
    }

    /// As a layer of a project.
    pub fn layer(&self, id: &str, title: &str, source: &str) -> String {
        let geometry = match self.shape {
            Shape::Point => "Point",
            Shape::Lines => "Line",
            Shape::Areas => "Polygon",
        };
        let words = [
            ("geometry", geometry),
            ("labels", self.labels),
            ("scaled", self.scaled),
            ("scale", &self.scale),
            ("id", id),
            ("title", title),
            ("source", source),
        ];
        fill(include_str!("templates/layer.xml"), &words, &[("style", &self.body)])
    }
}

fn renderer(classes: &Classes, lang: Lang) -> String {
    match classes {
        Classes::One(mark) => {
            let symbol = symbol("0", mark);
            fill(include_str!("templates/one.xml"), &[], &[("symbols", &symbol)])
        }
        Classes::Values { by, classes } => {
            const CLASS: &str =
                "<category symbol=\"{n}\" value=\"{v}\" label=\"{title}\" render=\"true\"/>";
            let mut parts = [String::new(), String::new()];
            for (n, class) in classes.iter().enumerate() {
                let n = n.to_string();
                let title = &*class.title[lang as usize];
                parts[0] += &fill(CLASS, &[("n", &n), ("v", &class.what), ("title", title)], &[]);
                parts[1] += &symbol(&n, &class.mark);
            }
            let slots = [("classes", &*parts[0]), ("symbols", &*parts[1])];
            fill(include_str!("templates/values.xml"), &[("by", by)], &slots)
        }
        Classes::Ranges { by, classes } => {
            const CLASS: &str = "<range symbol=\"{n}\" lower=\"{from}\" upper=\"{to}\" \
                label=\"{title}\" render=\"true\"/>";
            let mut parts = [String::new(), String::new()];
            // Both ends belong to a range of QGIS, and the first that fits is taken: the highest
            // first, so that a value on an edge belongs to the upper one.
            for (n, class) in classes.iter().rev().enumerate() {
                let n = n.to_string();
                let [from, to] = class.what.map(|edge| edge.min(1e15).to_string());
                let title = &*class.title[lang as usize];
                let words = [("n", &*n), ("from", &*from), ("to", &*to), ("title", title)];
                parts[0] += &fill(CLASS, &words, &[]);
                parts[1] += &symbol(&n, &class.mark);
            }
            let slots = [("classes", &*parts[0]), ("symbols", &*parts[1])];
            fill(include_str!("templates/ranges.xml"), &[("by", by)], &slots)
        }
    }
}

fn symbol(name: &str, mark: &Mark) -> String {
    match *mark {
        Mark::Point { form, size, colour: inner, rim } => fill(
            include_str!("templates/point.xml"),
            &[
                ("name", name),
                ("form", form),
                ("size", &size.to_string()),
                ("colour", &colour(inner)),
                ("rim", &colour(rim)),
            ],
            &[],
        ),
        Mark::Line { width, colour: ink } => fill(
            include_str!("templates/line.xml"),
            &[("name", name), ("width", &width.to_string()), ("colour", &colour(ink))],
            &[],
        ),
        Mark::Area { colour: inner, rim, width } => fill(
            include_str!("templates/area.xml"),
            &[
                ("name", name),
                ("colour", &colour(inner)),
                ("rim", &colour(rim)),
                ("width", &width.to_string()),
            ],
            &[],
        ),
    }
}

fn colour(colour: Colour) -> String {
    colour.map(|part| part.to_string()).join(",")
}

/// What fields are called.
fn aliases(columns: &[String], fields: &[Field], lang: Lang) -> String {
    const ALIAS: &str = "<alias field=\"{field}\" index=\"{n}\" name=\"{alias}\"/>";
    let all = columns.iter().zip(fields).enumerate();
    all.map(|(i, (column, field))| {
        // Field 0 is the number of the row.
        let (n, alias) = ((i + 1).to_string(), field.alias(lang));
        fill(ALIAS, &[("field", column), ("n", &n), ("alias", &alias)], &[])
    })
    .collect()
}

/// What codes mean.
fn widgets(columns: &[String], fields: &[Field], lang: Lang) -> String {
    const VALUE: &str = "<Option type=\"Map\">\
        <Option type=\"QString\" name=\"{shown}\" value=\"{value}\"/></Option>";
    let coded = columns.iter().zip(fields).filter(|(_, field)| !field.values.is_empty());
    coded
        .map(|(column, field)| {
            let values = field.values.iter();
            let values: String = values
                .map(|(value, words)| {
                    fill(VALUE, &[("shown", &words[lang as usize]), ("value", value)], &[])
                })
                .collect();
            let widget = include_str!("templates/widget.xml");
            fill(widget, &[("field", column)], &[("values", &values)])
        })
        .collect()
}
