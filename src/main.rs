//! The program: arguments in, exit code out.

use std::process::ExitCode;

/// Builds are made of many small strings on several threads: a sixth of their time went into
/// the allocator of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    frise::cli::main(std::env::args_os())
}
