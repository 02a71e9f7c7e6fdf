//! Any bytes as those that come through the agent's socket: never a panic, and whoever sends them is told what is wrong in words
//! that can be shown.

use detour_agent::socket::frame::{self, HEAD, MOST_ASKED};
use detour_agent::socket::request::{self, What};
use detour_serve::{Trusted, Variables, header};

/// Runs the target.
pub fn run(data: &[u8]) {
    let mut rest = data;
    while let Some((head, after)) = rest.split_first_chunk::<HEAD>() {
        let Some((body, after)) = frame::length(*head).and_then(|length| after.split_at_checked(length)) else { break };
        assert!(!body.is_empty() && body.len() <= MOST_ASKED);
        ask(body);
        rest = after;
    }
    // Nobody should have to guess a length.
    ask(data);
}

fn ask(json: &[u8]) {
    match request::read(json) {
        Ok(asked) => {
            if let What::Resume { facts, .. } = &asked.what {
                assert!(facts.headers.is_empty() && facts.client_ip.is_none() && facts.now.is_none());
            }
            for trusted in [Trusted::default(), Trusted(b"0.0.0.0/0, ::/0"), Trusted(json)] {
                let _ = trusted.client_ip(&asked.variables);
                let request = trusted.request(&asked.variables, b"GET", b"/", &detour_rules::NoContext);
                assert!(request.host.len() <= json.len());
            }
            let _ = header(&asked.variables, &String::from_utf8_lossy(json));
            assert_eq!(header(&asked.variables, "x-a"), asked.variables.variable(c"HTTP_X_A"));
        }
        Err(refusal) => {
            let text = refusal.to_string();
            assert!(text.len() < 4000 && !text.chars().any(char::is_control), "{text:?}");
        }
    }
}
