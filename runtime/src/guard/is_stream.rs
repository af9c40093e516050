//! Defines `IsStream`, the bound on what a `#[llm_metered(stream)]` function returns, with its compile error.

use futures_core::Stream;

/// Required of the type by the key `stream`, and by a return type that names a stream.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no stream",
    label = "`#[llm_metered(stream)]` is for functions that return a `Stream`",
    note = "leave `stream` out if the function returns the whole response"
)]
pub trait IsStream {
    /// What the stream yields.
    type Item;
}

#[diagnostic::do_not_recommend]
impl<S: Stream> IsStream for S {
    type Item = S::Item;
}
