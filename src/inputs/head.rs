//! What is known of a file before its rows: where each field is, its unit, and how places are written.

use std::path::Path;

use super::columns::{Columns, Field};
use super::headers::Header;
use super::osm::places::Wanted;
use crate::crs::Frame;
use crate::error::{Error, Result};
use crate::rules::OsmRule;

/// What the rows of a file will be asked for.
#[derive(Clone, Copy)]
pub struct Asked<'c> {
    /// Which column holds what, as far as the study says.
    pub columns: &'c Columns,
    /// Fields that rows can be asked for; a file may have other columns of whatever name.
    pub uses: &'c [Field],
    /// Fields without which the file is an error.
    pub need: &'c [Field],
    /// Which objects of an OpenStreetMap extract are rows; none where an extract is no such file.
    pub picked: Option<Picked<'c>>,
}

/// Which objects of an OpenStreetMap extract are rows.
#[derive(Clone, Copy)]
pub struct Picked<'c> {
    /// The tag rules.
    pub rules: &'c [OsmRule],
    /// What is looked for.
    pub wanted: Wanted,
}

/// Where the fields of a file are, and how it writes numbers and places.
#[derive(Debug)]
pub struct Head {
    /// The columns or properties, as the file has them.
    pub names: Vec<String>,
    column: [Option<usize>; Field::ALL.len()],
    power: [i8; Field::ALL.len()],
    /// How its coordinates are read.
    pub frame: Frame,
}

impl Head {
    /// Finds the fields among the names; the frame is that of WGS84 until it is known.
    ///
    /// # Errors
    /// When a mapped column is not there, or several columns could be meant.
    pub fn of(asked: Asked<'_>, names: Vec<String>, file: &Path) -> Result<Head> {
        let mut column = [None; Field::ALL.len()];
        let mut power = [0; Field::ALL.len()];
        let borrowed: Vec<&str> = names.iter().map(|name| &**name).collect();
        for &field in asked.uses {
            let found = asked.columns.find(field, &borrowed, file)?;
            column[field as usize] = found;
            power[field as usize] = found.and_then(|i| Header::of(&names[i]).power).unwrap_or(0);
        }
        Ok(Head { names, column, power, frame: Frame::default() })
    }

    /// Forgets a field: places of layers come from geometry, whatever properties repeat them.
    pub fn forget(&mut self, fields: &[Field]) {
        for &field in fields {
            self.column[field as usize] = None;
        }
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.column[field as usize]
    }

    /// The name of the column of a field, as the file has it.
    pub fn name(&self, field: Field) -> &str {
        self.column(field).map_or(field.name(), |i| &self.names[i])
    }

    /// The power of ten that the numbers of a field are written in.
    pub fn power(&self, field: Field) -> i8 {
        self.power[field as usize]
    }

    /// Fails without the first of some fields that is not there.
    ///
    /// # Errors
    /// Names the field, what its column may be called, and the columns that are there.
    pub fn has(&self, fields: &[Field], file: &Path) -> Result<()> {
        let Some(field) = fields.iter().find(|field| self.column(**field).is_none()) else {
            return Ok(());
        };
        Err(Error::Input {
            file: file.to_owned(),
            line: Some(1),
            field: Some(field.name().into()),
            what: format!(
                "has no column '{}' (nor {})",
                field.name(),
                field.names()[1..].join(", ")
            ),
            mend: format!(
                "add the column, or map it in the study file; columns here: {}",
                self.names.join(", ")
            ),
        })
    }

    /// The fields that were found, with the columns that hold them.
    pub fn found(&self) -> impl Iterator<Item = (Field, &str)> {
        let of = |field: Field| Some((field, &*self.names[self.column(field)?]));
        Field::ALL.into_iter().filter_map(of)
    }

    /// What was understood of headers beyond their names, English and Chinese.
    pub fn notes(&self) -> Vec<[String; 2]> {
        let scaled = |&(field, _): &(Field, &str)| self.power(field) != 0;
        let told = |(field, name): (Field, &str)| {
            let times = 10u64.pow(self.power(field).unsigned_abs().into());
            let name = name.split_whitespace().collect::<String>();
            [
                format!("column '{name}' is read as {} times {times}", field.name()),
                format!("“{name}”列按 {times} 倍读取"),
            ]
        };
        self.found().filter(scaled).map(told).collect()
    }
}
