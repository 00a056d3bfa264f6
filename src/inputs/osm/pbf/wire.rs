//! The encoding of protobuf messages: fields, variable-length numbers, packed lists of them.

use super::{Damage, Result};

const CUT: Damage = Damage::new("it is damaged: a message ends too early");
const TOO_LONG: Damage = Damage::new("it is damaged: a number is too long");

/// The fields of a message, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a>(pub &'a [u8]);

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A number.
    Number(u64),
    /// A text, a message or a packed list.
    Bytes(&'a [u8]),
    /// Four or eight bytes, which OSM PBF has no use for.
    Fixed,
}

impl<'a> Value<'a> {
    /// The bytes of a field that must have some.
    pub fn bytes(self) -> Result<&'a [u8]> {
        match self {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(Damage::new("it is damaged: a number stands where a message should")),
        }
    }

    /// The number of a field that must be one.
    pub fn number(self) -> Result<u64> {
        match self {
            Value::Number(number) => Ok(number),
            _ => Err(Damage::new("it is damaged: a message stands where a number should")),
        }
    }

    /// Hands on the numbers of a list, packed or (as the encoding allows) one a field.
    #[inline]
    pub fn each(self, mut take: impl FnMut(u64) -> Result<()>) -> Result<()> {
        match self {
            Value::Number(number) => take(number),
            Value::Bytes(mut bytes) => {
                while !bytes.is_empty() {
                    take(number(&mut bytes)?)?;
                }
                Ok(())
            }
            Value::Fixed => Err(Damage::new("it is damaged: a list of numbers is none")),
        }
    }
}

impl<'a> Fields<'a> {
    /// The next field with its number, or nothing at the end of the message.
    #[inline]
    pub fn next(&mut self) -> Result<Option<(u64, Value<'a>)>> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let key = number(&mut self.0)?;
        let value = match key & 7 {
            0 => Value::Number(number(&mut self.0)?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = number(&mut self.0)?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return Err(Damage::new("it is damaged: a field is of no known kind")),
        };
        Ok(Some((key >> 3, value)))
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8]> {
        let length = usize::try_from(length).map_err(|_| CUT)?;
        let (taken, rest) = self.0.split_at_checked(length).ok_or(CUT)?;
        self.0 = rest;
        Ok(taken)
    }
}

/// Takes a number off the front: seven bits a byte, the lowest first.
#[inline]
pub fn number(bytes: &mut &[u8]) -> Result<u64> {
    match **bytes {
        // Most are short: differences of neighbours, numbers of texts.
        [a, ref rest @ ..] if a < 0x80 => {
            *bytes = rest;
            Ok(u64::from(a))
        }
        [a, b, ref rest @ ..] if b < 0x80 => {
            *bytes = rest;
            Ok(u64::from(a & 0x7f) | u64::from(b) << 7)
        }
        _ => long_number(bytes),
    }
}

fn long_number(bytes: &mut &[u8]) -> Result<u64> {
    let mut number = 0;
    for (i, &byte) in bytes.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7f) << (7 * i);
        if byte < 0x80 {
            // Of the tenth byte one bit is left.
            if i == 9 && byte > 1 {
                return Err(TOO_LONG);
            }
            *bytes = &bytes[i + 1..];
            return Ok(number);
        }
    }
    Err(if bytes.len() < 10 { CUT } else { TOO_LONG })
}

/// A signed number in zigzag order, where small negative ones are short too.
#[inline]
pub fn signed(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// The number that follows another after a difference in zigzag order.
#[inline]
pub fn after(before: i64, difference: u64) -> Result<i64> {
    before
        .checked_add(signed(difference))
        .ok_or(Damage::new("it is damaged: a number is larger than any can be"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::Message;

    #[test]
    fn what_is_written_is_read() {
        let numbers = [0, 1, 127, 128, 300, 16_383, 16_384, u64::from(u32::MAX), u64::MAX];
        let mut message = Message::default();
        let mut packed = Message::default();
        for number in numbers {
            message.unsigned(3, number);
            packed.raw(number);
        }
        message.message(4, &packed);
        let (mut single, mut list) = (Vec::new(), Vec::new());
        let mut fields = Fields(message.bytes());
        while let Some((field, value)) = fields.next().unwrap() {
            let to = if field == 3 { &mut single } else { &mut list };
            let mut push = |number| {
                to.push(number);
                Ok(())
            };
            value.each(&mut push).unwrap();
        }
        assert_eq!((single, list), (numbers.to_vec(), numbers.to_vec()));
        for number in [0, -1, 1, i64::MIN, i64::MAX] {
            let mut message = Message::default();
            message.raw_signed(number);
            assert_eq!(signed(super::number(&mut message.bytes()).unwrap()), number);
        }
    }

    #[test]
    fn what_is_cut_or_too_long_is_damage() {
        for bytes in [&[0x80][..], &[0x08], &[0x08, 0xff], &[0x12, 0x05, 1, 2], &[0x0d, 1, 2]] {
            assert_eq!(Fields(bytes).next().unwrap_err(), CUT, "{bytes:?}");
        }
        assert_eq!(number(&mut &[0xff; 12][..]), Err(TOO_LONG));
        let most = [[0xff; 9].as_slice(), &[2]].concat();
        assert_eq!(number(&mut most.as_slice()), Err(TOO_LONG));
        assert!(Fields(&[0x0b]).next().is_err(), "groups are of no use");
        assert!(after(i64::MAX, 2).is_err());
    }
}
