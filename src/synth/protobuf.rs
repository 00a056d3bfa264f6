//! The little of the protobuf encoding that OSM PBF needs.

/// A message under construction; also the contents of a packed field.
#[derive(Clone, Debug, Default)]
pub struct Message(Vec<u8>);

impl Message {
    pub const EMPTY: Self = Self(Vec::new());

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// A varint without a field number, as in packed fields.
    pub fn raw(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// The same in zigzag order, where small negative numbers are short too.
    pub fn raw_signed(&mut self, value: i64) {
        self.raw(((value << 1) ^ (value >> 63)) as u64);
    }

    pub fn unsigned(&mut self, field: u64, value: u64) {
        self.raw(field << 3);
        self.raw(value);
    }

    pub fn signed(&mut self, field: u64, value: i64) {
        self.raw(field << 3);
        self.raw_signed(value);
    }

    pub fn data(&mut self, field: u64, data: &[u8]) {
        self.raw(field << 3 | 2);
        self.raw(data.len() as u64);
        self.0.extend_from_slice(data);
    }

    pub fn text(&mut self, field: u64, text: &str) {
        self.data(field, text.as_bytes());
    }

    pub fn message(&mut self, field: u64, message: &Self) {
        self.data(field, message.bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn numbers_are_encoded_as_in_the_specification() {
        let mut message = Message::default();
        message.unsigned(1, 150);
        message.signed(2, -2);
        message.text(3, "ab");
        let expected = [0x08, 0x96, 0x01, 0x10, 0x03, 0x1a, 0x02, b'a', b'b'];
        assert_eq!(message.bytes(), expected);
    }
}
