//! What may get more variants or fields can't be matched, or made, as if it had no more.

use agent_metrics::{
    Count, InitError, OtelNames, ServeError, ServiceTier, Spend,
    pricing::{Cost, MissingPrice, PriceBookError},
};

fn missing(reason: MissingPrice) {
    match reason {
        MissingPrice::InputPrice | MissingPrice::CachedInputPrice | MissingPrice::CacheWritePrice => {}
        MissingPrice::OutputPrice | MissingPrice::AudioPrice | MissingPrice::ImagePrice => {}
        MissingPrice::WebSearchPrice | MissingPrice::ServiceTier => {}
    }
}

fn count(count: Count) {
    match count {
        Count::Unreported | Count::Reported(_) | Count::Negative => {}
    }
}

fn names(names: OtelNames) {
    match names {
        OtelNames::Own | OtelNames::OtelGenAi | OtelNames::OtelGenAiInference => {}
    }
}

fn tier(tier: ServiceTier) {
    match tier {
        ServiceTier::Standard
        | ServiceTier::Flex
        | ServiceTier::Priority
        | ServiceTier::Batch
        | ServiceTier::Unknown => {}
    }
}

fn serve(error: ServeError) {
    match error {
        ServeError::NotCompiledIn { .. } | ServeError::Address { .. } | ServeError::Lookup { .. } => {}
        ServeError::InUse { .. } | ServeError::Listen { .. } | ServeError::Thread { .. } => {}
    }
}

fn book(error: PriceBookError) {
    match error {
        PriceBookError::Unreadable { .. } | PriceBookError::Invalid { .. } | PriceBookError::Shrunken { .. } => {}
        PriceBookError::NotCompiledIn => {}
    }
}

fn init(error: InitError) {
    match error {
        InitError::AlreadyInitialised | InitError::Prefix { .. } | InitError::NoSuchHistogram { .. } => {}
        InitError::Buckets { .. } | InitError::ConstantLabel { .. } | InitError::Price { .. } => {}
        InitError::SeriesCap => {}
    }
}

fn main() {
    let _ = InitError::Prefix { prefix: String::new() };
    let _ = Spend {
        agent_id: String::new(),
        model: String::new(),
        tier: String::new(),
        worker_type: None,
        cost: Cost::default(),
        tokens: 0,
        unpriced_tokens: 0,
    };
    let _ = (missing, count, names, tier, serve, book, init);
}
