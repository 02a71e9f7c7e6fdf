//! Mandatory literals of a pattern, read off its syntax tree.

use detour_rules::{Case, QueryMode, Slash};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Alternatives beyond this are not worth an entry each.
const MOST_BRANCHES: usize = 16;

/// A piece of text, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: Vec<u8>,
    /// It stands at the very start of the text.
    pub(crate) at_start: bool,
}

/// Each match contains at least one of these runs.
pub(crate) type Requirement = Vec<Run>;

/// Parses as [`detour_rules::pattern`] does.
pub(crate) fn syntax_tree(pattern: &str, case: Case) -> Option<Hir> {
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).case_insensitive(case == Case::Ignore).build();
    parser.parse(pattern).ok()
}

/// What every text that the pattern matches contains, in lower case.
pub(crate) fn requirements(tree: &Hir) -> Vec<Requirement> {
    requirements_behind(tree, b"")
}

/// Likewise, of texts before which this one is put.
pub(crate) fn requirements_behind(tree: &Hir, before: &'static [u8]) -> Vec<Requirement> {
    let run = Run { text: Vec::new(), at_start: false };
    let mut walk = Walk { found: Vec::new(), run, started: false, before };
    walk.node(tree);
    walk.end_run();
    walk.found
}

/// Cuts the runs down to what is also in the text that the index looks at: path and query as sent. A rule that ignores the
/// slash at the path's end, or the order of parameters, is compared with a text that may differ from it there.
pub(crate) fn cut(requirements: Vec<Requirement>, slash: Slash, query: QueryMode) -> Vec<Requirement> {
    let ends = |byte: u8| match byte {
        b'?' => slash == Slash::Ignore || query == QueryMode::AnyOrder,
        b'&' => query == QueryMode::AnyOrder,
        _ => false,
    };
    let pieces = |run: Run| {
        let mut at_start = run.at_start;
        let mut longest = Run { text: Vec::new(), at_start };
        for piece in run.text.split(|&byte| ends(byte)) {
            let end = match slash {
                Slash::Ignore => piece.strip_suffix(b"/").unwrap_or(piece),
                Slash::Exact => piece,
            };
            if end.len() > longest.text.len() {
                longest = Run { text: end.to_vec(), at_start };
            }
            at_start = false;
        }
        longest
    };
    requirements.into_iter().map(|runs| runs.into_iter().map(pieces).collect()).collect()
}

struct Walk {
    found: Vec<Requirement>,
    run: Run,
    /// Something that takes up text, or may, stands before.
    started: bool,
    /// What is put before the text.
    before: &'static [u8],
}

impl Walk {
    fn node(&mut self, node: &Hir) {
        match node.kind() {
            HirKind::Empty => {}
            HirKind::Look(Look::Start) if !self.started => {
                self.run = Run { text: self.before.to_vec(), at_start: true };
            }
            HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                self.started = true;
                self.run.text.extend(literal.0.iter().map(u8::to_ascii_lowercase));
            }
            HirKind::Class(class) => match one_letter(class) {
                Some(byte) => {
                    self.started = true;
                    self.run.text.push(byte);
                }
                None => self.end_run(),
            },
            HirKind::Capture(capture) => self.node(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.node(part)),
            HirKind::Repetition(repetition) => {
                self.end_run();
                if repetition.min > 0 {
                    self.node(&repetition.sub);
                    self.end_run();
                }
            }
            HirKind::Alternation(branches) => self.branches(branches),
        }
    }

    // Branches that are plain text continue the run, each in its way; of others the best run of each will do.
    fn branches(&mut self, branches: &[Hir]) {
        let whole: Option<Vec<Run>> = branches.iter().map(|branch| self.continued(branch)).collect();
        self.end_run();
        if branches.len() > MOST_BRANCHES {
            return;
        }
        let runs = whole.or_else(|| branches.iter().map(|branch| longest_run(branch, self.before)).collect());
        self.found.extend(runs);
    }

    fn continued(&self, branch: &Hir) -> Option<Run> {
        let mut run = self.run.clone();
        run.text.extend(plain_text(branch)?);
        Some(run)
    }

    fn end_run(&mut self) {
        self.started = true;
        let run = std::mem::replace(&mut self.run, Run { text: Vec::new(), at_start: false });
        if !run.text.is_empty() {
            self.found.push(vec![run]);
        }
    }
}

fn longest_run(branch: &Hir, before: &'static [u8]) -> Option<Run> {
    let single = |mut runs: Requirement| if runs.len() == 1 { runs.pop() } else { None };
    // A branch may stand anywhere, so where it begins says nothing about the start of the text.
    let run = requirements_behind(branch, before).into_iter().filter_map(single).max_by_key(|run| run.text.len())?;
    Some(Run { at_start: false, ..run })
}

fn plain_text(node: &Hir) -> Option<Vec<u8>> {
    match node.kind() {
        HirKind::Literal(literal) => Some(literal.0.to_ascii_lowercase()),
        HirKind::Class(class) => one_letter(class).map(|byte| vec![byte]),
        HirKind::Capture(capture) => plain_text(&capture.sub),
        HirKind::Concat(parts) => Some(parts.iter().map(plain_text).collect::<Option<Vec<_>>>()?.concat()),
        _ => None,
    }
}

// `[aA]`, which is what an ignored case makes of a letter, is that letter once folded.
fn one_letter(class: &Class) -> Option<u8> {
    let Class::Bytes(class) = class else { return None };
    let mut bytes = class.iter().flat_map(|range| range.start()..=range.end()).map(|byte| byte.to_ascii_lowercase());
    let first = bytes.next()?;
    bytes.all(|byte| byte == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pattern: &str, case: Case) -> Vec<String> {
        let one = |run: &Run| {
            let mark = if run.at_start { "^" } else { "" };
            format!("{mark}{}", String::from_utf8_lossy(&run.text))
        };
        let tree = syntax_tree(pattern, case).unwrap();
        requirements(&tree).iter().map(|runs| runs.iter().map(one).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn runs_are_read_off() {
        for (pattern, runs) in [
            ("^/Old/(.*)$", vec!["^/old/"]),
            ("^/old/\\d+/Page\\.html$", vec!["^/old/", "/page.html"]),
            ("old", vec!["old"]),
            ("^/a(/b)?/c", vec!["^/a", "/c"]),
            ("^/a(bc)+d", vec!["^/a", "bc", "d"]),
            ("^/(shop|store)/x", vec!["^/", "^/shop|^/store", "/x"]),
            ("^(/a|/c/d)", vec!["^/a|^/c/d"]),
            ("(x\\d+|y\\d+z)q", vec!["x|z", "q"]),
            ("a|b|", vec![]),
            ("^/[Aa]b", vec!["^/ab"]),
            (".*", vec![]),
            ("^(?:^/a)", vec!["^/a"]),
            ("x?^/a", vec!["/a"]),
            ("a\\b/b$", vec!["a/b"]),
        ] {
            assert_eq!(shown(pattern, Case::Exact), runs, "{pattern}");
        }
        assert_eq!(shown("^/Old", Case::Ignore), vec!["^/old"]);
    }
}
