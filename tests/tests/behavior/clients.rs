//! A client's types report through the crate for the client, alone and together with a program's own types.

use agent_metrics::{
    ErrorType, FinishReason, LlmCall, TokenUsage,
    client::{ClientError, ClientResponse, Outcome},
    llm_metered,
    testing::Recorder,
};
use agent_metrics_tests::{Failed, Reply};
use futures::{Stream, StreamExt, stream};
use std::{error::Error, fmt, io};

/// The client's types.
mod client {
    #[derive(Debug)]
    pub(super) struct Response(pub(super) u64);

    /// No `Error`: nothing but the client's crate classifies it.
    #[derive(Debug)]
    pub(super) struct Refused;
}
use client::{Refused, Response};

/// The marker of the crate for the client.
enum Client {}

impl ClientResponse<Client> for Response {
    fn usage(&self) -> Option<TokenUsage> {
        Some(TokenUsage::new().input(self.0))
    }
    fn model(&self) -> Option<&str> {
        Some("o3")
    }
    fn failure(&self) -> Option<ErrorType> {
        (self.0 == 0).then_some(ErrorType::ContentFilter)
    }
    fn finish_reason(&self) -> Option<FinishReason> {
        (self.0 == 8).then_some(FinishReason::Length)
    }
}

#[test]
fn a_client_says_why_the_model_stopped_through_whatever_holds_its_response() {
    #[llm_metered(stream, model = "gpt-4o")]
    fn ask() -> impl Stream<Item = Result<Option<Box<Response>>, Refused>> {
        stream::iter([Ok(Some(Box::new(Response(7)))), Ok(None), Ok(Some(Box::new(Response(8))))])
    }
    for (read, cancelled) in [(2, 1.0), (3, 0.0)] {
        let recorder = Recorder::new();
        futures::executor::block_on(recorder.scope(async { ask().take(read).collect::<Vec<_>>().await }));
        assert_eq!(recorder.counter("process_errors_total", &[("error_type", "cancelled")]), cancelled);
        let reasons = recorder.counter("llm_finish_reasons_total", &[("reason", "length"), ("model", "o3")]);
        assert_eq!(reasons, 1.0 - cancelled);
    }
}

impl ClientError<Client> for Refused {
    fn error_type(&self) -> ErrorType {
        ErrorType::Overloaded
    }
}

/// The tokens that a call recorded under its model, and the error type with which it failed.
#[track_caller]
fn recorded<R>(model: &str, call: impl FnOnce() -> R) -> (f64, Option<ErrorType>) {
    let recorder = Recorder::new();
    recorder.scope_sync(call);
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("llm_requests_total", &[("model", model)]), 1.0);
    let failed = |error_type: &&ErrorType| {
        recorder.counter("process_errors_total", &[("error_type", error_type.as_str())]) == 1.0
    };
    (recorder.counter("llm_tokens_total", &[]), ErrorType::ALL.iter().find(failed).copied())
}

fn timed_out() -> io::Error {
    io::ErrorKind::TimedOut.into()
}

#[derive(Debug)]
struct Chained(io::Error);

impl fmt::Display for Chained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("chained")
    }
}

impl Error for Chained {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// Metered by the attribute and by hand, a value is recorded as the same.
macro_rules! assert_recorded {
    ($model:literal, $value:expr => $ty:ty, $expected:expr) => {{
        #[llm_metered(model = "gpt-4o")]
        #[allow(clippy::unnecessary_wraps)]
        fn ask() -> $ty {
            $value
        }
        assert_eq!(recorded($model, ask), $expected, "by the attribute");
        let value: $ty = $value;
        assert_eq!(recorded($model, || LlmCall::start("gpt-4o").end_with(&value)), $expected, "by hand");
    }};
}

#[test]
fn a_response_of_a_client_with_an_error_of_anyone() {
    assert_recorded!("o3", Response(7) => Response, (7.0, None));
    assert_recorded!("o3", Response(0) => Response, (0.0, Some(ErrorType::ContentFilter)));
    assert_recorded!("o3", Some(Box::new(Response(7))) => Option<Box<Response>>, (7.0, None));
    assert_recorded!("o3", Ok(Response(7)) => Result<Response, Refused>, (7.0, None));
    assert_recorded!("gpt-4o", Err(Refused) => Result<Response, Refused>, (0.0, Some(ErrorType::Overloaded)));
    assert_recorded!(
        "gpt-4o",
        Err(Box::new(Refused)) => Result<Response, Box<Refused>>,
        (0.0, Some(ErrorType::Overloaded))
    );
    assert_recorded!(
        "gpt-4o",
        Err(Failed(ErrorType::Auth)) => Result<Response, Failed>,
        (0.0, Some(ErrorType::Auth))
    );
    assert_recorded!("gpt-4o", Err(timed_out()) => io::Result<Response>, (0.0, Some(ErrorType::Timeout)));
}

#[test]
fn a_response_of_ones_own_with_an_error_of_anyone() {
    assert_recorded!("o3", Ok(Reply::of("o3")) => Result<Reply, Refused>, (110.0, None));
    assert_recorded!("gpt-4o", Err(Refused) => Result<Reply, Refused>, (0.0, Some(ErrorType::Overloaded)));
    assert_recorded!("gpt-4o", Err(timed_out()) => io::Result<TokenUsage>, (0.0, Some(ErrorType::Timeout)));
    assert_recorded!(
        "gpt-4o",
        Err(io::Error::other(Chained(timed_out()))) => io::Result<TokenUsage>,
        (0.0, Some(ErrorType::Timeout))
    );
    assert_recorded!(
        "gpt-4o",
        Err(Chained(timed_out()).into()) => Result<TokenUsage, Box<dyn Error>>,
        (0.0, Some(ErrorType::Timeout))
    );
    assert_recorded!(
        "gpt-4o",
        Err(Chained(timed_out()).into()) => Result<TokenUsage, Box<dyn Error + Send + Sync>>,
        (0.0, Some(ErrorType::Timeout))
    );
    assert_recorded!(
        "gpt-4o",
        Err("failed to generate".into()) => Result<TokenUsage, Box<dyn Error + Send + Sync>>,
        (0.0, Some(ErrorType::Other))
    );
    assert_recorded!("gpt-4o", Err(ErrorType::Auth.into()) => Result<Reply, Box<dyn Error>>, (0.0, Some(ErrorType::Auth)));
}

#[test]
fn items_that_are_an_option_of_a_result() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let call = LlmCall::start("gpt-4o");
        for item in [Some(Ok(Response(1))), Some(Ok(Response(5))), None::<Result<Response, Refused>>] {
            call.item(&item);
        }
        call.end();
    });
    assert_eq!(recorder.counter("llm_tokens_total", &[("model", "o3")]), 5.0);
}

