//! PHP's and WordPress's own functions on bytes, exactly as the plugins that rules come from use them (PHP 8.2).
//!
//! `tests/php.rs` holds `urldecode` and its relatives, `mb_strtolower`, `parse_str`, `http_build_query` of what that makes,
//! `preg_match`, `preg_replace`, `strip_tags`, `addslashes`, `stripslashes`, `trim`, `str_replace`, `inet_ntop` and the front
//! of `parse_url` against PHP's own, on generated inputs. WordPress's functions have tests of their own beside them, and
//! observed cases go through them (`cargo xtask conformance`).

mod address;
mod build_query;
mod case;
mod esc_url;
mod octets;
mod parse_str;
mod parse_url;
mod preg;
mod redirect;
mod slashes;
mod strip_tags;
mod text_field;
mod trim;
mod url_coding;
mod variables;

pub use address::normal_ip;
pub use build_query::http_build_query;
pub use case::mb_strtolower;
pub use detour_php_value::Key;
pub use esc_url::{esc_url_raw, str_replace};
pub use parse_str::parse_str;
pub use parse_url::{Front, front};
pub use preg::{preg_match, preg_replace};
pub use redirect::wp_sanitize_redirect;
pub use slashes::{addslashes, stripslashes};
pub use strip_tags::strip_tags;
pub use text_field::{sanitize_text_field, sanitize_textarea_field};
pub use trim::{BLANKS, ltrim, rtrim, trim};
pub use url_coding::{rawurldecode, rawurlencode, urldecode, urlencode};
pub use variables::{Value, Variables};
