//! The program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    frise::cli::main(std::env::args_os())
}
