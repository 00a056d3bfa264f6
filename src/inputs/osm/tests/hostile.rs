//! Damaged and malicious extracts: an error with a mend, never a panic.

use super::drawing::{Drawing, Order, Strings, file, relation, saved};
use crate::error::Error;
use crate::inputs::osm::gates::gates;
use crate::inputs::osm::places::{Wanted, places};
use crate::rules::Rules;
use crate::synth::{Message, write_blob};

fn refusal(bytes: &[u8]) -> Option<String> {
    let (_folder, path) = saved(bytes);
    let rules = Rules::built_in().unwrap().osm;
    let all = [
        gates(&path, &rules).err(),
        places(&path, &rules, Wanted::Residents).err(),
        places(&path, &rules, Wanted::Facilities).err(),
    ];
    let told = |e: Error| {
        assert!(e.mend().is_some());
        e.to_string()
    };
    all.map(|error| error.map(told)).into_iter().flatten().last()
}

fn town() -> Drawing {
    Drawing::with_nodes(&[(1, 106.2, 38.4), (2, 106.3, 38.4), (3, 106.3, 38.5)])
        .node(4, [106.2, 38.5], &[("barrier", "gate"), ("leisure", "park")])
        .way(1, &[1, 2, 3, 4, 1], &[("leisure", "park"), ("building", "house")])
        .relation(2, &[(1, 1, "outer")], &[("type", "multipolygon"), ("leisure", "park")])
}

#[test]
fn wherever_it_is_cut() {
    let whole = town().bytes(Order::NodesFirst, 2);
    assert_eq!(refusal(&whole), None);
    // Whole blobs that are missing cannot be told from a shorter file; anything else is refused.
    let mut passed = 0;
    for cut in 0..whole.len() {
        passed += usize::from(refusal(&whole[..cut]).is_none());
    }
    assert_eq!(passed, 4);
    assert!(refusal(b"").unwrap().contains("no header"));
    assert!(refusal(b"<osm version=\"0.6\"></osm>").unwrap().contains("no OSM PBF"));
}

#[test]
fn whichever_byte_is_wrong() {
    let whole = town().bytes(Order::NodesFirst, 2);
    for at in 0..whole.len() {
        for wrong in [0x00, 0xff, whole[at] ^ 0x01, whole[at] ^ 0x80] {
            let mut bytes = whole.clone();
            bytes[at] = wrong;
            refusal(&bytes);
        }
    }
}

#[test]
fn numbers_that_overflow_and_kinds_that_do_not_exist() {
    let mut strings = Strings::default();
    let [mut ids, mut zeros, mut tags] = [const { Message::EMPTY }; 3];
    for id in [i64::MAX, i64::MAX, 5] {
        ids.raw_signed(id);
        zeros.raw_signed(i64::MAX);
        for text in ["leisure", "park"] {
            tags.raw(strings.of(text));
        }
        tags.raw(0);
    }
    let mut dense = Message::default();
    for (field, content) in [(1, &ids), (8, &zeros), (9, &zeros), (10, &tags)] {
        dense.message(field, content);
    }
    let mut group = Message::default();
    group.message(2, &dense);
    let overflow = strings.block(&group);
    let told = refusal(&file(&["OsmSchema-V0.6"], &[overflow]));
    assert!(told.unwrap().contains("larger than any can be"));

    let mut strings = Strings::default();
    let tags = vec![("type", "multipolygon"), ("leisure", "park")];
    let strange = relation(&mut strings, 1, &[(7, 1, "outer")], &tags);
    let mut group = Message::default();
    group.message(4, &strange);
    let told = refusal(&file(&["OsmSchema-V0.6"], &[strings.block(&group)]));
    assert!(told.unwrap().contains("damaged"));
}

#[test]
fn histories_and_files_without_header_are_refused() {
    let history = file(&["OsmSchema-V0.6", "HistoricalInformation"], &[]);
    assert!(refusal(&history).unwrap().contains("HistoricalInformation"));
    let mut bytes = Vec::new();
    let block = Strings::default().block(&Message::default());
    write_blob(&mut bytes, "OSMData", block.bytes()).unwrap();
    assert!(refusal(&bytes).unwrap().contains("no header"));
}
