//! Tokens, as the models of the `gpt-4o` family count them (`o200k_base`).

use super::request::Message;
use tiktoken_rs::{Rank, o200k_base_singleton};

// What stands around the parts of a message. They are why a message costs three tokens more than its words, and an
// answer's beginning another three.
const START: Rank = 200_264;
const END: Rank = 200_265;
const SEPARATOR: Rank = 200_266;

pub(super) fn load() {
    o200k_base_singleton();
}

/// A whole prompt as the model reads it, up to where its answer begins.
pub(super) fn prompt_tokens(messages: &[Message]) -> Vec<Rank> {
    let mut tokens = Vec::new();
    for message in messages {
        tokens.push(START);
        tokens.extend(encode(&message.role));
        tokens.push(SEPARATOR);
        tokens.extend(encode(&message.content.text()));
        tokens.push(END);
    }
    tokens.push(START);
    tokens.extend(encode("assistant"));
    tokens.push(SEPARATOR);
    tokens
}

/// A text, cut after so many tokens, how many it has, and whether it was cut.
pub(super) fn cut(text: String, most: usize) -> (String, usize, bool) {
    let tokens = encode(&text);
    if tokens.len() <= most {
        return (text, tokens.len(), false);
    }
    // A cut may fall inside a character, which then is lost: with it the text has no fewer tokens that were made.
    let bytes = o200k_base_singleton().decode_bytes(&tokens[..most]).unwrap_or_default();
    (String::from_utf8_lossy(&bytes).into_owned(), most, true)
}

fn encode(text: &str) -> Vec<Rank> {
    // Ordinary: `<|endoftext|>` in a file is just text.
    o200k_base_singleton().encode_ordinary(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiktoken_rs::{ChatCompletionRequestMessage, num_tokens_from_messages};

    #[test]
    fn a_prompt_counts_as_the_cookbook_says() {
        let texts = [("system", "You are a helpful assistant."), ("user", "Grüße, 世界! fn main() {}")];
        let ours: Vec<Message> = texts.map(|(role, content)| Message::new(role, content)).into();
        let theirs = texts.map(|(role, content)| ChatCompletionRequestMessage {
            role: role.to_owned(),
            content: Some(content.to_owned()),
            ..Default::default()
        });
        assert_eq!(prompt_tokens(&ours).len(), num_tokens_from_messages("gpt-4o-mini", &theirs).unwrap());
    }

    #[test]
    fn an_answer_is_cut_at_a_token() {
        assert_eq!(cut("one two three".to_owned(), 2), ("one two".to_owned(), 2, true));
        assert_eq!(cut("one two three".to_owned(), 3), ("one two three".to_owned(), 3, false));
    }
}
