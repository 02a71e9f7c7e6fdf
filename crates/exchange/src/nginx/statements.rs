//! `return`, `rewrite` and `if`, in a server or a location.

use detour_rules::Problem;
use percent_encoding::percent_decode_str;

use super::condition::{self, Asked, WHOLE_URL};
use super::map::{Map, whole};
use super::text::{self, Groups};
use super::tree::Directive;
use super::unsettled::{Unsettles, behind};
use crate::Place;
use crate::collect::Collector;
use crate::pcre::{self, Piece};
use crate::refusal::Refusal;
use crate::rewrite::{Condition, Deed, Part, Rewriting, Room, Test};

/// What must hold where a statement stands.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The pattern of the location or map entry.
    pub(super) pattern: Vec<Piece>,
    pub(super) ignore_case: bool,
    pub(super) sees_query: bool,
    pub(super) conditions: Vec<Condition>,
    /// A map's variable and its value here.
    pub(super) bound: Option<(String, String)>,
    /// `$server_name`
    pub(super) server_name: String,
    /// The line of a `set` before it that changed what conditions and targets see.
    pub(super) changed: Option<u64>,
}

impl Frame {
    /// Everything, on a server of this name.
    pub(super) fn everything(server_name: &str) -> Frame {
        Frame {
            pattern: vec![Piece::Start],
            ignore_case: false,
            sees_query: false,
            conditions: Vec::new(),
            bound: None,
            server_name: server_name.to_owned(),
            changed: None,
        }
    }

    /// Narrows it down to what a pattern on the path takes, which gives `$1` from now on.
    pub(super) fn look_at(&mut self, pieces: Vec<Piece>, ignore_case: bool) -> Result<(), Refusal> {
        if self.pattern != [Piece::Start] {
            if self.sees_query {
                return Err(Refusal::new("Two patterns are compared with the URL", "Write it as one pattern"));
            }
            self.conditions.extend(
                implied(&self.pattern, &pieces).then(Vec::new).unwrap_or_else(|| {
                    vec![path_condition(std::mem::take(&mut self.pattern), self.ignore_case, false)]
                }),
            );
        }
        (self.pattern, self.ignore_case) = (pieces, ignore_case);
        Ok(())
    }

    /// Narrows it down to one path and query.
    pub(super) fn look_at_whole(&mut self, url: &str, ignore_case: bool) -> Result<(), Refusal> {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let path = percent_decode_str(path).decode_utf8_lossy();
        self.look_at(whole(&path), ignore_case)?;
        let (variable, test) = ("QUERY_STRING".to_owned(), Test::Is(query.to_owned()));
        self.conditions.push(Condition { variable, test, negated: false, ignore_case: false, or_next: false });
        Ok(())
    }

    /// A rewriting of what the frame takes.
    pub(super) fn rewriting(&self, deed: Deed, substitution: Vec<Part>, hands_query_on: bool) -> Rewriting {
        Rewriting {
            pattern: self.pattern.clone(),
            negated: false,
            ignore_case: self.ignore_case,
            sees_query: self.sees_query,
            deed,
            substitution,
            hands_query_on,
            no_escape: true,
            conditions: self.conditions.clone(),
        }
    }
}

/// A condition on the path.
pub(super) fn path_condition(pieces: Vec<Piece>, ignore_case: bool, negated: bool) -> Condition {
    let variable = "REQUEST_URI".to_owned();
    Condition { variable, test: Test::Matches(pieces), negated, ignore_case, or_next: false }
}

// Whether a pattern takes nothing that a plain beginning doesn't take.
fn implied(outer: &[Piece], inner: &[Piece]) -> bool {
    let is_literal = outer.iter().skip(1).all(|piece| matches!(piece, Piece::Literal(_)));
    is_literal
        && inner.starts_with(outer)
        && !matches!(inner.get(outer.len()), Some(Piece::Repeat(_)))
        && !inner.contains(&Piece::Or)
}

/// Where rewritings go, and what is said about the rest.
pub(super) struct Output<'o> {
    pub(super) maps: &'o [Map],
    pub(super) collector: &'o mut Collector,
    pub(super) found: Vec<(Place, Rewriting)>,
    /// Names of directives that redirect nothing, each with its first line.
    pub(super) ignored: &'o mut std::collections::BTreeMap<String, u64>,
    /// For rewritings.
    pub(super) room: &'o mut Room,
    /// For the rules that they come to.
    pub(super) rule_room: &'o mut Room,
}

