//! Status and headers of an answer, and the short body of a bare status.

use std::ffi::c_void;
use std::io::Write;

use crate::answer::Answer;
use crate::ffi;

/// Sets status and headers. `line` holds the headers, one a line; for a bare status it holds the body afterwards. Says how long the body is, or nothing when PHP refused a header. Runs no PHP code.
pub(crate) fn set_all(answer: Answer, line: &mut Vec<u8>) -> Option<usize> {
    let mut body = 0;
    forget_page();
    match answer {
        Answer::Redirect { code } => {
            if !set_lines(line) {
                return None;
            }
            // `Location` has set a status of its own choice, so ours comes after it.
            set_status(code, line);
            // 304 speaks about the length of a page that isn't sent.
            if code != 304 {
                set(b"Content-Length: 0");
            }
        }
        Answer::Respond { code } => {
            if !set_lines(line) {
                return None;
            }
            set_status(code, line);
            set(b"Content-Type: text/html; charset=utf-8");
            line.clear();
            detour_serve::bare_page(code, line);
            body = line.len();
            let _ = write!(line, "Content-Length: {body}");
            set(&line[body..]);
        }
    }
    delete(b"X-Powered-By");
    // SAFETY: the SAPI globals exist while a request is active. Without a script there is no default type to announce.
    unsafe { (*ffi::ext_php_rs_sapi_globals()).sapi_headers.send_default_content_type = 0 };
    Some(if is_head() { 0 } else { body })
}

// What modules set when the request starts, such as the cookie of a session, is for the page. The page doesn't run, and a cache
// that keeps the answer would hand it to everybody. In a script (`handle()`, `resume()`) headers are the script's.
fn forget_page() {
    // SAFETY: the globals exist while a request is active. Every element of the list holds the struct of a header, whose line
    // is valid for its length; PHP copies the name before it takes the element away.
    unsafe {
        if !(*ffi::ext_php_rs_process_globals()).during_request_startup {
            return;
        }
        let headers = &raw const (*ffi::ext_php_rs_sapi_globals()).sapi_headers.headers;
        let mut left = usize::MAX;
        // Ends as well if PHP keeps one.
        while !(*headers).head.is_null() && (*headers).count < left {
            left = (*headers).count;
            let first = (&raw const (*(*headers).head).data).cast::<ffi::sapi_header_struct>();
            let line = std::slice::from_raw_parts((*first).header.cast::<u8>(), (*first).header_len);
            delete(line.split(|&byte| byte == b':').next().unwrap_or_default());
        }
    }
}

fn is_head() -> bool {
    // SAFETY: the SAPI globals exist while a request is active.
    unsafe { (*ffi::ext_php_rs_sapi_globals()).request_info.headers_only }
}

fn set_status(code: u16, line: &mut Vec<u8>) {
    // PHP's own table lacks this one, and a code without a reason phrase is no status line to some servers.
    if code == 418 {
        line.clear();
        line.extend_from_slice(b"HTTP/1.1 418 ");
        line.extend_from_slice(detour_rules::reason_phrase(code).as_bytes());
        set(line);
        return;
    }
    // SAFETY: for this operation the argument is the number itself.
    unsafe {
        ffi::sapi_header_op(
            ffi::sapi_header_op_enum_SAPI_HEADER_SET_STATUS,
            std::ptr::without_provenance_mut::<c_void>(usize::from(code)),
        );
    }
}

// A line break would end a header and begin another. Values are checked when they are built; this is the last gate.
fn set_lines(lines: &[u8]) -> bool {
    if lines.iter().any(|byte| matches!(byte, b'\r' | 0)) {
        return false;
    }
    lines.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).all(|line| {
        match line.starts_with(b"Set-Cookie:") {
            // There may be others.
            true => header(ffi::sapi_header_op_enum_SAPI_HEADER_ADD, line),
            false => set(line),
        }
    })
}

fn set(line: &[u8]) -> bool {
    header(ffi::sapi_header_op_enum_SAPI_HEADER_REPLACE, line)
}

fn delete(name: &[u8]) -> bool {
    header(ffi::sapi_header_op_enum_SAPI_HEADER_DELETE, name)
}

fn header(operation: ffi::sapi_header_op_enum, line: &[u8]) -> bool {
    let mut line = ffi::sapi_header_line { line: line.as_ptr().cast(), line_len: line.len(), response_code: 0 };
    // SAFETY: PHP copies the line, which is valid for its length, and keeps nothing of the struct. Should it run
    // out of memory it leaves by longjmp: neither we nor our callers have anything to drop.
    unsafe { ffi::sapi_header_op(operation, (&raw mut line).cast()) == ffi::ZEND_RESULT_CODE_SUCCESS }
}
