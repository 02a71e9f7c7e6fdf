//! FPM: a request without a method goes straight to its end. Nothing is opened or compiled, all shutdown
//! functions run, the worker lives on.

use crate::ffi;

/// To be called when the answer's headers are set.
pub(crate) fn skip_script() {
    // SAFETY: RINIT runs inside a request, so both globals are set up. FPM itself treats a NULL method as
    // "nothing to run"; the string it pointed to belongs to the FastCGI request, which frees it.
    unsafe {
        (*ffi::ext_php_rs_sapi_globals()).request_info.request_method = std::ptr::null();
        // FPM zeroes it only before it runs a script. Left over from a fatal error of the last request, it
        // would replace our answer when `fastcgi.error_header` is set.
        (*ffi::ext_php_rs_executor_globals()).exit_status = 0;
    }
}
