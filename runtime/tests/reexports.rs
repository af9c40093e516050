//! The crates whose types are in the API are re-exported in the version that the API has.
#![allow(missing_docs)]

#[cfg(feature = "registry")]
use agent_metrics::prometheus::{self, IntCounter, Registry};

#[cfg(feature = "registry")]
#[test]
fn prometheus_has_the_types_of_the_registry() -> Result<(), prometheus::Error> {
    let registry: &'static Registry = agent_metrics::registry();
    let jobs = IntCounter::new("reexported_total", "Counts jobs.")?;
    registry.register(Box::new(jobs.clone()))?;
    jobs.inc();
    assert!(agent_metrics::render().contains("reexported_total 1\n"));
    Registry::new().register(Box::new(agent_metrics::Metrics::global().collector()))
}

#[test]
fn futures_core_has_the_trait_of_metered_streams() {
    use agent_metrics::{TokenUsage, futures_core::Stream};

    fn size_of_items<S: Stream>(_: &S) -> usize {
        size_of::<S::Item>()
    }
    let items = futures::stream::empty::<TokenUsage>();
    assert_eq!(size_of_items(&agent_metrics::LlmCall::start("m").stream(items)), size_of::<TokenUsage>());
}

#[cfg(feature = "server")]
#[test]
fn axum_has_the_router() {
    use agent_metrics::axum::Router;

    let routes: Router = agent_metrics::router();
    assert!(routes.has_routes());
}

#[cfg(feature = "serde")]
#[test]
fn serde_has_the_traits_of_the_values() {
    use agent_metrics::{
        ErrorType,
        pricing::Cost,
        serde::{Serialize, de::DeserializeOwned},
    };

    fn is_stored<T: Serialize + DeserializeOwned>() {}
    is_stored::<Cost>();
    is_stored::<ErrorType>();
}

#[cfg(feature = "json")]
#[test]
fn serde_json_has_the_raw_bodies() {
    use agent_metrics::{LlmResponse, serde_json::json};

    let body = json!({ "usage": { "prompt_tokens": 12, "completion_tokens": 3 }, "object": "chat.completion" });
    assert_eq!(body.usage().map(|usage| usage.total_tokens()), Some(15));
}
