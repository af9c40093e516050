//! Generates the methods that the manual guards without a usage share: `scope`, `run`, `end`, `failed`.

/// Writes them for a guard with a method `finish`, which ends it with a failure or without one.
macro_rules! outcome_methods {
    ($guard:ident) => {
        impl $guard {
            /// It failed; it goes on until its end.
            #[inline]
            pub fn failed(&self, error_type: ErrorType) {
                self.outcome.failed(error_type);
            }

            /// Runs a future inside; it goes on until its end.
            pub async fn scope<F: Future>(&mut self, future: F) -> F::Output {
                scope::scope(&mut self.guard, future).await
            }

            /// Runs a closure inside; it goes on until its end.
            pub fn scope_sync<R>(&mut self, run: impl FnOnce() -> R) -> R {
                scope::scope_sync(&mut self.guard, run)
            }

            /// It ended.
            #[inline]
            pub fn end(mut self) {
                self.finish(None);
            }

            /// It ended with this result.
            pub fn end_with<Marker, T, E: AnyError<Marker>>(self, result: &Result<T, E>) {
                self.end_by(result, |error| error.classified(Sealed));
            }

            /// As [`end_with`](Self::end_with), for an error of any type, which `classify` gives its error type:
            /// [`ErrorType::of`] searches it.
            pub fn end_by<T, E>(mut self, result: &Result<T, E>, classify: impl FnOnce(&E) -> ErrorType) {
                self.finish(result.as_ref().err().map(classify));
            }

            /// It ended with this error.
            pub fn fail_with<Marker, E: AnyError<Marker> + ?Sized>(mut self, error: &E) {
                self.finish(Some(error.classified(Sealed)));
            }

            /// Runs a closure inside, and ends with its result. For an error that does not classify itself there are
            /// [`scope_sync`](Self::scope_sync) and [`end_by`](Self::end_by).
            ///
            /// # Errors
            ///
            /// Those of the closure.
            pub fn run_sync<Marker, T, E: AnyError<Marker>>(
                mut self,
                run: impl FnOnce() -> Result<T, E>,
            ) -> Result<T, E> {
                let result = self.scope_sync(run);
                self.end_with(&result);
                result
            }

            /// Runs a future inside, and ends with its result.
            ///
            /// An error that classifies itself is one with [`ClassifyError`](crate::ClassifyError), as an `io::Error` and a
            /// `Box<dyn Error>` have it, or one of a client whose crate is there. Any other error goes with
            /// [`run_by`](Self::run_by):
            ///
            /// ```
            /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
            /// # runtime.block_on(async {
            #[doc = concat!("use agent_metrics::{ErrorType, ", stringify!($guard), "};")]
            ///
            /// let read = async { std::fs::read("/no/such/file") };
            #[doc = concat!("assert!(", stringify!($guard), "::start(\"read\").run(read).await.is_err());")]
            ///
            /// let parse = async { "seven".parse::<u8>() };
            #[doc = concat!("assert!(", stringify!($guard), "::start(\"parse\").run_by(parse, ErrorType::of).await.is_err());")]
            /// # });
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            ///
            /// # Errors
            ///
            /// Those of the future.
            pub async fn run<Marker, T, E: AnyError<Marker>>(
                self,
                future: impl Future<Output = Result<T, E>>,
            ) -> Result<T, E> {
                self.run_by(future, |error| error.classified(Sealed)).await
            }

            /// As [`run`](Self::run), for an error of any type, which `classify` gives its error type: [`ErrorType::of`]
            /// searches it.
            ///
            /// # Errors
            ///
            /// Those of the future.
            pub async fn run_by<T, E>(
                mut self,
                future: impl Future<Output = Result<T, E>>,
                classify: impl FnOnce(&E) -> ErrorType,
            ) -> Result<T, E> {
                let result = self.scope(future).await;
                self.end_by(&result, classify);
                result
            }
        }

        /// Dropped before its end, it records the failure that it was told, else `cancelled`, or `panic`.
        impl Drop for $guard {
            fn drop(&mut self) {
                #[cfg(feature = "registry")]
                if let Some(reason) = self.guard.abort_reason() {
                    self.finish(Some(reason));
                }
            }
        }
    };
}
pub(super) use outcome_methods;
