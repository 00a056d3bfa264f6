//! Which column holds what: names that are recognised, and the study file's own mapping.

use std::collections::BTreeMap;
use std::path::Path;

use super::headers::Header;
use crate::error::{Error, Result};

/// Something a row can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// Identifier, unique in its file.
    Id,
    /// Name for people.
    Name,
    /// Longitude, degrees.
    Lon,
    /// Latitude, degrees.
    Lat,
    /// Population.
    Pop,
    /// Households.
    Households,
    /// People of 60 and older.
    Pop60,
    /// People of 65 and older.
    Pop65,
    /// Children under three.
    Pop0_3,
    /// What a facility offers.
    Category,
    /// Places, beds or meals.
    Capacity,
    /// Whether a facility runs.
    Status,
    /// Amap's type code of a POI.
    Typecode,
    /// Type text of a POI.
    PoiType,
    /// Baidu's tag, a type text too.
    PoiTag,
    /// First level of a type that stands in three columns (大类).
    PoiLevel1,
    /// Second level (中类).
    PoiLevel2,
    /// Third level (小类).
    PoiLevel3,
    /// Whether a kindergarten takes children under three.
    NurseryClass,
    /// Code of a district.
    Code,
    /// Level of a district.
    Level,
    /// Longitude and latitude in one cell.
    LonLat,
    /// The rule by which a facility was picked.
    Rule,
    /// Floor area of a facility, square metres.
    FloorArea,
    /// Whether a compound is new or existing.
    Built,
    /// Floor area for elder care in a compound, square metres.
    ElderArea,
    /// Floor area for community services in a compound, square metres.
    ServiceArea,
}

impl Field {
    /// All fields.
    pub const ALL: [Field; 27] = [
        Field::Id,
        Field::Name,
        Field::Lon,
        Field::Lat,
        Field::Pop,
        Field::Households,
        Field::Pop60,
        Field::Pop65,
        Field::Pop0_3,
        Field::Category,
        Field::Capacity,
        Field::Status,
        Field::Typecode,
        Field::PoiType,
        Field::PoiTag,
        Field::PoiLevel1,
        Field::PoiLevel2,
        Field::PoiLevel3,
        Field::NurseryClass,
        Field::Code,
        Field::Level,
        Field::LonLat,
        Field::Rule,
        Field::FloorArea,
        Field::Built,
        Field::ElderArea,
        Field::ServiceArea,
    ];

    /// The names a column may have, the canonical one first.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Field::Id => &["id", "编号", "序号", "代码", "uid", "poiid", "poi_id"],
            Field::Name => &["name", "名称", "小区", "小区名称", "设施名称"],
            Field::Lon => &["lon", "lng", "longitude", "x", "经度", "东经"],
            Field::Lat => &["lat", "latitude", "y", "纬度", "北纬"],
            Field::Pop => &["pop", "population", "人口", "常住人口", "人数", "人口数"],
            Field::Households => &["households", "户数", "总户数"],
            Field::Pop60 => {
                &["pop60", "60岁以上", "60岁及以上", "60岁及以上人口", "60岁以上人口", "老年人口"]
            }
            Field::Pop65 => &["pop65", "65岁以上", "65岁及以上", "65岁及以上人口", "65岁以上人口"],
            Field::Pop0_3 => &[
                "pop0_3",
                "0-3岁",
                "0–3岁",
                "0~3岁",
                "0-3岁人口",
                "3岁以下",
                "婴幼儿",
                "婴幼儿人口",
            ],
            Field::Category => &["category", "类别", "设施类别", "类型"],
            Field::Capacity => &["capacity", "容量", "床位", "托位"],
            Field::Status => &["status", "状态", "运营状态"],
            Field::Typecode => &[
                "typecode",
                "type_code",
                "poi_typecode",
                "类型编码",
                "类型代码",
                "分类编码",
                "分类代码",
            ],
            Field::PoiType => &["poi_type", "type", "poi类型", "poi分类", "分类"],
            Field::PoiTag => &["std_tag", "tag", "poi_tag", "标签"],
            Field::PoiLevel1 => &["poi_level1", "大类", "一级分类", "一级类别"],
            Field::PoiLevel2 => &["poi_level2", "中类", "二级分类", "二级类别"],
            Field::PoiLevel3 => &["poi_level3", "小类", "三级分类", "三级类别"],
            Field::NurseryClass => &["has_nursery_class", "托班", "有托班", "是否有托班"],
            Field::Code => &["code", "adcode", "行政区划代码", "区划代码", "代码", "id", "编号"],
            Field::Level => &["level", "级别", "层级"],
            Field::LonLat => &["lonlat", "lnglat", "location", "经纬度", "坐标", "coordinates"],
            Field::Rule => &["rule"],
            Field::FloorArea => &["floor_area_m2", "建筑面积", "用房面积"],
            Field::Built => &["new_or_existing", "新建/已建", "新建或已建", "新建已建"],
            Field::ElderArea => {
                &["elder_area_m2", "养老服务设施面积", "养老服务用房面积", "养老用房面积"]
            }
            Field::ServiceArea => {
                &["service_area_m2", "社区服务设施面积", "社区服务用房面积", "社区用房面积"]
            }
        }
    }

    /// The canonical name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }
}

