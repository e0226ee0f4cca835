//! Columns that are equal in every row that counts.

use std::collections::BTreeMap;

use crate::name::Ident;

pub type Col = (usize, Ident);

/// Sets of equal columns, each with one member that stands for all.
#[derive(Debug, Clone, Default)]
pub struct Classes(BTreeMap<Col, Col>);

impl Classes {
    pub fn of(&self, column: &Col) -> Col {
        let mut at = column;
        while let Some(next) = self.0.get(at) {
            at = next;
        }
        at.clone()
    }

    pub fn join(&mut self, one: &Col, other: &Col) {
        let (one, other) = (self.of(one), self.of(other));
        if one != other {
            self.0.insert(one.clone().max(other.clone()), one.min(other));
        }
    }

    pub fn same(&self, one: &Col, other: &Col) -> bool {
        self.of(one) == self.of(other)
    }
}
