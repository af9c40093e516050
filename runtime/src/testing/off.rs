//! The recorder with the feature off: nothing is recorded, every number is zero.

use crate::{Config, InContext, InitError};

/// Takes what is recorded inside its scope. With the feature `metrics` off that is nothing: every answer is 0. Ask
/// [`ENABLED`](crate::ENABLED) before you assert.
#[derive(Debug, Clone, Default)]
pub struct Recorder;

impl Recorder {
    /// An empty recorder.
    pub fn new() -> Self {
        Self
    }

    /// An empty recorder with a configuration of its own.
    ///
    /// # Errors
    ///
    /// None with the feature off.
    pub fn with_config(_config: Config) -> Result<Self, InitError> {
        Ok(Self)
    }

    /// Runs a future.
    pub fn scope<F: Future>(&self, future: F) -> InContext<F> {
        future
    }

    /// Runs a closure.
    pub fn scope_sync<R>(&self, run: impl FnOnce() -> R) -> R {
        run()
    }

    /// 0.
    pub fn counter(&self, _name: &str, _labels: &[(&str, &str)]) -> f64 {
        0.0
    }

    /// 0.
    pub fn gauge(&self, _name: &str, _labels: &[(&str, &str)]) -> f64 {
        0.0
    }

    /// 0.
    pub fn histogram_count(&self, _name: &str, _labels: &[(&str, &str)]) -> u64 {
        0
    }

    /// 0.
    pub fn histogram_sum(&self, _name: &str, _labels: &[(&str, &str)]) -> f64 {
        0.0
    }

    /// 0.
    pub fn series(&self, _name: &str) -> usize {
        0
    }

    /// Nothing.
    pub fn render(&self) -> String {
        String::new()
    }
}
