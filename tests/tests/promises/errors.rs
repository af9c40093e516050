//! Error types come from types, never from words.

use agent_metrics::{ErrorType, process_metric, testing::Recorder};
use agent_metrics_tests::Failed;
use std::{error::Error, io};

fn counted(recorder: &Recorder) -> Vec<&'static str> {
    ErrorType::ALL
        .iter()
        .map(|error_type| error_type.as_str())
        .filter(|error_type| recorder.counter("process_errors_total", &[("error_type", error_type)]) > 0.0)
        .collect()
}

macro_rules! process {
    ($error:ty, $value:expr) => {{
        #[process_metric(worker, agent_id = "bot-1", errors)]
        fn fail() -> Result<(), $error> {
            Err($value)
        }
        let recorder = Recorder::new();
        recorder.scope_sync(fail).unwrap_err();
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
    #[process_metric(worker, agent_id = "bot-1", worker_type = "coder", errors)]
    fn fail() -> Result<(), Failed> {
        Err(Failed(ErrorType::ContextOverflow))
    }
    let recorder = Recorder::new();
    recorder.scope_sync(fail).unwrap_err();
    assert_eq!(recorder.counter("context_overflow_total", &[("agent_id", "bot-1"), ("process_type", "worker")]), 1.0);
}
