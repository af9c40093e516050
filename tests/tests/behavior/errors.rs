//! Error types come from types, and from texts that state a status, never from words.

use agent_metrics::{Config, ErrorType, process_metric, testing::Recorder};
use agent_metrics_tests::Failed;
use std::{error::Error, io, sync::Arc};

fn counted(recorder: &Recorder) -> Vec<&'static str> {
    ErrorType::ALL
        .iter()
        .map(|error_type| error_type.as_str())
        .filter(|error_type| recorder.counter("process_errors_total", &[("error_type", error_type)]) > 0.0)
        .collect()
}

macro_rules! process {
    ($error:ty, $value:expr) => {
        process!(with Config::new(), $error, $value)
    };
    (with $config:expr, $error:ty, $value:expr) => {{
        #[process_metric(worker, agent_id = "bot-1", count_errors)]
        fn fail() -> Result<(), $error> {
            Err($value)
        }
        let recorder = Recorder::with_config($config).unwrap();
        let _error = recorder.scope_sync(fail).unwrap_err();
        counted(&recorder)
    }};
}

#[test]
fn every_kind_of_error_is_classified() {
    assert_eq!(process!(Failed, Failed(ErrorType::ContentFilter)), ["content_filter"]);
    assert_eq!(process!(io::Error, io::ErrorKind::TimedOut.into()), ["timeout"]);
    assert_eq!(process!(Box<dyn Error>, io::Error::from(io::ErrorKind::ConnectionReset).into()), ["connection"]);
    assert_eq!(process!(Box<dyn Error + Send + Sync>, io::Error::other(ErrorType::Overloaded).into()), ["overloaded"]);
    assert_eq!(process!(String, "Failed to generate response: rate limited 429".to_owned()), ["other"]);
    assert_eq!(process!(ErrorType, ErrorType::NotFound), ["not_found"]);
}

#[test]
fn a_context_overflow_has_a_counter_of_its_own() {
    #[process_metric(worker, agent_id = "bot-1", worker_type = "coder", count_errors)]
    fn fail() -> Result<(), Failed> {
        Err(Failed(ErrorType::ContextOverflow))
    }
    let recorder = Recorder::new();
    recorder.scope_sync(fail).unwrap_err();
    assert_eq!(recorder.counter("context_overflow_total", &[("agent_id", "bot-1"), ("process_type", "worker")]), 1.0);
}

#[test]
fn a_foreign_error_is_what_was_registered_for_its_type() {
    let config = || {
        Config::new().classify_error(|error: &std::num::ParseIntError| match error.kind() {
            std::num::IntErrorKind::PosOverflow => ErrorType::ContextOverflow,
            _ => ErrorType::InvalidRequest,
        })
    };
    assert_eq!(process!(with config(), std::num::ParseIntError, "x".parse::<u8>().unwrap_err()), ["invalid_request"]);
    assert_eq!(process!(with config(), Box<dyn Error>, "300".parse::<u8>().unwrap_err().into()), ["context_overflow"]);
    assert_eq!(
        process!(std::num::ParseIntError, "x".parse::<u8>().unwrap_err()),
        ["other"],
        "it holds for one instance"
    );
}

/// An error of a crate that knows nothing of this one, and holds another.
#[derive(Debug)]
struct Foreign<E>(E);

impl<E> std::fmt::Display for Foreign<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("rate limit, timeout, 429: a message that decides nothing")
    }
}

impl<E: Error + 'static> Error for Foreign<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

fn late() -> io::Error {
    io::ErrorKind::TimedOut.into()
}

#[test]
fn anyhow_and_eyre_are_walked() {
    use anyhow::Context;
    assert_eq!(process!(anyhow::Error, late().into()), ["timeout"]);
    assert_eq!(
        process!(anyhow::Error, Err::<(), _>(late()).context("reading").context("asking").unwrap_err()),
        ["timeout"]
    );
    assert_eq!(process!(anyhow::Error, Foreign(Foreign(late())).into()), ["timeout"]);
    assert_eq!(process!(anyhow::Error, anyhow::anyhow!("rate limited: 429")), ["other"]);
    assert_eq!(
        process!(anyhow::Error, anyhow::Error::from(ErrorType::QuotaExhausted).context("paying")),
        ["quota_exhausted"]
    );
    assert_eq!(process!(eyre::Report, late().into()), ["timeout"]);
    assert_eq!(process!(eyre::Report, eyre::Report::from(Foreign(late())).wrap_err("asking")), ["timeout"]);
    assert_eq!(process!(eyre::Report, eyre::eyre!("rate limited: 429")), ["other"]);
}

