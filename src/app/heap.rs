//! Gives memory that was freed back to the system. Frees nothing itself.

/// Gives back what was freed on the way here. Opening needs twice the memory that stays, and glibc
/// keeps most of that for allocations as large, of which there are no more: with the shipped
/// conferences 39 of 115 MB.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(super) fn give_back() {
    // SAFETY: it takes the allocator's own locks and gives back pages that nothing is allocated on;
    // any thread may call it at any time (malloc_trim(3)).
    let _gave_any_back = unsafe { libc::malloc_trim(0) };
}

/// Other allocators give memory back by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn give_back() {}
