//! The program: arguments in, exit code out.

use std::process::ExitCode;

/// Builds are made of many small strings on several threads; the allocator of a static Linux
/// binary would make them several times slower.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    frise::cli::main(std::env::args_os())
}
