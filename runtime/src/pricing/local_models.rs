//! Recognises models that cost no money, because they run on the user's own machine.

use super::providers::normalize;

const RUNTIMES: &[&str] = &["ollama", "ollama-chat", "local", "lmstudio", "lm-studio", "llamacpp", "llama-cpp", "vllm"];

/// Whether the provider, given apart or as a prefix of the name, is a runtime on the user's own machine.
pub(super) fn is_local_model(provider: Option<&str>, model: &str) -> bool {
    let local = |provider: &str| RUNTIMES.contains(&normalize(provider).as_str());
    provider.is_some_and(local) || model.split_once('/').is_some_and(|(first, _)| local(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_is_local_by_name_or_provider() {
        for (provider, model) in [
            (None, "ollama/llama3.2"),
            (None, "lmstudio/qwen3"),
            (None, "llamacpp/x"),
            (None, "vllm/meta-llama/Llama-3"),
            (Some("ollama"), "gpt-oss:20b"),
        ] {
            assert!(is_local_model(provider, model), "{model}");
        }
        assert!(!is_local_model(None, "openrouter/ollama/x"));
        assert!(!is_local_model(Some("openai"), "ollama"));
    }
}
