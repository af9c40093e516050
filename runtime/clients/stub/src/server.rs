//! The server.

use crate::{failures, ollama, openai_chat, openai_responses};
use serde_json::Value;
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::method};

/// A provider on loopback; it stops when it is dropped.
#[derive(Debug)]
pub struct Stub(MockServer);

impl Stub {
    /// Begins to listen.
    pub async fn start() -> Self {
        let server = MockServer::start().await;
        Mock::given(method("POST")).respond_with(answer).mount(&server).await;
        Self(server)
    }

    /// The address, as in `http://127.0.0.1:1234`.
    pub fn url(&self) -> String {
        self.0.uri()
    }

    /// How many requests came so far, tries of a client among them.
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
