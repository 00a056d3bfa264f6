//! From where a facility is within so many minutes: areas, for looking at.

use super::look::{Class, Classes, Colour, Look, Mark, WHITE};
use super::shared::{category_field, category_title, method_field};
use super::{About, Field, Layer, Place, Record, Shape};
use crate::isochrones::{Band, MINUTES};
use crate::pipeline::Findings;

/// The bands of one category, or of every facility.
pub struct IsochroneLayer<'f> {
    findings: &'f Findings,
    bands: Vec<&'f Band>,
    /// Whether each band is of one facility.
    by_facility: bool,
    about: About,
}

/// From near to far; nothing that districts or zones have.
const NEAR_TO_FAR: [Colour; MINUTES.len()] =
    [[0, 109, 44, 130], [65, 174, 118, 110], [178, 226, 190, 100]];

/// One layer a category that the circles ask for, and one of all facilities, where the study wants
/// them; empty when nothing is in reach.
pub fn all(findings: &Findings) -> Vec<IsochroneLayer<'_>> {
    let study = &findings.study;
    let mut all = Vec::new();
    if study.isochrones {
        for (number, category) in study.categories[..study.used_categories].iter().enumerate() {
            let [en, zh] = category_title(category);
            let name = format!("isochrones_{}", category.0);
            let title = [format!("Isochrones: {en}"), format!("等时圈：{zh}")];
            let bands = findings.areas.isochrones.iter().filter(|band| band.category == number);
            all.push(of(findings, bands, name, title, false));
        }
    }
    if study.walksheds {
        let title = ["Walksheds of the facilities".into(), "各设施等时圈".into()];
        all.push(of(findings, findings.areas.walksheds.iter(), "walksheds".into(), title, true));
    }
    all
}

fn of<'f>(
    findings: &'f Findings,
    bands: impl Iterator<Item = &'f Band>,
    name: String,
    title: [String; 2],
    by_facility: bool,
) -> IsochroneLayer<'f> {
    // Nothing is a valid geometry, but no program draws it.
    let bands = bands.filter(|band| !band.area.0.is_empty()).collect();
    let mut fields = vec![category_field(findings)];
    if by_facility {
        fields.push(Field::text("facility", ["facility", "设施编号"]));
        fields.push(Field::text("facility_name", ["name of the facility", "设施名称"]));
    }
    let minutes = ["min", "分钟"];
    fields.extend([
        Field::amount("minutes_from", ["from", "起"]).unit(minutes),
        Field::amount("minutes_to", ["to", "止"]).unit(minutes),
        Field::metres("cutoff_m", 1, ["largest distance", "距离上限"]),
        Field::fixed("area_m2", 1, ["area", "面积"]).unit(["m²", "平方米"]),
        method_field(),
        Field::text("profile", ["profile", "步行口径"]),
    ]);
    let class = |(minutes, colour): (f64, Colour)| Class {
        what: minutes.to_string(),
        title: [format!("within {minutes} min"), format!("{minutes} 分钟以内")],
        mark: Mark::Area { colour, rim: WHITE, width: 0.1 },
    };
    let look = Look {
        title: title.clone(),
        classes: Classes::Values {
            by: "\"minutes_to\"".into(),
            classes: MINUTES.into_iter().zip(NEAR_TO_FAR).map(class).collect(),
        },
        label: None,
        visible: false,
        from_scale: None,
        only: None,
    };
    let about = About {
        name,
        title,
        fields,
        shape: Shape::Areas,
        place: Place::Isochrones,
        looks: vec![look],
    };
    IsochroneLayer { findings, bands, by_facility, about }
}

impl Layer for IsochroneLayer<'_> {
    fn about(&self) -> &About {
        &self.about
    }

    fn len(&self) -> usize {
        self.bands.len()
    }

    fn fill<R: Record>(&self, i: usize, mut record: R) {
        let (study, band) = (&self.findings.study, self.bands[i]);
        record.text(&*study.categories[band.category].0);
        if self.by_facility {
            let facility = band.facility.map(|f| &self.findings.facilities.rows[f.index()]);
            record.text(facility.map(|f| &*f.id));
            record.text(facility.map(|f| &*f.name));
        }
        record.amount(band.minutes[0]);
        record.amount(band.minutes[1]);
        record.fixed(band.cutoff.metres());
        record.fixed(band.area_m2);
        record.text(self.findings.method_name());
        record.text(&*study.profile.0);
        record.areas(&band.area);
    }
}
