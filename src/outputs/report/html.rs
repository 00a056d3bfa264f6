//! A small writer of HTML and SVG: what is not a literal of this program is escaped.

use super::script::Json;

/// A page, or a part of one, under construction. Names of inputs are strangers' text: only
/// [`Html::raw`] lets text through as it is, and it takes nothing but literals.
#[derive(Default)]
pub struct Html {
    text: String,
}

/// Attributes of an element.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Html {
    /// Markup of this program.
    pub fn raw(&mut self, html: &'static str) {
        self.text.push_str(html);
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) {
        escape(&mut self.text, text);
    }

    /// Data for a script.
    pub fn json(&mut self, json: &Json) {
        self.text.push_str(json.as_str());
    }

    /// An opening tag.
    pub fn open(&mut self, tag: &'static str, attributes: Attributes<'_>) {
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape(&mut self.text, value);
            self.text.push('"');
        }
        self.text.push('>');
    }

    /// A closing tag.
    pub fn close(&mut self, tag: &'static str) {
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push('>');
    }

    /// An element that holds text.
    pub fn put(&mut self, tag: &'static str, attributes: Attributes<'_>, text: &str) {
        self.within(tag, attributes, |html| html.text(text));
    }

    /// An element that holds what `inside` writes.
    pub fn within(
        &mut self,
        tag: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Html),
    ) {
        self.open(tag, attributes);
        inside(self);
        self.close(tag);
    }

    /// The markup.
    pub fn into_string(self) -> String {
        self.text
    }
}

/// Text as it may stand in an element or a quoted attribute. Characters that no HTML page may hold
/// become U+FFFD.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_text_stays_text() {
        let mut html = Html::default();
        html.put(
            "p",
            &[("title", "\" onload='x' & <b>")],
            "</p><script>alert(1)</script>\u{0}\u{7}",
        );
        assert_eq!(
            html.into_string(),
            "<p title=\"&quot; onload=&#39;x&#39; &amp; &lt;b&gt;\">\
             &lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u{fffd}\u{fffd}</p>"
        );
    }
}
