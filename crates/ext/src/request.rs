//! Reading the request where the SAPI keeps it: borrowed, nothing copied, nothing decoded.

use std::ffi::{CStr, c_char};
use std::marker::PhantomData;

use detour_rules::{Context, Request};
use detour_serve::{Trusted, Variables};
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};

use crate::ffi;
use crate::sapi::{self, Kept};

/// Proof that a request is under way on this thread; what is read through it lives as long.
pub(crate) struct ActiveRequest {
    not_send: PhantomData<*const ()>,
}

impl ActiveRequest {
    /// # Safety
    /// Only between a request's startup and its shutdown, and the value must be gone before either PHP code or
    /// the end of the request can change what the SAPI holds.
    pub(crate) unsafe fn assume() -> ActiveRequest {
        ActiveRequest { not_send: PhantomData }
    }

    /// The method, unless there is none (command line) or somebody else has answered already.
    pub(crate) fn method(&self) -> Option<&[u8]> {
        // SAFETY: the SAPI globals exist while a request is active; see `text` for the pointer.
        unsafe { text((*ffi::ext_php_rs_sapi_globals()).request_info.request_method) }
    }

    /// `request_info.request_uri`: the raw URI for some SAPIs, SCRIPT_NAME for FPM.
    pub(crate) fn info_uri(&self) -> Option<&[u8]> {
        // SAFETY: as above.
        unsafe { text((*ffi::ext_php_rs_sapi_globals()).request_info.request_uri) }
    }

    /// Whether the answer's headers have left.
    pub(crate) fn headers_sent(&self) -> bool {
        // SAFETY: as above.
        unsafe { (*ffi::ext_php_rs_sapi_globals()).headers_sent != 0 }
    }

    /// A variable the web server gave, by the SAPI's own lookup (no copy, no filter).
    pub(crate) fn getenv(&self, name: &CStr) -> Option<&[u8]> {
        // SAFETY: `sapi_module` is valid for the life of the process; the function takes a name and its length
        // and returns NULL or a C string that belongs to the request.
        unsafe {
            let getenv = (&raw const ffi::sapi_module.getenv).read()?;
            text(getenv(name.as_ptr(), name.count_bytes()))
        }
    }

    /// The request, or nothing when there is no URI to match. Conditions ask `context`.
    pub(crate) fn read<'a>(&'a self, context: &'a dyn Context) -> Option<Request<'a>> {
        // An intercepted SAPI without getenv has the raw URI here; under others it may be a script name.
        let uri = match (sapi::variables(), sapi::way()) {
            (Kept::ServerArray, way) if way != sapi::Way::None => self.info_uri()?,
            _ => self.variable(c"REQUEST_URI")?,
        };
        Some(Trusted(self.trusted_proxies()).request(self, self.method()?, uri, context))
    }

    // Built on first use, as `auto_globals_jit` does when a script mentions $_SERVER. By raw pointer, because the
    // array appears while we look: through a shared reference (as ext-php-rs' `http_server_vars` has it) the
    // compiler may take what it read before the call for what is there after it.
    pub(crate) fn server_array(&self) -> Option<&ZendHashTable> {
        let mut name = ZendStr::new("_SERVER", false);
        // SAFETY: the name outlives the call, which builds the array unless it is there. The array lives until the
        // end of the request, and nothing changes it while `self` is borrowed.
        unsafe {
            ffi::zend_is_auto_global(&raw mut *name);
            let arrays = &raw const (*ffi::ext_php_rs_process_globals()).http_globals;
            let server = arrays.cast::<Zval>().add(ffi::TRACK_VARS_SERVER as usize);
            (*server).array()
        }
    }
}

impl Variables for ActiveRequest {
    fn variable(&self, name: &CStr) -> Option<&[u8]> {
        match sapi::variables() {
            Kept::Getenv => self.getenv(name),
            Kept::ServerArray => server_variable(self.server_array()?, name),
        }
    }
}

fn server_variable<'a>(server: &'a ZendHashTable, name: &CStr) -> Option<&'a [u8]> {
    let value = server.get(name.to_str().ok()?)?.zend_str()?;
    Some(value.as_bytes())
}

/// # Safety
/// The pointer is NULL or a C string that stays as it is for `'a`.
unsafe fn text<'a>(pointer: *const c_char) -> Option<&'a [u8]> {
    // SAFETY: as promised by the caller.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_bytes())
}
