//! The elements of a block, in the order of the file.

use super::wire::{Fields, Value, after, signed};
use super::{Damage, Result};

/// A block of elements that share their texts.
#[derive(Debug)]
pub struct Block<'a> {
    /// The texts that tags and roles name by number.
    pub texts: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    /// Nanodegrees in a step of a coordinate.
    granularity: i64,
    /// Nanodegrees at which longitudes and latitudes begin.
    offset: [i64; 2],
}

/// A tag: the numbers of its key and of its value among the texts.
pub type RawTag = [u32; 2];

/// An element of OpenStreetMap.
#[derive(Clone, Copy, Debug)]
pub enum Element<'e> {
    Node {
        id: i64,
        /// Longitude and latitude, nanodegrees.
        nano: [i64; 2],
        tags: &'e [RawTag],
    },
    Way {
        id: i64,
        /// The ids of its nodes.
        refs: &'e [i64],
        tags: &'e [RawTag],
    },
    Relation {
        id: i64,
        members: &'e [Member],
        tags: &'e [RawTag],
    },
}

/// A part of a relation.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub kind: MemberKind,
    pub id: i64,
    /// The number of its role among the texts.
    pub role: u32,
}

/// What a part of a relation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    Node,
    Way,
    Relation,
}

const LACKING: Damage = Damage::new("it is damaged: an element has no id, or no place");
const UNEVEN: Damage = Damage::new("it is damaged: lists that belong together differ in length");

impl<'a> Block<'a> {
    pub fn of(bytes: &'a [u8]) -> Result<Block<'a>> {
        let mut block =
            Block { texts: Vec::new(), groups: Vec::new(), granularity: 100, offset: [0; 2] };
        let mut has_texts = false;
        let mut fields = Fields(bytes);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => {
                    has_texts = true;
                    let mut table = Fields(value.bytes()?);
                    while let Some((field, value)) = table.next()? {
                        if field == 1 {
                            block.texts.push(value.bytes()?);
                        }
                    }
                }
                2 => block.groups.push(value.bytes()?),
                17 => block.granularity = value.number()? as i64,
                19 => block.offset[1] = value.number()? as i64,
                20 => block.offset[0] = value.number()? as i64,
                _ => {}
            }
        }
        if has_texts { Ok(block) } else { Err(Damage::new("it is damaged: a block has no texts")) }
    }

    /// Whether one of the texts is wanted: if none is, no tag of an element is.
    pub fn has_text(&self, wanted: impl Fn(&[u8]) -> bool) -> bool {
        self.texts.iter().any(|text| wanted(text))
    }

    /// A text by its number, if it is one.
    pub fn text(&self, number: u32) -> Option<&'a str> {
        self.texts.get(number as usize).and_then(|text| std::str::from_utf8(text).ok())
    }

    /// Tags as texts; a tag that is no text is none.
    pub fn tags(&self, raw: &[RawTag]) -> impl Iterator<Item = (&'a str, &'a str)> {
        raw.iter().filter_map(|&[key, value]| Some((self.text(key)?, self.text(value)?)))
    }

    /// Hands on every element.
    pub fn each(&self, mut take: impl FnMut(Element<'_>)) -> Result<()> {
        let mut lists = Lists::default();
        for group in &self.groups {
            let mut fields = Fields(group);
            let mut is_dense = false;
            while let Some((field, value)) = fields.next()? {
                match field {
                    1 => take(self.node(value.bytes()?, &mut lists)?),
                    2 if is_dense => {
                        return Err(Damage::new("it is damaged: a group has two lists of nodes"));
                    }
                    2 => {
                        is_dense = true;
                        self.dense(value.bytes()?, &mut lists, &mut take)?;
                    }
                    3 => take(way(value.bytes()?, &mut lists)?),
                    4 => take(relation(value.bytes()?, &mut lists)?),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn nano(&self, steps: [i64; 2]) -> Result<[i64; 2]> {
        let nano =
            |axis: usize| self.granularity.checked_mul(steps[axis])?.checked_add(self.offset[axis]);
        nano(0).zip(nano(1)).map(<[i64; 2]>::from).ok_or(Damage::new("a place in it is nowhere"))
    }

    fn node<'l>(&self, bytes: &[u8], lists: &'l mut Lists) -> Result<Element<'l>> {
        lists.clear();
        let [mut lon, mut lat] = [None; 2];
        let mut fields = Fields(bytes);
        while let Some((field, value)) = fields.next()? {
            match field {
                8 => lat = Some(signed(value.number()?)),
                9 => lon = Some(signed(value.number()?)),
                field => lists.head(field, value)?,
            }
        }
        let id = signed(lists.finish()?);
        let (Some(lon), Some(lat)) = (lon, lat) else { return Err(LACKING) };
        Ok(Element::Node { id, nano: self.nano([lon, lat])?, tags: &lists.tags })
    }

    /// Nodes as lists of differences, their tags one after the other with a zero between nodes.
    fn dense(
        &self,
        bytes: &[u8],
        lists: &mut Lists,
        take: &mut impl FnMut(Element<'_>),
    ) -> Result<()> {
        lists.clear();
        let mut fields = Fields(bytes);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => value.each(|number| lists.ids.push_next(number))?,
                8 => value.each(|number| lists.lats.push_next(number))?,
                9 => value.each(|number| lists.lons.push_next(number))?,
                10 => value.each(|number| push_text(&mut lists.keys, number))?,
                _ => {}
            }
        }
        let Lists { ids, lats, lons, keys, tags, .. } = lists;
        if ids.0.len() != lats.0.len() || ids.0.len() != lons.0.len() {
            return Err(UNEVEN);
        }
        let mut rest = &keys[..];
        for ((&id, &lat), &lon) in ids.0.iter().zip(&lats.0).zip(&lons.0) {
            tags.clear();
            // No list at all says that no node has tags.
            while !keys.is_empty() {
                match *rest {
                    [0, ref others @ ..] => {
                        rest = others;
                        break;
                    }
                    [key, value, ref others @ ..] => {
                        tags.push([key, value]);
                        rest = others;
                    }
                    _ => return Err(UNEVEN),
                }
            }
            take(Element::Node { id, nano: self.nano([lon, lat])?, tags });
        }
        if rest.is_empty() { Ok(()) } else { Err(UNEVEN) }
    }
}

fn way<'l>(bytes: &[u8], lists: &'l mut Lists) -> Result<Element<'l>> {
    lists.clear();
    let mut fields = Fields(bytes);
    while let Some((field, value)) = fields.next()? {
        match field {
            8 => value.each(|number| lists.ids.push_next(number))?,
            field => lists.head(field, value)?,
        }
    }
    let id = lists.finish()? as i64;
    Ok(Element::Way { id, refs: &lists.ids.0, tags: &lists.tags })
}

