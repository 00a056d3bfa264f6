//! The spatial index of a layer (extension `gpkg_rtree_index`), packed instead of grown.
//!
//! SQLite's R*-tree keeps its nodes in three plain tables. Rows that are inserted one by one descend
//! the tree and split nodes, ten times the work of the rows themselves; boxes in Hilbert order fill
//! nodes one after the other, and neighbours share a node. `rtreecheck` and every query take the
//! result as a tree of SQLite's own.

use rusqlite::{Connection, Result, params};

use super::super::wkb::Bounds;
use super::quoted;
use crate::network::hilbert;

/// Bytes of a cell: the number of a row or node, and four coordinates of 32 bits.
const CELL: usize = 24;
/// Most cells of a node (`RTREE_MAXCELLS` of SQLite, where the page has room for them).
const FULL: usize = 51;
/// Bytes of a node: depth of the tree, number of cells, cells.
const NODE: usize = 4 + FULL * CELL;

/// A box of the index: west, east, south, north, rounded outwards.
type Corners = [f32; 4];

/// Builds the index `name` of a layer; box `i` is that of row `i + 1`.
pub fn build(package: &Connection, name: &str, boxes: &[Bounds]) -> Result<()> {
    let table = |end: &str| quoted(&format!("{name}{end}"));
    let create =
        format!("CREATE VIRTUAL TABLE {} USING rtree(id, minx, maxx, miny, maxy)", quoted(name));
    package.execute_batch(&create)?;
    if boxes.is_empty() {
        return Ok(());
    }
    let middles: Vec<[f64; 2]> =
        boxes.iter().map(|b| [0, 1].map(|axis| b.low[axis] + b.high[axis])).collect();
    let order = hilbert::order(&middles);
    // Levels from the leaves to the root; a node is its cells.
    let rows = order.iter().map(|&row| (i64::from(row) + 1, corners(&boxes[row as usize])));
    let mut levels = vec![packed(rows.collect())];
    while levels.last().is_some_and(|nodes| nodes.len() > 1) {
        let below = levels.last().map_or(&[][..], |nodes| &nodes[..]);
        let cells = below.iter().enumerate().map(|(i, node)| (i as i64, around(node)));
        levels.push(packed(cells.collect()));
    }
    // The root is node 1, then level by level down, so that the table grows at its end.
    let depth = levels.len() - 1;
    let mut first = vec![1i64; levels.len()];
    for level in (0..depth).rev() {
        first[level] = first[level + 1] + levels[level + 1].len() as i64;
    }
    let mut write_node =
        package.prepare(&format!("INSERT OR REPLACE INTO {} VALUES (?, ?)", table("_node")))?;
    let mut write_parent =
        package.prepare(&format!("INSERT INTO {} VALUES (?, ?)", table("_parent")))?;
    let mut leaf_of = vec![0i64; boxes.len()];
    let mut bytes = Vec::with_capacity(NODE);
    for level in (0..=depth).rev() {
        for (i, node) in levels[level].iter().enumerate() {
            let number = first[level] + i as i64;
            bytes.clear();
            let height = if number == 1 { depth as u16 } else { 0 };
            bytes.extend_from_slice(&height.to_be_bytes());
            bytes.extend_from_slice(&(node.len() as u16).to_be_bytes());
            for (what, corners) in node {
                let id = match level {
                    0 => *what,
                    _ => first[level - 1] + what,
                };
                bytes.extend_from_slice(&id.to_be_bytes());
                for corner in corners {
                    bytes.extend_from_slice(&corner.to_be_bytes());
                }
                match level {
                    0 => leaf_of[*what as usize - 1] = number,
                    _ => {
                        write_parent.execute(params![id, number])?;
                    }
                }
            }
            bytes.resize(NODE, 0);
            write_node.execute(params![number, bytes])?;
        }
    }
    let mut write_row =
        package.prepare(&format!("INSERT INTO {} VALUES (?, ?)", table("_rowid")))?;
    for (i, leaf) in leaf_of.iter().enumerate() {
        write_row.execute(params![i as i64 + 1, leaf])?;
    }
    Ok(())
}

/// Cells in nodes of about the same size, as few as hold them.
fn packed(cells: Vec<(i64, Corners)>) -> Vec<Vec<(i64, Corners)>> {
    let nodes = cells.len().div_ceil(FULL);
    let mut rest = &cells[..];
    (0..nodes)
        .map(|i| {
            let (node, after) = rest.split_at(rest.len() / (nodes - i));
            rest = after;
            node.to_vec()
        })
        .collect()
}

/// The box of a row: never smaller than its geometry, though coordinates lose half their digits.
fn corners(bounds: &Bounds) -> Corners {
    let down = |v: f64| if f64::from(v as f32) > v { (v as f32).next_down() } else { v as f32 };
    let up = |v: f64| if f64::from(v as f32) < v { (v as f32).next_up() } else { v as f32 };
    [down(bounds.low[0]), up(bounds.high[0]), down(bounds.low[1]), up(bounds.high[1])]
}

fn around(node: &[(i64, Corners)]) -> Corners {
    let none = [f32::INFINITY, f32::NEG_INFINITY, f32::INFINITY, f32::NEG_INFINITY];
    node.iter().fold(none, |all, (_, one)| {
        [all[0].min(one[0]), all[1].max(one[1]), all[2].min(one[2]), all[3].max(one[3])]
    })
}
