//! Every element of an extract, as another library (osmpbf) reads it.

use std::io::Cursor;
use std::path::Path;

use osmpbf::{Element as Other, ElementReader, RelMemberType};

use super::drawing::{Drawing, Order, Strings, file};
use super::real::shared;
use crate::inputs::osm::pbf::{Blobs, Content, Element, MemberKind};
use crate::synth::Message;

type Tags = Vec<(String, String)>;

#[derive(Debug, PartialEq)]
enum Told {
    Node(i64, [i64; 2], Tags),
    Way(i64, Vec<i64>, Tags),
    Relation(i64, Vec<(u8, i64, String)>, Tags),
}

fn ours(bytes: &[u8]) -> Vec<Told> {
    let (mut told, mut room) = (Vec::new(), Vec::new());
    for blob in Blobs::new(bytes) {
        let blob = blob.unwrap();
        let Content::Block(block) = Content::of(&blob, &mut room).unwrap() else { continue };
        let own = |tags: &[[u32; 2]]| -> Tags {
            block.tags(tags).map(|(k, v)| (k.into(), v.into())).collect()
        };
        let each = |element: Element<'_>| {
            told.push(match element {
                Element::Node { id, nano, tags } => Told::Node(id, nano, own(tags)),
                Element::Way { id, refs, tags } => Told::Way(id, refs.to_vec(), own(tags)),
                Element::Relation { id, members, tags } => {
                    let member = |m: &crate::inputs::osm::pbf::Member| {
                        let kind = match m.kind {
                            MemberKind::Node => 0,
                            MemberKind::Way => 1,
                            MemberKind::Relation => 2,
                        };
                        (kind, m.id, block.text(m.role).unwrap().to_string())
                    };
                    Told::Relation(id, members.iter().map(member).collect(), own(tags))
                }
            });
        };
        block.each(each).unwrap();
    }
    told
}

fn theirs(bytes: &[u8]) -> Vec<Told> {
    fn own<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Tags {
        tags.map(|(k, v)| (k.into(), v.into())).collect()
    }
    let mut told = Vec::new();
    let each = |element: Other<'_>| {
        told.push(match element {
            Other::DenseNode(n) => Told::Node(n.id(), [n.nano_lon(), n.nano_lat()], own(n.tags())),
            Other::Node(n) => Told::Node(n.id(), [n.nano_lon(), n.nano_lat()], own(n.tags())),
            Other::Way(w) => Told::Way(w.id(), w.refs().collect(), own(w.tags())),
            Other::Relation(r) => {
                let member = |m: osmpbf::RelMember<'_>| {
                    let kind = match m.member_type {
                        RelMemberType::Node => 0,
                        RelMemberType::Way => 1,
                        RelMemberType::Relation => 2,
                    };
                    (kind, m.member_id, m.role().unwrap().to_string())
                };
                Told::Relation(r.id(), r.members().map(member).collect(), own(r.tags()))
            }
        });
    };
    ElementReader::new(Cursor::new(bytes)).for_each(each).unwrap();
    told
}

/// Compares, and says how many nodes, ways and relations there are.
fn same(bytes: &[u8]) -> [usize; 3] {
    let (ours, theirs) = (ours(bytes), theirs(bytes));
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours, theirs);
    }
    let count = |is: fn(&Told) -> bool| ours.iter().filter(|told| is(told)).count();
    [
        count(|told| matches!(told, Told::Node(..))),
        count(|told| matches!(told, Told::Way(..))),
        count(|told| matches!(told, Told::Relation(..))),
    ]
}

#[test]
fn drawn_extracts() {
    let drawing =
        Drawing::with_nodes(&[(-7, 106.2, 38.4), (9_000_000_000, -106.3, -38.4), (3, 0.0, 0.0)])
            .node(4, [106.2, 38.5], &[("barrier", "gate"), ("name", "东门")])
            .node(5, [179.9999999, -89.9999999], &[("a", "b")])
            .way(-1, &[1, -7, 9_000_000_000, 1], &[("leisure", "park"), ("building", "house")])
            .way(2, &[], &[])
            .relation(
                2,
                &[(0, 5, ""), (1, -1, "outer"), (2, 2, "subarea")],
                &[("type", "boundary")],
            )
            .relation(3, &[], &[]);
    for per_block in [1, 2, 3, 10] {
        for order in [Order::NodesFirst, Order::RelationsFirst] {
            assert_eq!(same(&drawing.bytes(order, per_block)), [5, 2, 2]);
        }
    }
}

/// Coarser steps, an offset, and fields in an order that the format allows but nobody uses.
#[test]
fn steps_and_offsets() {
    let mut node = Message::default();
    node.signed(9, -12_345);
    node.signed(8, 678);
    node.signed(1, -3);
    let mut group = Message::default();
    group.message(1, &node);
    let mut block = Message::default();
    block.unsigned(20, 7_000_000_005);
    block.unsigned(19, -9_000_000_001_i64 as u64);
    block.message(2, &group);
    block.unsigned(17, 1000);
    let mut table = Message::default();
    table.text(1, "");
    block.message(1, &table);
    let bytes = file(&["OsmSchema-V0.6"], &[block]);
    assert_eq!(same(&bytes), [1, 0, 0]);
    assert_eq!(
        ours(&bytes),
        [Told::Node(-3, [7_000_000_005 - 12_345_000, -9_000_000_001 + 678_000], vec![])]
    );
}

fn list(numbers: &[u64]) -> Message {
    let mut list = Message::default();
    numbers.iter().for_each(|&number| list.raw(number));
    list
}

