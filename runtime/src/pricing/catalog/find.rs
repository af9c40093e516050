//! From the name that the code calls to the model in the book.
//!
//! Many of the book's rules are generous: it finds `claude-opus-4-5` for whatever starts so, and `nova-pro` for whatever
//! contains it. A price of another model is worse than none, so a match counts only if one of these holds:
//!
//! - the name says the same as the id that was found: `claude-4.5-opus-20251101` and `claude-opus-4-5`;
//! - the rule is an exact one (the book's aliases are): with more before or behind it the name is not found;
//! - the name is the shortest that the rule finds: with a character less it is not found.

use super::{
    super::{
        model_name::{may_be_the_same_version, respelled, says_the_same, versions_of},
        provider::{id_of, infer_provider, is_gateway},
    },
    Reference,
    aliases::aliases,
    genai::GenAi,
};
use genai_prices::{PriceRequest, Usage};

pub(super) fn find(book: &GenAi, provider: Option<&str>, model: &str) -> Option<Reference> {
    // The book is found without regard to case, but for its regular expressions, which want lower case.
    let name = model.trim().to_lowercase();
    readings(book, provider, &name).into_iter().find_map(|(provider, name)| find_at(book, provider, name))
}

/// The ways to read the name: who sells it, and what they call it.
fn readings<'a>(book: &'a GenAi, provider: Option<&str>, name: &'a str) -> Vec<(&'a str, &'a str)> {
    let name = match name.split_once('/') {
        Some((first, rest)) if is_gateway(first) => rest,
        _ => name,
    };
    let split = name.split_once('/');
    let prefix = split.and_then(|(first, rest)| Some((book.provider(first)?, rest)));
    let hosted = split.and_then(|(first, rest)| {
        // `huggingface/together/…`: the book has an id for each host behind it.
        let (host, rest) = rest.split_once('/').filter(|_| first == "huggingface")?;
        Some((book.provider(&format!("huggingface_{host}"))?, rest))
    });
    match provider.filter(|provider| !provider.trim().is_empty() && !is_gateway(provider)) {
        // Someone whom the book does not know may ask any price.
        Some(provider) => {
            let Some(provider) = book.provider(provider) else { return Vec::new() };
            let rest = prefix.filter(|(prefix, _)| *prefix == provider);
            std::iter::once((provider, name)).chain(rest).collect()
        }
        None => match hosted.or(prefix) {
            Some((provider, rest)) => vec![(provider, rest), (provider, name)],
            None => infer_provider(name)
                .and_then(|provider| book.provider(provider))
                .or_else(|| book.provider_by_model(name))
                .map(|provider| (provider, name))
                .into_iter()
                .collect(),
        },
    }
}

fn find_at(book: &GenAi, provider: &str, name: &str) -> Option<Reference> {
    aliases(provider, name).iter().find_map(|full| {
        let versions: Vec<&str> = versions_of(provider, full).collect();
        let as_they_are = versions.iter().flat_map(|name| [Some((*name).to_owned()), respelled(name)]).flatten();
        // Some of Mistral's models are in the book only as `…-latest`. (Elsewhere that is an alias of its own:
        // `gemini-flash-latest` is whichever is the latest, and `gemini-flash` no model.)
        let latest = versions.iter().filter(|_| provider == "mistral").map(|name| format!("{name}-latest"));
        as_they_are.chain(latest).find_map(|name| {
            let id = book.id_at(provider, &name)?;
            if !may_be_the_same_version(provider, full, &id) {
                return None;
            }
            let sure = says_the_same(provider, &name, &id)
                || is_exact(book, provider, &name, &id)
                || is_shortest(book, provider, &name, &id);
            sure.then(|| Reference { provider: provider.into(), name: name.into(), id: id.into() })
        })
    })
}

fn is_exact(book: &GenAi, provider: &str, name: &str, id: &str) -> bool {
    !book.finds(provider, &format!("{name}-zzq"), id) && !book.finds(provider, &format!("zzq-{name}"), id)
}

fn is_shortest(book: &GenAi, provider: &str, name: &str, id: &str) -> bool {
    let Some((last, first)) = name.chars().next_back().zip(name.chars().next()) else { return false };
    let (without_last, without_first) = (&name[..name.len() - last.len_utf8()], &name[first.len_utf8()..]);
    // A rule that ends in "any digit" finds no name but a class of them.
    let any_digit = last.is_ascii_digit()
        && ['3', '5', '7']
            .into_iter()
            .filter(|digit| *digit != last)
            .all(|digit| book.finds(provider, &format!("{without_last}{digit}"), id));
    last.is_alphanumeric()
        && !any_digit
        && !book.finds(provider, without_last, id)
        && !book.finds(provider, without_first, id)
}

impl GenAi {
    fn provider(&self, spelling: &str) -> Option<&str> {
        id_of(spelling, self.calculator().providers().map(genai_prices::ProviderInfo::id))
    }

    /// The provider whose rule for its own models knows the name.
    fn provider_by_model(&self, name: &str) -> Option<&str> {
        let found = self.calculator().calculate(&PriceRequest::new(name, &Usage::new())).ok()?;
        self.calculator().providers().map(genai_prices::ProviderInfo::id).find(|id| *id == found.provider_id)
    }

    /// The id of the model that the book's rules find, right or not.
    fn id_at(&self, provider: &str, name: &str) -> Option<String> {
        let usage = Usage::new();
        let request = PriceRequest::new(name, &usage).with_provider_id(provider);
        self.calculator().calculate(&request).ok().map(|found| found.model_id)
    }

    fn finds(&self, provider: &str, name: &str, id: &str) -> bool {
        self.id_at(provider, name).is_some_and(|found| found == id)
    }
}