impl Output<'_> {
    /// Reads statements. Answers whether nothing behind them is ever reached.
    pub(super) fn read(&mut self, directives: &[Directive], frame: &mut Frame) -> bool {
        let mut unsettled = frame.changed;
        for directive in directives {
            if self.room.is_full() {
                return true;
            }
            if let Some(line) = unsettled.filter(|_| matches!(directive.name.as_str(), "return" | "rewrite" | "if")) {
                self.refuse(directive, behind(line));
                if directive.name == "return" {
                    // nginx answers here; rules for the locations would have these requests otherwise.
                    self.push(directive.line, frame.rewriting(Deed::Stop, Vec::new(), false));
                    return true;
                }
                continue;
            }
            if let Some(Unsettles { for_good, refusal }) = Unsettles::of(directive, self.maps) {
                self.refuse(directive, refusal);
                unsettled = Some(directive.line);
                frame.changed = frame.changed.or(unsettled.filter(|_| for_good));
                continue;
            }
            let frame = &*frame;
            let outcome = match directive.name.as_str() {
                "return" => {
                    let outcome = self.answer(directive, frame);
                    if outcome.is_ok() {
                        return true;
                    }
                    outcome
                }
                "rewrite" => self.rewrite(directive, frame),
                "if" => self.branch(directive, frame),
                "break" => return false,
                "set" | "location" | "server_name" | "listen" => Ok(()),
                name => {
                    self.ignored.entry(name.to_owned()).or_insert(directive.line);
                    Ok(())
                }
            };
            if let Err(refusal) = outcome {
                self.refuse(directive, refusal);
            }
        }
        false
    }

    /// Reports a directive that can't be carried over.
    pub(super) fn refuse(&mut self, directive: &Directive, refusal: Refusal) {
        let place = Place::Line { line: directive.line };
        self.collector.report.skip(place, refusal.of(&directive.name, &directive.text()));
    }

    fn answer(&mut self, directive: &Directive, frame: &Frame) -> Result<(), Refusal> {
        let (code, target) = match directive.words.as_slice() {
            [code] if code.bytes().all(|b| b.is_ascii_digit()) => (code.as_str(), None),
            [target] => ("302", Some(target)),
            [code, target] => (code.as_str(), Some(target)),
            _ => return Err(Refusal::new("A code or a target is missing", "Write return 301 /target")),
        };
        let code: u16 =
            code.parse().map_err(|_| Refusal::new("The code is no number", "Write a number such as 301"))?;
        match target {
            Some(target) if (300..400).contains(&code) => self.lead(directive, frame, target, code, None),
            _ if (400..600).contains(&code) && code != 444 && code != 499 => {
                self.push(directive.line, frame.rewriting(Deed::Respond(code), Vec::new(), false));
                Ok(())
            }
            _ => Err(Refusal::new(format!("It answers {code} itself, which is no redirect"), "Leave it to nginx")),
        }
    }

    fn rewrite(&mut self, directive: &Directive, frame: &Frame) -> Result<(), Refusal> {
        let [pattern, target, flags @ ..] = directive.words.as_slice() else {
            return Err(Refusal::new("A pattern or a target is missing", "Write rewrite ^/a$ /b permanent"));
        };
        let code = match flags.first().map(String::as_str) {
            Some("permanent") => 301,
            Some("redirect") => 302,
            _ if ["http://", "https://", "$scheme"].iter().any(|start| target.starts_with(start)) => 302,
            _ => {
                return Err(Refusal::new(
                    "It rewrites the URL inside the server, which no visitor sees",
                    "Leave it to nginx, or end it with permanent if a redirect is meant",
                ));
            }
        };
        let mut frame = frame.clone();
        frame.look_at(pcre::pieces(pattern)?, false)?;
        let hands_query_on = !target.ends_with('?');
        let target = target.strip_suffix('?').unwrap_or(target);
        self.lead(directive, &frame, target, code, Some(hands_query_on))
    }

    // A redirect. With `query` it is a `rewrite`, whose groups are those of its own pattern.
    fn lead(
        &mut self,
        directive: &Directive,
        frame: &Frame,
        target: &str,
        code: u16,
        query: Option<bool>,
    ) -> Result<(), Refusal> {
        if frame.bound.is_none()
            && let Some(map) = self.maps.iter().find(|map| uses(target, &map.name))
        {
            for (line, frame) in map.frames(frame) {
                if self.room.is_full() {
                    break;
                }
                let outcome = frame.and_then(|frame| self.lead_at(line, &frame, target, code, query));
                if let Err(refusal) = outcome {
                    self.refuse(&Directive { line, ..directive.clone() }, refusal);
                }
            }
            return Ok(());
        }
        self.lead_at(directive.line, frame, target, code, query)
    }

    fn lead_at(
        &mut self,
        line: u64,
        frame: &Frame,
        target: &str,
        code: u16,
        query: Option<bool>,
    ) -> Result<(), Refusal> {
        let mut target = target.replace("$server_name", &frame.server_name);
        if let Some((name, value)) = &frame.bound {
            target = target.replace(&format!("${{{name}}}"), value).replace(&format!("${name}"), value);
        }
        let last = frame.conditions.iter().rfind(|condition| condition.captures());
        let (groups, named) = match (&query, last.map(|condition| &condition.test)) {
            (None, Some(Test::Matches(pieces))) => (Groups::OfCondition, pieces.as_slice()),
            _ => (Groups::OfRule, frame.pattern.as_slice()),
        };
        let text = text::read(&target, groups, named)?;
        // `$request_uri` brings the query along.
        let hands_query_on = query.unwrap_or(false) || text.query;
        self.push(line, frame.rewriting(Deed::Redirect(code), text.parts, hands_query_on));
        Ok(())
    }

    fn branch(&mut self, directive: &Directive, frame: &Frame) -> Result<(), Refusal> {
        let block = directive.block.as_deref().unwrap_or_default();
        match condition::read(&directive.words)? {
            Asked::IsSet(name) => {
                let Some(map) = self.maps.iter().find(|map| map.name == name).cloned() else {
                    let mut frame = frame.clone();
                    let test = Test::Matches(pcre::pieces("^0?$")?);
                    let variable = condition::variable(&name)?;
                    frame.conditions.push(Condition {
                        variable,
                        test,
                        negated: true,
                        ignore_case: false,
                        or_next: false,
                    });
                    self.read(block, &mut frame);
                    return Ok(());
                };
                for (line, frame) in map.frames(frame) {
                    if self.room.is_full() {
                        break;
                    }
                    match frame {
                        Ok(mut frame) => {
                            let before = self.found.len();
                            self.read(block, &mut frame);
                            let place = Place::Line { line };
                            self.found[before..].iter_mut().for_each(|(found, _)| *found = place);
                        }
                        Err(refusal) => self.refuse(&Directive { line, ..directive.clone() }, refusal),
                    }
                }
            }
            Asked::Test(condition) => {
                let mut frame = frame.clone();
                match &condition.test {
                    // The path is the source's affair.
                    Test::Matches(pieces) if condition.variable == "REQUEST_URI" && !condition.negated => {
                        frame.look_at(pieces.clone(), condition.ignore_case)?;
                    }
                    Test::Matches(pieces) if condition.variable == WHOLE_URL && !condition.negated => {
                        frame.look_at(pieces.clone(), condition.ignore_case)?;
                        frame.sees_query = true;
                    }
                    Test::Is(text) if condition.variable == WHOLE_URL && !condition.negated => {
                        frame.look_at_whole(text, false)?;
                    }
                    _ => frame.conditions.push(condition),
                }
                self.read(block, &mut frame);
            }
        }
        Ok(())
    }

    fn push(&mut self, line: u64, rewriting: Rewriting) {
        let place = Place::Line { line };
        if self.room.take(1, place, &mut self.collector.report) {
            self.found.push((place, rewriting));
        }
    }
}

fn uses(target: &str, name: &str) -> bool {
    target.contains(&format!("${name}")) || target.contains(&format!("${{{name}}}"))
}

/// The warning about directives that redirect nothing.
pub(super) fn ignored(names: &std::collections::BTreeMap<String, u64>) -> Option<(Place, Problem)> {
    let line = *names.values().min()?;
    let list: Vec<&str> = names.keys().map(String::as_str).collect();
    let message = "These directives redirect nothing and were passed over";
    Some((Place::Line { line }, Problem::new("", &list.join(", "), message, "Leave them to nginx")))
}
