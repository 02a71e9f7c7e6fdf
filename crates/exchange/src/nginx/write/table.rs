//! Fixed answers as a map for nginx's `http` block, and what a location needs to send them.

use std::collections::HashSet;
use std::fmt::Write;

use super::names::quoted;
use crate::export::{Fixed, Table, variable};

const TITLE: &str = "\
# Answers that need no PHP, written by Detour and replaced by it. Include it in nginx's http block.
";

/// The file for the `http` block. `name` tells the tables of several sites apart.
///
/// nginx looks texts up without case, so each value has its key in it, and the code is taken out of it only if the request was
/// just that. What comes from the visitor stands behind the first bar, where nothing is taken from.
pub fn table(name: &str, answers: &[Fixed]) -> Table {
    let this = variable(name);
    let mut out = String::from(TITLE);
    let _ = writeln!(out, "geo ${this}_dollar {{ default \"$\"; }}");
    let _ = writeln!(out, "map \"$http_host$request_uri\" ${this}_entry {{\n    default \"\";");
    let (mut left_out, mut keys) = (Vec::new(), HashSet::new());
    for (place, answer) in answers.iter().enumerate() {
        if !keys.insert(answer.key().to_ascii_lowercase()) {
            left_out.push((place, "nginx doesn't tell it from another one in its table"));
            continue;
        }
        let value = answer.value().replace('|', " ").replace('$', &format!("${{{this}_dollar}}"));
        let _ = writeln!(out, "    \"{0}\" \"{0} {value}\";", answer.key());
    }
    out += "}\n";
    let request = format!("${this}_entry|$request_method|$http_x_forwarded_host|$http_host$request_uri");
    let is_it = r"~^([^| ]+) ([0-9]+) [^| ]+ [^| ]+\|(?:GET|HEAD)\|\|\1$";
    let maps = [
        ("code", request, is_it, "$2"),
        ("cache", format!("${this}_entry"), "~^[^ ]+ [0-9]+ ([^ ]+) ", "$1"),
        ("to", format!("${this}_entry"), "~ ([^ ]+)$", "$1"),
    ];
    for (what, subject, pattern, value) in maps {
        let _ = writeln!(out, "map \"{subject}\" ${this}_{what} {{ default \"\"; {} \"{value}\"; }}", quoted(pattern));
    }
    Table { text: out.into_bytes(), left_out }
}

/// What stands in the location that hands requests on to PHP. It is the same whatever the rules are.
pub fn table_location(name: &str) -> String {
    let this = variable(name);
    let mut out = String::from("# Written by Detour: include it in the location that hands requests on to PHP.\n");
    out += "absolute_redirect off;\n";
    let redirects = Fixed::REDIRECTS.iter().map(|code| (code, format!(" ${this}_to")));
    for (code, to) in redirects.chain(Fixed::STATUSES.iter().map(|code| (code, String::new()))) {
        let _ = writeln!(
            out,
            "if (${this}_code = {code}) {{ add_header Cache-Control ${this}_cache always; return {code}{to}; }}"
        );
    }
    out
}
