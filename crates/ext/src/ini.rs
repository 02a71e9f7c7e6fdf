//! The INI keys, all PHP_INI_SYSTEM. Values are read anew for every request, because a vhost
//! (`php_admin_value` in Apache) or a pool may set its own after the module has started.

use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use ext_php_rs::flags::IniEntryPermission;
use ext_php_rs::zend::{IniEntryDef, IniEntryDefs};

use crate::ffi;
use crate::request::ActiveRequest;

const ENABLED: &CStr = c"detour.enabled";
const RULES: &CStr = c"detour.rules";
const RULES_DIR: &CStr = c"detour.rules_dir";
const REVALIDATE: &CStr = c"detour.revalidate";
const SKIP_PATHS: &CStr = c"detour.skip_paths";
const TRUSTED_PROXIES: &CStr = c"detour.trusted_proxies";
const SPOOL: &CStr = c"detour.spool";
const SPOOL_LIMIT: &CStr = c"detour.spool_limit";
const LOG: &CStr = c"detour.log";

static KEYS: IniEntryDefs<10> = IniEntryDefs::new([
    IniEntryDef::new(ENABLED, c"1", IniEntryPermission::System),
    IniEntryDef::new(RULES, c"", IniEntryPermission::System),
    IniEntryDef::new(RULES_DIR, c"", IniEntryPermission::System),
    IniEntryDef::new(REVALIDATE, c"0", IniEntryPermission::System),
    IniEntryDef::new(SKIP_PATHS, c"", IniEntryPermission::System),
    IniEntryDef::new(TRUSTED_PROXIES, c"", IniEntryPermission::System),
    IniEntryDef::new(SPOOL, c"", IniEntryPermission::System),
    IniEntryDef::new(SPOOL_LIMIT, c"64", IniEntryPermission::System),
    IniEntryDef::new(LOG, c"php", IniEntryPermission::System),
    IniEntryDef::end(),
]);

/// Called once, at module startup.
pub(crate) fn register(module_number: i32) {
    IniEntryDef::register(KEYS.as_slice(), module_number);
}

/// Where messages go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    None,
    Php,
    Syslog,
}

impl ActiveRequest {
    /// `detour.enabled`
    pub(crate) fn enabled(&self) -> bool {
        let value = self.ini(ENABLED);
        [&b"on"[..], b"yes", b"true"].iter().any(|word| value.eq_ignore_ascii_case(word)) || number(value) != 0
    }

    /// `detour.rules`
    pub(crate) fn rules(&self) -> &[u8] {
        self.ini(RULES)
    }

    /// `detour.rules_dir`, without slashes at the end
    pub(crate) fn rules_dir(&self) -> &[u8] {
        let mut dir = self.ini(RULES_DIR);
        while let [rest @ .., b'/'] = dir {
            dir = rest;
        }
        dir
    }

    /// `detour.revalidate`, seconds
    pub(crate) fn revalidate(&self) -> u64 {
        number(self.ini(REVALIDATE))
    }

    /// `detour.skip_paths`: script names, separated by commas or white space
    pub(crate) fn skips(&self, script: &[u8]) -> bool {
        self.ini(SKIP_PATHS)
            .split(|&byte| byte == b',' || byte.is_ascii_whitespace())
            .any(|path| !path.is_empty() && path == script)
    }

    /// `detour.trusted_proxies`: addresses and networks, separated by commas or white space
    pub(crate) fn trusted_proxies(&self) -> &[u8] {
        self.ini(TRUSTED_PROXIES)
    }

    /// `detour.spool`: the directory of spools; nothing is recorded without
    pub(crate) fn spool(&self) -> Option<&Path> {
        Some(Path::new(OsStr::from_bytes(self.ini(SPOOL)))).filter(|directory| directory.is_absolute())
    }

    /// `detour.spool_limit`, given in MiB, as bytes
    pub(crate) fn spool_limit(&self) -> u64 {
        number(self.ini(SPOOL_LIMIT)).saturating_mul(1 << 20)
    }

    fn ini(&self, name: &'static CStr) -> &[u8] {
        // SAFETY: entries of ours are PHP_INI_SYSTEM, so they change between requests only, and `self` ends before.
        unsafe { value(name) }
    }
}

/// `detour.log`; an unknown word is `php`, so that a typing error doesn't hide messages
pub(crate) fn log() -> Log {
    // SAFETY: the text is not kept.
    match unsafe { value(LOG) } {
        // What PHP's INI parser makes of an unquoted `none`.
        b"" => Log::None,
        word if word.eq_ignore_ascii_case(b"none") => Log::None,
        word if word.eq_ignore_ascii_case(b"syslog") => Log::Syslog,
        _ => Log::Php,
    }
}

/// # Safety
/// The text belongs to the INI entry: it must not be kept until somebody can change it.
unsafe fn value<'a>(name: &'static CStr) -> &'a [u8] {
    // SAFETY: the name is a C string of the given length. The result is NULL or a C string.
    unsafe {
        let value = ffi::zend_ini_string(name.as_ptr(), name.count_bytes(), 0);
        if value.is_null() { b"" } else { CStr::from_ptr(value).to_bytes() }
    }
}

// As PHP does: digits up to the first other character, anything else is 0.
fn number(value: &[u8]) -> u64 {
    value
        .trim_ascii_start()
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}