#[test]
fn a_function_that_is_generic_in_the_outcome() {
    #[llm_metered(model = "gpt-4o")]
    fn ask<Marker, T: Outcome<Marker>>(response: T) -> T {
        response
    }
    assert_eq!(recorded("o3", || ask(Response(7))), (7.0, None));
    assert_eq!(recorded("o3", || ask(Reply::of("o3"))), (110.0, None));
    let by_hand =
        |response: Result<Response, Refused>| recorded("gpt-4o", || LlmCall::start("gpt-4o").end_with(&response));
    assert_eq!(by_hand(Err(Refused)), (0.0, Some(ErrorType::Overloaded)));
}

#[test]
fn a_closure_may_give_what_the_client_reports() {
    struct Around(Response);
    #[llm_metered(model = "gpt-4o", usage = |around| &around.0)]
    fn ask() -> Around {
        Around(Response(7))
    }
    assert_eq!(recorded("o3", ask), (7.0, None));
}

/// Two crates for one client: the program says which one is meant.
#[test]
fn one_of_two_crates_is_chosen() {
    struct Shared(u64);
    struct Failure;
    enum OtherClient {}

    impl ClientResponse<Client> for Shared {
        fn usage(&self) -> Option<TokenUsage> {
            Some(TokenUsage::new().input(self.0))
        }
    }
    impl ClientResponse<OtherClient> for Shared {
        fn usage(&self) -> Option<TokenUsage> {
            Some(TokenUsage::new().input(self.0 + 1_000))
        }
    }
    impl ClientError<Client> for Failure {
        fn error_type(&self) -> ErrorType {
            ErrorType::RateLimit
        }
    }
    impl ClientError<OtherClient> for Failure {
        fn error_type(&self) -> ErrorType {
            ErrorType::Other
        }
    }

    #[llm_metered(
        model = "gpt-4o",
        usage = ClientResponse::<Client>::usage,
        error = ClientError::<Client>::error_type
    )]
    fn ask(response: Result<Shared, Failure>) -> Result<Shared, Failure> {
        response
    }
    #[llm_metered(
        model = "gpt-4o",
        usage = ClientResponse::<OtherClient>::usage,
        error = ClientError::<OtherClient>::error_type
    )]
    fn ask_other(response: Result<Shared, Failure>) -> Result<Shared, Failure> {
        response
    }
    let by_hand = |response: Result<Shared, Failure>| {
        let response = response.map(|response| ClientResponse::<Client>::usage(&response));
        let response = response.map_err(|error| ClientError::<Client>::error_type(&error));
        recorded("gpt-4o", || LlmCall::start("gpt-4o").end_with(&response))
    };
    assert_eq!(recorded("gpt-4o", || ask(Ok(Shared(7)))), (7.0, None));
    assert_eq!(recorded("gpt-4o", || ask(Err(Failure))), (0.0, Some(ErrorType::RateLimit)));
    assert_eq!(recorded("gpt-4o", || ask_other(Ok(Shared(7)))), (1_007.0, None));
    assert_eq!(recorded("gpt-4o", || ask_other(Err(Failure))), (0.0, Some(ErrorType::Other)));
    assert_eq!(by_hand(Ok(Shared(7))), (7.0, None));
    assert_eq!(by_hand(Err(Failure)), (0.0, Some(ErrorType::RateLimit)));
}
