//! Rules made ready to be written into a rule file.

use detour_rules::{Case, Dialect, Kind, Problem, QueryMode, Rule, Settings, Slash, Source};

use crate::canonical::{self, folded, without_slash};
use crate::subject::folded_sorted;
use crate::{ActionView, RuleView, action, check_examples, host, parts, query, wildcard};

/// All rules of one rule file, in their order.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// The rule at index `n` has the order `n`.
    pub rules: Vec<ProgramRule>,
    /// Names of tracking parameters, one a line.
    pub tracking: Vec<u8>,
}

/// One rule, canonical. [`ProgramRule::view`] shows it the way the matcher sees it.
#[derive(Debug, Clone)]
pub struct ProgramRule {
    /// The rule's id.
    pub id: u64,
    source: Source,
    host: Vec<u8>,
    path: Vec<u8>,
    params: Vec<u8>,
    action: Vec<u8>,
    parts: Vec<u8>,
}

/// A program, and the rules that are not in it.
#[derive(Debug, Clone, Default)]
pub struct Compilation {
    /// What goes into the file.
    pub program: Program,
    /// Rules left out because they are not sound.
    pub skipped: Vec<Skipped>,
    /// Rules that are in it although they don't do what their examples say.
    pub findings: Vec<Skipped>,
}

/// Problems of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its id.
    pub rule: u64,
    /// Why.
    pub problems: Vec<Problem>,
}

/// Compiles rules for a site with default settings. Disabled ones are left out, unsound ones are left out and reported.
pub fn compile(rules: &[Rule]) -> Compilation {
    compile_with(rules, &Settings::default())
}

/// Compiles rules. Disabled ones are left out, unsound ones are left out and reported.
pub fn compile_with(rules: &[Rule], settings: &Settings) -> Compilation {
    let mut ordered: Vec<&Rule> = rules.iter().filter(|rule| rule.enabled).collect();
    ordered.sort_by_key(|rule| (rule.position, rule.id));
    let mut compilation = Compilation::default();
    for rule in ordered {
        if rule.dialect != Dialect::Native {
            let message = "Rules of this dialect can't be put into a rule file yet";
            let problem = Problem::new("dialect", "", message, "Leave it to the plugin, or use the dialect native");
            compilation.skipped.push(Skipped { rule: rule.id, problems: vec![problem] });
            continue;
        }
        match rule.validate() {
            problems if problems.is_empty() => compilation.program.rules.push(ProgramRule::new(rule, settings)),
            problems => {
                compilation.skipped.push(Skipped { rule: rule.id, problems });
                continue;
            }
        }
        match check_examples(rule, settings) {
            problems if problems.is_empty() => {}
            problems => compilation.findings.push(Skipped { rule: rule.id, problems }),
        }
    }
    compilation.program.tracking = settings.tracking_lines();
    compilation
}

impl ProgramRule {
    pub(crate) fn new(rule: &Rule, settings: &Settings) -> ProgramRule {
        let source = rule.source.clone();
        let host = match source.host.as_str() {
            host if host.eq_ignore_ascii_case("any") => Vec::new(),
            host => host::normal(host.as_bytes()).into_owned(),
        };
        let (path, params) = path_and_params(&source);
        let varies = !rule.when.is_empty() || rule.schedule.is_some();
        let then = action::encode(&rule.then, varies);
        let otherwise = rule.otherwise.as_ref().map(|action| action::encode(action, varies));
        let is_plain = ActionView::read(&then).is_some_and(|then| then.is_plain());
        let parts = parts::encode(rule, settings, (!is_plain).then_some(&*then), otherwise.as_deref());
        ProgramRule { id: rule.id, source, host, path, params, action: then, parts }
    }

    /// The rule at place `order`, as the matcher sees it.
    pub fn view(&self, order: u32) -> RuleView<'_> {
        RuleView {
            id: self.id,
            order,
            kind: self.source.kind,
            case: self.source.case,
            slash: self.source.slash,
            query: self.source.query,
            scheme: self.source.scheme,
            host: &self.host,
            path: &self.path,
            params: &self.params,
            action: ActionView::read(&self.action).unwrap_or(ActionView::Ignore),
            parts: &self.parts,
        }
    }
}

// In the order of the parameters as they stand in a URL.
fn starred_sorted(query_string: &[u8]) -> Vec<u8> {
    let mut all: Vec<&[u8]> = query::parameters(query_string).collect();
    all.sort_by_cached_key(|parameter| wildcard::unescaped(parameter));
    all.join(&b'&')
}

// `RuleView::path` and `RuleView::params` of a source; what they hold is said there.
fn path_and_params(source: &Source) -> (Vec<u8>, Vec<u8>) {
    let value = source.value.as_bytes();
    if source.kind == Kind::Regex {
        return (value.to_vec(), Vec::new());
    }
    let end = value.iter().position(|&b| b == b'?').unwrap_or(value.len());
    let raw_query = value.get(end + 1..).unwrap_or_default();
    // Ignored parameters are named, not matched: no star means anything there.
    let is_matched = matches!(source.query, QueryMode::Exact | QueryMode::AnyOrder);
    let has_stars = source.kind == Kind::Wildcard;
    let path = if has_stars { canonical::starred_path(&value[..end]) } else { canonical::path(&value[..end]) };
    let mut params = match has_stars && is_matched {
        true => canonical::starred_query(raw_query),
        false => canonical::query(raw_query),
    };
    if source.query == QueryMode::AnyOrder {
        params = match has_stars {
            true => starred_sorted(&params),
            false => query::sorted(&params),
        }
        .into();
    }
    let (mut path, mut params) = (path.into_owned(), params.into_owned());
    match (source.kind, source.query) {
        (Kind::Exact, _) => {
            if source.slash == Slash::Ignore {
                path.truncate(without_slash(&path).len());
            }
            if source.case == Case::Ignore {
                path.make_ascii_lowercase();
            }
        }
        (_, QueryMode::Exact | QueryMode::AnyOrder) if end < value.len() => {
            path.push(b'?');
            path.append(&mut params);
        }
        _ => {}
    }
    if source.case == Case::Ignore {
        params = match source.query {
            QueryMode::AnyOrder => folded_sorted(&params),
            _ => folded(&params).into_owned(),
        };
    }
    (path, params)
}
