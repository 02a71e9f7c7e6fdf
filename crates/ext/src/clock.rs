//! A clock of whole seconds that never goes back, cheap enough for every request.

/// Seconds since some moment in the past.
pub(crate) fn seconds() -> u64 {
    #[cfg(target_os = "linux")]
    const CLOCK: libc::clockid_t = libc::CLOCK_MONOTONIC_COARSE;
    #[cfg(not(target_os = "linux"))]
    const CLOCK: libc::clockid_t = libc::CLOCK_MONOTONIC;

    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a valid place for the result.
    unsafe { libc::clock_gettime(CLOCK, &mut now) };
    u64::try_from(now.tv_sec).unwrap_or_default()
}
