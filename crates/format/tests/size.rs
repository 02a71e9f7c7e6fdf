//! How much room rules take.

use detour_engine::compile;
use detour_format::{Stamp, write};
use detour_rules::{Action, Redirect, Rule, Source};

const STAMP: Stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 5 };
const RULES: usize = 20_000;

fn bytes_per_rule(code: u16) -> usize {
    let rule = |id: usize| {
        // A source of 36 bytes, and so a target of 40.
        let source = Source { value: format!("/blog/2019/an-article-with-one-{id:05}"), ..Source::default() };
        let to = format!("/magazine/an-article-with-a-number-{id:05}");
        assert_eq!((source.value.len(), to.len()), (36, 40));
        Rule {
            id: id as u64,
            source,
            then: Action::Redirect(Redirect { to, code, ..Redirect::default() }),
            ..Rule::default()
        }
    };
    let rules: Vec<Rule> = (0..RULES).map(rule).collect();
    write(&compile(&rules).program, &STAMP).unwrap().len() / RULES
}

#[test]
fn a_plain_literal_takes_at_most_110_bytes() {
    for code in [301, 307] {
        let bytes = bytes_per_rule(code);
        assert!(bytes <= 110, "{code}: {bytes} bytes a rule");
    }
}
