//! Rows of the plugin Redirection become rules.

use detour_exchange::redirection::{Options, Row};
use detour_rules::{Action, Condition, Kind, Problem, QueryMode, Rule};
use serde_json::{Value, json};

fn row(url: &str, key: &str) -> Row {
    Row {
        id: 7,
        url: url.into(),
        match_url: Some(key.into()),
        enabled: true,
        action_type: "url".into(),
        action_code: 308,
        action_data: Some(b"/t".to_vec()),
        match_type: "url".into(),
        ..Row::default()
    }
}

fn rule(row: &Row) -> Rule {
    row.rule(&Options::fresh()).unwrap().rule
}

fn refused(row: &Row) -> Problem {
    row.rule(&Options::fresh()).unwrap_err().into_problem()
}

fn json_of(row: &Row) -> Value {
    serde_json::to_value(rule(row)).unwrap()
}

#[test]
fn flags_are_settled_now() {
    let plain = json_of(&row("/A b", "/a%20b"));
    assert_eq!(plain["source"]["value"], "/A b");
    assert_eq!((&plain["source"]["case"], &plain["source"]["slash"]), (&json!("ignore"), &json!("ignore")));
    assert_eq!((&plain["source"]["query"], &plain["dialect"]), (&json!("any-order"), &json!("redirection")));
    assert_eq!(plain["then"], json!({"redirect": {"to": "/t", "code": 308, "allow_hosts": []}}));

    let own =
        Row { match_data: Some(r#"{"source":{"flag_case":false,"flag_query":"pass"}}"#.into()), ..row("/a", "/a") };
    let source = json_of(&own)["source"].clone();
    assert_eq!(
        (&source["case"], &source["slash"], &source["query"]),
        (&json!("exact"), &json!("ignore"), &json!("pass"))
    );
}

#[test]
fn the_key_says_what_is_found() {
    let exact_order = |key: &str| Row {
        match_data: Some(r#"{"source":{"flag_query":"exactorder"}}"#.into()),
        ..row("/a?x=1&y=2", key)
    };
    assert_eq!(rule(&exact_order("/a?x=1&y=2")).source.query, QueryMode::Exact);
    assert_eq!(rule(&exact_order("/a")).source.query, QueryMode::AnyOrder);
    assert_eq!(rule(&row("/cafe", "/CAFÉ")).source.value, "/cafe");
    for key in ["/b", "", "/für"] {
        assert_eq!(refused(&row("/für", key)).field, "match_url", "{key}");
    }
}

#[test]
fn a_regular_expression_only_where_the_flags_say_so() {
    let flagged = Row { match_data: Some(r#"{"source":{"flag_regex":true}}"#.into()), ..row("^/a", "regex") };
    assert_eq!(rule(&flagged).source.kind, Kind::Regex);
    let by_column = Row { regex: true, ..row("^/a", "regex") };
    assert_eq!(rule(&by_column).source.kind, Kind::Regex);
    let literal = Row { regex: true, match_data: Some(r#"{"source":[]}"#.into()), ..row("/a", "regex") };
    assert_eq!(rule(&literal).source.kind, Kind::Exact);
    let dead = Row { regex: true, ..row("^/a[", "regex") };
    let warnings = dead.rule(&Options::fresh()).unwrap().warnings;
    assert!(warnings[0].message.starts_with("PHP rejects the pattern"), "{warnings:?}");
}

#[test]
fn conditions_have_two_targets() {
    let conditional =
        |data: &str| Row { match_type: "agent".into(), action_data: Some(data.as_bytes().to_vec()), ..row("/a", "/a") };
    let both = r#"a:4:{s:8:"url_from";s:2:"/y";s:11:"url_notfrom";s:2:"/n";s:5:"regex";b:1;s:5:"agent";s:3:"bot";}"#;
    let both = json_of(&conditional(both));
    assert_eq!(both["when"], json!([{"user_agent": {"matches": "bot"}}]));
    assert_eq!((&both["then"]["redirect"]["to"], &both["else"]["redirect"]["to"]), (&json!("/y"), &json!("/n")));

    let other = r#"a:3:{s:8:"url_from";s:0:"";s:11:"url_notfrom";s:2:"/n";s:5:"agent";s:3:"bot";}"#;
    let other = json_of(&conditional(other));
    assert_eq!(other["when"], json!([{"not": {"user_agent": {"is": "bot"}}}]));
    assert_eq!((&other["then"]["redirect"]["to"], other.get("else")), (&json!("/n"), None));

    assert_eq!(refused(&conditional("a:0:{}")).field, "action_data");
    assert_eq!(refused(&Row { match_type: "weather".into(), ..row("/a", "/a") }).field, "match_type");
}

#[test]
fn every_kind_of_condition_is_read() {
    for (match_type, data, when) in [
        ("login", r#"a:2:{s:9:"logged_in";s:2:"/i";s:10:"logged_out";s:2:"/o";}"#, json!({"logged_in": true})),
        ("page", r#"a:2:{s:3:"url";s:2:"/p";s:4:"page";s:3:"404";}"#, json!({"not_found": true})),
        ("role", r#"a:2:{s:8:"url_from";s:2:"/y";s:4:"role";s:6:"editor";}"#, json!({"role": ["editor"]})),
        ("custom", r#"a:2:{s:8:"url_from";s:2:"/y";s:6:"filter";s:1:"f";}"#, json!({"filter": "f"})),
        (
            "server",
            r#"a:2:{s:8:"url_from";s:2:"/y";s:6:"server";s:15:"https://a.test/";}"#,
            json!({"host": ["a.test"]}),
        ),
        ("ip", r#"a:2:{s:8:"url_from";s:2:"/y";s:2:"ip";a:1:{i:0;s:7:"1.2.3.4";}}"#, json!({"ip": ["1.2.3.4"]})),
        ("language", r#"a:2:{s:8:"url_from";s:2:"/y";s:8:"language";s:5:"de,fr";}"#, json!({"language": ["de", "fr"]})),
        (
            "cookie",
            r#"a:3:{s:8:"url_from";s:2:"/y";s:4:"name";s:1:"c";s:5:"value";s:1:"v";}"#,
            json!({"cookie": {"name": "c", "is": "v"}}),
        ),
    ] {
        let row = Row { match_type: match_type.into(), action_data: Some(data.as_bytes().to_vec()), ..row("/a", "/a") };
        assert_eq!(json_of(&row)["when"], json!([when]), "{match_type}");
    }
}

#[test]
fn what_only_the_plugin_can_do_is_left_to_it() {
    for (action, data, acts) in [
        ("random", None, "ignore"),
        ("nothing", None, "ignore"),
        ("", None, "ignore"),
        ("pass", Some(&b"https://o.test/"[..]), "ignore"),
        ("pass", Some(b"/other?a=1"), "rewrite"),
        ("error", None, "respond"),
    ] {
        let row = Row { action_type: action.into(), action_data: data.map(<[u8]>::to_vec), ..row("/a", "/a") };
        let row = Row { action_code: 404, ..row };
        let converted = row.rule(&Options::fresh()).unwrap();
        assert_eq!(converted.rule.then.word(), acts, "{action}");
        assert_eq!(converted.warnings.is_empty(), acts != "ignore" || matches!(action, "nothing" | ""), "{action}");
    }
    assert_eq!(refused(&Row { action_type: "dance".into(), ..row("/a", "/a") }).field, "action_type");
}

#[test]
fn a_condition_that_never_holds_is_told() {
    let data = br#"a:2:{s:8:"url_from";s:2:"/y";s:2:"ip";a:1:{i:0;s:7:"1.2.3.4";}}"#;
    let row = Row { match_type: "ip".into(), action_data: Some(data.to_vec()), ..row("/a", "/a") };
    let converted = row.rule(&Options::fresh()).unwrap();
    assert_eq!(converted.warnings[0].field, "ip_logging");
    assert!(
        matches!(converted.rule.when[..], [Condition::Ip(_)]) && matches!(converted.rule.then, Action::Redirect(_))
    );
}
