//! Rules made ready to be written into a rule file.

use detour_rules::{Case, Dialect, Kind, Origin, Problem, QueryMode, Recording, Rule, Scheme, Settings, Slash, Source};
use smallvec::SmallVec;

use crate::canonical::{self, folded, without_slash};
use crate::dialect::redirection::MissingPages;
use crate::dialect::{self, Census};
use crate::parallel::map_in_order;
use crate::subject::folded_sorted;
use crate::{ActionView, RuleView, action, check_examples, fallbacks, host, parts, query, tracking, wildcard};

/// All rules of one rule file, in their order.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// The rule at index `n` has the order `n`.
    pub rules: Vec<ProgramRule>,
    /// The list of tracking parameters (`FORMAT.md`); empty if there are none.
    pub tracking: Vec<u8>,
    /// Which dialects there are besides the native one, and the settings of their plugins; empty if there are neither.
    pub dialects: Vec<u8>,
    /// The fallbacks that are in force, and what they stand in for (`FORMAT.md`); empty if there are none.
    pub fallbacks: Vec<u8>,
    /// What is kept of visitors' requests.
    pub recording: Recording,
}

/// One rule, canonical. [`ProgramRule::views`] shows it the way the matcher sees it.
#[derive(Debug, Clone)]
pub struct ProgramRule {
    /// The rule's id.
    pub id: u64,
    dialect: Dialect,
    /// One, but for rules in the dialect `rank-math`.
    sources: SmallVec<[ProgramSource; 1]>,
    action: Vec<u8>,
    parts: Vec<u8>,
}

/// One source of a rule.
#[derive(Debug, Clone)]
struct ProgramSource {
    kind: Kind,
    case: Case,
    slash: Slash,
    query: QueryMode,
    scheme: Scheme,
    host: Vec<u8>,
    path: Vec<u8>,
    params: Vec<u8>,
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
    /// Rules that are in it with patterns that PHP rejects, which never match.
    pub rejected: Vec<Skipped>,
    /// Rules left out because they never act where they come from either: another one always hides them.
    pub hidden: Vec<Skipped>,
    /// What the patterns of plugins' dialects take in a worker that has used them all, bytes (see
    /// [`crate::Patterns::MOST_BYTES`]).
    pub plugin_pattern_bytes: usize,
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
    let ordered = in_order(rules);
    let made = ordered.iter().map(|rule| Made::of(rule, settings));
    collected(&ordered, made, settings)
}

/// The same with all cores, for processes that may have threads; a worker of PHP may not.
pub fn compile_in_parallel(rules: &[Rule], settings: &Settings) -> Compilation {
    let ordered = in_order(rules);
    let made = map_in_order(&ordered, |rule| Made::of(rule, settings));
    collected(&ordered, made.into_iter(), settings)
}

fn in_order(rules: &[Rule]) -> Vec<&Rule> {
    let mut ordered: Vec<&Rule> = rules.iter().filter(|rule| rule.enabled).collect();
    ordered.sort_by_key(|rule| (Origin::of(rule.id).0, rule.position, rule.id));
    ordered
}

fn collected(ordered: &[&Rule], made: impl Iterator<Item = Made>, settings: &Settings) -> Compilation {
    let mut rules = Vec::with_capacity(ordered.len());
    let mut compilation = Compilation::default();
    let mut missing_pages = MissingPages::default();
    let mut in_force = Vec::new();
    for (rule, made) in ordered.iter().zip(made) {
        let skipped = |problems| Skipped { rule: rule.id, problems };
        let (compiled, findings, rejected, plugin_pattern_bytes) = match made {
            Made::Sound { rule, findings, rejected, plugin_pattern_bytes } => {
                (rule, findings, rejected, plugin_pattern_bytes)
            }
            Made::Unsound(problems) => {
                compilation.skipped.push(skipped(problems));
                continue;
            }
        };
        if let Some(problem) = missing_pages.hide(rule) {
            compilation.hidden.push(skipped(vec![problem]));
            continue;
        }
        rules.push(compiled);
        fallbacks::push(&mut in_force, rule);
        compilation.findings.extend((!findings.is_empty()).then(|| skipped(findings)));
        compilation.rejected.extend((!rejected.is_empty()).then(|| skipped(rejected)));
        compilation.plugin_pattern_bytes += plugin_pattern_bytes;
    }
    compilation.program = Program::new(rules, settings);
    compilation.program.fallbacks = in_force;
    compilation
}

