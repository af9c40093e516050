//! Routes `GET /metrics` and `GET /health`, and answers them.

use super::{compression, negotiation};
use crate::instance;
use axum::{
    Router,
    body::Bytes,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// `GET /metrics` and `GET /health`, to mount in an axum (0.8) server of your own, instead of [`serve`](crate::serve).
///
/// It has these two routes and nothing else, no fallback either, so that it goes with your own by `nest` or `merge`. With
/// a `/health` of your own, take `nest`: axum refuses (with a panic) to `merge` two routes of one path.
///
/// `/metrics` is in the text format of Prometheus (0.0.4), or that of `OpenMetrics` (1.0.0), by `Accept`; compressed with
/// gzip by `Accept-Encoding`. `/health` answers `ok`.
///
/// ```
/// use axum::{Router, routing::get};
///
/// let app: Router = Router::new().route("/health", get(|| async { "fine" })).nest("/agent", agent_metrics::router());
/// ```
pub fn router() -> Router {
    Router::new().route("/metrics", get(metrics)).route("/health", get(health))
}

/// The routes of a server that has no others: a request to another path is answered with theirs.
pub(super) fn standalone() -> Router {
    router().fallback(async || (StatusCode::NOT_FOUND, "not found: see /metrics and /health\n"))
}

async fn health() -> Response {
    ([(CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// One text is rendered at a time, so that many clients cost no more memory and cores than one.
static RENDERING: Semaphore = Semaphore::const_new(1);

async fn metrics(headers: HeaderMap) -> Response {
    let format = negotiation::format(&headers);
    let compressed = compression::accepts_gzip(&headers);
    let Ok(turn) = RENDERING.acquire().await else { return unavailable() };
    // Ten thousand label sets take tens of milliseconds, in which the runtime would do nothing else. The hand-over to a
    // blocking thread costs some microseconds.
    let rendered = spawn_blocking(move || {
        let _turn = turn;
        let text = instance::render(format);
        match compressed.then(|| compression::gzip(&text)).flatten() {
            Some(compressed) => (Bytes::from(compressed), true),
            None => (Bytes::from(text), false),
        }
    });
    // An error says that the runtime is shutting down.
    let Ok((body, compressed)) = rendered.await else { return unavailable() };
    let headers =
        [(CONTENT_TYPE, format.content_type()), (VARY, "Accept, Accept-Encoding"), (CACHE_CONTROL, "no-store")];
    let mut response = (headers, body).into_response();
    if compressed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn unavailable() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, "no-store")], "stopping\n").into_response()
}
