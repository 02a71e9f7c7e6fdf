//! Rules in the JSON that the plugin exports and imports: flags, conditions, groups and positions included.

use detour_engine::dialect::redirection::{path_key, query_key};
use detour_rules::{Action, Body, Case, Condition, Dialect, Kind, QueryMode, Redirect, Rule, Slash, Test};
use serde_json::{Map, Value, json};

use super::write::native;
use crate::export::{Export, in_order, left_out};
use crate::refusal::Refusal;

/// The plugin's version whose export this is.
const VERSION: &str = "5.4.2";
/// The group of rules without one; the plugin makes one of this name.
const GROUP: &str = "Redirections";
/// The group's module: rules that WordPress answers.
const WORDPRESS: u8 = 1;
/// What `action_data` calls the targets: if the condition holds, and if not.
const TARGETS: [&str; 2] = ["url_from", "url_notfrom"];

/// Writes rules. What the plugin can't express is in the answer alone.
pub fn write_json(rules: &[Rule]) -> Export {
    let mut export = Export::default();
    let (mut groups, mut redirects): (Vec<(&str, usize)>, Vec<Value>) = (Vec::new(), Vec::new());
    for (index, rule) in in_order(rules) {
        let mut redirect = match redirect(rule) {
            Ok(redirect) => redirect,
            Err(refusal) => {
                export.left_out.push(left_out(rule, index, refusal));
                continue;
            }
        };
        if rule.dialect == Dialect::Native
            && matches!(&rule.then, Action::Respond(respond) if respond.body == Body::Bare)
        {
            let refusal = Refusal::new("The plugin shows the theme's page for a missing one with it", "Nothing");
            export.widened.push(left_out(rule, index, refusal));
        }
        let name = if rule.group.is_empty() { GROUP } else { &rule.group };
        let group = groups.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            groups.push((name, 0));
            groups.len() - 1
        });
        groups[group].1 += 1;
        let place = json!({"id": redirects.len() + 1, "group_id": group + 1, "position": redirects.len()});
        redirect.extend(place.as_object().cloned().unwrap_or_default());
        redirects.push(Value::Object(redirect));
    }
    let groups = groups.iter().enumerate().map(|(index, (name, count))| {
        json!({"id": index + 1, "name": name, "redirects": count, "module_id": WORDPRESS, "moduleName": "WordPress",
            "enabled": true})
    });
    let groups: Vec<Value> = groups.collect();
    let file = json!({"plugin": {"version": VERSION}, "groups": groups, "redirects": redirects});
    let mut text = serde_json::to_vec_pretty(&file).expect("text, numbers and lists");
    text.push(b'\n');
    export.files.push(("", text));
    export
}

// One redirect, without its place.
fn redirect(rule: &Rule) -> Result<Map<String, Value>, Refusal> {
    match rule.dialect {
        Dialect::Native if !rule.when.is_empty() || rule.otherwise.is_some() => return refuse("has conditions"),
        Dialect::Native => native(rule)?,
        Dialect::Redirection => {}
        Dialect::RankMath => return refuse("behaves as in the plugin it comes from"),
    }
    if rule.schedule.is_some() {
        return refuse("is there for a time only");
    }
    let (action_type, code) = action(rule)?;
    let (match_type, action_data) = condition_and_targets(rule)?;
    let source = &rule.source;
    let is_regex = source.kind == Kind::Regex;
    let key = match (is_regex, source.query) {
        (true, _) => b"regex".to_vec(),
        (false, QueryMode::Exact) => query_key(source.value.as_bytes()),
        (false, _) => path_key(source.value.as_bytes()),
    };
    let query = match source.query {
        _ if is_regex => "exact",
        QueryMode::Exact => "exactorder",
        QueryMode::AnyOrder => "exact",
        QueryMode::Ignore => "ignore",
        QueryMode::Pass => "pass",
    };
    let redirect = json!({
        "url": source.value,
        "match_url": String::from_utf8_lossy(&key),
        "match_data": {"source": {
            "flag_query": query,
            "flag_case": source.case == Case::Ignore,
            "flag_trailing": source.slash == Slash::Ignore,
            "flag_regex": is_regex,
        }},
        "action_code": code,
        "action_type": action_type,
        "action_data": action_data,
        "match_type": match_type,
        "title": rule.note,
        "hits": 0,
        "regex": is_regex,
        "last_access": "-",
        "enabled": rule.enabled,
    });
    Ok(redirect.as_object().cloned().unwrap_or_default())
}

