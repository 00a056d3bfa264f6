//! Progress on the terminal, and how long each stage took.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::lang::Lang;

/// Follows the stages of a run; silent unless a bar was asked for and stderr is a terminal.
pub struct Progress {
    bar: Option<ProgressBar>,
    lang: Lang,
    stages: Vec<(&'static str, Instant)>,
    began: Instant,
}

/// Stages in the order in which a run meets them, with their words.
const STAGES: [(&str, [&str; 2]); 22] = [
    ("read_network", ["reading streets", "读取路网"]),
    ("build_network", ["building the walking graph", "构建步行网络"]),
    ("read_tables", ["reading residents, facilities, districts", "读取居民点、设施、区划"]),
    ("assign_districts", ["assigning districts", "匹配区划"]),
    ("snap", ["snapping to streets", "连接到道路"]),
    ("check", ["checking the inputs", "检查输入数据"]),
    ("hash_inputs", ["hashing the inputs", "计算输入文件校验值"]),
    ("walk", ["walking", "计算步行距离"]),
    ("straight", ["measuring straight lines", "计算直线距离"]),
    ("service_areas", ["service areas", "计算服务范围"]),
    ("isochrones", ["drawing isochrones", "绘制等时圈"]),
    ("walksheds", ["drawing the walkshed of each facility", "绘制各设施等时圈"]),
    ("answers", ["the nearest facilities of each resident", "查找各居民点最近设施"]),
    ("served", ["counting the people of each facility", "统计各设施服务人口"]),
    ("coverage", ["coverage", "计算覆盖率"]),
    ("sites", ["looking for places for more facilities", "选址分析"]),
    ("zones", ["uncovered zones", "生成未覆盖区"]),
    ("write_layers", ["writing layers", "写出图层"]),
    ("write_geopackage", ["writing the GeoPackage", "写出 GeoPackage"]),
    ("write_formats", ["writing further formats", "写出其他格式"]),
    ("write_tables", ["writing tables", "写出表格"]),
    ("write_report", ["writing the report", "写出报告"]),
];

impl Progress {
    /// No bar.
    #[must_use]
    pub fn silent() -> Progress {
        Progress { bar: None, lang: Lang::En, stages: Vec::new(), began: Instant::now() }
    }

    /// A bar on stderr, if that is a terminal.
    #[must_use]
    pub fn on_terminal(lang: Lang) -> Progress {
        let mut progress = Progress::silent();
        progress.lang = lang;
        if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(STAGES.len() as u64);
            let style = ProgressStyle::with_template("{bar:24} {elapsed:>4} {spinner} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(120));
            progress.bar = Some(bar);
        }
        progress
    }

    /// A stage begins.
    pub fn stage(&mut self, name: &'static str) {
        self.stages.push((name, Instant::now()));
        if let Some(bar) = &self.bar {
            let known = STAGES.iter().position(|(known, _)| *known == name);
            bar.set_position(known.unwrap_or(0) as u64);
            bar.set_message(known.map_or(name, |i| self.lang.pick(STAGES[i].1)).to_owned());
        }
    }

    /// The last stage has ended: seconds of wall time a stage, and in all.
    pub fn finish(&mut self) -> Vec<(&'static str, f64)> {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.so_far()
    }

    /// Seconds of wall time a stage, and in all, until now.
    #[must_use]
    pub fn so_far(&self) -> Vec<(&'static str, f64)> {
        let now = Instant::now();
        let ends = self.stages.iter().skip(1).map(|&(_, start)| start).chain([now]);
        let seconds = |from: Instant, to: Instant| to.duration_since(from).as_secs_f64();
        let mut timings: Vec<_> = self
            .stages
            .iter()
            .zip(ends)
            .map(|(&(name, start), end)| (name, seconds(start, end)))
            .collect();
        timings.push(("total", seconds(self.began, now)));
        timings
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// How many of many are done, and the time left.
pub struct Tally {
    bar: ProgressBar,
}

impl Tally {
    /// No bar.
    #[must_use]
    pub fn silent() -> Tally {
        Tally { bar: ProgressBar::hidden() }
    }

    /// A bar on stderr, if that is a terminal.
    #[must_use]
    pub fn on_terminal(lang: Lang) -> Tally {
        let tally = Tally::silent();
        if std::io::stderr().is_terminal() {
            let template = lang.pick([
                "{bar:24} {pos} of {len} districts, {eta} left",
                "{bar:24} 已完成 {pos}/{len} 个区划，剩余约 {eta}",
            ]);
            let style = ProgressStyle::with_template(template);
            tally.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            tally.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        tally
    }

    /// So many will be done.
    pub fn begin(&self, count: usize) {
        self.bar.set_length(count as u64);
        self.bar.reset();
    }

    /// One of them is done.
    pub fn one_more(&self) {
        self.bar.inc(1);
    }

    /// All are.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
