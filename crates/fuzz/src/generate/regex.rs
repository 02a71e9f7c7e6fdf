//! Regular expressions as trees, and texts they are likely to match.

use std::fmt;

use arbitrary::{Result, Unstructured};
use serde_json::json;

use super::{CASE, QUERY, SLASH, list, one_of};
use crate::asked::Asked;
use crate::case::Case;

/// A pattern, and one text it matches.
const LITERALS: [(&str, &str); 24] = [
    ("/", "/"),
    ("a", "a"),
    ("b", "b"),
    ("A", "A"),
    ("ab", "ab"),
    ("/a", "/a"),
    ("alpha", "alpha"),
    ("Beta", "Beta"),
    ("/shop/", "/shop/"),
    ("/Sale-2024", "/Sale-2024"),
    ("\\.html", ".html"),
    ("-", "-"),
    ("\\?", "?"),
    ("\\?x=1", "?x=1"),
    ("&", "&"),
    ("y=2", "y=2"),
    ("é", "é"),
    ("(?-u:\\xC3)", "é"),
    ("//", "//"),
    ("a/", "a/"),
    ("\\x61", "a"),
    ("_", "_"),
    ("x", "x"),
    ("1", "1"),
];
const CLASSES: [(&str, &str); 20] = [
    (".", "b"),
    ("[ab]", "b"),
    ("[aA]", "A"),
    ("[^/]", "x"),
    ("\\d", "1"),
    ("\\w", "a"),
    ("\\W", "-"),
    ("[/?]", "/"),
    ("[a-c]", "a"),
    ("(?s:.)", "/"),
    ("(?i:a)", "A"),
    ("[[:alpha:]]", "A"),
    ("(?u:é)", "é"),
    ("(?iu:k)", "K"),
    ("(?iu:É)", "é"),
    ("[?]", "?"),
    ("[&/]", "&"),
    ("(?u:.)", "é"),
    ("[^a]", "B"),
    ("[\\x00-\\xFF]", "/"),
];
const LOOKS: [&str; 10] = ["^", "$", "\\b", "\\B", "\\A", "\\z", "(?m:^)", "(?m:$)", "\\b{start}", "(?R:$)"];
const TIMES: [(&str, usize); 10] = [
    ("*", 0),
    ("+", 1),
    ("?", 1),
    ("{2}", 2),
    ("{0,1}", 0),
    ("{1,3}", 2),
    ("{0}", 0),
    ("*?", 1),
    ("+?", 2),
    ("{2,}", 3),
];
const FLAGS: [&str; 6] = ["", "?:", "?i:", "?s:", "?P<n>", "?i-s:"];

/// A regular expression. Shown as the pattern.
#[derive(Debug)]
enum Node {
    Text(&'static (&'static str, &'static str)),
    Look(&'static str),
    Concat(Vec<Node>),
    Branches(Vec<Node>),
    Group(&'static str, Box<Node>),
    Repeat(Box<Node>, &'static (&'static str, usize)),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Text((pattern, _)) => f.write_str(pattern),
            Node::Look(look) => f.write_str(look),
            Node::Concat(nodes) => nodes.iter().try_for_each(|node| write!(f, "{node}")),
            Node::Branches(nodes) => {
                let branches: Vec<String> = nodes.iter().map(Node::to_string).collect();
                write!(f, "(?:{})", branches.join("|"))
            }
            Node::Group(flags, node) => write!(f, "({flags}{node})"),
            Node::Repeat(node, (times, _)) => write!(f, "(?:{node}){times}"),
        }
    }
}

impl Node {
    fn new(u: &mut Unstructured<'_>, depth: usize) -> Result<Node> {
        let kinds = if depth == 0 { 4 } else { 9 };
        Ok(match u.int_in_range(0..=kinds)? {
            0..=2 => Node::Text(u.choose(&LITERALS)?),
            3 => Node::Text(u.choose(&CLASSES)?),
            4 => Node::Look(u.choose(&LOOKS)?),
            5 | 6 => Node::Concat(list(u, 5, |u| Node::new(u, depth - 1))?),
            7 => Node::Branches(list(u, 4, |u| Node::new(u, depth - 1))?),
            8 => Node::Group(u.choose(&FLAGS)?, Box::new(Node::new(u, depth - 1)?)),
            _ => Node::Repeat(Box::new(Node::new(u, depth - 1)?), u.choose(&TIMES)?),
        })
    }

    // What the pattern may match; assertions are left to chance.
    fn sample(&self, u: &mut Unstructured<'_>, text: &mut String) -> Result<()> {
        match self {
            Node::Text((_, sample)) => text.push_str(sample),
            Node::Look(_) => {}
            Node::Concat(nodes) => nodes.iter().try_for_each(|node| node.sample(u, text))?,
            Node::Branches(nodes) if nodes.is_empty() => {}
            Node::Branches(nodes) => u.choose(nodes)?.sample(u, text)?,
            Node::Group(_, node) => node.sample(u, text)?,
            Node::Repeat(node, (_, times)) => (0..*times).try_for_each(|_| node.sample(u, text))?,
        }
        Ok(())
    }
}

/// Some pattern.
pub(crate) fn pattern(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(Node::new(u, 3)?.to_string())
}

/// Patterns, and URLs that they are likely to match.
pub(crate) fn case(u: &mut Unstructured<'_>) -> Result<Case> {
    let seed = u.arbitrary()?;
    let nodes = list(u, 5, |u| Ok(Node::Concat(list(u, 5, |u| Node::new(u, 3))?)))?;
    let mut rules = Vec::new();
    for node in &nodes {
        let mut source = json!({"kind": "regex", "value": node.to_string()});
        if u.ratio(1, 2)? {
            source["case"] = one_of(u, &CASE)?.into();
            source["slash"] = one_of(u, &SLASH)?.into();
            source["query"] = one_of(u, &QUERY)?.into();
        }
        rules.push(json!({"source": source, "then": {"respond": {"code": 410}}}));
    }
    let requests = list(u, 5, |u| {
        let mut uri = String::from("/");
        for _ in 0..u.int_in_range(0..=2)? {
            let (_, text) = u.choose(&LITERALS)?;
            uri.push_str(text);
        }
        if !nodes.is_empty() {
            let mut text = String::new();
            u.choose(&nodes)?.sample(u, &mut text)?;
            // What begins with a slash may as well be all of it.
            if uri == "/" && text.starts_with('/') {
                uri.clear();
            }
            uri.push_str(&text);
        }
        let (_, end) = u.choose(&[("", ""), ("", ""), LITERALS[1], LITERALS[0], LITERALS[13], LITERALS[6]])?;
        uri.push_str(end);
        Ok(Asked { uri, ..Asked::default() })
    })?;
    Ok(Case { rules, requests, seed, ..Case::default() })
}
