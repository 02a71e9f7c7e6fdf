//! The answer itself: status, headers, and a short body for a bare status.

use std::ffi::c_void;
use std::io::Write;

use crate::answer::Answer;
use crate::ffi;

/// Sends an answer. For a redirect `line` holds its `Location` header. False when PHP refused a header; nothing
/// has left then.
pub(crate) fn send(answer: Answer, line: &mut Vec<u8>) -> bool {
    // Buffers and compression belong to the script that won't run.
    // SAFETY: plain call inside a request; a buffer's content is dropped, not sent.
    unsafe { ffi::php_output_discard_all() };
    match answer {
        Answer::Redirect { code } => {
            // A line break would end the header and begin another. Targets are checked when they are built; this
            // is the last gate.
            if line.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) || !set(line) {
                return false;
            }
            // `Location` has set a status of its own choice, so ours comes after it.
            set_status(code, line);
            // 304 speaks about the length of a page that isn't sent.
            if code != 304 {
                set(b"Content-Length: 0");
            }
        }
        Answer::Respond { code } => {
            set_status(code, line);
            set(b"Content-Type: text/html; charset=utf-8");
            let reason = detour_rules::reason_phrase(code);
            // A Vec grows, it doesn't fail.
            line.clear();
            let _ = write!(
                line,
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{code} {reason}</title></head>\
                 <body><h1>{code} {reason}</h1></body></html>\n"
            );
            let body = line.len();
            let _ = write!(line, "Content-Length: {body}");
            set(&line[body..]);
            finish();
            if !is_head() {
                // SAFETY: the buffer is valid for the length given; the output layer copies it or writes it out.
                unsafe { ffi::php_output_write(line.as_ptr().cast(), body) };
            }
            return true;
        }
    }
    finish();
    true
}

fn is_head() -> bool {
    // SAFETY: the SAPI globals exist while a request is active.
    unsafe { (*ffi::ext_php_rs_sapi_globals()).request_info.headers_only }
}

fn finish() {
    delete(b"X-Powered-By");
    // SAFETY: as above; without a script there is no default type to announce.
    unsafe { (*ffi::ext_php_rs_sapi_globals()).sapi_headers.send_default_content_type = 0 };
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
