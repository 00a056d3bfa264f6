//! Isochrones as files: on request only, with their fields, and part of a result that is replaced.

use super::city::{City, files};

#[test]
fn they_are_drawn_on_request() {
    let city = City::new();
    city.done(&["--isochrones", "--walksheds", "--isochrone-cell", "25"]);
    let there = files(&city.path("out"));
    for category in ["clinic", "canteen", "childcare", "fitness"] {
        assert!(there.contains_key(&format!("isochrones_{category}.geojson")), "{category}");
    }
    let bands = city.layer("isochrones_fitness");
    let minutes: Vec<f64> =
        bands.iter().map(|f| f["properties"]["minutes_to"].as_f64().unwrap()).collect();
    assert_eq!(minutes, [5.0, 10.0, 15.0]);
    for (band, cutoff) in bands.iter().zip([300.0, 500.0, 1000.0]) {
        let fields = &band["properties"];
        let mut names: Vec<&String> = fields.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(
            names,
            ["area_m2", "category", "cutoff_m", "method", "minutes_from", "minutes_to", "profile"]
        );
        assert_eq!(
            (&fields["category"], &fields["profile"]),
            (&"fitness".into(), &"gb50180".into())
        );
        assert_eq!(fields["cutoff_m"], cutoff);
        assert_eq!(fields["method"], "network");
        assert!(fields["area_m2"].as_f64().unwrap() > 1000.0);
        assert_eq!(band["geometry"]["type"], "MultiPolygon");
    }
    let own = city.layer("walksheds");
    assert!(own.iter().all(|f| f["properties"]["facility"].is_string()));
    assert!(own.iter().any(|f| f["properties"]["facility"] == "F4"));
    let settings = &city.json("out/summary.json")["settings"];
    assert_eq!(settings["isochrone_cell_m"], 25.0);
    assert_eq!((&settings["isochrones"], &settings["walksheds"]), (&true.into(), &true.into()));
    // The next result takes their place.
    city.done(&["--force"]);
    assert!(!files(&city.path("out")).keys().any(|name| name.contains("isochrones")));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    for cell in ["0", "-20", "1", "501", "nan"] {
        let city = City::new();
        city.fails(&["--isochrones", "--isochrone-cell", cell], &["isochrone_cell_m = "]);
    }
    let city = City::new();
    let asked = ["--circle", "fitness-10", "--profile", "plan80", "--horizon", "1100"];
    city.done(&asked);
    let ran = city.run(&[&asked[..], &["--isochrones", "--force"]].concat());
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("ends before 15 minutes do (1200 m)"), "{}", ran.stderr);
}
