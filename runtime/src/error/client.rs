//! Defines the trait by which the crate of an LLM client names the error types of the client's errors.

use super::{ClassifyError, ErrorType};
use std::{rc::Rc, sync::Arc};

/// An error of an LLM client, classified by a crate for that client.
///
/// It is [`ClassifyError`] for crates that own neither that trait nor the error: see [the module](crate::client). `Client` is a
/// type of the implementing crate.
///
/// ```
/// use agent_metrics::{ErrorType, client::ClientError};
/// # mod some_client { pub enum Error { Status(u16), Timeout } }
///
/// /// Marks the implementations of this crate.
/// pub enum SomeClient {}
///
/// impl ClientError<SomeClient> for some_client::Error {
///     fn error_type(&self) -> ErrorType {
///         match self {
///             Self::Status(status) => ErrorType::from_http_status(*status).unwrap_or(ErrorType::ProviderError),
///             Self::Timeout => ErrorType::Timeout,
///         }
///     }
/// }
///
/// assert_eq!(some_client::Error::Status(429).error_type(), ErrorType::RateLimit);
/// # let _ = some_client::Error::Timeout;
/// ```
pub trait ClientError<Client> {
    /// The error type that this error counts as.
    fn error_type(&self) -> ErrorType;
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<Client, E: ClientError<Client> + ?Sized> ClientError<Client> for $pointer {
            fn error_type(&self) -> ErrorType {
                (**self).error_type()
            }
        }
    )*};
}
pointers!(&E Box<E> Rc<E> Arc<E>);

/// Marks what a type implements itself.
#[derive(Debug)]
pub struct Own;

/// Marks what the crate of a client implements for a type.
#[derive(Debug)]
pub struct ByClient<Client>(Client);

/// An error that has an error type: by [`ClassifyError`], or by [`ClientError`].
///
/// It is implemented for both, and for nothing else; the compiler infers `Marker`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which error type it counts as",
    label = "this error has no error type",
    note = "derive it, with `#[error_type(…)]` on each variant: `#[derive(agent_metrics::ClassifyError)]`,",
    note = "or implement `agent_metrics::ClassifyError` for it,",
    note = "or add the crate that knows the client whose error it is,",
    note = "or classify it with a function: `run_by(future, agent_metrics::ErrorType::of)`, `end_by(…)`,",
    note = "or pass it on as a `Box<dyn Error>`, whose sources are searched, or as an `agent_metrics::ErrorType`"
)]
pub trait AnyError<Marker> {
    #[doc(hidden)]
    fn classified(&self, _: Sealed) -> ErrorType;
}

/// Can't be named outside of the crate, so that nothing else implements a trait whose methods take it.
#[derive(Debug, Clone, Copy)]
pub struct Sealed;

#[diagnostic::do_not_recommend]
impl<E: ClassifyError + ?Sized> AnyError<Own> for E {
    fn classified(&self, _: Sealed) -> ErrorType {
        self.error_type()
    }
}

#[diagnostic::do_not_recommend]
impl<Client, E: ClientError<Client> + ?Sized> AnyError<ByClient<Client>> for E {
    fn classified(&self, _: Sealed) -> ErrorType {
        self.error_type()
    }
}
