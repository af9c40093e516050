//! Which provider a model's name tells, as OpenTelemetry's conventions call it.

/// The provider that a model is asked of, by the prefix of its name, else who makes models of that name; `_OTHER` if
/// neither is known.
///
/// It is a label for dashboards and decides no price.
pub(crate) fn provider_name(model: &str) -> &'static str {
    let by_prefix = model.split_once('/').and_then(|(prefix, _)| by_prefix(prefix));
    by_prefix.or_else(|| by_maker(model.rsplit('/').next().unwrap_or(model))).unwrap_or("_OTHER")
}

fn by_prefix(prefix: &str) -> Option<&'static str> {
    Some(match prefix.to_ascii_lowercase().as_str() {
        "openai" => "openai",
        "anthropic" => "anthropic",
        "bedrock" | "aws" => "aws.bedrock",
        "azure" | "azure_openai" => "azure.ai.openai",
        "gemini" | "google" => "gcp.gemini",
        "vertex" | "vertex_ai" => "gcp.vertex_ai",
        "xai" | "x-ai" => "x_ai",
        "mistral" | "mistralai" => "mistral_ai",
        "groq" => "groq",
        "deepseek" => "deepseek",
        "cohere" => "cohere",
        "perplexity" => "perplexity",
        "moonshot" | "moonshotai" => "moonshot_ai",
        "watsonx" | "ibm" => "ibm.watsonx.ai",
        _ => return None,
    })
}

fn by_maker(name: &str) -> Option<&'static str> {
    let makers = [
        ("gpt-", "openai"),
        ("o1", "openai"),
        ("o3", "openai"),
        ("o4", "openai"),
        ("claude-", "anthropic"),
        ("anthropic.", "aws.bedrock"),
        ("amazon.", "aws.bedrock"),
        ("gemini-", "gcp.gemini"),
        ("grok-", "x_ai"),
        ("mistral-", "mistral_ai"),
        ("deepseek-", "deepseek"),
        ("command-", "cohere"),
        ("sonar", "perplexity"),
        ("kimi-", "moonshot_ai"),
    ];
    makers.iter().find(|(start, _)| name.starts_with(start)).map(|(_, provider)| *provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_provider() {
        for (model, provider) in [
            ("gpt-4o", "openai"),
            ("anthropic/claude-sonnet-4-5", "anthropic"),
            ("openrouter/anthropic/claude-opus-4.5", "anthropic"),
            ("bedrock/anthropic.claude-sonnet-4-5", "aws.bedrock"),
            ("vertex_ai/gemini-2.5-pro", "gcp.vertex_ai"),
            ("ollama/llama3", "_OTHER"),
            ("unknown", "_OTHER"),
        ] {
            assert_eq!(provider_name(model), provider, "{model}");
        }
    }
}
