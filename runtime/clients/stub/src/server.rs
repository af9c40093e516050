//! Serves the stub's answers over HTTP.

use crate::{failures, ollama, openai_chat, openai_responses};
use serde_json::Value;
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::method};

/// A stub of a provider on loopback, which stops when it is dropped.
#[derive(Debug)]
pub struct Stub(MockServer);

impl Stub {
    /// Starts to listen on a free port.
    pub async fn start() -> Self {
        let server = MockServer::start().await;
        Mock::given(method("POST")).respond_with(answer).mount(&server).await;
        Self(server)
    }

    /// Returns the base URL, such as `http://127.0.0.1:1234`.
    pub fn url(&self) -> String {
        self.0.uri()
    }

    /// Returns how many requests were received so far, a client's retries included.
    pub async fn requests(&self) -> usize {
        self.0.received_requests().await.map_or(0, |requests| requests.len())
    }
}

fn answer(request: &Request) -> ResponseTemplate {
    let path = request.url.path();
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else { return ResponseTemplate::new(400) };
    let model = body["model"].as_str().unwrap_or_default();
    if path.starts_with("/api/") {
        return ollama::failure(model).unwrap_or_else(|| ollama::answer(&body, model, path.ends_with("/chat")));
    }
    match failures::of(model) {
        Some(failure) => failure,
        None if path.ends_with("/responses") => openai_responses::answer(&body, model),
        None => openai_chat::answer(&body, model),
    }
}
