//! Parses the service tier: the terms on which a call was served.

/// The terms on which the provider served a call, which decide its price. The *requested* tier does not matter: a priority
/// request can be served, and billed, as a standard one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceTier {
    /// The ordinary terms.
    #[default]
    Standard,
    /// Slower and cheaper.
    Flex,
    /// Faster and dearer.
    Priority,
    /// Through the provider's batch API.
    Batch,
    /// A tier with an unknown name, and so with an unknown price.
    Unknown,
}

impl ServiceTier {
    /// The tier of a response's `service_tier`, as OpenAI, Anthropic and Google spell it.
    ///
    /// ```
    /// use agent_metrics::ServiceTier;
    ///
    /// assert_eq!(ServiceTier::from_name("default"), ServiceTier::Standard);
    /// assert_eq!(ServiceTier::from_name("priority"), ServiceTier::Priority);
    /// assert_eq!(ServiceTier::from_name("warp"), ServiceTier::Unknown);
    /// ```
    pub fn from_name(name: &str) -> Self {
        match name {
            "" | "default" | "standard" | "auto" | "on_demand" | "ON_DEMAND" => Self::Standard,
            "flex" => Self::Flex,
            "priority" | "fast" => Self::Priority,
            "batch" => Self::Batch,
            _ => Self::Unknown,
        }
    }
}
