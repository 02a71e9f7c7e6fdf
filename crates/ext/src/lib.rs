//! `detour.so`: answers redirects inside PHP, at request activation, before any script is compiled.
//!
//! The order of work is the order of the modules: [`module`] registers the callbacks, [`activation`] is what a
//! request goes through, [`request`] reads it, [`choice`] names its rule file, [`answer`] sends the
//! decision in the way of the SAPI at hand ([`sapi`]). [`functions`] are what PHP code can call.
//!
//! Whatever goes wrong, the request passes on to PHP as if the extension were not there.

#![allow(unsafe_code, reason = "PHP's API is C; every block says why it is sound")]

mod activation;
mod answer;
mod asked;
mod audit;
mod choice;
mod clock;
mod context;
mod deferred;
mod events;
mod exchange;
mod ffi;
mod functions;
mod globals;
mod info;
mod ini;
mod log;
mod module;
mod panic;
#[cfg(feature = "panic-test")]
mod panic_test;
mod php_value;
mod preview;
mod request;
mod rewrite;
mod rule_list;
mod sapi;
mod settled;
mod status;
mod systems;
mod trial;
mod verify;
