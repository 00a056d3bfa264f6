//! Tables of the page: a header that is repeated on every printed sheet, numbers to the right.

use super::html::Html;

/// The heading of a column.
#[derive(Clone)]
pub struct Column {
    /// Its words, units included.
    pub head: String,
    /// Whether it holds numbers.
    pub number: bool,
}

/// A column of words.
pub fn words(head: &str) -> Column {
    Column { head: head.to_owned(), number: false }
}

/// A column of numbers.
pub fn numbers(head: &str) -> Column {
    Column { head: head.to_owned(), number: true }
}

/// A table; `rows` writes the rows.
pub fn table(html: &mut Html, columns: &[Column], rows: impl FnOnce(&mut Html)) {
    html.open("div", &[("class", "wide")]);
    html.open("table", &[]);
    html.raw("<thead><tr>");
    for column in columns {
        let class: &[(&str, &str)] = if column.number { &[("class", "n")] } else { &[] };
        html.put("th", class, &column.head);
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
        self::cell(html, column.number, cell);
    }
    html.close("tr");
}

/// One cell.
pub fn cell(html: &mut Html, number: bool, text: &str) {
    html.put("td", if number { &[("class", "n")] } else { &[] }, text);
}
