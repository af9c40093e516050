//! The names of OpenTelemetry's conventions come from the same recording.

use agent_metrics::{Config, Metrics, OtelNames, TokenUsage, llm_metered, testing::Recorder};
use agent_metrics_tests::Reply;
use prometheus::Registry;

#[llm_metered(model = "anthropic/claude-sonnet-4-5", agent_id = "bot-1", tier = tier)]
fn ask(tier: &str) -> Reply {
    Reply::with("", TokenUsage::new().input_excluding_cached(100, 2_000, 30).output(50).reasoning(20))
}

const LABELS: &[(&str, &str)] = &[
    ("gen_ai_operation_name", "chat"),
    ("gen_ai_provider_name", "anthropic"),
    ("gen_ai_request_model", "anthropic/claude-sonnet-4-5"),
    ("gen_ai_agent_id", "bot-1"),
];

fn recorder(naming: OtelNames) -> Recorder {
    let recorder = Recorder::with_config(Config::new().naming(naming)).unwrap();
    recorder.scope_sync(|| {
        ask("worker");
        ask("branch");
    });
    recorder
}

#[test]
fn the_operation_names() {
    let recorder = recorder(OtelNames::OtelGenAi);
    assert_eq!(recorder.counter("llm_requests_total", &[]), 2.0, "the crate's own names stay");
    assert_eq!(recorder.histogram_count("gen_ai_client_operation_duration_seconds", LABELS), 2);
    for (token_type, tokens) in [("input", 4_260.0), ("output", 100.0)] {
        let labels: Vec<_> = LABELS.iter().copied().chain([("gen_ai_token_type", token_type)]).collect();
        assert_eq!(recorder.histogram_sum("gen_ai_client_token_usage", &labels), tokens, "{token_type}");
        assert_eq!(recorder.histogram_count("gen_ai_client_token_usage", &labels), 2, "{token_type}");
    }
    let text = recorder.render();
    assert_eq!(text.matches("# TYPE gen_ai_client_token_usage histogram").count(), 1);
    assert!(text.contains(r#"gen_ai_token_type="input",le="4096"} 2"#), "{text}");
}

#[test]
fn the_inference_names() {
    let recorder = recorder(OtelNames::OtelGenAiInference);
    assert_eq!(recorder.histogram_count("gen_ai_client_inference_duration_seconds", LABELS), 2);
    for (kind, tokens) in [
        ("input", 4_260.0),
        ("output", 100.0),
        ("cache_read_input", 4_000.0),
        ("cache_write_input", 60.0),
        ("reasoning_output", 40.0),
    ] {
        let name = format!("gen_ai_client_inference_usage_{kind}_tokens_total");
        assert_eq!(recorder.counter(&name, LABELS), tokens, "{kind}");
    }
}

#[test]
fn input_is_all_input_and_what_is_not_told_is_not_zero() {
    #[llm_metered(model = "claude-sonnet-4-5", agent_id = "bot-1")]
    fn ask(usage: TokenUsage) -> Reply {
        Reply::with("", usage)
    }
    let recorder = Recorder::with_config(Config::new().naming(OtelNames::OtelGenAi)).unwrap();
    recorder.scope_sync(|| {
        ask(TokenUsage::new().input_excluding_cached(None::<u64>, 70, None::<u64>)); // cached alone
        ask(TokenUsage::new().output(5));
    });
    let read = |token_type| {
        let labels = [("gen_ai_token_type", token_type)];
        let name = "gen_ai_client_token_usage";
        (recorder.histogram_sum(name, &labels), recorder.histogram_count(name, &labels))
    };
    assert_eq!((read("input"), read("output")), ((70.0, 1), (5.0, 1)));
}

#[test]
fn they_are_not_there_unless_asked_for() {
    assert!(!recorder(OtelNames::Own).render().contains("gen_ai_"));
}

/// They have no prefix, so that it does not tell two instances apart: the same samples would be there twice.
#[test]
fn one_registry_has_them_of_one_instance() {
    let metrics = |prefix, naming| Metrics::new(Config::new().prefix(prefix).naming(naming)).unwrap();
    for naming in [OtelNames::OtelGenAi, OtelNames::OtelGenAiInference] {
        let (registry, one, other) = (Registry::new(), metrics("one_", naming), metrics("other_", naming));
        registry.register(Box::new(one.collector())).unwrap();
        let refused = registry.register(Box::new(other.collector()));
        assert!(matches!(refused, Err(prometheus::Error::AlreadyReg)), "{refused:?}");
        registry.register(Box::new(metrics("own_", OtelNames::Own).collector())).unwrap();
        assert!(one.registry().register(Box::new(other.collector())).is_err(), "beside the instance's own");
        registry.unregister(Box::new(one.collector())).unwrap();
        registry.register(Box::new(other.collector())).unwrap();
    }
    // The two conventions share no name.
    let registry = Registry::new();
    registry.register(Box::new(metrics("one_", OtelNames::OtelGenAi).collector())).unwrap();
    registry.register(Box::new(metrics("other_", OtelNames::OtelGenAiInference).collector())).unwrap();
}
