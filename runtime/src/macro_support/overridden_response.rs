//! Adds to a response, or to an item of a stream, what the keys `failed` and `answered` say of it.
//!
//! ```text
//! override_response(response, failed_success(success, failed), answered_by(success, answered))
//! ```

use crate::{
    error::ErrorType,
    usage::{FinishReason, LlmResponse, TokenUsage},
};

/// Calls the closure of the key `failed`: whether a success means failure.
pub fn failed_success<T: ?Sized>(
    success: Option<&T>,
    failed: impl FnOnce(&T) -> Option<ErrorType>,
) -> Option<ErrorType> {
    success.and_then(failed)
}

/// The name of a model, which the closure of the key `answered` returns: a text, or an `Option` of one.
///
/// `Marker` keeps the two apart; it is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no name of a model",
    label = "expected a `&str`, a `String`, anything else that is `AsRef<str>`, or an `Option` of one",
    note = "`answered` says which model has answered: `answered = |response| response.model.as_str()`"
)]
pub trait ModelName<Marker> {
    /// The name; `None` if it is not known.
    fn model_name(&self) -> Option<&str>;
}

/// The marker of a text.
#[derive(Debug)]
pub struct Text;

/// The marker of an `Option` of a name.
#[derive(Debug)]
pub struct Optional<Marker>(Marker);

#[diagnostic::do_not_recommend]
impl<T: AsRef<str>> ModelName<Text> for T {
    fn model_name(&self) -> Option<&str> {
        Some(self.as_ref())
    }
}

#[diagnostic::do_not_recommend]
impl<Marker, T: ModelName<Marker>> ModelName<Optional<Marker>> for Option<T> {
    fn model_name(&self) -> Option<&str> {
        self.as_ref()?.model_name()
    }
}

/// What that closure returned, and how the name is read from it.
#[derive(Debug)]
pub struct Answered<N> {
    name: N,
    read: fn(&N) -> Option<&str>,
}

/// Calls the closure of the key `answered`: which model has answered.
pub fn answered_by<'a, T: ?Sized, N: ModelName<Marker>, Marker>(
    success: Option<&'a T>,
    answered: impl FnOnce(&'a T) -> N,
) -> Option<Answered<N>> {
    success.map(|success| Answered { name: answered(success), read: N::model_name })
}

/// A response with what the keys say of it: see [`override_response`].
#[derive(Debug)]
pub struct OverriddenResponse<R, N> {
    response: R,
    failure: Option<ErrorType>,
    answered: Option<Answered<N>>,
}

/// Adds to a response that it failed, and the name of the model that answered.
pub fn override_response<R: LlmResponse, N>(
    response: Option<R>,
    failure: Option<ErrorType>,
    answered: Option<Answered<N>>,
) -> Option<OverriddenResponse<R, N>> {
    response.map(|response| OverriddenResponse { response, failure, answered })
}

#[diagnostic::do_not_recommend]
impl<R: LlmResponse, N> LlmResponse for OverriddenResponse<R, N> {
    fn usage(&self) -> Option<TokenUsage> {
        self.response.usage()
    }
    fn model(&self) -> Option<&str> {
        let answered = self.answered.as_ref().and_then(|answered| (answered.read)(&answered.name));
        answered.filter(|model| !model.is_empty()).or_else(|| self.response.model())
    }
    fn failure(&self) -> Option<ErrorType> {
        self.failure.or_else(|| self.response.failure())
    }
    fn has_content(&self) -> bool {
        self.response.has_content()
    }
    fn finish_reason(&self) -> Option<FinishReason> {
        self.response.finish_reason()
    }
    fn is_end(&self) -> bool {
        self.response.is_end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{borrow::Cow, sync::Arc};

    /// Answers, and was then refused.
    struct Refused;
    impl LlmResponse for Refused {
        fn usage(&self) -> Option<TokenUsage> {
            Some(TokenUsage::new().input(7))
        }
        fn model(&self) -> Option<&str> {
            Some("gpt-4o")
        }
        fn failure(&self) -> Option<ErrorType> {
            Some(ErrorType::ContentFilter)
        }
        fn has_content(&self) -> bool {
            false
        }
    }

    fn model<N: ModelName<Marker>, Marker>(answered: &N) -> Option<String> {
        let answered = answered_by(Some(answered), |answered| answered.model_name());
        override_response(Some(Refused), None, answered)?.model().map(str::to_owned)
    }

    #[test]
    fn a_name_is_any_text_that_is_not_empty() {
        assert_eq!(model(&"o3").as_deref(), Some("o3"));
        assert_eq!(model(&"o3".to_owned()).as_deref(), Some("o3"));
        assert_eq!(model(&&"o3".to_owned()).as_deref(), Some("o3"));
        assert_eq!(model(&Arc::<str>::from("o3")).as_deref(), Some("o3"));
        assert_eq!(model(&Cow::Borrowed("o3")).as_deref(), Some("o3"));
        assert_eq!(model(&Some("o3")).as_deref(), Some("o3"));
        assert_eq!(model(&Some(&"o3".to_owned())).as_deref(), Some("o3"));
        assert_eq!(model(&None::<String>).as_deref(), Some("gpt-4o"), "what the response says");
        assert_eq!(model(&"").as_deref(), Some("gpt-4o"));
    }

    #[test]
    fn the_rest_is_what_the_response_says() {
        let response = override_response(Some(Refused), None, None::<Answered<()>>).expect("a response");
        assert_eq!(response.usage().and_then(|usage| usage.input_tokens()), Some(7));
        assert_eq!((response.failure(), response.has_content()), (Some(ErrorType::ContentFilter), false));
        let response =
            override_response(Some(Refused), Some(ErrorType::Timeout), None::<Answered<()>>).expect("a response");
        assert_eq!(response.failure(), Some(ErrorType::Timeout));
        assert!(override_response(None::<Refused>, Some(ErrorType::Timeout), None::<Answered<()>>).is_none());
    }
}
