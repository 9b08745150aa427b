//! How much memory a process has, where the system says so.

use std::fs;

/// What it has now, in bytes; 0 where that is not known.
pub(crate) fn memory(process: u32) -> u64 {
    of(process, "VmRSS:")
}

/// The most that it has had, in bytes; 0 where that is not known.
pub(crate) fn most_memory(process: u32) -> u64 {
    of(process, "VmHWM:")
}

fn of(process: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|rest| rest.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1_024
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_had_at_least_what_it_has() {
        let me = std::process::id();
        let now = memory(me);
        assert!(now > 100_000, "{now}");
        assert!(most_memory(me) >= now, "the most");
    }
}
