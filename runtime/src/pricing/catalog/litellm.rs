//! Reads LiteLLM's `model_prices_and_context_window.json`: an object of models, each with its prices a token.

mod fields;
mod model;
mod off_peak;

use super::{
    super::{
        billable_counts::BillableCounts,
        estimate::Estimate,
        model_name::{versions_of, with_other_separators},
        providers::{canonical, infer_provider, is_gateway},
    },
    aliases::aliases,
    reference::Reference,
};
use model::Model;
use serde_json::Value;
use std::{collections::BTreeMap, time::SystemTime};

#[derive(Debug)]
pub(super) struct LiteLlm {
    /// By name in lower case, as the file has it: with the provider in front, or without.
    models: BTreeMap<Box<str>, Model>,
    /// The names in the file, by the provider and the name without it.
    bare: BTreeMap<(Box<str>, Box<str>), Box<str>>,
}

impl LiteLlm {
    /// Reads a file; models without a price of tokens are left out.
    pub(super) fn from_json(json: &[u8]) -> Result<Self, String> {
        let file: BTreeMap<String, Value> = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        let mut catalog = Self { models: BTreeMap::new(), bare: BTreeMap::new() };
        for (name, entry) in file.into_iter().filter(|(name, _)| name != "sample_spec") {
            let entry = entry.as_object().ok_or_else(|| format!("`{name}` is no object"))?;
            let Some(model) = Model::from_json(entry).map_err(|reason| format!("`{name}`: {reason}"))? else {
                continue;
            };
            let name: Box<str> = name.to_lowercase().into();
            let bare = match name.split_once('/') {
                Some((first, rest)) if canonical(first) == *model.provider => rest,
                _ => &name,
            };
            catalog.bare.entry((model.provider.clone(), bare.into())).or_insert_with(|| name.clone());
            catalog.models.insert(name, model);
        }
        Ok(catalog)
    }

    pub(super) fn models(&self) -> usize {
        self.models.len()
    }

    pub(super) fn estimate(&self, model: &Reference, counts: BillableCounts, time: SystemTime) -> Option<Estimate> {
        self.models.get(&model.id)?.estimate(&counts, time)
    }

    /// Finds a model as strictly as in `genai-prices`: by its name in the file, with or without the provider and the date,
    /// with either separator in version numbers; never by a name that only starts so.
    pub(super) fn find(&self, provider: Option<&str>, model: &str) -> Option<Reference> {
        let name = model.trim().to_lowercase();
        let name = match name.split_once('/') {
            Some((first, rest)) if is_gateway(first) => rest,
            _ => &name,
        };
        let provider = provider.filter(|provider| !provider.trim().is_empty() && !is_gateway(provider));
        let prefix = name.split_once('/');
        if let Some(provider) = provider {
            // `gemini` and `vertex_ai` are both Google, and may charge different prices.
            let full = format!("{}/{name}", provider.trim().to_lowercase());
            let seller = canonical(provider);
            let rest = prefix.filter(|(first, _)| canonical(first) == seller).map(|(_, rest)| rest);
            let mut names = [Some(name), rest].into_iter().flatten();
            return self.of(&seller, &full).or_else(|| names.find_map(|name| self.sold_by(&seller, name)));
        }
        if self.models.contains_key(name) {
            return self.reference(name);
        }
        match prefix {
            Some((first, rest)) => self.sold_by(&canonical(first), rest),
            None => self.sold_by(infer_provider(name)?, name),
        }
    }

    fn sold_by(&self, seller: &str, name: &str) -> Option<Reference> {
        aliases(seller, name).iter().find_map(|full| {
            versions_of(seller, full)
                .flat_map(|name| [Some(name.to_owned()), with_other_separators(name)])
                .flatten()
                .find_map(|name| self.reference(self.bare.get(&(Box::from(seller), name.into()))?))
        })
    }

    fn of(&self, seller: &str, name: &str) -> Option<Reference> {
        self.reference(name).filter(|found| *found.provider == *seller)
    }

    fn reference(&self, name: &str) -> Option<Reference> {
        let (id, model) = self.models.get_key_value(name)?;
        Some(Reference { provider: model.provider.clone(), name: id.clone(), id: id.clone() })
    }
}

#[cfg(test)]
mod tests;
