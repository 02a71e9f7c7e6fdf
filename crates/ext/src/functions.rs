//! The functions of namespace `Detour`. Documented for PHP people in `php/stubs/detour.php`.

use std::os::unix::ffi::OsStrExt;

use detour_engine::Explanation;
use detour_rules::{Decision, Lease, Lent, Origin, Problem, Rule, Settings};
use detour_serve::{Site, Source, Told};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use ext_php_rs::zend::ce;
use serde_json::{Value, json};

use crate::asked::{self, Asked};
use crate::choice::Choice;
use crate::php_value::{self, Table};
use crate::request::ActiveRequest;
use crate::status::InUse;
use crate::{activation, clock, events, ffi, globals, panic, sapi, settled, status as state};

pub(crate) type Array = ZBox<ZendHashTable>;

/// Adds them to the module.
pub(crate) fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module
        .function(wrap_function!(status))
        .function(wrap_function!(decide))
        .function(wrap_function!(explain))
        .function(wrap_function!(validate))
        .function(wrap_function!(validate_settings))
        .function(wrap_function!(handle))
        .function(wrap_function!(pending))
        .function(wrap_function!(resume))
        .function(wrap_function!(record_not_found))
        .function(wrap_function!(settled))
}

/// How Detour is doing in this worker.
#[php_function]
#[php(name = "Detour\\status")]
pub(crate) fn status() -> Array {
    let status = state::read(&active());
    let mut table = Table::new();
    table.text("version", env!("CARGO_PKG_VERSION").as_bytes());
    table.bool("enabled", status.enabled);
    table.text("sapi", sapi::name());
    table.bool("intercepts", status.enabled && sapi::way() != sapi::Way::None);
    match &status.file {
        Some(file) => table.text("file", file),
        None => table.set("file", Zval::null()),
    }
    table.text("state", status.state.as_bytes());
    let in_use = status.in_use.unwrap_or_default();
    table.number("generation", in_use.generation);
    table.number("revision", in_use.revision);
    table.number("rules", in_use.rules);
    table.number("published", in_use.published);
    table.number("sites", in_use.sites);
    match in_use.blog {
        Some(blog) => table.number("blog", blog),
        None => table.set("blog", Zval::null()),
    }
    table.set("origins", origins(status.lease.as_ref(), &in_use));
    match &status.error {
        Some(error) => table.text("error", error.as_bytes()),
        None => table.set("error", Zval::null()),
    }
    match &status.spool {
        Some((file, state)) => {
            let mut spool = Table::new();
            spool.text("file", file.as_os_str().as_bytes());
            spool.text("state", state.as_bytes());
            table.table("spool", spool);
        }
        None => table.set("spool", Zval::null()),
    }
    let mut counters = Table::new();
    for (name, count) in status.counters.named() {
        counters.number(name, count);
    }
    table.table("counters", counters);
    table.0
}

// What became of the plugins' rules; `whole` if requests that the rules settle need not be looked at by the plugin.
fn origins(lease: Option<&Lease>, in_use: &InUse) -> Zval {
    let Some(lease) = lease else { return php_value::from_json(&json!([])) };
    let InUse { generation, blog, .. } = *in_use;
    let covered: Vec<Origin> = lease.covers(generation, blog, clock::unix_seconds()).collect();
    let told = lease.of(blog).map(|lent| {
        let Lent { blog: _, origin, state, rules, left_out, schema, message, notes } = lent;
        let whole = covered.contains(origin);
        json!({"origin": origin, "state": state, "rules": rules, "left_out": left_out, "schema": schema,
            "message": message, "notes": notes, "whole": whole})
    });
    php_value::from_json(&Value::Array(told.collect()))
}

/// What the rules say about a request, without sending anything.
#[php_function]
#[php(name = "Detour\\decide")]
pub(crate) fn decide(request: &ZendHashTable, file: Option<&str>) -> PhpResult<Array> {
    let asked = Asked::read("decide", 1, request)?;
    let mut table = Table::new();
    let request = asked.request();
    let decided = with_site("decide", file, |site| Some((site.decide(&request, 0)?, site.blog(&request))))?;
    let (decision, blog) = match decided {
        Ok(decided) => decided,
        Err(why) => {
            table.text("decision", b"pass");
            table.text("reason", why.as_bytes());
            return Ok(table.0);
        }
    };
    show(&mut table, &decision);
    if let Some(blog) = blog {
        table.number("blog", blog);
    }
    Ok(table.0)
}

