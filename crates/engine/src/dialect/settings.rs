//! What a rule file says about dialects: which there are, and the settings of the plugins.

use detour_rules::{AddressMode, Fallback, PreferredDomain, RankMathSettings, RedirectionSettings, Settings};

use crate::bytes::{Reader, push_block};

/// Bits of the first byte.
mod there {
    /// Redirection is asked.
    pub(super) const REDIRECTION: u8 = 1;
    /// Rank Math is asked.
    pub(super) const RANK_MATH: u8 = 2;
    /// Settings of Redirection follow.
    pub(super) const REDIRECTION_SETTINGS: u8 = 4;
    /// Settings of Rank Math follow.
    pub(super) const RANK_MATH_SETTINGS: u8 = 8;
    /// There are native patterns.
    pub(super) const NATIVE_PATTERNS: u8 = 16;
    /// There are patterns of `redirection`.
    pub(super) const REDIRECTION_PATTERNS: u8 = 32;
    /// There are patterns of `rank-math`.
    pub(super) const RANK_MATH_PATTERNS: u8 = 64;
}

/// What the rules of a program have to do with dialects.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Census {
    /// Whether there are rules of the dialects `redirection` and `rank-math`.
    pub(crate) redirection: bool,
    pub(crate) rank_math: bool,
    /// Whether there are patterns: native ones, those of `redirection`, those of `rank-math`.
    pub(crate) patterns: [bool; 3],
    /// Place of the first rule of the dialect `redirection`; `u32::MAX` if there is none.
    pub(crate) first: u32,
}

/// What a file says about dialects.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dialects {
    pub(crate) census: Census,
    /// As the plugin has them after installation where the site has none.
    pub(crate) redirection: RedirectionSettings,
    pub(crate) rank_math: Option<RankMathSettings>,
}

/// The bytes; empty for a site that has nothing but native rules.
pub(crate) fn encode(census: &Census, settings: &Settings) -> Vec<u8> {
    let mut present = 0;
    for (is_there, bit) in [
        (census.redirection || settings.redirection.is_some(), there::REDIRECTION),
        (census.rank_math || settings.rank_math.is_some(), there::RANK_MATH),
        (settings.redirection.is_some(), there::REDIRECTION_SETTINGS),
        (settings.rank_math.is_some(), there::RANK_MATH_SETTINGS),
    ] {
        present |= if is_there { bit } else { 0 };
    }
    if present == 0 {
        return Vec::new();
    }
    let patterns = [there::NATIVE_PATTERNS, there::REDIRECTION_PATTERNS, there::RANK_MATH_PATTERNS];
    present |=
        patterns.into_iter().zip(census.patterns).fold(0, |all, (bit, is_there)| all | if is_there { bit } else { 0 });
    let mut out = vec![present];
    out.extend_from_slice(&census.first.to_le_bytes());
    if let Some(redirection) = &settings.redirection {
        push_redirection(&mut out, redirection);
    }
    if let Some(rank_math) = &settings.rank_math {
        push(&mut out, &rank_math.home);
        if let Some(Fallback { to, code }) = &rank_math.fallback {
            out.extend_from_slice(&code.to_le_bytes());
            to.iter().for_each(|to| push(&mut out, to));
        }
    }
    out
}

/// Whether a file has native patterns; `all` = whether it has any at all.
pub(crate) fn has_native_patterns(bytes: &[u8], all: bool) -> bool {
    all && bytes.first().is_none_or(|present| present & there::NATIVE_PATTERNS != 0)
}

impl Dialects {
    /// Reads what `encode` wrote; `None` if it is damaged.
    pub(crate) fn read(bytes: &[u8]) -> Option<Dialects> {
        let mut reader = Reader(bytes);
        let mut dialects = Dialects::default();
        if reader.is_empty() {
            return Some(dialects);
        }
        let present = reader.u8()?;
        let has = |bit: u8| present & bit != 0;
        dialects.census = Census {
            redirection: has(there::REDIRECTION),
            rank_math: has(there::RANK_MATH),
            patterns: [there::NATIVE_PATTERNS, there::REDIRECTION_PATTERNS, there::RANK_MATH_PATTERNS].map(has),
            first: reader.array().map(u32::from_le_bytes)?,
        };
        if has(there::REDIRECTION_SETTINGS) {
            dialects.redirection = read_redirection(&mut reader)?;
        }
        if has(there::RANK_MATH_SETTINGS) {
            let home = text(&mut reader)?;
            let fallback = match reader.is_empty() {
                true => None,
                false => {
                    let code = reader.u16()?;
                    let to = if reader.is_empty() { None } else { Some(text(&mut reader)?) };
                    Some(Fallback { to, code })
                }
            };
            dialects.rank_math = Some(RankMathSettings { home, fallback });
        }
        reader.is_empty().then_some(dialects)
    }

