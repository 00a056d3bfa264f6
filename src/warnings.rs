//! What the reader of the figures should know; warnings never change a number.
//!
//! What can be known without walking is found by the [`check`](crate::check); here it is joined with
//! what only a run can tell.

use crate::check::{Finding, Severity};
use crate::coverage::{self, Indicator, TurnedAway};
use crate::inputs::Rejects;
use crate::lang::Lang;
use crate::rules::Method;
use crate::study::Study;
use crate::zones::Zones;

/// One warning.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// Rows of the inputs that could not be used.
    Rejected(usize),
    /// How the coordinates of a file were read, where that is not plain.
    Understood(String, [String; 2]),
    /// Distances are straight lines.
    StraightLine {
        /// Metres walked per metre of straight line.
        detour: f64,
    },
    /// What the check found before anybody walked.
    Checked(Finding),
    /// Residents whom zones cannot tell apart.
    Contested(String, usize),
    /// A target with a number that no figure could be held against.
    Unjudged(String),
    /// Barriers, of which a straight line knows nothing.
    BarriersUnused,
    /// Residents whose nearest street lies behind a barrier: points and people, and of these those
    /// without another street near enough.
    ResidentsTurnedAway([(usize, f64); 2]),
    /// Running facilities whose nearest street lies behind a barrier, and of these those without
    /// another one near enough.
    FacilitiesTurnedAway([usize; 2]),
}

impl Warning {
    /// Everything worth saying about a run.
    #[must_use]
    pub fn all(
        study: &Study,
        rejects: &Rejects,
        checked: Vec<Finding>,
        zones: &[Zones],
    ) -> Vec<Warning> {
        let mut all = Vec::new();
        let faulty = rejects.faulty().count();
        if faulty > 0 {
            all.push(Warning::Rejected(faulty));
        }
        for file in &rejects.files {
            let name = file.file.file_name().unwrap_or_default().to_string_lossy();
            all.extend(
                file.notes.iter().map(|note| Warning::Understood(name.to_string(), note.clone())),
            );
        }
        if study.method() == Method::Radius {
            all.push(Warning::StraightLine { detour: study.detour });
        }
        let doubtful = checked.into_iter().filter(|f| f.severity == Severity::Warning);
        all.extend(doubtful.map(Warning::Checked));
        for ((name, _), zones) in study.circles.iter().zip(zones) {
            if zones.contested > 0 {
                all.push(Warning::Contested(name.clone(), zones.contested));
            }
        }
        all
    }

    /// What barriers did, or that they could do nothing.
    pub fn of_barriers(study: &Study, turned: Option<&TurnedAway>) -> Vec<Warning> {
        let mut all = Vec::new();
        if study.method() == Method::Radius && !study.inputs.barriers.is_empty() {
            all.push(Warning::BarriersUnused);
        }
        let Some(turned) = turned else { return all };
        if turned.residents > 0 {
            all.push(Warning::ResidentsTurnedAway([
                (turned.residents, turned.people),
                (turned.residents_lost, turned.people_lost),
            ]));
        }
        if turned.facilities > 0 {
            let counts = [turned.facilities, turned.facilities_lost];
            all.push(Warning::FacilitiesTurnedAway(counts));
        }
        all
    }

    /// Targets with a number that got no verdict.
    pub fn unjudged(study: &Study, indicators: &[Indicator]) -> Vec<Warning> {
        let judged = |target| coverage::verdict(indicators, target).is_some();
        let numbered = study.targets.iter().enumerate().filter(|(_, t)| t.value.is_some());
        numbered
            .filter(|&(i, _)| !judged(i))
            .map(|(_, target)| Warning::Unjudged(target.id.clone()))
            .collect()
    }

    /// The warning in words.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Warning::Rejected(n) if zh => format!("{n} 条记录未采用，见 rejects.csv"),
            Warning::Rejected(1) => "1 row could not be used, see rejects.csv".into(),
            Warning::Rejected(n) => format!("{n} rows could not be used, see rejects.csv"),
            Warning::Understood(file, note) => {
                format!("{file}: {}", lang.pick([&*note[0], &*note[1]]))
            }
            Warning::StraightLine { detour } if zh => {
                format!("直线缓冲（筛查）：距离为直线 × {detour}，未按步行路网计算")
            }
            Warning::StraightLine { detour } => format!(
                "straight-line screening: distances are straight lines × {detour}, not walks"
            ),
            Warning::Checked(finding) => finding.line(lang),
            Warning::Contested(circle, n) if zh => {
                format!(
                    "{circle}：{n} 个居民点与结论或所属区县不同的居民点位置重合，未覆盖区无法区分"
                )
            }
            Warning::Contested(circle, n) => format!(
                "{circle}: {n} residents stand on the spot (or land) of one with another answer or \
                 district; zones cannot tell them apart"
            ),
            Warning::Unjudged(id) if zh => format!("目标 {id} 无法判定：输入缺少所需数据"),
            Warning::Unjudged(id) => {
                format!("target {id} was not judged: the input lacks what it is a share of")
            }
            Warning::BarriersUnused if zh => "直线缓冲（筛查）不考虑阻隔：阻隔图层未使用".into(),
            Warning::BarriersUnused => {
                "straight lines know no barriers: the barrier layer was not used".into()
            }
            Warning::ResidentsTurnedAway([(n, people), (lost, people_lost)]) if zh => format!(
                "{n} 个居民点（{people:.0} 人）与最近道路之间有阻隔，改连其他道路；其中 {lost} 个                 （{people_lost:.0} 人）附近没有其他道路，计为未覆盖"
            ),
            Warning::ResidentsTurnedAway([(n, people), (lost, people_lost)]) => format!(
                "{n} resident points ({people:.0} people) have a barrier before their nearest                  street and go to another one; {lost} of them ({people_lost:.0} people) have none                  near enough and are counted as uncovered"
            ),
            Warning::FacilitiesTurnedAway([n, lost]) if zh => format!(
                "{n} 个设施与最近道路之间有阻隔，改连其他道路；其中 {lost} 个附近没有其他道路，未使用"
            ),
            Warning::FacilitiesTurnedAway([n, lost]) => format!(
                "{n} facilities have a barrier before their nearest street and go to another one;                  {lost} of them have none near enough and are not used"
            ),
        }
    }
}
