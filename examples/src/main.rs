//! Runs the example agent. `--help` lists its options.

use agent_metrics_examples::{Command, HELP, Options, Screen, run};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::from_arguments(lexopt::Parser::from_env()) {
        Ok(Command::Run(options)) => *options,
        Ok(Command::Help) => {
            Screen::stdout().line(HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}; `--help` lists the flags");
            return ExitCode::from(2);
        }
    };
    // If no handler for Ctrl-C can be installed, the agent runs until it is killed.
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    match run(options, Screen::stdout(), interrupted).await {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
