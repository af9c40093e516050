//! Lists the providers: their names in catalogs and in OpenTelemetry, and the model names that imply them.

struct Provider {
    /// The id in the catalogs.
    id: &'static str,
    /// The `gen_ai.provider.name` of OpenTelemetry's conventions; empty where they have none.
    otel_name: &'static str,
    /// Other spellings, as [`normalize`] gives them.
    aliases: &'static [&'static str],
    /// Starts of model names that imply the provider if none is given.
    model_prefixes: &'static [&'static str],
    /// Starts of model names that imply the provider in labels only: about prices the rules of the catalog decide.
    label_prefixes: &'static [&'static str],
}

impl Provider {
    const fn new(id: &'static str, otel_name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { id, otel_name, aliases, model_prefixes: &[], label_prefixes: &[] }
    }

    const fn makes(self, model_prefixes: &'static [&'static str]) -> Self {
        Self { model_prefixes, ..self }
    }

    const fn labels(self, label_prefixes: &'static [&'static str]) -> Self {
        Self { label_prefixes, ..self }
    }
}

const PROVIDERS: &[Provider] = &[
    Provider::new("anthropic", "anthropic", &["claude"]).makes(&["claude-"]),
    Provider::new(
        "aws",
        "aws.bedrock",
        &["bedrock", "amazon", "amazon-bedrock", "aws-bedrock", "bedrock-converse", "bedrock-runtime"],
    ),
    Provider::new(
        "azure",
        "azure.ai.openai",
        &["azure-openai", "azureopenai", "azure-ai", "azure-ai-inference", "azure-ai-openai", "az-ai-openai"],
    ),
    Provider::new("cloudflare", "", &["workers-ai", "cloudflare-workers-ai"]),
    Provider::new("cohere", "cohere", &["cohere-chat"]).labels(&["command-"]),
    Provider::new("deepseek", "deepseek", &[]).makes(&["deepseek-"]),
    Provider::new("fireworks", "", &["fireworks-ai", "fireworksai"]),
    Provider::new("github-copilot", "", &["copilot", "githubcopilot"]),
    Provider::new(
        "google",
        "gcp.gemini",
        &[
            "gemini",
            "google-ai",
            "google-gemini",
            "google-genai",
            "google-generativeai",
            "google-gla",
            "googleai",
            "gcp-gemini",
            "gcp-gen-ai",
        ],
    )
    .makes(&["gemini-", "models/gemini-"]),
    Provider::new("google", "gcp.vertex_ai", &["google-vertex", "gcp-vertex-ai", "vertex", "vertex-ai", "vertexai"]),
    Provider::new("groq", "groq", &[]),
    Provider::new("ibm", "ibm.watsonx.ai", &["watsonx"]),
    Provider::new("minimax", "", &["minimaxai", "minimax-ai"]),
    Provider::new("mistral", "mistral_ai", &["mistralai", "mistral-ai"]).labels(&["mistral-"]),
    Provider::new("moonshotai", "moonshot_ai", &["moonshot", "moonshot-ai", "kimi"]).labels(&["kimi-"]),
    Provider::new("novita", "", &["novita-ai"]),
    Provider::new("openai", "openai", &["open-ai", "openai-chat", "openai-responses", "chatgpt"]).makes(&[
        "gpt-",
        "chatgpt-",
        "o1",
        "o3",
        "o4",
        "codex-",
        "text-embedding-",
        "ft:gpt-",
    ]),
    Provider::new("openrouter", "", &["open-router"]),
    Provider::new("perplexity", "perplexity", &["perplexity-ai", "pplx"]).labels(&["sonar"]),
    Provider::new("together", "", &["together-ai", "togetherai"]),
    Provider::new("voyageai", "", &["voyage", "voyage-ai"]),
    Provider::new("x-ai", "x_ai", &["xai", "grok"]).makes(&["grok-"]),
    Provider::new("zai", "", &["z-ai"]),
    Provider::new("zhipuai", "", &["zhipu", "zhipu-ai", "bigmodel"]),
];

/// A provider's name in lower case, with one separator instead of four.
pub(super) fn normalize(provider: &str) -> String {
    provider.trim().to_lowercase().replace(['_', '.', ' '], "-")
}

fn by_spelling(normalized: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == normalized || provider.aliases.contains(&normalized))
}

/// The provider of a model in OpenTelemetry's conventions, by the prefix of its name, else by who makes models of that
/// name; `_OTHER` if neither is known.
///
/// It is the value of a label and decides no price.
pub(crate) fn provider_name(model: &str) -> &'static str {
    let has_name = |provider: &&Provider| !provider.otel_name.is_empty();
    let by_prefix = model.split_once('/').and_then(|(prefix, _)| by_spelling(&normalize(prefix))).filter(has_name);
    let name = model.rsplit('/').next().unwrap_or(model);
    let starts = |provider: &&Provider| {
        let prefixes = [provider.model_prefixes, provider.label_prefixes].into_iter().flatten();
        prefixes.into_iter().any(|start| name.starts_with(start))
    };
    let by_model = || if is_bedrock_name(name) { by_spelling("aws") } else { PROVIDERS.iter().find(starts) };
    by_prefix.or_else(by_model).map_or("_OTHER", |provider| provider.otel_name)
}