fn relation<'l>(bytes: &[u8], lists: &'l mut Lists) -> Result<Element<'l>> {
    lists.clear();
    let mut fields = Fields(bytes);
    while let Some((field, value)) = fields.next()? {
        match field {
            8 => value.each(|number| push_text(&mut lists.roles, number))?,
            9 => value.each(|number| lists.ids.push_next(number))?,
            10 => value.each(|number| {
                lists.kinds.push(match number {
                    0 => MemberKind::Node,
                    1 => MemberKind::Way,
                    2 => MemberKind::Relation,
                    _ => return Err(Damage::new("it is damaged: a member is of no known kind")),
                });
                Ok(())
            })?,
            field => lists.head(field, value)?,
        }
    }
    let id = lists.finish()? as i64;
    let Lists { ids, roles, kinds, members, .. } = lists;
    if ids.0.len() != roles.len() || ids.0.len() != kinds.len() {
        return Err(UNEVEN);
    }
    let parts = ids.0.iter().zip(roles).zip(kinds);
    members.extend(parts.map(|((&id, &mut role), &mut kind)| Member { kind, id, role }));
    Ok(Element::Relation { id, members: &lists.members, tags: &lists.tags })
}

/// Room for the id and the lists of one element after the other.
#[derive(Debug, Default)]
struct Lists {
    /// The number of the element itself, as it stands in the file.
    id: Option<u64>,
    ids: Numbers,
    lats: Numbers,
    lons: Numbers,
    /// Numbers of keys; of a dense list those of keys and values in turn.
    keys: Vec<u32>,
    values: Vec<u32>,
    tags: Vec<RawTag>,
    roles: Vec<u32>,
    kinds: Vec<MemberKind>,
    members: Vec<Member>,
}

impl Lists {
    fn clear(&mut self) {
        self.id = None;
        for numbers in [&mut self.ids, &mut self.lats, &mut self.lons] {
            numbers.0.clear();
        }
        for numbers in [&mut self.keys, &mut self.values, &mut self.roles] {
            numbers.clear();
        }
        self.tags.clear();
        self.kinds.clear();
        self.members.clear();
    }

    /// Takes id, keys and values, which have the same numbers of fields in all elements.
    fn head(&mut self, field: u64, value: Value<'_>) -> Result<()> {
        match field {
            1 => {
                self.id = Some(value.number()?);
                Ok(())
            }
            2 => value.each(|number| push_text(&mut self.keys, number)),
            3 => value.each(|number| push_text(&mut self.values, number)),
            _ => Ok(()),
        }
    }

    /// Puts keys and values together once an element has been read, and returns its id.
    fn finish(&mut self) -> Result<u64> {
        if self.keys.len() != self.values.len() {
            return Err(UNEVEN);
        }
        self.tags.extend(self.keys.iter().zip(&self.values).map(|(&key, &value)| [key, value]));
        self.id.ok_or(LACKING)
    }
}

/// Numbers that a file gives as differences.
#[derive(Debug, Default)]
struct Numbers(Vec<i64>);

impl Numbers {
    fn push_next(&mut self, difference: u64) -> Result<()> {
        let before = self.0.last().copied().unwrap_or(0);
        self.0.push(after(before, difference)?);
        Ok(())
    }
}

/// Takes the number of a text; one that no text can have is that of none.
fn push_text(list: &mut Vec<u32>, number: u64) -> Result<()> {
    list.push(u32::try_from(number).unwrap_or(u32::MAX));
    Ok(())
}