fn show(table: &mut Table, decision: &Decision) {
    members(table, detour_serve::told(decision));
}

fn members<'a>(table: &mut Table, members: impl IntoIterator<Item = (&'a str, Told<'a>)>) {
    for (name, value) in members {
        match value {
            Told::Bytes(bytes) => table.text(name, bytes),
            Told::Number(number) => table.number(name, number),
            Told::Texts(texts) => table.set(name, php_value::from_json(&json!(texts))),
        }
    }
}

/// As `decide()`, with every rule that was tried and why it matched or didn't.
#[php_function]
#[php(name = "Detour\\explain")]
pub(crate) fn explain(request: &ZendHashTable, file: Option<&str>) -> PhpResult<Array> {
    let asked = Asked::read("explain", 1, request)?;
    let json = match with_site("explain", file, |site| site.explain(&asked.request()))? {
        Ok(explanation) => told(&explanation),
        Err(why) => json!({"decision": "pass", "reason": why, "steps": [], "text": format!("no rules: {why}")}),
    };
    array(&json)
}

/// An explanation with its text.
pub(crate) fn told(explanation: &Explanation) -> Value {
    let mut json = serde_json::to_value(explanation).unwrap_or_default();
    json["text"] = Value::String(explanation.to_string());
    json
}

/// Whether a rule can be saved on a site with these settings, and how it looks with all defaults filled in.
#[php_function]
#[php(name = "Detour\\validate")]
pub(crate) fn validate(rule: &ZendHashTable, settings: Option<&ZendHashTable>) -> PhpResult<Array> {
    let settings = settings_of("validate", 2, settings)?;
    let json = match read(rule, Rule::from_json) {
        Ok(rule) => {
            let mut warnings = rule.warnings();
            warnings.append(&mut detour_engine::check_examples(&rule, &settings));
            json!({"valid": true, "rule": rule, "errors": [], "warnings": warnings})
        }
        Err(errors) => json!({"valid": false, "rule": null, "errors": errors, "warnings": []}),
    };
    array(&json)
}

/// Whether settings of a site can be saved, and how they look with all defaults filled in.
#[php_function]
#[php(name = "Detour\\validate_settings")]
pub(crate) fn validate_settings(settings: &ZendHashTable) -> PhpResult<Array> {
    array(&match read(settings, Settings::from_json) {
        Ok(settings) => json!({"valid": true, "settings": settings, "errors": []}),
        Err(errors) => json!({"valid": false, "settings": null, "errors": errors}),
    })
}

/// The settings that a function was given, or those of a new site.
pub(crate) fn settings_of(function: &str, number: u8, settings: Option<&ZendHashTable>) -> PhpResult<Settings> {
    let settings = settings.map(|settings| read(settings, Settings::from_json)).transpose().map_err(|problems| {
        let problem = problems.first().map(Problem::to_string).unwrap_or_default();
        argument(function, number, "settings", &format!("can't be used: {problem}"))
    })?;
    Ok(settings.unwrap_or_default())
}

/// What a function was given, as one of our own types.
pub(crate) fn read<T>(
    table: &ZendHashTable,
    from_json: impl FnOnce(&Value) -> Result<T, Vec<Problem>>,
) -> Result<T, Vec<Problem>> {
    let json = php_value::object(table).map_err(|bad| vec![Problem::new(&bad.field, "", bad.message, bad.fix)])?;
    from_json(&json)
}

/// Answers the current request if a rule does; the caller then ends the script.
#[php_function]
#[php(name = "Detour\\handle")]
pub(crate) fn handle() -> bool {
    panic::guard("handle()", false, || {
        let request = active();
        request.enabled() && activation::respond(&request)
    })
}

/// What this request's decision waits for; null if it doesn't wait.
#[php_function]
#[php(name = "Detour\\pending")]
pub(crate) fn pending() -> Option<Array> {
    let (rule, needs) =
        globals::with(|globals| globals.deferred.as_ref().map(|deferred| (deferred.rule, deferred.needs.words())))?;
    let mut table = Table::new();
    members(&mut table, detour_serve::name(rule));
    table.set("needs", php_value::from_json(&json!(needs)));
    Some(table.0)
}