/// The study file's mapping: field -> column name. What is not mapped is recognised by name.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    mapped: BTreeMap<Field, String>,
    /// The kind of input, for messages.
    table: &'static str,
    /// A mapped column that is not there is looked for by name instead of being an error.
    else_by_name: bool,
}

impl Columns {
    /// A mapping of the study file's `[columns.<table>]`.
    #[must_use]
    pub fn of(table: &'static str, mapped: BTreeMap<Field, String>) -> Columns {
        Columns { mapped, table, else_by_name: false }
    }

    /// The same for a file of another table, where columns may have other names.
    pub(super) fn or_by_name(&self) -> Columns {
        Columns { else_by_name: true, ..self.clone() }
    }

    /// Whether a header is a field's own name, or the one that the study file maps it to: meant so,
    /// not guessed.
    pub(super) fn is_meant(&self, field: Field, header: &str) -> bool {
        let mapped = self.mapped.get(&field).is_some_and(|wanted| wanted.trim() == header.trim());
        mapped || Header::of(header).name == field.name()
    }

    /// Index of the column of a field among headers, or `None` when there is none.
    ///
    /// # Errors
    /// When a mapped column does not exist, or several columns could be meant.
    pub(super) fn find(
        &self,
        field: Field,
        headers: &[&str],
        file: &Path,
    ) -> Result<Option<usize>> {
        let folded: Vec<Header> = headers.iter().map(|header| Header::of(header)).collect();
        if let Some(wanted) = self.mapped.get(&field) {
            let as_it_stands = headers.iter().position(|h| h.trim() == wanted.trim());
            let alike = || folded.iter().position(|h| *h == Header::of(wanted));
            let found = as_it_stands.or_else(alike);
            if found.is_some() {
                return Ok(found);
            }
            if !self.else_by_name {
                return Err(Error::Input {
                    file: file.to_owned(),
                    line: None,
                    field: Some(field.name().into()),
                    what: format!(
                        "the study file maps it to the column '{wanted}', which is not there"
                    ),
                    mend: format!("columns here: {}", headers.join(", ")),
                });
            }
        }
        // A share or a length of people is none that can be counted.
        let named = |i: usize, name: &str| folded[i].name == name && folded[i].power.is_some();
        for (rank, name) in field.names().iter().enumerate() {
            let mut same = (0..headers.len()).filter(|&i| named(i, name));
            let Some(first) = same.next() else { continue };
            let twins: Vec<usize> = same.collect();
            let synonyms = field.names()[rank + 1..]
                .iter()
                .flat_map(|other| (0..headers.len()).filter(move |&i| named(i, other)));
            // The canonical name wins over synonyms; two synonyms are a question for the user, and
            // so are two columns of one name. District codes are the exception: `adcode` beside
            // `id` is usual and means itself. Of types exports have several and any will do; other
            // tables have columns of such names for other things, which is no question to ask.
            let is_type = matches!(field, Field::PoiType | Field::PoiTag);
            let by_rank = rank == 0 || is_type || field == Field::Code;
            let others: Vec<usize> = twins
                .into_iter()
                .filter(|_| !is_type)
                .chain(synonyms.filter(|_| !by_rank))
                .filter(|&i| field != Field::Id || !MAP_SERVICE_IDS.contains(&&*folded[i].name))
                .collect();
            if !others.is_empty() {
                let names: Vec<&str> =
                    std::iter::once(first).chain(others).map(|i| headers[i]).collect();
                return Err(Error::Input {
                    file: file.to_owned(),
                    line: None,
                    field: Some(field.name().into()),
                    what: format!("several columns could be meant: {}", names.join(", ")),
                    mend: format!(
                        "give each column its own name, or say which in the study file: \
                         [columns.{}] {} = \"{}\"",
                        self.table,
                        field.name(),
                        names[0]
                    ),
                });
            }
            return Ok(Some(first));
        }
        Ok(None)
    }
}

