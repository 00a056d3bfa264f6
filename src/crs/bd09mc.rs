//! BD09MC: the metres of Baidu, a Mercator map of BD-09 by a polynomial for each 15 degrees of latitude.
//!
//! Baidu publishes coefficients, no ellipsoid; they are those that its map pages load. Its metres are
//! coordinates, never measured in.

/// The highest latitude on Baidu's map, degrees.
const HIGHEST: f64 = 74.0;
/// How many degrees of latitude one polynomial serves.
const BAND: f64 = 15.0;
/// Metres east of the first meridian, and per degree of longitude, by band from the equator.
const EAST: [[f64; 2]; 5] = [
    [-0.000_321_813_587_861_313_2, 111_320.702_070_161_5],
    [-0.000_344_196_350_436_839_2, 111_320.702_057_685_6],
    [0.002_206_364_962_08, 111_320.702_020_912_8],
    [0.003_373_987_667_65, 111_320.702_020_216_2],
    [0.000_827_782_451_617_252_6, 111_320.702_046_357_8],
];
/// Metres north of the equator, by powers of the latitude over the last number.
const NORTH: [[f64; 8]; 5] = [
    [
        0.003_693_834_312_89,
        823_725.640_279_571_8,
        0.461_049_869_090_93,
        2_351.343_141_331_292,
        1.580_607_842_981_99,
        8.777_385_890_782_84,
        0.372_388_842_524_24,
        7.45,
    ],
    [
        278.235_398_077_275_2,
        2_485_758.690_035_394,
        6_070.750_963_243_378,
        54_821.183_453_521_18,
        9_540.606_633_304_236,
        -2_710.553_267_466_45,
        1_405.483_844_121_726,
        22.5,
    ],
    [
        51_751.861_128_411_31,
        3_796_837.749_470_245,
        992_013.739_779_101_3,
        -1_221_952.217_112_87,
        1_340_652.697_009_075,
        -620_943.699_098_431_2,
        144_416.929_380_624_1,
        37.5,
    ],
    [
        4_481_351.045_890_365,
        -23_393_751.199_316_62,
        79_682_215.471_864_55,
        -115_964_993.279_725_3,
        97_236_711.156_021_45,
        -43_661_946.337_528_21,
        8_477_230.501_135_234,
        52.5,
    ],
    [
        647_795_574.667_160_8,
        -4_082_003_173.641_316,
        10_774_905_663.511_42,
        -15_171_875_531.515_59,
        12_053_065_338.621_67,
        -5_124_939_663.577_472,
        913_311_935.951_203_2,
        67.5,
    ],
];

/// From BD-09 degrees `[lon, lat]` to metres `[east, north]`.
#[must_use]
pub fn from_bd09([lon, lat]: [f64; 2]) -> [f64; 2] {
    // A latitude where two bands meet belongs to the lower.
    let band = ((lat.abs() / BAND).ceil() as usize).clamp(1, EAST.len()) - 1;
    let [offset, scale] = EAST[band];
    let east = offset + scale * lon.abs();
    [east.copysign(lon), north(band, lat.abs()).copysign(lat)]
}

/// From metres `[east, north]` to BD-09 degrees; `None` off Baidu's map.
///
/// The tables that are in common use for this way err by centimetres, so the way there is solved for
/// the latitude instead: it grows with the metres in every band.
#[must_use]
pub fn to_bd09([east, north_m]: [f64; 2]) -> Option<[f64; 2]> {
    let (band, lat) = (0..NORTH.len()).find_map(|band| {
        let low = BAND * band as f64;
        let high = (low + BAND).min(HIGHEST);
        // Where two bands meet, the upper begins a little farther north than the lower ends.
        let is_here = north_m.abs() <= north(band, high);
        is_here.then(|| (band, solve(band, north_m.abs(), [low, high])))
    })?;
    let [offset, scale] = EAST[band];
    let lon = ((east.abs() - offset) / scale).max(0.0);
    (east.is_finite() && lon <= 180.0).then_some([lon.copysign(east), lat.copysign(north_m)])
}

/// The latitude between two where a band is so many metres north.
fn solve(band: usize, metres: f64, [mut low, mut high]: [f64; 2]) -> f64 {
    while let middle = f64::midpoint(low, high)
        && low < middle
        && middle < high
    {
        if north(band, middle) < metres {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

fn north(band: usize, lat: f64) -> f64 {
    let [coefficients @ .., of] = &NORTH[band];
    coefficients.iter().rev().fold(0.0, |sum, c| sum * (lat / of) + c)
}
