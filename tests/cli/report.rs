//! `report.html`: its figures are those of the tables, strangers' names stay text, and it needs
//! nothing but itself.

use std::collections::BTreeMap;

use super::city::{City, FACILITIES, RESIDENTS, STUDY, collection, district, square};

/// The page without its scripts, styles and data.
fn page(city: &City) -> String {
    let mut rest = city.text("out/report.html");
    for tag in ["script", "style"] {
        while let Some(from) = rest.find(&format!("<{tag}")) {
            let to = rest[from..].find(&format!("</{tag}>")).expect("closed") + tag.len() + 3;
            rest.replace_range(from..from + to, "");
        }
    }
    rest
}

/// Text without its markup.
fn plain(markup: &str) -> String {
    let mut text = String::new();
    let mut inside = true;
    for c in markup.chars() {
        match c {
            '<' => inside = false,
            '>' => inside = true,
            c if inside => text.push(c),
            _ => {}
        }
    }
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text, |text, (coded, c)| text.replace(coded, c))
}

/// A section of the page, by its id.
fn section(page: &str, id: &str) -> String {
    let from = page.find(&format!("<section id=\"{id}\">")).unwrap_or_else(|| panic!("no {id}"));
    let to = page[from..].find("</section>").unwrap();
    page[from..from + to].to_owned()
}

/// The rows of all tables of a part of the page, as text.
fn rows(part: &str) -> Vec<Vec<String>> {
    let row = |row: &str| -> Vec<String> {
        let cells = row.split("<td").skip(1).map(|cell| cell.split_once('>').unwrap().1);
        cells.map(|cell| plain(cell.split("</td>").next().unwrap())).collect()
    };
    part.split("<tr").skip(1).map(row).filter(|cells| !cells.is_empty()).collect()
}

/// `12,345` as a number.
fn number(text: &str) -> f64 {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// A share as it is read from the page.
fn share(text: &str) -> f64 {
    text.strip_suffix('%').unwrap_or_else(|| panic!("{text:?}")).parse::<f64>().unwrap() / 100.0
}

#[test]
fn every_district_has_the_figures_of_the_table() {
    let city = City::new();
    city.done(&["--lang", "en"]);
    let page = page(&city);
    let shown = rows(&section(&page, "districts"));
    let own = |r: &&BTreeMap<String, String>| {
        r["denominator"] == "population" && r["category"].is_empty() && r["variant"].is_empty()
    };
    let table = city.table("indicators");
    let expected: Vec<_> = table.iter().filter(own).collect();
    assert_eq!(shown.len(), expected.len(), "{shown:?}");
    assert_eq!(expected.len(), 8, "two circles of all, two districts and the outsiders");
    for (row, indicator) in shown.iter().zip(expected) {
        assert_eq!(row[0], indicator["district_code"]);
        let total: f64 = indicator["total"].parse().unwrap();
        let covered: f64 = indicator["covered"].parse().unwrap();
        let parts = [&row[2], &row[3], &row[4]].map(|cell| number(cell));
        assert_eq!(parts, [total, covered, total - covered]);
        assert!((share(&row[5]) - covered / total).abs() <= 0.0005, "{row:?}");
        let verdict =
            row.iter().any(|c| c == "✓ met") as u8 + 2 * row.iter().any(|c| c == "✗ missed") as u8;
        assert_eq!(
            verdict,
            ["", "met", "missed"].iter().position(|v| **v == indicator["verdict"]).unwrap() as u8
        );
    }
    // The headline, from the description of the city: 450 of 870 people reach fitness.
    let headline = plain(&section(&page, "headline"));
    for text in ["51.7%", "450 of 870 people covered, 420 not", "≥ 95.0%", "✗ missed"] {
        assert!(headline.contains(text), "{text} not in {headline}");
    }
    // 0.95 × 870 = 826.5, and 450 are covered.
    assert!(headline.contains("43.3 percentage points away, 377 more people"), "{headline}");
    // The walks: who is within the cutoff of each category.
    let walks = rows(&section(&page, "distances"));
    let fitness = walks.iter().find(|r| r[0] == "fitness area").unwrap();
    assert!((share(&fitness[5]) - 450.0 / 870.0).abs() <= 0.0005, "{fitness:?}");
    // Other cutoffs: each variant's rate stands beside its bar.
    let bars = plain(&section(&page, "sensitivity").replace("</text>", " "));
    for r in table.iter().filter(|r| r["level"] == "total" && !r["variant"].is_empty()) {
        let rate: f64 = r["rate"].parse().unwrap();
        let shown = format!("{:.1}%", rate * 100.0);
        assert!(bars.contains(&shown), "{} {shown}: {bars}", r["variant"]);
    }
}

#[test]
fn every_zone_has_the_figures_of_its_layer() {
    let city = City::new();
    city.done(&["--lang", "zh"]);
    let shown = rows(&section(&page(&city), "zones"));
    let layers = ["fitness-10", "convenience-15"];
    let zones: Vec<_> = layers.iter().flat_map(|c| city.layer(&format!("zones_{c}"))).collect();
    assert!(zones.len() >= 3 && shown.len() == zones.len(), "{shown:?}");
    let facilities = city.by("facilities", "id");
    for (row, zone) in shown.iter().zip(&zones) {
        let own = &zone["properties"];
        let as_number = |key: &str| own[key].as_f64().unwrap();
        assert_eq!(number(&row[0]), as_number("rank"));
        assert_eq!(row[1], own["district_name"].as_str().unwrap_or("未归属"));
        assert_eq!(number(&row[3]), as_number("population"));
        assert_eq!(number(&row[4]), as_number("pop60"));
        assert_eq!(number(&row[5]), as_number("residents"));
        assert_eq!(row[6].split('、').count(), own["missing"].as_str().unwrap().split(';').count());
        let facility = own["nearest_facility"].as_str().unwrap();
        assert!(row[7].starts_with(facilities[facility]["name"].as_str().unwrap()), "{row:?}");
        assert!((number(&row[8]) - as_number("nearest_m_median")).abs() <= 0.56, "{row:?}");
        assert!((number(&row[9]) - as_number("shortfall_m_median")).abs() <= 0.56, "{row:?}");
    }
}

#[test]
fn strangers_names_stay_text() {
    let evil = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u{2028}x";
    let title = STUDY.replace("小城", "</title><script>alert(3)</script>");
    let areas = vec![district("640104", evil, square(106.199, 38.479, 106.2215, 38.485))];
    let city = City::new()
        .with("residents.csv", RESIDENTS.replace("小区5", evil).replace("R6", "<b>R6"))
        .with("facilities.csv", FACILITIES.replace("卫生站", evil).replace("F4,", "<i>F4,"))
        .with("districts.geojson", collection(areas).to_string())
        .with("study.toml", title)
        .and("residents.csv", "R9,<u>bad,x,38.48,1,1,1,1\n");
    city.done(&["--lang", "en"]);
    let whole = city.text("out/report.html");
    for markup in ["<script>alert", "<img", "<b>R6", "<i>F4", "<u>bad", "</title><script"] {
        assert!(!whole.contains(markup), "{markup}");
    }
    assert_eq!(whole.matches("<script").count(), whole.matches("</script>").count());
    assert_eq!(whole.matches("</script>").count(), 3, "the library, the page's own, the data");
    let zones = rows(&section(&page(&city), "zones"));
    assert!(zones.iter().any(|row| row[1] == evil && row[2] == evil), "{zones:?}");
    // In the data the name is whole as well.
    let from = whole.find("id=\"map-data\">").unwrap() + 14;
    let data = &whole[from..from + whole[from..].find("</script>").unwrap()];
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["residents"]["values"][4][0], evil);
    assert_eq!(data["facilities"]["values"][0][0], evil);
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let city = City::new();
    city.done(&[]);
    let page = page(&city);
    assert!(page.contains("default-src &#39;none&#39;"));
    for leak in [" src=", "href=\"http", "@import", "url(http", "<link", "<base", "<iframe"] {
        assert!(!page.contains(leak), "{leak}");
    }
    let whole = city.text("out/report.html");
    for licence in ["MapLibre contributors", "Redistributions in binary form"] {
        assert!(whole.contains(licence), "{licence}");
    }
    // A page is handed on; the author's folders are not.
    assert!(!whole.contains(city.path("").to_str().unwrap()));
}