    /// Rank Math's home URL; empty if it isn't known.
    pub(crate) fn home(&self) -> &str {
        self.rank_math.as_ref().map_or("", |rank_math| &rank_math.home)
    }
}

fn push_redirection(out: &mut Vec<u8>, settings: &RedirectionSettings) {
    let RedirectionSettings {
        home,
        protected,
        server_name,
        cache_hours,
        ip,
        ip_headers,
        ip_proxies,
        https,
        preferred_domain,
        aliases,
        relocate,
        headers,
        // That stands in the file's header.
        logs: _,
    } = settings;
    let ip = match ip {
        AddressMode::None => 0,
        AddressMode::Full => 1,
        AddressMode::Masked => 2,
    };
    let preferred_domain = match preferred_domain {
        PreferredDomain::Any => 0,
        PreferredDomain::Www => 1,
        PreferredDomain::NoWww => 2,
    };
    out.extend_from_slice(&[ip, u8::from(*https), preferred_domain]);
    out.extend_from_slice(&cache_hours.to_le_bytes());
    for one in [home, protected, server_name, relocate] {
        push(out, one);
    }
    for list in [ip_headers, ip_proxies, aliases] {
        push_block(out, |out| list.iter().for_each(|text| push(out, text)));
    }
    push_block(out, |out| headers.iter().flat_map(|(name, value)| [name, value]).for_each(|text| push(out, text)));
}

fn read_redirection(reader: &mut Reader<'_>) -> Option<RedirectionSettings> {
    let [ip, https, preferred_domain] = reader.array()?;
    let cache_hours = i32::from_le_bytes(reader.array()?);
    let [home, protected, server_name, relocate] = [text(reader)?, text(reader)?, text(reader)?, text(reader)?];
    let [ip_headers, ip_proxies, aliases, headers] = [texts(reader)?, texts(reader)?, texts(reader)?, texts(reader)?];
    let (pairs, rest) = headers.as_chunks::<2>();
    Some(RedirectionSettings {
        home,
        protected,
        server_name,
        cache_hours,
        ip: match ip {
            0 => AddressMode::None,
            1 => AddressMode::Full,
            2 => AddressMode::Masked,
            _ => return None,
        },
        ip_headers,
        ip_proxies,
        https: match https {
            0 => false,
            1 => true,
            _ => return None,
        },
        preferred_domain: match preferred_domain {
            0 => PreferredDomain::Any,
            1 => PreferredDomain::Www,
            2 => PreferredDomain::NoWww,
            _ => return None,
        },
        aliases,
        relocate,
        headers: match rest {
            [] => pairs.iter().map(|[name, value]| (name.clone(), value.clone())).collect(),
            _ => return None,
        },
        logs: RedirectionSettings::default().logs,
    })
}

fn push(out: &mut Vec<u8>, text: &str) {
    push_block(out, |out| out.extend_from_slice(text.as_bytes()));
}

fn text(reader: &mut Reader<'_>) -> Option<String> {
    Some(std::str::from_utf8(reader.block()?).ok()?.to_owned())
}

fn texts(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    let mut inner = Reader(reader.block()?);
    let mut texts = Vec::new();
    while !inner.is_empty() {
        texts.push(text(&mut inner)?);
    }
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back() {
        let redirection = RedirectionSettings {
            home: "https://a.test".into(),
            cache_hours: -1,
            ip: AddressMode::Masked,
            ip_headers: vec!["HTTP_X".into(), String::new()],
            https: true,
            preferred_domain: PreferredDomain::NoWww,
            headers: vec![("X-A".into(), "1".into()), ("X-B".into(), String::new())],
            ..RedirectionSettings::default()
        };
        for to in [None, Some("/lost".to_owned())] {
            let rank_math =
                RankMathSettings { home: "https://a.test".into(), fallback: Some(Fallback { to, code: 302 }) };
            let settings = Settings {
                redirection: Some(redirection.clone()),
                rank_math: Some(rank_math.clone()),
                ..Settings::default()
            };
            let bytes = encode(&Census { first: 7, ..Census::default() }, &settings);
            let read = Dialects::read(&bytes).unwrap();
            assert_eq!(
                (read.redirection, read.rank_math, read.census.first),
                (redirection.clone(), Some(rank_math), 7)
            );
            for end in 1..bytes.len() {
                Dialects::read(&bytes[..end]);
            }
        }
        assert_eq!(encode(&Census::default(), &Settings::default()), [0; 0]);
    }
}