/// Ids of map services, taken where a table has no id of its own.
const MAP_SERVICE_IDS: [&str; 3] = ["uid", "poiid", "poi_id"];

#[cfg(test)]
mod tests {
    use super::*;

    fn find(field: Field, headers: &[&str]) -> Result<Option<usize>> {
        Columns::default().find(field, headers, Path::new("f.csv"))
    }

    #[test]
    fn chinese_headers_are_recognised() {
        let headers = ["编号", "小区名称", "经度", "纬度", "常住人口", "60岁及以上", "0-3岁"];
        let found: Vec<_> = [Field::Id, Field::Name, Field::Lon, Field::Lat, Field::Pop]
            .into_iter()
            .chain([Field::Pop60, Field::Pop0_3])
            .map(|f| find(f, &headers).unwrap())
            .collect();
        assert_eq!(found, (0..7).map(Some).collect::<Vec<_>>());
        assert_eq!(find(Field::Households, &headers).unwrap(), None);
    }

    #[test]
    fn a_byte_order_mark_and_case_do_not_matter() {
        assert_eq!(find(Field::Id, &["\u{feff}ID ", "lon"]).unwrap(), Some(0));
    }

    #[test]
    fn two_synonyms_are_a_question() {
        let error = find(Field::Pop, &["人口", "常住人口"]).unwrap_err();
        assert!(error.to_string().contains("人口, 常住人口"), "{error}");
        assert_eq!(find(Field::Pop, &["常住人口", "pop"]).unwrap(), Some(1));
        assert_eq!(find(Field::Code, &["id", "adcode"]).unwrap(), Some(1));
    }

    #[test]
    fn columns_of_map_services_ask_no_question() {
        assert_eq!(find(Field::Id, &["uid", "编号"]).unwrap(), Some(1));
        assert_eq!(find(Field::Id, &["name", "uid"]).unwrap(), Some(1));
        assert_eq!(find(Field::PoiType, &["分类", "小类", "type", "type"]).unwrap(), Some(2));
        assert_eq!(find(Field::PoiTag, &["tag", "std_tag"]).unwrap(), Some(1));
        assert!(find(Field::Typecode, &["类型编码", "分类编码"]).is_err());
    }

    #[test]
    fn a_mapping_wins_and_must_exist() {
        let columns = Columns::of("residents", BTreeMap::from([(Field::Pop, "tot".to_owned())]));
        let f = Path::new("f.csv");
        assert_eq!(columns.find(Field::Pop, &["pop", "tot"], f).unwrap(), Some(1));
        let error = columns.find(Field::Pop, &["pop"], f).unwrap_err();
        assert!(error.to_string().contains("'tot'"), "{error}");
    }
}
