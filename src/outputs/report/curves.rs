//! Distribution of walks: for each category, the share of people with a facility within so many
//! metres.

use super::html::Html;
use super::sensitivity::number;
use super::table::{self, numbers, words};
use super::terms;
use crate::inputs::Weight;
use crate::lang::Lang;
use crate::outputs::numbers::percent;
use crate::outputs::terminal::thousands;
use crate::pipeline::Findings;
use crate::units::Cost;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 120.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 44.0;
/// Points of a curve; more than a printed page can show.
const STEPS: usize = 360;

/// Everybody's walks to one category, shortest first, with the people up to each.
pub struct Walks {
    /// Costs that were reached, ascending, with the sum of people up to and with each.
    reached: Vec<(f64, f64)>,
    /// All people, those included that reach nothing.
    pub total: f64,
}

impl Walks {
    /// Weighted by people; every resident counts one where the input counts nobody.
    pub fn to(findings: &Findings, category: usize) -> Walks {
        let weight = |r: usize| findings.residents.people_or_point(r);
        let access = &findings.answers.access[category];
        let mut reached: Vec<(f64, f64)> = access
            .iter()
            .enumerate()
            .filter_map(|(r, a)| Some((a.cost.reached()?, weight(r))))
            .collect();
        reached.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        for (_, people) in &mut reached {
            sum += *people;
            *people = sum;
        }
        Walks { reached, total: (0..access.len()).map(weight).sum() }
    }

    /// Share of all with a walk of at most `metres`; `None` where there is nobody.
    pub fn within(&self, metres: f64) -> Option<f64> {
        let count = self.reached.partition_point(|&(cost, _)| cost <= metres);
        let sum = if count == 0 { 0.0 } else { self.reached[count - 1].1 };
        (self.total > 0.0).then(|| sum / self.total)
    }

    /// The walk that `share` of all people have at most; `None` where fewer reach anything.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let wanted = share * self.total;
        let at = self.reached.partition_point(|&(_, sum)| sum < wanted);
        self.reached.get(at).filter(|_| self.total > 0.0).map(|&(cost, _)| cost)
    }
}

/// The cutoffs of all circles, ascending, with their minutes.
fn cutoffs(findings: &Findings) -> Vec<(f64, f64)> {
    let study = &findings.study;
    let mut all: Vec<(f64, f64)> = (study.circles.iter().zip(&findings.results))
        .map(|((_, circle), result)| (result.cutoff.metres(), circle.minutes))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.dedup();
    all
}

/// The chart and the figures beside it.
pub fn write(html: &mut Html, findings: &Findings, lang: Lang) {
    let study = &findings.study;
    let walks: Vec<Walks> = (0..study.used_categories).map(|c| Walks::to(findings, c)).collect();
    let cutoffs = cutoffs(findings);
    html.open("section", &[("id", "distances")]);
    html.put("h2", &[], lang.pick(["Walks to the nearest facility", "步行距离分布"]));
    let horizon = thousands(study.horizon_m);
    let unit = match (findings.residents.has(Weight::Pop), lang) {
        (true, Lang::Zh) => "人口",
        (false, Lang::Zh) => "居民点",
        (_, Lang::En) => terms::unit(findings, lang),
    };
    let stairs = match (study.profile.1.stairs_s > 0.0, lang) {
        (false, _) => "",
        (true, Lang::En) => {
            " Metres are effective metres: stairs count as the metres walked in their time."
        }
        (true, Lang::Zh) => "距离为等效距离：台阶按所需时间折算为米。",
    };
    let note = match lang {
        Lang::En => format!(
            "Cumulative share of all {unit} by the walk to the nearest facility of each category. \
             Who reaches none within {horizon} m is counted among all, so that a curve need not \
             reach 100%.{stairs}"
        ),
        Lang::Zh => format!(
            "按到各类最近设施的步行距离累计的{unit}比例。{horizon} 米内无可达设施者计入总数，\
             故曲线不一定达到 100%。{stairs}"
        ),
    };
    html.put("p", &[("class", "note")], &note);
    html.open("figure", &[]);
    chart(html, findings, &walks, &cutoffs, lang);
    html.close("figure");
    figures(html, findings, &walks, &cutoffs, lang);
    html.close("section");
}

