//! Actions as they stand in a rule file.

use detour_rules::{Action, Body, Cache, Sticky, Template, cache_control};

use crate::bytes::{Reader, push_block, push_text};
use crate::output::encoded;

/// What happens to a request that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionView<'a> {
    /// `Location` and a code.
    Redirect {
        /// The status code.
        code: u16,
        /// The template, or the finished `Location` if `constant`.
        target: &'a [u8],
        /// Nothing is inserted.
        constant: bool,
        /// Host names, one a line; empty = not restricted.
        allow_hosts: &'a [u8],
        /// `name: value`, one a line; empty = only what the code brings along.
        headers: &'a [u8],
    },
    /// One of several targets.
    Split {
        /// The status code.
        code: u16,
        /// A cookie keeps the visitor's variant.
        sticky: bool,
        /// To be read with [`variants`].
        variants: &'a [u8],
    },
    /// A status.
    Respond {
        /// The status code.
        code: u16,
        /// With the theme's page.
        theme: bool,
        /// As in a redirect.
        headers: &'a [u8],
    },
    /// Another URL for PHP.
    Rewrite {
        /// As in a redirect.
        target: &'a [u8],
        /// As in a redirect.
        constant: bool,
    },
    /// Leave the request alone.
    Ignore,
}

/// One target of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VariantView<'a> {
    /// Its share of the sum of all weights.
    pub weight: u16,
    /// As in a redirect.
    pub target: &'a [u8],
    /// As in a redirect.
    pub constant: bool,
}

impl<'a> ActionView<'a> {
    /// Whether it fits into the fixed part of a record.
    pub fn is_plain(&self) -> bool {
        match self {
            ActionView::Redirect { headers, .. } | ActionView::Respond { headers, theme: false, .. } => {
                headers.is_empty()
            }
            ActionView::Ignore => true,
            _ => false,
        }
    }

    /// Every target it may lead to, and whether it is constant.
    pub fn targets(&self) -> impl Iterator<Item = (&'a [u8], bool)> {
        let (one, several) = match *self {
            ActionView::Redirect { target, constant, .. } | ActionView::Rewrite { target, constant } => {
                (Some((target, constant)), &b""[..])
            }
            ActionView::Split { variants, .. } => (None, variants),
            ActionView::Respond { .. } | ActionView::Ignore => (None, &b""[..]),
        };
        one.into_iter().chain(variants(several).map(|variant| (variant.target, variant.constant)))
    }

    /// An action of a rule in the dialect of a plugin. Neither has splits.
    pub(crate) fn as_written(action: &'a Action) -> ActionView<'a> {
        match action {
            Action::Redirect(redirect) => ActionView::Redirect {
                code: redirect.code,
                target: redirect.to.as_bytes(),
                constant: false,
                allow_hosts: b"",
                headers: b"",
            },
            Action::Respond(respond) => {
                ActionView::Respond { code: respond.code, theme: respond.body == Body::Theme, headers: b"" }
            }
            Action::Rewrite(rewrite) => ActionView::Rewrite { target: rewrite.to.as_bytes(), constant: false },
            Action::Ignore(_) | Action::Split(_) => ActionView::Ignore,
        }
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let (kind, flag, code) = match *self {
            ActionView::Redirect { code, constant, .. } => (0, constant, code),
            ActionView::Respond { code, theme, .. } => (1, theme, code),
            ActionView::Ignore => (2, false, 0),
            ActionView::Split { code, sticky, .. } => (3, sticky, code),
            ActionView::Rewrite { constant, .. } => (4, constant, 0),
        };
        out.extend_from_slice(&[kind, u8::from(flag)]);
        out.extend_from_slice(&code.to_le_bytes());
        match *self {
            ActionView::Redirect { target, allow_hosts, headers, .. } => {
                push_text(out, target);
                push_text(out, allow_hosts);
                out.extend_from_slice(headers);
            }
            ActionView::Respond { headers, .. } => out.extend_from_slice(headers),
            ActionView::Split { variants, .. } => out.extend_from_slice(variants),
            ActionView::Rewrite { target, .. } => out.extend_from_slice(target),
            ActionView::Ignore => {}
        }
    }

    pub(crate) fn read(bytes: &'a [u8]) -> Option<ActionView<'a>> {
        let mut reader = Reader(bytes);
        let (kind, flags, code) = (reader.u8()?, reader.u8()?, reader.u16()?);
        let flag = flags & 1 != 0;
        Some(match kind {
            0 => {
                let (target, allow_hosts) = (reader.text()?, reader.text()?);
                ActionView::Redirect { code, target, constant: flag, allow_hosts, headers: reader.0 }
            }
            1 => ActionView::Respond { code, theme: flag, headers: reader.0 },
            2 => ActionView::Ignore,
            3 => ActionView::Split { code, sticky: flag, variants: reader.0 },
            4 => ActionView::Rewrite { target: reader.0, constant: flag },
            _ => return None,
        })
    }

    /// Whether everything in it is as it was written. Targets are checked by whoever knows what can be sent.
    pub(crate) fn is_sound(&self) -> bool {
        match *self {
            ActionView::Redirect { headers, .. } | ActionView::Respond { headers, .. } => {
                headers.split(|&b| b == b'\n').all(|line| line.is_empty() || header(line).is_some())
            }
            ActionView::Split { variants: bytes, .. } => {
                let length: usize = variants(bytes).map(|variant| 5 + variant.target.len()).sum();
                length == bytes.len() && variants(bytes).count() >= 2 && variants(bytes).all(|v| v.weight > 0)
            }
            ActionView::Rewrite { .. } | ActionView::Ignore => true,
        }
    }
}

/// The variants of a split, in order.
pub fn variants(bytes: &[u8]) -> impl Iterator<Item = VariantView<'_>> {
    let mut reader = Reader(bytes);
    std::iter::from_fn(move || {
        let (weight, flags, target) = (reader.u16()?, reader.u8()?, reader.text()?);
        Some(VariantView { weight, target, constant: flags & 1 != 0 })
    })
}

/// Name and value of a line of headers, if both may stand in an answer.
pub(crate) fn header(line: &[u8]) -> Option<(&str, &str)> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(": ")?;
    (detour_rules::is_token(name) && detour_rules::is_header_value(value)).then_some((name, value))
}

