//! Directive by directive, with what they say about those that follow.

use std::collections::BTreeMap;

use detour_rules::{Action, Problem, QueryMode, Rule};

use super::MAX_BYTES;
use super::condition::Unreadable;
use super::context::Context;
use super::exception::exception;
use super::flags::Flags;
use super::front_controller::{Own, own};
use super::line::{BadLine, Directive, directives};
use super::rule::RewriteRule;
use super::section::Section;
use super::{alias, condition};
use crate::collect::Collector;
use crate::refusal::Refusal;
use crate::rewrite::{Condition, Deed, Room, ways};
use crate::{Import, Options, Place};

/// Deepest nesting of sections.
const DEEPEST: usize = 32;
/// Most redirects without the flag L, exceptions and names of a host: each costs something for every line behind it.
const MOST: usize = 100;

pub(super) fn read(text: &[u8], options: &Options) -> Import {
    let mut collector = Collector::default();
    if text.len() > MAX_BYTES {
        let message = format!("The file is larger than {} MB", MAX_BYTES >> 20);
        collector.report.skip(Place::File {}, Problem::new("", "", message, "Import its parts one after the other"));
        return collector.finish();
    }
    let all: Vec<Result<Directive, BadLine>> = directives(text).collect();
    let names: Vec<String> = all.iter().flatten().map(Directive::keyword).collect();
    let is_server = names.iter().any(|name| matches!(name.as_str(), "<virtualhost" | "<directory" | "documentroot"));
    let room = Room::for_directives(all.len());
    let mut reader = Reader::new(options, is_server, room.clone());
    reader.has_aliases = names.iter().any(|name| name.starts_with("redirect"));
    for one in all {
        if reader.room.is_full() {
            break;
        }
        match one {
            Ok(directive) => reader.take(&directive, &mut collector),
            Err(BadLine { line, text, message, fix }) => {
                collector.report.skip(Place::Line { line }, Problem::new("", &text, message, fix));
            }
        }
    }
    reader.finish(room, collector)
}

struct Reader<'o> {
    options: &'o Options,
    sections: Vec<Section>,
    /// The outermost first; the last one is that of the directives being read.
    contexts: Vec<Context>,
    done: Vec<Context>,
    document_root: String,
    /// Those that the next rule will take.
    conditions: Vec<Result<Condition, Unreadable>>,
    has_aliases: bool,
    ignored: BTreeMap<String, u64>,
    engine_missing: Option<u64>,
    room: Room,
}