// The plugin has one action for a rule, whatever its condition comes to.
fn action(rule: &Rule) -> Result<(&'static str, u16), Refusal> {
    let mut words = rule.actions().map(|(_, action)| match action {
        Action::Redirect(Redirect { cache: Some(_), .. }) => refuse("tells caches how long to keep it"),
        Action::Redirect(redirect) if !redirect.headers.is_empty() => refuse("sets response headers"),
        Action::Redirect(redirect) if !redirect.allow_hosts.is_empty() => {
            refuse("leads to hosts that are checked for each request")
        }
        Action::Redirect(redirect) => Ok(("url", redirect.code)),
        Action::Respond(respond) if respond.retry_after.is_some() => refuse("sets Retry-After"),
        Action::Respond(respond) => Ok(("error", respond.code)),
        Action::Rewrite(_) if rule.dialect == Dialect::Redirection => Ok(("pass", 0)),
        Action::Rewrite(_) => refuse("rewrites the URL for PHP"),
        Action::Ignore(_) => Ok(("nothing", 0)),
        Action::Split(_) => refuse("splits visitors"),
    });
    let first = words.next().unwrap_or_else(|| refuse("does nothing"))?;
    match words.all(|other| other.as_ref() == Ok(&first)) {
        true => Ok(first),
        false => refuse("does something else where its condition doesn't hold"),
    }
}

fn condition_and_targets(rule: &Rule) -> Result<(&'static str, Value), Refusal> {
    let (condition, targets) = match rule.when.first() {
        None => return Ok(("url", target(&rule.then).map_or(Value::Null, |to| json!({"url": to})))),
        Some(Condition::Not(inner)) => (&**inner, [None, target(&rule.then)]),
        Some(condition) => (condition, [target(&rule.then), rule.otherwise.as_ref().and_then(target)]),
    };
    let (match_type, mut data, names) = match condition {
        Condition::LoggedIn(true) => ("login", json!({}), ["logged_in", "logged_out"]),
        Condition::NotFound(true) => ("page", json!({"page": "404"}), ["url", ""]),
        Condition::Role(roles) if roles.len() == 1 => ("role", json!({"role": roles[0]}), TARGETS),
        Condition::Referrer(test) => ("referrer", tested(test, "referrer"), TARGETS),
        Condition::UserAgent(test) => ("agent", tested(test, "agent"), TARGETS),
        Condition::Cookie(test) => ("cookie", tested(test, "value"), TARGETS),
        Condition::Header(test) => ("header", tested(test, "value"), TARGETS),
        Condition::Filter(name) => ("custom", json!({"filter": name}), TARGETS),
        Condition::Host(hosts) if hosts.len() == 1 => {
            ("server", json!({"server": format!("http://{}", hosts[0])}), TARGETS)
        }
        Condition::Language(languages) => ("language", json!({"language": languages.join(",")}), TARGETS),
        Condition::Ip(addresses) => ("ip", json!({"ip": addresses}), TARGETS),
        _ => return refuse("has conditions that the plugin doesn't have"),
    };
    if rule.when.len() > 1 {
        return refuse("has more than one condition");
    }
    if targets.iter().any(Option::is_some)
        && let Some(data) = data.as_object_mut()
    {
        for (name, target) in names.into_iter().zip(targets).filter(|(name, _)| !name.is_empty()) {
            data.insert(name.to_owned(), target.unwrap_or_default().into());
        }
    }
    Ok((match_type, data))
}

fn target(action: &Action) -> Option<&str> {
    match action {
        Action::Redirect(redirect) => Some(&redirect.to),
        Action::Rewrite(rewrite) => Some(&rewrite.to),
        _ => None,
    }
}

fn tested(test: &Test, value: &str) -> Value {
    let text = test.matches.as_ref().or(test.is.as_ref()).cloned().unwrap_or_default();
    let mut data = json!({"regex": test.matches.is_some(), value: text});
    if value == "value" {
        data["name"] = test.name.as_str().into();
    }
    data
}

fn refuse<T>(what: &str) -> Result<T, Refusal> {
    Err(Refusal::new(format!("It {what}"), "Leave it to Detour"))
}
