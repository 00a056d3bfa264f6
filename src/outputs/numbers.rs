//! Numbers as text: fast for layers, and never so rounded that they contradict a verdict.

/// Powers of ten by the decimals that they keep: no figure has more than nine.
const SCALES: [f64; 10] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// Appends a number with a fixed count of decimals, at most nine, rounded to nearest.
pub fn push_fixed(out: &mut Vec<u8>, value: f64, decimals: u32) {
    let scaled = value * SCALES[decimals as usize];
    if scaled.is_nan() || scaled.abs() >= 9e15 {
        // Out of the exact range: let the library write it.
        out.extend_from_slice(format!("{value:.*}", decimals as usize).as_bytes());
        return;
    }
    let rounded = (scaled.abs() + 0.5) as u64;
    push_decimal(out, rounded, decimals, scaled < 0.0 && rounded > 0);
}

/// Appends a number that is given without its point, `decimals` digits of it behind the point.
fn push_decimal(out: &mut Vec<u8>, mut rest: u64, decimals: u32, negative: bool) {
    // From the end on: at most twenty digits, the point and the sign.
    let mut text = [0u8; 24];
    let mut at = text.len();
    for _ in 0..decimals / 2 {
        at -= 2;
        text[at..at + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
        rest /= 100;
    }
    if decimals % 2 == 1 {
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    if decimals > 0 {
        at -= 1;
        text[at] = b'.';
    }
    while rest > 99 {
        at -= 2;
        text[at..at + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
        rest /= 100;
    }
    let [tens, ones] = PAIRS[rest as usize];
    at -= 1;
    text[at] = ones;
    if rest > 9 {
        at -= 1;
        text[at] = tens;
    }
    if negative {
        at -= 1;
        text[at] = b'-';
    }
    out.extend_from_slice(&text[at..]);
}

/// Decimals that most numbers have at most: metres, minutes, degrees.
const FEW: [u32; 4] = [0, 2, 3, 7];

/// Appends a number as short as it can be told: whole numbers without a point.
pub fn push_amount(out: &mut Vec<u8>, value: f64) {
    // Of the decimal numbers of at most fifteen digits no two are the same double, so the one that
    // is the value is its shortest text; a quotient of two exact numbers is exactly rounded.
    let short = FEW.iter().find_map(|&decimals| {
        let scale = SCALES[decimals as usize];
        let scaled = (value.abs() * scale + 0.5) as u64;
        let exact = scaled < 1_000_000_000_000_000 && scaled as f64 / scale == value.abs();
        exact.then_some((scaled, decimals))
    });
    let Some((mut scaled, mut decimals)) = short else {
        out.extend_from_slice(value.to_string().as_bytes());
        return;
    };
    while decimals > 0 && scaled % 10 == 0 {
        (scaled, decimals) = (scaled / 10, decimals - 1);
    }
    push_decimal(out, scaled, decimals, value < 0.0);
}

/// Steps of a written coordinate in a degree: seven decimals (RFC 7946, section 11.2).
const SCALE: u32 = 10_000_000;

/// Steps from zero of a coordinate in degrees, without its sign. 32 bits reach more than once around
/// the Earth.
fn steps(value: f64) -> u32 {
    (value.abs() * f64::from(SCALE) + 0.5) as u32
}

/// The position as it will be written, to tell positions that will look the same.
pub fn on_grid(position: [f64; 2]) -> [i64; 2] {
    position.map(|v| if v < 0.0 { -i64::from(steps(v)) } else { i64::from(steps(v)) })
}

/// The coordinate that will be written, as readers of the text will have it: formats that hold
/// numbers hold the same places.
pub fn rounded_degrees(value: f64) -> f64 {
    let steps = steps(value);
    let size = f64::from(steps) / f64::from(SCALE);
    if value < 0.0 && steps > 0 { -size } else { size }
}

/// A number as [`push_fixed`] writes it: a quotient of whole numbers is the one that reads back.
pub fn rounded(value: f64, decimals: u32) -> f64 {
    let scale = SCALES[decimals as usize];
    let scaled = value * scale;
    if scaled.is_nan() || scaled.abs() >= 9e15 {
        return value;
    }
    let rounded = (scaled.abs() + 0.5).trunc() / scale;
    if scaled < 0.0 && rounded > 0.0 { -rounded } else { rounded }
}

/// Room for a coordinate in degrees: at most "-429.1234567", written in steps of eight bytes.
const ROOM: usize = 16;

/// Appends a position as GeoJSON has it: `[lon,lat]`, each with at most seven decimals and without
/// trailing zeros.
pub fn push_position(out: &mut Vec<u8>, [lon, lat]: [f64; 2]) {
    // Room for more is one store; what is too much is taken back.
    let start = out.len();
    out.extend_from_slice(&[0; 3 + 2 * ROOM]);
    let text = &mut out[start..];
    text[0] = b'[';
    let mut end = 1 + put_degrees(&mut text[1..], lon);
    text[end] = b',';
    end += 1;
    end += put_degrees(&mut text[end..], lat);
    text[end] = b']';
    out.truncate(start + end + 1);
}

/// Puts a coordinate at the start of a text with room for it; its length.
fn put_degrees(text: &mut [u8], value: f64) -> usize {
    let text = &mut text[..ROOM];
    let steps = steps(value);
    let (whole, fraction) = (steps / SCALE, steps % SCALE);
    text[0] = b'-';
    let mut end = usize::from(value < 0.0 && steps > 0);
    let (digits, length) = WHOLE[whole as usize];
    text[end..end + 4].copy_from_slice(&digits);
    end += length;
    if fraction > 0 {
        // Seven decimals and a zero.
        let decimals = eight_digits(fraction * 10);
        text[end..end + 8].copy_from_slice(&decimals.to_le_bytes());
        let zeros = (decimals ^ ZEROS).leading_zeros() / 8;
        end += 8 - zeros as usize;
    } else {
        end -= 1; // the point
    }
    end
}

/// Eight digits `0`.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The eight decimal digits of a number below 1e8 as text, the first in the lowest byte. Halves are
/// divided side by side: into two of four digits, four of two, eight of one.
fn eight_digits(number: u32) -> u64 {
    let fours = u64::from(number / 10_000) | (u64::from(number % 10_000) << 32);
    // 10,486 / 2^20 is 1/100 and so little more that it is exact below 10,000, and 103 / 2^10 is
    // 1/10 below 100.
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | ((fours - 100 * hundreds) << 16);
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    (tens | ((twos - 10 * tens) << 8)) + ZEROS
}

/// Whole degrees and a point, from the left, with their length; 32 bits hold less than 430.
const WHOLE: [([u8; 4], usize); 430] = {
    let mut texts = [([b'.'; 4], 0); 430];
    let mut i = 0;
    while i < 430 {
        let digits = [(i / 100) as u8, (i / 10 % 10) as u8, (i % 10) as u8];
        let length = if i >= 100 {
            3
        } else if i >= 10 {
            2
        } else {
            1
        };
        let mut at = 0;
        while at < length {
            texts[i].0[at] = b'0' + digits[3 - length + at];
            at += 1;
        }
        texts[i].1 = length + 1;
        i += 1;
    }
    texts
};

/// The two digits of every number below a hundred.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut i = 0;
    while i < 100 {
        pairs[i] = [b'0' + (i / 10) as u8, b'0' + (i % 10) as u8];
        i += 1;
    }
    pairs
};

/// A rate as per cent with one decimal, or with as many as it takes not to look like the other side
/// of `target`: 94.96 % against 95 % is not printed as 95.0 %.
#[must_use]
pub fn percent(rate: f64, target: Option<f64>) -> String {
    format!("{:.1$}%", rate * 100.0, percent_decimals(rate, target))
}

/// The decimals of [`percent`], 1 to 12.
#[must_use]
pub fn percent_decimals(rate: f64, target: Option<f64>) -> usize {
    for decimals in 1..12 {
        let text = format!("{:.decimals$}", rate * 100.0);
        let shown = text.parse::<f64>().unwrap_or(rate * 100.0) / 100.0;
        // Nothing but everything is 100 %, nothing but nothing 0 %.
        let ends = [(0.0, rate != 0.0 && shown == 0.0), (1.0, rate != 1.0 && shown == 1.0)];
        let misleads = ends.iter().any(|&(_, misleads)| misleads)
            || target.is_some_and(|t| (shown >= t) != (rate >= t) || (shown <= t) != (rate <= t));
        if !misleads {
            return decimals;
        }
    }
    12
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(push: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn fixed_decimals() {
        let fixed = |v, d| text(|out| push_fixed(out, v, d));
        assert_eq!(fixed(1234.567, 2), "1234.57");
        assert_eq!(fixed(0.004, 2), "0.00");
        assert_eq!(fixed(-0.5, 1), "-0.5");
        assert_eq!(fixed(-0.004, 2), "0.00");
        assert_eq!(fixed(105.0, 0), "105");
        assert_eq!(fixed(1_234_567.890_12, 3), "1234567.890");
        assert_eq!(fixed(7.0, 0), "7");
        assert_eq!(fixed(1e17, 2), "100000000000000000.00");
    }

    #[test]
    fn degrees_and_amounts_are_short() {
        let degrees = |v| {
            let position = text(|out| push_position(out, [v, v]));
            let (lon, lat) = position[1..position.len() - 1].split_once(',').unwrap();
            assert_eq!((lon, &position), (lat, &format!("[{lat},{lat}]")));
            lon.to_owned()
        };
        assert_eq!(degrees(106.2), "106.2");
        assert_eq!(degrees(-8.587_900_8), "-8.5879008");
        assert_eq!(degrees(-0.000_000_01), "0");
        assert_eq!(degrees(10.0), "10");
        assert_eq!(degrees(-179.999_999_95), "-180");
        assert_eq!(degrees(0.000_000_1), "0.0000001");
        assert_eq!(degrees(106.226_508_94), "106.2265089");
        assert_eq!(text(|out| push_amount(out, 250.0)), "250");
        assert_eq!(text(|out| push_amount(out, 0.1)), "0.1");
        assert_eq!(text(|out| push_amount(out, -0.0)), "0");
    }

    #[test]
    fn eight_digits_are_those_of_the_number() {
        for number in (0..100_000_000).step_by(997).chain([9, 99_999_999, 10_000, 9999, 90_909_090])
        {
            assert_eq!(eight_digits(number).to_le_bytes(), format!("{number:08}").as_bytes());
        }
    }

    #[test]
    fn amounts_are_the_shortest_text_that_reads_back() {
        let mut state = 7u64;
        let mut amounts = vec![0.0, -0.25, 0.1 + 0.2, 1e-8, 1e15, -1e16, 123.456_789_01, 8.99e15];
        for _ in 0..50_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let whole = (state >> 20) as f64;
            let scale = 10f64.powi((state % 14) as i32);
            amounts.extend([whole / scale, -(whole % 1e6) / scale, f64::from_bits(state)]);
        }
        for value in amounts.into_iter().filter(|v| v.is_finite()) {
            assert_eq!(text(|out| push_amount(out, value)), value.to_string());
        }
    }

    #[test]
    fn rounded_numbers_are_those_that_the_text_reads_back_as() {
        let mut state = 1u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let share = (state >> 11) as f64 / (1u64 << 53) as f64;
            let (degrees, metres) = (share * 360.0 - 180.0, (share - 0.3) * 1e5);
            let read = |push: &dyn Fn(&mut Vec<u8>)| text(push).parse::<f64>().unwrap();
            let written = |v| text(|out| push_position(out, [v, 0.0]));
            assert_eq!(written(degrees), format!("[{},0]", rounded_degrees(degrees)));
            for decimals in 0..4 {
                let fixed = read(&|out| push_fixed(out, metres, decimals));
                assert_eq!(rounded(metres, decimals), fixed);
            }
        }
        assert_eq!(rounded_degrees(-0.000_000_01).to_bits(), 0.0f64.to_bits());
    }

    #[test]
    fn a_printed_rate_never_contradicts_its_verdict() {
        assert_eq!(percent(0.9496, Some(0.95)), "94.96%");
        assert_eq!(percent(0.94999, Some(0.95)), "94.999%");
        assert_eq!(percent(0.95, Some(0.95)), "95.0%");
        assert_eq!(percent(0.9504, Some(0.95)), "95.04%");
        assert_eq!(percent(0.8123, Some(0.95)), "81.2%");
        assert_eq!(percent(0.99999, None), "99.999%");
        assert_eq!(percent(1.0, None), "100.0%");
        assert_eq!(percent(0.0, None), "0.0%");
    }
}
