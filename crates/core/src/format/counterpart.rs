//! How a type in a file and a type in core become each other, field by field. Not a format:
//! what stands in which file is in the `*_v1.rs` files.

use serde::{Deserialize, Serialize};

use crate::change::action::{LockClass, Undo};
use crate::change::plan::{Outcome, Rung};
use crate::change::{Action, Prediction};
use crate::dialect::Sql;
use crate::name::{Bytes, EngineKind, Fingerprint, Ident, IndexName, Millis, TableName};
use crate::seen::{IndexSpec, TypeClass};

/// The file's side of `Core`.
pub(super) trait Counterpart<Core>: Sized {
    fn of(core: &Core) -> Self;
    fn back(self) -> Core;
}

/// Declares the file's side of a struct. `required` fields must be there, `optional` ones are
/// `Option`s that are left out when None. A field missing here does not compile.
macro_rules! counterpart {
    (
        $(#[$meta:meta])*
        $file:ident of $core:path {
            required { $($(#[$attribute:meta])* $name:ident: $type:ty),* $(,)? }
            optional { $($maybe:ident: $maybe_type:ty),* $(,)? }
        }
    ) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        $(#[$meta])*
        pub(super) struct $file {
            $($(#[$attribute])* $name: $type,)*
            $(
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $maybe: Option<$maybe_type>,
            )*
        }

        impl Counterpart<$core> for $file {
            fn of(core: &$core) -> Self {
                let $core { $($name,)* $($maybe,)* } = core;
                Self {
                    $($name: Counterpart::of($name),)*
                    $($maybe: Counterpart::of($maybe),)*
                }
            }

            fn back(self) -> $core {
                let Self { $($name,)* $($maybe,)* } = self;
                $core {
                    $($name: Counterpart::back($name),)*
                    $($maybe: Counterpart::back($maybe),)*
                }
            }
        }
    };
}
pub(super) use counterpart;

impl<F: Counterpart<C>, C> Counterpart<Vec<C>> for Vec<F> {
    fn of(core: &Vec<C>) -> Self {
        core.iter().map(F::of).collect()
    }

    fn back(self) -> Vec<C> {
        self.into_iter().map(F::back).collect()
    }
}

impl<F: Counterpart<C>, C> Counterpart<Option<C>> for Option<F> {
    fn of(core: &Option<C>) -> Self {
        core.as_ref().map(F::of)
    }

    fn back(self) -> Option<C> {
        self.map(F::back)
    }
}

/// Types that are written as they are.
macro_rules! plain {
    ($($type:ty),* $(,)?) => {
        $(impl Counterpart<$type> for $type {
            fn of(core: &$type) -> Self {
                core.clone()
            }

            fn back(self) -> $type {
                self
            }
        })*
    };
}
plain!(
    String, bool, u32, u64, i64, usize, f64, Ident, TableName, IndexName, Bytes, Millis,
    EngineKind, TypeClass, IndexSpec, Sql, Action, Undo, LockClass, Rung, Outcome, Prediction,
);

/// 64 bits as 16 hex digits: readers of JSON cut integers at 53.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Hex(pub u64);

impl From<Hex> for String {
    fn from(hex: Hex) -> Self {
        format!("{:016x}", hex.0)
    }
}

impl TryFrom<String> for Hex {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        u64::from_str_radix(&text, 16)
            .map(Self)
            .map_err(|_| format!("{text:?} is not a number of up to 16 hex digits"))
    }
}

impl Counterpart<u64> for Hex {
    fn of(core: &u64) -> Self {
        Self(*core)
    }

    fn back(self) -> u64 {
        self.0
    }
}

impl Counterpart<Fingerprint> for Hex {
    fn of(core: &Fingerprint) -> Self {
        Self(core.0)
    }

    fn back(self) -> Fingerprint {
        Fingerprint(self.0)
    }
}
