//! Error types come from types, never from words.

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
    #[allow(dead_code)] // its fields are only matched
    Rest(u8, u8),
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
        Derived::Rest(1, 2),
    ]
    .map(|error| error.error_type().as_str());
    assert_eq!(types, ["rate_limit", "quota_exhausted", "auth", "timeout", "connection", "overloaded", "other"]);
    if let Derived::Broke { since } = (Derived::<io::Error>::Broke { since: 7 }) {
        assert_eq!(since, 7);
    }
    assert_eq!(process!(Derived<io::Error>, Derived::Busy), ["rate_limit"]);
}
