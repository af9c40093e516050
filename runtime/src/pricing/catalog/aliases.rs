//! Lists the other names that a provider's model may be called by.

/// The name as it was given, then names under which the catalog may have the same model.
pub(super) fn aliases(provider: &str, name: &str) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    let last = name.rsplit_once('/').map(|(_, last)| last);
    match provider {
        "aws" => {
            // `converse/us-east-1/…`, an ARN.
            let name = last.unwrap_or(name);
            names.push(name.to_owned());
            // The catalog's ids have `regional`, which its rules do not know as a region.
            names.extend(name.strip_prefix("regional.").map(|rest| format!("us.{rest}")));
        }
        // `models/…`, `publishers/google/models/…`.
        "google" => names.extend(last.map(str::to_owned)),
        "fireworks" if last.is_none() => {
            names.extend(["models", "routers"].map(|kind| format!("accounts/fireworks/{kind}/{name}")));
        }
        // `ft:gpt-4o-2024-08-06:organisation::id` costs what every fine-tuned `gpt-4o` costs.
        "openai" | "azure" if name.starts_with("ft:") => {
            names.extend(name.match_indices(':').nth(1).map(|(end, _)| name[..end].to_owned()));
        }
        _ => {}
    }
    names
}
