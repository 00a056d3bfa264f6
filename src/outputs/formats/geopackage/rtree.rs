//! The spatial index of a layer (extension `gpkg_rtree_index`), packed instead of grown.
//!
//! SQLite's R*-tree keeps its nodes in three plain tables. Rows that are inserted one by one descend
//! the tree and split nodes: 13 s of CPU for a million, more than all else that is written; boxes in
//! Hilbert order fill nodes one after the other, and neighbours share a node. `rtreecheck` and every query take the
//! result as a tree of SQLite's own.

use rusqlite::{Connection, Result, params};

use super::super::wkb::Bounds;
use super::quoted;
use crate::hilbert;

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Boxes strewn by a fixed rule, some of them points.
    fn strewn(count: usize) -> Vec<Bounds> {
        let mut state = 7u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 40) as f64 / (1u64 << 24) as f64
        };
        let one = |i| {
            let low = [106.0 + next(), 38.0 + next()];
            let size = if i % 3 == 0 { 0.0 } else { 0.01 };
            Bounds { low, high: [low[0] + size * next(), low[1] + size * next()] }
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn sqlite_takes_the_tree_for_its_own() {
        for count in [0, 1, FULL, FULL + 1, FULL * FULL, FULL * FULL + 1, 9000] {
            let package = Connection::open_in_memory().unwrap();
            let boxes = strewn(count);
            build(&package, "rtree_a b_geom", &boxes).unwrap();
            let check = "SELECT rtreecheck('main', 'rtree_a b_geom')";
            let checked: String = package.query_row(check, [], |row| row.get(0)).unwrap();
            assert_eq!(checked, "ok", "{count}");
            let within = "SELECT id FROM \"rtree_a b_geom\"
                WHERE minx <= ?2 AND maxx >= ?1 AND miny <= ?4 AND maxy >= ?3 ORDER BY id";
            let mut within = package.prepare(within).unwrap();
            for window in strewn(count + 20).iter().skip(count) {
                let [west, south] = window.low.map(|v| v - 0.05);
                let [east, north] = window.high.map(|v| v + 0.05);
                let found = within.query_map([west, east, south, north], |row| row.get(0)).unwrap();
                let found: Vec<i64> = found.map(Result::unwrap).collect();
                let meets = |b: &Bounds| {
                    b.low[0] <= east && b.high[0] >= west && b.low[1] <= north && b.high[1] >= south
                };
                let truly = (1..).zip(&boxes).filter(|(_, b)| meets(b)).map(|(id, _)| id);
                let truly: Vec<i64> = truly.collect();
                // Boxes are rounded outwards: some more may be found, none may be missing.
                assert!(truly.iter().all(|id| found.binary_search(id).is_ok()), "{count}");
                assert!(found.len() <= truly.len() + 2, "{} for {}", found.len(), truly.len());
            }
        }
    }

    #[test]
    fn a_packed_tree_grows_and_shrinks_like_any_other() {
        let package = Connection::open_in_memory().unwrap();
        build(&package, "r", &strewn(3000)).unwrap();
        for id in (1..3000).step_by(2) {
            package.execute("DELETE FROM r WHERE id = ?", [id]).unwrap();
        }
        for id in 3001..5000 {
            let at = 106.0 + f64::from(id % 97) / 97.0;
            let row = params![id, at, at + 0.01, 38.2, 38.3];
            package.execute("INSERT INTO r VALUES (?, ?, ?, ?, ?)", row).unwrap();
        }
        let checked: String =
            package.query_row("SELECT rtreecheck('r')", [], |row| row.get(0)).unwrap();
        assert_eq!(checked, "ok");
        let count: i64 = package.query_row("SELECT count(*) FROM r", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 3000 - 1500 + 1999);
    }
}
