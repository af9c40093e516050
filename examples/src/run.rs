//! Runs the agent, from its start to its report.

use crate::{
    agent::{Agent, Channel, Question, question, system_prompt},
    memory::Memory,
    model::{Api, Model},
    options::Options,
    provider::Provider,
    report::{Report, Scrape, Spending},
    screen::Screen,
    tools::Folder,
};
use agent_metrics::{ServeError, Server, ServerConfig};
use std::{error::Error, fmt, pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep, timeout},
};

/// The label `agent_id` of everything that the agent records.
const AGENT: &str = "librarian";

/// How long the agent may take to finish its answer when it is stopped.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the report waits for the price book, and for the server to notice a client that disconnected.
const REPORT_TIMEOUT: Duration = Duration::from_secs(3);

/// Why the agent could not start.
#[derive(Debug)]
pub struct StartError {
    what: String,
    source: Box<dyn Error + Send + Sync>,
}

impl StartError {
    fn new(what: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { what: what.into(), source: source.into() }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.source)
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// Runs the agent until it has no more questions, or until `stopped` completes, and returns the report.
///
/// # Errors
///
/// Fails if the folder or the memory can't be opened, or if the built-in provider can't listen. If `/metrics` can't be
/// served, that is printed, and the agent works without it.
pub async fn run(options: Options, screen: Screen, stopped: impl Future<Output = ()>) -> Result<Report, StartError> {
    // The program chooses the cryptography of the client's TLS. An error means that another crate has chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();

    let folder = Folder::open(&options.folder)
        .map_err(|error| StartError::new(format!("can't open the folder `{}`", options.folder.display()), error))?;
    let provider = match &options.api {
        Some(_) => None,
        None => Some(Provider::start(options.seed).await.map_err(|e| StartError::new("can't start the provider", e))?),
    };
    let api = provider.as_ref().map(|own| Api::new(own.base(), "no-key-is-needed")).or(options.api.clone());
    let Some(api) = api else { return Err(StartError::new("can't ask anybody", "there is no provider")) };
    let failed = |error| StartError::new(format!("can't open the memory `{}`", options.memory.display()), error);
    let memory = Memory::open(&options.memory, AGENT).map_err(|error| failed(error.into()))?;
    let known = memory.count().await.map_err(|error| failed(error.into()))?;
    // The gauge adds and subtracts from here on; only the store knows the value at which it starts.
    agent_metrics::set_memory_entries(AGENT, known);

    screen.line(format_args!("folder   {}", folder.root().display()));
    screen.line(format_args!(
        "model    {} at {}{}",
        options.model,
        api.base(),
        if provider.is_some() { " (built in: neither OPENAI_API_KEY nor OPENAI_BASE_URL is set)" } else { "" }
    ));
    screen.line(format_args!("memory   {} with {known} findings", options.memory.display()));
    let metrics = serve_metrics(&options, screen).await;

    let files = folder.contents();
    let agent = Arc::new(Agent {
        id: AGENT,
        model: Model::new(&api, &options.model).map_err(|error| StartError::new("can't make a client", error))?,
        folder,
        memory,
        system_prompt: system_prompt(&files),
        screen,
    });
    converse(Arc::clone(&agent), &options, &files, stopped).await;

    let report = settled_report(&agent, provider.as_ref(), &failed).await?;
    report.show(screen);
    if let Some(metrics) = metrics {
        metrics.shutdown().await;
    }
    Ok(report)
}

async fn serve_metrics(options: &Options, screen: Screen) -> Option<Server> {
    match agent_metrics::serve(ServerConfig::new().bind(&options.bind).port(options.port)).await {
        Ok(server) => {
            if let Some(address) = server.local_addr() {
                screen.line(format_args!("metrics  http://{address}/metrics"));
            }
            Some(server)
        }
        Err(ServeError::NotCompiledIn { .. }) => {
            screen.line("metrics  off (build with `--features metrics`)");
            None
        }
        Err(error) => {
            screen.line(format_args!("metrics  not served: {error}"));
            None
        }
    }
}

/// Runs the channel and the task that asks it. When this returns, all processes have ended.
async fn converse(agent: Arc<Agent>, options: &Options, files: &[String], stopped: impl Future<Output = ()>) {
    let screen = agent.screen;
    let channel = Channel::new(agent);
    let (asks, questions) = mpsc::channel(1);
    let mut listening = pin!(channel.listen(questions));
    let asking = async {
        tokio::select! {
            () = ask(options, files, asks, screen) => {}
            () = stopped => screen.line("\nstopped: finishes what it is about"),
        }
        // `asks` is dropped here, so the channel ends after its current answer.
    };
    tokio::select! {
        () = &mut listening => return,
        () = asking => {}
    }
    if timeout(SHUTDOWN_TIMEOUT, &mut listening).await.is_err() {
        screen.line("stopped in the middle of an answer");
    }
}

async fn ask(options: &Options, files: &[String], asks: mpsc::Sender<Question>, screen: Screen) {
    for turn in 1..=options.turns.unwrap_or(u32::MAX) {
        let (done, answered) = oneshot::channel();
        if asks.send(Question { turn, text: question(turn, files), done }).await.is_err() || answered.await.is_err() {
            return;
        }
        match Scrape::now() {
            Some(scrape) => screen.step("spent", Spending::of(&scrape)),
            None => screen.step("spent", "unknown: metrics are off"),
        }
        sleep(options.pause).await;
    }
}

/// Returns the report once the metrics and the server have counted everything.
async fn settled_report(
    agent: &Agent,
    provider: Option<&Provider>,
    failed: &impl Fn(Box<dyn Error + Send + Sync>) -> StartError,
) -> Result<Report, StartError> {
    let memories = agent.memory.count().await.map_err(|error| failed(error.into()))?;
    let end = Instant::now() + REPORT_TIMEOUT;
    loop {
        let counted = provider.map(|provider| provider.ledger().counted());
        let report = Report { calls: agent.model.calls(), memories, counted };
        if report.agrees() || Instant::now() > end {
            return Ok(report);
        }
        sleep(Duration::from_millis(50)).await;
    }
}