/// The bytes of an action. `varies` = other visitors or other times get another answer.
pub(crate) fn encode(action: &Action, varies: bool) -> Vec<u8> {
    let mut out = Vec::new();
    match action {
        Action::Ignore(_) => ActionView::Ignore.encode(&mut out),
        Action::Respond(respond) => {
            let own = respond.retry_after.map(|seconds| ("Retry-After".to_owned(), seconds.to_string()));
            let headers = header_lines(respond.code, None, varies, own.into_iter());
            let theme = respond.body == Body::Theme;
            ActionView::Respond { code: respond.code, theme, headers: &headers }.encode(&mut out);
        }
        Action::Redirect(redirect) => {
            let (target, constant) = target(&redirect.to);
            let hosts = redirect.allow_hosts.iter().map(|allowed| allowed.to_ascii_lowercase());
            let allow_hosts = hosts.collect::<Vec<_>>().join("\n").into_bytes();
            let own = redirect.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
            let code = redirect.code;
            let headers = header_lines(code, redirect.cache, varies, own);
            let view =
                ActionView::Redirect { code, target: &target, constant, allow_hosts: &allow_hosts, headers: &headers };
            view.encode(&mut out);
        }
        Action::Split(split) => {
            let mut variants = Vec::new();
            for variant in &split.variants {
                let (target, constant) = target(&variant.to);
                variants.extend_from_slice(&variant.weight.to_le_bytes());
                variants.push(u8::from(constant));
                push_text(&mut variants, &target);
            }
            let sticky = split.sticky == Some(Sticky::Cookie);
            ActionView::Split { code: split.code, sticky, variants: &variants }.encode(&mut out);
        }
        Action::Rewrite(rewrite) => {
            let (target, constant) = target(&rewrite.to);
            ActionView::Rewrite { target: &target, constant }.encode(&mut out);
        }
    }
    out
}

/// The bytes of an action of a rule in the dialect of a plugin: its target as it was written, and no headers.
pub(crate) fn encode_as_written(action: &Action) -> Vec<u8> {
    let mut out = Vec::new();
    ActionView::as_written(action).encode(&mut out);
    out
}

// The finished target if nothing is inserted into it, else the template.
fn target(to: &str) -> (Vec<u8>, bool) {
    match Template::parse(to).is_ok_and(|template| template.is_literal()) {
        true => (encoded(&to.replace("$$", "$")), true),
        false => (to.as_bytes().to_vec(), false),
    }
}

// Empty where the answer has no other headers than its code brings along.
fn header_lines(code: u16, cache: Option<Cache>, varies: bool, own: impl Iterator<Item = (String, String)>) -> Vec<u8> {
    let mut lines: Vec<String> = own.map(|(name, value)| format!("{name}: {value}")).collect();
    let cache = cache_control(code, cache, varies);
    if lines.is_empty() && cache == cache_control(code, None, false) {
        return Vec::new();
    }
    lines.extend(cache.map(|value| format!("Cache-Control: {value}")));
    lines.join("\n").into_bytes()
}

/// Appends an action behind its length.
pub(crate) fn push_action(out: &mut Vec<u8>, action: &[u8]) {
    push_block(out, |out| out.extend_from_slice(action));
}
