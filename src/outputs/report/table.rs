//! Tables of the page: a header that is repeated on every printed sheet, numbers to the right.

use super::html::Html;

/// The heading of a column.
#[derive(Clone)]
pub struct Column {
    /// Its words, units included.
    pub head: String,
    /// Its class: `n` for numbers, `s` for words that are never broken.
    pub class: &'static str,
}

/// A column of words.
pub fn words(head: &str) -> Column {
    Column { head: head.to_owned(), class: "" }
}

/// A column of words that are too short to break.
pub fn short(head: &str) -> Column {
    Column { head: head.to_owned(), class: "s" }
}

/// A column of numbers.
pub fn numbers(head: &str) -> Column {
    Column { head: head.to_owned(), class: "n" }
}

/// A table; `rows` writes the rows.
pub fn table(html: &mut Html, columns: &[Column], rows: impl FnOnce(&mut Html)) {
    html.open("div", &[("class", "wide")]);
    html.open("table", &[]);
    html.raw("<thead><tr>");
    for column in columns {
        html.put("th", &class_of(column.class), &column.head);
    }
    html.raw("</tr></thead><tbody>");
    rows(html);
    html.raw("</tbody>");
    html.close("table");
    html.close("div");
}

/// A row of text, one cell a column.
pub fn row(html: &mut Html, columns: &[Column], cells: &[String]) {
    html.open("tr", &[]);
    for (column, cell) in columns.iter().zip(cells) {
        self::cell(html, column.class, cell);
    }
    html.close("tr");
}

/// One cell. Words that are short stay on one line.
pub fn cell(html: &mut Html, class: &'static str, text: &str) {
    let width: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let unbroken = || text.split_whitespace().any(|word| word.len() > LONG && word.is_ascii());
    let class = match class {
        "" if width <= SHORT => "s",
        "" | "s" if unbroken() => "long",
        class => class,
    };
    html.put("td", &class_of(class), text);
}

/// Letters that a line always has room for; a Chinese character takes two.
const SHORT: usize = 12;
/// Words longer than this may be broken anywhere, so that none is wider than a sheet.
const LONG: usize = 24;

/// The attribute of a class, if there is one.
fn class_of(class: &'static str) -> Vec<(&'static str, &'static str)> {
    Some(class)
        .filter(|class| !class.is_empty())
        .map(|class| ("class", class))
        .into_iter()
        .collect()
}
