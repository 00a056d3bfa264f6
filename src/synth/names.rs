//! Invented Chinese names for compounds, streets and facilities.
//!
//! Names are counted out, not drawn: compound `k` gets the `k`-th name of a fixed shuffle, so no
//! two compounds share one.

use super::facilities::Category;
use super::random::Random;

const FIRST: &[&str] = &[
    "翠", "金", "银", "锦", "瑞", "祥", "福", "和", "安", "康", "宁", "泰", "丰", "盛", "华", "荣",
    "嘉", "佳", "美", "景", "春", "秋", "晨", "星", "明", "月", "清", "碧", "玉", "兰", "桂", "枫",
    "松", "柏", "竹", "荷", "梅", "菊", "云", "霞",
];
const SECOND: &[&str] = &[
    "湖", "泉", "溪", "河", "桥", "林", "山", "湾", "洲", "岸", "堤", "岭", "峰", "庭", "坊", "塘",
    "源", "光", "辉", "兴", "达", "悦", "馨", "颐", "舒", "雅", "韵", "诚", "信", "德",
];
const KINDS: &[&str] = &[
    "花园",
    "小区",
    "家园",
    "嘉园",
    "佳苑",
    "新村",
    "公寓",
    "雅居",
    "名邸",
    "家属院",
    "新城",
    "华府",
    "东苑",
    "西苑",
];
const PARTS: &[&str] = &["", "一期", "二期", "三期", "东区", "西区", "南区", "北区"];

const STEMS: usize = FIRST.len() * SECOND.len();

fn stem(index: usize) -> String {
    let index = index % STEMS;
    format!("{}{}", FIRST[index % FIRST.len()], SECOND[index / FIRST.len()])
}

/// The name of a compound and the stem that its facilities are called after.
#[derive(Clone, Debug)]
pub struct CompoundName {
    pub stem: String,
    pub full: String,
}

pub fn compound(seed: u64, number: usize) -> CompoundName {
    let all = STEMS * KINDS.len();
    let start = Random::keyed(seed, [2, 0, 0]).below(all);
    // 7919 shares no factor with `all`, so one round visits every name once.
    let index = ((number % all) * 7919 + start) % all;
    let stem = stem(index);
    let kind = KINDS[index / STEMS];
    let round = number / all;
    let full = match PARTS.get(round) {
        Some(part) => format!("{stem}{kind}{part}"),
        None => format!("{stem}{kind}第{round}片区"),
    };
    CompoundName { stem, full }
}

/// The name of the `line`-th long street: 街 runs north, 路 runs east, as in many northern cities.
pub fn arterial(seed: u64, line: usize, northward: bool) -> String {
    let start = Random::keyed(seed, [3, u64::from(northward), 0]).below(STEMS);
    let ending = if northward { "街" } else { "路" };
    format!("{}{ending}", stem(start + line * 331))
}

pub const RING: &str = "示范环路";

pub fn lane(random: &mut Random) -> String {
    format!("{}巷", stem(random.below(STEMS)))
}

pub fn facility(random: &mut Random, category: Category, stem: &str) -> String {
    let endings: &[&str] = match category {
        Category::Clinic => &["社区卫生服务站", "社区卫生服务站", "社区卫生服务中心"],
        Category::Canteen => &["幸福老饭桌", "老饭桌", "长者食堂"],
        Category::Childcare => &["阳光托育园", "托育园", "普惠托育中心"],
        Category::Fitness => &["健身广场", "健身路径", "多功能运动场", "体育公园"],
    };
    format!("{stem}{}", random.pick(endings).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn no_two_compounds_share_a_name() {
        let names: BTreeSet<String> = (0..150_000).map(|k| super::compound(42, k).full).collect();
        assert_eq!(names.len(), 150_000);
    }
}
