//! Prices the calls of one model: by the rates that need no catalog, else by the active catalog, else by the fallback price.

use super::{
    active_catalog::{ActiveCatalog, CatalogOfGeneration},
    billable_counts::BillableCounts,
    catalog::{Catalog, Reference},
    estimate::Priced,
    flat_rates::FlatRates,
    timed_rates::TimedRates,
};
use crate::{ServiceTier, clock::Moment, usage::DisjointUsage};
use parking_lot::RwLock;
use std::{sync::Arc, time::SystemTime};

/// Shared by all series of the model.
#[derive(Debug)]
pub(super) struct ModelPrice {
    provider: Option<Box<str>>,
    model: Box<str>,
    /// Rates that no catalog changes: the user's own, or nothing.
    fixed: Option<FlatRates>,
    /// Rates of a model that the catalog does not know.
    fallback: Option<FlatRates>,
    /// Kept so that a name is looked up once a catalog, and flat rates are sampled once an hour.
    lookup: RwLock<Option<Lookup>>,
}

/// What is known from the catalog of one generation. It does not keep that catalog, which may have been replaced since.
#[derive(Debug)]
struct Lookup {
    generation: u64,
    reference: Option<Arc<Reference>>,
    /// By service tier.
    rates: [Option<TimedRates>; ServiceTier::Unknown as usize + 1],
}

/// A model in a catalog.
type Entry = (Arc<Catalog>, Arc<Reference>);

impl ModelPrice {
    pub(super) fn new(
        provider: Option<&str>,
        model: &str,
        fixed: Option<FlatRates>,
        fallback: Option<FlatRates>,
    ) -> Self {
        Self { provider: provider.map(Box::from), model: model.into(), fixed, fallback, lookup: RwLock::default() }
    }

    pub(super) fn price(&self, usage: &DisjointUsage<'_>, ended: Moment, active: &ActiveCatalog) -> Priced {
        let counts = BillableCounts::from(usage);
        if let Some(fixed) = &self.fixed {
            return fixed.price(&counts);
        }
        let Some(rates) = self.known_or_look_up(counts.tier, ended, active) else { return Priced::NotReady };
        if rates.flat.apply_to(&counts) {
            return rates.flat.price(&counts);
        }
        let Some((_, entry)) = self.entry(active) else { return Priced::NotReady };
        let Some(entry) = entry else {
            // The fallback has rates of every call, so the catalog was replaced in between by one that lacks the model.
            return self.fallback.map_or(Priced::Unknown, |fallback| fallback.price(&counts));
        };
        let estimate = |counts| entry.0.estimate(&entry.1, counts, SystemTime::now());
        match estimate(counts) {
            Some(estimate) => Priced::Cost(estimate),
            // A call that used nothing has a cost unless the model has no price of tokens.
            None if estimate(BillableCounts::default()).is_some() => Priced::Implausible,
            None => Priced::Unknown,
        }
    }

    /// The rates of calls on standard terms; `None` while the catalog is being loaded.
    pub(super) fn rates(&self, active: &ActiveCatalog) -> Option<TimedRates> {
        if let Some(fixed) = self.fixed {
            return Some(TimedRates::always(fixed, active.generation()));
        }
        self.known_or_look_up(ServiceTier::Standard, Moment::now(), active)
    }

    /// `None` while the catalog is being loaded.
    fn known_or_look_up(&self, tier: ServiceTier, ended: Moment, active: &ActiveCatalog) -> Option<TimedRates> {
        self.known(tier, ended, active).or_else(|| self.look_up(tier, active))
    }

    fn known(&self, tier: ServiceTier, ended: Moment, active: &ActiveCatalog) -> Option<TimedRates> {
        let lookup = self.lookup.read();
        lookup.as_ref()?.rates[tier as usize].filter(|rates| rates.hold(ended, active.generation()))
    }

    /// Looks the model up in the active catalog; `None` while it is being loaded. The lock is not held meanwhile.
    #[cold]
    fn look_up(&self, tier: ServiceTier, active: &ActiveCatalog) -> Option<TimedRates> {
        let (generation, entry) = self.entry(active)?;
        let rates = self.sample(entry.as_ref(), tier, SystemTime::now(), generation);
        let mut lookup = self.lookup.write();
        let lookup = match &mut *lookup {
            Some(lookup) if lookup.generation == generation => lookup,
            outdated => {
                let reference = entry.map(|(_, reference)| reference);
                outdated.insert(Lookup { generation, reference, rates: Default::default() })
            }
        };
        lookup.rates[tier as usize] = Some(rates);
        Some(rates)
    }

    /// The generation of the active catalog, and the model in it; `None` while it is being loaded.
    fn entry(&self, active: &ActiveCatalog) -> Option<(u64, Option<Entry>)> {
        let CatalogOfGeneration { generation, catalog } = active.get()?;
        let known = |lookup: &Lookup| (lookup.generation == generation).then(|| lookup.reference.clone());
        let known = self.lookup.read().as_ref().and_then(known);
        let entry = match known {
            Some(reference) => catalog.zip(reference),
            None => self.find(catalog),
        };
        Some((generation, entry))
    }

    /// The rates of the catalog's entry, or the fallback.
    pub(super) fn sample(
        &self,
        entry: Option<&Entry>,
        tier: ServiceTier,
        time: SystemTime,
        generation: u64,
    ) -> TimedRates {
        match entry {
            Some((catalog, model)) => TimedRates::for_hour(catalog.flat_rates(model, tier, time), time, generation),
            None => TimedRates::always(self.fallback.unwrap_or(FlatRates::INAPPLICABLE), generation),
        }
    }

    pub(super) fn find(&self, catalog: Option<Arc<Catalog>>) -> Option<Entry> {
        let catalog = catalog?;
        let reference = catalog.find(self.provider.as_deref(), &self.model)?;
        Some((catalog, Arc::new(reference)))
    }
}
