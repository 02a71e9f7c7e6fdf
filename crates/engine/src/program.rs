//! Rules made ready to be written into a rule file.

use detour_rules::{Action, Case, Kind, Problem, QueryMode, Rule, Slash, Source, Template};

use crate::answer::encoded;
use crate::canonical::{self, folded, without_slash};
use crate::store::{ActionView, RuleView};
use crate::subject::folded_sorted;
use crate::{host, query};

/// All rules of one rule file, in their order.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// The rule at index `n` has the order `n`.
    pub rules: Vec<ProgramRule>,
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
    action: ProgramAction,
}

#[derive(Debug, Clone)]
enum ProgramAction {
    Redirect { code: u16, target: Vec<u8>, constant: bool, allow_hosts: Vec<u8> },
    Respond { code: u16 },
    Ignore,
}

/// A program, and the rules that are not in it.
#[derive(Debug, Clone, Default)]
pub struct Compilation {
    /// What goes into the file.
    pub program: Program,
    /// Rules left out because they are not sound.
    pub skipped: Vec<Skipped>,
}

/// A rule that is not sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its id.
    pub rule: u64,
    /// Why.
    pub problems: Vec<Problem>,
}

/// Compiles rules. Disabled ones are left out, unsound ones are left out and reported.
pub fn compile(rules: &[Rule]) -> Compilation {
    let mut ordered: Vec<&Rule> = rules.iter().filter(|rule| rule.enabled).collect();
    ordered.sort_by_key(|rule| (rule.position, rule.id));
    let mut compilation = Compilation::default();
    for rule in ordered {
        match rule.validate() {
            problems if problems.is_empty() => compilation.program.rules.push(ProgramRule::new(rule)),
            problems => compilation.skipped.push(Skipped { rule: rule.id, problems }),
        }
    }
    compilation
}

impl ProgramRule {
    fn new(rule: &Rule) -> ProgramRule {
        let source = rule.source.clone();
        let host = match source.host.as_str() {
            "any" => Vec::new(),
            host => host::normal(host.as_bytes()).into_owned(),
        };
        let (path, params) = path_and_params(&source);
        let action = match &rule.then {
            Action::Ignore(_) => ProgramAction::Ignore,
            Action::Respond(respond) => ProgramAction::Respond { code: respond.code },
            Action::Redirect(redirect) => {
                let constant = Template::parse(&redirect.to).is_ok_and(|template| template.is_literal());
                let target = match constant {
                    true => encoded(&redirect.to.replace("$$", "$")),
                    false => redirect.to.clone().into_bytes(),
                };
                let hosts = redirect.allow_hosts.iter().map(|allowed| allowed.to_ascii_lowercase());
                let allow_hosts = hosts.collect::<Vec<_>>().join("\n").into_bytes();
                ProgramAction::Redirect { code: redirect.code, target, constant, allow_hosts }
            }
        };
        ProgramRule { id: rule.id, source, host, path, params, action }
    }

    /// The rule at place `order`, as the matcher sees it.
    pub fn view(&self, order: u32) -> RuleView<'_> {
        RuleView {
            order,
            kind: self.source.kind,
            case: self.source.case,
            slash: self.source.slash,
            query: self.source.query,
            scheme: self.source.scheme,
            host: &self.host,
            path: &self.path,
            params: &self.params,
            action: match &self.action {
                ProgramAction::Ignore => ActionView::Ignore,
                ProgramAction::Respond { code } => ActionView::Respond { code: *code },
                ProgramAction::Redirect { code, target, constant, allow_hosts } => {
                    ActionView::Redirect { code: *code, target, constant: *constant, allow_hosts }
                }
            },
        }
    }
}

// `RuleView::path` and `RuleView::params` of a source; what they hold is said there.
fn path_and_params(source: &Source) -> (Vec<u8>, Vec<u8>) {
    let value = source.value.as_bytes();
    if source.kind == Kind::Regex {
        return (value.to_vec(), Vec::new());
    }
    let end = value.iter().position(|&b| b == b'?').unwrap_or(value.len());
    let mut path = canonical::path(&value[..end]).into_owned();
    let raw_query = value.get(end + 1..).unwrap_or_default();
    let mut params = canonical::query(raw_query).into_owned();
    if source.query == QueryMode::AnyOrder {
        params = query::sorted(&params);
    }
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
