//! Rules that other plugins keep in a site's database: the agent's connection for their reader.

use mysql_async::prelude::Queryable;
use mysql_async::{Params, Row, Value};

pub use detour_systems::*;

use crate::database::Connection;

impl Database for Connection {
    fn query(&mut self, query: Query) -> Answer<'_> {
        Box::pin(async move {
            let Query { sql, arguments } = query;
            let rows: Vec<Row> = match arguments.is_empty() {
                true => self.run(async |conn| conn.query(sql).await).await?,
                false => {
                    let arguments = Params::Positional(arguments.into_iter().map(Value::from).collect());
                    self.run(async |conn| conn.exec(sql, arguments).await).await?
                }
            };
            Ok(rows.into_iter().map(|row| row.unwrap().into_iter().map(text).collect()).collect())
        })
    }
}

fn text(value: Value) -> Option<Vec<u8>> {
    match value {
        Value::NULL => None,
        Value::Bytes(bytes) => Some(bytes),
        Value::Int(number) => Some(number.to_string().into_bytes()),
        Value::UInt(number) => Some(number.to_string().into_bytes()),
        other => Some(other.as_sql(true).trim_matches('\'').as_bytes().to_vec()),
    }
}
