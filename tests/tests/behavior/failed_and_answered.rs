//! A success can mean failure, which `failed` says, and `answered` says which model has answered.

use agent_metrics::{ErrorType, TokenUsage, llm_metered, memory_op, process_metric, testing::Recorder, tool_call};
use agent_metrics_tests::{Failed, Reply};
use futures::{
    Stream, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    Done(Vec<String>),
    Failed { timed_out: bool },
}

impl Outcome {
    fn failure(&self) -> Option<ErrorType> {
        match self {
            Self::Done(_) => None,
            Self::Failed { timed_out: true } => Some(ErrorType::Timeout),
            Self::Failed { timed_out: false } => Some(ErrorType::ProviderError),
        }
    }
}

const FAILED: Outcome = Outcome::Failed { timed_out: true };

fn done() -> Outcome {
    Outcome::Done(vec!["a".into(), "b".into()])
}

fn processes(recorder: &Recorder, outcome: &str) -> f64 {
    recorder.counter("processes_total", &[("outcome", outcome)])
}

fn errors(recorder: &Recorder, error_type: &str) -> f64 {
    recorder.counter("process_errors_total", &[("error_type", error_type)])
}

#[tokio::test]
async fn a_process_whose_success_means_failure_has_failed() {
    #[process_metric(worker, count_errors, failed = |outcome| outcome.failure())]
    async fn work(outcome: Outcome) -> Outcome {
        outcome
    }
    #[process_metric(worker, count_errors, failed = Outcome::failure)]
    fn in_a_result(outcome: Result<Outcome, Failed>) -> Result<Outcome, Failed> {
        outcome
    }
    #[process_metric(worker, count_errors, failed = |outcome: &Outcome| outcome.failure(), error = |_| ErrorType::Auth)]
    fn boxed(outcome: Result<Outcome, String>) -> BoxFuture<'static, Result<Outcome, String>> {
        Box::pin(async move { outcome })
    }
    let recorder = Recorder::new();
    let all = async {
        assert_eq!(work(done()).await, done());
        assert_eq!(work(FAILED).await, FAILED);
        in_a_result(Ok(done())).unwrap();
        in_a_result(Ok(FAILED)).unwrap();
        in_a_result(Err(Failed(ErrorType::Overloaded))).unwrap_err();
        boxed(Ok(done())).await.unwrap();
        boxed(Ok(Outcome::Failed { timed_out: false })).await.unwrap();
        boxed(Err("no".into())).await.unwrap_err();
    };
    recorder.scope(all).await;
    assert_eq!(processes(&recorder, "ok"), 3.0);
    assert_eq!(processes(&recorder, "error"), 5.0);
    for (error_type, times) in [("timeout", 2.0), ("overloaded", 1.0), ("provider_error", 1.0), ("auth", 1.0)] {
        assert_eq!(errors(&recorder, error_type), times, "{error_type}");
    }
    assert_eq!(recorder.counter("process_errors_total", &[]), 5.0);
}

#[test]
fn a_tool_whose_success_means_failure_counts_an_error() {
    struct ToolOutput {
        result: Result<String, String>,
    }
    #[tool_call(count_errors, failed = |output| output.result.is_err().then_some(ErrorType::NotFound))]
    fn tool(result: Result<String, String>) -> ToolOutput {
        ToolOutput { result }
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        assert!(tool(Ok("text".into())).result.is_ok());
        assert!(tool(Err("no such file".into())).result.is_err());
    });
    assert_eq!(recorder.counter("tool_calls_total", &[]), 2.0);
    assert_eq!(errors(&recorder, "not_found"), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 1.0);
}

