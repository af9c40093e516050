//! Routes `GET /metrics` and `GET /health`, and answers them.

use super::{
    compression,
    rendering::{Rendering, Variant},
};
use crate::{encoding::Format, instance::Metrics};
use axum::{
    Router,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use std::sync::Arc;

/// `GET /metrics` and `GET /health`, to mount in an axum (0.8) app of your own, instead of [`serve`](crate::serve).
///
/// It has these two routes and nothing else, no fallback either, so that it goes with your own by `nest` or `merge`, whatever
/// the app's state is. With a `/health` of your own, take `nest`: axum refuses (with a panic) to `merge` two routes of one path.
///
/// `/metrics` is in the text format of Prometheus (0.0.4), or that of `OpenMetrics` (1.0.0), by `Accept`; compressed with
/// gzip by `Accept-Encoding`. `/health` answers `ok`.
///
/// ```
/// use axum::{Router, extract::State, routing::get};
///
/// #[derive(Clone)]
/// struct App { name: &'static str }
///
/// let app: Router = Router::new()
///     .route("/health", get(async |State(app): State<App>| app.name))
///     .nest("/agent", agent_metrics::router())
///     .with_state(App { name: "fine" });
/// ```
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Metrics::global().router()
}

impl Metrics {
    /// As [`router`](crate::router), for what this instance recorded.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let rendering = Rendering::new(self.instance().clone());
        let metrics = move |headers: HeaderMap| metrics(Arc::clone(&rendering), headers);
        Router::new().route("/metrics", get(metrics)).route("/health", get(health))
    }

    /// The routes of a server that has no others: a request to another path is answered with theirs.
    pub(super) fn standalone_router(&self) -> Router {
        self.router().fallback(async || (StatusCode::NOT_FOUND, "not found: see /metrics and /health\n"))
    }
}

async fn health() -> Response {
    ([(CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// The value of a header; the values of several headers of one name are one list.
fn list(headers: &HeaderMap, name: HeaderName) -> String {
    let values: Vec<_> = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok()).collect();
    values.join(",")
}

async fn metrics(rendering: Arc<Rendering>, headers: HeaderMap) -> Response {
    let format = Format::accepted(&list(&headers, ACCEPT));
    let compressed = compression::accepts_gzip(&list(&headers, ACCEPT_ENCODING));
    let Some(text) = rendering.text(Variant { format, compressed }).await else { return unavailable() };
    let headers =
        [(CONTENT_TYPE, format.content_type()), (VARY, "Accept, Accept-Encoding"), (CACHE_CONTROL, "no-store")];
    let mut response = (headers, text.body).into_response();
    response.extensions_mut().insert(text.lease);
    if text.compressed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn unavailable() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, "no-store")], "it can't be rendered now\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_over_two_headers_is_one() {
        let accepted = |headers: &HeaderMap| Format::accepted(&list(headers, ACCEPT));
        let mut headers = HeaderMap::new();
        assert_eq!(accepted(&headers), Format::Prometheus);
        headers.append(ACCEPT, HeaderValue::from_static("text/plain;q=0.5"));
        headers.append(ACCEPT, HeaderValue::from_static("application/openmetrics-text"));
        assert_eq!(accepted(&headers), Format::OpenMetrics);
    }
}
