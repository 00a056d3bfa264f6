//! How a layer is drawn, in words that no program owns: classes with colours, and labels.

/// Red, green, blue, and how opaque.
pub type Colour = [u8; 4];

/// One way to draw a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What this map shows, in English and Chinese.
    pub title: [String; 2],
    /// What tells the features apart.
    pub classes: Classes,
    /// What is written beside them.
    pub label: Option<Label>,
    /// Whether it is seen at first.
    pub visible: bool,
    /// Drawn from this scale on only (the number after 1:), where there are too many for less.
    pub from_scale: Option<u32>,
    /// Only the features that meet a condition (an expression of SQL).
    pub only: Option<String>,
}

/// What tells features apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Classes {
    /// They all look the same.
    One(Mark),
    /// By the value of an expression.
    Values {
        /// The expression; field names in double quotes.
        by: String,
        /// A value each.
        classes: Vec<Class<String>>,
    },
    /// By ranges of an expression: from, inclusive, to the next, exclusive.
    Ranges {
        /// The expression; field names in double quotes.
        by: String,
        /// A range each, lowest first.
        classes: Vec<Class<[f64; 2]>>,
    },
}

/// A class of features.
#[derive(Clone, Debug, PartialEq)]
pub struct Class<T> {
    /// What its features have in common.
    pub what: T,
    /// Its line of the legend, in English and Chinese.
    pub title: [String; 2],
    /// How they are drawn.
    pub mark: Mark,
}

/// How a feature is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// A point as a filled form.
    Point {
        /// `circle`, `square`, `diamond`, `triangle`, `star`.
        form: &'static str,
        /// Its size in millimetres.
        size: f64,
        /// Its colour.
        colour: Colour,
        /// Its rim.
        rim: Colour,
    },
    /// A line.
    Line {
        /// Its width in millimetres.
        width: f64,
        /// Its colour.
        colour: Colour,
    },
    /// An area with a rim.
    Area {
        /// Its colour.
        colour: Colour,
        /// Its rim.
        rim: Colour,
        /// The width of the rim in millimetres.
        width: f64,
    },
}

/// What is written beside features.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The expression, in English and Chinese; field names in double quotes.
    pub text: [String; 2],
    /// Points.
    pub size: f64,
    /// Its colour.
    pub colour: Colour,
}

/// Colours that people with any eyes tell apart (Okabe and Ito), without the grey.
pub const DISTINCT: [Colour; 7] = [
    [0, 114, 178, 255],
    [230, 159, 0, 255],
    [204, 121, 167, 255],
    [0, 158, 115, 255],
    [86, 180, 233, 255],
    [213, 94, 0, 255],
    [240, 228, 66, 255],
];

/// Forms of points, so that colour is not all that tells them apart.
pub const FORMS: [&str; 5] = ["square", "diamond", "triangle", "star", "pentagon"];

/// From pale to strong: the more, the worse. No colour of a district, over which zones lie.
pub const PURPLES: [Colour; 5] = [
    [218, 218, 235, 190],
    [188, 189, 220, 190],
    [158, 154, 200, 190],
    [117, 107, 177, 190],
    [84, 39, 143, 190],
];

/// From pale to strong: the more, the better.
pub const BLUES: [Colour; 5] = [
    [239, 243, 255, 255],
    [189, 215, 231, 255],
    [107, 174, 214, 255],
    [49, 130, 189, 255],
    [8, 81, 156, 255],
];

/// Out of use, unknown.
pub const GREY: Colour = [150, 150, 150, 255];
/// Rims.
pub const WHITE: Colour = [255, 255, 255, 255];
/// Text.
pub const INK: Colour = [40, 40, 40, 255];
