//! A small marketplace as each engine's catalog shows it, for the tests of this room.

use crate::name::{EngineKind, Ident, IndexName, TableName};
use crate::rollup::definition::Described;
use crate::rollup::{Catalog, Family, Refusal, define, read_request};
use crate::seen::{
    Column, ForeignKey, Index, IndexKey, IndexSpec, Method, Table, TableCounters, TableKind,
    TypeClass,
};

pub struct World {
    pub engine: EngineKind,
    pub tables: Vec<Table>,
    pub indexes: Vec<Index>,
}

impl World {
    pub fn catalog(&self) -> Catalog<'_> {
        let search_path: &[&str] = match self.engine {
            EngineKind::Postgres => &["public"],
            EngineKind::MariaDb => &["shop"],
            EngineKind::Sqlite => &["main"],
        };
        Catalog { engine: self.engine, tables: &self.tables, indexes: &self.indexes, search_path }
    }

    /// With the types that a server would describe, as far as tests look at them.
    pub fn define(&self, text: &str, types: &[(&str, &str)]) -> Result<Family, Refusal> {
        let one = |(name, data_type): &(&str, &str)| Described {
            name: Ident::from(*name),
            data_type: (*data_type).to_owned(),
        };
        let described: Vec<_> = types.iter().map(one).collect();
        define(&read_request(text)?, &self.catalog(), &described)
    }

    pub fn column(&mut self, table: &str, column: &str) -> &mut Column {
        let table = self.tables.iter_mut().find(|t| t.name.name.as_str() == table).unwrap();
        table.columns.iter_mut().find(|c| c.name.as_str() == column).unwrap()
    }
}

/// `financials` → `asin` → `brand` → `category`, keyed and with foreign keys.
pub fn marketplace(engine: EngineKind) -> World {
    let (money, money_class, day) = match engine {
        EngineKind::Postgres => ("numeric(14,2)", TypeClass::Decimal, "date"),
        EngineKind::MariaDb => ("decimal(14,2)", TypeClass::Decimal, "date"),
        EngineKind::Sqlite => ("INTEGER", TypeClass::Integer, "TEXT"),
    };
    let day_class = if engine == EngineKind::Sqlite { TypeClass::Text } else { TypeClass::Time };
    let text = if engine == EngineKind::MariaDb { "varchar(60)" } else { "text" };
    let column = |name: &str, data_type: &str, class, not_null| {
        column(engine, name, data_type, class, not_null)
    };
    let int = if engine == EngineKind::MariaDb { "int(11)" } else { "integer" };
    let integer = |name: &str| column(name, int, TypeClass::Integer, true);
    let named = |name: &str| column(name, text, TypeClass::Text, true);
    let facts = vec![
        integer("id"),
        integer("asin_id"),
        integer("marketplace"),
        column("day", day, day_class, true),
        integer("metric"),
        column("amount", money, money_class, true),
        column("tax", money, money_class, false),
        column("weight", "double precision", TypeClass::Float, true),
    ];
    let asin = vec![integer("id"), named("code"), integer("brand_id")];
    let brand = vec![integer("id"), named("name"), integer("category_id")];
    let category = vec![integer("id"), named("name")];
    let tables = vec![
        table(engine, "financials", facts, Some(("asin_id", "asin"))),
        table(engine, "asin", asin, Some(("brand_id", "brand"))),
        table(engine, "brand", brand, Some(("category_id", "category"))),
        table(engine, "category", category, None),
    ];
    World { engine, tables, indexes: Vec::new() }
}

fn column(
    engine: EngineKind,
    name: &str,
    data_type: &str,
    class: TypeClass,
    not_null: bool,
) -> Column {
    let collated = engine == EngineKind::MariaDb && class == TypeClass::Text;
    Column {
        name: name.into(),
        data_type: data_type.to_owned(),
        class,
        not_null,
        generated: false,
        collation: collated.then(|| "utf8mb4_bin".to_owned()),
        width_bytes: None,
        distinct: None,
        null_fraction: None,
        correlation: None,
        common_frequencies: Vec::new(),
    }
}

fn table(
    engine: EngineKind,
    name: &str,
    columns: Vec<Column>,
    link: Option<(&str, &str)>,
) -> Table {
    let schema = match engine {
        EngineKind::Postgres => "public",
        EngineKind::MariaDb => "shop",
        EngineKind::Sqlite => "main",
    };
    let key = |(from, to): (&str, &str)| ForeignKey {
        name: Ident::new(format!("{name}_{from}_fkey")),
        columns: vec![Ident::from(from)],
        references: TableName::new(schema, to),
        referenced_columns: vec!["id".into()],
    };
    Table {
        name: TableName::new(schema, name),
        kind: TableKind::Ordinary,
        columns,
        primary_key: vec!["id".into()],
        foreign_keys: link.map(key).into_iter().collect(),
        rows: Some(1000.0),
        bytes: None,
        counters: TableCounters::default(),
        definition: None,
    }
}

/// A unique index over columns.
pub fn unique(table: &TableName, columns: &[&str]) -> Index {
    Index {
        name: IndexName { table: table.clone(), name: "u".into() },
        spec: IndexSpec {
            table: table.clone(),
            method: Method::Btree,
            keys: columns.iter().map(|c| IndexKey::column(*c)).collect(),
            include: Vec::new(),
            predicate: None,
            unique: true,
        },
        unique: true,
        primary: false,
        constraint: false,
        replica_identity: false,
        clustered: false,
        valid: true,
        building: false,
        ignored: false,
        parent: None,
        scans: None,
        bytes: None,
        bloat_fraction: None,
        definition: String::new(),
    }
}
