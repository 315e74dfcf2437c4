//! The `hallway` program: starts the command line and hands on its exit code. Nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    name_a_runtime_folder();
    hallway::cli::run().into()
}

/// Mesa's Vulkan drivers look for a Wayland display even to compute, and its library complains on
/// standard error where this variable is not set, as on most servers. Any folder will do.
#[cfg(target_os = "linux")]
fn name_a_runtime_folder() {
    if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        // SAFETY: this is the program's first act, no other thread reads the environment yet.
        unsafe { std::env::set_var("XDG_RUNTIME_DIR", std::env::temp_dir()) };
    }
}

#[cfg(not(target_os = "linux"))]
fn name_a_runtime_folder() {}
