//! What a compound says of its own service space: new or existing, and the floor area that is there.

use super::columns::Field;
use super::rejects::Reason;
use super::rows::{Fault, Row};
use crate::rules::Space;

/// What is known of a compound; nothing where the input has no such column, or an empty cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Provision {
    /// 新建 or 已建.
    pub is_new: Option<bool>,
    /// Floor area that is there, square metres, one a [`Space`].
    pub area_m2: [Option<f64>; Space::ALL.len()],
}

impl Provision {
    /// What a row says; `None` when it says nothing.
    pub(super) fn of(row: &Row<'_>) -> Result<Option<Box<Provision>>, Fault> {
        let mut provision = Provision::default();
        if let Some(word) = row.text(Field::Built).filter(|word| !word.is_empty()) {
            provision.is_new = Some(is_new(&word).ok_or_else(|| {
                (row.column(Field::Built), word.into_owned(), Reason::NeitherNewNorExisting)
            })?);
        }
        for (area, space) in provision.area_m2.iter_mut().zip(Space::ALL) {
            *area = row.amount_if_said(column(space))?;
        }
        Ok((provision != Provision::default()).then(|| Box::new(provision)))
    }
}

/// The column that says how much of a kind is there.
const fn column(space: Space) -> Field {
    match space {
        Space::Elder => Field::ElderArea,
        Space::Service => Field::ServiceArea,
    }
}

fn is_new(word: &str) -> Option<bool> {
    match &*word.to_lowercase() {
        "新建" | "新建小区" | "新" | "new" => Some(true),
        "已建" | "已建小区" | "建成" | "既有" | "既有小区" | "老旧小区" | "existing" => {
            Some(false)
        }
        _ => None,
    }
}
