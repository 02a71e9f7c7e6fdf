//! Reading the request where the SAPI keeps it: borrowed, nothing copied, nothing decoded.

use std::ffi::{CStr, c_char};
use std::marker::PhantomData;

use detour_rules::{Request, RequestScheme};
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};

use crate::ffi;
use crate::sapi::{self, Variables};

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
    pub(crate) fn getenv(&self, name: &'static CStr) -> Option<&[u8]> {
        // SAFETY: `sapi_module` is valid for the life of the process; the function takes a name and its length
        // and returns NULL or a C string that belongs to the request.
        unsafe {
            let getenv = (&raw const ffi::sapi_module.getenv).read()?;
            text(getenv(name.as_ptr(), name.count_bytes()))
        }
    }

    /// The request, or nothing when there is no URI to match.
    pub(crate) fn read(&self) -> Option<Request<'_>> {
        let method = self.method()?;
        match sapi::variables() {
            Variables::Getenv => {
                let uri = self.getenv(c"REQUEST_URI")?;
                Some(self.with(method, uri, |name| self.getenv(name)))
            }
            Variables::ServerArray => {
                let server = self.server_array()?;
                let find = |name: &'static CStr| server_variable(server, name);
                // An intercepted SAPI of this kind has the raw URI here; under others it may be a script name.
                let uri = match sapi::way() {
                    sapi::Way::None => find(c"REQUEST_URI")?,
                    _ => self.info_uri()?,
                };
                Some(self.with(method, uri, find))
            }
        }
    }

    fn with<'a>(
        &'a self,
        method: &'a [u8],
        uri: &'a [u8],
        find: impl Fn(&'static CStr) -> Option<&'a [u8]>,
    ) -> Request<'a> {
        let host = find(c"HTTP_HOST").or_else(|| find(c"SERVER_NAME")).unwrap_or_default();
        Request { method, scheme: scheme(find), host, uri }
    }

    // Built on first use, as `auto_globals_jit` does when a script mentions $_SERVER. By raw pointer, because the
    // array appears while we look: through a shared reference (as ext-php-rs' `http_server_vars` has it) the
    // compiler may take what it read before the call for what is there after it.
    fn server_array(&self) -> Option<&ZendHashTable> {
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

fn server_variable<'a>(server: &'a ZendHashTable, name: &'static CStr) -> Option<&'a [u8]> {
    let value = server.get(name.to_str().ok()?)?.zend_str()?;
    Some(value.as_bytes())
}

// What the web server says about the visitor's connection: the first that says anything.
fn scheme<'a>(find: impl Fn(&'static CStr) -> Option<&'a [u8]>) -> RequestScheme {
    let secure = match find(c"HTTPS") {
        Some(https) if !https.is_empty() => !https.eq_ignore_ascii_case(b"off") && https != b"0",
        _ => match find(c"REQUEST_SCHEME") {
            Some(scheme) if !scheme.is_empty() => scheme.eq_ignore_ascii_case(b"https"),
            _ => find(c"SERVER_PORT") == Some(b"443"),
        },
    };
    if secure { RequestScheme::Https } else { RequestScheme::Http }
}

/// # Safety
/// The pointer is NULL or a C string that stays as it is for `'a`.
unsafe fn text<'a>(pointer: *const c_char) -> Option<&'a [u8]> {
    // SAFETY: as promised by the caller.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_bytes())
}