#[test]
fn a_text_that_states_a_status_is_classified_after_all_types() {
    use anyhow::anyhow;
    assert_eq!(process!(anyhow::Error, anyhow!("HTTP 529: try again")), ["overloaded"]);
    assert_eq!(process!(anyhow::Error, anyhow!("OpenAI: (429 Too Many Requests)").context("asking")), ["rate_limit"]);
    assert_eq!(process!(eyre::Report, eyre::eyre!("status code: 503")), ["overloaded"]);
    assert_eq!(
        process!(Box<dyn Error>, "HTTP status client error (401 Unauthorized) for url (https://x)".into()),
        ["auth"]
    );
    assert_eq!(process!(Box<dyn Error + Send + Sync>, "API error 500: …".into()), ["provider_error"]);
    assert_eq!(process!(String, "HTTP/1.1 504 Gateway Timeout".to_owned()), ["timeout"]);
    assert_eq!(process!(&'static str, "status: 404"), ["not_found"]);
    assert_eq!(process!(io::Error, io::Error::other("error (status 429)")), ["rate_limit"]);
    assert_eq!(process!(Foreign<io::Error>, Foreign(io::Error::other("StatusCode(402)"))), ["quota_exhausted"]);
    assert_eq!(
        process!(anyhow::Error, anyhow!(r#"HTTP 429: {{"error": {{"code": "insufficient_quota"}}}}"#)),
        ["quota_exhausted"]
    );
    // A type that is known wins, however far inside.
    assert_eq!(process!(anyhow::Error, anyhow::Error::from(late()).context("HTTP 529: try again")), ["timeout"]);
    assert_eq!(process!(anyhow::Error, anyhow!("HTTP 401").context("HTTP 529")), ["overloaded"], "the outermost text");
    assert_eq!(process!(anyhow::Error, anyhow!("rate limit: processed 429 files")), ["other"]);
    assert_eq!(process!(String, "timeout: took 500 ms".to_owned()), ["other"]);
    assert_eq!(process!(Box<dyn Error>, "not found: line 404".into()), ["other"]);
    assert_eq!(
        process!(anyhow::Error, io::Error::from(io::ErrorKind::NotFound).into()),
        ["other"],
        "a file is not the provider's 404"
    );
}

#[test]
fn an_error_that_borrows_is_read_as_well() {
    #[process_metric(worker, agent_id = "bot-1", count_errors)]
    fn fail(text: &str) -> Result<(), &str> {
        Err(text)
    }
    let recorder = Recorder::new();
    let text = String::from("HTTP 503: try again");
    let _error = recorder.scope_sync(|| fail(&text)).unwrap_err();
    assert_eq!(counted(&recorder), ["overloaded"]);
}

#[test]
fn pointers_are_looked_into() {
    assert_eq!(process!(Box<io::Error>, Box::new(late())), ["timeout"]);
    assert_eq!(process!(Arc<io::Error>, Arc::new(late())), ["timeout"]);
    assert_eq!(process!(Arc<dyn Error>, Arc::new(late())), ["timeout"]);
    assert_eq!(process!(Arc<dyn Error + Send + Sync>, Arc::new(Foreign(late()))), ["timeout"]);
    assert_eq!(process!(Foreign<Arc<io::Error>>, Foreign(Arc::new(late()))), ["timeout"]);
    assert_eq!(process!(Arc<Failed>, Arc::new(Failed(ErrorType::Auth))), ["auth"]);
    assert_eq!(process!(Arc<std::fmt::Error>, Arc::new(std::fmt::Error)), ["other"]);
}

fn invalid() -> std::str::Utf8Error {
    String::from_utf8(vec![0xff]).unwrap_err().utf8_error()
}

#[test]
fn a_registered_error_is_found_in_whatever_holds_it() {
    let config = || Config::new().classify_error(|_: &std::str::Utf8Error| ErrorType::Overloaded);
    assert_eq!(process!(with config(), std::str::Utf8Error, invalid()), ["overloaded"]);
    assert_eq!(process!(with config(), Box<std::str::Utf8Error>, Box::new(invalid())), ["overloaded"]);
    assert_eq!(process!(with config(), Arc<std::str::Utf8Error>, Arc::new(invalid())), ["overloaded"]);
    assert_eq!(
        process!(with config(), Foreign<Arc<std::str::Utf8Error>>, Foreign(Arc::new(invalid()))),
        ["overloaded"]
    );
    assert_eq!(process!(with config(), io::Error, io::Error::other(Foreign(invalid()))), ["overloaded"]);
    assert_eq!(
        process!(with config(), anyhow::Error, anyhow::Error::from(Foreign(invalid())).context("asking")),
        ["overloaded"]
    );
    assert_eq!(process!(with config(), eyre::Report, eyre::Report::from(invalid()).wrap_err("asking")), ["overloaded"]);
}

#[derive(Debug, agent_metrics::ClassifyError)]
#[error_type(other)]
enum Derived<E: std::fmt::Debug>
where
    E: Error + 'static,
{
    #[error_type(rate_limit)]
    Busy,
    #[error_type(quota_exhausted)]
    Broke { since: u64 },
    #[error_type(transparent)]
    Known(Failed),
    #[error_type(transparent)]
    Foreign(io::Error),
    #[error_type(transparent)]
    Boxed { source: Box<dyn Error + Send + Sync> },
    #[error_type(transparent)]
    Generic(E),
    #[error_type(with = |status, body| ErrorType::from_body(*status, body).unwrap_or(ErrorType::Other))]
    Answer { status: u16, body: String },
    #[error_type(with = ErrorType::from_error)]
    Source(io::Error),
    #[error_type(with = by_attempts)]
    Attempts(u8, E),
    #[error_type(with = || ErrorType::Cancelled)]
    Unit,
    #[allow(dead_code)] // its fields are only matched
    Rest(u8, u8),
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the derive passes references
fn by_attempts<E>(attempts: &u8, _: &E) -> ErrorType {
    if *attempts > 3 { ErrorType::Timeout } else { ErrorType::Connection }
}

/// The whole struct by a function.
#[derive(Debug, agent_metrics::ClassifyError)]
#[error_type(with = |status| ErrorType::from_http_status(**status).unwrap_or(ErrorType::Other))]
struct Refused<'a, const N: usize> {
    status: &'a u16,
}

#[test]
fn a_derived_error_is_what_its_variants_say() {
    use agent_metrics::ClassifyError;
    let types = [
        Derived::Busy,
        Derived::Broke { since: 0 },
        Derived::Known(Failed(ErrorType::Auth)),
        Derived::Foreign(io::ErrorKind::TimedOut.into()),
        Derived::Boxed { source: io::Error::from(io::ErrorKind::ConnectionReset).into() },
        Derived::Generic(io::Error::other(ErrorType::Overloaded)),
        Derived::Answer { status: 429, body: r#"{"error": {"code": "insufficient_quota"}}"#.to_owned() },
        Derived::Answer { status: 429, body: String::new() },
        Derived::Source(io::Error::other("HTTP 401")),
        Derived::Attempts(4, late()),
        Derived::Attempts(1, late()),
        Derived::Unit,
        Derived::Rest(1, 2),
    ]
    .map(|error| error.error_type().as_str());
    let plain = ["rate_limit", "quota_exhausted", "auth", "timeout", "connection", "overloaded"];
    let by_functions = ["quota_exhausted", "rate_limit", "auth", "timeout", "connection", "cancelled", "other"];
    assert_eq!(types[..6], plain);
    assert_eq!(types[6..], by_functions);
    assert_eq!(Refused::<1> { status: &503 }.error_type(), ErrorType::Overloaded);
    if let Derived::Broke { since } = (Derived::<io::Error>::Broke { since: 7 }) {
        assert_eq!(since, 7);
    }
    assert_eq!(process!(Derived<io::Error>, Derived::Busy), ["rate_limit"]);
}