/// What becomes of one rule, whatever the others are.
enum Made {
    Sound { rule: ProgramRule, findings: Vec<Problem>, rejected: Vec<Problem>, plugin_pattern_bytes: usize },
    Unsound(Vec<Problem>),
}

impl Made {
    fn of(rule: &Rule, settings: &Settings) -> Made {
        let problems = rule.validate();
        if !problems.is_empty() {
            return Made::Unsound(problems);
        }
        let (rejected, plugin_pattern_bytes) = dialect::rejected_patterns(rule);
        let findings = check_examples(rule, settings);
        Made::Sound { rule: ProgramRule::new(rule, settings), findings, rejected, plugin_pattern_bytes }
    }
}

impl Program {
    /// The program of rules in their order.
    pub(crate) fn new(rules: Vec<ProgramRule>, settings: &Settings) -> Program {
        let mut census = Census { first: u32::MAX, ..Census::default() };
        for (order, rule) in (0..).zip(&rules) {
            let has_patterns = rule.views(order).any(|view| !view.is_literal());
            match rule.dialect {
                Dialect::Native => census.patterns[0] |= has_patterns,
                Dialect::Redirection => {
                    census.redirection = true;
                    census.first = census.first.min(order);
                    census.patterns[1] |= has_patterns;
                }
                Dialect::RankMath => {
                    census.rank_math = true;
                    census.patterns[2] |= has_patterns;
                }
            }
        }
        let dialects = dialect::encode_settings(&census, settings);
        let tracking = tracking::encode(settings.tracking_names());
        Program { rules, tracking, dialects, fallbacks: Vec::new(), recording: settings.written_down() }
    }
}

impl ProgramRule {
    pub(crate) fn new(rule: &Rule, settings: &Settings) -> ProgramRule {
        let varies = !rule.when.is_empty() || rule.schedule.is_some();
        let encode = |action| match rule.dialect {
            Dialect::Native => action::encode(action, varies),
            Dialect::Redirection | Dialect::RankMath => action::encode_as_written(action),
        };
        let (then, otherwise) = (encode(&rule.then), rule.otherwise.as_ref().map(encode));
        let sources = std::iter::once(&rule.source).chain(&rule.alternatives);
        let is_plain = ActionView::read(&then).is_some_and(|then| then.is_plain());
        let parts = parts::encode(rule, settings, (!is_plain).then_some(&*then), otherwise.as_deref());
        let sources = sources.map(|source| ProgramSource::new(source, rule.dialect)).collect();
        ProgramRule { id: rule.id, dialect: rule.dialect, sources, action: then, parts }
    }

    /// The rule at place `order`, as the matcher sees it: once for each of its sources.
    pub fn views(&self, order: u32) -> impl Iterator<Item = RuleView<'_>> {
        self.sources.iter().map(move |source| RuleView {
            id: self.id,
            order,
            dialect: self.dialect,
            kind: source.kind,
            case: source.case,
            slash: source.slash,
            query: source.query,
            scheme: source.scheme,
            host: &source.host,
            path: &source.path,
            params: &source.params,
            action: ActionView::read(&self.action).unwrap_or(ActionView::Ignore),
            parts: &self.parts,
        })
    }
}

impl ProgramSource {
    fn new(source: &Source, dialect: Dialect) -> ProgramSource {
        let (host, (path, params)) = match dialect {
            Dialect::Native => (host_of(source), path_and_params(source)),
            Dialect::Redirection | Dialect::RankMath => (Vec::new(), (source.value.clone().into_bytes(), Vec::new())),
        };
        let Source { kind, case, slash, query, scheme, .. } = *source;
        ProgramSource { kind, case, slash, query, scheme, host, path, params }
    }
}

fn host_of(source: &Source) -> Vec<u8> {
    match source.host.as_str() {
        host if host.eq_ignore_ascii_case("any") => Vec::new(),
        host => host::normal(host.as_bytes()).into_owned(),
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
