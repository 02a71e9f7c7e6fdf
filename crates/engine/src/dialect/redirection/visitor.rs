//! Values of a request that conditions compare, as the plugin reads them. WordPress puts backslashes before quotes and
//! backslashes, and the plugin leaves them there.

use super::request::cleaned;
use crate::php::{addslashes, sanitize_text_field};

/// The `User-Agent`.
pub fn user_agent(sent: Option<&[u8]>) -> Vec<u8> {
    header(sent).unwrap_or_default()
}

/// The `Referer`; it is cleaned as a URL is.
pub fn referrer(sent: Option<&[u8]>) -> Vec<u8> {
    cleaned(&addslashes(sent.unwrap_or_default())).into_owned()
}

/// The value of a header.
pub fn header(sent: Option<&[u8]>) -> Option<Vec<u8>> {
    sent.map(|value| sanitize_text_field(&addslashes(value)))
}

/// The value of a cookie, decoded as PHP does.
pub fn cookie(decoded: Option<&[u8]>) -> Option<Vec<u8>> {
    header(decoded)
}

/// The host that was asked for, without the port.
pub fn host(sent: &[u8]) -> Vec<u8> {
    let host = sanitize_text_field(&addslashes(sent));
    host.split(|&b| b == b':').next().unwrap_or_default().to_vec()
}

/// The languages in `Accept-Language` up to the first `;`; none if the header is missing.
pub fn accepted_languages(sent: Option<&[u8]>) -> Vec<Vec<u8>> {
    let Some(value) = header(sent) else { return Vec::new() };
    let listed = value.split(|&b| b == b';').next().unwrap_or_default();
    let listed: Vec<u8> = listed.iter().copied().filter(|&b| b != b' ').collect();
    listed.split(|&b| b == b',').map(<[u8]>::to_vec).collect()
}
