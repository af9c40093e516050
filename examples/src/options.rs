//! The options on the command line and in the environment.

use crate::model::Api;
use lexopt::{Arg, Parser, ValueExt as _};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// The text that `--help` prints.
pub const HELP: &str = "\
An agent that asks itself questions about a folder, answers them with an LLM, and is metered.

USAGE: agent-metrics-examples [FLAGS]

  --turns N       end after N questions (default: go on until Ctrl-C)
  --pause MS      wait after each question (default 2000)
  --folder PATH   what the tools may read (default: this project)
  --memory FILE   the SQLite file of the memory (default: a file in the temporary folder)
  --bind ADDRESS  where /metrics is served (default 127.0.0.1)
  --port N        its port (default 9090; 0 takes a free one)
  --seed N        of the faults that the built-in provider makes (default 11)
  --help          this text

With OPENAI_API_KEY or OPENAI_BASE_URL set the LLM is asked there, OPENAI_MODEL (default gpt-4o-mini) names it.
Without them a server on loopback answers that speaks the same protocol and counts the same tokens.";

const DEFAULT_MODEL: &str = "gpt-4o-mini";

/// The options of a run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The number of questions; with `None` the agent runs until it is stopped.
    pub turns: Option<u32>,
    /// The pause after each question.
    pub pause: Duration,
    /// The folder that the tools may read.
    pub folder: PathBuf,
    /// The `SQLite` file of the memory.
    pub memory: PathBuf,
    /// The address of `/metrics`, without the port.
    pub bind: String,
    /// The port of `/metrics`.
    pub port: u16,
    /// The seed of the built-in provider's faults.
    pub seed: u64,
    /// The model to ask.
    pub model: String,
    /// The provider; `None` is the built-in one.
    pub api: Option<Api>,
}

/// What the command line asks for.
#[derive(Debug)]
pub enum Command {
    /// Run the agent.
    Run(Box<Options>),
    /// Print [`HELP`].
    Help,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            turns: None,
            pause: Duration::from_secs(2),
            folder: own_folder(),
            memory: std::env::temp_dir().join("agent-metrics-example.sqlite"),
            bind: "127.0.0.1".to_owned(),
            port: 9090,
            seed: 11,
            model: DEFAULT_MODEL.to_owned(),
            api: None,
        }
    }
}

impl Options {
    /// Reads the options from the arguments, and the provider from the environment.
    ///
    /// # Errors
    ///
    /// Fails on an unknown flag, or on a value that does not fit its flag; the message names both.
    pub fn from_arguments(mut arguments: Parser) -> Result<Command, lexopt::Error> {
        let mut options = Self { api: Api::from_environment(), ..Self::default() };
        if let Some(model) = std::env::var("OPENAI_MODEL").ok().filter(|model| !model.is_empty()) {
            options.model = model;
        }
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("turns") => options.turns = Some(arguments.value()?.parse()?),
                Arg::Long("pause") => options.pause = Duration::from_millis(arguments.value()?.parse()?),
                Arg::Long("folder") => options.folder = arguments.value()?.into(),
                Arg::Long("memory") => options.memory = arguments.value()?.into(),
                Arg::Long("bind") => options.bind = arguments.value()?.string()?,
                Arg::Long("port") => options.port = arguments.value()?.parse()?,
                Arg::Long("seed") => options.seed = arguments.value()?.parse()?,
                Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
                unknown => return Err(unknown.unexpected()),
            }
        }
        Ok(Command::Run(Box::new(options)))
    }
}

/// Returns the folder of this project if that still exists, else the current folder.
fn own_folder() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().filter(|project| project.is_dir());
    project.map_or_else(|| PathBuf::from("."), Path::to_owned)
}
