//! One model's name in several spellings.

/// What the provider's models are called elsewhere, and what the book calls them.
pub(super) fn spellings(provider: &str, name: &str) -> Vec<String> {
    let mut spellings = vec![name.to_owned()];
    let last = name.rsplit_once('/').map(|(_, last)| last);
    match provider {
        "aws" => {
            // `converse/us-east-1/…`, an ARN.
            let name = last.unwrap_or(name);
            spellings.push(name.to_owned());
            // The book's ids say `regional`, which is no region that its rules know.
            spellings.extend(name.strip_prefix("regional.").map(|rest| format!("us.{rest}")));
        }
        // `models/…`, `publishers/google/models/…`.
        "google" => spellings.extend(last.map(str::to_owned)),
        "fireworks" if last.is_none() => {
            spellings.extend(["models", "routers"].map(|kind| format!("accounts/fireworks/{kind}/{name}")));
        }
        // `ft:gpt-4o-2024-08-06:organisation::id` costs what every fine-tuned `gpt-4o` costs.
        "openai" | "azure" if name.starts_with("ft:") => {
            spellings.extend(name.match_indices(':').nth(1).map(|(end, _)| name[..end].to_owned()));
        }
        _ => {}
    }
    spellings
}
