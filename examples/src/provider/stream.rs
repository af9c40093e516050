//! Streams an answer as server-sent events.

use super::{chat::Reply, ledger::Entry};
use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, Sse},
};
use futures::stream;
use serde_json::{Value, json};
use std::{collections::VecDeque, convert::Infallible, time::Duration};

/// The time between two chunks.
const CHUNK_INTERVAL: Duration = Duration::from_millis(3);

/// The stall in the middle of a slow stream. It is longer than the agent's channel waits for a branch.
const STALL: Duration = Duration::from_secs(8);

/// The rest of a stream.
struct ReplyStream {
    reply: Reply,
    pieces: VecDeque<Piece>,
    entry: Entry,
}

enum Piece {
    Chunk(Value),
    Stall,
    /// The last chunk, which has the usage instead of text.
    Usage,
    Done,
}

pub(super) fn stream_reply(reply: Reply, entry: Entry, slow: bool) -> Response {
    let delta = |delta: Value, end: Value| {
        Piece::Chunk(json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": end }]))
    };
    let mut pieces = VecDeque::from([delta(json!({ "role": "assistant", "content": "" }), Value::Null)]);
    pieces.extend(reply.text.split_inclusive(' ').map(|word| delta(json!({ "content": word }), Value::Null)));
    pieces.push_back(delta(json!({}), json!(reply.finish_reason)));
    if slow {
        pieces.insert(pieces.len() / 2, Piece::Stall);
    }
    pieces.extend([Piece::Usage, Piece::Done]);
    let reply_stream = ReplyStream { reply, pieces, entry };
    Sse::new(stream::unfold(reply_stream, |mut reply_stream| async {
        let event = reply_stream.next().await?;
        Some((Ok::<_, Infallible>(event), reply_stream))
    }))
    .into_response()
}

impl ReplyStream {
    async fn next(&mut self) -> Option<Event> {
        loop {
            match self.pieces.pop_front()? {
                Piece::Chunk(choices) => {
                    tokio::time::sleep(CHUNK_INTERVAL).await;
                    return Some(self.chunk(&choices, &Value::Null));
                }
                Piece::Stall => tokio::time::sleep(STALL).await,
                Piece::Usage => {
                    self.entry.answered(&self.reply.requested_model);
                    if self.reply.wants_usage {
                        return Some(self.chunk(&json!([]), &self.reply.usage));
                    }
                }
                Piece::Done => return Some(Event::default().data("[DONE]")),
            }
        }
    }

    fn chunk(&self, choices: &Value, usage: &Value) -> Event {
        let mut chunk = json!({
            "id": self.reply.id,
            "object": "chat.completion.chunk",
            "created": self.reply.created,
            "model": self.reply.model(),
            "choices": choices,
        });
        if self.reply.wants_usage {
            chunk["usage"] = usage.clone(); // null in all chunks but the last
        }
        Event::default().data(chunk.to_string())
    }
}
