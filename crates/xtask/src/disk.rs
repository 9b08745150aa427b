//! Whether there is room for what a run writes.

/// What the first whole run in a fresh clone leaves behind, in gigabytes: 5 in `target`, 2 of tools and downloads.
const FIRST_RUN: u64 = 7;

/// Says so where the disk may become full on the way; a later run needs less, so it goes on.
pub(crate) fn warn() {
    if let Some(free) = free_gigabytes().filter(|free| *free < FIRST_RUN) {
        println!(
            "Only {free} GB are free on this disk, and a first run writes {FIRST_RUN} GB. \
             If it becomes full, free some space and run the same command again."
        );
    }
}

#[cfg(unix)]
fn free_gigabytes() -> Option<u64> {
    let disk = nix::sys::statvfs::statvfs(&crate::step::root()).ok()?;
    let free = disk.blocks_available().saturating_mul(disk.fragment_size());
    Some(free / 1_000_000_000)
}

#[cfg(not(unix))]
fn free_gigabytes() -> Option<u64> {
    None
}