#[test]
fn a_page_without_zones_districts_people_or_streets_is_whole() {
    let all =
        ["headline", "maps", "districts", "zones", "distances", "sensitivity", "sources", "doubts"];
    let sections = |city: &City| -> Vec<&str> {
        let page = page(city);
        assert!(page.trim_end().ends_with("</html>"));
        all.into_iter().filter(|id| page.contains(&format!("<section id=\"{id}\">"))).collect()
    };
    let city = City::new();
    let near: String = RESIDENTS.lines().take(3).map(|l| l.to_owned() + "\n").collect();
    let city = city.with("residents.csv", near);
    city.done(&["--lang", "en"]);
    assert_eq!(sections(&city), all);
    assert!(page(&city).contains("No uncovered zones."));
    assert_eq!(rows(&section(&page(&city), "zones")).len(), 0);

    // Points only, straight lines, no districts.
    let bare: String = RESIDENTS
        .lines()
        .map(|l| l.split(',').take(4).collect::<Vec<_>>().join(",") + "\n")
        .collect();
    let study = STUDY
        .replace("network = \"streets.geojson\"\n", "")
        .replace("districts = \"districts.geojson\"\n", "");
    let city = City::new().with("residents.csv", bare).with("study.toml", study);
    city.done(&["--lang", "zh"]);
    let without: Vec<&str> = all.into_iter().filter(|&id| id != "districts").collect();
    assert_eq!(sections(&city), without);
    let page = page(&city);
    assert!(page.contains("直线缓冲（筛查）") && page.contains("个居民点"));
    let headline = section(&page, "headline");
    assert!(headline.contains("无数据：常住人口；"), "{headline}");
    let points = rows(&headline).into_iter().find(|r| r[0] == "居民点").unwrap();
    assert_eq!(number(&points[2]), 6.0);
}

#[test]
fn the_page_follows_the_language_and_can_be_left_out() {
    let city = City::new();
    city.done(&["--lang", "zh"]);
    let page = page(&city);
    assert!(page.contains("lang=\"zh-CN\"") && page.contains("未达标"), "Chinese");
    assert!(!page.contains("✗ missed"));
    city.done(&["--lang", "en", "--force", "--no-report"]);
    assert!(!city.path("out/report.html").exists());
    city.done(&["--lang", "en", "--force"]);
    assert!(city.text("out/report.html").contains("lang=\"en\""));
}
