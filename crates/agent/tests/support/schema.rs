//! The plugin's tables, from the one place that says what they are.

/// The class of the plugin that makes them.
const SCHEMA: &str = include_str!("../../../../wp-plugin/detour/includes/Rules/Schema.php");

/// Statements that make all tables for the prefix `wp_`, and the rows that they begin with.
pub(crate) fn statements() -> Vec<String> {
    let definitions = SCHEMA.split_once("function definitions(): array").expect("the definitions").1;
    let (definitions, _) = definitions.split_once("\n\t}\n").expect("the end of the definitions");
    let mut statements: Vec<String> = definitions.split("self::").skip(1).map(table).collect();
    assert!(statements.len() > 8, "only these tables were read: {statements:#?}");
    statements.push("INSERT INTO wp_detour_state (name, value) VALUES ('revision', 0), ('changed_at', 0)".to_owned());
    statements
}

/// `rules_table() => 'id …',` or `table( 'spool' ) => 'file …',` as a statement.
fn table(definition: &str) -> String {
    let (name, columns) = definition.split_once("=> '").expect("the columns of a table");
    let name = name.split('\'').nth(1).unwrap_or_else(|| name.split('_').next().expect("a name"));
    let (columns, _) = columns.rsplit_once("',").expect("the end of the columns");
    format!("CREATE TABLE wp_detour_{name} ({}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4", columns.replace("\\'", "'"))
}
