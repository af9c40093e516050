//! `stream`, and functions that return one.

use super::{Errors, Keys};
use crate::{
    parse::{Function, Shape},
    tokens::{Span, TokenTree, is_punct, same_name},
};

/// Whether it is said where it is needed, and not where it can't be. The rest the compiler finds out.
pub(super) fn check(keys: &Keys, function: &Function, errors: &mut Errors) {
    let returned = &function.returned;
    if let Some(stream) = keys.get("stream") {
        if returned.tokens.is_empty() || returned.shape == Shape::Never {
            errors.push(
                stream.span,
                "`stream` is for functions that return a stream, and this one returns none: leave it out",
            );
        }
        return;
    }
    // With `usage` it may be meant: only the making of the stream is timed.
    if keys.get("usage").is_none() && names_a_stream(&returned.tokens) {
        errors.push(
            returned.span().unwrap_or_else(Span::call_site),
            "this function returns a stream, which goes on after it has returned: write `#[llm_metered(stream)]` to \
             meter it to its end",
        );
    }
}

/// `impl Stream<…>`, `Pin<Box<dyn Stream<…>>>`, `BoxStream<…>`, or a `Result` of one of these.
fn names_a_stream(returned: &[TokenTree]) -> bool {
    const AROUND: &[&str] = &["Result", "Pin", "Box", "impl", "dyn"];
    const STREAMS: &[&str] = &["Stream", "BoxStream", "LocalBoxStream"];
    for (index, token) in returned.iter().enumerate() {
        match token {
            TokenTree::Ident(name) if STREAMS.iter().any(|stream| same_name(name, stream)) => {
                return !is_punct(returned.get(index + 1), ':');
            }
            TokenTree::Ident(name) => {
                let is_around = AROUND.iter().any(|around| same_name(name, around));
                if !is_around && !is_punct(returned.get(index + 1), ':') {
                    return false;
                }
            }
            TokenTree::Punct(punct) if matches!(punct.as_char(), '<' | ':') => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{TokenStream, flatten};

    #[test]
    fn streams_are_known_by_their_names() {
        let names_a_stream = |written: &str| names_a_stream(&flatten(written.parse::<TokenStream>().expect("tokens")));
        for written in [
            "impl Stream<Item = T>",
            "impl futures::Stream<Item = T> + Send",
            "Result<impl Stream<Item = Result<T, E>>, E>",
            "io::Result<Pin<Box<dyn Stream<Item = T> + Send>>>",
            "::std::pin::Pin<::std::boxed::Box<dyn Stream<Item = T>>>",
            "BoxStream<'static, T>",
        ] {
            assert!(names_a_stream(written), "{written}");
        }
        for written in ["Response", "", "Result<Response, Stream>", "Opened<impl Stream>", "(impl Stream, A)"] {
            assert!(!names_a_stream(written), "{written}");
        }
    }
}
