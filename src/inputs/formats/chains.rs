//! Whether the chains of sectors in an `.xls` end: the library follows one that bites its own tail for
//! ever, and keeps what it reads.
//!
//! The container is a compound file (MS-CFB): a table says of each sector which one comes next, and so
//! does a second table for small sectors within one chain.

const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const HEADER: usize = 512;
/// Larger numbers are none of sectors.
const RESERVED: u32 = 0xffff_fffa;

/// Fails when a chain of sectors has no end. What is wrong otherwise is for the library to say.
pub fn end(xls: &[u8]) -> Result<(), &'static str> {
    let Some(header) = xls.get(..HEADER).filter(|header| header.starts_with(SIGNATURE)) else {
        return Ok(());
    };
    let size = match header[30] {
        9 => 512,
        12 => 4096,
        _ => return Ok(()),
    };
    // The header takes the room of a sector.
    let sector = |number: u32| -> &[u8] {
        let rest = (number as usize + 1).checked_mul(size).and_then(|at| xls.get(at..));
        rest.map_or(&[], |rest| &rest[..rest.len().min(size)])
    };
    // Where the table stands: in the header, then in sectors of which each names the next.
    let mut places: Vec<u32> = numbers(&header[76..]).collect();
    let mut next = number(&header[68..]);
    for _ in 0..=xls.len() / size {
        if next >= RESERVED {
            break;
        }
        places.extend(numbers(sector(next)));
        next = places.pop().unwrap_or(RESERVED);
    }
    let parts = places.into_iter().filter(|place| *place < RESERVED);
    let table: Vec<u32> = parts.flat_map(|place| numbers(sector(place))).collect();
    chains(&table)?;
    let mut small = Vec::new();
    let (mut next, most) = (number(&header[60..]), number(&header[64..]) as usize);
    for _ in 0..most.min(table.len()) {
        if next >= RESERVED {
            break;
        }
        small.extend(numbers(sector(next)));
        next = table.get(next as usize).copied().unwrap_or(RESERVED);
    }
    chains(&small)
}

/// Whether no chain of a table comes back to itself.
fn chains(table: &[u32]) -> Result<(), &'static str> {
    // The walk that came by each sector, from 1.
    let mut seen = vec![0usize; table.len()];
    for start in 0..table.len() {
        let mut at = start;
        while let Some(&next) = table.get(at) {
            match seen[at] {
                0 => seen[at] = start + 1,
                walk if walk == start + 1 => return Err("a chain of its sectors has no end"),
                _ => break,
            }
            at = next as usize;
        }
    }
    Ok(())
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(number)
}

/// The number that some bytes begin with.
fn number(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(RESERVED, |bytes| u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;

    /// A file whose first sector is the table, the second the table of small sectors.
    fn file(table: &[u32], small: &[u32]) -> Vec<u8> {
        let mut file = vec![0; HEADER];
        file[..8].copy_from_slice(SIGNATURE);
        file[30] = 9;
        let mut put = |at: usize, number: u32| {
            file[at..at + 4].copy_from_slice(&number.to_le_bytes());
        };
        put(60, 1);
        put(64, 1);
        put(68, END);
        (0..109).for_each(|i| put(76 + 4 * i, if i == 0 { 0 } else { FREE }));
        for sector in [table, small] {
            let padded = sector.iter().copied().chain(std::iter::repeat(FREE)).take(128);
            file.extend(padded.flat_map(u32::to_le_bytes));
        }
        file
    }

    #[test]
    fn chains_with_and_without_end() {
        assert_eq!(end(&file(&[END, END, 3, 4, END], &[2, END, 1])), Ok(()));
        assert!(end(&file(&[END, END, 3, 4, 2], &[])).is_err());
        assert!(end(&file(&[END, END, 3, 3], &[])).is_err());
        assert!(end(&file(&[END, END], &[0])).is_err());
        assert!(end(&file(&[END, END], &[1, 2, 0])).is_err());
    }

    #[test]
    fn what_is_no_compound_file_is_for_others() {
        let whole = file(&[END, END], &[END]);
        for cut in 0..whole.len() {
            assert_eq!(end(&whole[..cut]), Ok(()), "{cut}");
        }
        // Tables that name themselves for the next are no more than the file is long.
        let mut own = whole;
        own[68..72].copy_from_slice(&0u32.to_le_bytes());
        assert_eq!(end(&own), Ok(()));
    }
}