#[test]
fn an_operation_whose_success_means_failure_affects_and_finds_nothing() {
    #[memory_op(save, count_errors, affected = |_| 3, failed = |outcome| outcome.failure())]
    fn save(outcome: Outcome) -> Result<Outcome, Failed> {
        Ok(outcome)
    }
    #[memory_op(search, failed = |found| found.is_empty().then_some(ErrorType::NotFound))]
    fn search(found: Vec<u8>) -> Vec<u8> {
        found
    }
    #[memory_op(recall, results = |_| 7, failed = |outcome| outcome.failure())]
    fn recall(outcome: Outcome) -> Outcome {
        outcome
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        save(done()).unwrap();
        save(FAILED).unwrap();
        search(vec![1, 2]);
        search(Vec::new());
        recall(done());
        recall(FAILED);
    });
    assert_eq!(recorder.counter("memory_writes_total", &[]), 3.0);
    assert_eq!(recorder.counter("memory_reads_total", &[]), 2.0);
    assert_eq!(recorder.histogram_count("memory_search_results", &[]), 2);
    assert_eq!(recorder.histogram_sum("memory_search_results", &[]), 9.0);
    assert_eq!(errors(&recorder, "timeout"), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 1.0, "only where errors are counted");
}

#[derive(Clone)]
struct Answer {
    model: Option<Arc<str>>,
    tokens: u32,
    refused: bool,
}

fn answer(model: &str, refused: bool) -> Answer {
    Answer { model: Some(model.into()), tokens: 10, refused }
}

impl Answer {
    fn usage(&self) -> TokenUsage {
        TokenUsage::new().output(self.tokens)
    }

    fn refused(&self) -> Option<ErrorType> {
        self.refused.then_some(ErrorType::ContentFilter)
    }
}

#[tokio::test]
async fn a_call_whose_success_means_failure_counts_what_it_has_used() {
    #[llm_metered(attempt, model = "gpt-4o", usage = Answer::usage, failed = Answer::refused)]
    async fn by_functions(answer: Answer) -> Result<Answer, Failed> {
        Ok(answer)
    }
    #[llm_metered(model = "gpt-4o", usage = none, failed = |answer| answer.refused())]
    fn without_usage(answer: Answer) -> Answer {
        answer
    }
    #[llm_metered(model = "gpt-4o", failed = |reply| reply.usage.is_none().then_some(ErrorType::Other))]
    fn of_a_response(reply: Reply) -> Reply {
        reply
    }
    let recorder = Recorder::new();
    let all = async {
        by_functions(answer("gpt-4o", false)).await.unwrap();
        by_functions(answer("gpt-4o", true)).await.unwrap();
        without_usage(answer("gpt-4o", true));
        of_a_response(Reply::of("gpt-4o"));
        of_a_response(Reply::default());
    };
    recorder.scope(all).await;
    assert_eq!(recorder.counter("llm_requests_total", &[]), 5.0);
    assert_eq!(recorder.counter("llm_attempts_total", &[("outcome", "error")]), 1.0);
    assert_eq!(recorder.counter("llm_attempts_total", &[("outcome", "ok")]), 1.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[]), 130.0);
    assert_eq!(errors(&recorder, "content_filter"), 2.0);
    assert_eq!(errors(&recorder, "other"), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 3.0);
}

#[tokio::test]
async fn the_model_that_answered_is_the_one_that_is_counted() {
    #[llm_metered(model = "gpt-4o", usage = Answer::usage, answered = |answer| answer.model.as_deref())]
    async fn option(answer: Answer) -> Result<Answer, Failed> {
        Ok(answer)
    }
    #[llm_metered(usage = Answer::usage, answered = |_| "o3".to_owned())]
    fn text(answer: Answer) -> Answer {
        answer
    }
    #[llm_metered(model = "gpt-4o", usage = none, answered = |answer: &Answer| answer.model.clone())]
    fn without_usage(answer: Answer) -> Answer {
        answer
    }
    #[llm_metered(model = "gpt-4o", answered = |_| "claude-sonnet-4-5")]
    fn over_the_response(reply: Reply) -> Reply {
        reply
    }
    let recorder = Recorder::new();
    let all = async {
        option(answer("claude-sonnet-4-5", false)).await.unwrap();
        option(Answer { model: None, ..answer("", false) }).await.unwrap();
        option(answer("", false)).await.unwrap();
        text(answer("", false));
        without_usage(answer("gemini-2.5-pro", false));
        over_the_response(Reply::of("gpt-4.1"));
    };
    recorder.scope(all).await;
    for (model, requests, tokens) in
        [("claude-sonnet-4-5", 2.0, 120.0), ("gpt-4o", 2.0, 20.0), ("o3", 1.0, 10.0), ("gemini-2.5-pro", 1.0, 0.0)]
    {
        assert_eq!(recorder.counter("llm_requests_total", &[("model", model)]), requests, "{model}");
        assert_eq!(recorder.counter("llm_tokens_total", &[("model", model)]), tokens, "{model}");
    }
    assert_eq!(recorder.counter("llm_requests_total", &[]), 6.0);
}

