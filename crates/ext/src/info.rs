//! The section of `phpinfo()`.

use std::ffi::CString;

use ext_php_rs::zend::ModuleEntry;

use crate::request::ActiveRequest;
use crate::{ffi, sapi, status};

/// Prints it. `module` is our own entry.
pub(crate) fn print(module: *mut ModuleEntry) {
    // SAFETY: phpinfo() runs inside a request, and no PHP code runs before this returns.
    let request = unsafe { ActiveRequest::assume() };
    #[cfg(feature = "panic-test")]
    crate::panic_test::info();
    let status = status::read(&request);
    let way = sapi::way();
    let sapi = String::from_utf8_lossy(sapi::name());
    let mut rows = vec![
        ("Version", env!("CARGO_PKG_VERSION").to_owned()),
        ("Enabled", if status.enabled { "yes" } else { "no" }.to_owned()),
        ("Interception", format!("{sapi}: {}", way.describe())),
        ("Rule file", or_dash(status.file_text().into_owned())),
        ("State", status.state.to_owned()),
    ];
    if let Some(file) = &status.in_use {
        rows.extend([
            ("Generation", file.generation.to_string()),
            ("Revision", file.revision.to_string()),
            ("Rules", file.rules.to_string()),
            ("Sites", file.sites.to_string()),
            ("Blog", or_dash(file.blog.map_or_else(String::new, |blog| blog.to_string()))),
        ]);
    }
    let (spool, spool_state) = status.spool.unwrap_or_default();
    rows.extend([("Spool", or_dash(spool.display().to_string())), ("Spool state", or_dash(spool_state.to_owned()))]);
    rows.push(("Last error", or_dash(status.error.unwrap_or_default())));
    for (name, count) in status.counters.named() {
        rows.push((
            match name {
                "redirects" => "Redirects (this worker)",
                "responds" => "Responds (this worker)",
                "rewrites" => "Rewrites (this worker)",
                "defers" => "Defers (this worker)",
                "passes" => "Passes (this worker)",
                "self_redirects" => "Self-redirects (this worker)",
                "errors" => "Errors (this worker)",
                "panics" => "Panics (this worker)",
                "events" => "Events (this worker)",
                _ => "Events lost (this worker)",
            },
            count.to_string(),
        ));
    }
    // SAFETY: plain calls; every string is NUL-terminated and outlives its call, and the module is PHP's own entry.
    unsafe {
        ffi::php_info_print_table_start();
        ffi::php_info_print_table_header(2, c"Detour".as_ptr(), c"".as_ptr());
        for (name, value) in rows {
            let (name, value) = (c_string(name), c_string(&value));
            ffi::php_info_print_table_row(2, name.as_ptr(), value.as_ptr());
        }
        ffi::php_info_print_table_end();
        ffi::display_ini_entries(module);
    }
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "-".to_owned() } else { text }
}

fn c_string(text: &str) -> CString {
    CString::new(text.replace('\0', "\u{fffd}")).unwrap_or_default()
}