/// Goes on with the decision that waits, now that more is known; sends the answer if it can. Then `sent` is true, and
/// the caller ends the script.
#[php_function]
#[php(name = "Detour\\resume")]
pub(crate) fn resume(facts: &ZendHashTable) -> PhpResult<Array> {
    let facts = asked::facts("resume", 1, "facts", facts)?;
    let mut table = Table::new();
    let resumed = panic::guard("resume()", Err("internal-error"), || {
        activation::resume(&active(), &facts).ok_or("nothing-pending")
    });
    match resumed {
        Ok((decision, sent)) => {
            show(&mut table, &decision);
            table.bool("sent", sent);
        }
        Err(reason) => {
            table.text("decision", b"pass");
            table.text("reason", reason.as_bytes());
            table.bool("sent", false);
        }
    }
    Ok(table.0)
}

/// Notes that WordPress found no page for the current request.
#[php_function]
#[php(name = "Detour\\record_not_found")]
pub(crate) fn record_not_found() -> bool {
    panic::guard("record_not_found()", false, || {
        let request = active();
        request.enabled() && globals::with(|globals| events::not_found(globals, &request))
    })
}

/// Plugins that need not look at this request: nothing is left to do by their rules, all of which are in the file.
#[php_function]
#[php(name = "Detour\\settled")]
pub(crate) fn settled() -> Vec<&'static str> {
    panic::guard("settled()", Vec::new(), || {
        let request = active();
        let Choice::File(source) = request.choose() else { return Vec::new() };
        globals::with(|globals| {
            let settled = globals.settled?;
            let site = globals.sites.in_use(source)?;
            let blog = site.blog(&request.read(&request)?);
            Some(settled.origins(&settled::lease(site)?, blog).into_iter().map(Origin::word).collect())
        })
        .unwrap_or_default()
    })
}

fn active() -> ActiveRequest {
    // SAFETY: PHP code is running, so a request is active; the functions drop the value before they return, and
    // call nothing that runs PHP code.
    unsafe { ActiveRequest::assume() }
}

// Outer error: the caller named a file that can't be used. Inner error: the site's own rules can't, so a
// request would pass for this reason.
fn with_site<T>(
    function: &str,
    file: Option<&str>,
    ask: impl FnOnce(&mut Site) -> Option<T>,
) -> PhpResult<Result<T, &'static str>> {
    let request = active();
    let source = match file {
        Some(file) => {
            let path =
                std::ffi::CString::new(file).map_err(|_| argument(function, 2, "file", "must not contain NUL"))?;
            // SAFETY: a C string; the call only compares paths.
            if unsafe { ffi::php_check_open_basedir_ex(path.as_ptr(), 0) } != 0 {
                return Err(argument(function, 2, "file", "is outside of open_basedir"));
            }
            Source { path: file.as_bytes(), within: None }
        }
        None if !request.enabled() => return Ok(Err("disabled")),
        None => match request.choose() {
            Choice::Unset => return Ok(Err("unset")),
            Choice::Refused(_) => return Ok(Err("untrusted")),
            Choice::File(source) => source,
        },
    };
    let (answer, state, error) = globals::with(|globals| {
        let site = globals.sites.current(source, request.revalidate(), clock::seconds());
        (ask(site), site.state(), site.error().map(str::to_owned))
    });
    match (answer, error, file) {
        // A file that was named is asked as it is now, not as it once was.
        (_, Some(error), Some(_)) => Err(argument(function, 2, "file", &format!("can't be used: {error}"))),
        (Some(answer), _, _) => Ok(Ok(answer)),
        (None, _, _) => Ok(Err(state)),
    }
}

pub(crate) fn argument(function: &str, number: u8, name: &str, message: &str) -> PhpException {
    let text = format!("Detour\\{function}(): Argument #{number} (${name}) {message}");
    PhpException::new(text, 0, ce::value_error())
}

// The caller's JSON is an object.
pub(crate) fn array(json: &Value) -> PhpResult<Array> {
    let Value::Object(members) = json else { return Ok(ZendHashTable::new()) };
    let mut table = Table::new();
    for (name, value) in members {
        table.set(name, php_value::from_json(value));
    }
    Ok(table.0)
}
