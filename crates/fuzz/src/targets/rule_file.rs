//! Any bytes as a rule file: refused with words or answered, never a panic, in bounded time.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use detour_format::{AnyFile, FilePatterns};
use detour_rules::{Context, Decision, Request};

use crate::seal::seal;

const URIS: [&str; 7] = ["/", "/a", "/old/page/?a=1&b=2", "/A/b/%C3%A9", "/wp-admin/", "https://a.test/x?y", "*"];

/// Runs the target.
///
/// Bytes that begin as rule files do are one; the last byte says how many bytes before it are the URI of a request, and
/// every header of it. All others are rules, requests, and damage to the file that is made of the rules.
pub fn run(data: &[u8]) {
    if data.first() == Some(&0x89) {
        let (file, uri) = file_and_uri(data);
        let visitor = Everywhere(uri);
        let given = Request { uri, context: &visitor, ..Request::get("a.test", "") };
        let known = URIS.iter().map(|uri| Request { context: &visitor, ..Request::get("A.test:80", uri) });
        use_all(file, &known.chain([given]).collect::<Vec<_>>());
    } else if let Some(case) = super::case("rule_file", data) {
        let rules = case.rules();
        let network = if case.sites.is_empty() { None } else { case.network(&rules) };
        let whole = network.unwrap_or_else(|| case.bytes(&rules));
        let mut file = whole.clone();
        case.damage.iter().for_each(|damage| damage.hit(&mut file));
        let passes = AnyFile::open(&file).is_ok_and(|file| file.verify().is_ok());
        assert_eq!(passes, file == whole, "only a whole file passes the full check\n{case}");
        for asked in &case.requests {
            for visitor in [asked.knowing_all(), asked.knowing(&asked.known)] {
                use_all(&file, &[asked.request(&visitor)]);
            }
        }
    }
}

fn file_and_uri(data: &[u8]) -> (&[u8], &[u8]) {
    let Some((length, rest)) = data.split_last() else { return (data, b"/") };
    rest.split_at(rest.len() - usize::from(*length).min(rest.len()))
}

// As it is, and with its header made right.
fn use_all(file: &[u8], requests: &[Request<'_>]) {
    let mut sealed = file.to_vec();
    seal(&mut sealed);
    for bytes in [file, &sealed] {
        let file = match AnyFile::open(bytes) {
            Ok(file) => file,
            Err(error) => {
                assert!(!error.to_string().is_empty() && !error.state().is_empty());
                continue;
            }
        };
        let sound = file.verify().is_ok();
        let mut patterns = FilePatterns::new();
        for request in requests {
            let at_once = decide(&file, &mut patterns, request, 0, sound);
            if let Decision::Defer { from, .. } = at_once {
                decide(&file, &mut patterns, request, from, sound);
            }
            decide(&file, &mut patterns, request, 1, sound);
        }
    }
}

fn decide(
    file: &AnyFile<&[u8]>,
    patterns: &mut FilePatterns,
    request: &Request<'_>,
    from: u32,
    sound: bool,
) -> Decision {
    let decision = file.decide_from(patterns, request, from);
    super::assert_explained(&file.explain_from(patterns, request, from), &decision);
    if sound {
        super::assert_sendable(&decision, true);
    }
    decision
}

// A visitor all of whose headers say the same.
struct Everywhere<'a>(&'a [u8]);

impl Context for Everywhere<'_> {
    fn header(&self, _name: &str) -> Option<Cow<'_, [u8]>> {
        Some(self.0.into())
    }

    fn client_ip(&self) -> Option<IpAddr> {
        Some(Ipv4Addr::LOCALHOST.into())
    }

    fn now(&self) -> u64 {
        self.0.len() as u64
    }
}
