//! PHP's and WordPress's own functions on bytes, exactly as the plugins that rules come from use them (PHP 8.2).
//! `tests/php.rs` holds those of PHP against the real ones, on generated inputs: all but `http_build_query` of `null`s.
//! Those of WordPress (`esc_url_raw`, `sanitize_text_field`, `wp_sanitize_redirect`) are held by observed cases.

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
