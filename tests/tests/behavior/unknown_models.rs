//! A model that is only nearly called like one that is known is not known: no price is invented.

use agent_metrics::{TokenUsage, llm_metered, pricing::estimate, testing::Recorder};
use agent_metrics_tests::Reply;

const INVENTED: [&str; 50] = [
    "gpt-4o-ultra",
    "gpt-4o-mini-ultra",
    "gpt-4oo",
    "gpt-44",
    "gpt-4.11",
    "gpt-5o",
    "gpt-5-nano-x",
    "gpt-99",
    "gpt",
    "my-gpt-4o",
    "openai/gpt-4o-of-my-dreams",
    "azure/my-deployment",
    "azure/gpt-4o-ultra",
    "o3-super",
    "o33",
    "o3-minis",
    "o9",
    "claude",
    "claude-opus",
    "claude-opus-4-55",
    "claude-opus-4-5-turbo",
    "claude-sonnet-4-5-v2",
    "claude-haiku-4-5-fast",
    "my-claude-opus-4-5",
    "anthropic/claude-sonnet-9",
    "bedrock/anthropic.claude-opus-4-55-v1:0",
    "bedrock/amazon.nova-pro-v2:0",
    "bedrock/amazon.nova-prox",
    "gemini",
    "gemini-flash",
    "gemini-2.5",
    "gemini-2.5-prox",
    "gemini-2.5-pro-max",
    "gemini-9-pro",
    "vertex_ai/claude-opus-4-5-x",
    "deepseek-r2",
    "deepseek-chat-v9",
    "deepseek-v4-pro-max",
    "grok",
    "grok-44",
    "xai/grok-4-ultra",
    "kimi-k2.55",
    "mistral-huge",
    "magistral-medium-x",
    "glm-99",
    "openrouter/anthropic/claude-opus-4.5-x",
    "groq/llama-3.3-70b",
    "fireworks/kimi-k2p5-x",
    "nobody/gpt-4o",
    "模型",
];

#[llm_metered(model = model, agent_id = "bot-1")]
fn ask(model: &str) -> Reply {
    Reply::with("", TokenUsage::new().input_including_cached(1_000, 400).output(100))
}

#[test]
fn fifty_invented_names_have_no_price() {
    let recorder = Recorder::new();
    for model in INVENTED {
        assert_eq!(estimate(model, &TokenUsage::new().input(1_000)), None, "{model}");
        recorder.scope_sync(|| ask(model));
        assert_eq!(recorder.counter("llm_unpriced_tokens_total", &[("model", model)]), 1_100.0, "{model}");
    }
    assert_eq!(recorder.series("llm_estimated_cost_dollars"), 0, "no cost, not a cost of zero");
}