/// The provider that a model name implies: Bedrock by its dotted names, and the makers whose names the catalog's own rules
/// know only in part (`chatgpt-4o-latest`, `ft:gpt-4o-…`, `claude-…@…`).
#[cfg(feature = "prices")]
pub(super) fn infer_provider(model: &str) -> Option<&'static str> {
    if is_bedrock_name(model) {
        return Some("aws");
    }
    let makes = |provider: &&Provider| provider.model_prefixes.iter().any(|start| model.starts_with(start));
    PROVIDERS.iter().find(makes).map(|provider| provider.id)
}

/// Gateways that sell nothing themselves: the name behind theirs says who does.
#[cfg(feature = "prices")]
pub(super) fn is_gateway(provider: &str) -> bool {
    ["litellm", "litellm-proxy"].contains(&normalize(provider).as_str())
}

/// The catalog's id of a provider in any spelling, out of the ids that the catalog has.
#[cfg(feature = "prices")]
pub(super) fn id_of<'a>(spelling: &str, mut ids: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let spelling = normalize(spelling);
    let wanted = by_spelling(&spelling).map_or(spelling.as_str(), |provider| provider.id);
    ids.find(|id| normalize(id) == wanted)
}

/// The id that genai-prices would have for a provider as LiteLLM spells it.
#[cfg(feature = "prices")]
pub(super) fn canonical(spelling: &str) -> String {
    let spelling = normalize(spelling);
    // `vertex_ai-anthropic_models` is a part of Vertex.
    let spelling = if spelling.starts_with("vertex-ai-") { "vertex-ai" } else { &spelling };
    by_spelling(spelling).map_or(spelling, |provider| provider.id).to_owned()
}

/// Regions of Bedrock's inference profiles that share one price; `global` has prices, and ids, of its own.
pub(super) const REGIONS: &[&str] = &["us", "us-gov", "eu", "apac", "au", "jp", "in", "ca", "sa", "regional"];

/// `anthropic.claude-opus-4-5-v1:0`, with or without a region in front, or an ARN.
fn is_bedrock_name(model: &str) -> bool {
    model.starts_with("arn:aws:bedrock:") || without_vendor(model).is_some()
}

/// What follows the region and the vendor in a name of Bedrock's: `us.anthropic.claude-opus-4-5-v1:0` → `claude-opus-4-5-v1:0`.
pub(super) fn without_vendor(model: &str) -> Option<&str> {
    const VENDORS: &[&str] =
        &["anthropic", "amazon", "meta", "mistral", "cohere", "ai21", "deepseek", "openai", "qwen", "google", "nvidia"];
    let without_region = match model.split_once('.') {
        Some((first, rest)) if REGIONS.contains(&first) || first == "global" => rest,
        _ => model,
    };
    without_region.split_once('.').filter(|(vendor, _)| VENDORS.contains(vendor)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "prices")]
    #[test]
    fn spellings_lead_to_one_id() {
        let ids = ["aws", "azure", "google", "together", "x-ai", "huggingface_together"];
        for (spelling, id) in [
            ("AWS.Bedrock", Some("aws")),
            ("azure_openai", Some("azure")),
            ("vertex_ai", Some("google")),
            ("gcp.gemini", Some("google")),
            ("together_ai", Some("together")),
            ("xAI", Some("x-ai")),
            ("huggingface_together", Some("huggingface_together")),
            ("my-google-proxy", None),
            ("openai", None),
        ] {
            assert_eq!(id_of(spelling, ids.into_iter()), id, "{spelling}");
        }
    }

    #[cfg(feature = "prices")]
    #[test]
    fn model_names_imply_their_maker() {
        assert_eq!(infer_provider("us.anthropic.claude-opus-4-5-v1:0"), Some("aws"));
        assert_eq!(infer_provider("anthropic.claude-opus-4-5-v1:0"), Some("aws"));
        assert_eq!(infer_provider("gpt-4.1"), Some("openai"));
        assert_eq!(infer_provider("my.model"), None);
        assert_eq!(infer_provider("mistral-large"), None, "in labels only");
    }

    #[test]
    fn opentelemetry_has_names_of_its_own() {
        for (model, provider) in [
            ("gpt-4o", "openai"),
            ("anthropic/claude-sonnet-4-5", "anthropic"),
            ("openrouter/anthropic/claude-opus-4.5", "anthropic"),
            ("bedrock/anthropic.claude-sonnet-4-5", "aws.bedrock"),
            ("amazon.nova-pro-v1:0", "aws.bedrock"),
            ("azure_openai/my-deployment", "azure.ai.openai"),
            ("gemini/gemini-2.5-pro", "gcp.gemini"),
            ("vertex_ai/gemini-2.5-pro", "gcp.vertex_ai"),
            ("mistral-large", "mistral_ai"),
            ("together/kimi-k2", "moonshot_ai"),
            ("watsonx/granite", "ibm.watsonx.ai"),
            ("ollama/llama3", "_OTHER"),
            ("unknown", "_OTHER"),
        ] {
            assert_eq!(provider_name(model), provider, "{model}");
        }
    }
}
