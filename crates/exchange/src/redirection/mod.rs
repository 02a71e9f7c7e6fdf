//! The plugin Redirection: its table and options, and what its importers make of CSV and Apache files.
//!
//! Its importers have habits and defects of their own; they are kept for those who want what the plugin would have made of
//! a file. Detour's own importers are `csv` and the modules of the servers.

mod apache;
mod convert;
mod csv;
mod data;
mod fgetcsv;
mod flags;
mod item;
mod options;
mod read;
mod row;
mod write;
mod write_json;

pub use apache::item as apache_item;
pub use convert::{Converted, NoRule};
pub use csv::{item as csv_item, items as csv_items};
pub use flags::Flags;
pub use item::{Item, SaveError};
pub use options::{LogOptions, Options, excludes_log};
pub use read::{COLUMNS, NEWEST_SCHEMA, read, read_json, schema};
pub use row::Row;
pub use write::write;
pub use write_json::write_json;