/// The end of the axis: some way beyond the cutoffs, never beyond what was searched.
fn axis_end(findings: &Findings, cutoffs: &[(f64, f64)]) -> f64 {
    let largest = cutoffs.last().map_or(1000.0, |c| c.0);
    let wanted = (2.5 * largest).min(findings.study.horizon_m.max(largest));
    let step = step(wanted);
    (wanted / step).ceil() * step
}

/// A round step that makes five to ten of a length.
fn step(length: f64) -> f64 {
    let power = 10f64.powf((length / 5.0).log10().floor());
    let times = [5.0, 2.0, 1.0].into_iter().find(|t| length / (t * power) >= 5.0);
    times.unwrap_or(1.0) * power
}

fn chart(
    html: &mut Html,
    findings: &Findings,
    walks: &[Walks],
    cutoffs: &[(f64, f64)],
    lang: Lang,
) {
    let end = axis_end(findings, cutoffs);
    let x = |metres: f64| LEFT + (WIDTH - LEFT - RIGHT) * metres / end;
    let y = |share: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share);
    let view = format!("0 0 {WIDTH} {HEIGHT}");
    html.open("svg", &[("class", "chart"), ("viewBox", &view), ("role", "img")]);
    let line = |html: &mut Html, class: &str, from: [f64; 2], to: [f64; 2]| {
        let [x1, y1] = from.map(number);
        let [x2, y2] = to.map(number);
        html.open("line", &[("class", class), ("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2)]);
        html.close("line");
    };
    let label = |html: &mut Html, class: &str, at: [f64; 2], text: &str| {
        let [x, y] = at.map(number);
        html.put("text", &[("class", class), ("x", &x), ("y", &y)], text);
    };
    for fifth in 0..=5 {
        let share = f64::from(fifth) / 5.0;
        line(html, "grid", [LEFT, y(share)], [WIDTH - RIGHT, y(share)]);
        label(html, "end", [LEFT - 6.0, y(share) + 4.0], &format!("{}%", fifth * 20));
    }
    let step = step(end);
    for tick in 0..=(end / step).round() as usize {
        let metres = step * tick as f64;
        line(html, "grid", [x(metres), y(0.0)], [x(metres), y(0.0) + 4.0]);
        label(html, "middle", [x(metres), y(0.0) + 18.0], &thousands(metres));
    }
    let axis = lang.pick(["walk, m", "步行距离（米）"]);
    label(html, "middle", [(LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6.0], axis);
    for (i, &(metres, minutes)) in cutoffs.iter().enumerate() {
        line(html, "aim", [x(metres), y(1.0)], [x(metres), y(0.0)]);
        // Neighbours on lines of their own.
        let top = y(1.0) - 4.0 - 13.0 * (i % 2) as f64;
        let metres_text = terms::cutoff(metres);
        let text = match lang {
            Lang::En => format!("{minutes} min = {metres_text} m"),
            Lang::Zh => format!("{minutes} 分钟 = {metres_text} 米"),
        };
        label(html, "middle strong", [x(metres), top], &text);
    }
    let mut ends: Vec<(f64, usize)> = Vec::new();
    for (category, walks) in walks.iter().enumerate() {
        let mut path = String::new();
        for i in 0..=STEPS {
            let metres = end * i as f64 / STEPS as f64;
            let Some(share) = walks.within(metres) else { continue };
            let command = if path.is_empty() { 'M' } else { 'L' };
            path += &format!("{command}{} {}", number(x(metres)), number(y(share)));
        }
        if path.is_empty() {
            continue;
        }
        let class = format!("curve kind{}", category % super::KINDS);
        html.open("path", &[("class", &class), ("d", &path)]);
        html.close("path");
        ends.push((y(walks.within(end).unwrap_or(0.0)), category));
    }
    // Names at the ends of the curves, one below the other.
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut above = f64::NEG_INFINITY;
    for (at, category) in ends {
        above = at.max(above + 15.0);
        let class = format!("name{}", category % super::KINDS);
        let title = terms::category(findings, category, lang);
        label(html, &class, [WIDTH - RIGHT + 6.0, above + 4.0], title);
    }
    html.close("svg");
}

/// Median and nine in ten, and the share within each cutoff.
fn figures(
    html: &mut Html,
    findings: &Findings,
    walks: &[Walks],
    cutoffs: &[(f64, f64)],
    lang: Lang,
) {
    let horizon = thousands(findings.study.horizon_m);
    let mut columns = vec![
        words(lang.pick(["category", "类别"])),
        numbers(lang.pick(["median, m", "中位距离（米）"])),
        numbers(lang.pick(["median, min", "中位时间（分钟）"])),
        numbers(lang.pick(["nine in ten, m", "P90 距离（米）"])),
        numbers(lang.pick(["nine in ten, min", "P90 时间（分钟）"])),
    ];
    columns.extend(cutoffs.iter().map(|&(metres, minutes)| {
        let metres = terms::cutoff(metres);
        numbers(&match lang {
            Lang::En => format!("within {minutes} min ({metres} m)"),
            Lang::Zh => format!("{minutes} 分钟（{metres} 米）内"),
        })
    }));
    columns.push(numbers(&match lang {
        Lang::En => format!("none within {horizon} m"),
        Lang::Zh => format!("{horizon} 米内无"),
    }));
    let limits: Vec<f64> = cutoffs.iter().map(|c| c.0).collect();
    table::table(html, &columns, |html| {
        for (category, walks) in walks.iter().enumerate() {
            let mut cells = vec![terms::category(findings, category, lang).to_owned()];
            for share in [0.5, 0.9] {
                let walk = walks.quantile(share);
                let beyond = || format!("> {horizon}");
                cells.push(walk.map_or_else(beyond, |m| terms::metres(m, &limits)));
                cells.push(walk.and_then(Cost::new).map_or_else(String::new, |cost| {
                    format!("{:.1}", findings.study.profile.1.minutes(cost))
                }));
            }
            let share = |share: Option<f64>| {
                share.map_or_else(|| terms::no_data(lang).to_owned(), |s| percent(s, None))
            };
            cells.extend(limits.iter().map(|&metres| share(walks.within(metres))));
            cells.push(share(walks.within(f64::INFINITY).map(|s| (1.0 - s).max(0.0))));
            table::row(html, &columns, &cells);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_count_those_who_reach_nothing() {
        // 10 people at 100 m, 30 at 200 m, 60 who reach nothing.
        let walks = Walks { reached: vec![(100.0, 10.0), (200.0, 40.0)], total: 100.0 };
        assert_eq!(walks.within(99.9), Some(0.0));
        assert_eq!(walks.within(100.0), Some(0.1), "inclusive");
        assert_eq!(walks.within(f64::INFINITY), Some(0.4));
        assert_eq!(walks.quantile(0.1), Some(100.0));
        assert_eq!(walks.quantile(0.4), Some(200.0));
        assert_eq!(walks.quantile(0.5), None, "the median person reaches nothing");
        let nobody = Walks { reached: Vec::new(), total: 0.0 };
        assert_eq!((nobody.within(1.0), nobody.quantile(0.5)), (None, None));
    }

    #[test]
    fn steps_are_round() {
        assert_eq!([2500.0, 3000.0, 1000.0, 750.0].map(step), [500.0, 500.0, 200.0, 100.0]);
    }
}
