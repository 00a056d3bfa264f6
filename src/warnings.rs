//! What the reader of the figures should know; warnings never change a number.

use crate::coverage::{self, Answers, Indicator, TurnedAway};
use crate::inputs::{Facilities, Rejects, Residents, Status, StatusFilter};
use crate::lang::Lang;
use crate::network::{GraphFacts, Network};
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
    /// Residents without a street near enough: how many points and people.
    Unsnapped(usize, f64),
    /// Facilities without a street near enough.
    FacilitiesUnsnapped(usize),
    /// A category of a circle without a facility that can be used.
    NoFacility(String),
    /// Residents nearer to the edge of the street data than a circle reaches: what lies beyond is
    /// not seen. Points, people, metres.
    EdgeOfStreets(usize, f64, f64),
    /// Lines of a street table that are walked although they carry no `highway`, while others do.
    UnlabelledLines(u64),
    /// Residents whom zones cannot tell apart.
    Contested(String, usize),
    /// A target with a number that no figure could be held against.
    Unjudged(String),
    /// Facilities that do not run, beside those that do.
    NotRunning(usize),
    /// Barriers, of which a straight line knows nothing.
    BarriersUnused,
    /// Residents whose nearest street lies behind a barrier: points and people, and of these those
    /// without another street near enough.
    ResidentsTurnedAway([(usize, f64); 2]),
    /// Running facilities whose nearest street lies behind a barrier, and of these those without
    /// another one near enough.
    FacilitiesTurnedAway([usize; 2]),
    /// Facilities that are planned or gone, where all that are built count.
    NotBuilt(usize),
    /// Facilities that count although they do not run.
    CountedIdle(usize),
}

impl Warning {
    /// Everything worth saying about a run.
    #[must_use]
    pub fn all(
        study: &Study,
        network: Option<&Network>,
        residents: &Residents,
        facilities: &Facilities,
        rejects: &Rejects,
        answers: &Answers,
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
        let (points, people) = answers.unsnapped(residents);
        if points > 0 {
            all.push(Warning::Unsnapped(points, people));
        }
        let counted =
            || facilities.rows.iter().zip(&answers.facility_snap_m).filter(|(f, _)| f.counted);
        let off = counted().filter(|(_, snap)| snap.is_none()).count();
        if off > 0 {
            all.push(Warning::FacilitiesUnsnapped(off));
        }
        for (i, (name, _)) in study.categories.iter().take(study.used_categories).enumerate() {
            if !counted().any(|(f, snap)| f.category == i && snap.is_some()) {
                all.push(Warning::NoFacility(name.clone()));
            }
        }
        let mixed = |facts: &&GraphFacts| facts.lines_unlabelled > 0 && facts.ways_highway > 0;
        if let Some(facts) = network.map(Network::facts).filter(mixed) {
            all.push(Warning::UnlabelledLines(facts.lines_unlabelled));
        }
        all.extend(network.and_then(|network| edge_of_streets(study, network, residents)));
        for ((name, _), zones) in study.circles.iter().zip(zones) {
            if zones.contested > 0 {
                all.push(Warning::Contested(name.clone(), zones.contested));
            }
        }
        let out = facilities.rows.iter().filter(|f| !f.counted).count();
        if out > 0 {
            all.push(match study.facility_status {
                StatusFilter::Running => Warning::NotRunning(out),
                StatusFilter::Built => Warning::NotBuilt(out),
            });
        }
        let idle = counted().filter(|(f, _)| f.state != Status::Running).count();
        if idle > 0 {
            all.push(Warning::CountedIdle(idle));
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
            Warning::Unsnapped(n, people) if zh => {
                format!("{n} 个居民点（{people:.0} 人）附近没有道路，计为未覆盖")
            }
            Warning::Unsnapped(n, people) => format!(
                "{n} resident points ({people:.0} people) have no street near enough; counted as \
                 uncovered"
            ),
            Warning::FacilitiesUnsnapped(n) if zh => format!("{n} 个设施附近没有道路，未使用"),
            Warning::FacilitiesUnsnapped(n) => {
                format!("{n} facilities have no street near enough and are not used")
            }
            Warning::NoFacility(c) if zh => format!("没有可用的 {c} 设施"),
            Warning::NoFacility(c) => format!("there is no usable facility of category {c}"),
            Warning::EdgeOfStreets(n, people, metres) if zh => format!(
                "{n} 个居民点（{people:.0} 人）距路网边界不足 {metres:.0} 米，界外道路和设施未计入"
            ),
            Warning::EdgeOfStreets(n, people, metres) => format!(
                "{n} resident points ({people:.0} people) live within {metres:.0} m of the edge of \
                 the street data; what lies beyond is not seen"
            ),
            Warning::UnlabelledLines(n) if zh => format!(
                "路网中 {n} 条线没有 highway 属性，按可步行道路处理；若是河流、围墙等，请先删除"
            ),
            Warning::UnlabelledLines(n) => format!(
                "{n} lines of the street file have no 'highway' and are walked like streets; remove \
                 them if they are rivers, walls or the like"
            ),
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
            Warning::NotRunning(n) if zh => format!("{n} 个设施未运营，未计入"),
            Warning::NotRunning(n) => format!("{n} facilities do not run and are not counted"),
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
            Warning::NotBuilt(n) if zh => format!("{n} 个设施尚未建成或已撤销，未计入"),
            Warning::NotBuilt(n) => {
                format!("{n} facilities are not built or gone and are not counted")
            }
            Warning::CountedIdle(n) if zh => format!("{n} 个设施未运营，按建成口径计入"),
            Warning::CountedIdle(n) => {
                format!("{n} facilities do not run and are counted (facility_status = \"built\")")
            }
        }
    }
}

fn edge_of_streets(study: &Study, network: &Network, residents: &Residents) -> Option<Warning> {
    let reach_m = study
        .circles
        .iter()
        .map(|(_, c)| study.profile.1.cutoff(c.minutes).metres())
        .fold(0.0, f64::max);
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for edge in network.edges() {
        for p in network.polyline(edge).0 {
            for axis in 0..2 {
                low[axis] = low[axis].min(p[axis]);
                high[axis] = high[axis].max(p[axis]);
            }
        }
    }
    let mut near = (0, 0.0);
    for resident in &residents.rows {
        let at = [resident.at.lon(), resident.at.lat()];
        let plane = crate::geodesy::LocalPlane::at(at[1]);
        let per_degree = [plane.x_m, plane.y_m];
        let beside = (0..2).any(|axis| {
            let inside = (at[axis] - low[axis]).min(high[axis] - at[axis]);
            inside * per_degree[axis] < reach_m
        });
        if beside {
            near.0 += 1;
            near.1 += resident.weight[0];
        }
    }
    (near.0 > 0).then_some(Warning::EdgeOfStreets(near.0, near.1, reach_m))
}
