//! Other SAPIs: a compile hook that gives PHP nothing to run once the answer is out.
//!
//! It is installed at the first RINIT, when opcache has put its own in place. Installed any earlier it would sit
//! *inside* opcache and never be asked about a cached script: the redirect would go out and the script run.

use std::ffi::c_int;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use crate::ffi::{self, CompileFile, zend_file_handle, zend_op_array};
use crate::sapi::{self, Way};
use crate::{globals, panic};

static INSTALLED: AtomicBool = AtomicBool::new(false);
static CHANGING: Mutex<()> = Mutex::new(());
// The function we stand in front of, as a pointer; set before ours is published.
static PREVIOUS: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());

/// At every RINIT; does something at the first one. Other threads wait until the hook is in place, because a
/// thread whose first request isn't hooked would answer it and run its script as well.
pub(crate) fn install() {
    if INSTALLED.load(Ordering::Acquire) {
        return;
    }
    let _changing = CHANGING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if INSTALLED.load(Ordering::Acquire) {
        return;
    }
    // SAFETY: the pointer is PHP's, process-wide and always set once modules have started. All our writes are
    // made under the lock; other extensions write it at startup only.
    unsafe {
        let place = &raw mut ffi::zend_compile_file;
        if let Some(previous) = place.read() {
            PREVIOUS.store(previous as *mut (), Ordering::Release);
            place.write(Some(compile_file));
            INSTALLED.store(true, Ordering::Release);
        }
    }
}

/// At module startup: a SAPI may start modules again in the same process.
pub(crate) fn forget() {
    INSTALLED.store(false, Ordering::Release);
}

/// At module shutdown: puts the previous function back, unless somebody else stands in front of ours by now.
pub(crate) fn remove() {
    let _changing = CHANGING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !INSTALLED.swap(false, Ordering::AcqRel) {
        return;
    }
    // SAFETY: as in `install`; no request is under way when modules shut down.
    unsafe {
        let place = &raw mut ffi::zend_compile_file;
        if place.read().is_some_and(|current| std::ptr::fn_addr_eq(current, compile_file as CompileFile)) {
            place.write(previous());
        }
    }
}

/// To be called when the answer is out: until the end of this request nothing is compiled.
pub(crate) fn skip_scripts() {
    globals::with(|globals| globals.pending = true);
}

fn previous() -> Option<CompileFile> {
    let pointer = PREVIOUS.load(Ordering::Acquire);
    // SAFETY: the pointer is NULL, which is `None`, or was made from a function of this type.
    unsafe { std::mem::transmute::<*mut (), Option<CompileFile>>(pointer) }
}

unsafe extern "C" fn compile_file(file: *mut zend_file_handle, kind: c_int) -> *mut zend_op_array {
    if panic::guard("the compile hook", false, stops) {
        return match sapi::way() {
            Way::HookEmpty => empty_script(),
            _ => std::ptr::null_mut(),
        };
    }
    match previous() {
        // SAFETY: what we were called with goes on unchanged. Outside of the guard, and with nothing of ours
        // alive: a compile error leaves by longjmp.
        Some(previous) => unsafe { previous(file, kind) },
        None => std::ptr::null_mut(),
    }
}

fn stops() -> bool {
    #[cfg(feature = "panic-test")]
    crate::panic_test::compile();
    // SAFETY: the globals exist for the life of the thread. Another tool may compile a file of its own within
    // its RINIT: not our business.
    globals::with(|globals| globals.pending) && unsafe { !(*ffi::ext_php_rs_process_globals()).during_request_startup }
}

// FrankenPHP reports a script that could not be compiled as failed, so it gets one that does nothing.
fn empty_script() -> *mut zend_op_array {
    // SAFETY: compiles the interned empty string; the caller owns the result, as with any compiled file.
    unsafe { ffi::ext_php_rs_zend_compile_string(ffi::zend_empty_string, c"detour".as_ptr()) }
}
