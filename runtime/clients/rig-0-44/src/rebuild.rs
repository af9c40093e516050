//! Rebuilds rig's stream type around the metered stream, in the way in which rig itself carries streams over its bus.

use futures::{Stream, StreamExt, future, stream};
use rig_core::{
    ErrorReport, ProviderError,
    streaming::{CompletionStream, Item, Relayed, StreamEvent},
};
use std::pin::Pin;

impl agent_metrics::RewrapStream<crate::Rig> for CompletionStream {
    fn rewrapped(metered: impl Stream<Item = <Self as Stream>::Item> + AsRef<Self> + Send + 'static) -> Self {
        let origin = metered.as_ref().partial().origin;
        Self::relay(origin.provider.clone(), Box::pin(relayed(metered)))
    }

    fn ended(&self, call: &agent_metrics::LlmHandle) {
        use agent_metrics::client::ClientResponse;
        let response = self.partial();
        if let Some(usage) = response.usage() {
            call.usage(usage);
        }
        if let Some(model) = response.model() {
            call.answered_by(model);
        }
        if let Some(failed) = response.failure().filter(|_| response.aborted.is_none()) {
            call.failed(failed);
        }
        match ClientResponse::finish_reason(&response) {
            Some(reason) => call.finish_reason(reason),
            None if response.aborted.is_none() => call.finished(),
            None => {}
        }
    }
}

/// Yields the origin of the answer, then its items, then the whole answer.
fn relayed<S>(metered: S) -> impl Stream<Item = Result<Relayed, ErrorReport>>
where
    S: Stream<Item = Result<Item<StreamEvent>, ProviderError>> + AsRef<CompletionStream>,
{
    let origin = metered.as_ref().partial().origin;
    let first = stream::once(future::ready(Ok(Relayed::Origin(origin))));
    first.chain(stream::unfold(Some(Box::pin(metered)), |reading| async move {
        let mut reading = reading?;
        match reading.next().await {
            Some(Ok(item)) => Some((Ok(Relayed::Item(item)), Some(reading))),
            // rig itself reports `Truncated` for a relay that ends without an answer.
            Some(Err(ProviderError::Truncated)) => None,
            Some(Err(error)) => Some((Err(ErrorReport::from(&error)), None)),
            None => Some((Ok(answer(&reading)?), None)),
        }
    }))
}

/// Returns the answer, or `None` if the provider did not finish it.
fn answer<S: AsRef<CompletionStream>>(metered: &Pin<Box<S>>) -> Option<Relayed> {
    let response = metered.as_ref().get_ref().as_ref().partial();
    response.aborted.is_none().then(|| Relayed::Done(Box::new(response)))
}
