//! Counts tokens as the models of the `gpt-4o` family do (`o200k_base`).

use super::request::Message;
use tiktoken_rs::{Rank, o200k_base_singleton};

// The special tokens around the parts of a message. Because of them a message has three tokens more than its words, and so
// has the beginning of the answer.
const START: Rank = 200_264;
const END: Rank = 200_265;
const SEPARATOR: Rank = 200_266;

pub(super) fn load() {
    o200k_base_singleton();
}

/// Returns the tokens of a whole prompt, up to where the answer begins.
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

/// Cuts a text after `most` tokens. Returns the text, the number of its tokens, and whether it was cut.
pub(super) fn cut(text: String, most: usize) -> (String, usize, bool) {
    let tokens = encode(&text);
    if tokens.len() <= most {
        return (text, tokens.len(), false);
    }
    // A cut inside a character loses that character, but the tokens were generated and count.
    let bytes = o200k_base_singleton().decode_bytes(&tokens[..most]).unwrap_or_default();
    (String::from_utf8_lossy(&bytes).into_owned(), most, true)
}

fn encode(text: &str) -> Vec<Rank> {
    // A special token such as `<|endoftext|>` in a file is encoded as ordinary text.
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
