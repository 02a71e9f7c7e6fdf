//! Symbols of PHP that ext-php-rs doesn't bind, with the types of `Zend/zend_compile.h`, `Zend/zend_ini.h`,
//! `main/php.h`, `main/php_output.h` and `main/fopen_wrappers.h` (the same from PHP 8.1 on).

pub(crate) use ext_php_rs::ffi::*;

use std::ffi::{c_char, c_int};

/// `treat_data`'s word for a string of its own, which it frees (`main/php_globals.h`).
pub(crate) const PARSE_STRING: c_int = 3;

/// Type of `zend_compile_file`.
pub(crate) type CompileFile = unsafe extern "C" fn(*mut zend_file_handle, c_int) -> *mut zend_op_array;

unsafe extern "C" {
    /// The function that turns a file into an op_array; extensions put their own in front.
    pub(crate) static mut zend_compile_file: Option<CompileFile>;
    /// The interned empty string.
    pub(crate) static zend_empty_string: *mut zend_string;

    /// Value of an INI entry: "" when empty, NULL when there is no such entry. The last argument is `int` up to
    /// 8.4 and `bool` later; 0 is the same for both.
    pub(crate) fn zend_ini_string(name: *const c_char, name_length: usize, orig: c_int) -> *mut c_char;
    /// Prints the INI table of a module for phpinfo().
    pub(crate) fn display_ini_entries(module: *mut zend_module_entry);
    /// Writes a line to where PHP's own errors are logged.
    pub(crate) fn php_log_err_with_severity(message: *const c_char, syslog_priority: c_int);
    /// A copy from the engine's allocator, with a NUL behind it.
    pub(crate) fn _estrndup(text: *const c_char, length: usize) -> *mut c_char;
    /// Drops all output buffers and their content.
    pub(crate) fn php_output_discard_all();
    /// 0 when `open_basedir` allows the path; with `warn` 0 it says nothing.
    pub(crate) fn php_check_open_basedir_ex(path: *const c_char, warn: c_int) -> c_int;
}
