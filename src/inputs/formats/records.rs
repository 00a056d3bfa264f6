//! Whether the records of a `.shp` fit into it: the library makes room for as many corners as a record
//! says, before it looks how many are there.

/// What stands before the first record, and before each, bytes.
const HEADER: usize = 100;
const RECORD_HEADER: usize = 8;
/// Where its length is said, in words of two bytes.
const LENGTH: usize = 24;

/// Fails at the first record that is cut short or has other corners than it says.
pub fn fit(shp: &[u8]) -> Result<(), &'static str> {
    let cut = "it is cut short";
    let end = words(shp, LENGTH).ok_or(cut)?;
    let mut at = HEADER;
    while at < end {
        let size = words(shp, at + 4).ok_or(cut)?;
        let content = shp.get(at + RECORD_HEADER..).and_then(|rest| rest.get(..size)).ok_or(cut)?;
        record(content).ok_or("a record has other corners than it says")?;
        at += RECORD_HEADER + size;
    }
    Ok(())
}

/// Whether what a record says of its corners is so. Kinds with corners begin with their bounds, and
/// corners are two numbers wherever the heights stand.
fn record(content: &[u8]) -> Option<()> {
    let (bounds, corner) = (4 + 32, 16);
    match number(content, 0)? {
        // Nothing is nothing: the library would take what follows for the next record.
        0 => (content.len() == 4).then_some(()),
        3 | 5 | 13 | 15 | 23 | 25 | 31 => {
            let (parts, corners) = (number(content, bounds)?, number(content, bounds + 4)?);
            let starts = content.get(bounds + 8..)?.get(..parts.checked_mul(4)?)?;
            let room = content.len() - (bounds + 8) - starts.len();
            let starts: Option<Vec<usize>> =
                (0..parts).map(|part| number(starts, 4 * part)).collect();
            let starts = starts?;
            let fits = corners.checked_mul(corner)? <= room;
            let from_first = starts.first().map_or(corners == 0, |first| *first == 0);
            let to_last = starts.last().is_none_or(|last| *last <= corners);
            (fits && from_first && to_last && starts.is_sorted()).then_some(())
        }
        8 | 18 | 28 => {
            let corners = number(content, bounds)?;
            (corners.checked_mul(corner)? <= content.len() - (bounds + 4)).then_some(())
        }
        _ => Some(()),
    }
}

/// A length of a header, in bytes.
fn words(shp: &[u8], at: usize) -> Option<usize> {
    let bytes = shp.get(at..)?.first_chunk()?;
    usize::try_from(i32::from_be_bytes(*bytes)).ok()?.checked_mul(2)
}

/// A number of a record that is none below zero.
fn number(content: &[u8], at: usize) -> Option<usize> {
    let bytes = content.get(at..)?.first_chunk()?;
    usize::try_from(i32::from_le_bytes(*bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of one line of three corners in two parts, as its numbers say.
    fn line(parts: i32, corners: i32, starts: [i32; 2]) -> Vec<u8> {
        let mut record = 3i32.to_le_bytes().to_vec();
        record.extend([0; 32]);
        for number in [parts, corners, starts[0], starts[1]] {
            record.extend(number.to_le_bytes());
        }
        record.extend([0; 3 * 16]);
        file(&record)
    }

    fn file(record: &[u8]) -> Vec<u8> {
        let mut file = vec![0; HEADER];
        file.extend(1i32.to_be_bytes());
        file.extend((record.len() as i32 / 2).to_be_bytes());
        file.extend(record);
        let words = file.len() as i32 / 2;
        file[LENGTH..LENGTH + 4].copy_from_slice(&words.to_be_bytes());
        file
    }

    #[test]
    fn corners_that_are_there() {
        assert_eq!(fit(&line(2, 3, [0, 2])), Ok(()));
        assert_eq!(fit(&file(&0i32.to_le_bytes())), Ok(()));
        let many = i32::MAX;
        for bytes in [
            line(many, 3, [0, 2]),
            line(2, many, [0, 2]),
            line(2, -1, [0, 2]),
            line(2, 3, [0, many]),
            line(2, 3, [2, 0]),
            line(2, 3, [1, 2]),
            line(0, 3, [0, 2]),
            file(&[0; 8]),
        ] {
            assert!(fit(&bytes).is_err());
        }
        let whole = line(2, 3, [0, 2]);
        for cut in 0..whole.len() {
            assert!(fit(&whole[..cut]).is_err(), "{cut}");
        }
    }
}
