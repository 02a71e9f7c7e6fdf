//! Which variant of a split a visitor gets.

use std::net::IpAddr;

use detour_rules::{Header, RequestScheme};
use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use crate::action::{VariantView, variants};
use crate::conditions::cookies;
use crate::subject::Subject;

/// How long a visitor keeps his variant, seconds: 30 days.
const KEPT_SECONDS: u32 = 2_592_000;

/// The visitor's variant and its number, from 1: that of the cookie with this name, where it names one, else by hash.
pub(crate) fn choose<'a>(
    rule: u64,
    cookie: Option<&str>,
    all: &'a [u8],
    subject: &Subject<'_>,
) -> Option<(usize, VariantView<'a>)> {
    let by_cookie = cookie.and_then(|name| of_cookie(name, subject));
    let numbered = || (1..).zip(variants(all));
    by_cookie.and_then(|number| numbered().find(|(own, _)| *own == number)).or_else(|| {
        let total: u64 = variants(all).map(|variant| u64::from(variant.weight)).sum();
        let mut left = ((u128::from(visitor_hash(rule, subject)) * u128::from(total)) >> 64) as u64;
        numbered().find(|(_, variant)| match left.checked_sub(u64::from(variant.weight)) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })
    })
}

/// The header that keeps the visitor's variant.
pub(crate) fn keep(cookie: &str, number: usize, scheme: RequestScheme) -> Header {
    let secure = if scheme == RequestScheme::Https { "; Secure" } else { "" };
    let value = format!("{cookie}={number}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax; HttpOnly{secure}");
    Header { name: "Set-Cookie".into(), value: value.into() }
}

/// The name of the cookie that keeps the variants of a rule. Blogs of a network number theirs alike and may share a host.
pub(crate) fn cookie_name(blog: Option<u64>, rule: u64) -> String {
    match blog {
        Some(blog) => format!("detour_split_{blog}_{rule}"),
        None => format!("detour_split_{rule}"),
    }
}

fn of_cookie(name: &str, subject: &Subject<'_>) -> Option<usize> {
    let header = subject.context.header("Cookie")?;
    let value = cookies(&header, name).next()?;
    let digits = value.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(value).ok().filter(|_| digits)?.parse().ok()
}

// The same for all requests of one visitor, and independent from rule to rule.
fn visitor_hash(rule: u64, subject: &Subject<'_>) -> u64 {
    let address = match subject.context.client_ip().map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_ipv6_mapped().octets(),
        Some(IpAddr::V6(address)) => address.octets(),
        None => [0; 16],
    };
    let mut bytes = [&rule.to_le_bytes()[..], &address].concat();
    bytes.extend_from_slice(&subject.context.header("User-Agent").unwrap_or_default());
    rapidhash_v3_seeded(&bytes, &RapidSecrets::seed_cpp(0))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use detour_rules::{Facts, Request};

    use super::*;

    fn encoded(weights: &[u16]) -> Vec<u8> {
        weights.iter().flat_map(|weight| [&weight.to_le_bytes()[..], &[1, 2, 0], b"/a"].concat()).collect()
    }

    fn share(weights: &[u16], visitor: impl Fn(u32) -> Facts) -> Vec<u32> {
        let all = encoded(weights);
        let mut counts = vec![0; weights.len()];
        for number in 0..100_000 {
            let facts = visitor(number);
            let request = Request { context: &facts, ..Request::get("x.test", "/a") };
            let (chosen, _) = choose(7, None, &all, &Subject::new(&request).unwrap()).unwrap();
            counts[chosen - 1] += 1;
        }
        counts
    }

    #[test]
    fn the_weights_are_kept_to_within_one_percent() {
        let by_address = |number: u32| Facts { client_ip: Some(Ipv4Addr::from(number).into()), ..Facts::default() };
        let by_agent = |number: u32| {
            let agent = [("User-Agent".to_owned(), format!("Browser/{number}"))];
            Facts { headers: agent.into(), ..Facts::default() }
        };
        for weights in [&[50, 50][..], &[1, 3], &[10_000, 5_000, 5_000], &[70, 20, 10]] {
            let total: u32 = weights.iter().map(|&weight| u32::from(weight)).sum();
            for counts in [share(weights, by_address), share(weights, by_agent)] {
                for (&count, &weight) in counts.iter().zip(weights) {
                    let wanted = 100_000 * u32::from(weight) / total;
                    assert!(count.abs_diff(wanted) <= 1000, "{weights:?}: {counts:?}");
                }
            }
        }
    }

    #[test]
    fn the_cookie_counts_only_where_it_names_a_variant() {
        let all = encoded(&[1, 1, 1]);
        let with = |cookie: &str| {
            let facts = Facts { headers: [("Cookie".to_owned(), cookie.to_owned())].into(), ..Facts::default() };
            let request = Request { context: &facts, ..Request::get("x.test", "/a") };
            choose(7, Some("detour_split_7"), &all, &Subject::new(&request).unwrap()).unwrap().0
        };
        let by_hash = with("");
        assert_eq!((with("detour_split_7=1"), with("x=1; detour_split_7=3")), (1, 3));
        for other in
            ["detour_split_7=0", "detour_split_7=4", "detour_split_7=+1", "detour_split_8=1", "detour_split_7="]
        {
            assert_eq!(with(other), by_hash, "{other}");
        }
    }
}
