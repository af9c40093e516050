//! Finds out whether a response reports what the call used: by itself, or by the crate of an LLM client.
//!
//! ```text
//! ResponseProbe(success).response()
//!
//! inherent           T: LlmResponse    // the response
//! by value           T: Outcome        // the response of a client as an `LlmResponse`
//! by a reference     any T             // the value itself, of which the guard requires `LlmResponse`
//! ```
//!
//! Method look-up takes an inherent method first, then a trait's that takes the value, then one that takes a reference. So most
//! responses cost the compiler one bound. The third case never compiles: it lets the compiler say of the type that it does not
//! implement `LlmResponse`, which is the trait that users implement.

use crate::{
    error::client::Sealed,
    usage::{LlmResponse, client::Outcome},
};

/// Probes the response, if there is one.
#[derive(Debug)]
pub struct ResponseProbe<'a, T: ?Sized>(pub Option<&'a T>);

/// Chosen where the response reports by itself.
impl<'a, T: LlmResponse + ?Sized> ResponseProbe<'a, T> {
    /// The response; `None` if the function failed.
    #[inline]
    pub fn response(self) -> Option<&'a T> {
        self.0
    }
}

/// Chosen where the crate of a client reports for it.
pub trait ResponseByOutcome<Marker> {
    /// The response; `None` if the function failed.
    fn response(self) -> Option<impl LlmResponse>;
}

impl<Marker, T: Outcome<Marker> + ?Sized> ResponseByOutcome<Marker> for ResponseProbe<'_, T> {
    #[inline]
    fn response(self) -> Option<impl LlmResponse> {
        self.0.map(|response| response.as_response(Sealed))
    }
}

/// Chosen for any other type.
pub trait ResponseUnknown<'a> {
    /// The type itself.
    type Response: ?Sized;
    /// The response; `None` if the function failed.
    fn response(&self) -> Option<&'a Self::Response>;
}

impl<'a, T: ?Sized> ResponseUnknown<'a> for ResponseProbe<'a, T> {
    type Response = T;
    fn response(&self) -> Option<&'a T> {
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
        assert_eq!(input(ResponseProbe(Some(&own)).response()), Some(5));
        assert_eq!(input(ResponseProbe(Some(&Some(own))).response()), Some(5));
        assert_eq!(input(ResponseProbe(Some(&OfClient)).response()), Some(7));
        assert_eq!(input(ResponseProbe(Some(&Some(Box::new(OfClient)))).response()), Some(7));
        assert_eq!(input(ResponseProbe(None::<&OfClient>).response()), None);
    }
}
