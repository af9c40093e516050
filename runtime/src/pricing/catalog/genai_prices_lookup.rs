//! Finds the model in `genai-prices` that a name in the user's code means.
//!
//! Many of the catalog's rules are generous: they find `claude-opus-4-5` for every name that starts so, and `nova-pro` for
//! every name that contains it. The price of another model is worse than none, so a match counts only if one of these holds:
//!
//! - the name has the same words as the id that was found: `claude-4.5-opus-20251101` and `claude-opus-4-5`;
//! - the rule is an exact one (the catalog's aliases are): with more before or after it the name is not found;
//! - the name is the shortest that the rule finds: with one character less it is not found.

use super::{
    super::{
        model_name::{has_same_words, may_be_same_version, versions_of, with_other_separators},
        providers::{id_of, infer_provider, is_gateway},
    },
    aliases::aliases,
    genai_prices_catalog::GenaiPrices,
    reference::Reference,
};
use genai_prices::{PriceRequest, Usage};

pub(super) fn find(catalog: &GenaiPrices, provider: Option<&str>, model: &str) -> Option<Reference> {
    // The rules ignore the case of a name, but for the regular expressions, which expect lower case.
    let name = model.trim().to_lowercase();
    let found =
        readings(catalog, provider, &name).into_iter().find_map(|(provider, name)| find_at(catalog, provider, name));
    found.filter(|found| !catalog.has_only_other_units(found))
}

/// The ways to read a name, as a provider and that provider's name of the model.
fn readings<'a>(catalog: &'a GenaiPrices, provider: Option<&str>, name: &'a str) -> Vec<(&'a str, &'a str)> {
    let name = match name.split_once('/') {
        Some((first, rest)) if is_gateway(first) => rest,
        _ => name,
    };
    let split = name.split_once('/');
    let prefix = split.and_then(|(first, rest)| Some((catalog.provider(first)?, rest)));
    let hosted = split.and_then(|(first, rest)| {
        // `huggingface/together/…`: the catalog has an id for each host behind Hugging Face.
        let (host, rest) = rest.split_once('/').filter(|_| first == "huggingface")?;
        Some((catalog.provider(&format!("huggingface_{host}"))?, rest))
    });
    match provider.filter(|provider| !provider.trim().is_empty() && !is_gateway(provider)) {
        // A provider that the catalog does not know may charge any price.
        Some(provider) => {
            let Some(provider) = catalog.provider(provider) else { return Vec::new() };
            let rest = prefix.filter(|(prefix, _)| *prefix == provider);
            std::iter::once((provider, name)).chain(rest).collect()
        }
        None => match hosted.or(prefix) {
            Some((provider, rest)) => vec![(provider, rest), (provider, name)],
            None => infer_provider(name)
                .and_then(|provider| catalog.provider(provider))
                .or_else(|| catalog.provider_by_model(name))
                .map(|provider| (provider, name))
                .into_iter()
                .collect(),
        },
    }
}

fn find_at(catalog: &GenaiPrices, provider: &str, name: &str) -> Option<Reference> {
    aliases(provider, name).iter().find_map(|full| {
        let versions: Vec<&str> = versions_of(provider, full).collect();
        let as_they_are =
            versions.iter().flat_map(|name| [Some((*name).to_owned()), with_other_separators(name)]).flatten();
        // Some of Mistral's models are in the catalog only as `…-latest`. (Elsewhere that is a name of its own:
        // `gemini-flash-latest` is whichever model is the latest, and `gemini-flash` is no model.)
        let latest = versions.iter().filter(|_| provider == "mistral").map(|name| format!("{name}-latest"));
        as_they_are.chain(latest).find_map(|name| {
            let id = catalog.id_at(provider, &name)?;
            if !may_be_same_version(provider, full, &id) {
                return None;
            }
            let sure = has_same_words(provider, &name, &id)
                || is_exact(catalog, provider, &name, &id)
                || is_shortest(catalog, provider, &name, &id);
            sure.then(|| Reference { provider: provider.into(), name: name.into(), id: id.into() })
        })
    })
}

fn is_exact(catalog: &GenaiPrices, provider: &str, name: &str, id: &str) -> bool {
    !catalog.finds(provider, &format!("{name}-zzq"), id) && !catalog.finds(provider, &format!("zzq-{name}"), id)
}

fn is_shortest(catalog: &GenaiPrices, provider: &str, name: &str, id: &str) -> bool {
    let (mut without_first, mut without_last) = (name.chars(), name.chars());
    let Some(last) = without_first.next().and(without_last.next_back()) else { return false };
    let (without_last, without_first) = (without_last.as_str(), without_first.as_str());
    // A rule that ends in "any digit" finds a class of names, not one.
    let any_digit = last.is_ascii_digit()
        && ['3', '5', '7']
            .into_iter()
            .filter(|digit| *digit != last)
            .all(|digit| catalog.finds(provider, &format!("{without_last}{digit}"), id));
    last.is_alphanumeric()
        && !any_digit
        && !catalog.finds(provider, without_last, id)
        && !catalog.finds(provider, without_first, id)
}

impl GenaiPrices {
    fn provider(&self, spelling: &str) -> Option<&str> {
        id_of(spelling, self.calculator().providers().map(genai_prices::ProviderInfo::id))
    }

    /// The provider whose rule for its own models matches the name.
    fn provider_by_model(&self, name: &str) -> Option<&str> {
        let found = self.calculator().calculate(&PriceRequest::new(name, &Usage::new())).ok()?;
        self.calculator().providers().map(genai_prices::ProviderInfo::id).find(|id| *id == found.provider_id)
    }

    /// The id of the model that the catalog's rules find, right or not.
    fn id_at(&self, provider: &str, name: &str) -> Option<String> {
        let usage = Usage::new();
        let request = PriceRequest::new(name, &usage).with_provider_id(provider);
        self.calculator().calculate(&request).ok().map(|found| found.model_id)
    }

    fn finds(&self, provider: &str, name: &str, id: &str) -> bool {
        self.id_at(provider, name).is_some_and(|found| found == id)
    }
}
