//! The two languages of the terminal and of what is written for people.

use serde::Deserialize;

/// English or Chinese.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// 简体中文
    Zh,
}

impl Lang {
    /// From the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`, the first that is set).
    #[must_use]
    pub fn from_locale() -> Lang {
        let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        match locale {
            Some(locale) if locale.to_lowercase().starts_with("zh") => Lang::Zh,
            _ => Lang::En,
        }
    }

    /// The word for this language out of `[English, Chinese]`.
    #[must_use]
    pub const fn pick(self, words: [&str; 2]) -> &str {
        match self {
            Lang::En => words[0],
            Lang::Zh => words[1],
        }
    }

    /// A rule's title in this language, or its name where it has none.
    #[must_use]
    pub fn title<'a>(self, name: &'a str, title: &'a str, title_zh: &'a str) -> &'a str {
        let title = self.pick([title, title_zh]);
        if title.is_empty() { name } else { title }
    }
}
