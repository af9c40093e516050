//! Rebuilds rig's stream type around the metered stream. Its inner stream is private, but its items can be converted
//! back into the raw choices that they were made of.

use futures::Stream;
use rig::{
    completion::{CompletionError, GetTokenUsage},
    message::{Reasoning, ToolCall},
    streaming::{RawStreamingChoice, RawStreamingToolCall, StreamedAssistantContent, StreamingCompletionResponse},
};
use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll, ready},
};

impl<R> agent_metrics::RewrapStream<crate::Rig> for StreamingCompletionResponse<R>
where
    R: Clone + Unpin + GetTokenUsage + Send + 'static,
{
    fn rewrapped(metered: impl Stream<Item = Self::Item> + AsRef<Self> + Send + 'static) -> Self {
        let items = Some(Box::pin(metered));
        Self::stream(Box::pin(Choices { items, ready: VecDeque::new(), identified: false }))
    }
}

/// The items, converted back into raw choices.
struct Choices<R: Clone, S> {
    /// `None` after the stream has ended.
    items: Option<Pin<Box<S>>>,
    /// Choices that are still to be yielded: an item may have been made of several.
    ready: VecDeque<RawStreamingChoice<R>>,
    /// True once the message's id was yielded: rig keeps it in a field of the stream instead of an item.
    identified: bool,
}

impl<R, S> Stream for Choices<R, S>
where
    R: Clone + Unpin + GetTokenUsage,
    S: Stream<Item = Result<StreamedAssistantContent<R>, CompletionError>> + AsRef<StreamingCompletionResponse<R>>,
{
    type Item = Result<RawStreamingChoice<R>, CompletionError>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(choice) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(choice)));
            }
            let Some(items) = &mut this.items else { return Poll::Ready(None) };
            let item = ready!(items.as_mut().poll_next(task));
            if !this.identified
                && let Some(id) = &items.as_ref().get_ref().as_ref().message_id
            {
                this.identified = true;
                this.ready.push_back(RawStreamingChoice::MessageId(id.clone()));
            }
            match item {
                Some(Ok(item)) => choices(item, &mut this.ready),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => this.items = None,
            }
        }
    }
}

fn choices<R: Clone>(item: StreamedAssistantContent<R>, choices: &mut VecDeque<RawStreamingChoice<R>>) {
    choices.push_back(match item {
        StreamedAssistantContent::Text(text) => RawStreamingChoice::Message(text.text),
        StreamedAssistantContent::ToolCall { tool_call, internal_call_id } => {
            RawStreamingChoice::ToolCall(raw_call(tool_call, internal_call_id))
        }
        StreamedAssistantContent::ToolCallDelta { id, internal_call_id, content } => {
            RawStreamingChoice::ToolCallDelta { id, internal_call_id, content }
        }
        StreamedAssistantContent::Reasoning(Reasoning { id, content, .. }) => {
            let parts = content.into_iter().map(|content| RawStreamingChoice::Reasoning { id: id.clone(), content });
            return choices.extend(parts);
        }
        StreamedAssistantContent::ReasoningDelta { id, reasoning } => {
            RawStreamingChoice::ReasoningDelta { id, reasoning }
        }
        StreamedAssistantContent::Final(response) => RawStreamingChoice::FinalResponse(response),
    });
}

fn raw_call(call: ToolCall, internal_call_id: String) -> RawStreamingToolCall {
    RawStreamingToolCall {
        id: call.id,
        internal_call_id,
        call_id: call.call_id,
        name: call.function.name,
        arguments: call.function.arguments,
        signature: call.signature,
        additional_params: call.additional_params,
    }
}
