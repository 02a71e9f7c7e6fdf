//! `detour audit` as a person or a script runs it.

mod support;

use serde_json::Value;
use support::{Playground, detour};

const RULES: &str = r#"[
    {"id": 5, "source": {"value": "/a", "slash": "ignore"}, "then": {"redirect": {"to": "/b"}}},
    {"id": 6, "source": {"value": "/b", "slash": "ignore"}, "then": {"redirect": {"to": "https://shop.example/c"}}}
]"#;

#[test]
fn findings_are_told_with_their_repairs() {
    let here = Playground::new();
    let rules = here.write("rules.json", RULES);
    let site = "https://shop.example";
    detour(&[&"audit", &"--rules", &rules, &"--site", &site]).exits(1).says(&[
        "warning  chain rule 5, rule 6: then.redirect.to: ",
        "repair: {\"merge\":{\"then\":{\"redirect\":{\"to\":\"/c\"}}}}",
        "hint     own-domain rule 6",
        "2 rules: 0 errors, 1 warnings, 1 hints",
    ]);
    let json = detour(&[&"audit", &"--rules", &rules, &"--site", &site, &"--json"]).exits(1).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["counts"], serde_json::json!({"chain": 1, "own-domain": 1}));
    assert_eq!(json["findings"][0]["rules"], serde_json::json!([{"rule": 5}, {"rule": 6}]));
}

#[test]
fn the_exit_code_depends_on_the_severity() {
    let here = Playground::new();
    let rules = here.write("rules.json", RULES);
    detour(&[&"audit", &"--rules", &rules, &"--severity", &"error"]).exits(0).says(&["1 warnings"]);
    detour(&[&"audit", &"--rules", &rules, &"--severity", &"hint"]).exits(1);
    let sound = here.write("sound.json", RULES.replace("/b\"}}}", "/x\"}}}"));
    detour(&[&"audit", &"--rules", &sound, &"--severity", &"hint"]).exits(0).says(&["0 errors, 0 warnings, 0 hints"]);
    let broken = here.write("broken.json", r#"[{"id": 1, "source": {"value": "x"}, "then": {"ignore": {}}}]"#);
    detour(&[&"audit", &"--rules", &broken, &"--severity", &"error"]).exits(1).says(&["skipped rule [0] (id 1)"]);
    detour(&[&"audit"]).exits(1).says(&["--rules FILE"]);
    detour(&[&"audit", &"--rules", &rules, &"--severity", &"bad"]).exits(64);
}

#[test]
fn sites_of_a_network_are_looked_at_one_by_one() {
    let here = Playground::new();
    let network = format!(
        r#"{{"sites": [{{"blog": 1, "host": "a.example", "rules": {RULES}}}, {{"blog": 2, "host": "b.example"}}]}}"#
    );
    let rules = here.write("network.json", network);
    detour(&[&"audit", &"--rules", &rules]).exits(1).says(&["blog 1, a.example", "blog 2, b.example", "chain rule 5"]);
    let json = detour(&[&"audit", &"--rules", &rules, &"--json"]).exits(1).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["sites"][0]["blog"], &json["sites"][1]["rules"]), (&1.into(), &0.into()));
}
