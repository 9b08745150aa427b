//! Reads the command line, does it, and says in one sentence what went wrong.

use std::{io::Write, process::ExitCode};

use clap::Parser;
use tring_proxy::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.json;
    match cli.run().await {
        Ok(output) => {
            for note in &output.notes {
                let _ = writeln!(std::io::stderr(), "tring-proxy: note: {note}");
            }
            let text = if json {
                output.json.to_string()
            } else {
                output.text
            };
            if !text.is_empty() {
                // A closed pipe is the reader's choice.
                let _ = writeln!(std::io::stdout(), "{text}");
            }
            if output.failed {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Err(error) => {
            // Its causes are told in the sentence, where they help.
            let _ = writeln!(std::io::stderr(), "tring-proxy: {error}");
            ExitCode::FAILURE
        }
    }
}