/// What is wrong with a block, if anything is.
fn damage(block: &Message) -> Option<String> {
    let bytes = file(&[], std::slice::from_ref(block));
    let blob = Blobs::new(&bytes[..]).last().unwrap().unwrap();
    let mut room = Vec::new();
    let read = match Content::of(&blob, &mut room) {
        Ok(Content::Block(block)) => block.each(|_| {}),
        Ok(_) => panic!("no block"),
        Err(damage) => Err(damage),
    };
    read.err().map(|damage| damage.to_string())
}

/// A block with one element of a kind.
fn block_of(kind: u64, element: &Message) -> Message {
    let mut group = Message::default();
    group.message(kind, element);
    Strings::default().block(&group)
}

#[test]
fn lists_that_do_not_fit_are_damage() {
    // Two ids and one latitude; tags that end within a node, that are one too few or too many.
    for (lats, tags) in
        [(&[2][..], &[][..]), (&[2, 2], &[1, 0, 1]), (&[2, 2], &[0]), (&[2, 2], &[0, 0, 0])]
    {
        let mut dense = Message::default();
        for (field, numbers) in [(1, &[2, 2][..]), (8, lats), (9, &[2, 2]), (10, tags)] {
            dense.message(field, &list(numbers));
        }
        let told = damage(&block_of(2, &dense)).unwrap();
        assert!(told.contains("differ in length"), "{lats:?} {tags:?}");
    }
    // A way with a key and no value; a relation with a member and no role.
    for (kind, field) in [(3, 2), (4, 9)] {
        let mut element = Message::default();
        element.unsigned(1, 7);
        element.message(field, &list(&[2]));
        assert!(damage(&block_of(kind, &element)).unwrap().contains("differ in length"));
    }
}

#[test]
fn what_an_element_must_have() {
    for (kind, fields) in [(1, &[1, 8, 9][..]), (3, &[1]), (4, &[1])] {
        for left_out in fields.iter().map(Some).chain([None]) {
            let mut element = Message::default();
            for field in fields.iter().filter(|&field| Some(field) != left_out) {
                element.signed(*field, 1);
            }
            let told = damage(&block_of(kind, &element));
            assert_eq!(told.is_some(), left_out.is_some(), "{kind} {left_out:?} {told:?}");
        }
    }
    assert!(damage(&Message::EMPTY).unwrap().contains("no texts"));
    let (mut dense, mut group) = (Message::default(), Message::default());
    dense.message(1, &list(&[]));
    group.message(2, &dense);
    assert_eq!(damage(&Strings::default().block(&group)), None);
    group.message(2, &dense);
    assert!(damage(&Strings::default().block(&group)).unwrap().contains("two lists"));
}

/// A blob that does not say its size, one that says another, one in a way that is not read.
#[test]
fn ways_to_pack_a_blob() {
    let mut way = Message::default();
    way.unsigned(1, 7);
    // A number a field instead of a list, and a list in two parts.
    for number in [2, 4] {
        way.unsigned(8, number);
    }
    way.message(8, &list(&[6]));
    let block = block_of(3, &way);
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, block.bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let size = block.bytes().len() as u64;
    let read = |fields: &dyn Fn(&mut Message)| {
        let (mut blob, mut header, mut bytes) =
            (Message::default(), Message::default(), Vec::new());
        fields(&mut blob);
        header.text(1, "OSMData");
        header.unsigned(3, blob.bytes().len() as u64);
        bytes.extend((header.bytes().len() as u32).to_be_bytes());
        bytes.extend(header.bytes());
        bytes.extend(blob.bytes());
        let blob = Blobs::new(&bytes[..]).next().unwrap().unwrap();
        match Content::of(&blob, &mut Vec::new()) {
            Ok(_) => Ok(same(&bytes)),
            Err(damage) => Err(damage.to_string()),
        }
    };
    let sized = |size: u64| {
        read(&|blob| {
            blob.unsigned(2, size);
            blob.data(3, &packed);
        })
    };
    assert_eq!(sized(size), Ok([0, 1, 0]));
    assert_eq!(read(&|blob| blob.data(3, &packed)), Ok([0, 1, 0]));
    assert_eq!(read(&|blob| blob.data(1, block.bytes())), Ok([0, 1, 0]));
    for wrong in [size - 1, size + 1] {
        assert!(sized(wrong).unwrap_err().contains("damaged"));
    }
    assert!(sized(1 << 40).unwrap_err().contains("larger than"));
    assert!(read(&|blob| blob.data(7, &packed)).unwrap_err().contains("zlib"));
    assert!(read(&|_| {}).unwrap_err().contains("empty"));
    let mut wrong = packed.clone();
    *wrong.last_mut().unwrap() ^= 1;
    let told = read(&|blob| {
        blob.unsigned(2, size);
        blob.data(3, &wrong);
    });
    assert!(told.unwrap_err().contains("damaged"));
}

#[test]
fn real_extracts() {
    let Some(data) = shared() else { return };
    let mut files: Vec<_> = extracts(&data);
    files.sort();
    assert!(files.len() > 4, "{files:?}");
    for file in files {
        let [nodes, ways, _] = same(&std::fs::read(&file).unwrap());
        assert!(nodes > 0 && ways > 0, "{}", file.display());
    }
}

fn extracts(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(extracts(&path));
        } else if path.to_string_lossy().ends_with(".osm.pbf") {
            found.push(path);
        }
    }
    found
}
