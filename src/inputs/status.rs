//! Whether a facility runs, and which ones count: built (建成) against running (正常运营).

use serde::Deserialize;

/// The state of a facility. Words are compared in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is there and serves people: 正常运营. A list that says nothing lists what runs.
    Running,
    /// It is there and does not serve for now: 停用, 暂停营业.
    Suspended,
    /// It is not there yet: 规划, 在建.
    Planned,
    /// It is there no more: 已关闭, 撤销.
    Closed,
}

/// Words of [`Status::Running`].
const RUNNING: [&str; 10] =
    ["", "running", "open", "yes", "1", "正常运营", "运营", "运营中", "正常", "在营"];
/// Words of [`Status::Suspended`]. A plain no says that it does not run, not that it is gone.
const SUSPENDED: [&str; 13] = [
    "no",
    "0",
    "suspended",
    "idle",
    "temporarily closed",
    "停用",
    "停运",
    "停业",
    "歇业",
    "暂停",
    "暂停营业",
    "暂停运营",
    "未运营",
];
/// Words of [`Status::Planned`].
const PLANNED: [&str; 10] = [
    "planned",
    "construction",
    "under construction",
    "规划",
    "规划中",
    "拟建",
    "待建",
    "在建",
    "建设中",
    "筹建",
];
/// Words of [`Status::Closed`].
const CLOSED: [&str; 9] =
    ["closed", "permanently closed", "关闭", "已关闭", "撤销", "已撤销", "拆除", "已拆除", "注销"];

impl Status {
    /// The state that a word means; `None` for other words.
    #[must_use]
    pub fn of(word: &str) -> Option<Status> {
        let word = word.trim().to_lowercase();
        let all: [(Status, &[&str]); 4] = [
            (Status::Running, &RUNNING),
            (Status::Suspended, &SUSPENDED),
            (Status::Planned, &PLANNED),
            (Status::Closed, &CLOSED),
        ];
        all.into_iter().find(|(_, words)| words.contains(&&*word)).map(|(status, _)| status)
    }

    /// Whether it stands: it runs, or could run again.
    #[must_use]
    pub const fn is_built(self) -> bool {
        matches!(self, Status::Running | Status::Suspended)
    }
}

/// Which facilities count (`facility_status` of a study).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusFilter {
    /// Those that run.
    #[default]
    Running,
    /// Those that stand, whether they run or not.
    Built,
}

impl StatusFilter {
    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            StatusFilter::Running => "running",
            StatusFilter::Built => "built",
        }
    }

    /// In words, English and Chinese.
    #[must_use]
    pub const fn text(self) -> [&'static str; 2] {
        match self {
            StatusFilter::Running => [
                "facilities that run; built ones are told beside them",
                "仅计正常运营的设施（建成数另列）",
            ],
            StatusFilter::Built => [
                "facilities that are built, whether they run or are suspended",
                "计全部建成设施（含暂停运营）",
            ],
        }
    }

    /// Whether a facility of a state counts.
    #[must_use]
    pub const fn counts(self, status: Status) -> bool {
        match self {
            StatusFilter::Running => matches!(status, Status::Running),
            StatusFilter::Built => status.is_built(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_one_state() {
        let words = [&RUNNING[..], &SUSPENDED, &PLANNED, &CLOSED].concat();
        for (i, word) in words.iter().enumerate() {
            assert!(!words[..i].contains(word), "{word}");
        }
        assert_eq!(Status::of(" Running "), Some(Status::Running));
        assert_eq!(Status::of(""), Some(Status::Running));
        assert_eq!(Status::of("停用"), Some(Status::Suspended));
        assert_eq!(Status::of("在建"), Some(Status::Planned));
        assert_eq!(Status::of("已关闭"), Some(Status::Closed));
        assert_eq!(Status::of("perhaps"), None);
    }

    #[test]
    fn what_counts() {
        let all = [Status::Running, Status::Suspended, Status::Planned, Status::Closed];
        assert_eq!(all.map(|s| StatusFilter::Running.counts(s)), [true, false, false, false]);
        assert_eq!(all.map(|s| StatusFilter::Built.counts(s)), [true, true, false, false]);
    }
}