impl<'o> Reader<'o> {
    fn new(options: &'o Options, is_server: bool, room: Room) -> Reader<'o> {
        let mut first = Context::default();
        first.around.hosts = options.hosts.clone();
        if !is_server {
            first.around.base = options.prefix.clone();
            first.folder = options.prefix.clone();
        }
        Reader {
            options,
            sections: Vec::new(),
            contexts: vec![first],
            done: Vec::new(),
            document_root: String::new(),
            conditions: Vec::new(),
            has_aliases: false,
            ignored: BTreeMap::new(),
            engine_missing: None,
            room,
        }
    }

    fn take(&mut self, directive: &Directive, collector: &mut Collector) {
        let keyword = directive.keyword();
        if keyword.starts_with("</") {
            return self.close();
        }
        if keyword.starts_with('<') {
            return self.open(directive);
        }
        let place = Place::Line { line: directive.line };
        let refused = |refusal: Refusal| refusal.of(&directive.name, &directive.text);
        let outcome = match keyword.as_str() {
            "redirect" | "redirectmatch" | "redirectpermanent" | "redirecttemp" => {
                self.alias(place, directive, collector)
            }
            "rewriterule" => self.rewrite(place, directive, collector),
            "rewritecond" => {
                self.conditions.push(condition::read(&directive.words));
                Ok(())
            }
            "include" | "includeoptional" => {
                Err(Refusal::new("It names another file, which is not read", "Import that file by itself"))
            }
            "servername" | "serveralias"
                if self.contexts.last().is_some_and(|context| context.names.len() + directive.words.len() > MOST) =>
            {
                Err(Refusal::new(format!("The host has more than {MOST} names"), "Import it for some of them"))
            }
            "rewritemap" | "rewriteoptions" => {
                Err(Refusal::new("It changes how rules work in a way that rules here can't", "Leave it to Apache"))
            }
            _ => {
                self.setting(&keyword, directive);
                Ok(())
            }
        };
        if let Err(refusal) = outcome {
            collector.report.skip(place, refused(refusal));
        }
    }

    fn setting(&mut self, keyword: &str, directive: &Directive) {
        let word = directive.words.first().cloned().unwrap_or_default();
        if self.sections.contains(&Section::Off) {
            return;
        }
        let is_top = self.contexts.len() == 1;
        let Some(context) = self.contexts.last_mut() else { return };
        match keyword {
            "rewriteengine" => context.engine = Some(word.eq_ignore_ascii_case("on")),
            "rewritebase" => context.around.rewrite_base = Some(if word.ends_with('/') { word } else { word + "/" }),
            "servername" | "serveralias" if !is_top => {
                let host = |name: &String| {
                    let name = name.split_once("://").map_or(name.as_str(), |(_, name)| name);
                    name.split(':').next().unwrap_or_default().to_lowercase()
                };
                context.names.extend(directive.words.iter().map(host));
                // Behind a star stand hosts that nobody knows.
                let all_known = !context.names.iter().any(|name| name.contains('*'));
                context.around.hosts = if all_known { context.names.clone() } else { Vec::new() };
            }
            "documentroot" => self.document_root = word.trim_end_matches('/').to_owned(),
            "servername" | "serveralias" => {}
            _ => {
                self.ignored.entry(directive.name.clone()).or_insert(directive.line);
            }
        }
    }

    fn open(&mut self, tag: &Directive) {
        let mut section = Section::of(tag);
        if self.sections.len() >= DEEPEST {
            section = Section::Refused(Refusal::new("Sections are nested too deeply", "Take it out of them"));
        }
        match &section {
            Section::Host(_) => {
                let mut context = Context::default();
                context.around.hosts = self.options.hosts.clone();
                self.contexts.push(context);
            }
            Section::Folder(path) => {
                let path = path.trim_end_matches('/');
                let below = path.strip_prefix(&self.document_root).filter(|_| !self.document_root.is_empty());
                match below {
                    Some(below) => {
                        let mut context = Context::default();
                        context.around.base = format!("{below}/");
                        context.folder = context.around.base.clone();
                        if let Some(outer) = self.contexts.last() {
                            context.around.hosts = outer.around.hosts.clone();
                            context.names = outer.names.clone();
                        }
                        self.contexts.push(context);
                    }
                    None => {
                        section = Section::Refused(Refusal::new(
                            format!("The URL of the folder {path} is not known"),
                            "Import the lines as an .htaccess file, with the folder's URL path beside it",
                        ));
                    }
                }
            }
            _ => {}
        }
        self.sections.push(section);
    }

    fn close(&mut self) {
        if matches!(self.sections.pop(), Some(Section::Host(_) | Section::Folder(_)))
            && let Some(context) = self.contexts.pop()
        {
            self.done.push(context);
        }
    }

    // What the sections around say: nothing, conditions, or why not.
    fn within(&self) -> Result<Option<Vec<Condition>>, Refusal> {
        let mut conditions = Vec::new();
        for section in &self.sections {
            match section {
                Section::Transparent | Section::Host(_) | Section::Folder(_) => {}
                Section::If(inner) => conditions.extend(inner.iter().cloned()),
                Section::Off => return Ok(None),
                Section::Refused(refusal) => return Err(refusal.clone()),
            }
        }
        for section in &self.sections {
            let Section::Host(addresses) = section else { continue };
            // The standard ports tell the scheme.
            let port = |number: &str| addresses.iter().all(|address| address.ends_with(&format!(":{number}")));
            for (number, scheme) in [("80", "http"), ("443", "https")] {
                if port(number) && !addresses.is_empty() {
                    conditions.extend(condition::of_expression(&format!("%{{REQUEST_SCHEME}} == '{scheme}'"))?);
                }
            }
        }
        Ok(Some(conditions))
    }

    fn alias(&mut self, place: Place, directive: &Directive, collector: &mut Collector) -> Result<(), Refusal> {
        let Some(conditions) = self.within()? else { return Ok(()) };
        let rules = alias::rules(directive)?;
        let mut made = Vec::new();
        for way in ways(&conditions, None)? {
            made.extend(rules.iter().cloned().map(|mut rule| {
                rule.source.scheme = way.scheme;
                rule.when.extend(way.when.iter().cloned());
                rule
            }));
        }
        let made = sound(made)?;
        if !self.room.take(made.len(), place, &mut collector.report) {
            return Ok(());
        }
        if let Some(context) = self.contexts.last_mut() {
            context.aliases.extend(made.into_iter().map(|rule| (place, rule)));
        }
        Ok(())
    }

    fn rewrite(&mut self, place: Place, directive: &Directive, collector: &mut Collector) -> Result<(), Refusal> {
        let conditions = std::mem::take(&mut self.conditions);
        let around = self.within();
        if around == Ok(None) {
            return Ok(());
        }
        let ties = Flags::ties(directive.words.get(2).map_or("", String::as_str));
        if let Some(context) = self.contexts.last_mut()
            && let Some((line, left)) = context.tied
        {
            let left = (left - 1).max(ties);
            context.tied = (left > 0).then_some((line, left));
            return Err(Refusal::new(
                format!("Whether Apache comes to it depends on the rule in line {line}"),
                "Write its conditions here as well, and remove the flag C or S there",
            ));
        }
        let asks_files = |condition: &Result<_, Unreadable>| condition.as_ref().is_err_and(|error| error.asks_files);
        let is_own = own(directive, conditions.iter().any(asks_files));
        let Some(context) = self.contexts.last_mut() else { return Ok(()) };
        context.tied = (ties > 0).then_some((directive.line, ties));
        if let Some(own) = is_own {
            context.caught |= own == Own::Catcher;
            if own == Own::Catcher {
                let catcher = RewriteRule::read(&directive.words, Vec::new())?;
                report_taken(context.taken_on(&catcher), directive, collector);
            }
            return Ok(());
        }
        let mut conditions = conditions.into_iter().collect::<Result<Vec<_>, _>>()?;
        if conditions.last().is_some_and(|condition| condition.or_next) {
            return Err(Refusal::new(
                "Its last condition has the flag OR with nothing behind it, so Apache takes the rule whatever it says",
                "Remove the flag, or the condition",
            ));
        }
        conditions.extend(around?.unwrap_or_default());
        let rule = RewriteRule::read(&directive.words, conditions)?;
        if rule.substitution != "-" {
            report_taken(context.taken_on(&rule), directive, collector);
        }
        let deed = rule.deed()?;
        if context.caught {
            return Err(Refusal::new(
                "It stands behind the rule that leads everything to index.php, so Apache never comes to it",
                "Move it before the lines of WordPress",
            ));
        }
        let Some(deed) = deed else {
            let fix = "Leave it to Apache";
            let problem = Problem::new(&directive.name, &directive.text, "It redirects nothing", fix);
            collector.report.warn(place, problem);
            return Ok(());
        };
        if context.engine.is_none() && self.engine_missing.is_none() {
            self.engine_missing = Some(directive.line);
        }
        if deed == Deed::Stop && self.has_aliases {
            let exception = exception(&rule, &context.around)?;
            if context.exceptions.len() == MOST {
                let message = format!("It is one of more than {MOST} exceptions");
                return Err(Refusal::new(message, "Write their patterns as one"));
            }
            context.exceptions.push(exception);
            return Ok(());
        }
        let mut rules = rule.rewriting(deed)?.rules(&context.around)?;
        for made in &mut rules {
            made.when.extend(context.exceptions.iter().cloned());
            if deed == Deed::Stop {
                made.source.query = QueryMode::Ignore;
            }
        }
        let rules = sound(rules)?;
        if !self.room.take(rules.len(), place, &mut collector.report) {
            return Ok(());
        }
        if matches!(deed, Deed::Redirect(_)) && !rule.flags.last {
            let targets = rules.iter().filter_map(|rule| match &rule.then {
                Action::Redirect(redirect) => Some(redirect.to.clone()),
                _ => None,
            });
            if context.open.len() == MOST {
                let message = format!("It is one of more than {MOST} redirects without the flag L");
                return Err(Refusal::new(message, "Add L to their flags"));
            }
            context.open.push((place, directive.clone(), targets.collect()));
        }
        context.rewrites.extend(rules.into_iter().map(|rule| (place, rule)));
        Ok(())
    }

    // `room` is for the rules of all hosts.
    fn finish(mut self, mut room: Room, mut collector: Collector) -> Import {
        while let Some(context) = self.contexts.pop() {
            self.done.push(context);
        }
        // A host's own rules come before those of its folders.
        self.done.sort_by_key(|context| !context.folder.is_empty());
        for mut context in self.done {
            context.settle();
            let off = context.engine == Some(false);
            for (place, rule) in context.rewrites.iter().filter(|_| off) {
                let fix = "Remove RewriteEngine off, or the rule";
                let problem = Problem::new("RewriteEngine", &rule.source.value, "RewriteEngine is off", fix);
                collector.report.skip(*place, problem);
            }
            if off {
                context.rewrites.clear();
            }
            for (place, rule) in context.rules() {
                if !room.take(1, place, &mut collector.report) {
                    break;
                }
                collector.take_of_host(place, rule);
            }
        }
        if let Some(line) = self.engine_missing {
            let fix = "Write RewriteEngine On, or remove the rules";
            let message = "RewriteEngine isn't switched on here; it is taken to be on";
            collector.report.warn(Place::Line { line }, Problem::new("RewriteEngine", "", message, fix));
        }
        if let Some(line) = self.ignored.values().min() {
            let names: Vec<&str> = self.ignored.keys().map(String::as_str).collect();
            let (message, fix) = ("These directives redirect nothing and were passed over", "Leave them to Apache");
            collector.report.warn(Place::Line { line: *line }, Problem::new("", &names.join(", "), message, fix));
        }
        collector.report.sort();
        collector.finish()
    }
}

fn report_taken(taken: Vec<(Place, Directive)>, by: &Directive, collector: &mut Collector) {
    for (place, directive) in taken {
        let message =
            format!("Without the flag L, Apache goes on with the new URL, which line {} changes again", by.line);
        let refusal = Refusal::new(message, "Add L to its flags");
        collector.report.skip(place, refusal.of(&directive.name, &directive.text));
    }
}

// The first problem of a rule that isn't sound refuses the whole line, so that nothing is half imported.
fn sound(rules: Vec<Rule>) -> Result<Vec<Rule>, Refusal> {
    match rules.iter().flat_map(Rule::validate).next() {
        None => Ok(rules),
        Some(problem) => Err(Refusal::new(problem.message, problem.fix)),
    }
}
