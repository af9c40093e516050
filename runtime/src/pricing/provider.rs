//! Who sells the model: the aliases of providers, and names that tell their provider.

use super::normalize;

/// Providers whose spelling elsewhere is not their id in the book; the left side is [`normalize`].
const ALIASES: &[(&str, &[&str])] = &[
    ("anthropic", &["claude"]),
    ("aws", &["bedrock", "amazon", "amazon-bedrock", "aws-bedrock", "bedrock-converse", "bedrock-runtime"]),
    ("azure", &["azure-openai", "azureopenai", "azure-ai", "azure-ai-inference", "azure-ai-openai", "az-ai-openai"]),
    ("cloudflare", &["workers-ai", "cloudflare-workers-ai"]),
    ("cohere", &["cohere-chat"]),
    ("fireworks", &["fireworks-ai", "fireworksai"]),
    ("github-copilot", &["copilot", "githubcopilot"]),
    (
        "google",
        &[
            "gemini",
            "google-ai",
            "google-gemini",
            "google-genai",
            "google-generativeai",
            "google-gla",
            "google-vertex",
            "googleai",
            "gcp-gemini",
            "gcp-gen-ai",
            "gcp-vertex-ai",
            "vertex",
            "vertex-ai",
            "vertexai",
        ],
    ),
    ("minimax", &["minimaxai", "minimax-ai"]),
    ("mistral", &["mistralai", "mistral-ai"]),
    ("moonshotai", &["moonshot", "moonshot-ai", "kimi"]),
    ("novita", &["novita-ai"]),
    ("openai", &["open-ai", "openai-chat", "openai-responses", "chatgpt"]),
    ("openrouter", &["open-router"]),
    ("perplexity", &["perplexity-ai", "pplx"]),
    ("together", &["together-ai", "togetherai"]),
    ("voyageai", &["voyage", "voyage-ai"]),
    ("x-ai", &["xai", "grok"]),
    ("zai", &["z-ai"]),
    ("zhipuai", &["zhipu", "zhipu-ai", "bigmodel"]),
];

/// Gateways that sell nothing themselves: the name behind them tells who does.
const GATEWAYS: &[&str] = &["litellm", "litellm-proxy"];

pub(super) fn is_gateway(provider: &str) -> bool {
    GATEWAYS.contains(&normalize(provider).as_str())
}

/// The book's id for a spelling of a provider, out of the ids that it has.
pub(super) fn id_of<'a>(spelling: &str, mut ids: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let spelling = normalize(spelling);
    let known = ALIASES.iter().find(|(_, others)| others.contains(&spelling.as_str()));
    let wanted = known.map_or(spelling.as_str(), |(id, _)| id);
    ids.find(|id| normalize(id) == wanted)
}

/// The id that the book has for the provider, if it has one, for a provider as LiteLLM writes it.
pub(super) fn canonical(spelling: &str) -> String {
    let normalize = normalize(spelling);
    // `vertex_ai-anthropic_models`, `bedrock_converse`
    let base = if normalize.starts_with("vertex-ai-") { "vertex-ai" } else { &normalize };
    let known = ALIASES.iter().find(|(_, others)| others.contains(&base));
    known.map_or(base, |(id, _)| id).to_owned()
}

/// The provider that a bare name tells: Bedrock's dotted names, and the makers whose names the book's own rules know
/// only in part (`chatgpt-4o-latest`, `ft:gpt-4o-…`, `claude-…@…`).
pub(super) fn infer_provider(name: &str) -> Option<&'static str> {
    let starts = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if starts(&["arn:aws:bedrock:"]) || without_region(name).is_some_and(is_bedrock_vendor) {
        return Some("aws");
    }
    let of_makers: [(&[&str], &'static str); 5] = [
        (&["claude-"], "anthropic"),
        (&["gemini-", "models/gemini-"], "google"),
        (&["gpt-", "chatgpt-", "o1", "o3", "o4", "codex-", "text-embedding-", "ft:gpt-"], "openai"),
        (&["deepseek-"], "deepseek"),
        (&["grok-"], "x-ai"),
    ];
    of_makers.into_iter().find_map(|(names, provider)| starts(names).then_some(provider))
}

/// Bedrock's inference profiles that cost the same wherever they are; `global` costs less and is a name of its own.
pub(super) const REGIONS: &[&str] = &["us", "us-gov", "eu", "apac", "au", "jp", "in", "ca", "sa", "regional"];

fn without_region(name: &str) -> Option<&str> {
    let (first, rest) = name.split_once('.')?;
    Some(if REGIONS.contains(&first) || first == "global" { rest } else { name })
}

fn is_bedrock_vendor(name: &str) -> bool {
    const VENDORS: &[&str] =
        &["anthropic", "amazon", "meta", "mistral", "cohere", "ai21", "deepseek", "openai", "qwen", "google", "nvidia"];
    name.split_once('.').is_some_and(|(vendor, _)| VENDORS.contains(&vendor))
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn bare_names_tell_their_maker() {
        assert_eq!(infer_provider("us.anthropic.claude-opus-4-5-v1:0"), Some("aws"));
        assert_eq!(infer_provider("anthropic.claude-opus-4-5-v1:0"), Some("aws"));
        assert_eq!(infer_provider("gpt-4.1"), Some("openai"));
        assert_eq!(infer_provider("my.model"), None);
    }
}
