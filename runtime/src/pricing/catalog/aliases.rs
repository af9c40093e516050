//! One model's name in several aliases.

/// What the provider's models are called elsewhere, and what the book calls them.
pub(super) fn aliases(provider: &str, name: &str) -> Vec<String> {
    let mut aliases = vec![name.to_owned()];
    let last = name.rsplit_once('/').map(|(_, last)| last);
    match provider {
        "aws" => {
            // `converse/us-east-1/…`, an ARN.
            let name = last.unwrap_or(name);
            aliases.push(name.to_owned());
            // The book's ids say `regional`, which is no region that its rules know.
            aliases.extend(name.strip_prefix("regional.").map(|rest| format!("us.{rest}")));
        }
        // `models/…`, `publishers/google/models/…`.
        "google" => aliases.extend(last.map(str::to_owned)),
        "fireworks" if last.is_none() => {
            aliases.extend(["models", "routers"].map(|kind| format!("accounts/fireworks/{kind}/{name}")));
        }
        // `ft:gpt-4o-2024-08-06:organisation::id` costs what every fine-tuned `gpt-4o` costs.
        "openai" | "azure" if name.starts_with("ft:") => {
            aliases.extend(name.match_indices(':').nth(1).map(|(end, _)| name[..end].to_owned()));
        }
        _ => {}
    }
    aliases
}