#[tokio::test]
async fn of_a_stream_each_item_is_asked() {
    #[llm_metered(stream, model = "gpt-4o", usage = Answer::usage, failed = Answer::refused, answered = |item| item.model.as_deref())]
    fn opaque(items: Vec<Answer>) -> impl Stream<Item = Answer> {
        stream::iter(items)
    }
    #[llm_metered(stream, model = "gpt-4o", usage = Answer::usage, failed = Answer::refused, answered = |item| item.model.clone())]
    async fn boxed(items: Vec<Answer>) -> Result<BoxStream<'static, Result<Answer, Failed>>, Failed> {
        Ok(stream::iter(items).map(Ok).boxed())
    }
    #[process_metric(worker, failed = |step| step.failure())]
    fn steps(steps: Vec<Outcome>) -> impl Stream<Item = Outcome> {
        stream::iter(steps)
    }
    #[tool_call(count_errors, failed = |line| line.failure())]
    fn lines(lines: Vec<Outcome>) -> BoxStream<'static, Outcome> {
        stream::iter(lines).boxed()
    }
    #[memory_op(recall, failed = |found: &Outcome| found.failure())]
    fn recall(found: Vec<Outcome>) -> Result<BoxStream<'static, Outcome>, Failed> {
        Ok(stream::iter(found).boxed())
    }
    let recorder = Recorder::new();
    let items = || vec![answer("o3", true), Answer { tokens: 40, ..answer("o3", false) }];
    recorder.scope_sync(|| opaque(items())).collect::<Vec<_>>().await;
    recorder.scope(boxed(items())).await.unwrap().collect::<Vec<_>>().await;
    assert_eq!(recorder.counter("llm_requests_total", &[("model", "o3")]), 2.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[]), 80.0, "what comes after the failure counts too");
    assert_eq!(errors(&recorder, "content_filter"), 2.0);
    for outcomes in [vec![done(), done()], vec![done(), FAILED]] {
        recorder.scope_sync(|| steps(outcomes.clone())).collect::<Vec<_>>().await;
        recorder.scope_sync(|| lines(outcomes.clone())).collect::<Vec<_>>().await;
        recorder.scope_sync(|| recall(outcomes)).unwrap().collect::<Vec<_>>().await;
    }
    assert_eq!(processes(&recorder, "ok"), 1.0);
    assert_eq!(processes(&recorder, "error"), 1.0);
    assert_eq!(recorder.counter("tool_calls_total", &[]), 2.0);
    assert_eq!(errors(&recorder, "timeout"), 1.0);
    assert_eq!(recorder.counter("memory_reads_total", &[]), 1.0);
}

#[test]
fn the_handle_still_says_more() {
    #[process_metric(worker, count_errors, handle = process, failed = |outcome| outcome.failure())]
    fn work() -> Outcome {
        process.failed(ErrorType::Auth);
        FAILED
    }
    let recorder = Recorder::new();
    recorder.scope_sync(work);
    assert_eq!(errors(&recorder, "auth"), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 1.0);
}
