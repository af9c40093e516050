//! Defines the probes that expansions call beside the guards, to find out what a type can do.
//!
//! A macro sees how a type is spelled, not what it is: `Outcome` may be an alias of `Result`, and an error may or may not
//! implement `ClassifyError`. The compiler knows, and the probes let it choose by *autoref specialisation*. A probe wraps a
//! reference to a value. A trait is implemented for the probe behind several numbers of references, each time with other bounds.
//! Method look-up tries the receiver as it is first and takes references away one by one, so that the implementation with the
//! most references is taken whose bounds hold.
//!
//! ```text
//! pub struct Probe<'a, T>(&'a T);
//!
//! impl<T: Display> ByType for &Probe<'_, T> { fn text(&self) -> String { self.0.to_string() } }
//! impl<T>          ByType for  Probe<'_, T> { fn text(&self) -> String { "?".into() } }
//!
//! (&&Probe(&7)).text()         // `&&Probe`: an integer is `Display`: "7"
//! (&&Probe(&vec![7])).text()   // a vector is not; `&Probe`: any type: "?"
//! ```
//!
//! An inherent method goes before a trait's, so that a probe of two cases needs no references:
//! [`ResultProbe`](result_probe::ResultProbe) has inherent methods for `Result`, and a trait for any other type. A trait's method
//! that takes the value goes before one that takes a reference, which gives a third case:
//! [`ResponseProbe`](response_probe::ResponseProbe).
//!
//! The expansion imports the traits of all probes (`use …::probes::*`), of which a given type uses some.

pub(crate) mod borrowed_error_probe;
pub(crate) mod content_probe;
mod deferred_kind;
#[cfg(feature = "registry")]
pub(crate) mod deferred_probe;
pub(crate) mod error_probe;
pub mod exports;
pub(crate) mod finish_reason_probe;
pub(crate) mod memory_count_probe;
pub(crate) mod opaque_stream;
#[cfg(not(feature = "registry"))]
pub(crate) mod output_probe;
pub(crate) mod overridden_response;
pub(crate) mod response_probe;
pub(crate) mod result_probe;
mod told_reason_probe;
