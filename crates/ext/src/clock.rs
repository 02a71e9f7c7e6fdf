//! Clocks of whole seconds, cheap enough for every request.

#[cfg(target_os = "linux")]
const STEADY: libc::clockid_t = libc::CLOCK_MONOTONIC_COARSE;
#[cfg(not(target_os = "linux"))]
const STEADY: libc::clockid_t = libc::CLOCK_MONOTONIC;

/// Seconds since some moment in the past; never goes back.
pub(crate) fn seconds() -> u64 {
    read(STEADY)
}

/// Seconds since 1970.
pub(crate) fn unix_seconds() -> u64 {
    read(libc::CLOCK_REALTIME)
}

fn read(clock: libc::clockid_t) -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a valid place for the result.
    unsafe { libc::clock_gettime(clock, &mut now) };
    u64::try_from(now.tv_sec).unwrap_or_default()
}
