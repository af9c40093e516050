//! Finds out whether a response reports what the call used: by itself, or by the crate of an LLM client.
//!
//! ```text
//! (&&ResponseProbe(success)).response()
//!
//! &ResponseProbe    T: Outcome    // the response as an `LlmResponse`
//! ResponseProbe     any T         // the value itself, of which the guard requires `LlmResponse`
//! ```
//!
//! How the probes are chosen is explained in [`macro_support`](super). The second case never compiles: it lets the compiler say
//! of the type that it does not implement `LlmResponse`, which is the trait that users implement.

use crate::{
    error::client::Sealed,
    usage::{LlmResponse, client::Outcome},
};

/// Probes the response, if there is one.
#[derive(Debug)]
pub struct ResponseProbe<'a, T: ?Sized>(pub Option<&'a T>);

/// Chosen where the response reports.
pub trait ResponseByOutcome<Marker> {
    /// The response; `None` if the function failed.
    fn response(&self) -> Option<impl LlmResponse>;
}

impl<Marker, T: Outcome<Marker> + ?Sized> ResponseByOutcome<Marker> for &ResponseProbe<'_, T> {
    #[inline]
    fn response(&self) -> Option<impl LlmResponse> {
        self.0.map(|response| response.as_response(Sealed))
    }
}

/// Chosen for any other type.
impl<'a, T: ?Sized> ResponseProbe<'a, T> {
    /// The response; `None` if the function failed.
    pub fn response(&self) -> Option<&'a T> {
        self.0
    }
}

/// Reads the usage of a success by the value of the key `usage`.
pub fn usage_by<'a, T: ?Sized, R>(success: Option<&'a T>, usage: impl FnOnce(&'a T) -> R) -> Option<R> {
    success.map(usage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::usage::{TokenUsage, client::ClientResponse};

    struct OfClient;
    enum Client {}
    impl ClientResponse<Client> for OfClient {
        fn usage(&self) -> Option<TokenUsage> {
            Some(TokenUsage::new().input(7))
        }
    }

    fn input(response: Option<impl LlmResponse>) -> Option<u64> {
        response?.usage()?.input_tokens()
    }

    #[test]
    fn each_kind_of_response_is_chosen() {
        let own = TokenUsage::new().input(5);
        assert_eq!(input((&&ResponseProbe(Some(&own))).response()), Some(5));
        assert_eq!(input((&&ResponseProbe(Some(&Some(own)))).response()), Some(5));
        assert_eq!(input((&&ResponseProbe(Some(&OfClient))).response()), Some(7));
        assert_eq!(input((&&ResponseProbe(Some(&Some(Box::new(OfClient))))).response()), Some(7));
        assert_eq!(input((&&ResponseProbe(None::<&OfClient>)).response()), None);
    }
}
